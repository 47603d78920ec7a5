import ast
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

import dashboard
import sim
from dashboard.charts import fans
from dashboard.sidebar import text as sidebar_text
from dashboard.text import captions, common, figures, glossary, html, markdown, plain
from dashboard.views.explore import frames as explore_frames, text as explore_text
from sim import numbers, vocabulary

HERE = Path(dashboard.__file__).parent
CATALOGUES = [*(HERE / "text").glob("*.py"), *HERE.rglob("text.py")]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "none of 2,000 runs"),
        (0.0005, "fewer than 1 in 100 runs"),
        (0.01, "1 in 100 runs"),
        (0.06, "6 in 100 runs"),
        (0.99, "99 in 100 runs"),
        (0.9995, "more than 99 in 100 runs"),
        (1.0, "all 2,000 runs"),
        (float("nan"), "not known"),
    ],
)
def test_shares_are_said_as_counts(share, said):
    assert numbers.counted(share, 2000) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0.0"), (-0.0001, "0.0"), (-0.03, "−3.0"), (0.012, "+1.2"), (0.5, "+50.0"), (0.994, "+99.4")],
)
def test_differences_carry_their_sign(value, said):
    assert numbers.difference(value) == said


def test_difference_names_baseline_and_interval():
    said = figures.difference({"baseline": 0.09, "difference": -0.03, "low": -0.04, "high": -0.02}, 2000)
    assert said == "Baseline: 9 in 100 runs. Difference: **−3.0** in 100 (−4.0 to −2.0)"


@pytest.mark.parametrize(
    "words", ["![x](http://host/pixel.png)", "[a](javascript:1)", "$x$", ":red[x]", "<b>x</b>", "**a** _b_ `c`", "# h"]
)
def test_words_of_a_scenario_stay_words(words):
    escaped = markdown.escape(words)
    for mark in re.finditer(r"[\[\]!$:<>*_`#]", escaped):
        assert escaped[mark.start() - 1] == "\\", escaped


def test_lists_and_lines_do_not_start_by_themselves():
    assert markdown.escape("1. a\n\n- b").startswith("1\\. a")
    assert "\n" not in markdown.escape("a\n\n# b")
    assert markdown.escape("- b").startswith("\\-")


def test_nobody_says_probability():
    for path in CATALOGUES:
        assert not re.search(r"probab|likelihood|forecasts\b", path.read_text(encoding="utf-8"), re.IGNORECASE), path


def test_command_is_safe_in_a_shell():
    said = common.command("my file; rm.yaml", {"a.b": 0.1, "c.open": False}, 2000, 12, 7)
    assert shlex.split(said) == [
        *("parley", "run", "my file; rm.yaml", "--set", "a.b=0.1", "--set", "c.open=false"),
        *("--runs", "2000", "--months", "12", "--seed", "7"),
    ]


def test_command_gives_the_same_numbers(scenario):
    """The values in the command are the values of the page, digit by digit."""
    changes = {"actors.russia.war_cost": 0.1 + 0.2}
    path, value = shlex.split(common.command("x", changes, 200, 3, 1))[4].split("=")
    said = sim.change(scenario, {path: float(value)})
    assert sim.parameters(said)[path].value == pytest.approx(0.3, abs=1e-12)


def test_alt_texts_name_the_figures(result):
    events = pd.DataFrame(columns=["month", "calendar", "event", "mark"])
    fan = captions.fan_alt("Fatigue", fans.fan(result, result, "fatigue", events, actor="us"))
    assert re.search(r"middle run from [\d.]+ in 2024-11 to [\d.]+ in 2025-07", fan)
    dots = explore_frames.dots(result["first_signature"].values, 8, fans.calendar(result))
    assert explore_text.dots_alt(dots, 8).startswith("50 dots")
    table = explore_frames.blockers(result, str(result["proposal"].values[0]), 8, common.REASONS)
    assert "Russia" in captions.blocker_alt("A plan", table) and "Russia" in explore_text.blocker("A plan", table)
    ends = explore_frames.ends(sim.ends(result), sim.ends(result), fans.calendar(result), events)
    assert re.search(r"in 2025-07: Still at war \d+ \(baseline \d+\), Ceasefire", explore_text.ends_alt(ends))
    counted = sim.blocking_members(result)
    votes = explore_frames.ballots(counted, ["eu.germany", "eu.hungary"], common.VOTES)
    assert re.search(r"Hungary: .*no \d+, blocks \d+\.$", explore_text.ballots_alt("European Union", votes))


def test_reasons_and_chips_cover_each_other():
    from dashboard.charts import palette

    assert list(common.REASONS) == list(palette.REASONS)
    assert set(common.REASONS) == set(vocabulary.VERDICTS)
    assert all(name in html.legend(palette.REASONS, common.REASONS) for name in common.REASONS.values())
    assert all(name in html.legend(palette.REASONS, common.DEAL_REASONS) for name in common.DEAL_REASONS.values())
    assert list(common.VOTES) == list(palette.BALLOTS)


def test_a_deal_on_an_issue_is_not_weighed_against_the_war():
    said = " ".join(" ".join(vocabulary.VERDICTS[code].on_issue()[:3]) for code in common.DEAL_REASONS)
    assert "what stands" in said and "war" not in said and "fighting" not in said


@pytest.mark.parametrize(
    ("levers", "members", "said"),
    [
        (0, 0, "As in the file"),
        (1, 0, "**1 lever moved**"),
        (2, 1, "**2 levers moved, 1 member turned**"),
        (0, 3, "**3 members turned**"),
    ],
)
def test_changes_are_counted_by_kind(levers, members, said):
    assert sidebar_text.changed(levers, members) == said


def ballots(**blocks):
    counted = {
        name: {"label": name, "blocks": share, "yes": 1 - share, "abstains": 0.0, "no": share}
        for name, share in blocks.items()
    }
    return explore_frames.ballots(counted, list(counted), common.VOTES)


def test_who_blocks_most_comes_first():
    said = explore_text.ballots("A *bloc*", ballots(a=0.02, b=0.3, c=0.0, d=0.1, e=0.01))
    assert said == "**A \\*bloc\\***: blocked by b in 30, d in 10, a in 2 of 100 run-months and 1 other less often."
    assert "nobody blocks" in explore_text.ballots("A bloc", ballots(a=0.0, b=0.004))


def test_ends_table_shows_words_of_a_scenario_as_words():
    ends = {
        "x": {"label": "<b>One</b>", "text": '"quoted"', "runs": [4, 3]},
        "y": {"label": "Two", "text": "", "runs": [0, 1]},
    }
    frame = explore_frames.ends(
        ends, ends, ["2024-11", "2024-12"], pd.DataFrame(columns=["month", "calendar", "event", "mark"])
    )
    said = html.ends_table(frame, {"<b>One</b>": "red", "Two": "blue"}, {"<b>One</b>": '"quoted"', "Two": ""}, 4)
    assert "<b>" not in said and "&lt;b&gt;One" in said and "&quot;quoted&quot;" in said
    assert "75 in 100" in said and "25 in 100" in said and "2024-12" in said


def offer(**more):
    told = {"label": "Money | more", "giver": "A", "receiver": "B", "active": True}
    return {**told, "made": 0.25, "was": 0.0, "taken": 0.001, "runs": 1000, **more}


def test_offers_on_the_table_are_counted_and_others_named():
    said = explore_text.offers([offer(), offer(label="Arms", active=False, made=0.0)], "2025-01")
    assert "| Money \\| more | A | B | 25 in 100 | none of 1,000 | fewer than 1 in 100 |" in said
    assert said.endswith("Arms (A to B).")
    assert "|" not in explore_text.offers([offer(label="Arms", active=False, made=0.0)], "2025-01")


def test_ceasefires_say_that_they_are():
    assert captions.proposal("A freeze", "ceasefire") == "A freeze (ceasefire)"
    assert captions.proposal("A plan", "settlement") == "A plan"


def test_amounts_are_said_with_unit_and_one_decimal():
    change = {"baseline": 119.84, "changed": 119.7, "difference": -0.14, "low": -0.2, "high": 0.003}
    said = figures.amount_change(change, "front")
    assert said == "Baseline: 119.8 thousand km². Difference: **−0.1** (−0.2 to 0.0)"
    assert figures.amount(71.26, "aid") == "EUR 71.3 bn"
    assert "90 in 100" in figures.amounts(1.0, 2.0)


def test_words_at_headings_are_those_of_the_glossary():
    for heading in glossary.WORDS:
        assert glossary.words(heading).count("**") == 2 * len(glossary.WORDS[heading])


def test_no_name_is_given_twice():
    """In a long list of words a second definition would silently replace the first."""
    for path in CATALOGUES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        assigned = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
        names += [name.id for target in assigned for name in ast.walk(target) if isinstance(name, ast.Name)]
        assert len(names) == len(set(names)), path


def test_titles_within_charts_stand_in_the_file_of_texts():
    """A translation has one file to go through; `specs.py` is the last with titles of its own."""
    import ast
    from pathlib import Path

    import dashboard

    found = []
    for path in Path(dashboard.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "title" and isinstance(node.value, ast.Constant):
                found += [path.name] if node.value.value else []
    assert set(found) <= {"specs.py"}


@pytest.mark.parametrize(
    "words", [":material/home:", "a :smile: b", ":streamlit:", ":+1:", ":red[x]", ":green-badge[x]", ":material/x:y"]
)
def test_no_name_between_colons_becomes_an_icon(words):
    """Streamlit looks for these names in the text, after the marks of Markdown are read."""
    for told in (markdown.escape(words), plain.shown(words)):
        assert not re.search(r":(?:material/\w+|[a-z_+-][\w+-]*)(?::|\[)", told.replace("\\", ""), re.IGNORECASE)
        assert told.replace("\\", "").replace("\u2060", "") == words
    assert plain.shown("12:30:15, a: b, http: c") == "12:30:15, a: b, http: c"


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\u061c", "\x1b", "\x00", "\x9b"])
def test_marks_that_turn_what_follows_are_shown_as_gone(mark):
    words = f"Peace{mark}ecaep"
    for told in (markdown.escape(words), plain.shown(words), plain.as_html(words), plain.distinct([words])[0]):
        assert told == "Peace\ufffdecaep"

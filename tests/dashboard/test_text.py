import re
import shlex

import pandas as pd
import pytest

import sim
from dashboard import frames, text


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
    assert text.in_100(share, 2000) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0.0"), (-0.0001, "0.0"), (-0.03, "−3"), (0.012, "+1.2"), (0.5, "+50")]
)
def test_differences_carry_their_sign(value, said):
    assert text.points(value, signed=True) == said


def test_difference_names_baseline_and_interval():
    said = text.difference({"baseline": 0.09, "difference": -0.03, "low": -0.04, "high": -0.02}, 2000)
    assert said == "Baseline: 9 in 100 runs. Difference: **−3** in 100 (−4 to −2.0)"


@pytest.mark.parametrize(
    "words", ["![x](http://host/pixel.png)", "[a](javascript:1)", "$x$", ":red[x]", "<b>x</b>", "**a** _b_ `c`", "# h"]
)
def test_words_of_a_scenario_stay_words(words):
    escaped = text.escape(words)
    for mark in re.finditer(r"[\[\]!$:<>*_`#]", escaped):
        assert escaped[mark.start() - 1] == "\\", escaped


def test_lists_and_lines_do_not_start_by_themselves():
    assert text.escape("1. a\n\n- b").startswith("1\\. a")
    assert "\n" not in text.escape("a\n\n# b")
    assert text.escape("- b").startswith("\\-")


def test_nobody_says_probability():
    import inspect

    from dashboard import prose

    for module in (text, prose):
        assert not re.search(r"probab|likelihood|forecasts\b", inspect.getsource(module), re.IGNORECASE)


def test_command_is_safe_in_a_shell():
    said = text.command("my file; rm.yaml", {"a.b": 0.1, "c.open": False}, 2000, 12, 7)
    assert shlex.split(said) == [
        *("parley", "run", "my file; rm.yaml", "--set", "a.b=0.1", "--set", "c.open=false"),
        *("--runs", "2000", "--months", "12", "--seed", "7"),
    ]


def test_command_gives_the_same_numbers(scenario):
    """The values in the command are the values of the page, digit by digit."""
    changes = {"actors.russia.war_cost": 0.1 + 0.2}
    path, value = shlex.split(text.command("x", changes, 200, 3, 1))[4].split("=")
    said = sim.change(scenario, {path: float(value)})
    assert sim.parameters(said)[path].value == pytest.approx(0.3, abs=1e-12)


def test_alt_texts_name_the_figures(result):
    events = pd.DataFrame(columns=["month", "calendar", "event", "mark"])
    fan = text.fan_alt("Fatigue", frames.fan(result, result, "fatigue", events, actor="us"))
    assert re.search(r"middle run from [\d.]+ in 2024-11 to [\d.]+ in 2025-07", fan)
    dots = frames.dots(result["first_agreement"].values, 8, frames.calendar(result))
    assert text.dots_alt(dots, 8).startswith("50 dots")
    table = frames.blockers(result, str(result["proposal"].values[0]), 8, text.REASONS)
    assert "Russia" in text.blocker_alt("A plan", table) and "Russia" in text.blocker("A plan", table)


def test_reasons_and_chips_cover_each_other():
    from dashboard import palette

    assert list(text.REASONS) == list(palette.REASONS)
    assert set(text.REASON_HELP) == set(text.REASONS)
    assert all(name in text.legend(palette.REASONS) for name in text.REASONS.values())

"""The editor: texts are kept whatever happens, tried without saving, and written through forms."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

import sim
from dashboard.session import drafts, results
from dashboard.text import errors, markdown
from dashboard.views.editor import gutter, text
from tests.pages import cards, opened

PAGE = "views/editor/page.py"
SMALL = "extends: november-2024\ntitle: Mine\nquestion: And then?\n"


@pytest.fixture(autouse=True)
def _few_runs(monkeypatch):
    monkeypatch.setenv("PARLEY_RUNS", "100")


def editor(name: str = "november-2024") -> AppTest:
    app = opened(name, months="2")
    return app.switch_page(PAGE).run()


def typed(app: AppTest, words: str) -> AppTest:
    app.text_area(key="draft").set_value(words).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", ["november-2024", "europe-alone"])
def test_the_text_is_that_of_the_file(name):
    app = editor(name)
    assert not app.exception and not app.error
    assert app.text_area(key="draft").value == sim.scenario_text(name)
    assert any(text.DIFF_NONE in caption.value for caption in app.caption)


@pytest.mark.parametrize("broken", ["title: [", "", "\t", "a: !x 1", SMALL + "months: -3\nactors: {eu: {stanse: 1}}\n"])
def test_a_broken_text_is_kept_and_told_at_its_line(broken):
    app = typed(editor(), broken)
    assert app.error and app.button(key="try").disabled
    assert "Line " in "".join(entry.value for entry in app.markdown)
    app.run()
    app.switch_page("views/about/page.py").run()
    app.switch_page(PAGE).run()
    assert app.text_area(key="draft").value == broken


def test_what_is_odd_is_told_at_its_line_and_can_be_tried():
    app = typed(editor(), SMALL + "actors: {us: {initial_eur_bn: 9}}\n")
    assert not app.button(key="try").disabled
    assert any("Line 4" in entry.value and "more than all" in entry.value for entry in app.warning)


def test_problems_show_their_lines():
    app = typed(editor(), SMALL + "months: -3\nactors: {eu: {stanse: 1}}\n")
    told = [entry.value for entry in app.markdown]
    assert any("**Line 4, column 1**" in words and "months" in words for words in told)
    assert any("stance" in words and "Line 5" in words for words in told)
    assert app.text_input(key=_field(app, "line 0")).value == "months: -3"


def _field(app: AppTest, beginning: str) -> str:
    """Key of the field or button of a problem, which ends with the name of the text."""
    return next(each.key for each in (*app.text_input, *app.button) if str(each.key).startswith(beginning))


def test_a_line_is_mended_below_its_problem_and_taken_back():
    broken = SMALL + "months: many # as many as may be\r\nseed: 1\n"
    app = typed(editor(), broken)
    field = app.text_input(key=_field(app, "line 0"))
    assert field.label == text.line(4) and field.value == "months: many # as many as may be"
    field.set_value("months: 6").run()
    assert app.text_area(key="draft").value == broken.replace("months: many # as many as may be", "months: 6")
    app.button(key="draft_back").click().run()
    assert app.text_area(key="draft").value == broken


def test_the_word_that_was_meant_is_written_by_a_button():
    app = typed(editor(), SMALL + "actors:\n  eu: {members: {italy: {stanse: 1, note: stanse}}}\n")
    assert any("**stance**" in caption.value and "Allowed" in caption.value for caption in app.caption)
    app.button(key=_field(app, "meant 0")).click().run()
    assert app.text_area(key="draft").value.endswith("  eu: {members: {italy: {stance: 1, note: stanse}}}\n")
    assert not app.error and not app.button(key="try").disabled


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("actors: {russia: {war_kost: 0.5}}", "actors: {russia: {war_cost: 0.5}}"),
        ("actors: {eu: {role: sponsr}}", "actors: {eu: {role: sponsor}}"),
        ("events: {a: {label: A, on: 2025-02, set: {escalatoin: 1}}}", "events: {a: {label: A, on: 2025-02, set: {escalation: 1}}}"),
        ("extends: novmber-2024", "extends: november-2024"),
        ("months: many", None),
        ("actors: {russia: [", None),
    ],
)  # fmt: skip
def test_what_was_meant_is_known_from_the_message(line, right):
    words = line + "\n" if line.startswith("extends") else f"extends: november-2024\n{line}\n"
    with pytest.raises(sim.InputError) as caught:
        sim.read_scenario(words)
    problem = caught.value.problems[0]
    assert drafts.put_right(words, problem) == (None if right is None else words.replace(line, right))


def test_a_key_is_looked_up():
    app = editor()
    field = app.selectbox(key="schema_key")
    name = next(option for option in field.options if option.startswith("stance · actors.NAME (sponsor).members"))
    field.set_value(name).run()
    told = next(entry.value for entry in app.markdown if entry.value.startswith("**stance** in"))
    key = next(key for key in sim.keys_at(("actors", "eu", "sponsor", "members", "italy")) if key.name == "stance")
    assert markdown.escape(key.meaning) in told and markdown.escape(key.allowed) in told


def test_what_is_wrong_in_a_line_stands_behind_it_and_cannot_leave_the_style():
    evil = '"</style><b>)}'
    style = gutter.style("draft", "a: 1\nbb: x", {2: f"{evil} ä?"})
    assert style.count("<style>") == style.count("</style>") == 1 and style.count("{") == style.count("}") == 1
    image = ElementTree.fromstring(unquote(re.search(r'url\("data:image/svg\+xml,([^")]*)"\)', style)[1]))
    told = image.findall("{http://www.w3.org/2000/svg}text")[-1]
    assert told.text == f"{evil} ä?"
    assert (
        float(told.get("x")) > gutter.WIDTH + 8 + 5 * gutter.LETTER
        and gutter.LINE < float(told.get("y")) < 2 * gutter.LINE
    )


def test_a_text_is_tried_on_all_pages_and_by_its_address():
    app = typed(editor(), SMALL + "actors: {russia: {war_cost: 0.37}}\n")
    app.button(key="try").click().run()
    assert not app.exception and not app.error
    name = app.selectbox(key="scenario").value
    assert name == drafts.name_of(app.text_area(key="draft").value)
    app.switch_page("views/explore/page.py").run()
    assert app.title[0].value == "And then?" and app.slider(key="actors.russia.war_cost").value == 0.37
    assert f"parley run {name}.yaml" in app.code[0].value and "--set" not in app.code[0].value
    other = opened(name, months="2")
    assert other.title[0].value == "And then?"
    other.switch_page(PAGE).run()
    assert other.text_area(key="draft").value.endswith("0.37}}\n")
    assert any("against november" in entry.label for entry in other.expander)


def test_a_link_to_a_text_that_is_gone_says_so():
    app = opened("edited-0123456789abcdef0123", months="2")
    assert app.warning[0].value == errors.DRAFT_GONE and cards(app)
    assert app.selectbox(key="scenario").value == "november-2024"


def test_a_session_whose_text_is_dropped_goes_on(monkeypatch):
    app = typed(editor(), SMALL)
    app.button(key="try").click().run()
    shelf = results.shelf()
    monkeypatch.setattr(shelf, "_drafts", type(shelf._drafts)())
    app.run()
    assert not app.exception and app.warning[0].value == errors.DRAFT_GONE
    assert app.text_area(key="draft").value == SMALL


def test_a_changed_text_outlasts_another_scenario():
    app = typed(editor(), SMALL)
    app.selectbox(key="scenario").set_value("december-2023").run()
    assert app.text_area(key="draft").value == SMALL
    app.button(key="draft_load").click().run()
    assert app.text_area(key="draft").value == sim.scenario_text("december-2023")
    app.button(key="draft_back").click().run()
    assert app.text_area(key="draft").value == SMALL


def test_writing_out_in_full_keeps_the_meaning():
    app = editor("europe-alone")
    app.button(key="draft_full").click().run()
    whole = app.text_area(key="draft").value
    assert "extends" not in whole
    assert sim.read_scenario(whole).digest() == sim.load_scenario("europe-alone").digest()


def test_uploads_replace_the_text_and_can_be_taken_back():
    app = editor()
    app.file_uploader[0].upload("mine.yaml", SMALL.encode(), "application/yaml").run()
    assert app.text_area(key="draft").value == SMALL
    app.button(key="draft_back").click().run()
    assert app.text_area(key="draft").value == sim.scenario_text("november-2024")
    with pytest.raises(sim.InputError, match="at most"):
        drafts.read_upload(b"a" * (drafts.MOST_BYTES + 1))
    with pytest.raises(sim.InputError, match="UTF-8"):
        drafts.read_upload(b"\xff\xfe\xff")


def test_a_form_writes_a_member_and_keeps_comments():
    app = editor("december-2023")
    before = app.text_area(key="draft").value
    app.selectbox(key="form_owner_member").set_value("eu").run()
    number = [form.owner for form in drafts.forms(sim.load_scenario("december-2023"))["member"]].index("eu")
    app.selectbox(key=f"form_entry_member_{number}").set_value("italy").run()
    app.text_input(key="form actors/eu/members italy stance").set_value("0.35")
    submit(app)
    after = app.text_area(key="draft").value
    assert not app.exception and not app.error
    assert sim.read_scenario(after).actors["eu"].members["italy"].stance.value == 0.35
    assert sum(a != b for a, b in zip(before.splitlines(), after.splitlines(), strict=True)) == 1


def submit(app: AppTest) -> None:
    next(button for button in app.button if button.label == text.FORM_WRITE).click().run()


def test_a_form_writes_an_event_and_tells_what_is_wrong():
    app = editor()
    app.segmented_control(key="form_kind").set_value("event").run()
    stem = "form events "
    submit(app)
    assert markdown.escape(text.FORM_NO_NAME) in [error.value for error in app.error]
    app.text_input(key=f"{stem} name").set_value("vote")
    for key, words in {"label": "A vote: *yes*", "on": "2025-03", "set": "{escalation: 0.3}"}.items():
        app.text_input(key=f"{stem} {key}").set_value(words)
    submit(app)
    assert not app.exception and not app.error
    event = sim.read_scenario(app.text_area(key="draft").value).events["vote"]
    assert event.on == "2025-03" and event.set == {"escalation": 0.3} and event.label == "A vote: *yes*"


def test_a_form_writes_a_red_line():
    app = editor()
    app.segmented_control(key="form_kind").set_value("red_line").run()
    owner = app.selectbox(key="form_owner_red_line").value
    stem = f"form actors/{owner}/red_lines "
    app.text_input(key=f"{stem} name").set_value("new_line")
    app.selectbox(key=f"{stem} issue").set_value("forces")
    app.text_input(key=f"{stem} at_most").set_value("0.5")
    submit(app)
    assert not app.exception and not app.error
    line = sim.read_scenario(app.text_area(key="draft").value).actors[owner].red_lines["new_line"]
    assert line.issue == "forces" and line.at_most.at.value == 0.5


def test_the_shelf_is_bounded():
    shelf = drafts.Shelf(most=3, most_bytes=100)
    names = [shelf.add(drafts.Draft(f"text {number}", "x")) for number in range(5)]
    assert [shelf.get(name) is not None for name in names] == [False, False, True, True, True]
    shelf.add(drafts.Draft("b" * 95, "x"))
    assert shelf.get(names[-1]) is None
    with pytest.raises(sim.InputError, match="at most"):
        shelf.add(drafts.Draft("c" * (drafts.MOST_BYTES + 1), "x"))


def test_difference_and_lines():
    lines, added, removed = drafts.difference("a\nb\nc\n", "a\nB\nc\nd\n")
    assert (added, removed) == (2, 1) and "+B" in lines and "-b" in lines
    assert drafts.difference("a\n", "a\n") == ("", 0, 0)
    assert [drafts.line_of("a\nb\r\nc", number) for number in range(5)] == ["", "a", "b", "c", ""]
    assert drafts.with_line("a\nb\r\nc", 2, "x") == "a\nx\r\nc" and drafts.with_line("a\nb", 2, "x") == "a\nx"


def test_entries_in_words_read_back():
    for name in sim.scenario_names():
        for some in drafts.forms(sim.load_scenario(name)).values():
            for form in some:
                for entry in form.entries.values():
                    typed = {key.name: drafts.shown(key, entry) for key in form.keys}
                    assert drafts.entry_from(form, entry, typed) == {}
                    for key in form.keys:
                        if typed[key.name] and key.kind not in ("text", "choice"):
                            sim.plain_value(typed[key.name])

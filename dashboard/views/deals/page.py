"""Deals: build a package issue by issue, and see who would sign it and what stands in the way."""

import streamlit as st

import sim
from dashboard.charts import fans
from dashboard.session import results
from dashboard.session.state import Question
from dashboard.text import errors
from dashboard.views.deals import controls, packages, panels, text

question: Question = st.session_state["question"]
scenario, _ = results.load(question.name)
st.title(text.TITLE, anchor=False)
try:
    asked = sim.change(scenario, dict(question.changes))
    size = question.runs, question.months, question.seed
    space, baseline = (results.space(each, *size) for each in (asked, scenario))
except sim.InputError as error:
    st.error(errors.problems(error.problems))
    st.stop()

named = asked.proposals_of(*packages.SCOPES)
starts = {
    name: packages.controls_of(asked, proposal, space.middle_places(0, proposal)) for name, proposal in named.items()
}
package = controls.build(asked, starts)
month = controls.month(space.calendar)
try:
    built = package.added_to(asked, text.SAVE_DEFAULT)
except sim.InputError as error:
    st.error(errors.problems(error.problems))
    st.stop()
proposal = built.proposals[packages.NAME]
judged, before = space.judge_all(proposal), baseline.judge_all(proposal)
events = fans.events(scenario, results.months(scenario.start, question.months))
left = len(space.state(month).runs)
st.caption(text.size(left, space.runs, space.calendar[month]))
if not left:
    st.warning(text.NOBODY_LEFT)
    st.stop()

panels.verdict(space, judged, month)
panels.over_time(space, judged, before, events)
panels.worth(space, judged, month)
panels.gaps(space, proposal, month)
found = results.zone(space, month, package.scope)
others = {entry.label: space.judge(month, entry) for entry in named.values() if entry.scope == package.scope}
panels.zone(space, found, judged[month], others, package.scope)
panels.best(space, found, proposal, month)
panels.relaxation(space, found)
panels.save(asked, package, question)
if controls.wants_trial():
    was, now = (results.simulate(each, *size) for each in (asked, built))
    panels.trial(now, results.compare(was, now), package.scope)

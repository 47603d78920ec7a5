"""The schedule is data, and it tells the truth."""

from collections import defaultdict

import mesa
import numpy as np

from sim.model.draws import Noise
from sim.model.model import ATTRIBUTES, NegotiationModel
from sim.model.month import APPRAISAL, SCHEDULE
from sim.scenario.variables import condition_names, settable_names
from sim.vocabulary import VARIABLES
from tests.conftest import loaded


def test_every_step_is_a_documented_method():
    for step in SCHEDULE:
        assert getattr(NegotiationModel, step.method).__doc__
        assert step.title and step.text.endswith(".")


def test_month_zero_is_appraised_by_steps_of_the_schedule():
    assert set(APPRAISAL) <= set(SCHEDULE)


def test_declared_names_are_variables():
    for step in SCHEDULE:
        for name in (*step.reads, *step.writes):
            assert name in VARIABLES or name == "any variable in a condition", (step.title, name)


def test_every_named_variable_can_be_read_and_the_settable_ones_set(small):
    model = NegotiationModel(small, Noise(1, 0, 8))
    model.step()
    for name in condition_names(small.roles()):
        if name.startswith("concession_readiness"):
            continue
        assert model.variable(name).shape in ((8,), ()), name
    for name in settable_names(small.roles()):
        model.set_variable(name, np.full(8, 0.4))
        assert (model.variable(name) == 0.4).all(), name
    model.step()


def test_what_a_step_writes_is_what_it_says(monkeypatch):
    """Watch every assignment to a state variable while each step runs."""
    attribute_to_variable = {ATTRIBUTES.get(name, name): name for name in VARIABLES}
    # Variables that are derived from another attribute of their actor.
    attribute_to_variable |= {"stands": "gate", "leaning": "gate", "_engagement": "engagement"}
    written = defaultdict(set)
    current = [None]

    def watched(original):
        def setter(self, name, value):
            if current[0] and name in attribute_to_variable:
                written[current[0]].add(attribute_to_variable[name])
            original(self, name, value)

        return setter

    model = NegotiationModel(loaded("pressure-for-talks"), Noise(3, 0, 256))
    monkeypatch.setattr(mesa.Agent, "__setattr__", watched(object.__setattr__), raising=False)
    monkeypatch.setattr(NegotiationModel, "__setattr__", watched(object.__setattr__), raising=False)
    for _ in range(12):
        current[0] = None
        model.month += 1
        for step in SCHEDULE:
            current[0] = step.method
            getattr(model, step.method)()
    for step in SCHEDULE:
        extra = written[step.method] - set(step.writes)
        assert not extra, f"{step.title} also writes {extra}"
        if step.method != "apply_events":
            missing = set(step.writes) - written[step.method] - {"talks"}
            assert not missing, f"{step.title} says it writes {missing} but does not"


def test_a_signature_takes_at_least_a_month_of_talks(small):
    from sim import simulate

    result = simulate(small, 3000, months=18)
    signed = ~np.isnan(result["first_agreement"])
    assert signed.any()
    assert (result["first_agreement"] > result["first_talks"]).values[signed.values].all()

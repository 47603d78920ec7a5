"""The schedule is data, and it tells the truth."""

from collections import defaultdict

import mesa
import numpy as np

from sim.model.draws import Noise
from sim.model.mechanisms.step import CONDITIONS
from sim.model.model import NegotiationModel
from sim.model.month import SCHEDULE
from sim.model.world import World
from sim.scenario.variables import condition_names, settable_names
from sim.vocabulary import VARIABLES
from tests.conftest import loaded


def test_every_step_is_documented():
    for step in SCHEDULE:
        assert step.run.__doc__
        assert step.title and step.text.endswith(".")


def test_no_two_steps_have_one_name():
    assert len({step.name for step in SCHEDULE}) == len(SCHEDULE)


def test_declared_names_are_variables():
    for step in SCHEDULE:
        for name in (*step.reads, *step.writes, *step.records, *step.inner):
            assert name in VARIABLES or name == CONDITIONS, (step.title, name)


def test_every_named_variable_can_be_read_and_the_settable_ones_set(small):
    model = NegotiationModel(small, Noise(1, 0, 8))
    model.step()
    world = model.world
    for name in condition_names(small.roles()):
        if name.startswith("concession_readiness"):
            continue
        assert world.variable(name).shape in ((8,), ()), name
    for name in settable_names(small.roles()):
        world.set_variable(name, np.full(8, 0.4))
        assert (world.variable(name) == 0.4).all(), name
    model.step()


def test_what_a_step_writes_is_what_it_says(monkeypatch):
    """Watch every assignment to a state variable while each step runs."""
    attribute_to_variable = {name.replace(".", "_"): name for name in VARIABLES}
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

    world = NegotiationModel(loaded("pressure-for-talks"), Noise(3, 0, 256)).world
    monkeypatch.setattr(mesa.Agent, "__setattr__", watched(object.__setattr__), raising=False)
    monkeypatch.setattr(World, "__setattr__", watched(object.__setattr__), raising=False)
    for _ in range(12):
        current[0] = None
        world.month += 1
        for step in SCHEDULE:
            current[0] = step.name
            step.run(world)
    for step in SCHEDULE:
        extra = written[step.name] - set(step.writes)
        assert not extra, f"{step.title} also writes {extra}"
        if step.name != "apply_events":
            missing = set(step.writes) - written[step.name] - {"talks"}
            assert not missing, f"{step.title} says it writes {missing} but does not"


def test_a_signature_takes_at_least_a_month_of_talks(small):
    from sim import simulate

    result = simulate(small, 3000, months=18)
    signed = ~np.isnan(result["first_agreement"])
    assert signed.any()
    assert (result["first_agreement"] > result["first_talks"]).values[signed.values].all()

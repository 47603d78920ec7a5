"""The seam: what a scenario may name is there, and named proposals are signed as they stand."""

from importlib import import_module
from typing import get_args

import numpy as np
import pytest

from sim.model.bargaining.protocol import Bargain, named, nothing
from sim.model.draws import Noise
from sim.model.model import NegotiationModel
from sim.scenario.rules import Agreement

NAMES = get_args(Agreement.model_fields["protocol"].annotation)


def bargain(scenario):
    world = NegotiationModel(scenario, Noise(1, 0, 16)).world
    return Bargain(
        world.table, world.at_table, world.nowhere(), world.margins, world.parameters.agreement, np.zeros(world.runs)
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_protocol_signs_nothing_where_nobody_is_at_the_table(small, name):
    there = bargain(small)
    assert not there.at_table.any()
    assert import_module(f"sim.model.bargaining.protocols.{name}").sign(there).runs.size == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_protocol_signs_at_the_table_only(small, name):
    there = bargain(small)
    half = np.arange(16) < 8
    signed = import_module(f"sim.model.bargaining.protocols.{name}").sign(there._replace(at_table=half))
    assert half[signed.runs].all()
    assert signed.terms.shape == (signed.runs.size, len(there.table.issues))


def test_named_proposals_are_signed_as_they_stand(small):
    there = bargain(small)
    runs, places = np.array([2, 5]), np.array([0, 0])
    signed = named(there, runs, places)
    assert np.array_equal(signed.terms, there.table.position[runs, 0])
    assert np.array_equal(signed.smaller, there.table.appraisal.worth[runs, 0].min(axis=1))
    assert nothing(there).terms.shape == (0, len(there.table.issues))

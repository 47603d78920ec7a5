"""Compiled sections: some runs of them, and new values in some runs."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from sim.model.draws import Noise
from sim.model.parameters import assigned, compile_parameters, some_runs


def test_some_runs_of_a_section_go_field_by_field(small):
    drawn = assigned(compile_parameters(small, Noise(1, 0, 8)), ["agreement", "signing_base"], 0.5, np.arange(8) < 4)
    some = some_runs(drawn.agreement, np.array([0, 7]))
    assert some.signing_base[0] == 0.5 and some.signing_base[1] == small.agreement.signing_base.value
    assert some.protocol == drawn.agreement.protocol and some.surplus_scale == drawn.agreement.surplus_scale


def test_a_new_value_leaves_the_rest_and_the_old_parameters_as_they_are(small):
    old = compile_parameters(small, Noise(1, 0, 8))
    side = next(iter(small.belligerents()))
    new = assigned(old, ["actors", side, "pressure"], 1.0, np.arange(8) == 3)
    assert (
        new.actors[side].pressure[3] == 1.0
        and (np.delete(new.actors[side].pressure, 3) == old.actors[side].pressure).all()
    )
    assert new.war is old.war and np.ndim(old.actors[side].pressure) == 0
    with pytest.raises(FrozenInstanceError):
        old.war.area_km2 = 1.0

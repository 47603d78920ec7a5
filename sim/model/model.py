"""The negotiation model: some thousand runs at once, advanced by one month at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mesa

from sim.model import month
from sim.model.actors.actor import Actor
from sim.model.actors.belligerent import Belligerent
from sim.model.actors.mediator import Mediator
from sim.model.actors.sponsor import Sponsor
from sim.model.draws import Draws
from sim.model.parameters import NONE, Shifts, compile_parameters
from sim.model.pauses import pause
from sim.model.world import World
from sim.scenario.schema import Scenario

STATEFUL: Mapping[str, Any] = {"belligerent": Belligerent, "sponsor": Sponsor, "mediator": Mediator}
"""Roles whose actors have a state of their own; others are plain actors with their parameters and instruments."""


class NegotiationModel(mesa.Model):  # type: ignore[misc]
    """A scenario over many runs. `draws` fixes which runs these are, `shifts` what differs between them by design.

    After construction the `world` stands at month 0.
    """

    def __init__(self, scenario: Scenario, draws: Draws, shifts: Shifts = NONE) -> None:
        super().__init__(rng=0)
        parameters = compile_parameters(scenario, draws, shifts)
        actors = {name: STATEFUL.get(p.role, Actor)(self, name, p, draws.runs) for name, p in parameters.actors.items()}
        self.world = World(scenario, draws, parameters, actors)
        month.begin(self.world)

    def step(self) -> None:
        """Advance every run by one month, in the order of the schedule."""
        pause()
        month.advance(self.world)

    def release(self) -> None:
        """Let go of all arrays at once; the model is of no use after that.

        Model and agents refer to each other, and the garbage collector, which does not see how large arrays are, would come late.
        """
        for agent in list(self.agents):
            vars(agent).clear()
        self.world.__dict__.clear()
        self.__dict__.clear()

"""Dated and conditional events, and the policies they bring into force."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.model.actors.belligerent import Belligerent
from sim.model.conditions import evaluate
from sim.model.parameters import assign
from sim.scenario.schema import month_index
from sim.vocabulary import variable_of

if TYPE_CHECKING:
    from sim.model.model import NegotiationModel


class Events:
    """The events of a model and in which runs each has happened, shape (runs,)."""

    def __init__(self, model: NegotiationModel) -> None:
        self.model = model
        self.events: dict[str, SimpleNamespace] = model.parameters.events
        start = model.definition.start
        self.due = {name: month_index(start, e.on) for name, e in self.events.items() if e.on is not None}
        self.happened = {name: np.zeros(model.runs, dtype=bool) for name in self.events}
        self.now: dict[str, NDArray[np.bool_]] = {}

    def apply(self) -> None:
        """Let this month's events happen. A draw is taken for every event in every month, whether it is used or not."""
        self.now = {}
        for name, event in self.events.items():
            draw = self.model.noise.uniform(f"event.{name}", self.model.month)
            if event.on is not None:
                if self.due[name] != self.model.month:
                    continue
                mask = np.ones(self.model.runs, dtype=bool)
            else:
                mask = np.broadcast_to(evaluate(event.when, self.model.variable) > 0.5, (self.model.runs,))
                if event.once:
                    mask = mask & ~self.happened[name]
            mask = mask & (draw < event.chance)
            self.happened[name] = self.happened[name] | mask
            self.now[name] = mask
            if mask.any():
                self._take_effect(event, mask)

    def _take_effect(self, event: SimpleNamespace, mask: NDArray[np.bool_]) -> None:
        if event.leadership_change is not None:
            side = self.model.actors[event.leadership_change.actor]
            assert isinstance(side, Belligerent)
            side.change_leaders(event.leadership_change, mask)
        for target, value in event.set.items():
            self._set(target, value, mask)
        for target, amount in event.add.items():
            variable = variable_of(target)
            raised = (
                np.clip(self.model.variable(target) + amount, variable.low, variable.high)
                if (variable.low is not None or variable.high is not None)
                else self.model.variable(target) + amount
            )
            self.model.set_variable(target, raised, mask)
        for policy in event.adopt:
            for target, value in self.model.parameters.policies[policy].set.items():
                self._set(target, value, mask)

    def _set(self, target: str, value: float | bool, mask: NDArray[np.bool_]) -> None:
        if self.model.is_variable(target):
            self.model.set_variable(target, float(value), mask)
        else:
            assign(self.model.parameters, target, value, mask)
            self.model.table.read_parameters()

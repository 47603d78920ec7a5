"""A side in the war: what it has, thinks and feels, as arrays over runs."""

from __future__ import annotations

import mesa
import numpy as np

from sim.model import sections
from sim.model.actors.actor import Actor
from sim.model.arrays import Array, Mask


class Belligerent(Actor):
    """A side in the war. `direction` is +1 for the side whose gains raise the front, -1 for the other."""

    parameters: sections.Belligerent

    def __init__(self, model: mesa.Model, name: str, parameters: sections.Belligerent, runs: int) -> None:
        super().__init__(model, name, parameters, runs)
        p = parameters
        self.pole: int = p.pole
        self.direction = 1.0 if p.pole == 1 else -1.0
        self.capability = self.over_runs(p.capability.initial)
        self.fatigue = self.over_runs(p.fatigue.initial)
        readiness = p.concession_readiness
        self.concession_readiness = self.over_runs(readiness.initial if readiness else np.nan)
        self.losses = self.over_runs(p.losses)
        self.optimism = self.over_runs(p.optimism)
        self.trust = self.over_runs(p.trust)
        self.margin = self.over_runs(p.margin)
        self.last_concession = self.over_runs(0.0)
        self.mood = self.over_runs(0.0)
        self.estimate = self.over_runs(0.0)
        self.belief = self.over_runs(0.0)
        self.win_chance = self.over_runs(0.0)
        self.lose_chance = self.over_runs(0.0)
        self.reservation = self.over_runs(0.0)
        self.release = {line: self.over_runs(0.0) for line in p.red_lines}

    @property
    def pressure(self) -> Array:
        """Outside pressure to settle, shape (runs,)."""
        return self.over_runs(self.parameters.pressure)

    def change_leaders(self, change: sections.LeadershipChange, mask: Mask) -> None:
        """New leaders in the runs of a mask: optimism, trust and the state of every line start afresh."""
        p = self.parameters
        self.optimism = np.where(mask, p.optimism if change.optimism is None else change.optimism, self.optimism)
        self.trust = np.where(mask, p.trust if change.trust is None else change.trust, self.trust)
        for line, state in self.release.items():
            self.release[line] = np.where(mask, change.release, state)

    def start_over(self, mask: Mask) -> None:
        """After a breakdown or collapse the opening demand is back on the table."""
        self.margin = np.where(mask, self.parameters.margin, self.margin)
        self.last_concession = np.where(mask, 0.0, self.last_concession)

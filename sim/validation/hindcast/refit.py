"""Speeds of change fitted anew at every origin with what was known then: forecasts that are out of sample in what is fitted."""

from __future__ import annotations

from collections.abc import Callable

from sim.errors import InputError
from sim.model.parameters import Shifts
from sim.scenario.schema import Scenario
from sim.validation.calibration.fitting import calibrate, joint_shifts
from sim.validation.calibration.priors import Priors
from sim.validation.calibration.windows import prior_draws, values_of
from sim.validation.observed.origins import Origin
from sim.validation.observed.reading import Observed

ACCEPTED = 327
"""So many draws of the prior are accepted, however many there are."""


class Refit:
    """What runs from an origin take: posterior draws of all that could be fitted by then, and draws of the prior of all the rest."""

    def __init__(
        self, scenario: Scenario, observed: Observed, priors: Priors, draws: int = 65_536, seed: int = 1
    ) -> None:
        self.scenario, self.observed, self.priors = scenario, observed, priors
        self.draws, self.seed = draws, seed
        self.share = min(ACCEPTED / draws, 0.5)
        self.fitted: dict[str, list[str]] = {}
        """By origin, the parameters that could be fitted."""
        self._shifts: dict[tuple[str, int], Shifts] = {}

    def of(self, runs: int) -> Callable[[Origin], Shifts]:
        """The draws for a number of runs from each origin; every origin is fitted once."""

        def shifts(origin: Origin) -> Shifts:
            key = (origin.month, runs)
            if key not in self._shifts:
                self._shifts[key] = self._anew(origin.month, runs)
            return self._shifts[key]

        return shifts

    def _anew(self, month: str, runs: int) -> Shifts:
        prior = values_of(self.priors, prior_draws(self.priors, runs, self.seed))
        try:
            found = calibrate(
                self.scenario, self.observed, self.priors, month, self.draws, self.share, seed=self.seed
            ).parameters
        except InputError:  # no block has enough points by then
            self.fitted[month] = []
            return Shifts(pinned=prior)
        draws = {path: entry.draws for path, entry in found.items() if entry.draws is not None}
        self.fitted[month] = list(draws)
        return Shifts(pinned={**prior, **joint_shifts(draws, runs).pinned})

"""simulate(): a scenario over many runs, as a labelled dataset."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

import numpy as np
import xarray as xr

from sim.errors import InputError
from sim.model.actors import Sponsor
from sim.model.model import PHASES, NegotiationModel
from sim.model.noise import BLOCK, Noise
from sim.model.packages import VERDICTS
from sim.scenario.levers import change
from sim.scenario.schema import Scenario, calendar_month
from sim.scenario.variables import VARIABLES

Record = Literal["summary", "full"]
NO_SAY = -1
AT_ONCE = 4 * BLOCK
"""Runs that one model holds: more fit the caches less well, fewer spend more time on calls."""
MOST_RUNS, MOST_MONTHS = 10_000_000, 600

WORLD = {
    "front_km2": "front_km2",
    "escalation": "escalation",
    "ripeness": "ripeness",
    "aid_expected": "aid.expected",
    "aid_deliveries": "aid.deliveries",
}
"""Recorded variables of the world: name in the dataset and name in the model."""

OF_ACTORS = ("fatigue", "concession_readiness", "reservation", "losses")
OF_ACTORS_FULL = ("belief", "optimism", "trust", "margin", "capability", "engagement", "gate", "diversion", "pressure")


def code_version() -> str:
    """Version of the installed package."""
    try:
        return version("parley")
    except PackageNotFoundError:  # pragma: no cover - not installed
        return "0"


def simulate(
    scenario: Scenario,
    runs: int = 4000,
    months: int | None = None,
    seed: int = 1,
    changes: Mapping[str, float | bool] | None = None,
    record: Record = "summary",
    progress: Callable[[int], None] | None = None,
    first_run: int = 0,
) -> xr.Dataset:
    """Simulate a scenario.

    Args:
        scenario: what is asked.
        runs: number of runs; run k has the same draws whatever this number is.
        months: horizon; the scenario's own by default. Month 0 is the start.
        seed: seed of all draws.
        changes: new values of parameters by dotted path.
        record: `full` adds verdicts run by run and the inner state of the actors.
        progress: called with the number of runs finished after each block.
        first_run: number of the first run, to look at some runs of a larger ensemble.

    Returns:
        Dataset with dimensions run, month, actor, donor, issue, proposal, code; units and descriptions in the attributes. See
        `docs/odd.md` for what each variable means.

    Raises:
        InputError: for an unknown path, a value out of range, or a number of runs or months out of range.

    """
    if record not in ("summary", "full"):
        raise InputError(f"record: found {record!r}; allowed: summary, full")
    scenario = change(scenario, changes or {})
    months = scenario.months if months is None else months
    for name, value, low, most in (
        ("runs", runs, 1, MOST_RUNS),
        ("months", months, 1, MOST_MONTHS),
        ("seed", seed, 0, 2**63),
    ):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= most:
            raise InputError(f"{name}: found {value!r}; allowed: a whole number from {low:,} to {most:,}")
    recorder = Recorder(scenario, runs, months, record)
    done = 0
    while done < runs:
        block, offset = divmod(first_run + done, BLOCK)
        wanted = min(AT_ONCE, offset + runs - done)
        model = NegotiationModel(scenario, Noise(seed, block, wanted))
        taken = recorder.follow(model, done, offset)
        done += taken
        if progress:
            progress(done)
    return recorder.dataset(seed, first_run)


class Recorder:
    """Preallocated arrays that blocks of runs are recorded into; month first, so that writes are contiguous."""

    def __init__(self, scenario: Scenario, runs: int, months: int, record: Record) -> None:
        self.scenario, self.runs, self.months, self.full = scenario, runs, months, record == "full"
        self.actors = list(scenario.actors)
        self.donors = [name for name, role in scenario.roles().items() if role == "sponsor"]
        self.proposals = list(scenario.proposals)
        shape = (months + 1, runs)
        self.world = {name: np.empty(shape) for name in WORLD}
        self.phase = np.empty(shape, dtype=np.int8)
        self.zopa = np.empty(shape, dtype=bool)
        names = OF_ACTORS + (OF_ACTORS_FULL if self.full else ())
        self.of_actors = {name: np.empty((months + 1, len(self.actors), runs)) for name in names}
        for name, values in self.of_actors.items():
            without = [role not in VARIABLES[name].owners for role in scenario.roles().values()]
            values[:, without] = np.nan
        self.aid = np.empty((months + 1, len(self.donors), runs))
        self.firsts = {name: np.empty(runs) for name in ("first_talks", "first_agreement", "first_collapse")}
        self.terms = np.empty((runs, len(scenario.issues)))
        self.holds = np.empty(runs)
        self.signed = np.empty(runs, dtype=np.int16)
        self.counts = np.zeros((months + 1, len(self.proposals), len(self.actors), len(VERDICTS)))
        self.judges: list[int] = []
        if self.full:
            self.verdict = np.full((months + 1, len(self.proposals), len(self.actors), runs), NO_SAY, dtype=np.int8)
            self.zone_surplus = np.empty(shape)
            self.worth = np.full((months + 1, len(self.proposals), len(self.actors), runs), np.nan)
            self.events = np.zeros((months + 1, len(scenario.events), runs), dtype=bool)

    def follow(self, model: NegotiationModel, first: int, offset: int) -> int:
        """Run a block to the horizon and record its runs from `offset` on. Returns how many."""
        taken = model.runs - offset
        rows, source = slice(first, first + taken), slice(offset, None)
        self.judges = [self.actors.index(name) for name in model.table.judges]
        for month in range(self.months + 1):
            if month:
                model.step()
            self._record(model, month, rows, source)
        for name, values in self.firsts.items():
            values[rows] = getattr(model, name)[source]
        self.terms[rows] = model.terms[source]
        self.holds[rows] = model.holds_60[source]
        self.signed[rows] = model.signed_proposal[source]
        return taken

    def _record(self, model: NegotiationModel, month: int, rows: slice, source: slice) -> None:
        for name, variable in WORLD.items():
            self.world[name][month, rows] = model.variable(variable)[source]
        self.phase[month, rows] = model.phase[source]
        self.zopa[month, rows] = model.zopa[source]
        for name, values in self.of_actors.items():
            owners = VARIABLES[name].owners
            for number, actor in enumerate(model.actors.values()):
                if actor.parameters.role in owners:
                    values[month, number, rows] = getattr(actor, name)[source]
        for number, donor in enumerate(self.donors):
            sponsor = model.actors[donor]
            assert isinstance(sponsor, Sponsor)
            self.aid[month, number, rows] = sponsor.aid[source]
        verdict = model.table.appraisal.verdict[source]
        for judge, number in enumerate(self.judges):
            for proposal in range(len(self.proposals)):
                counted = np.bincount(verdict[:, proposal, judge], minlength=len(VERDICTS))
                self.counts[month, proposal, number] += counted
        if self.full:
            self.zone_surplus[month, rows] = model.zone_surplus[source]
            worth = model.table.appraisal.worth[source]
            for side in model.sides:
                self.worth[month, :, self.actors.index(side.name), rows] = worth[:, :, side.pole].T
            for judge, number in enumerate(self.judges):
                self.verdict[month, :, number, rows] = verdict[:, :, judge].T
            for number, name in enumerate(self.scenario.events):
                if name in model.events.now:
                    self.events[month, number, rows] = model.events.now[name][source]

    def dataset(self, seed: int, first_run: int) -> xr.Dataset:
        """Everything recorded, labelled."""
        scenario = self.scenario
        data: dict[str, Any] = {}

        def add(name: str, dims: tuple[str, ...], values: Any, units: str, text: str, **more: Any) -> None:
            data[name] = xr.Variable(dims, values, {"units": units, "long_name": text, **more})

        for name, what in (
            ("first_talks", "month in which talks first open"),
            ("first_agreement", "month in which an agreement is first signed"),
            ("first_collapse", "month in which an agreement first collapses"),
        ):
            add(name, ("run",), self.firsts[name], "months", f"{what}; NaN for never")
        add("phase", ("run", "month"), self.phase.T, "code", "where the run stands at the end of the month",
            flag_values=list(range(len(PHASES))), flag_meanings=" ".join(PHASES))  # fmt: skip
        add("zopa", ("run", "month"), self.zopa.T, "0 or 1", VARIABLES["zopa"].text)
        for name, variable in WORLD.items():
            add(name, ("run", "month"), self.world[name].T, VARIABLES[variable].unit, VARIABLES[variable].text)
        share = (self.world["front_km2"] / scenario.war.area_km2.value).T
        add("front_share", ("run", "month"), share, "share", "share of the country's area under control")
        for name, values in self.of_actors.items():
            text = f"{VARIABLES[name].text}; NaN for actors without one"
            add(name, ("run", "month", "actor"), values.transpose(2, 0, 1), VARIABLES[name].unit, text)
        add(
            "aid_eur_bn",
            ("run", "month", "donor"),
            self.aid.transpose(2, 0, 1),
            VARIABLES["aid"].unit,
            VARIABLES["aid"].text,
        )
        add("terms", ("run", "issue"), self.terms, "scale 0-1", "terms of the first agreement; NaN for none")
        add("agreement_holds_60", ("run",), self.holds, "share",
            "share of agreements as fragile as the first one that last 60 months; NaN for none")  # fmt: skip
        add("agreement_proposal", ("run",), self.signed, "code",
            "named proposal that was signed first; -1 for none or for a package found in the zone")  # fmt: skip
        shares = np.full(self.counts.shape, np.nan)
        shares[:, :, self.judges] = self.counts[:, :, self.judges] / self.runs
        add("verdict_share", ("month", "proposal", "actor", "code"), shares, "share of runs",
            "share of runs in which the actor gives the proposal this verdict; NaN for actors without a say")  # fmt: skip
        if self.full:
            add("verdict", ("run", "month", "proposal", "actor"), self.verdict.transpose(3, 0, 1, 2), "code",
                "verdict of the actor on the proposal",
                flag_values=[NO_SAY, *range(len(VERDICTS))], flag_meanings=" ".join(("no_say", *VERDICTS)))  # fmt: skip
            add("zone_surplus", ("run", "month"), self.zone_surplus.T, "utility 0-1",
                "surplus of the worse-off side at the best package; a zone exists where it is not negative")  # fmt: skip
            add("proposal_worth", ("run", "month", "proposal", "actor"), self.worth.transpose(3, 0, 1, 2), "utility 0-1",
                "what the proposal is worth to a side above fighting on; NaN for actors that are no side")  # fmt: skip
            add(
                "event_happens",
                ("run", "month", "event"),
                self.events.transpose(2, 0, 1),
                "0 or 1",
                "whether the event happens",
            )
        coords: dict[str, Any] = {
            "run": np.arange(first_run, first_run + self.runs),
            "month": np.arange(self.months + 1),
            "actor": self.actors,
            "donor": self.donors,
            "issue": list(scenario.issues),
            "proposal": self.proposals,
            "code": list(VERDICTS),
            "calendar": ("month", [calendar_month(scenario.start, m) for m in range(self.months + 1)]),
            "actor_label": ("actor", [actor.label for actor in scenario.actors.values()]),
            "donor_label": ("donor", [scenario.actors[name].label for name in self.donors]),
            "issue_label": ("issue", [issue.label for issue in scenario.issues.values()]),
            "proposal_label": ("proposal", [entry.label for entry in scenario.proposals.values()]),
        }
        if self.full:
            coords["event"] = list(scenario.events)
        attributes = {
            "title": scenario.title,
            "scenario_hash": scenario.digest(),
            "seed": int(seed),
            "runs": self.runs,
            "months": self.months,
            "start": scenario.start,
            "version": code_version(),
            "area_km2": scenario.war.area_km2.value,
        }
        return xr.Dataset(data, coords, attributes)

"""Recording: arrays that blocks of runs are written into, and the labelled dataset made of them."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.model.actors.sponsor import Sponsor
from sim.model.bargaining.votes import BALLOTS, NO, YES
from sim.model.mechanisms.offers import cost_of_offers
from sim.model.model import NegotiationModel
from sim.model.month import SCHEDULE
from sim.model.world import World
from sim.names import distinct_names, labels_of
from sim.scenario.bloc_references import voters
from sim.scenario.schema import Scenario, calendar_month
from sim.version import code_version
from sim.vocabulary import FIRSTS, PHASES, VARIABLES, VERDICTS

Record = Literal["summary", "full"]
NO_SAY = -1

RECORDED = [name for step in SCHEDULE for name in step.records]
WORLD = {name.replace(".", "_"): name for name in RECORDED if not VARIABLES[name].owners}
"""Recorded variables of the world: name in the dataset and name in the model. Which there are, the steps of the month say."""

OF_ACTORS = tuple(name for name in RECORDED if VARIABLES[name].owners)
OF_ACTORS_FULL = tuple(name for step in SCHEDULE for name in step.inner)


def member_names(scenario: Scenario) -> dict[str, str]:
    """Everyone who casts a ballot in a sponsor, by dotted name such as `eu.hungary`, with the label."""
    found = {}
    for actor, entry in scenario.actors.items():
        for path, member in voters(entry):
            found[".".join((actor, *map(str, path)))] = member.label
    return distinct_names(found)


class Recorder:
    """Preallocated arrays that blocks of runs are recorded into; runs last, so that writes are contiguous."""

    def __init__(self, scenario: Scenario, runs: int, months: int, record: Record) -> None:
        self.scenario, self.runs, self.months, self.full = scenario, runs, months, record == "full"
        self.actors, self.roles = list(scenario.actors), scenario.roles()
        self.sponsors = [name for name, role in self.roles.items() if role == "sponsor"]
        self.members = member_names(scenario)
        self.proposals, self.deals = list(scenario.proposals), list(scenario.proposals_of("issue"))
        self.sizes = {
            "run": runs,
            "month": months + 1,
            "actor": len(self.actors),
            "sponsor": len(self.sponsors),
            "member": len(self.members),
            "issue": len(scenario.settled_together()),
            "proposal": len(self.proposals),
            "deal": len(self.deals),
            "offer": len(scenario.offers),
            "event": len(scenario.events),
            "code": len(VERDICTS),
            "vote": len(BALLOTS),
        }
        self.arrays: dict[str, Any] = {}
        self.about: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {}
        self.fills: dict[str, tuple[Any, float]] = {}
        self._declare()
        if self.full:
            self._declare_runs_in_full()

    @property
    def bytes(self) -> int:
        """Memory that the arrays take."""
        return sum(prod(self._shape(name)) * np.dtype(kind).itemsize for name, (kind, _) in self.fills.items())

    def _allocate(self) -> None:
        """Make the arrays."""
        for name, (kind, fill) in self.fills.items():
            self.arrays[name] = (
                np.full(self._shape(name), fill, dtype=kind) if fill else np.zeros(self._shape(name), kind)
            )

    def _shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.sizes[dim] for dim in self.about[name][0])

    def _add(
        self, name: str, dims: tuple[str, ...], units: str, text: str, kind: Any = float, fill: float = 0, **more: Any
    ) -> None:
        """Declare an array; `runs` stands last in memory and first in the dataset."""
        self.fills[name] = kind, fill
        self.about[name] = (dims, {"units": units, "long_name": text, **more})

    def _declare(self) -> None:
        for outcome in FIRSTS.values():
            self._add(outcome.first, ("run",), "months", f"month in which {outcome.clause}; NaN for never")
        self._add("phase", ("month", "run"), "code", "where the run stands at the end of the month", np.int8,
                  flag_values=list(range(len(PHASES))), flag_meanings=" ".join(PHASES))  # fmt: skip
        self._add("zopa", ("month", "run"), "0 or 1", VARIABLES["zopa"].help, bool)
        for name, variable in WORLD.items():
            self._add(name, ("month", "run"), VARIABLES[variable].unit, VARIABLES[variable].help)
        for name in OF_ACTORS:
            self._add_of_actors(name)
        self._add("aid_eur_bn", ("month", "sponsor", "run"), VARIABLES["aid"].unit, VARIABLES["aid"].help)
        self._add("terms", ("issue", "run"), "scale 0-1", "terms of the first agreement; NaN for none")
        self._add("agreement_holds_60", ("run",), "share",
                  "share of agreements as fragile as the first one that last 60 months; NaN for none")  # fmt: skip
        self._add("agreement_proposal", ("run",), "code",
                  "named proposal of the first agreement; -1 for none or for a package found in the zone", np.int16)  # fmt: skip
        self._add("verdict_share", ("month", "proposal", "actor", "code"), "share of runs",
                  "share of runs in which the actor gives the proposal this verdict; NaN for actors without a say",
                  fill=np.nan)  # fmt: skip
        self._add("ballot_share", ("month", "member", "vote"), "share of runs",
                  "share of runs in which the member would vote this way", np.float64)  # fmt: skip
        self._add("blocking_share", ("month", "member"), "share of runs",
                  "share of runs in which the member's no keeps the bloc from deciding to give", np.float64)  # fmt: skip
        self._add(
            "deal_share", ("month", "deal"), "share of runs", "share of runs in which the deal is in force", np.float64
        )
        self._add("deals_signed", ("deal", "run"), "times", "how often the deal is signed", np.int16)
        self._add("deals_broken", ("deal", "run"), "times", "how often the deal is broken", np.int16)
        self._add(
            "offer_share", ("month", "offer"), "share of runs", "share of runs in which the offer is made", np.float64
        )
        self._add("offer_taken", ("offer", "run"), "0 or 1", "whether a signature took the offer up", bool)
        self._add("offers_eur_bn", ("actor", "run"), "EUR bn",
                  "what an actor owes for offers that were taken up; NaN for belligerents", fill=np.nan)  # fmt: skip

    def _declare_runs_in_full(self) -> None:
        for name in OF_ACTORS_FULL:
            self._add_of_actors(name)
        self._add("verdict", ("month", "proposal", "actor", "run"), "code", "verdict of the actor on the proposal", np.int8, NO_SAY,
                  flag_values=[NO_SAY, *range(len(VERDICTS))], flag_meanings=" ".join(("no_say", *VERDICTS)))  # fmt: skip
        self._add("zone_surplus", ("month", "run"), "utility 0-1",
                  "surplus of the worse-off side at the best package; a zone exists where it is not negative")  # fmt: skip
        self._add("proposal_worth", ("month", "proposal", "actor", "run"), "utility 0-1",
                  "what the proposal is worth to a side above fighting on; NaN for actors that are no side", fill=np.nan)  # fmt: skip
        self._add("event_happens", ("month", "event", "run"), "0 or 1", "whether the event happens", bool)
        self._add("ballot", ("month", "member", "run"), "code", "how the member would vote", np.int8,
                  flag_values=list(BALLOTS.values()), flag_meanings=" ".join(BALLOTS))  # fmt: skip
        self._add("deal_in_force", ("month", "deal", "run"), "0 or 1", "whether the deal is in force", bool)

    def _add_of_actors(self, name: str) -> None:
        text = f"{VARIABLES[name].help}; NaN for actors without one"
        self._add(name, ("month", "actor", "run"), VARIABLES[name].unit, text, fill=np.nan)

    def follow(self, model: NegotiationModel, first: int, offset: int) -> int:
        """Run a block to the horizon and record its runs from `offset` on. Returns how many."""
        if not self.arrays:
            self._allocate()
        world = model.world
        taken = world.runs - offset
        rows, source = slice(first, first + taken), slice(offset, None)
        for proposal, actor, _ in verdicts_of(world):
            shares = self.arrays["verdict_share"][:, self.proposals.index(proposal), self.actors.index(actor)]
            shares[np.isnan(shares)] = 0.0
        for month in range(self.months + 1):
            if month:
                model.step()
            self._record(world, month, rows, source)
            if self.full:
                self._record_in_full(world, month, rows, source)
        store = self.arrays
        for name, values in world.first.items():
            store[f"first_{name}"][rows] = values[source]
        store["terms"][:, rows] = world.terms[source].T
        store["agreement_holds_60"][rows] = world.holds_60[source]
        store["agreement_proposal"][rows] = world.signed_proposal_in(self.proposals)[source]
        for number, name in enumerate(self.scenario.offers):
            store["offer_taken"][number, rows] = world.offers.taken[name][source]
        for number, actor in enumerate(self.actors):
            if world.actors[actor] not in world.sides:
                store["offers_eur_bn"][number, rows] = cost_of_offers(world, actor)[source]
        return taken

    def _record(self, world: World, month: int, rows: slice, source: slice) -> None:
        store = self.arrays
        for name, variable in WORLD.items():
            store[name][month, rows] = world.variable(variable)[source]
        store["phase"][month, rows] = world.phase[source]
        store["zopa"][month, rows] = world.zopa[source]
        self._record_of_actors(OF_ACTORS, world, month, rows, source)
        for number, name in enumerate(self.sponsors):
            sponsor = world.actors[name]
            assert isinstance(sponsor, Sponsor)
            store["aid_eur_bn"][month, number, rows] = sponsor.aid[source]
        for proposal, actor, verdict in verdicts_of(world):
            place = month, self.proposals.index(proposal), self.actors.index(actor)
            store["verdict_share"][place] += np.bincount(verdict[source], minlength=len(VERDICTS)) / self.runs
        self._record_votes(world, month, source)
        for number, name in enumerate(self.deals):
            store["deal_share"][month, number] += world.deals.in_force[name][source].sum() / self.runs
            store["deals_signed"][number, rows] += world.deals.signed[name][source]
            store["deals_broken"][number, rows] += world.deals.broken[name][source]
        for number, name in enumerate(self.scenario.offers):
            store["offer_share"][month, number] += world.offers.made[name][source].sum() / self.runs

    def _record_votes(self, world: World, month: int, source: slice) -> None:
        first = 0
        for sponsor in world.sponsors:
            voters_ = list(sponsor.voters())
            if not voters_:
                continue
            cast = np.stack([member.ballot[source] for member in voters_])
            blocked = np.stack([member.stands_in_the_way()[source] for member in voters_])
            here = slice(first, first + len(voters_))
            for_it, no, blocks = (np.count_nonzero(mask, axis=1) for mask in (cast == YES, cast == NO, blocked))
            shares = np.stack([for_it, cast.shape[1] - for_it - no, no], axis=1) / self.runs
            self.arrays["ballot_share"][month, here] += shares
            self.arrays["blocking_share"][month, here] += blocks / self.runs
            first += len(voters_)

    def _record_in_full(self, world: World, month: int, rows: slice, source: slice) -> None:
        store = self.arrays
        self._record_of_actors(OF_ACTORS_FULL, world, month, rows, source)
        store["zone_surplus"][month, rows] = world.zone_surplus[source]
        for proposal, actor, verdict in verdicts_of(world):
            store["verdict"][month, self.proposals.index(proposal), self.actors.index(actor), rows] = verdict[source]
        for side in world.sides:
            number = self.actors.index(side.name)
            for place, name in enumerate(world.table.proposals):
                worth = world.table.appraisal.worth[source, place, side.pole]
                store["proposal_worth"][month, self.proposals.index(name), number, rows] = worth
            for name in self.deals:
                worth = world.deals.worth[name][side.pole][source]
                store["proposal_worth"][month, self.proposals.index(name), number, rows] = worth
        for number, name in enumerate(self.scenario.events):
            if name in world.events.now:
                store["event_happens"][month, number, rows] = world.events.now[name][source]
        cast = [member.ballot[source] for sponsor in world.sponsors for member in sponsor.voters()]
        for number, ballot in enumerate(cast):
            store["ballot"][month, number, rows] = ballot
        for number, name in enumerate(self.deals):
            store["deal_in_force"][month, number, rows] = world.deals.in_force[name][source]

    def _record_of_actors(self, names: tuple[str, ...], world: World, month: int, rows: slice, source: slice) -> None:
        for name in names:
            owners = VARIABLES[name].owners
            for number, (key, actor) in enumerate(world.actors.items()):
                if self.roles[key] in owners:
                    self.arrays[name][month, number, rows] = getattr(actor, name)[source]

    def dataset(self, seed: int, first_run: int) -> xr.Dataset:
        """Everything recorded, labelled. A dimension along which the scenario has nothing is left out, with all that lies along it.

        A dimension of length 0 means an unlimited one in a netCDF-3 file, so a file with one cannot be read.
        """
        scenario = self.scenario
        data = {}
        for name, (dims, about) in self.about.items():
            values = self.arrays[name]
            if "run" in dims:
                dims, values = ("run", *dims[:-1]), np.moveaxis(values, -1, 0)
            data[name] = xr.Variable(dims, values, about)
        share = data["front_km2"].values / scenario.war.area_km2.value
        about = {"units": "share", "long_name": "share of the country's area under control"}
        data["front_share"] = xr.Variable(("run", "month"), share, about)
        coords: dict[str, Any] = {
            "run": np.arange(first_run, first_run + self.runs),
            "month": np.arange(self.months + 1),
            "actor": self.actors,
            "sponsor": self.sponsors,
            "member": list(self.members),
            "issue": list(scenario.settled_together()),
            "proposal": self.proposals,
            "deal": self.deals,
            "offer": list(scenario.offers),
            "code": list(VERDICTS),
            "vote": list(BALLOTS),
            "calendar": ("month", [calendar_month(scenario.start, m) for m in range(self.months + 1)]),
            "actor_label": ("actor", list(labels_of(scenario.actors).values())),
            "sponsor_label": ("sponsor", [labels_of(scenario.actors)[name] for name in self.sponsors]),
            "member_label": ("member", list(self.members.values())),
            "issue_label": ("issue", list(labels_of(scenario.settled_together()).values())),
            "proposal_label": ("proposal", list(labels_of(scenario.proposals).values())),
            "deal_label": ("deal", [labels_of(scenario.proposals)[name] for name in self.deals]),
            "offer_label": ("offer", list(labels_of(scenario.offers).values())),
        }
        if self.full:
            coords["event"] = list(scenario.events)
        pole_0, pole_1 = (scenario.actors[name].label for name in scenario.belligerents())
        attributes = {
            "title": scenario.title,
            "scenario_hash": scenario.digest(),
            "seed": int(seed),
            "runs": self.runs,
            "months": self.months,
            "start": scenario.start,
            "version": code_version(),
            "area_km2": scenario.war.area_km2.value,
            "pole_0": pole_0,
            "pole_1": pole_1,
        }
        whole = xr.Dataset(data, coords, attributes)
        return whole.drop_dims([dim for dim, size in whole.sizes.items() if not size])


def verdicts_of(world: World) -> Iterator[tuple[str, str, NDArray[np.int8]]]:
    """Every verdict of the month as (proposal, actor, codes of shape (runs,)), for actors with a say."""
    for place, proposal in enumerate(world.table.proposals):
        for judge, actor in enumerate(world.table.judges):
            yield proposal, actor, world.table.appraisal.verdict[:, place, judge]
    for deal, codes in world.deals.verdict.items():
        for side in world.sides:
            yield deal, side.name, codes[side.pole]

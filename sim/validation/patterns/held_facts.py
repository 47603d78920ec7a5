"""Held-fact test: does a claim of a source come out when what the scenario was told of it is left out?

A model that is fed a claim and gives it back has shown nothing. Each claim is measured in the runs as the scenario stands, then with each
thing that the scenario was told of it at a neutral value, one after the other and all together, under the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.outcomes import names_along, paired, wilson
from sim.ensemble.recording import OF_ACTORS_FULL, WORLD, Record
from sim.ensemble.simulate import simulate
from sim.errors import InputError, choices, shorten
from sim.model.actors.bloc import OF_A_WHOLE
from sim.scenario.levers import change, get, parameters
from sim.scenario.reading import load_scenario
from sim.scenario.schema import Scenario
from sim.validation.figures import figure, mean_figure
from sim.validation.patterns.claims import Claim, Statement, Told, load_claims
from sim.vocabulary import OUTCOMES

RUNS = 1000
QUICK = 2
"""Claims that a quick look tests: the first ones."""
WITHOUT, ONLY_TOLD, NOT = "reproduced without being told", "only because told", "not reproduced"
CLASSES = (WITHOUT, ONLY_TOLD, NOT)
Figure = dict[str, float]


def held_facts(
    claims: Mapping[str, Claim] | None = None,
    runs: int = RUNS,
    seed: int = 1,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Every claim as told, with each told thing left out, and its class.

    Raises InputError for claims that speak of what a scenario does not have.
    """
    claims = load_claims() if claims is None else claims
    found: dict[str, Any] = {}
    for name, claim in claims.items():
        progress(f"claim {len(found) + 1} of {len(claims)}")
        found[name] = _tested(claim, runs, seed)
    return found


def _tested(claim: Claim, runs: int, seed: int) -> dict[str, Any]:
    scenario = change(load_scenario(claim.scenario), claim.set)
    record: Record = "full" if str(claim.says.variable).partition(".")[0] in OF_ACTORS_FULL else "summary"
    other = None
    if claim.compared_with is not None:
        base = load_scenario(claim.compared_with.scenario)
        other = simulate(base, runs, claim.says.by, seed, record=record)
    neutral = [neutral_values(scenario, told) for told in claim.told]

    def seen(changes: Mapping[str, float | bool]) -> Figure:
        return measured(claim.says, simulate(scenario, runs, claim.says.by, seed, changes, record), other)

    as_told = seen({})
    without: list[dict[str, Any]] = [{"what": told.what, "paths": told.paths, "neutral": told.neutral, "found": seen(values)}
               for told, values in zip(claim.told, neutral, strict=True)]  # fmt: skip
    if len(neutral) > 1:
        everything = {path: value for values in neutral for path, value in values.items()}
        without.append({"what": "all of these", "paths": [], "neutral": "", "found": seen(everything)})
    entry = {"claim": claim.claim, "article": claim.article, "scenario": claim.scenario, "runs": runs,
             "bound": bound_words(claim.says, other is not None), "as_told": as_told,
             "without": {str(number): part for number, part in enumerate(without, 1)}}  # fmt: skip
    for part in without:
        part["comes_out"] = comes_out(claim.says, part["found"])
    return {**entry, "comes_out": comes_out(claim.says, as_told), "class": class_of(claim.says, entry)}


def class_of(says: Statement, entry: Mapping[str, Any]) -> str:
    """One of the three classes, from the figures as told and left out."""
    if not comes_out(says, entry["as_told"]):
        return NOT
    return WITHOUT if all(comes_out(says, part["found"]) for part in entry["without"].values()) else ONLY_TOLD


def comes_out(says: Statement, found: Figure) -> bool:
    """Whether the whole Monte Carlo interval lies on the right side of the bound."""
    if says.in_at_least is not None:
        return found["low"] > says.in_at_least
    assert says.in_at_most is not None
    return found["high"] < says.in_at_most


def bound_words(says: Statement, compared: bool) -> str:
    """The bound in words."""
    of = "run-months" if says.member or says.actor else "runs"
    if compared and says.outcome:
        return "more often than in the other scenario"
    share = says.in_at_least if says.in_at_least is not None else says.in_at_most
    assert share is not None
    return f"in {'more' if says.in_at_least is not None else 'fewer'} than {100 * share:g} of 100 {of}"


def neutral_values(scenario: Scenario, told: Told) -> dict[str, float | bool]:
    """The neutral value of every parameter that tells something. Raises InputError for an unknown parameter."""
    values: dict[str, float | bool] = dict(told.set)
    values |= {path: get(load_scenario(other), path) for path, other in told.like.items()}
    values |= {path: mean_of_others(scenario, path) for path in told.as_others}
    change(scenario, values)
    return values


def mean_of_others(scenario: Scenario, path: str) -> float:
    """A number of a member as the mean of the other members of its body, weighted by their weights; a member without one has its bloc's."""
    known = parameters(scenario)
    head, separator, rest = path.rpartition(".members.")
    member, _, field = rest.partition(".")
    others = [
        name
        for name in {p[len(head) + 9 :].partition(".")[0]: None for p in known if p.startswith(f"{head}.members.")}
        if name != member
    ]
    if not separator or path not in known or not others:
        raise InputError(f"as_others: {shorten(path)} is no number of a member; {choices(path, known, most=4)}")
    values, weights = [], []
    for name in others:
        own = known.get(f"{head}.members.{name}.{field}", known.get(f"{head}.{field}"))
        values.append(OF_A_WHOLE[field] if own is None else float(own.value))
        weights.append(float(known[f"{head}.members.{name}.weight"].value))
    return float(np.average(values, weights=weights))


def measured(says: Statement, found: xr.Dataset, other: xr.Dataset | None = None) -> Figure:
    """The share that a statement is about, with its 95 % interval: of runs, or of run-months."""
    if says.member is not None or says.actor is not None:
        share, size = _of_run_months(says, found)
        low, high = wilson(round(share * size), max(round(size), 1))
        return figure(share, min(low, share), max(high, share))
    if says.outcome is not None or says.deal is not None:
        hit = _happened(says, found)
        if other is None:
            return mean_figure(hit)
        step = paired(_happened(says, other), hit)
        return figure(step["difference"], step["low"], step["high"])
    values = _values(says, found)
    if other is not None:
        values = values - _values(says, other)
    level = says.above if says.above is not None else says.below
    assert level is not None
    return mean_figure(values > level if says.above is not None else values < level)


def _happened(says: Statement, found: xr.Dataset) -> NDArray[np.bool_]:
    if says.deal is not None:
        return np.asarray(_chosen(found, "deal", says.deal)["deals_signed"].values > 0)
    if says.outcome is None or says.outcome not in OUTCOMES:
        raise InputError(f"outcome: found {shorten(str(says.outcome))}; {choices(str(says.outcome), OUTCOMES)}")
    return np.asarray(found[OUTCOMES[says.outcome].first].values <= says.by)


def _values(says: Statement, found: xr.Dataset) -> NDArray[np.float64]:
    assert says.variable is not None
    course = _course(found, says.variable)
    if says.minus is not None:
        course = course - _course(found, says.minus)
    if says.take == "average":
        return np.asarray(course[:, 1:].mean(axis=1))
    last = course[:, -1]
    if says.take == "last":
        return np.asarray(last)
    step = last - course[:, 0]
    return np.asarray(np.abs(step) if says.take == "move" else step)


def _course(found: xr.Dataset, variable: str) -> NDArray[np.float64]:
    """A variable in every run and month, shape (runs, months + 1)."""
    in_dataset = {text: name for name, text in WORLD.items()}
    if variable in in_dataset:
        return np.asarray(found[in_dataset[variable]].transpose("run", "month").values, dtype=float)
    name, _, actor = variable.partition(".")
    if name == "aid":
        chosen = _chosen(found, "sponsor", actor)["aid_eur_bn"]
    elif name in found and "actor" in found[name].dims:
        chosen = _chosen(found, "actor", actor)[name]
    else:
        raise InputError(
            f"unknown variable {shorten(variable)}; {choices(variable, [*in_dataset, 'fatigue', 'gate', 'aid'])}"
        )
    return np.asarray(chosen.transpose("run", "month").values, dtype=float)


def _of_run_months(says: Statement, found: xr.Dataset) -> tuple[float, float]:
    """A share of run-months, and how many independent cases it counts as: runs, since the months of a run share their fate."""
    runs = found.sizes["run"]
    if says.actor is not None:
        asked = _chosen(_chosen(found, "proposal", str(says.refuses)), "actor", says.actor)
        accepts = _chosen(asked, "code", "accepts")["verdict_share"].values.mean()
        return 1 - float(accepts), runs
    assert says.member is not None
    bloc = says.member.partition(".")[0]
    closed = 1 - _chosen(found, "actor", bloc)["gate"].values[:, 1:].mean()
    blocks = _chosen(found, "member", says.member)["blocking_share"].values[1:].mean()
    return float(blocks / closed) if closed > 0 else 0.0, runs * float(closed)


def _chosen(found: xr.Dataset, dimension: str, which: str) -> xr.Dataset:
    known = names_along(found, dimension)
    if which not in known:
        raise InputError(f"{dimension}: found {shorten(which)}; {choices(which, known)}")
    return found.sel({dimension: which})

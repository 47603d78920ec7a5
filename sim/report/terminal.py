"""Answers in words, tables and files for the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import xarray as xr

from sim.ensemble.outcomes import names_along, quantiles, summarise, terms
from sim.names import labels_of, told_apart
from sim.numbers import count_words, difference_words, in_unit, interval, of_hundred, unit_words, whole
from sim.scenario.schema import Scenario
from sim.tables import Table
from sim.vocabulary import OUTCOMES, PHASES, VARIABLES, VERDICTS


def answer(scenario: Scenario, result: xr.Dataset) -> Iterable[Any]:
    """The answer of a run: counts first, then the observables, then who refuses what."""
    summary = summarise(result)
    months = summary["months"]
    last = str(result["calendar"].values[-1])
    yield f"{scenario.title}\n{scenario.question}\n"
    table = Table(title=f"Within {months} months, {scenario.start} to {last}")
    for name in ("", "share of simulated runs", "95 % interval"):
        table.add_column(name)
    for name, outcome in OUTCOMES.items():
        share = summary["shares"][name]
        between = f"{interval(share['low'], share['high'])} in 100"
        table.add_row(outcome.label, count_words(share["share"], share["runs"]), between)
    yield table
    yield _ends(summary)
    yield _observables(scenario, result)
    yield from _blocs(scenario, result, summary)
    yield _terms(scenario, result)
    yield _refusal_table(scenario, summary["proposals"])
    yield (
        f"{summary['runs']:,} runs, seed {summary['seed']}, scenario {summary['scenario_hash']}, version {summary['version']}.\n"
        "These are shares of simulated runs under the scenario's stated assumptions. They say nothing of the chance that "
        "something will happen. `parley explain` gives the reasons, `parley levers` what can be moved."
    )


def _ends(summary: Mapping[str, Any]) -> Table:
    table = Table(title=f"How the {summary['runs']:,} runs stand at the end")
    for name in ("", "runs", "in 100", "meaning"):
        table.add_column(name, justify="right" if name in ("runs", "in 100") else "left")
    for end in summary["ends"].values():
        count = end["runs"][-1]
        table.add_row(end["label"], f"{count:,}", whole(count / summary["runs"]), end["text"])
    return table


def _blocs(scenario: Scenario, result: xr.Dataset, summary: Mapping[str, Any]) -> Iterable[Any]:
    """Decisions of blocs with the members that stand in the way most, and deals on separate issues."""
    lines = []
    for name, actor in scenario.actors.items():
        members = {key: entry for key, entry in summary["members"].items() if key.startswith(f"{name}.")}
        if not members:
            continue
        gate = result["gate"].sel(actor=name).isel(month=slice(1, None)).values
        blocking = sorted(members.values(), key=lambda entry: -entry["blocks"])[:3]
        told = ", ".join(f"{entry['label']} {whole(entry['blocks'])}" for entry in blocking if entry["blocks"] >= 0.005)
        stands = f"; a no stands in the way in: {told}" if told else ""
        lines.append(f"{actor.label}: a decision to give is in force in {of_hundred(gate.mean())} run-months{stands}.")
    for name, entry in summary["deals"].items():
        share = entry["signed"]
        signed = count_words(share["share"], share["runs"])
        lines.append(
            f"“{scenario.proposals[name].label}”: signed in {signed}, in force at the end in {of_hundred(entry['in_force'][-1])}."
        )
    for name, entry in summary["offers"].items():
        if scenario.offers[name].active:
            made = sum(entry["made"]) / len(entry["made"])
            lines.append(f"Offer “{scenario.offers[name].label}”: made in {of_hundred(made)} run-months.")
    if lines:
        yield "\n".join(lines) + "\n"


def _observables(scenario: Scenario, result: xr.Dataset) -> Table:
    table = Table(title="Start and end: median (90 of 100 runs)")
    for name in ("", "start", "end"):
        table.add_column(name, justify="left" if not name else "right")
    area = result.attrs["area_km2"]
    for name, entry in quantiles(result).items():
        label, form = _observable_label(scenario, name)
        cells = []
        for month in (0, -1):
            low, middle, high = (entry[q][month] for q in ("0.05", "0.5", "0.95"))
            spread = f" ({form(low)} to {form(high)})" if high > low else ""
            cells.append(form(middle) + spread)
            if name == "front_km2":
                label = "Area under control, km² and share"
                cells[-1] += f", {100 * middle / area:.1f} %"
        table.add_row(label, *cells)
    return table


def _observable_label(scenario: Scenario, name: str) -> tuple[str, Callable[[float], str]]:
    """An observable with its unit and its actor, and how its values are written."""
    key, _, actor = name.partition(".")
    variable = VARIABLES[{"aid_eur_bn": "aid"}.get(key, key)]
    who = f", {labels_of(scenario.actors)[actor]}" if actor else ""
    return f"{variable.label}, {unit_words(variable.unit)}{who}", partial(in_unit, unit=variable.unit)


def _terms(scenario: Scenario, result: xr.Dataset) -> Any:
    found = terms(result)
    if not found:
        return "Terms: no run signed an agreement.\n"
    table = Table(title="Terms of the agreements (median, 90 of 100 of them)")
    for name in ("issue", "scale 0-1", "nearest named point"):
        table.add_column(name)
    labels = labels_of(scenario.issues)
    for issue, entry in found.items():
        middle = entry["0.5"]
        scale = f"{middle:.2f} ({entry['0.05']:.2f} to {entry['0.95']:.2f})"
        table.add_row(labels[issue], scale, scenario.issues[issue].nearest_anchor(middle).label)
    return table


def _refusal_table(scenario: Scenario, found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Table:
    table = Table(title="Who refuses which proposal, in 100 run-months", keys=2)
    for name in ("proposal", "actor", *(verdict.label.lower() for verdict in VERDICTS.values())):
        table.add_column(name, justify="left" if name in ("proposal", "actor") else "right")
    labels, sides = labels_of(scenario.proposals), labels_of(scenario.actors)
    for proposal, actors in found.items():
        label = labels[proposal]
        for actor, shares in actors.items():
            if shares["accepts"] > 0.9999 and len(actors) > 2 and actor not in scenario.belligerents():
                continue
            cells = [whole(shares[code]) for code in VERDICTS]
            table.add_row(label, sides[actor], *cells)
            label = ""
    return table


def comparison(
    names: Sequence[str],
    base: Scenario,
    changed: Scenario,
    before: xr.Dataset,
    after: xr.Dataset,
    found: Mapping[str, Mapping[str, float]],
) -> Iterable[Any]:
    """Two scenarios side by side with paired differences; `names` are those under which they were asked for."""
    table = Table(title=f"{before.attrs['months']} months, {before.attrs['runs']:,} runs each, same draws")
    keys = names if names[0] != names[1] else ("as it is", "changed")
    titles = told_apart(zip(keys, (base.title, changed.title), strict=True))
    for name in ("", *titles, "difference in 100 runs (95 %)"):
        table.add_column(name)
    runs = before.attrs["runs"]
    for name, outcome in OUTCOMES.items():
        entry = found[name]
        cells = (count_words(entry[key], runs) for key in ("baseline", "changed"))
        table.add_row(outcome.label, *cells, difference_words(entry["difference"], entry["low"], entry["high"]))
    one, other = quantiles(before), quantiles(after)
    for name in one:
        if name in other:
            label, form = _observable_label(base, name)
            middle = form(one[name]["0.5"][-1]), form(other[name]["0.5"][-1])
            table.add_row(f"{label}, median at the end", *middle, "")
    yield table


def run_data(result: xr.Dataset) -> dict[str, Any]:
    """One run as plain data: a list over months."""
    one = result.isel(run=0)
    months = []
    for m in range(one.sizes["month"]):
        at = one.isel(month=m)
        entry: dict[str, Any] = {"month": m, "calendar": str(at["calendar"].values)}
        entry["phase"] = list(PHASES)[int(at["phase"])]
        entry["zopa"] = bool(at["zopa"])
        for name in ("front_km2", "escalation", "ripeness", "aid_expected", "aid_deliveries"):
            entry[name] = float(at[name])
        for name, dim in (("fatigue", "actor"), ("reservation", "actor"), ("aid_eur_bn", "sponsor")):
            there = names_along(one, dim)
            values = {key: float(at[name].sel({dim: key})) for key in there}
            entry[name] = {key: value for key, value in values.items() if not np.isnan(value)}
        entry["events"] = [name for name in names_along(one, "event") if bool(at["event_happens"].sel(event=name))]
        months.append(entry)
    firsts = {
        name: None if np.isnan(one[outcome.first]) else int(one[outcome.first]) for name, outcome in OUTCOMES.items()
    }
    return {"run": int(one["run"]), "seed": result.attrs["seed"], "first": firsts, "months": months}


def one_run(scenario: Scenario, result: xr.Dataset) -> Iterable[Any]:
    """One run as a table by month."""
    data = run_data(result)
    yield f"{scenario.title}: run {data['run']} of seed {data['seed']}"
    table = Table()
    tired, labels = list(data["months"][0]["fatigue"]), labels_of(scenario.actors)
    for name in ("month", "phase", "zone"):
        table.add_column(name, whole=True)
    for name in ("front km²", "escalation", "ripeness"):
        table.add_column(name, justify="right")
    for name in tired:
        table.add_column(f"fatigue {labels[name]}, %", justify="right")
    for name in data["months"][0]["aid_eur_bn"]:
        table.add_column(f"aid {labels[name]}, EUR bn", justify="right")
    table.add_column("events")
    for entry in data["months"]:
        events = "; ".join(scenario.events[name].label for name in entry["events"])
        table.add_row(
            entry["calendar"], entry["phase"], "open" if entry["zopa"] else "·", f"{entry['front_km2']:,.0f}",
            f"{entry['escalation']:.2f}", f"{entry['ripeness']:.2f}",
            *(f"{100 * entry['fatigue'][name]:.0f}" for name in tired),
            *(f"{value:.1f}" for value in entry["aid_eur_bn"].values()), events,
        )  # fmt: skip
    yield table
    for name, outcome in OUTCOMES.items():
        month = data["first"][name]
        yield f"{outcome.label}: {'never' if month is None else data['months'][month]['calendar']}"

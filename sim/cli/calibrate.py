"""`parley calibrate`: speeds of change estimated from the observed series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.paths import PATH, SOURCE
from sim.errors import InputError, shorten

if TYPE_CHECKING:
    from sim.tables import Table
    from sim.validation.calibration.fitting import Calibration


def calibrate(
    scenario: Annotated[
        str, typer.Argument(metavar="SCENARIO", parser=SOURCE, help="Name of a shipped scenario, or a YAML file.")
    ] = "december-2023",
    until: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM", help="Use nothing that became known after this month; by default everything."),
    ] = None,
    observed: Annotated[
        Path | None, typer.Option(metavar="DIR", parser=PATH, help="Folder of CSV files in the form of data/observed.")
    ] = None,
    priors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", parser=PATH, help="What is fitted, in the form of data/calibration/priors.yaml."),
    ] = None,
    draws: Annotated[
        int, typer.Option(help="Number of draws from the prior; each is simulated in every window.")
    ] = 65_536,
    share: Annotated[float, typer.Option(help="Share of the draws that is accepted.")] = 0.01,
    keep: Annotated[int, typer.Option(help="Number of posterior draws.")] = 250,
    seed: Annotated[int, typer.Option(help="Seed of all draws; the next one repeats the whole.")] = 1,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", parser=PATH, help="Write the posterior draws as CSV.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Estimate speeds of change from the observed series, and say which of them the data identify.

    `docs/calibration.md` tells the method. `parley hindcast --draws FILE` uses the draws.
    """
    from sim.cli.options import asked_for
    from sim.cli.render import show, working
    from sim.ensemble.simulate import check_size
    from sim.validation.calibration.fitting import calibrate as run, repeated
    from sim.validation.calibration.posterior import posterior_text
    from sim.validation.calibration.priors import load_priors
    from sim.validation.observed.reading import load_observed
    from sim.version import code_version
    from sim.whole_files import whole

    check_size(1, 1, seed)
    if seed > 2**48:
        raise InputError(f"--seed: found {seed}; allowed: 0 to 2^48")
    asked, series, ranges = asked_for(scenario), load_observed(observed), load_priors(priors)
    with working("Simulating"):
        found = run(asked, series, ranges, until, draws, share, keep, seed)
        again = run(asked, series, ranges, until, draws, share, keep, seed + 1)
    about = {
        "method": "approximate Bayesian computation by blocks, semi-automatic summaries, regression adjustment",
        "scenario": Path(scenario).stem,
        "until": found.until,
        "windows": list(found.windows),
        "seed": seed,
        "simulated": found.simulated,
        "accepted": found.accepted,
        "draws": keep,
        "fitted": found.fitted,
        "identified": found.identified,
        "kept": len(found.kept),
        "points": found.points,
        "version": code_version(),
    }
    if out is not None:
        try:
            with whole(out) as partial:
                partial.write_text(posterior_text(found, about), encoding="utf-8")
        except OSError as error:
            raise InputError(f"--out: cannot write {shorten(str(out))}: {error.strerror}") from None
    content = {**about, "parameters": _summaries(found, repeated(found, again))}
    show(content if as_json else _text(content, out), as_json)


def _summaries(found: Calibration, moved: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Prior and posterior of every parameter as plain data."""
    import numpy as np

    entries: dict[str, dict[str, Any]] = {}
    for path, fitted in found.parameters.items():
        entry: dict[str, Any] = {"block": fitted.block, "points": fitted.points}
        entry["prior"] = {"low": fitted.prior.low, "high": fitted.prior.high, "reason": fitted.prior.reason}
        entry["posterior"] = None
        if fitted.draws is not None:
            low, median, high = (float(value) for value in np.quantile(fitted.draws, [0.05, 0.5, 0.95]))
            entry["posterior"] = {
                "mean": float(fitted.draws.mean()),
                "sd": float(fitted.draws.std()),
                "q05": low,
                "median": median,
                "q95": high,
                "sd_by_prior_sd": fitted.shrinkage,
                "summary_place": fitted.place,
                "median_moves_with_seed": moved.get(path),
            }
        entry |= {"identified": fitted.identified, "kept": fitted.kept}
        entries[path] = entry
    return entries


def _text(content: Mapping[str, Any], out: Path | None) -> Iterator[Any]:
    yield (
        f"{content['fitted']} parameters fitted to {content['points']} points up to {content['until']}, in {len(content['windows'])} "
        f"windows of the record, the first from {content['windows'][0].partition(' ')[0]} on. {content['simulated']:,} draws of the "
        f"prior, up to {content['accepted']:,} of them accepted, seed {content['seed']}.\n"
    )
    yield _table(content["parameters"])
    yield (
        "Identified: the posterior's standard deviation is below 0.9 of the prior's; what is not keeps its assumption, unless "
        "draws of others hang on it. Place: share of "
        "the prior's runs with a summary below the observed one; near 0 or 1 the prior hardly reaches the data. Seed: by how many "
        "posterior standard deviations the median moves under the next seed.\n"
        "Every point that is compared is one that the fit has seen: scores on the same months are in-sample."
    )
    if out is not None:
        yield f"Draws of {content['kept']} parameters written to {out}."


def _table(parameters: Mapping[str, Mapping[str, Any]]) -> Table:
    from sim.numbers import plain
    from sim.tables import Table

    table = Table("Prior and posterior")
    table.add_column("parameter")
    for column in ("points", "prior", "median", "90 %", "sd / prior sd", "place", "seed"):
        table.add_column(column, justify="right")
    table.add_column("identified")
    for path, entry in parameters.items():
        prior, found = entry["prior"], entry["posterior"]
        start = [path, str(entry["points"]), f"{plain(prior['low'])} to {plain(prior['high'])}"]
        if found is None:
            table.add_row(*start, "", "", "", "", "", "no: too few points")
            continue
        moves = found["median_moves_with_seed"]
        table.add_row(
            *start,
            plain(found["median"], 3),
            f"{plain(found['q05'], 3)} to {plain(found['q95'], 3)}",
            f"{found['sd_by_prior_sd']:.2f}",
            f"{found['summary_place']:.2f}",
            "" if moves is None else f"{moves:.2f}",
            "yes" if entry["identified"] else "no, kept with its block" if entry["kept"] else "no",
        )
    return table

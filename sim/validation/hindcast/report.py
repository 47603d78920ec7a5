"""A hindcast's record in words and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.tables import Table

NAMES = {
    "model": "model",
    "persistence": "persistence",
    "drift": "drift",
    "seasonal_mean": "seasonal mean",
    "recent_persistence": "persistence, last year's changes",
    "recent_drift": "drift of the last year",
    "recent_mean": "last year's values",
    "base_rate": "base rate",
}


def record(found: Mapping[str, Any]) -> Iterator[Any]:
    """The parts of the printed answer; `found` is the plain data of the same hindcast."""
    origins = [origin["month"] for origin in found["origins"]]
    span = origins[0] if len(origins) == 1 else f"{len(origins)} months from {origins[0]} to {origins[-1]}"
    yield (
        f"{found['title']}\nForecasts made at the end of {span}, for up to {found['months']} months and no later than "
        f"{found['last']}, with what was known then. {found['runs']:,} runs each, seed {found['seed']}.\n"
    )
    if found["series"]:
        yield _series(found["series"])
        brackets = "; in brackets 95 % from resampling origins" if len(origins) > 1 else ""
        yield (
            "CRPS: continuous ranked probability score, in the unit of the series; smaller is better. Difference: model less naive "
            f"forecast, so below zero the model is better{brackets}. 50 % and 90 %: share of "
            "observations within the central bands that hold so much. Bias: mean of the forecast less the observation.\n"
        )
        yield _coverage(found["coverage"])
        yield _worth(found["series"])
    if found["events"]:
        yield _events(found["events"])
        happened = sum(event["happened"] for event in found["events"].values())
        most = max(event["independent"] for event in found["events"].values())
        yield (
            f"Windows that do not overlap: at most {most}. Events that happened in a window: {happened}. "
            + ("Whoever had said that nothing happens would have scored zero; " if not happened else "")
            + "so few cases say next to nothing about these shares.\n"
        )
    yield from _limits(found)


def _series(series: Mapping[str, Any]) -> Table:
    table = Table("Observed series", keys=2)
    for column in ("series", "forecast"):
        table.add_column(column)
    for column in ("cases", "CRPS", "difference", "50 %", "90 %", "bias"):
        table.add_column(column, justify="right")
    for entry in series.values():
        blocks = [(f"{entry['label']}, {entry['unit']}", entry)]
        if "without_unusual" in entry:
            other = entry["without_unusual"]
            blocks.append((f"… without {', '.join(other['months'])}", other))
        for title, block in blocks:
            for number, (kind, scores) in enumerate(block["forecasts"].items()):
                table.add_row(
                    title if not number else "",
                    NAMES[kind],
                    str(block["cases"]) if not number else "",
                    _number(scores["crps"]),
                    _difference(block["model_less"].get(kind)),
                    f"{scores['coverage_50']:.0%}",
                    f"{scores['coverage_90']:.0%}",
                    _number(scores["bias"], signed=True),
                    end_section=number == len(block["forecasts"]) - 1,
                )
    return table


def _events(events: Mapping[str, Any]) -> Table:
    table = Table("Events: did it happen within the window?", keys=2)
    for column in ("event", "forecast"):
        table.add_column(column)
    for column in ("windows", "happened", "mean share", "Brier", "log score"):
        table.add_column(column, justify="right")
    for entry in events.values():
        for number, (kind, scores) in enumerate(entry["forecasts"].items()):
            first = not number
            table.add_row(
                entry["label"] if first else "",
                NAMES[kind],
                str(entry["windows"]) if first else "",
                str(entry["happened"]) if first else "",
                f"{scores['mean_chance']:.1%}",
                f"{scores['brier']:.3f}",
                f"{scores['log_score']:.3f}",
                end_section=not first,
            )
    return table


def _coverage(found: Mapping[str, Any]) -> str:
    text = f"All series: {found['raw_50']:.0%} and {found['raw_90']:.0%} of {found['cases']} cases within the bands of the runs."
    if not found["widened"]:
        return text + "\n"
    return (
        f"{text} Widened by the errors of earlier origins, where enough were known ({found['widened']} cases): "
        f"{found['widened_50']:.0%} and {found['widened_90']:.0%}.\n"
    )


def _worth(series: Mapping[str, Any]) -> str:
    most = max(entry["independent"] for entry in series.values())
    cases = sum(entry["cases"] for entry in series.values())
    return (
        f"{cases} cases in all, but they share months and origins; windows that do not overlap: at most {most} in a series. The "
        "intervals are therefore too narrow. One war is one case.\n"
    )


def _limits(found: Mapping[str, Any]) -> Iterator[str]:
    later = [origin["month"] for origin in found["origins"] if origin["month"] < found["start"]]
    words = []
    if found["draws"]:
        words.append(
            f"The runs take the posterior draws of {found['draws']}. On months that these were fitted to the scores are in-sample."
        )
    if found["refitted"] is not None:
        words.append(
            "The speeds of change were fitted anew at every origin, with what was known then. Number of parameters that could be fitted: "
            + "; ".join(f"{origin} {len(paths)}" for origin, paths in found["refitted"].items())
            + ". The others ran through their priors. The priors' ranges and everything that is not fitted were written with the whole "
            "series at hand."
        )
    if found["calibrated"]:
        words.append(
            f"{len(found['calibrated'])} numbers of the scenario are calibrated on series of the same war, some of them on months that are "
            "scored here: this is no test on data that the model has not seen."
        )
    if later:
        words.append(
            f"The scenario is written for {found['start']}; at earlier origins whatever is not observed knows more than people did."
        )
    unknown = sorted({name for origin in found["origins"] for name in origin["unknown"]})
    if unknown:
        words.append(
            f"Not yet observed at some origin, so the scenario's own value stands there: {', '.join(unknown)}."
        )
    dropped = sorted({name for origin in found["origins"] for name in origin["dropped_events"]})
    if dropped:
        words.append(f"Dated events left out, because nobody had announced them at the origin: {', '.join(dropped)}.")
    if found["not_scored"]:
        words.append(
            f"Not scored, for want of observations before or after the origin: {', '.join(found['not_scored'])}."
        )
    words.append("Aid series are later revisions: the start knows more than anybody did.")
    yield "\n".join(f"- {word}" for word in words)


def _difference(entry: Mapping[str, float | None] | None) -> str:
    if entry is None:
        return ""
    mean, low, high = entry["difference"], entry["low"], entry["high"]
    assert mean is not None
    if low is None or high is None:
        return _number(mean, signed=True)
    return f"{_number(mean, signed=True)} [{_number(low, signed=True)} to {_number(high, signed=True)}]"


def _number(value: float, signed: bool = False) -> str:
    digits = 0 if abs(value) >= 100 else 2
    return f"{value:{'+' if signed else ''},.{digits}f}".replace("-", "−")

"""The page of evidence in Markdown: parts between `<!-- evidence NAME -->` and `<!-- /evidence NAME -->`, filled from the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sim.explanation.attribution import OUTCOMES, turning
from sim.validation.hindcast.report import NAMES
from sim.validation.patterns.held_facts import CLASSES
from sim.validation.record import sensitivity_page
from sim.validation.record.markdown import in_hundred, number, table
from sim.validation.record.pictures import FOLDER, pictures

PART = re.compile(r"<!-- evidence (?P<name>[a-z-]+) -->\n(?P<body>.*?)<!-- /evidence (?P=name) -->", re.DOTALL)
Record = Mapping[str, Any]


def filled(text: str, record: Record) -> str:
    """A page with every part brought up to date. Raises ValueError for a part that nothing fills."""

    def replace(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- evidence {name} -->\n\n{part(name, record)}\n<!-- /evidence {name} -->"

    return PART.sub(replace, text)


def part(name: str, record: Record) -> str:
    """One part in Markdown. Raises ValueError for a part that nothing fills."""
    if name.startswith("picture-"):
        file = f"evidence-{name.removeprefix('picture-')}.svg"
        for known, text, _ in pictures(record):
            if known == file:
                return f"![{text}]({FOLDER}/{file})\n"
    if name not in WRITERS:
        raise ValueError(f"nothing fills the part {name!r}; known: {', '.join(WRITERS)}")
    return WRITERS[name](record["parts"])


def best_naive(entry: Mapping[str, Any]) -> str:
    """The naive forecast of a series with the best score."""
    naive = {kind: float(scores["crps"]) for kind, scores in entry["forecasts"].items() if kind != "model"}
    return str(min(naive, key=lambda kind: naive[kind]))


def against_best(entry: Mapping[str, Any]) -> float:
    """The model's score as a share of that of the best naive forecast: below 1 it is better."""
    return float(entry["forecasts"]["model"]["crps"]["value"] / entry["forecasts"][best_naive(entry)]["crps"])


def _scores(found: Record) -> str:
    rows = []
    for name, entry in found["series"].items():
        kind, model = best_naive(entry), entry["forecasts"]["model"]
        naive = entry["forecasts"][kind]
        less = naive["model_less"]
        where = ""
        if "origins_low" in less:
            where = f" [{number(less['origins_low']['value'], True)} to {number(less['origins_high']['value'], True)}]"
        beaten = sum(
            scores["crps"] > model["crps"]["value"] for other, scores in entry["forecasts"].items() if other != "model"
        )
        rows.append(
            (
                f"{entry['label']}, {entry['unit']} (`{name}`)",
                str(entry["cases"]),
                number(model["crps"]["value"]),
                f"{number(naive['crps'])}, {NAMES[kind]}",
                f"{number(less['mean']['value'], True)}{where}",
                f"{beaten} of {len(entry['forecasts']) - 1}",
                f"{100 * model['coverage_50']['value']:.0f}, {100 * model['coverage_90']['value']:.0f}",
                number(model["bias"]["value"], True),
            )
        )
    head = (
        "series",
        "cases",
        "model",
        "best naive",
        "model less best naive",
        "naive beaten",
        "in 50, 90 % bands",
        "bias",
    )
    return table(head, rows)


def _events(found: Record) -> str:
    rows = []
    for entry in found["events"].values():
        model, base = entry["forecasts"]["model"], entry["forecasts"]["base_rate"]
        rows.append(
            (
                entry["label"],
                f"{entry['windows']} ({entry['independent']})",
                str(entry["happened"]),
                f"{100 * model['mean_chance']['value']:.1f}",
                f"{100 * base['mean_chance']:.1f}",
                f"{model['brier']['value']:.3f}",
                f"{base['brier']:.3f}",
            )
        )
    head = (
        "event",
        "windows (not overlapping)",
        "happened",
        "share of runs, in 100",
        "base rate, in 100",
        "Brier, model",
        "Brier, base rate",
    )
    return table(head, rows)


def _one(parts: Record) -> str:
    return _of_origins(parts["hindcast"]["one"])


def _rolling(parts: Record) -> str:
    return _of_origins(parts["hindcast"]["rolling"])


def _of_origins(found: Record) -> str:
    origins = found["origins"]
    span = (
        f"the end of {origins[0]}"
        if len(origins) == 1
        else f"the ends of {len(origins)} months, {origins[0]} to {origins[-1]}"
    )
    cases = sum(entry["cases"] for entry in found["series"].values())
    most = max(entry["independent"] for entry in found["series"].values())
    return (
        f"Forecasts made at {span}, up to {found['months']} months ahead and no later than {found['last']}; {found['runs']:,} runs from "
        f"each origin. {cases} cases; windows that do not overlap: at most {most} a series. {found['calibrated']} numbers of the scenario "
        f"are calibrated on series of the same war.\n\n{_scores(found)}\n{_events(found)}"
    )


def _coverage(parts: Record) -> str:
    """Which share of the observations lies within the bands, in sample and out of sample, as they come and widened by earlier errors."""
    found, anew = parts["hindcast"]["rolling"], parts["hindcast"]["refit"]
    entries = [*((entry["label"], name) for name, entry in found["series"].items()), ("**All series together**", None)]
    rows = []
    for label, name in entries:
        cells = []
        for one in (found, anew):
            covered = one["coverage"] if name is None else one["series"][name]["coverage"]
            cells += [_bands(covered, kind) for kind in ("raw", "widened")]
        rows.append((label, str(covered["cases"]), *cells, str(covered["widened"])))
    head = (
        "series",
        "cases",
        "as the scenario stands (in-sample)",
        "… widened",
        "fitted anew at every origin (out of sample)",
        "… widened",
        "cases with enough earlier errors",
    )
    fitted = "; ".join(f"{month} {count}" for month, count in anew["fitted"].items())
    return f"{table(head, rows)}\nParameters that could be fitted by each origin: {fitted}. The others run through their priors there.\n"


def _bands(covered: Record, kind: str) -> str:
    return f"{100 * covered[f'{kind}_50']['value']:.0f}, {100 * covered[f'{kind}_90']['value']:.0f}"


def _held_facts(parts: Record) -> str:
    found = parts["held_facts"]
    rows = []
    for entry in found.values():
        left_out = [
            f"{one['what']}{_paths(one['paths'])}: {in_hundred(one['found'])}{'' if one['comes_out'] else ' ✗'}"
            for one in entry["without"].values()
        ]
        rows.append(
            (
                f"{entry['claim']} (`{entry['article']}`, in `{entry['scenario']}`)",
                entry["bound"],
                f"{in_hundred(entry['as_told'])}{'' if entry['comes_out'] else ' ✗'}",
                "<br>".join(left_out),
                entry["class"],
            )
        )
    return (
        _classes(found)
        + "\n"
        + table(("claim", "comes out if", "as told, in 100", "left out, in 100 (✗ fails)", "class"), rows)
    )


def _classes(found: Record) -> str:
    counts = {word: [entry for entry in found.values() if entry["class"] == word] for word in CLASSES}
    told = ", ".join(f"{len(entries)} {word}" for word, entries in counts.items())
    return f"Of {len(found)} claims: {told}. {next(iter(found.values()))['runs']:,} runs each.\n"


def _paths(paths: Iterable[str]) -> str:
    shown = ", ".join(f"`{path}`" for path in paths)
    return f" ({shown})" if shown else ""


def _attribution(parts: Record) -> str:
    text = []
    for found in parts["attribution"].values():
        sides = found["sides"]
        rows = []
        for entry in found["variants"].values():
            for outcome, words in OUTCOMES.items():
                shares = [in_hundred(share) for share in entry[outcome]["shares"].values()]
                more = entry[outcome]["more"]
                rows.append((entry["words"], words, *shares, sides[more] if more else "neither stands out"))
        head = ("variant", "outcome", "as it stands", *(f"without lines of {label}" for label in sides.values()),
                "without any", "lines that matter more")  # fmt: skip
        told = "\n".join(f"- {turning(found, outcome)}" for outcome in OUTCOMES)
        text.append(f"**{found['title']}** ({found['runs']:,} runs each)\n\n{told}\n\n{table(head, rows)}")
    return "\n".join(text)


def _short(parts: Record) -> str:
    """One success, chosen by score, and one failure, by how seldom the bands held; not by hand."""
    found, anew = parts["hindcast"]["rolling"], parts["hindcast"]["refit"]
    series = [entry for entry in found["series"].values() if entry["cases"] >= 5]
    best = min(series, key=against_best)
    worst = min(series, key=lambda entry: float(entry["coverage"]["raw_90"]["value"]))
    kind, held = best_naive(best), found["coverage"]
    return (
        f"Validation on what came after, from {len(found['origins'])} origins in the war, beside the best of several naive forecasts for "
        f"each series ({found['calibrated']} numbers of the model were calibrated on series of the same war):\n\n"
        f"- **Its best series**: {best['label']}. Error score (CRPS, smaller is better) "
        f"{number(best['forecasts']['model']['crps']['value'])} for the model, {number(best['forecasts'][kind]['crps'])} for the best "
        f"naive forecast ({NAMES[kind]}).\n"
        f"- **Where it fails**: its bands. Those that should hold 50 and 90 % hold {_percent_of(held, 'raw')} % of {held['cases']} "
        f"observations; worst is {worst['label']}, with {100 * worst['coverage']['raw_90']['value']:.0f} % in the bands of 90 %. With its "
        f"speeds of change fitted anew at every origin, to what was known then, they hold {_percent_of(anew['coverage'], 'raw')} %, and "
        f"{_percent_of(anew['coverage'], 'widened')} % once widened by the errors of earlier forecasts.\n"
    )


def _percent_of(covered: Record, kind: str) -> str:
    return f"{100 * covered[f'{kind}_50']['value']:.0f} and {100 * covered[f'{kind}_90']['value']:.0f}"


WRITERS: dict[str, Callable[[Record], str]] = {
    "hindcast-one": _one,
    "hindcast-rolling": _rolling,
    "hindcast-coverage": _coverage,
    "held-facts": _held_facts,
    "attribution": _attribution,
    "sensitivity": lambda parts: sensitivity_page.effects(parts["sensitivity"]),
    "edges": lambda parts: sensitivity_page.edges(parts["sensitivity"]),
    "sobol": lambda parts: sensitivity_page.sobol(parts["sensitivity"]),
    "dead": lambda parts: sensitivity_page.dead(parts["sensitivity"]),
    "short": _short,
}

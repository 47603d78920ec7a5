"""Fill the generated parts of the documentation from the code: `python -m docs.build`.

A generated part stands between `<!-- name -->` and `<!-- /name -->`. What is between the two marks is replaced; the rest of the
page is written by hand. `tests/test_docs.py` fails when a page is out of date.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

from pyarrow import DataType, types
from pydantic import BaseModel

from docs import typed_sections
from sim import vocabulary
from sim.batch import tables
from sim.batch.blocks import ROWS
from sim.batch.monthly import NODES
from sim.batch.prepare import load_batch, unit_of
from sim.model.month import SCHEDULE
from sim.scenario import actors, blocs, events, positions, proposals, rules
from sim.scenario.quantity import Quantity, Section
from sim.validation.record import page as evidence_page
from sim.validation.record.markdown import table
from sim.validation.record.record import read_record
from sim.vocabulary import ENDS, FIRSTS, PHASES, VARIABLES, variable_of
from tests.published import Row, table as published_table

HERE = Path(__file__).resolve().parent
PAGES = (
    HERE / "glossary.md",
    HERE / "odd.md",
    HERE / "batch-tables.md",
    HERE / "oracles.md",
    HERE / "evidence.md",
    HERE.parent / "README.md",
)
SAMPLE = "aid-and-war-cost"
"""The shipped experiment whose tables the page on tables describes."""
MODULES = (actors, blocs, events, positions, proposals, rules)
"""Where the sections of a scenario that hold numbers are defined."""

SIDES = {"pole_0": "Side 0", "pole_1": "Side 1"}
"""What the two sides are called where no scenario names them."""
TYPES = {"float": "float32", "double": "float64"}
"""Arrow's types by the names that numpy and pandas have for them."""

PART = re.compile(r"<!-- (?P<name>[a-z]+(?: [\w-]+)?) -->\n(?P<body>.*?)<!-- /(?P=name) -->", re.DOTALL)


def names(words: Iterable[str]) -> str:
    """Variable names in code style; anything that is none stays prose."""
    return ", ".join(f"`{word}`" if word in VARIABLES else word for word in words) or "—"


def schedule() -> str:
    """The month, step by step, as the model runs it."""
    rows = (
        (str(number), f"{step.title} (`{step.name}`)", step.text, names(step.reads), names(step.writes))
        for number, step in enumerate(SCHEDULE, start=1)
    )
    return table(("", "step", "what happens", "reads", "writes"), rows)


def variables() -> str:
    """The observables with owner, unit and meaning."""
    rows = (
        (
            f"`{name}`",
            ", ".join(variable.owners) or "world",
            variable.unit,
            variable.help,
            "yes" if variable.settable else "no",
        )
        for name, variable in VARIABLES.items()
    )
    return table(("variable", "of", "unit", "meaning", "an event may set it"), rows)


def ends() -> str:
    """How a war can stand at the end of a month, in the words that readers of results see."""
    rows = (
        (end.label, ", ".join(f"`{list(PHASES)[code]}`" for code in end.codes), end.help)
        for end in (end.named(SIDES) for end in ENDS.values())
    )
    return table(("end", "phases", "meaning"), rows)


def glossary() -> str:
    """The words of the vocabulary with their meanings."""
    words = "\n".join(f"- **{word}**: {meaning}" for word, meaning in vocabulary.glossary())
    outcomes = ((f"`{key}`", outcome.label, outcome.help) for key, outcome in vocabulary.FIRSTS.items())
    votes = ((f"`{key}`", vote.label, vote.help) for key, vote in vocabulary.VOTES.items())
    verdicts = (
        (f"`{key}`", verdict.label, verdict.help, verdict.on_issue().help if key in vocabulary.ISSUE_VERDICTS else "—")
        for key, verdict in vocabulary.VERDICTS.items()
    )
    return "\n\n".join(
        (
            words,
            f"## What may happen in a run\n\n{table(('key', 'label', 'meaning'), outcomes)}",
            f"## Answers to a proposal\n\n{table(('key', 'label', 'meaning', 'to a deal on an issue'), verdicts)}",
            f"## Votes of members\n\n{table(('key', 'label', 'meaning'), votes)}",
        )
    )


def parameters(section: str) -> str:
    """The numbers of one section of a scenario: default with spread, unit, meaning and basis."""
    return table(("parameter", "default", "unit", "meaning", "basis of the default"), _numbers(sections()[section]))


def sections() -> dict[str, type[Section]]:
    """The sections of a scenario that hold numbers, by name, in the order in which the modules define them."""
    defined = (value for module in MODULES for value in vars(module).values() if _is_section_of(value, module))
    return {section.__name__: section for section in defined if any(_numbers(section))}


def _is_section_of(value: object, module: ModuleType) -> bool:
    return isinstance(value, type) and issubclass(value, Section) and value.__module__ == module.__name__


def _numbers(model: type[BaseModel]) -> Iterable[tuple[str, ...]]:
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        unit = str(extra.get("unit", "")) if isinstance(extra, dict) else ""
        default = field.get_default(call_default_factory=True, validated_data={})
        is_count = isinstance(default, int) and not isinstance(default, bool)
        if not unit and not is_count:
            continue
        text = " ".join((field.description or "").split())
        if field.is_required():
            shown, basis = "none", "the scenario gives it"
        elif default is None:
            shown, basis = "none", "optional"
        elif is_count:
            shown, basis, unit = str(default), "assumption", unit or "count"
        else:
            number = default if isinstance(default, Quantity) else Quantity.model_validate(default)
            shown = _spread(number)
            basis = f"{number.basis}: {number.note}" if number.note else f"{number.basis}: absent unless given"
            if number.note == "" and number.value:
                basis = number.basis
        yield f"`{name}`", shown, unit, text, basis


def _spread(number: Quantity) -> str:
    shown = f"{number.value:g}"
    if number.sd:
        shown += f" (sd {number.sd:g})"
    if number.relative_sd:
        shown += f" (relative sd {number.relative_sd:g})"
    return shown


def columns(name: str) -> str:
    """The columns of one of the tables of a batch, as the sample has them."""
    found = {"points": tables.point_columns, "runs": tables.run_columns, "monthly": tables.monthly_columns}[name]
    rows = (
        (f"`{column}`", _type(about.type), about.unit, about.range, about.text)
        for column, about in found(load_batch(SAMPLE)).items()
    )
    return table(("column", "type", "unit", "range", "meaning"), rows)


def _type(kind: DataType) -> str:
    return "dictionary of strings" if types.is_dictionary(kind) else TYPES.get(str(kind), str(kind))


def monthly_variables() -> str:
    """What the lines of the monthly table are about, as the sample has them."""
    batch = load_batch(SAMPLE)
    rows = []
    for name in tables.shares_of(batch):
        kind, _, what = name.partition(".")
        if kind == "happened":
            text = f"{FIRSTS[what].clause}, by this month"
        else:
            text = ENDS[what].named(SIDES).help if kind == "end" else variable_of(name).help
        rows.append((f"`{name}`", "share of runs", text))
    rows += [(f"`{name}`", unit_of(name), variable_of(name).help) for name in tables.quantities_of(batch)]
    return table(("variable", "unit", "meaning"), rows)


def pooling() -> str:
    """How quantiles of points with many runs are put together."""
    nodes = f"{100 * NODES[0]:g}, {100 * NODES[1]:g}, … {100 * NODES[-1]:g} %"
    paragraphs = (
        f"Of up to {ROWS:,} runs a point, quantiles are those of all its runs, interpolated linearly between ordered values.",
        f"A point of more runs is simulated in parts of at most {ROWS:,} runs. Of each part its counts, sums and sums of squares are kept, "
        "which add up exactly, so that shares, means and standard deviations do not depend on the cut. "
        f"Of each part {len(NODES)} quantiles are kept as well ({nodes}). For the point as a whole they are put in order, each weighted "
        "with the runs of its part, and its quantiles are read from the cumulative weights by linear interpolation. What is found lies "
        "between the true quantiles half a percentage point below and half a percentage point above.",
    )
    return "\n\n".join(textwrap.fill(text, 130) for text in paragraphs) + "\n"


def oracles() -> str:
    """Published figures beside ours."""

    def shown(figures: Iterable[float], decimals: int) -> str:
        return ", ".join(f"{figure:.{decimals}f}" for figure in figures)

    def off(row: Row) -> str:
        # Below a millionth the last bits of a computer's arithmetic show.
        difference = "less than 0.000001" if row.difference < 1e-6 else _plain(float(f"{row.difference:.1g}"))
        return f"{difference} of {_plain(row.tolerance)}"

    rows = (
        (
            row.name,
            row.source,
            shown(row.published, row.published_decimals),
            shown(row.ours, row.decimals),
            off(row),
            "yes" if row.matches else "**no**",
            row.note,
        )
        for row in published_table()
    )
    return table(("oracle", "source", "published", "ours", "off by, of allowed", "matches", ""), rows)


def published() -> str:
    """How many published figures come out, and which do not."""
    rows = published_table()
    text = f"{sum(row.matches for row in rows)} of {len(rows)} published figures or sets of figures come out within their tolerance."
    off = (
        f" Does not match: {row.name} ({row.source}): {row.note.removesuffix(', see below')}."
        for row in rows
        if not row.matches
    )
    return text + "".join(off) + "\n"


def _plain(number: float) -> str:
    return f"{number:.7f}".rstrip("0")


PARTS: dict[str, Callable[[], str]] = {
    "glossary": glossary,
    "schedule": schedule,
    "variables": variables,
    "ends": ends,
    "monthly variables": monthly_variables,
    "pooling": pooling,
    "oracles": oracles,
    "published": published,
}


def filled(text: str) -> str:
    """A page with every generated part brought up to date. Raises ValueError for a part that nothing generates."""

    def replace(found: re.Match[str]) -> str:
        name = found["name"]
        kind, _, argument = name.partition(" ")
        if kind == "parameters":
            body = parameters(argument)
        elif kind == "columns":
            body = columns(argument)
        elif kind == "evidence":  # from the record beside the page, which `parley evidence` computes
            body = evidence_page.part(argument, read_record(HERE))
        elif name in PARTS:
            body = PARTS[name]()
        else:
            raise ValueError(f"nothing generates the part {name!r}")
        return f"<!-- {name} -->\n\n{body}\n<!-- /{name} -->"

    return PART.sub(replace, text)


def main() -> None:
    """Rewrite the pages whose generated parts are out of date, and the types of the engine's parameters."""
    typed_sections.FILE.write_text(typed_sections.text(), encoding="utf-8")
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = filled(old)
        if new != old:
            page.write_text(new, encoding="utf-8")
        print(f"{page.relative_to(HERE.parent)}: {'up to date' if new == old else 'rewritten'}")


if __name__ == "__main__":
    main()

"""Fill the generated parts of the documentation from the code: `python -m docs.build`.

A generated part stands between `<!-- name -->` and `<!-- /name -->`. What is between the two marks is replaced; the rest of the
page is written by hand. `tests/test_docs.py` fails when a page is out of date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

from pydantic import BaseModel

from sim.model.phases import ENDS, PHASES
from sim.model.schedule import SCHEDULE
from sim.scenario import actors, blocs, events, positions, proposals, rules
from sim.scenario.quantity import Quantity, Section
from sim.scenario.variables import VARIABLES

HERE = Path(__file__).resolve().parent
PAGES = (HERE / "odd.md",)
MODULES = (actors, blocs, events, positions, proposals, rules)
"""Where the sections of a scenario that hold numbers are defined."""

PART = re.compile(r"<!-- (?P<name>[a-z]+(?: \w+)?) -->\n(?P<body>.*?)<!-- /(?P=name) -->", re.DOTALL)


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *(list(row) for row in rows)]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in line) + " |\n" for line in lines
    )


def names(words: Iterable[str]) -> str:
    """Variable names in code style; anything that is none stays prose."""
    return ", ".join(f"`{word}`" if word in VARIABLES else word for word in words) or "—"


def schedule() -> str:
    """The month, step by step, as the model runs it."""
    rows = (
        (str(number), f"{step.title} (`{step.method}`)", step.text, names(step.reads), names(step.writes))
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
            variable.text,
            "yes" if variable.settable else "no",
        )
        for name, variable in VARIABLES.items()
    )
    return table(("variable", "of", "unit", "meaning", "an event may set it"), rows)


def ends() -> str:
    """How a war can stand at the end of a month, in the words that readers of results see."""
    sides = {"pole_0": "Side 0", "pole_1": "Side 1"}
    rows = (
        (end.label.format(**sides), ", ".join(f"`{PHASES[code]}`" for code in end.phases), end.text.format(**sides))
        for end in ENDS.values()
    )
    return table(("end", "phases", "meaning"), rows)


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


PARTS: dict[str, Callable[[], str]] = {"schedule": schedule, "variables": variables, "ends": ends}


def filled(text: str) -> str:
    """A page with every generated part brought up to date. Raises ValueError for a part that nothing generates."""

    def replace(found: re.Match[str]) -> str:
        name = found["name"]
        kind, _, argument = name.partition(" ")
        if kind == "parameters":
            body = parameters(argument)
        elif name in PARTS:
            body = PARTS[name]()
        else:
            raise ValueError(f"nothing generates the part {name!r}")
        return f"<!-- {name} -->\n\n{body}\n<!-- /{name} -->"

    return PART.sub(replace, text)


def main() -> None:
    """Rewrite the pages whose generated parts are out of date."""
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = filled(old)
        if new != old:
            page.write_text(new, encoding="utf-8")
        print(f"{page.relative_to(HERE.parent)}: {'up to date' if new == old else 'rewritten'}")


if __name__ == "__main__":
    main()

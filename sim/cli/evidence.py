"""`parley evidence`: compute the record of evidence and fill its page, or check what is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.paths import PATH
from sim.errors import InputError

PAGE = "evidence.md"
CHECKOUT = Path(__file__).resolve().parents[2] / "docs"


def evidence(
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit 1 where a recorded figure differs beyond Monte Carlo error."),
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only the figures that take seconds; the others stay as recorded.")
    ] = False,
    docs: Annotated[
        Path,
        typer.Option(
            metavar="DIR", parser=PATH, help="Folder of the page and the record; docs of the checkout by default."
        ),
    ] = CHECKOUT,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
) -> None:
    """Validate the model against data, published figures, its sources and itself; write docs/evidence.md, or check it."""
    from sim.cli.render import show, working
    from sim.validation.record.page import filled
    from sim.validation.record.pictures import write_pictures
    from sim.validation.record.record import FILE, changes, collect, read_record, renewed, write_record
    from sim.whole_files import whole

    pages = [docs / PAGE, docs.parent / "README.md"]
    if not pages[0].is_file():
        raise InputError(f"no page {pages[0]}; give --docs the docs folder of a checkout")
    old = read_record(docs) if check or (docs / FILE).is_file() else None
    with working("Computing") as tell:
        new = collect(quick, lambda doing: tell(f"Computing: {doing}"))
    found = list(changes(old, new, quick)) if old is not None else []
    if not check:
        record = renewed(old, new, quick)
        write_record(docs, record)
        write_pictures(docs, record)
        for page in filter(Path.is_file, pages):
            with whole(page) as partial:
                partial.write_text(filled(page.read_text(encoding="utf-8"), record), encoding="utf-8")
    answer: dict[str, Any] = {"written": not check, "quick": quick, "differences": found}
    show(answer if as_json else _text(answer, docs), as_json)
    if check and found:
        raise typer.Exit(1)


def _text(answer: dict[str, Any], docs: Path) -> list[str]:
    found = answer["differences"]
    lines = [f"{len(found)} figures differ from those recorded beyond Monte Carlo error."] if found else []
    lines += found or ["The figures are those recorded, within Monte Carlo error."]
    return [*lines, f"Written: {docs / PAGE} and the record beside it."] if answer["written"] else lines

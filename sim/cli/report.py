"""`parley report`: one page on a finished batch, and its tables as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.paths import PATH
from sim.cli.render import say, show
from sim.errors import InputError


def report(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", parser=PATH, help="Folder of a finished batch (see `parley batch`).")
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", parser=PATH, help="The page; by default report.html in the folder."),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FOLDER", parser=PATH, help="Also write the tables as CSV files into a folder."),
    ] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="With --csv: files that Excel reads with all their letters.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what the page says as one JSON object instead of text.")
    ] = False,
) -> None:
    """Write a report on a finished batch: one HTML page that needs no network, with charts, intervals, sources and how to read it."""
    from sim.batch.results import read_results
    from sim.report.content import content
    from sim.report.export import check_folder, write_tables
    from sim.report.page import check_file, page, write_page

    path = folder / "report.html" if out is None else out
    if excel and csv is None:
        raise InputError("--excel is about the files that --csv writes, so it goes with --csv")
    results = read_results(folder)
    check_file(path)
    if csv is not None:
        check_folder(csv)
    said = content(results)
    write_page(path, page(results, said))
    tables = write_tables(folder, results.batch, csv, excel) if csv is not None else []
    if as_json:
        files = {"page": str(path), "tables": [str(table) for table in tables]}
        show({**files, **said}, as_json)
        return
    say("\n".join(_told(said, path, tables)))


def _told(said: dict[str, Any], path: Path, tables: list[Path]) -> Iterator[str]:
    """The answer in words, and what was written."""
    yield said["title"]
    for one in said["answers"].values():
        for sentence in one["sentences"]:
            yield f"  {one['label']} within {said['months']} months: {sentence}"
    if said["failed"]:
        yield f"  {len(said['failed'])} blocks of runs failed; the page names them"
    yield f"  page: {path}"
    yield from (f"  table: {table}" for table in tables)

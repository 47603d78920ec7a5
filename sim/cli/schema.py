"""`parley schema`: the JSON Schema of a kind of file."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from sim.errors import InputError, choices, shorten


def schema(
    kind: Annotated[str, typer.Argument(metavar="scenario|experiment", help="Which kind of file.")] = "scenario",
) -> None:
    """Print the JSON Schema of a scenario or experiment, for completion in an editor."""
    from sim.batch.experiment import Experiment
    from sim.scenario.json_schema import json_schema
    from sim.scenario.quantity import Section
    from sim.scenario.schema import Scenario

    models: dict[str, type[Section]] = {"scenario": Scenario, "experiment": Experiment}
    if kind not in models:
        raise InputError(f"found {shorten(kind)}; {choices(kind, models)}")
    print(json.dumps(json_schema(models[kind]), indent=2, ensure_ascii=False))

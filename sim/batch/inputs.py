"""What the folder of a batch holds before a block is simulated: experiment, scenarios, lists and points."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet
from ruamel.yaml import YAML

from sim.batch.manifest import POINTS
from sim.batch.points import Points
from sim.batch.prepare import Batch
from sim.batch.tables import point_columns, schema
from sim.errors import InputError, shorten
from sim.scenario.reading import to_yaml


def inputs_of(batch: Batch) -> dict[str, bytes]:
    """Everything that the folder of a batch holds before a block is simulated, by name."""
    found = {f"scenarios/{name}.yaml": to_yaml(one).encode() for name, one in batch.scenarios.items()}
    return {**found, **batch.files, "experiment.yaml": resolved(batch).encode(), POINTS: _points(batch)}


def _points(batch: Batch) -> bytes:
    scenarios = np.repeat(np.array(list(batch.scenarios)), batch.points.size)
    data: dict[str, Any] = {
        "point": np.arange(batch.size, dtype=np.int32),
        "scenario": pa.array(scenarios, pa.string()),
        "place": np.tile(np.arange(batch.points.size, dtype=np.int32), len(batch.scenarios)),
    }
    for path, values in batch.points.columns.items():
        whole = np.tile(values, len(batch.scenarios))
        data[path] = pa.array(whole, mask=np.isnan(whole))
    stream = io.BytesIO()
    parquet.write_table(pa.table(data, schema=schema(point_columns(batch))), stream, compression="zstd")
    return stream.getvalue()


def resolved(batch: Batch) -> str:
    """The experiment as YAML with nothing left out, over the scenarios and lists that lie beside it."""
    data = batch.experiment.model_dump(mode="json", exclude_none=True)
    data["scenarios"] = [f"scenarios/{name}.yaml" for name in batch.scenarios]
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = io.StringIO()
    writer.dump(data, stream)
    return stream.getvalue()


def stored_points(folder: Path, batch: Batch) -> Points:
    """The points of a batch as they lie in its folder. Raises InputError when they cannot be read."""
    path = folder / POINTS
    try:
        table = parquet.read_table(path, columns=list(batch.points.columns)).slice(0, batch.points.size)
        columns = {name: table[name].to_numpy() for name in batch.points.columns}
    except (OSError, KeyError, pa.ArrowException) as error:
        raise InputError(f"{path} is damaged ({shorten(str(error))}); give another folder") from None
    return replace(batch.points, columns=columns)

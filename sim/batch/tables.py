"""The three tables of a batch: every column with its type, unit, range and meaning. The data dictionary in `docs/` is made of these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pyarrow as pa

from sim.batch.prepare import Batch, recorded, unit_of
from sim.ensemble.outcomes import QUANTILES
from sim.scenario.bloc_references import voters
from sim.scenario.levers import optional_parameters, parameters
from sim.version import code_version
from sim.vocabulary import ENDS, OUTCOMES

SCHEMA_VERSION = 1
"""Version of the layout of the tables; another one is another layout."""


class Column(NamedTuple):
    """A column of a table in words."""

    type: pa.DataType
    unit: str
    range: str
    text: str


def schema(columns: Mapping[str, Column], about: Mapping[str, str] | None = None) -> pa.Schema:
    """An Arrow schema whose fields carry unit, range and meaning in their metadata."""
    fields = [
        pa.field(name, column.type, metadata={"unit": column.unit, "range": column.range, "text": column.text})
        for name, column in columns.items()
    ]
    return pa.schema(
        fields, metadata={"schema_version": str(SCHEMA_VERSION), "version": code_version(), **(about or {})}
    )


def point_columns(batch: Batch) -> dict[str, Column]:
    """Columns of `points.parquet`."""
    columns = {
        "point": Column(
            pa.int32(),
            "number",
            "0 to points − 1",
            "number of the point; scenario by scenario, in the order of the design",
        ),
        "scenario": Column(pa.string(), "name", "", "the scenario"),
        "place": Column(pa.int32(), "number", "from 0", "place of the point in the design, equal for all scenarios"),
    }
    scenario = next(iter(batch.scenarios.values()))
    known = {**optional_parameters(scenario), **parameters(scenario)}
    for path in batch.points.columns:
        entry = known[path]
        what = "value drawn for all runs of the point" if path in batch.points.pinned else "central value at the point"
        text = f"{what}; empty: the scenario's own. {entry.text}".strip()
        columns[path] = Column(pa.float64(), entry.unit, entry.allowed, text)
    return columns


def run_columns(batch: Batch) -> dict[str, Column]:
    """Columns of `runs.parquet`, a line a run."""
    months = f"0 to {batch.months}"
    columns = {
        "point": Column(pa.int32(), "number", "0 to points − 1", "number of the point"),
        "run": Column(pa.int32(), "number", "0 to runs − 1", "number of the run; equal numbers have equal draws at every point"
                      if batch.experiment.common_random_numbers else "number of the run"),
        "end": Column(pa.string(), "name", ", ".join(ENDS), "how the run stands at the horizon"),
    }  # fmt: skip
    for outcome in OUTCOMES.values():
        text = f"month in which {outcome.clause}; empty for never"
        columns[outcome.first] = Column(pa.int16(), "months", f"0 to {batch.months}", text)
    columns["agreement_holds_60"] = Column(
        pa.float32(),
        "share",
        "0 to 1",
        "share of agreements as fragile as the first one that last 60 months; empty for none",
    )
    columns["signed"] = Column(
        pa.string(),
        "name",
        "",
        "named proposal that the first agreement is; `package` for one found in the zone; empty for none",
    )
    columns["refuses_most"] = Column(
        pa.string(),
        "name",
        "",
        "who refuses a proposal in the most months before an end, over all proposals; empty for nobody",
    )
    columns["deals_signed"] = Column(pa.int16(), "times", "from 0", "deals on separate issues that are signed")
    for issue in dict.fromkeys(name for one in batch.scenarios.values() for name in one.settled_together()):
        columns[f"terms.{issue}"] = Column(
            pa.float32(), "scale 0-1", "0 to 1", "terms of the first agreement on this issue; empty for none"
        )
    for sponsor, votes in sponsors_of(batch).items():
        columns[f"gate_months.{sponsor}"] = Column(
            pa.int16(), "months", months, "months in which a decision to give is in force"
        )
        if votes:
            text = "the member whose no stands in the way of a decision to give in the most months; empty for nobody"
            columns[f"blocks_most.{sponsor}"] = Column(pa.string(), "name", "", text)
    for name in recorded(batch.experiment, batch.scenarios):
        columns[f"last.{name}"] = Column(pa.float32(), unit_of(name), "", f"`{name}` at the horizon")
    return columns


def sponsors_of(batch: Batch) -> dict[str, bool]:
    """The sponsors of all scenarios, and whether they have members that vote."""
    found: dict[str, bool] = {}
    for scenario in batch.scenarios.values():
        for name, actor in scenario.actors.items():
            if actor.role == "sponsor":
                found[name] = found.get(name, False) or any(True for _ in voters(actor))
    return found


def shares_of(batch: Batch) -> list[str]:
    """Names of the shares by month: outcomes that have happened, ends that hold, and recorded variables that are 0 or 1."""
    switches = [name for name in recorded(batch.experiment, batch.scenarios) if unit_of(name) == "0 or 1"]
    return [*(f"happened.{name}" for name in OUTCOMES), *(f"end.{name}" for name in ENDS), *switches]


def quantities_of(batch: Batch) -> list[str]:
    """Names of the recorded variables of which quantiles by month are stored."""
    return [name for name in recorded(batch.experiment, batch.scenarios) if unit_of(name) != "0 or 1"]


def quantile_name(share: float) -> str:
    """Column of a quantile, such as `q05`."""
    return f"q{round(100 * share):02d}"


def monthly_columns(batch: Batch) -> dict[str, Column]:
    """Columns of `monthly.parquet`, a line a point, month and variable."""
    words = pa.dictionary(pa.int16(), pa.string())
    number, share = pa.float32(), pa.float64()
    columns = {
        "point": Column(pa.int32(), "number", "0 to points − 1", "number of the point"),
        "month": Column(pa.int16(), "months", f"0 to {batch.months}", "month since the start"),
        "variable": Column(words, "name", "", "what the line is about: `happened.` an outcome by this month, `end.` a way in which "
                           "the war stands, or a variable of the model"),
        "runs": Column(pa.int32(), "runs", "from 1", "runs that the line is about"),
        "share": Column(share, "share of runs", "0 to 1", "share of runs; empty for quantities"),
        "low": Column(share, "share of runs", "0 to 1", "lower end of the share's Wilson 95 % interval: the Monte Carlo error"),
        "high": Column(share, "share of runs", "0 to 1", "upper end of that interval"),
        "mean": Column(number, "the variable's", "", "mean over runs; empty for shares"),
        "sd": Column(number, "the variable's", "from 0", "standard deviation over runs"),
    }  # fmt: skip
    for quantile in QUANTILES:
        text = f"{quantile:.0%} of the runs lie below"
        columns[quantile_name(quantile)] = Column(number, "the variable's", "", text)
    return columns

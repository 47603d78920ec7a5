"""What each observed series is, which parameters it sets, and which output of the model answers to it: one file of entries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.documents import shipped_folder, tree_of
from sim.scenario.events import YearMonth
from sim.scenario.quantity import Number, Section, Switch, Whole
from sim.scenario.validating import validated

FILE = "series.yaml"
SeriesName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Naive = Literal["persistence", "drift", "seasonal_mean", "recent_persistence", "recent_drift", "recent_mean"]


class Start(Section):
    """A parameter of the scenario that is set from what was known at the origin."""

    parameter: str
    """Dotted path."""
    from_: Literal["last", "mean", "smoothed"] = Field(alias="from")
    """The last value, the mean of the last months, or their mean with weights that fade exponentially."""
    months: Whole = Field(default=1, ge=1, le=120)
    """How many months `mean` takes, or the memory of `smoothed`."""
    times: Number = 1.0
    """Factor from the unit of the series to that of the parameter."""


class Output(Section):
    """What the model says about a series: a recorded variable, of one actor or summed over sponsors."""

    variable: str
    actor: str | None = None
    sponsors: list[str] = Field(default_factory=list)
    times: Number = 1.0
    """Factor from the unit of the variable to that of the series."""
    plus: list[str] = Field(default_factory=list)
    """Parameters that are added, such as the aid of donors that are no actors."""


class BaseRate(Section):
    """How often an event happened elsewhere or before."""

    months: Literal["record"] | None = None
    """From the record itself: onsets by month in which it was not going on."""
    ends: str | None = None
    """From the table of base rates: wars that had lasted as long and ended within some time,"""
    way: str | None = None
    """times the share of wars that ended in this way."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.months is None) == (self.ends is None) or (self.ends is None) != (self.way is None):
            raise PydanticCustomError("base_rate", "a base rate has either `months`, or `ends` and `way`")
        return self


class Series(Section):
    """An observed series."""

    label: str
    kind: Literal["stock", "flow", "poll", "event", "state"]
    unit: str
    monthly: Switch = False
    """Whether every month between the first and the last has to be there."""
    known_after_months: Whole = Field(default=0, ge=0, le=24)
    """Months after which a value is known, where its row does not say when it was published."""
    low: Number | None = None
    high: Number | None = None
    respondents: Whole | None = Field(default=None, ge=1)
    """Size of a simple random sample with the sampling error of the poll."""
    design_effect: Number | None = Field(default=None, ge=1, le=20)
    """Factor on the variance of a simple random sample: weights, clusters and everything else that a poll gets wrong; 1 by default."""
    booking: Literal["gamma"] | None = None
    """How a flow is spread over the months in which it is booked: by a factor with mean 1 whose size follows from what was known."""
    unusual: list[YearMonth] = Field(default_factory=list)
    """Months that the scores are also given without."""
    sets: list[Start] = Field(default_factory=list)
    output: Output | None = None
    naive: list[Naive] = Field(default_factory=list)
    base_rate: BaseRate | None = None
    note: str = ""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind == "poll" and (self.respondents is None or self.unit != "percent"):
            raise PydanticCustomError("poll", "a poll is in `percent` and has `respondents`")
        if self.design_effect is not None and self.kind != "poll":
            raise PydanticCustomError("design_effect", "only a poll has a `design_effect`")
        if self.booking is not None and self.kind != "flow":
            raise PydanticCustomError("booking", "only a flow has `booking`")
        if self.kind == "event" and (self.output is None or self.base_rate is None):
            raise PydanticCustomError("event", "an event has `output` and `base_rate`")
        if self.kind not in ("event", "state") and self.output and not self.naive:
            raise PydanticCustomError("naive", "a series with `output` has `naive` forecasts to be held against")
        return self


class SeriesFile(Section):
    """The entries of a folder of observed data."""

    format: Literal[1] = 1
    began: YearMonth
    """First month of the war."""
    series: dict[SeriesName, Series] = Field(min_length=1)


def load_series(folder: Path | None = None) -> SeriesFile:
    """The entries of a folder; the shipped ones where it has none of its own. Raises InputError with every problem."""
    shipped = shipped_folder("data") / "observed"
    path = (folder or shipped) / FILE
    if not path.is_file():
        path = shipped / FILE
    return validated(tree_of(path), SeriesFile)

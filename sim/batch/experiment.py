"""The schema of an experiment file: which scenarios, which points of which parameters, how many runs, what is kept."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.ensemble.simulate import MOST_RUNS
from sim.scenario.problems import DECIMAL_COMMA
from sim.scenario.quantity import Change, Number, Section, Switch, Whole, written
from sim.scenario.schema import MOST_MONTHS
from sim.vocabulary import OUTCOMES

DESIGNS = ("grid", "sweep", "latin_hypercube", "sobol", "morris", "list", "product")
MOST_POINTS = 1_000_000

if TYPE_CHECKING:
    Outcome = str
else:
    Outcome = Literal[tuple(OUTCOMES)]


class Range(Section):
    """Ends between which a parameter is sampled; without them, those of the scenario's lever."""

    low: Number | None = None
    """Lower end."""
    high: Number | None = None
    """Upper end."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise PydanticCustomError("range_incomplete", "`low` and `high` go together")
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise PydanticCustomError("range_order", "`low` must be below `high`")
        return self


class Values(Range):
    """Equally spaced values of a parameter, both ends included; without ends, those of the scenario's lever."""

    points: Whole = Field(ge=2, le=10_001)
    """How many values."""


def _kind_of_axis(data: object) -> str:
    return "[values]" if isinstance(data, (dict, Values)) else "[listed]"


def _each_once(values: list[float | bool]) -> list[float | bool]:
    """A value that stands twice is a slip, most often 0,5 for 0.5; -0 is 0, and true is not 1."""
    seen: set[tuple[bool, float]] = set()
    for value in values:
        key = (isinstance(value, bool), float(value))
        if key in seen:
            comma = DECIMAL_COMMA if all(float(one).is_integer() for one in values) else ""
            raise PydanticCustomError(
                "twice",
                "{value} stands twice; allowed: each value once{comma}",
                {"value": f"{written(value)}", "comma": comma},
            )
        seen.add(key)
    return values


Listing = Annotated[list[Change], Field(min_length=1, max_length=10_001), AfterValidator(_each_once)]
Axis = Annotated[Annotated[Values, Tag("[values]")] | Annotated[Listing, Tag("[listed]")], Discriminator(_kind_of_axis)]
"""Values of a parameter: a list of them, or equally spaced ones."""


class Sample(Section):
    """Points spread over a space of levers and uncertainties.

    A lever moves a parameter's central value and its spread with it. An uncertainty is drawn from the parameter's own
    distribution and holds for every run of the point, so that what the parameter does is told apart from chance.
    """

    points: Whole = Field(ge=1, le=MOST_POINTS)
    """Number of points; for `sobol` the number of base samples (a power of two), for `morris` the number of trajectories."""
    levers: dict[str, Range] = Field(default_factory=dict)
    """Parameters to move, by dotted path, each with its ends."""
    uncertainties: Literal["all"] | list[str] = Field(default_factory=list)
    """Uncertain parameters to draw, by dotted path; `all` means every one that all the scenarios share."""

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        if not self.levers and not self.uncertainties:
            raise PydanticCustomError("nothing_sampled", "samples nothing; give `levers` or `uncertainties`")
        return self


class Listed(Section):
    """Points from a CSV file: a column a parameter, named by its dotted path, and a line a point; an empty cell moves nothing."""

    file: str
    """Name of the file, beside the experiment."""


Designs = Annotated[list["Design"], Field(min_length=2, max_length=4)]


class Design(Section):
    """Which points are simulated: exactly one of these."""

    grid: dict[str, Axis] | None = Field(default=None, min_length=1)
    """Every combination of some values of some parameters."""
    sweep: dict[str, Axis] | None = Field(default=None, min_length=1)
    """The scenario as it is, then one parameter after the other at each of its values."""
    latin_hypercube: Sample | None = None
    """Points spread evenly in every direction (McKay, Beckman and Conover 1979)."""
    sobol: Sample | None = None
    """Points of which Sobol indices are estimated (Saltelli 2010)."""
    morris: Sample | None = None
    """Trajectories of which elementary effects are computed (Morris 1991)."""
    list: Listed | None = None
    """Points from a CSV file."""
    product: Designs | None = None
    """Every combination of the points of several designs."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [name for name in DESIGNS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise PydanticCustomError(
                "one_design",
                "found {found}; give exactly one of: {allowed}",
                {"found": found, "allowed": ", ".join(DESIGNS)},
            )
        for name in ("sobol", "morris"):
            sample = getattr(self, name)
            if name == "sobol" and sample and sample.points & (sample.points - 1):
                raise PydanticCustomError("power_of_two", "`points` of sobol must be a power of two, such as 64 or 256")
        return self

    @property
    def kind(self) -> str:
        """Which design it is."""
        return next(name for name in DESIGNS if getattr(self, name) is not None)


class Experiment(Section):
    """A batch of runs: scenarios × points of a design × runs a point."""

    format: Literal[1] = 1
    """Version of this file format."""
    title: str
    question: str = ""
    """What the batch is to answer."""
    scenarios: Annotated[list[str], Field(min_length=1, max_length=50)]
    """Names of scenarios, or files beside the experiment."""
    set: dict[str, Change] = Field(default_factory=dict)
    """Parameters moved at every point."""
    design: Design | None = None
    """The points; without a design, each scenario as it is."""
    runs: Whole = Field(default=1000, ge=1, le=MOST_RUNS)
    """Runs a point."""
    months: Whole | None = Field(default=None, ge=1, le=MOST_MONTHS)
    """Horizon; by default that of each scenario, which must be the same."""
    seed: Whole = Field(default=1, ge=0, lt=2**63)
    """Seed of all draws, those of the design included."""
    common_random_numbers: Switch = True
    """Whether run k of every point has the same draws, so that points differ by their causes and not by chance."""
    outcomes: Annotated[list[Outcome], Field(min_length=1)] = ["talks", "agreement"]
    """What the report is about, the most important first; all outcomes are stored."""
    record: Literal["standard"] | list[str] = "standard"
    """Variables of which quantiles or shares by month are stored, such as `front_km2` or `fatigue.ukraine`."""
    monthly: Switch = True
    """Whether `monthly.parquet` is written; a design with very many points of few runs does without."""

    def digest(self) -> str:
        """Hash of what the file says that decides the results; titles do not, and scenarios have hashes of their own."""
        content = self.model_dump(mode="json", exclude={"title", "question", "outcomes", "scenarios", "set"})
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

"""From an experiment file to a batch that can be run: scenarios read, points laid out, every reference checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from sim.batch.experiment import DESIGNS, Design, Experiment, Range, Sample, Values
from sim.batch.points import MOST_LIST_BYTES, Points, names_of, points_of, range_of, read_list
from sim.errors import InputError, Problem, choices, few_guesses, shorten
from sim.scenario.documents import ENDINGS, check_kind, extended, locate, names_in, shipped_folder, tree_of
from sim.scenario.files import Folder, bytes_of, shown
from sim.scenario.findings import Path as Loc
from sim.scenario.given import mapping_given, plain, scenario_given
from sim.scenario.levers import Parameter, change, optional_parameters, parameters
from sim.scenario.problems import describe
from sim.scenario.quantity import written
from sim.scenario.reading import load_scenario
from sim.scenario.schema import Scenario
from sim.scenario.validating import validated
from sim.scenario.variables import condition_names
from sim.vocabulary import VARIABLES

EXTRA_VARIABLES = ("zopa",)
"""Observables that may be recorded though no condition may read them."""


@dataclass(frozen=True)
class Batch:
    """Scenarios × points × runs, ready to be cut into blocks. Points are numbered scenario by scenario."""

    experiment: Experiment
    scenarios: Mapping[str, Scenario]
    points: Points
    months: int
    files: Mapping[str, bytes]
    """The CSV files that the design names."""

    @property
    def size(self) -> int:
        """Number of points over all scenarios."""
        return len(self.scenarios) * self.points.size

    @property
    def runs(self) -> int:
        """Number of runs over all points."""
        return self.size * self.experiment.runs

    def place(self, point: int) -> tuple[str, int]:
        """Name of the scenario of a point, and its place in the design."""
        number, place = divmod(point, self.points.size)
        return list(self.scenarios)[number], place


def experiment_names() -> list[str]:
    """Names of the shipped experiments."""
    return names_in(shipped_folder("experiments"))


@few_guesses()
def load_batch(name_or_path: str | Path) -> Batch:
    """Read a shipped experiment by name, or any experiment file by path, with the scenarios and lists that it names.

    Raises InputError with every problem found, each as file:line:column.
    """
    path = locate(str(name_or_path), "experiments")
    folders = [Folder(path.parent), Folder(shipped_folder("experiments"))]
    read = tree_of(path)
    check_kind(read, "experiments")
    tree = extended(read, folders, [shown(path)], "experiments")
    found = _Found(path.parent)
    experiment = validated(tree, Experiment, found.dangling)
    return _laid_out(experiment, found)


def batch_of(
    scenario: Scenario | str | Path,
    experiment: Mapping[str, Any],
    points: Points | None = None,
    name: str = "scenario",
) -> Batch:
    """A batch over one scenario that is at hand; `experiment` holds what a file would say apart from title and scenarios.

    `points` stands in for the design. Raises InputError like `load_batch`, without places.
    """
    scenario = scenario_given(scenario)
    data = {"title": scenario.title, **plain(mapping_given("experiment", experiment)), "scenarios": [name]}
    try:
        checked = Experiment.model_validate(data)
    except ValidationError as error:
        raise InputError([Problem(describe(detail, Experiment)) for detail in error.errors()]) from None
    found = _Found(Path.cwd(), {name: scenario})
    problems = [Problem(f"{'.'.join(map(str, path))}: {message}") for path, message in found.dangling(checked)]
    if problems:
        raise InputError(problems)
    batch = _laid_out(checked, found)
    return batch if points is None else replace(batch, points=points)


def _laid_out(experiment: Experiment, found: _Found) -> Batch:
    moved = {name: change(scenario, experiment.set) for name, scenario in found.scenarios.items()}
    scenarios = list(moved.values())
    points = points_of(experiment.design, scenarios, experiment.seed, found.lists)
    if experiment.design is not None:
        _try_ends(moved, points)
    return Batch(experiment, moved, points, experiment.months or scenarios[0].months, found.files)


def _try_ends(scenarios: Mapping[str, Scenario], points: Points) -> None:
    """Refuse values that a scenario cannot have with an InputError: each parameter alone at its ends, the first and last point."""
    trials: dict[tuple[tuple[str, float], ...], None] = {}
    for path, values in points.columns.items():
        given = values[~np.isnan(values)]
        if given.size:
            trials |= {((path, float(end)),): None for end in (given.min(), given.max())}
    trials |= {tuple(points.at(number).items()): None for number in (0, points.size - 1)}
    for name, scenario in scenarios.items():
        known = parameters(scenario)
        for trial in trials:
            values_ = {
                path: bool(value) if path in known and isinstance(known[path].value, bool) else value
                for path, value in trial
            }
            try:
                change(scenario, values_)
            except InputError as error:
                raise InputError(
                    [Problem(f"design: {name}: {problem.message}") for problem in error.problems]
                ) from None


def _moved(scenario: Scenario, changes: Mapping[str, float | bool]) -> Scenario:
    """The scenario as it is at every point; without the changes where they are refused."""
    try:
        return change(scenario, changes)
    except InputError:
        return scenario


class _Found:
    """What an experiment refers to, read once; what cannot be read or does not exist is a problem at its place."""

    def __init__(self, folder: Path, scenarios: Mapping[str, Scenario] | None = None) -> None:
        self.folder = folder
        self.given = scenarios
        self.scenarios: dict[str, Scenario] = dict(scenarios or {})
        self.known: dict[str, Parameter] = {}
        self.moved: list[Scenario] = []
        self.lists: dict[str, Points] = {}
        self.files: dict[str, bytes] = {}

    def dangling(self, experiment: Experiment) -> Iterator[tuple[Loc, str]]:
        """References of an experiment that lead nowhere, as (path in the file, message)."""
        if self.given is None:
            yield from self._read_scenarios(experiment)
        if not self.scenarios:
            return
        horizons = {name: scenario.months for name, scenario in self.scenarios.items()}
        if experiment.months is None and len(set(horizons.values())) > 1:
            listed = ", ".join(f"{name} {months}" for name, months in horizons.items())
            yield ("scenarios",), f"horizons differ ({listed}); give `months`"
        for path, value in experiment.set.items():
            yield from self._change(("set", path), path, value)
        self.moved = [_moved(scenario, experiment.set) for scenario in self.scenarios.values()]
        if experiment.design is not None:
            yield from self._design(("design",), experiment.design, set())
        if experiment.record != "standard":
            yield from self._record(experiment.record)

    def _read_scenarios(self, experiment: Experiment) -> Iterator[tuple[Loc, str]]:
        for number, entry in enumerate(experiment.scenarios):
            name, beside = Path(entry).stem, self.folder / entry
            if name in self.scenarios:
                yield ("scenarios", number), f"{shorten(name)} appears twice"
                continue
            try:
                self.scenarios[name] = load_scenario(beside if entry.endswith(ENDINGS) and beside.is_file() else entry)
            except InputError as error:
                for problem in error.problems:
                    yield ("scenarios", number), str(problem)

    def _known(self) -> dict[str, Parameter]:
        """Parameters that every scenario has; asked for when all of them are read."""
        if not self.known:
            everything = [{**parameters(one), **optional_parameters(one)} for one in self.scenarios.values()]
            shared = set.intersection(*map(set, everything))
            self.known = {path: entry for path, entry in everything[0].items() if path in shared}
        return self.known

    def _change(self, place: Loc, path: str, value: float | bool) -> Iterator[tuple[Loc, str]]:
        known = self._known()
        if path not in known:
            yield place, f"unknown parameter {shorten(path)}; {choices(path, known, most=4)}"
        elif not known[path].accepts(value):
            yield place, f"found {value!r}; allowed: {known[path].allowed}"

    def _design(self, place: Loc, design: Design, taken: set[str]) -> Iterator[tuple[Loc, str]]:
        here: Loc = (*place, design.kind)
        for number, part in enumerate(design.product or []):
            if part.kind in ("sobol", "morris"):
                yield (*here, number), f"{part.kind} cannot stand in a product; allowed: {', '.join(DESIGNS[:3])}, list"
                continue
            yield from self._design((*here, number), part, taken)
        for path, axis in (design.grid or design.sweep or {}).items():
            yield from self._once((*here, path), path, taken)
            if isinstance(axis, Values):
                yield from self._range((*here, path), path, axis)
                continue
            for number, value in enumerate(axis):
                known = path in self._known()
                yield from self._change((*here, path, number) if known else (*here, path), path, value)
        if design.list is not None:
            yield from self._list((*here, "file"), design.list.file, taken)
        sample = design.latin_hypercube or design.sobol or design.morris
        if sample is not None:
            yield from self._sample(here, sample, taken)

    def _once(self, place: Loc, path: str, taken: set[str]) -> Iterator[tuple[Loc, str]]:
        if path in taken:
            yield place, f"{path} is moved by two designs"
        taken.add(path)

    def _range(self, place: Loc, path: str, given: Range) -> Iterator[tuple[Loc, str]]:
        known = self._known()
        if path not in known:
            yield place, f"unknown parameter {shorten(path)}; {choices(path, known, most=4)}"
            return
        if isinstance(known[path].value, bool):
            yield place, "is a switch; give its values as a list, such as [true, false]"
            return
        try:
            ends = range_of(path, given, list(self.scenarios.values()))
        except KeyError:
            yield place, "is no lever of the scenarios, so its range is not known; give `low` and `high`"
            return
        for name, end in zip(("low", "high"), ends, strict=True):
            if not known[path].accepts(end):
                yield (*place, name), f"found {written(end)}; allowed: {known[path].allowed}"

    def _sample(self, here: Loc, sample: Sample, taken: set[str]) -> Iterator[tuple[Loc, str]]:
        for path, ends in sample.levers.items():
            yield from self._once((*here, "levers", path), path, taken)
            yield from self._range((*here, "levers", path), path, ends)
        known = self._known()
        scenarios = self.moved
        if sample.uncertainties != "all":
            own = [parameters(one) for one in scenarios]
            for number, path in enumerate(sample.uncertainties):
                place = (*here, "uncertainties", number)
                if path not in known:
                    yield place, f"unknown parameter {shorten(path)}; {choices(path, known, most=4)}"
                    continue
                spreads = [one[path].quantity for one in own if path in one]
                if not all(spread is not None and spread.uncertain for spread in spreads):
                    yield place, f"{path} is not uncertain; give it a range under `levers`"
                elif (
                    len({spread.model_dump_json(exclude={"note", "checked", "source"}) for spread in spreads if spread})
                    > 1
                ):
                    yield place, f"{path} is uncertain in another way in each scenario; give it a range under `levers`"
                yield from self._once(place, path, taken)
        elif not sample.levers and not names_of(sample, scenarios)[1]:
            yield (*here, "uncertainties"), "the scenarios share no uncertain number"

    def _list(self, place: Loc, name: str, taken: set[str]) -> Iterator[tuple[Loc, str]]:
        if Path(name).name != name or not name.endswith(".csv"):
            yield (
                place,
                f"found {shorten(name)}; allowed: the name of a CSV file beside the experiment, such as points.csv",
            )
            return
        path = Folder(self.folder).file(name)
        if path is None:
            known = [entry.name for entry in sorted(self.folder.glob("*.csv"))]
            yield place, f"no file {shorten(name)} beside the experiment; {choices(name, known)}"
            return
        self.files[name] = bytes_of(path, MOST_LIST_BYTES)
        self.lists[name] = read_list(self.files[name], shown(path), self._known())
        for column in self.lists[name].columns:
            yield from self._once(place, column, taken)

    def _record(self, names: list[str]) -> Iterator[tuple[Loc, str]]:
        known = recordable(self.scenarios)
        for number, name in enumerate(names):
            if name not in known:
                yield ("record", number), f"unknown variable {shorten(name)}; {choices(name, known)}"


def recordable(scenarios: Mapping[str, Scenario]) -> list[str]:
    """Names of the variables that at least one of the scenarios has."""
    found = dict.fromkeys(name for scenario in scenarios.values() for name in condition_names(scenario.roles()))
    return [*found, *EXTRA_VARIABLES]


def recorded(experiment: Experiment, scenarios: Mapping[str, Scenario]) -> list[str]:
    """The variables that a batch stores by month: those it asks for, or the standard ones."""
    if experiment.record != "standard":
        return list(dict.fromkeys(experiment.record))
    world = ["front_km2", "escalation", "ripeness", "aid.deliveries", "zopa"]
    wanted = {"belligerent": ("fatigue", "concession_readiness"), "sponsor": ("aid", "gate")}
    roles = {name: role for scenario in scenarios.values() for name, role in scenario.roles().items()}
    return world + [f"{variable}.{name}" for name, role in roles.items() for variable in wanted.get(role, ())]


def unit_of(name: str) -> str:
    """Unit of a recorded variable."""
    return (VARIABLES[name] if name in VARIABLES else VARIABLES[name.rpartition(".")[0]]).unit

"""Every number of a scenario has bounds, and within them, spreads included, the model stays finite and shares stay shares."""

import warnings
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim import change, parameters, simulate
from sim.ensemble.recording import OF_ACTORS, OF_ACTORS_FULL, WORLD, Recorder
from sim.errors import InputError
from sim.model.draws import Noise, SharedNoise
from sim.model.model import NegotiationModel
from sim.model.parameters import Shifts, differs_by_run
from sim.scenario.quantity import Quantity
from sim.scenario.reading import load_scenario, read_scenario
from sim.scenario.schema import Scenario, as_data
from sim.vocabulary import VARIABLES
from tests.conftest import SMALL, WORLD as WORLD_FILE
from tests.scenario.test_malformed import every_model

FILES = {"small": SMALL, "world": WORLD_FILE}
MONTHS = 6
KNOWN = {**WORLD, **{name: name for name in (*OF_ACTORS, *OF_ACTORS_FULL)}}


def bounds_of(field: FieldInfo) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}


def check_sane(arrays: dict[str, np.ndarray], usual: dict[str, np.ndarray]) -> None:
    """Nothing is infinite or missing that is not missing in a usual run, and shares lie from 0 to 1."""
    for name, values in arrays.items():
        if values.dtype.kind != "f":
            continue
        assert not np.isinf(values).any(), name
        if name not in KNOWN:
            continue
        missing = np.isnan(values).any(axis=-1)
        assert np.array_equal(missing, np.isnan(usual[name]).any(axis=-1)), name
        if VARIABLES[KNOWN[name]].unit.startswith(("share", "index 0-1", "0 or 1")):
            known = values[~np.isnan(values)]
            assert known.size == 0 or (known.min() >= 0 and known.max() <= 1), (name, known.min(), known.max())


def recorded(scenario: Scenario, noise: Any, shifts: Shifts) -> dict[str, np.ndarray]:
    recorder = Recorder(scenario, noise.runs, MONTHS, "full")
    with warnings.catch_warnings():
        warnings.simplefilter(
            "error", RuntimeWarning
        )  # an overflow or an invalid operation says where a bound is missing
        recorder.follow(NegotiationModel(scenario, noise, shifts), 0, 0)
    return recorder.arrays


def usual(scenario: Scenario) -> dict[str, np.ndarray]:
    return recorded(scenario, Noise(1, 0, 8), Shifts())


def movable(scenario: Scenario) -> dict[str, tuple[float, float, float]]:
    """Low end, value and high end of every number that can differ from run to run."""
    return {
        path: (entry.low, float(entry.value), entry.high)
        for path, entry in parameters(scenario).items()
        if entry.quantity is not None and differs_by_run(scenario, path)
    }


def test_every_numeric_field_has_two_finite_bounds():
    without = [
        f"{model.__name__}.{name}"
        for model in every_model()
        if model is not Quantity
        for name, field in model.model_fields.items()
        if "Quantity" in str(field.annotation)
        and not all(
            np.isfinite(bounds_of(field).get(end) or 0.0) and bounds_of(field).get(end) is not None
            for end in ("low", "high")
        )
    ]
    assert not without


@pytest.mark.parametrize("name", FILES)
def test_each_number_alone_at_an_end_keeps_the_model_sane(name):
    scenario, runs = load_scenario(FILES[name]), 4
    ends = [(path, end) for path, (low, _, high) in movable(scenario).items() for end in (low, high)]
    pinned = {path: np.full((len(ends), runs), value) for path, (_, value, _) in movable(scenario).items()}
    for point, (path, end) in enumerate(ends):
        pinned[path][point] = end
    noise = SharedNoise(Noise(1, 0, runs), len(ends))
    check_sane(
        recorded(scenario, noise, Shifts(pinned={path: v.ravel() for path, v in pinned.items()})), usual(scenario)
    )


@pytest.mark.parametrize("name", FILES)
def test_many_numbers_at_their_ends_at_once_keep_the_model_sane(name):
    scenario, runs = load_scenario(FILES[name]), 1024
    generator = np.random.default_rng(1)
    pinned = {path: np.choose(generator.integers(0, 3, runs), values) for path, values in movable(scenario).items()}
    check_sane(recorded(scenario, Noise(1, 0, runs), Shifts(pinned=pinned)), usual(scenario))


def widest(value: Any, data: Any, kind: str) -> Any:
    """The data of a scenario with every number spread as widely as it may be; anchors are fixed points."""
    if isinstance(value, Quantity):
        low, high = value.bounds
        spread = (
            {"sd": high - low}
            if kind == "sd"
            else {"low": low, "high": high}
            if kind == "range"
            else {"relative_sd": 3}
        )
        return {"value": value.value, **spread}
    if isinstance(value, BaseModel):
        kept = ("anchors", "facts", "draws")
        return {
            name: entry if name in kept else widest(getattr(value, name), entry, kind) for name, entry in data.items()
        }
    if isinstance(value, dict):
        return {key: widest(value[key], entry, kind) for key, entry in data.items()}
    if isinstance(value, (list, tuple)):
        return [widest(one, entry, kind) for one, entry in zip(value, data, strict=True)]
    return data


@pytest.mark.parametrize("kind", ["sd", "range", "relative_sd"])
@pytest.mark.parametrize("name", FILES)
def test_the_widest_spreads_of_all_numbers_keep_the_model_sane(name, kind):
    scenario = load_scenario(FILES[name])
    wide = Scenario.model_validate(widest(scenario, as_data(scenario), kind))
    check_sane(recorded(wide, Noise(1, 0, 512), Shifts()), usual(scenario))


TEXT = SMALL.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "area_km2: 4000",
            "area_km2: {value: 4000, sd: 1.0e+308}",
            "`sd` of 1e308 is out of range; allowed: at most 19999999",
        ),
        ("    pressure: 0.6", "    optimism: {value: 0.1, sd: 1.5}\n    pressure: 0.6", "`sd` of 1.5 is out of range"),
        (
            "    engagement: 0.5",
            "    members: {m: {label: M, weight: 1.0e+308, engagement: 0.5}}",
            "weight: 1e308 is out of range",
        ),
        ("above: 0.1, width: 0.05", "above: 1.0e+300, width: 0.05", "1e300 is out of range"),
        ("gain: 0.9", "gain: 1.0e+308", "1e308 is out of range"),
        ("km2: 3000", "km2: 1.0e+308", "1e308 is out of range"),
        ("add: {escalation: 0.1}", "add: {escalation: 1.0e+308}", "allowed: -1 to 1"),
        ("add: {escalation: 0.1}", "add: {optimism.lowland: 1.0e+308}", "allowed: -6 to 6"),
        ("add: {escalation: 0.1}", "set: {capability.lowland: 1.0e+308}", "allowed: 0.05 to 1000000"),
        ("add: {escalation: 0.1}", "set: {front_km2: 5000}", "found 5,000, beyond `war.area_km2`"),
        ("capacity_eur_bn: 1", "capacity_eur_bn: {value: 1, draws: [1, 1.0e+300]}", "less than or equal to"),
        ("group: Highland,", "group: Highland, step: 1.0e-300,", "`step` is too small"),
    ],
)
def test_what_goes_beyond_is_refused_at_its_place(old, new, told):
    assert TEXT.count(old) == 1
    with pytest.raises(InputError) as error:
        read_scenario(TEXT.replace(old, new))
    assert any(told in problem.message and problem.mark for problem in error.value.problems), str(error.value)


def test_a_start_in_the_last_year_of_the_calendar_runs(small):
    late = small.model_copy(update={"start": "9999-12", "months": 24})
    assert simulate(late, 2).sizes["run"] == 2
    assert np.isfinite(simulate(change(small, {"war.noise_km2": 0}), 2)["front_km2"]).all()

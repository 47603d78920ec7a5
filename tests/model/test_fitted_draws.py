"""Numbers whose spread is a column of fitted draws: read, kept together, moved, written, and refused by name where wrong."""

import csv

import numpy as np
import pytest

from sim import change, load_scenario, parameters, read_scenario, scenario_names, simulate, to_yaml
from sim.batch.points import quantile
from sim.errors import InputError
from sim.model.draws import Noise
from sim.model.parameters import compile_parameters
from sim.scenario.documents import shipped_folder
from tests.conftest import loaded

BASE, SUPPLY = "actors.russia.capability.base", "actors.ukraine.capability.from_aid"
GROWTH, PURSE = "actors.russia.capability.growth", "actors.us.capacity_eur_bn"
SHIPPED = shipped_folder("data") / "calibration" / "posterior.csv"


def shipped() -> dict[str, np.ndarray]:
    rows = [row for row in csv.reader(SHIPPED.read_text().splitlines()) if not row[0].startswith("#")]
    return dict(zip(rows[0], np.array(rows[1:], dtype=float).T, strict=True))


def variant(folder, text: str, **files: str):
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    path = folder / "mine.yaml"
    path.write_text(f"extends: december-2023\ntitle: T\nquestion: Q\n{text}")
    return load_scenario(path)


def drawn(scenario, runs: int = 1000):
    return compile_parameters(scenario, Noise(1, 0, runs))


def test_the_baseline_runs_take_the_shipped_draws_together():
    columns, compiled = shipped(), drawn(loaded("december-2023"))
    base, supply = compiled.actors["russia"].capability.base, compiled.actors["ukraine"].capability.from_aid
    assert np.corrcoef(columns[BASE], columns[SUPPLY])[0, 1] > 0.4
    pairs = {(round(a, 2), round(b, 2)) for a, b in zip(columns[BASE], columns[SUPPLY], strict=True)}
    middle = {
        path: parameters(loaded("december-2023"))[path].value / np.median(columns[path]) for path in (BASE, SUPPLY)
    }
    taken = {(round(a / middle[BASE], 2), round(b / middle[SUPPLY], 2)) for a, b in zip(base, supply, strict=True)}
    assert taken <= pairs and len(taken) > 0.5 * len(pairs)


def test_the_baseline_has_the_medians_of_the_draws_and_names_their_series():
    known, columns = parameters(loaded("december-2023")), shipped()
    assert {path for path, entry in known.items() if entry.quantity and entry.quantity.draws} == set(columns)
    steps = {path: lever.step for name in scenario_names() for path, lever in loaded(name).levers.items()}
    for path, draws in columns.items():
        quantity = known[path].quantity
        slider = 0.51 * (steps.get(path) or 0)  # a value lies on the grid of its slider
        assert quantity.value == pytest.approx(np.median(draws), rel=0.006, abs=slider), path
        assert quantity.source or path == SUPPLY, path
        assert (quantity.basis == "calibrated") == (path != SUPPLY), path


def test_a_new_value_moves_the_draws_by_factors_or_differences():
    columns, base = shipped(), loaded("december-2023")
    moved = drawn(change(base, {PURSE: 0.0, GROWTH: -0.02}))
    assert np.all(moved.actors["us"].capacity_eur_bn == 0)
    growth = moved.actors["russia"].capability.growth
    assert np.median(growth) == pytest.approx(-0.02, abs=0.001)
    assert growth.std() == pytest.approx(columns[GROWTH].std(), rel=0.1)
    halved = drawn(change(base, {PURSE: base.actors["us"].capacity_eur_bn.value / 2})).actors["us"].capacity_eur_bn
    assert np.allclose(2 * halved, drawn(base).actors["us"].capacity_eur_bn)
    assert np.array_equal(drawn(base, 100).actors["us"].capacity_eur_bn, 2 * halved[:100])


def test_designs_take_the_quantiles_of_the_draws():
    number, columns = parameters(loaded("december-2023"))[PURSE].quantity, shipped()
    found = quantile(number, np.array([0.1, 0.5, 0.9]))
    assert found == pytest.approx(np.quantile(columns[PURSE], [0.1, 0.5, 0.9]), rel=0.02)


def test_a_file_beside_the_scenario_is_read_and_the_scenario_survives_as_text(tmp_path):
    text = "war: {noise_km2: {value: 2, draws: mine}}\n"
    found = variant(tmp_path, text, mine="# a remark\nwar.noise_km2,other\n1,5\n2,5\n4,5\n")
    assert found.war.noise_km2.draws == (1, 2, 4)
    assert set(np.unique(drawn(found).war.noise_km2)) == {1, 2, 4}
    again = read_scenario(to_yaml(found))
    assert again == found and again.digest() == found.digest()
    other = variant(tmp_path, text, mine="war.noise_km2\n1\n2\n5\n")
    assert other.digest() != found.digest()
    front = [simulate(one, 50, 2)["front_km2"].values for one in (found, other)]
    assert not np.array_equal(*front)


def test_a_variant_may_give_another_spread(tmp_path):
    found = variant(tmp_path, "war: {noise_km2: {value: 100, draws: null, sd: 5}}\n").war.noise_km2
    assert (found.draws, found.sd) == (None, 5)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "mine",
            None,
            r"mine.yaml:4:36: draws: found 'mine'; allowed: the name of a CSV file beside this one; allowed: posterior",
        ),
        ("../mine", "war.noise_km2\n1\n2\n", r"mine.yaml:4:36: draws: found '../mine'"),
        (
            "mine",
            "war.noise\n1\n2\n",
            r"mine.yaml:4:36: war.noise_km2: no column in mine.csv; .*did you mean 'war.noise'",
        ),
        ("mine", "war.noise_km2\n1\nmany\n", r"mine.csv:3:1: war.noise_km2: expected a number, found 'many'"),
        ("mine", "war.noise_km2\n1\n1,2\n", r"mine.csv:3:1: found 2 cells; allowed: 1"),
        ("mine", "war.noise_km2\n1\n", "fewer than two draws"),
        ("mine", "war.noise_km2,war.noise_km2\n1,1\n2,2\n", r"mine.csv:1:15: the column 'war.noise_km2' appears twice"),
        ("mine", "war.noise_km2\n1\nnan\n", r"mine.csv:3:1: war.noise_km2: expected a number, found 'nan'"),
        ("mine", "war.noise_km2\n" + "1\n" * 5001, r"mine.csv:5002:1: more than 5,000 draws"),
        (
            "mine",
            "war.noise_km2\n" + "1.000000\n" * 500_000,
            r"mine.csv:1:1: the file is too large; allowed: at most 4,194,304 bytes",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_place(tmp_path, name, content, message):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    if content is not None:
        (folder / f"{name}.csv").resolve().write_text(content)
    with pytest.raises(InputError, match=message):
        variant(folder, f"war: {{noise_km2: {{value: 2, draws: {name}}}}}\n")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (tmp_path / "outside.csv").write_text("war.noise_km2\n1\n2\n")
    (folder / "mine.csv").symlink_to(tmp_path / "outside.csv")
    with pytest.raises(InputError, match="draws: found 'mine'"):
        variant(folder, "war: {noise_km2: {value: 2, draws: mine}}\n")

"""The family of scenarios: every one ships, says what it asks and runs; the historical ones stay within wide bands.

The historical scenarios were parameterised in hindsight, so the bands show that the model can express such a war. They are no test of
skill, and they are wide because the numbers behind them are judgements.
"""

import re

import numpy as np
import pytest

from sim import parameters, scenario_names, simulate
from sim.ensemble.outcomes import compare, ends, verdicts
from sim.model.phases import CEASEFIRE
from sim.scenario.documents import shipped_folder
from tests.conftest import loaded

VARIANTS = {
    "pressure-for-talks": "november-2024",
    "land-for-nato": "november-2024",
    "reported-terms-2023": "december-2023",
    "six-point-consensus": "november-2024",
    "minsk-type-ceasefire": "pressure-for-talks",
    "frozen-line": "december-2023",
    "europe-alone": "november-2024",
    "aid-surge": "november-2024",
    "escalation": "november-2024",
}
HISTORICAL = ("winter-war-1940", "korea-1951", "minsk-2015")
FAMILY = ("december-2023", "november-2024", *VARIANTS, *HISTORICAL)
NEW_LEADERS = ("events.new_us_administration.chance", "events.stalins_death.chance")


@pytest.fixture(scope="module")
def results():
    """Every scenario over its own horizon, simulated once."""
    known = {}

    def result(name):
        if name not in known:
            known[name] = simulate(loaded(name), 1000)
        return known[name]

    return result


def share(happened):
    return float(np.mean(np.asarray(happened)))


def by(result, first, month):
    """Runs in which something has happened by a month."""
    return (result[first] <= month).values


def test_nothing_else_ships():
    assert set(FAMILY) == set(scenario_names())


@pytest.mark.parametrize("name", FAMILY)
def test_a_scenario_says_what_it_asks(name):
    scenario = loaded(name)
    assert scenario.question.endswith("?")
    assert len(re.findall(r"\.(?=\s|$)", scenario.summary)) >= 2, "a summary of some sentences"
    assert scenario.sources
    assert len(scenario.levers) >= 3


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_one_screen_with_levers_of_its_own(name):
    text = (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    assert f"\nextends: {VARIANTS[name]}\n" in text
    changes = text.partition("\nlevers:\n")[0]
    assert changes.count("\n") <= 70, "more than a screen before the levers"
    assert len(re.findall(r"^    label: ", text.partition("\nlevers:\n")[2], flags=re.MULTILINE)) >= 3


@pytest.mark.parametrize("name", FAMILY)
def test_every_slider_starts_within_its_range(name):
    scenario = loaded(name)
    known = parameters(scenario)
    for path, lever in scenario.levers.items():
        value = known[path].value
        assert isinstance(value, bool) or lever.low <= value <= lever.high, path


@pytest.mark.parametrize("name", FAMILY)
def test_a_scenario_runs_to_its_horizon(name, results):
    result = results(name)
    assert result.sizes["month"] == loaded(name).months + 1
    stand = ends(result)
    assert (sum(np.array(end["runs"]) for end in stand.values()) == 1000).all()
    assert stand["at_war"]["runs"][0] == 1000


@pytest.mark.parametrize("name", HISTORICAL)
def test_a_historical_scenario_admits_hindsight(name):
    scenario = loaded(name)
    assert "hindsight" in scenario.title
    assert "parameterised in hindsight" in scenario.summary
    assert "predictive skill" in scenario.summary
    assert "extends" not in (shipped_folder() / f"{name}.yaml").read_text(encoding="utf-8")


# What each variant changes can be seen in its result.


def test_russia_seldom_accepts_the_reported_terms_even_without_its_line(results):
    says = verdicts(results("reported-terms-2023"))["hersh_terms"]
    assert says["russia"]["red_line"] < 0.5
    assert says["russia"]["accepts"] < 0.2
    assert says["ukraine"]["accepts"] > 0.5


def test_neutral_guarantees_make_the_freeze_more_believable(results):
    november = simulate(loaded("november-2024"), 1000, loaded("six-point-consensus").months)
    without, with_them = (verdicts(r)["six_point_freeze"]["russia"] for r in (november, results("six-point-consensus")))
    assert with_them["not_believed"] < without["not_believed"]


def test_a_minsk_type_ceasefire_more_often_ends_than_leads_on(results):
    result = results("minsk-type-ceasefire")
    first = result["first_ceasefire"].values
    signed = ~np.isnan(first)
    assert share(signed) > 0.05
    ended, settled = (result[name].values[signed] > first[signed] for name in ("first_collapse", "first_agreement"))
    assert share(ended) > share(settled) > 0


def test_a_freeze_that_renews_itself_mostly_holds_and_some_wars_fade(results):
    frozen = results("frozen-line")
    assert ends(frozen)["ceasefire"]["runs"][-1] > 0.5 * share(~np.isnan(frozen["first_ceasefire"])) * 1000
    assert ends(frozen)["low_activity"]["runs"][-1] > 0
    silent = frozen["phase"].values == CEASEFIRE
    still = silent[:, 1:] & silent[:, :-1]
    assert still.any() and (np.diff(frozen["front_km2"].values, axis=1)[still] == 0).all()


def test_europe_alone_has_no_us_aid(results):
    assert (results("europe-alone")["aid_eur_bn"].sel(sponsor="us").isel(month=slice(1, None)) == 0).all()


def test_a_surge_holds_the_front_back_run_by_run(results):
    november = simulate(loaded("november-2024"), 1000, loaded("aid-surge").months)
    gained = (results("aid-surge")["front_km2"] - november["front_km2"]).isel(month=-1)
    assert share(gained < 0) > 0.9


def test_escalation_is_higher_than_without_the_new_weapons(results):
    assert results("escalation")["escalation"].isel(month=-1).mean() > 0.2 + (
        results("november-2024")["escalation"].isel(month=-1).mean()
    )


# Bands of the historical scenarios


def test_winter_war(results):
    """Finland signed within months, beyond the front and under the shadow of another war, but it might have held out."""
    scenario, result = loaded("winter-war-1940"), results("winter-war-1940")
    assert 0.30 <= share(by(result, "first_agreement", 6)) <= 0.90
    front = scenario.issues["territory"].anchors["line_of_contact"]
    assert front.km2.value == scenario.war.initial_front_km2.value
    assert np.nanmedian(result["terms"].sel(issue="territory")) > front.at.value
    assert np.nanmedian(result["agreement_holds_60"]) < 0.6


def test_korea(results):
    """Talks were agreed on before they began; the prisoners held them up until leaders changed; the line stayed where it was."""
    scenario, result = loaded("korea-1951"), results("korea-1951")
    signed = result["first_agreement"].values[by(result, "first_agreement", scenario.months)]
    assert share(by(result, "first_talks", scenario.months)) > 0.95
    assert share(by(result, "first_agreement", scenario.months)) > 0.5
    assert np.median(signed) >= 18, "a long delay"
    assert share(signed >= 18) > 0.75, "January 1953 is month 18"
    assert 0.4 <= np.nanmedian(result["terms"].sel(issue="line")) <= 0.6
    assert np.nanmedian(result["agreement_holds_60"]) > 0.6


def test_korea_without_new_leaders_under_the_same_draws(results):
    with_them = results("korea-1951")
    without = simulate(loaded("korea-1951"), 1000, changes=dict.fromkeys(NEW_LEADERS, 0.0))
    assert (by(with_them, "first_agreement", 17) == by(without, "first_agreement", 17)).all()
    assert compare(without, with_them)["agreement"]["low"] > 0.2
    for one in NEW_LEADERS:
        alone = simulate(loaded("korea-1951"), 1000, changes={one: 0.0})
        assert compare(alone, with_them)["agreement"]["low"] > 0, f"{one} matters by itself"


def test_minsk_2015(results):
    """Signed within weeks by a side that was losing and pressed; nobody kept the sides apart, and the status stayed open."""
    result = results("minsk-2015")
    signed = by(result, "first_ceasefire", 3)
    assert share(signed) > 0.40
    assert share(by(result, "first_collapse", 24)[by(result, "first_ceasefire", 24)]) > 0.40
    assert share(by(result, "first_agreement", 24)) < 0.1
    unpressed = simulate(loaded("minsk-2015"), 1000, 3, changes={"actors.ukraine.pressure": 0.0})
    assert share(by(unpressed, "first_ceasefire", 3)) < share(signed) - 0.1

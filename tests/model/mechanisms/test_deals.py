"""Deals on separate issues and ceasefires with a duration: they come while the war goes on, and they lapse."""

import numpy as np
import pytest

from sim import Scenario, change, deals, parameters, simulate
from sim.vocabulary import PHASES
from tests.conftest import WORLD, loaded

NOVEMBER = loaded("november-2024")
MONTHS = 24


def edited(scenario: Scenario, edit) -> Scenario:
    data = scenario.model_dump(mode="json", exclude_none=True)
    edit(data)
    return Scenario.model_validate(data)


@pytest.fixture(scope="module")
def world():
    return simulate(loaded(WORLD), 2000, MONTHS, record="full")


def test_deals_are_signed_kept_broken_and_lapse(world):
    for name, entry in deals(world).items():
        assert 0.05 < entry["signed"]["share"], name
        assert world["deals_broken"].sel(deal=name).values.any(), name
        held = world["deal_in_force"].sel(deal=name).values
        assert (held[:, :-1] & ~held[:, 1:]).any(), name
        assert np.allclose(world["deal_share"].sel(deal=name).values, held.mean(axis=0))


def test_a_deal_on_an_issue_never_ends_the_war_by_itself():
    """With every deal signed at once and for good, and no other proposal, nothing but the usual ends come about."""

    def only_deals(data):
        data["proposals"] = {k: v for k, v in data["proposals"].items() if v["scope"] == "issue"}
        for proposal in data["proposals"].values():
            proposal.pop("duration", None)
        data["deals"] = {"signing_base": 1, "breach_chance": 0, "breach_escalation": 0}
        data["talks"] |= {
            "base_hazard": 0,
            "ripeness_hazard": 0,
            "pressure_hazard": 0,
            "mediation_hazard": 0,
            "escalation_hazard": 0,
        }
        data["ends"] = {"collapse_hazard": 0, "fading_hazard": 0}
        for side in ("shore", "ridge"):
            data["actors"][side].pop("victory_km2", None)
        data["events"], data["levers"] = {}, {}

    result = simulate(edited(loaded(WORLD), only_deals), 800, MONTHS, record="full")
    assert result["deal_in_force"].values[:, -1].any()
    assert (result["phase"].values == list(PHASES).index("war")).all()


def test_deals_are_signed_while_the_war_is_unsettled_and_end_with_it(world):
    signed = np.diff(world["deal_in_force"].values.astype(int), axis=1) == 1
    phase = world["phase"].values
    settled = np.isin(phase, [list(PHASES).index(name) for name in ("agreement", "victory_0", "victory_1")])
    assert not settled[:, 1:][signed.any(axis=2)].any()
    assert not world["deal_in_force"].values[settled].any()


def test_deals_that_hold_build_trust_and_a_breach_burns_it():
    def keep(data):
        data["deals"] = {"signing_base": 1, "breach_chance": 0, "breach_escalation": 0, "trust_gain": 0.1}

    def betray(data):
        data["deals"] = {"signing_base": 1, "breach_chance": 1, "trust_loss": 0.3}

    def none(data):
        data["proposals"] = {k: v for k, v in data["proposals"].items() if v["scope"] != "issue"}

    trust = {}
    for name, edit in (("kept", keep), ("betrayed", betray), ("none", none)):
        result = simulate(edited(NOVEMBER, edit), 500, 12, record="full")
        trust[name] = result["trust"].sel(actor=["russia", "ukraine"]).values
    assert (trust["kept"] >= trust["none"] - 1e-12).all() and trust["kept"].mean() > trust["none"].mean() + 0.02
    assert trust["betrayed"].mean() < trust["none"].mean() - 0.02


def test_a_deal_in_force_is_worth_its_value_while_fighting_on():
    def certain(data):
        data["deals"] = {"signing_base": 1, "breach_chance": 0, "breach_escalation": 0, "trust_gain": 0}

    def none(data):
        data["proposals"] = {k: v for k, v in data["proposals"].items() if v["scope"] != "issue"}

    one, other = (simulate(edited(NOVEMBER, edit), 300, 3, record="full") for edit in (certain, none))
    for side in ("russia", "ukraine"):
        held = one["deal_in_force"].values[:, 1]  # in force at the end of month 1
        worth = one["proposal_worth"].sel(actor=side, proposal=one["deal"].values).values[:, 1]
        raised = (one["reservation"] - other["reservation"]).sel(actor=side).values[:, 2]
        assert np.allclose(raised, (held * worth).sum(axis=1)), side


def test_a_truce_on_strikes_calms_the_ladder():
    def calm(share):
        def edit(data):
            for proposal in data["proposals"].values():
                if proposal["scope"] == "issue":
                    proposal["calms"] = share
            data["deals"] = {"signing_base": 1, "breach_chance": 0, "breach_escalation": 0}

        return simulate(edited(NOVEMBER, edit), 1500, 12)["escalation"].values[:, -1].mean()

    assert calm(0.9) < calm(0.0) - 0.02


def test_a_side_signs_only_what_is_worth_more_than_what_stands(world):
    for name in world["deal"].values:
        held = world["deal_in_force"].sel(deal=name).values
        newly = held[:, 1:] & ~held[:, :-1]
        worth = world["proposal_worth"].sel(proposal=name).values[:, 1:]
        sides = ~np.isnan(worth).all(axis=(0, 1))
        assert sides.sum() == 2
        assert (worth[newly][:, sides] >= 0).all()
        verdict = world["verdict"].sel(proposal=name).values[:, 1:][newly][:, sides]
        assert (verdict == 0).all()


# Durations


def truce_lengths(result):
    """Whole ceasefires: months from signature to the first month without."""
    truce = result["phase"].values == list(PHASES).index("ceasefire")
    found = []
    for run in truce:
        starts = np.flatnonzero(run[1:] & ~run[:-1]) + 1
        ends_ = np.flatnonzero(~run[1:] & run[:-1]) + 1
        found += [end - start for start, end in zip(starts, ends_, strict=False)]
    return np.array(found)


def quiet(months, renewal):
    """A ceasefire that both sides want, that nothing breaks and from which nothing leads on."""

    def edit(data):
        name, proposal = next((k, v) for k, v in data["proposals"].items() if v["scope"] == "ceasefire")
        data["proposals"] = {name: proposal}
        proposal["duration"] = {"months": months} | ({"renewal": renewal} if renewal else {})
        data["agreement"] = {"signing_base": 1, "collapse_hazard": 0}
        data["ends"] = {"collapse_hazard": 0, "fading_hazard": 0}
        data["talks"] |= {"base_hazard": 5, "breakdown_base": 0}
        for actor in data["actors"].values():
            actor.pop("victory_km2", None)
        data["events"], data["levers"], data["offers"] = {}, {}, {}

    return edit


@pytest.mark.parametrize("months", [1, 3, 6.4])
def test_a_ceasefire_without_renewal_lapses_after_its_months(months):
    result = simulate(edited(loaded(WORLD), quiet(months, None)), 1500, MONTHS)
    lengths = truce_lengths(result)
    assert lengths.size > 20
    assert lengths.max() == np.ceil(months)
    assert (~np.isnan(result["first_lapse"].values)).any()
    assert np.isnan(result["first_collapse"].values).all(), "to run out is not to break down"


def renewed(rule):
    return simulate(edited(loaded(WORLD), quiet(2, {"rule": rule, "months": 2})), 1500, MONTHS)


def lapsed(result) -> float:
    signed = ~np.isnan(result["first_ceasefire"].values)
    assert signed.mean() > 0.1
    return float((~np.isnan(result["first_lapse"].values[signed])).mean())


def test_a_renewal_by_consent_ends_sooner_than_an_automatic_one():
    automatic, consent = lapsed(renewed("automatic")), lapsed(renewed("consent"))
    assert 0 < automatic < consent < 1


def test_an_automatic_renewal_goes_on_while_no_side_would_be_much_better_off_without():
    def content(data):
        quiet(2, {"rule": "automatic", "months": 2})(data)
        for actor in data["actors"].values():
            if actor["role"] == "belligerent":
                actor["margin"] = 0.5

    result = simulate(edited(loaded(WORLD), content), 1500, MONTHS)
    assert np.isnan(result["first_lapse"].values).all()


def test_ceasefires_move_no_first_signature_and_agreements_are_settlements(world):
    first = {
        name: np.nan_to_num(world[f"first_{name}"].values, nan=np.inf)
        for name in ("ceasefire", "agreement", "signature")
    }
    assert (first["signature"] == np.minimum(first["ceasefire"], first["agreement"])).all()
    named = world["agreement_proposal"].values
    scopes = [loaded(WORLD).proposals[name].scope for name in world["proposal"].values]
    assert all(scopes[code] == "settlement" for code in np.unique(named) if code >= 0)


def test_levers_reach_durations():
    base = loaded(WORLD)
    path = next(path for path in parameters(base) if path.endswith("duration.months"))
    assert change(base, {path: 7}).digest() != base.digest()

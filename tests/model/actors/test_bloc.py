"""Blocs: a plain actor is a bloc of one, members block and are brought round, and nothing else moves that should not."""

from dataclasses import replace

import numpy as np
import pytest

from sim import Scenario, blocking_members, change, simulate
from sim.model.bargaining.votes import NO, passes
from sim.model.draws import Noise
from sim.model.model import NegotiationModel
from tests.conftest import SMALL, loaded

DECEMBER = loaded("december-2023")
HUNGARY = "actors.eu.members.hungary.stance"


def edited(scenario: Scenario, edit) -> Scenario:
    data = scenario.model_dump(mode="json", exclude_none=True)
    edit(data)
    return Scenario.model_validate(data)


def plain(data) -> None:
    """Blocs become plain actors with a gate that opens and closes by chance."""
    for actor in data["actors"].values():
        actor.pop("members", None)
        actor.pop("decision", None)
        if actor["role"] == "sponsor":
            actor["gate"] = {"open": True, "opening_chance": 0.2, "closing_chance": 0.1}
    for part in ("levers", "facts", "policies", "events"):
        data[part] = {}


def same(one, other, but=()) -> None:
    for name in one.data_vars:
        if "member" not in one[name].dims and name not in but:
            kind = one[name].dtype.kind
            assert np.array_equal(one[name].values, other[name].values, equal_nan=kind == "f"), name


# A bloc of one


@pytest.mark.parametrize("rule", ["unanimity", "majority", "weighted", "qualified_majority"])
@pytest.mark.parametrize("name", [str(SMALL), "pressure-for-talks"])
def test_a_bloc_with_one_member_of_weight_1_is_the_plain_actor(name, rule):
    actor = edited(loaded(name), plain)

    def give_members(data):
        for entry in data["actors"].values():
            if entry["role"] != "belligerent":
                entry["members"] = {"only": {"label": "The only member", "weight": 1}}
            if entry["role"] == "sponsor":
                entry["decision"] = {"rule": rule, "open": True}
                if rule == "qualified_majority":
                    entry["decision"] |= {"share_of_members": 0.55, "share_of_weight": 0.65}

    same(*(simulate(each, 1500, 24, record="full") for each in (actor, edited(actor, give_members))))


def test_a_bloc_of_one_follows_events_as_the_plain_actor_does():
    def with_events(data):
        plain(data)
        data["events"] = {
            "close": {"label": "Closed", "on": "2024-03", "set": {"gate.us": False, "fatigue.eu": 0.6}},
            "open": {"label": "Opened", "on": "2024-06", "set": {"gate.us": True, "engagement.global_south": 0.7}},
            "more": {"label": "More", "on": "2024-08", "add": {"engagement.global_south": 0.1}},
        }

    actor = edited(DECEMBER, with_events)

    def give_members(data):
        for name in ("us", "eu", "global_south"):
            data["actors"][name]["members"] = {"only": {"label": "The only member", "weight": 1}}
        for name in ("us", "eu"):
            data["actors"][name]["decision"] = {"rule": "unanimity", "open": True}

    same(*(simulate(each, 800, 12, record="full") for each in (actor, edited(actor, give_members))))


def test_an_event_in_some_runs_leaves_the_others_alone():
    def rare(data):
        data["events"] = {"rare": {"label": "Rare", "on": "2024-03", "chance": 0.01, "set": {"gate.eu": True}}}

    def never(data):
        data["events"] = {"rare": {"label": "Rare", "on": "2024-03", "chance": 0, "set": {"gate.eu": True}}}

    one, other = (simulate(edited(DECEMBER, edit), 3000, 12, record="full") for edit in (rare, never))
    happened = one["event_happens"].values.any(axis=(1, 2))
    assert 0 < happened.mean() < 0.05
    same(
        one.isel(run=~happened),
        other.isel(run=~happened),
        but=("event_happens", "verdict_share", "deal_share", "offer_share"),
    )


def test_a_gate_that_is_shut_by_chance_has_no_price():
    def shut(data):
        plain(data)
        data["actors"]["eu"]["gate"] = {"open": False, "opening_chance": 0}
        data["actors"]["eu"]["members"] = {"only": {"label": "The only member", "weight": 1}}
        payments = {"fund_eur_bn": 10, "price_eur_bn": 1, "most_eur_bn": 5}
        data["actors"]["eu"]["decision"] = {"rule": "unanimity", "open": False, "side_payments": payments}

    assert simulate(edited(DECEMBER, shut), 200, 12)["gate"].sel(actor="eu").values.max() == 0


def test_members_of_a_chamber_with_a_gate_vote_by_it():
    def gated(data):
        data["actors"]["us"]["members"]["senate"]["gate"] = {
            "open": False,
            "opening_chance": 0.3,
            "closing_chance": 0.1,
        }
        for party in data["actors"]["us"]["members"]["senate"]["members"].values():
            party.pop("stance", None)
        data["levers"], data["facts"], data["policies"] = {}, {}, {}

    ballot = simulate(edited(DECEMBER, gated), 400, 24, record="full")["ballot"]
    senate = [name for name in ballot["member"].values if name.startswith("us.senate")]
    first = ballot.sel(member=senate[0]).values
    assert all((ballot.sel(member=name).values == first).all() for name in senate)
    assert set(np.unique(first)) == {-1, 1} and (first[:, 0] == -1).all()


def test_the_name_and_number_of_other_members_move_no_draw():
    """A member's draws are addressed by its name."""

    def add_observer(data):
        data["actors"]["eu"]["members"]["observer"] = {"label": "Observer", "weight": 0, "stance": 1.5}

    one, other = (simulate(each, 600, 12, record="full") for each in (DECEMBER, edited(DECEMBER, add_observer)))
    same(one, other)
    kept = list(one["member"].values)
    assert (one["ballot"].values == other["ballot"].sel(member=kept).values).all()


# Who blocks


@pytest.fixture(scope="module")
def december():
    return simulate(DECEMBER, 3000, 18, record="full")


def test_hungary_in_favour_opens_the_common_purse_and_moves_nothing_that_it_should_not(december):
    turned = simulate(DECEMBER, 3000, 18, changes={HUNGARY: 0.9}, record="full")
    gate = {"actor": "eu"}
    before, after = (d["gate"].sel(gate).values[:, 1:].mean(axis=1) for d in (december, turned))
    step = after - before
    assert step.mean() - 1.96 * step.std() / np.sqrt(step.size) > 0.1
    # In the first month nothing has reached anybody else yet: only the EU's own decision and money differ.
    first = {"month": 1}
    for name in ("front_km2", "escalation", "fatigue", "aid_deliveries", "zopa", "reservation", "losses"):
        if name in ("zopa", "reservation"):
            continue  # expected aid counts in beliefs at once
        assert np.array_equal(december[name].isel(first).values, turned[name].isel(first).values, equal_nan=True), name
    for sponsor in ("us", "uk"):
        mine = {"sponsor": sponsor, "month": 1}
        assert np.array_equal(december["aid_eur_bn"].sel(mine).values, turned["aid_eur_bn"].sel(mine).values)
    others = [name for name in december["member"].values if name != "eu.hungary"]
    same_ballots = (
        december["ballot"].sel(member=others).isel(first).values
        == turned["ballot"].sel(member=others).isel(first).values
    )
    assert same_ballots.all()


def test_who_blocks_is_counted_where_it_blocks(december):
    found = blocking_members(december)
    assert found["eu.hungary"]["blocks"] > 0.2
    assert found["eu.germany"]["blocks"] == 0 and found["eu.germany"]["yes"] > 0.99
    assert found["eu.slovakia"]["abstains"] > 0.5, "it stays out and lets the others go ahead"
    turned = blocking_members(simulate(DECEMBER, 3000, 18, changes={HUNGARY: 0.9}))
    assert turned["eu.hungary"]["blocks"] == 0
    shares = december["ballot_share"].sum("vote").values
    assert np.allclose(shares, 1)


def test_a_member_blocks_only_where_no_decision_is_in_force(december):
    gate, ballot = december["gate"], december["ballot"]
    against = (ballot.sel(member="eu.hungary") == NO).values & (gate.sel(actor="eu") == 0).values
    assert (december["blocking_share"].sel(member="eu.hungary").values <= against.mean(axis=0) + 1e-12).all()


def rules(data, rule, **more) -> None:
    data["actors"]["eu"]["decision"] |= {"rule": rule, "lasts_months": 1, "session_chance": 1, **more}
    data["actors"]["eu"]["decision"].pop("side_payments", None)


@pytest.mark.parametrize("other", ["qualified_majority", "majority", "weighted"])
def test_unanimity_is_never_easier_in_any_run_and_month(other):
    """Aid has no way back to the votes here, so both rules see the same ballots in every month."""
    shares = {"share_of_members": 0.55, "share_of_weight": 0.65} if other == "qualified_majority" else {}

    def without_feedback(data):
        data["aid"]["threat_weight"] = 0
        data["actors"]["eu"]["fatigue"]["relief"] = 0
        data["actors"]["eu"]["fatigue"]["growth_stalemate"] = 0
        data["ends"] = {"collapse_hazard": 0, "fading_hazard": 0}

    base = edited(DECEMBER, without_feedback)
    strict = simulate(edited(base, lambda d: rules(d, "unanimity")), 2000, 24, record="full")
    loose = simulate(edited(base, lambda d: rules(d, other, **shares)), 2000, 24, record="full")
    eu = [name for name in strict["member"].values if name.startswith("eu.")]
    unsigned = np.isnan(strict["first_signature"]) & np.isnan(loose["first_signature"])
    assert unsigned.mean() > 0.9
    one, two = (d["ballot"].sel(member=eu).values[unsigned.values] for d in (strict, loose))
    assert (one == two).all()
    closed, opened = (d["gate"].sel(actor="eu").values[unsigned.values] for d in (strict, loose))
    assert (closed <= opened).all() and (closed < opened).any()


def test_the_votes_of_any_run_and_month_would_pass_more_easily_under_another_rule(december):
    model = NegotiationModel(DECEMBER, Noise(3, 0, 1000))
    eu = model.world.actors["eu"]
    for _ in range(18):
        model.step()
        cast = [member.ballot for member in eu.members]
        weights = [member.parameters.weight for member in eu.members]
        outcome = {}
        for rule in ("unanimity", "qualified_majority", "majority", "weighted"):
            how = replace(eu.decision, rule=rule, share_of_members=0.55, share_of_weight=0.65)
            outcome[rule] = passes(cast, weights, how)
        for rule, passed in outcome.items():
            assert not (outcome["unanimity"] & ~passed).any(), rule


# Ways round a veto


def test_side_payments_cost_the_fund_and_carry_votes():
    def fund(amount):
        return change(DECEMBER, {"actors.eu.decision.side_payments.fund_eur_bn": amount})

    none, some = (simulate(fund(amount), 2000, 12, record="full") for amount in (0.0, 10.0))
    paid = some["side_payments"].sel(actor="eu").values
    assert none["side_payments"].sel(actor="eu").values.max() == 0 < paid.max()
    assert paid.sum(axis=1).max() <= 10.0 + 1e-9
    assert (some["gate"].sel(actor="eu").values[paid > 0] == 1).all(), "whoever is paid votes yes in that month"
    assert some["gate"].sel(actor="eu").values.mean() > none["gate"].sel(actor="eu").values.mean()


def test_who_opts_out_does_not_block_and_pays_nothing():
    firm = change(DECEMBER, {"actors.eu.decision.opt_out": 0.0})
    soft = change(DECEMBER, {"actors.eu.decision.opt_out": 0.8})
    strict, loose = (simulate(each, 1500, 12) for each in (firm, soft))
    assert strict["gate"].sel(actor="eu").values.mean() < loose["gate"].sel(actor="eu").values.mean()
    model = NegotiationModel(soft, Noise(1, 0, 500))
    model.step()
    eu = model.world.actors["eu"]
    hungary = next(member for member in eu.members if member.name == "eu.hungary")
    assert hungary.opted_out.any()
    payers = [member for member in eu.members if member is not hungary]
    total = sum(member.parameters.weight for member in eu.members)
    expected = sum(m.parameters.weight * m.willing * ~m.opted_out for m in payers) / total
    assert np.allclose(eu.willing[hungary.opted_out], expected[hungary.opted_out])


def test_bilateral_aid_flows_whatever_the_vote():
    shut = change(DECEMBER, {HUNGARY: -1.0, "actors.eu.decision.side_payments.fund_eur_bn": 0.0})
    result = simulate(shut, 500, 12, record="full")
    assert result["gate"].sel(actor="eu").values[:, 1:].max() == 0
    aid = result["aid_eur_bn"].sel(sponsor="eu").values[:, 1:]
    common = 0.13 * 1.75 * 2.5  # an upper bound on what leaks from the closed common budget
    assert aid.min() > common


def test_a_request_needs_both_chambers_and_the_administration():
    def favour(**stances):
        changes = {
            f"actors.us.members.{path.replace('__', '.members.')}.stance": value for path, value in stances.items()
        }
        return simulate(DECEMBER, 800, 12, changes=changes, record="full")["gate"].sel(actor="us").values[:, 1:]

    base = favour()
    assert favour(house__democrats=-1.0).max() == 0, "without the Democrats the House has no majority"
    assert favour(senate__republican_hardliners=-1.0).max() == 0, "and the Senate no sixty"
    assert favour(house__republican_hardliners=0.9).mean() > base.mean()
    unwilling = simulate(DECEMBER, 800, 12, changes={"actors.us.stance": 0.0}, record="full")
    assert unwilling["gate"].sel(actor="us").values[:, 1:].max() == 0, (
        "nor is anything asked for without the administration"
    )


def test_a_decision_stands_for_as_long_as_it_was_taken_for():
    def fixed(data):
        data["actors"]["eu"]["decision"] |= {"open": False, "lasts_months": 5, "session_chance": 0.3}

    gate = simulate(edited(DECEMBER, fixed), 600, 24, record="full")["gate"].sel(actor="eu").values
    for run in gate:
        openings = np.flatnonzero(run[1:] > run[:-1]) + 1
        for start in openings:
            assert (run[start : start + 5] == 1).all()


# Members of mediators, and bounds


def test_engagement_is_the_weighted_support_of_the_members():
    model = NegotiationModel(loaded("november-2024"), Noise(1, 0, 200))
    south = model.world.actors["global_south"]
    for _ in range(6):
        model.step()
        weights = np.array([member.parameters.weight for member in south.members])
        engaged = np.array([member.engagement for member in south.members])
        assert np.allclose(south.engagement, weights @ engaged / weights.sum())


def test_those_who_gather_pull_the_others():
    name = "actors.global_south.members.{}.engagement"
    cold = {name.format("china"): 0.0, name.format("brazil"): 0.0}
    base, less = (simulate(DECEMBER, 300, 12, changes=c, record="full") for c in (None, cold))
    grown = [d["engagement"].sel(actor="global_south").values for d in (base, less)]
    quick, slow = ((d[:, -1] - d[:, 0]).mean() for d in grown)
    assert quick > 3 * slow > 0


def test_the_strictest_member_sets_the_bound_of_a_unanimous_bloc():
    def give(poland, hungary):
        def edit(data):
            data["actors"]["eu"]["members"]["poland"]["instruments"]["sanctions"] = {"at_most": poland}
            data["actors"]["eu"]["members"]["hungary"]["instruments"] = {"sanctions": {"at_most": hungary}}

        model = NegotiationModel(edited(DECEMBER, edit), Noise(1, 0, 10))
        (bound,) = model.world.actors["eu"].bounds("sanctions", -1.0, model.world.variable)
        return float(bound[0])

    assert give(0.3, 0.9) == 0.3
    assert give(0.9, 0.2) == 0.2

"""Offers of third parties: what they are worth, who forbids them, what they cost and protect."""

import numpy as np
import pytest

from sim import Scenario, change, offers, simulate
from tests.conftest import loaded

PRESSURE = loaded("pressure-for-talks")


def with_offer(**more) -> Scenario:
    """Pressure for talks with one offer that everybody would make unless `more` says otherwise."""
    data = PRESSURE.model_dump(mode="json", exclude_none=True)
    offer = {
        "label": "Offer",
        "kind": "assets",
        "giver": "us",
        "receiver": "ukraine",
        "worth": 0.05,
        "price": 0.0,
        **more,
    }
    data["offers"] = {"offer": offer}
    data["levers"] = {}
    return Scenario.model_validate(data)


def run(scenario, months=18, runs=2000, **more):
    return simulate(scenario, runs, months, **more)


def signed(result):
    return ~np.isnan(result["first_signature"].values)


def test_what_is_handed_over_raises_the_receivers_value_by_its_worth():
    none, some = (run(with_offer(worth=worth), 6, 500, record="full") for worth in (0.0, 0.05))
    made = offers(some)["offer"]["made"]
    assert min(made) > 0.8
    # In the first months; later a larger zone has opened talks, and deals made at the table have built trust.
    difference = (some["proposal_worth"] - none["proposal_worth"]).isel(month=[0, 1])
    step = difference.sel(proposal="six_point_freeze", actor="ukraine").values
    given = np.isclose(step, 0.05)
    assert (given | np.isclose(step, 0)).all() and given.mean() > 0.8
    assert np.allclose(difference.sel(proposal="six_point_freeze", actor="russia").values, 0)
    pause = difference.sel(proposal="frozen_line", actor="ukraine").values
    assert np.allclose(pause, 0), "it is offered for a settlement only"


def test_an_offer_for_a_ceasefire_counts_there_too():
    none, some = (run(with_offer(worth=w, scopes=["ceasefire"]), 3, 300, record="full") for w in (0.0, 0.05))
    step = some["proposal_worth"] - none["proposal_worth"]
    assert np.isclose(step.sel(proposal="frozen_line", actor="ukraine").values, 0.05).mean() > 0.95
    assert np.allclose(step.sel(proposal="six_point_freeze", actor="ukraine").values, 0)


def test_more_worth_never_means_fewer_signatures_in_all():
    shares = [signed(run(with_offer(worth=worth))).mean() for worth in (0.0, 0.05, 0.2)]
    assert shares == sorted(shares) and shares[-1] > shares[0]


def test_a_promise_is_worth_as_much_as_the_givers_will():
    firm, weak = (
        run(change(with_offer(kind="guarantee", giver="us"), {"actors.us.stance": stance}), 3, 500, record="full")
        for stance in (1.5, 0.33)
    )
    none = run(with_offer(worth=0.0), 3, 500, record="full")
    gain = [
        (d["proposal_worth"] - none["proposal_worth"]).sel(proposal="six_point_freeze", actor="ukraine").values[:, 0]
        for d in (firm, weak)
    ]
    assert np.median(gain[0]) > 0.045
    assert np.median(gain[1]) < np.median(gain[0]) - 0.01


def test_every_holder_must_agree():
    dear = offers(run(with_offer(price=1.5)))["offer"]
    assert max(dear["made"]) == 0 and dear["taken"]["share"] == 0
    alone = np.array(offers(run(with_offer(price=0.05)))["offer"]["made"])
    both = np.array(offers(run(with_offer(price=0.05, holders=["us", "eu"])))["offer"]["made"])
    assert (both <= alone + 1e-12).all() and both.mean() < alone.mean(), "Hungary's no stands against the EU's consent"


def test_a_member_can_forbid_an_offer():
    blocked = offers(run(with_offer(giver="eu", price=0.05)))["offer"]["made"]
    turned = change(
        with_offer(giver="eu", price=0.05),
        {"actors.eu.members.hungary.stance": 0.9, "actors.eu.members.slovakia.stance": 0.9},
    )
    assert np.mean(blocked) < 0.5 < np.mean(offers(run(turned))["offer"]["made"])


def test_relief_from_sanctions_is_wanted_by_those_who_doubt_the_aid():
    relief = with_offer(kind="sanctions_relief", receiver="russia", price=0.05, snap_back=0.5)
    willing = np.mean(offers(run(change(relief, {"actors.us.stance": 0.9})))["offer"]["made"])
    doubtful = change(relief, {"actors.us.stance": 0.0, **{
        f"actors.us.members.{chamber}.members.{party}.stance": -0.5
        for chamber in ("senate", "house") for party in ("democrats", "republican_hardliners", "republican_sceptics")}})  # fmt: skip
    assert willing < 0.05
    assert np.mean(offers(run(doubtful))["offer"]["made"]) > 0.9


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "guarantee"},
        {"kind": "sanctions_relief", "receiver": "russia", "snap_back": 0.9, "giver": "global_south"},
    ],
)
def test_guarantees_and_snap_backs_protect_the_agreement(more):
    offered = run(with_offer(worth=0.0, **more), 24, 4000)
    none = run(with_offer(worth=0.0, price=2.0), 24, 4000)
    both = ~np.isnan(offered["agreement_holds_60"].values) & ~np.isnan(none["agreement_holds_60"].values)
    assert both.sum() > 50
    step = offered["agreement_holds_60"].values[both] - none["agreement_holds_60"].values[both]
    assert step.mean() > 0.02


def test_who_gives_pays_what_was_taken():
    result = run(with_offer(cost_eur_bn=30), 24, 3000)
    taken = result["offer_taken"].sel(offer="offer").values
    owed = result["offers_eur_bn"].sel(actor="us").values
    assert taken.any() and np.allclose(owed, 30 * taken)
    assert np.isnan(result["offers_eur_bn"].sel(actor="russia").values).all()
    assert not taken[~signed(result)].any()


def test_an_offer_off_the_table_changes_nothing():
    off = with_offer(active=False)
    data = off.model_dump(mode="json", exclude_none=True)
    data["offers"] = {}
    one, other = run(off, 6, 500), run(Scenario.model_validate(data), 6, 500)
    for name in ("front_km2", "reservation", "first_signature", "zopa"):
        assert np.array_equal(one[name].values, other[name].values, equal_nan=one[name].dtype.kind == "f")


def test_a_condition_decides_when_it_is_made():
    late = with_offer(when={"variable": "month", "above": 5.5, "width": 0.1})
    made = offers(run(late, 12))["offer"]["made"]
    assert max(made[:6]) == 0 and min(made[6:9]) > 0.5

"""The whole package space is searched: signature as a hazard that grows with the surplus, terms at the Nash point.

Nash 1950. A named proposal with a larger product of surpluses is signed instead.
"""

from __future__ import annotations

import numpy as np

from sim.model import sections
from sim.model.arrays import Array
from sim.model.bargaining.protocol import Bargain, Signed, nothing
from sim.model.bargaining.search import EMPTY


def signing_chance(surplus: Array, p: sections.Agreement) -> Array:
    """Chance to sign this month: zero without a zone, then rising with the worse-off side's surplus."""
    chance = p.signing_base + p.signing_surplus * np.minimum(1.0, surplus / p.surplus_scale)
    return np.where(surplus >= 0, np.clip(chance, 0.0, 1.0), 0.0)


def sign(bargain: Bargain) -> Signed:
    """Which of the runs at the table sign this month, and what."""
    if not bargain.at_table.any():
        return nothing(bargain)
    table = bargain.table
    zone = table.packages(bargain.margins, bargain.at_table)
    proposals = table.proposal_surplus(bargain.margins)
    proposals = np.where(bargain.under_truce[:, None] & table.is_ceasefire, EMPTY, proposals)
    best = np.maximum(zone.surplus, proposals.max(axis=1, initial=EMPTY))
    runs = np.flatnonzero(bargain.at_table & (bargain.draw < signing_chance(best, bargain.rules)))
    found = Signed(runs, np.full(runs.size, -1), zone.terms[runs], zone.smaller[runs], table.free.neutral_share[runs])
    if not table.proposals or not runs.size:
        return found
    surplus = table.appraisal.worth[runs]
    products = np.where(proposals[runs] >= 0, surplus.prod(axis=2), -1.0)
    best_named = products.argmax(axis=1)
    row = np.arange(runs.size)
    better = products[row, best_named] > zone.product[runs]
    return Signed(
        runs,
        np.where(better, best_named, -1),
        np.where(better[:, None], table.position[runs, best_named], found.terms),
        np.where(better, surplus[row, best_named].min(axis=1), found.smaller),
        np.where(better, table.neutral[runs, best_named], found.neutral),
    )

"""All packages of a negotiation over issues with a few options each, for any number of parties.

A package takes one option of every issue. What a party has of it is the sum over the issues; `landmarks_of` takes values of whole packages
that are no sums. Found are the packages that are acceptable to all or to all but one, the Pareto set, the Nash point and the
Kalai–Smorodinsky point. On a finite set these need conventions, which every result carries in words (`CONVENTIONS`).

With many parties most packages are Pareto-efficient, because somebody always loses by leaving one. What is acceptable says more.

Literature: Raiffa 1982, The Art and Science of Negotiation. Nash 1950, Econometrica 18 (2): 155–162. Kalai and Smorodinsky 1975,
Econometrica 43 (3): 513–518. Imai 1983, Individual Monotonicity and Lexicographic Maxmin Solution, Econometrica 51 (2): 389–401.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.compiled import compiled
from sim.errors import InputError
from tests.published.checks import Array, finite

MOST = 300_000
"""Packages that are looked at. Time grows with the square of the efficient ones among them."""
DIGITS = 9
"""Decimals beyond which values count as equal."""
Packages = NDArray[np.intp]

CONVENTIONS = {
    "values": f"Values are compared after rounding to {DIGITS} decimals, so that the order in which issues are added does not decide.",
    "disagreement": "A party accepts a package that is worth at least its disagreement value to it; one worth just as much is accepted.",
    "pareto": "Efficient is a package if no other package is worth at least as much to every party and more to one, whether or not it is "
    "acceptable. Of packages with equal values all are efficient or none.",
    "nash": "The largest product of all parties' gains over disagreement. There is none where no package gives every party a gain.",
    "kalai_smorodinsky": "A party's share is its gain divided by the largest gain that any package acceptable to all gives it. The point "
    "has the largest smallest share, among those the largest second smallest, and so on (lexicographic maximin, Imai 1983), because on a "
    "finite set equal shares for all need not exist. Parties that no acceptable package gives a gain are left out. There is none where "
    "no party can gain.",
    "ties": "Among equals the package that comes first counts; the options of the last issue change fastest.",
}


@dataclass(frozen=True)
class Landmarks:
    """What stands out among the packages, by their numbers.

    `worth` (packages, parties), rounded; `pareto`, `for_all` numbers of packages in rising order; `for_all_but` by party those that all
    others accept and it alone refuses; `nash`, `kalai_smorodinsky` a number or None; `options` (issues,), how many options each issue has,
    empty where packages were given whole.
    """

    parties: tuple[str, ...]
    disagreement: Array
    worth: Array
    pareto: Packages
    for_all: Packages
    for_all_but: dict[str, Packages]
    nash: int | None
    kalai_smorodinsky: int | None
    options: tuple[int, ...] = ()

    def choice(self, package: int) -> tuple[int, ...]:
        """The option that a package takes of each issue; the package's own number where packages were given whole."""
        return tuple(map(int, np.unravel_index(package, self.options))) if self.options else (int(package),)

    def data(self, most: int = 20) -> dict[str, Any]:
        """As plain data for JSON: counts, the first `most` packages of every set, both points, and the conventions."""

        def told(package: int | None) -> dict[str, Any] | None:
            if package is None:
                return None
            worth = dict(zip(self.parties, self.worth[package].tolist(), strict=True))
            return {"package": int(package), "options": list(self.choice(package)), "worth": worth}

        def listed(packages: Packages) -> dict[str, Any]:
            return {"count": int(packages.size), "first": [told(int(number)) for number in packages[:most]]}

        return {
            "packages": len(self.worth),
            "disagreement": dict(zip(self.parties, self.disagreement.tolist(), strict=True)),
            "pareto": listed(self.pareto),
            "acceptable_to_all": listed(self.for_all),
            "acceptable_to_all_but": {party: listed(packages) for party, packages in self.for_all_but.items()},
            "nash": told(self.nash),
            "kalai_smorodinsky": told(self.kalai_smorodinsky),
            "conventions": dict(CONVENTIONS),
        }


def landmarks(values: Sequence[ArrayLike], disagreement: ArrayLike, parties: Sequence[str]) -> Landmarks:
    """Landmarks of all packages of issues.

    `values` holds one array (parties, options) for each issue, in any unit that a party's values share; `disagreement` (parties,) is in the
    same unit. Raises InputError for shapes that do not fit and for more than `MOST` packages.
    """
    if not values:
        raise InputError("values: found no issue; allowed: at least one")
    tables = [finite(f"values of issue {number}", table, (len(parties), None)) for number, table in enumerate(values)]
    options = tuple(table.shape[1] for table in tables)
    _check_size(prod(options), f"{' × '.join(map(str, options))} options")
    worth = np.zeros((1, len(parties)))
    for table in tables:
        worth = (worth[:, None, :] + table.T[None, :, :]).reshape(-1, len(parties))
    return landmarks_of(worth, disagreement, parties, options)


def landmarks_of(
    worth: ArrayLike, disagreement: ArrayLike, parties: Sequence[str], options: tuple[int, ...] = ()
) -> Landmarks:
    """Landmarks of packages whose values are given whole.

    `worth` (packages, parties) and `disagreement` (parties,), in any unit that a party's values share. Raises InputError for shapes that
    do not fit, names that occur twice, and more than `MOST` packages.
    """
    if not parties or len(set(parties)) < len(parties):
        raise InputError(
            f"parties: found {', '.join(parties) or 'none'}; allowed: at least one, each with its own name"
        )
    whole = finite("worth", worth, (None, len(parties))).round(DIGITS)
    _check_size(len(whole), "given whole")
    base = finite("disagreement", disagreement, (len(parties),)).round(DIGITS)
    accepted = whole >= base
    refusals = (~accepted).sum(axis=1)
    for_all = np.flatnonzero(refusals == 0)
    pareto = pareto_set(whole)
    gains = (whole[for_all] - base).round(DIGITS)
    efficient = np.isin(for_all, pareto, assume_unique=True)
    return Landmarks(
        tuple(parties), base, whole, pareto, for_all,
        {party: np.flatnonzero((refusals == 1) & ~accepted[:, k]) for k, party in enumerate(parties)},
        _nash(gains, efficient, for_all), _kalai_smorodinsky(gains, efficient, for_all), options,
    )  # fmt: skip


def _check_size(packages: int, made_of: str) -> None:
    if packages > MOST:
        raise InputError(
            f"packages: found {packages:,} ({made_of}); allowed: at most {MOST:,}; give fewer issues or options"
        )


def pareto_set(worth: Array) -> Packages:
    """Numbers of the efficient packages, rising. `worth` (packages, parties)."""
    ranks = np.stack([np.unique(own, return_inverse=True)[1] for own in worth.T], axis=1).astype(np.int32)
    # By the sum of ranks: what dominates a package has a larger one and comes before it.
    total = ranks.sum(axis=1, dtype=np.int32)
    order = np.argsort(-total, kind="stable")
    efficient = np.zeros(len(worth), dtype=np.bool_)
    _front(ranks[order], total[order], efficient)
    return np.sort(order[efficient])


@compiled
def _front(ranks: Any, total: Any, efficient: Any) -> None:  # pragma: no cover - compiled
    """Mark what no package before it dominates; only efficient ones need to be asked."""
    packages, parties = ranks.shape
    front, sums = np.empty((packages, parties), np.int32), np.empty(packages, np.int32)
    size = 0
    for package in range(packages):
        dominated = False
        for other in range(size):
            if sums[other] == total[package]:
                break
            party = 0
            while party < parties and front[other, party] >= ranks[package, party]:
                party += 1
            if party == parties:
                dominated = True
                break
        if not dominated:
            efficient[package] = True
            front[size], sums[size] = ranks[package], total[package]
            size += 1


def _nash(gains: Array, efficient: NDArray[np.bool_], packages: Packages) -> int | None:
    everybody = efficient & (gains > 0).all(axis=1)
    if not everybody.any():
        return None
    logarithms = np.log(np.where(everybody[:, None], gains, 1.0)).sum(axis=1).round(DIGITS)
    return int(packages[np.where(everybody, logarithms, -np.inf).argmax()])


def _kalai_smorodinsky(gains: Array, efficient: NDArray[np.bool_], packages: Packages) -> int | None:
    largest = gains.max(axis=0, initial=0.0)
    if not (largest > 0).any():
        return None
    shares = (gains[:, largest > 0] / largest[largest > 0]).round(DIGITS)
    left = np.flatnonzero(efficient)
    ranked = np.sort(shares[left], axis=1)
    return int(packages[left[np.lexsort((left, *(-ranked.T[::-1])))[0]]])

"""The challenge model of group decision: actors on one scale challenge each other, and move by what they offer each other.

Every round each actor works out what it expects of challenging every other one, and what that other expects of challenging it. From the
two numbers follows an offer. Each actor that has an offer moves at once with all others, and the next round begins. The forecast is
the median of the positions weighted by influence, capability times salience.

The model has no outside option: whatever the positions, it returns a place on the scale. It fits the position of a coalition or a
council, and not the question whether a war ends.

The equations are those of Scholz, Calbert and Smith, who leave several points open. The reading here was chosen because it comes close to
their table, so agreement with that table is a replication and not a test:

- the support for a challenge is divided by the votes on all pairs of positions, not on the pair at issue alone;
- risk attitudes act on the votes as well as on the utilities, each voter's own on its votes;
- an actor sees both sides of a pair with its own risk attitude;
- a confrontation is answered before a compromise and that before a capitulation; among compromises the one with the lowest weighted mean
  of both positions, otherwise the one that asks for the least movement.

Literature: Scholz, Calbert and Smith 2011, Unravelling Bueno De Mesquita's Group Decision Model, Journal of Theoretical Politics 23 (4):
510–531. Bueno de Mesquita 1994, in Bueno de Mesquita and Stokman (eds), European Community Decision Making.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.errors import InputError
from tests.published.checks import Array, finite, within

STATUS_QUO = 1.0
"""Probability that nothing changes where nobody challenges (Q)."""
CONFRONTATION, COMPROMISE, CAPITULATION, NO_OFFER = range(4)


class Actors(NamedTuple):
    """Who takes part, each array of shape (actors,).

    `capability` in any unit, at least 0; `position` in units of the scale; `salience`, how much the issue matters, 0 to 1.
    """

    capability: Array
    position: Array
    salience: Array


class Course(NamedTuple):
    """What happens over the rounds; entry 0 is the start.

    `position` (rounds + 1, actors) in units of the scale; `median` and `mean` (rounds + 1,), weighted by influence.
    """

    position: Array
    median: Array
    mean: Array

    def data(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {name: values.tolist() for name, values in self._asdict().items()}


def play(actors: Actors, rounds: int) -> Course:
    """Positions, median and mean over so many rounds. Raises InputError for numbers out of range."""
    capability = finite("capability", actors.capability, (None,))
    position = finite("position", actors.position, capability.shape)
    salience = finite("salience", actors.salience, capability.shape)
    within("smallest capability", capability.min(), 0, np.inf)
    within("smallest salience", salience.min(), 0, 1)
    within("largest salience", salience.max(), 0, 1)
    within("rounds", rounds, 0, np.inf)
    influence = capability * salience
    if influence.sum() <= 0:
        raise InputError("capability and salience: found no actor with both above 0; allowed: at least one")
    positions = [position]
    for _ in range(int(rounds)):
        positions.append(next_positions(positions[-1], influence, salience))
    return Course(
        np.stack(positions),
        np.array([median(x, influence) for x in positions]),
        np.array([np.average(x, weights=influence) for x in positions]),
    )


def median(position: Array, influence: Array) -> float:
    """The lowest position below and at which half of all influence stands (Black's median voter)."""
    order = np.argsort(position, kind="stable")
    below = np.cumsum(influence[order]) / influence.sum()
    return float(position[order][np.searchsorted(below, 0.5 - 1e-12)])


def next_positions(position: Array, influence: Array, salience: Array) -> Array:
    """Where the actors stand after one round of challenges and offers; all arrays (actors,)."""
    if np.ptp(position) == 0:
        return position
    distance = np.abs(position[:, None] - position[None, :]) / np.ptp(position)
    neutral = np.ones(position.size)
    support = chance_to_prevail(distance, influence, neutral)
    risk = risk_exponents(own_expectation(distance, support, salience, neutral))
    support = chance_to_prevail(distance, influence, risk)
    own = own_expectation(distance, support, salience, risk)
    theirs = their_expectation(distance, support, salience, risk)
    return settled(position, own, theirs)


def chance_to_prevail(distance: Array, influence: Array, exponent: Array) -> Array:
    """Chance that i prevails over j, (actors, actors): the votes for i over those cast on all pairs of positions; 0 at one place."""
    far = distance ** exponent[:, None]  # (voters, positions)
    vote = influence[:, None, None] * (far[:, None, :] - far[:, :, None])  # of k, for i against j
    cast = np.abs(vote).sum()
    chance = np.maximum(vote, 0).sum(axis=0) / (cast if cast > 0 else 1.0)
    return np.where(distance == 0, 0.0, chance)


def own_expectation(distance: Array, support: Array, salience: Array, exponent: Array) -> Array:
    """What i expects of challenging j, (actors, actors), with its own exponent; the opponent resists as far as it cares."""
    return _expectation(distance, support, salience[None, :], exponent[:, None])


def their_expectation(distance: Array, support: Array, salience: Array, exponent: Array) -> Array:
    """What j expects of challenging i as i sees it, (actors, actors): with the exponent of i."""
    return _expectation(distance, support.T, salience[:, None], exponent[:, None])


def _expectation(distance: Array, support: Array, resistance: Array, exponent: Array) -> Array:
    success = 2 - 4 * np.maximum(0.5 - 0.5 * distance, 0.0) ** exponent
    failure = 2 - 4 * (0.5 + 0.5 * distance) ** exponent
    unchanged = 2 - 4 * 0.5**exponent
    contested = support * success + (1 - support) * failure
    return np.asarray(resistance * contested + (1 - resistance) * success - STATUS_QUO * unchanged)


def risk_exponents(expectation: Array) -> Array:
    """Exponents of the actors' utilities, 0.5 to 2, (actors,).

    An actor is safe where others expect little of challenging it. From the least to the most challenged one, risk attitude goes from −1 to
    1, and the exponent falls.
    """
    challenged = expectation.sum(axis=0) - np.diag(expectation)
    low, high = challenged.min(), challenged.max()
    attitude = (2 * challenged - high - low) / (high - low) if high > low else np.zeros(challenged.size)
    return np.asarray((1 - attitude / 3) / (1 + attitude / 3))


def settled(position: Array, own: Array, theirs: Array) -> Array:
    """Positions after every actor has taken up the offer that ranks first among those it has, (actors,)."""
    gap = position[None, :] - position[:, None]
    weakly = (own < 0) & (theirs > 0)
    kind = np.select(
        [gap == 0, (own > 0) & (theirs > own), weakly & (theirs > -own), weakly],
        [NO_OFFER, CONFRONTATION, COMPROMISE, CAPITULATION],
        NO_OFFER,
    )
    strength = np.abs(own) + np.abs(theirs)
    strength = np.where(strength > 0, strength, 1.0)
    met = (np.abs(own) * position[:, None] + np.abs(theirs) * position[None, :]) / strength
    part = np.where(kind == COMPROMISE, np.abs(own) / np.where(theirs != 0, np.abs(theirs), 1.0), 1.0)
    rank = np.where(kind == COMPROMISE, met, np.abs(gap))
    chosen = np.lexsort((rank, kind), axis=1)[:, 0]
    rows = np.arange(position.size)
    moves = np.where(kind[rows, chosen] == NO_OFFER, 0.0, (part * gap)[rows, chosen])
    return position + moves

"""The probabilistic Condorcet election: which of several options stands in the end, when coalitions contest them two by two.

Of two options the one with the stronger coalition is likelier to win; with the exponent 2 ("square") strength counts by its square. Three
ways lead from these contests to one distribution:

- `uniform`: an option stands, and each of all options is as likely as any other to be put up against it. The limit of this Markov chain.
- `incentive`: the same, but the challenger is drawn in proportion to strength times the chance of victory against what stands; nothing is
  put up against itself.
- `conditional`: the probability of an option to win all its contests, given that some option does.

Literature: the KAPSARC Toolkit for Behavioral Analysis (KTAB), kmodel library, KAPSARC, MIT licence, of which the definitions are
taken; Condorcet 1785, Essai sur l'application de l'analyse à la probabilité des décisions rendues à la pluralité des voix.
"""

from __future__ import annotations

import numpy as np

from sim.errors import InputError
from tests.published.checks import Array, finite, one_of, within

LIMITS = ("uniform", "incentive", "conditional")


def victory(strength: Array, exponent: float = 2.0) -> Array:
    """Probability that option i beats option j, shape (options, options); one half on the diagonal.

    `strength` (options, options) is that of the coalition for i against j, at least 0, of any unit; its diagonal does not count. Raises
    InputError for other shapes, negative strengths, and two options that nobody supports against each other.
    """
    count = len(np.atleast_1d(strength))
    strength = finite("strength", strength, (count, count)).copy()
    np.fill_diagonal(strength, 1.0)
    if strength.min() < 0:
        raise InputError(f"strength: found {strength.min():g}; allowed: at least 0")
    if ((strength == 0) & (strength.T == 0)).any():
        i, j = np.argwhere((strength == 0) & (strength.T == 0))[0]
        raise InputError(
            f"strength: found 0 on both sides between options {i} and {j}; allowed: more than 0 on one side"
        )
    stronger = np.maximum(strength, strength.T)
    power = (strength / stronger) ** within("exponent", exponent, 0, np.inf)
    return np.asarray(power / (power + power.T))


def distribution(strength: Array, limit: str = "uniform", exponent: float = 2.0) -> Array:
    """Probability that each option stands in the end, shape (options,); see the module for the three kinds of `limit`.

    Raises InputError as `victory` does, for an unknown limit, and where `conditional` has no option that can win all its contests.
    """
    beats = victory(strength, exponent)
    count = len(beats)
    one_of("limit", limit, LIMITS)
    if count == 1:
        return np.ones(1)
    if limit == "conditional":
        all_contests = np.prod(beats, axis=1) * 2  # the diagonal is no contest
        if all_contests.sum() == 0:
            raise InputError("strength: found no option that can win all its contests; allowed: at least one")
        return np.asarray(all_contests / all_contests.sum())
    challenge = np.full((count, count), 1 / count)
    if limit == "incentive":
        incentive = np.where(np.eye(count, dtype=bool), 0.0, np.asarray(strength) * beats)
        total = incentive.sum(axis=0)
        # Where nobody has an incentive to challenge what stands, it stays.
        challenge = np.where(total > 0, incentive / np.where(total > 0, total, 1.0), np.eye(count))
    # Column j: what stands next when j stands now. A challenger i takes over where it beats j.
    step = challenge * beats
    np.fill_diagonal(step, 0.0)
    np.fill_diagonal(step, 1 - step.sum(axis=0))
    # Of any two options one can displace the other, so a single distribution is left as it is.
    equations = np.vstack([step - np.eye(count), np.ones(count)])
    standing = np.linalg.lstsq(equations, np.append(np.zeros(count), 1.0))[0]
    return np.asarray(np.clip(standing, 0.0, 1.0))

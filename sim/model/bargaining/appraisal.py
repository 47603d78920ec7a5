"""Proposals as they stand: what each is worth to both sides, who forbids it, and everybody's verdict."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import compiled
from sim.model.arrays import Array, Mask
from sim.model.bargaining.search import EMPTY, Table, disbelief
from sim.vocabulary import VERDICTS


class Limits(NamedTuple):
    """Bounds that their owners do not let pass: `owner`, `issue` (limits,) indices, `sign` (limits,) +1 for a lower bound and -1
    for an upper one, `bound` (runs, limits)."""

    owner: NDArray[np.int64]
    issue: NDArray[np.int64]
    sign: Array
    bound: Array


class Appraisal(NamedTuple):
    """Named proposals as they stand. `worth` (runs, proposals, 2): value above need, audience cost included; `verdict` (runs,
    proposals, judges): codes; `vetoed` (runs, proposals): whether a red line or an instrument stands against it."""

    worth: Array
    verdict: NDArray[np.int8]
    vetoed: Mask


ACCEPTS, RED_LINE, WORSE_THAN_WAR, NOT_BELIEVED, HAGGLING, THIRD_PARTY = range(len(VERDICTS))
TOLERANCE = 1e-9


def appraise(
    table: Table,
    limits: Limits,
    judges: NDArray[np.int64],
    position: Array,
    is_open: Mask,
    neutral: Array,
) -> Appraisal:
    """Judge proposals at `position` (runs, proposals, issues); `is_open` (proposals, issues) exempts from lines.

    `judges` (judges,) is the side of each judge, or -1 for a third party; limits name judges as their owners. `neutral` (runs,
    proposals) is the neutral share of each proposal's guarantees. The first reason that applies is the verdict.
    """
    runs, proposals, _ = position.shape
    result = Appraisal(
        np.empty((runs, proposals, 2)),
        np.empty((runs, proposals, judges.size), dtype=np.int8),
        np.empty((runs, proposals), dtype=bool),
    )
    _appraise(table, limits, judges, position, is_open, neutral, result)
    return result


def smaller_surplus(appraisal: Appraisal, margins: Array | None = None) -> Array:
    """Each proposal's smaller surplus over need and margins, shape (runs, proposals); `EMPTY` where someone vetoes."""
    surplus = appraisal.worth if margins is None else appraisal.worth - margins[:, None, :]
    return np.where(appraisal.vetoed, EMPTY, np.minimum(surplus[:, :, 0], surplus[:, :, 1]))


@compiled
def _appraise(  # pragma: no cover - compiled
    table: Any, limits: Any, judges: Any, position: Any, is_open: Any, neutral: Any, found: Any
) -> None:
    weight, ideal, promised, feared = table.weight, table.ideal, table.promised, table.feared
    doubt, guaranteed, neutral_cover = table.doubt, table.guaranteed, table.neutral
    need, margin, guarantee = table.need, table.margin, table.guarantee
    line_bound, line_cost, line_side = table.line_bound, table.line_cost, table.line_side
    line_issue, line_sign = table.line_issue, table.line_sign
    limit_owner, limit_issue, limit_sign, limit_bound = limits.owner, limits.issue, limits.sign, limits.bound
    worth, verdict, vetoed = found.worth, found.verdict, found.vetoed
    runs, proposals, issues = position.shape
    slope, fear = np.empty((2, issues)), np.empty((2, issues))
    code = np.empty(2, np.int8)
    for run in range(runs):
        for side in range(2):
            for issue in range(issues):
                a = ideal[run, side, issue]
                slope[side, issue] = weight[run, side, issue] / max(a, 1.0 - a)
                fear[side, issue] = abs(feared[run, side, issue] - a)
        for proposal in range(proposals):
            x = position[run, proposal, guarantee]
            for side in range(2):
                face, promise, audience = 0.0, 0.0, 0.0
                for issue in range(issues):
                    distance = abs(position[run, proposal, issue] - ideal[run, side, issue])
                    face += weight[run, side, issue] - slope[side, issue] * distance
                    above = fear[side, issue] - distance
                    if above > 0.0:
                        promise += slope[side, issue] * promised[run, side, issue] * above
                for line in range(line_side.shape[0]):
                    issue = line_issue[line]
                    if line_side[line] == side and not is_open[proposal, issue]:
                        beyond = line_sign[line] * (line_bound[run, line] - position[run, proposal, issue])
                        if beyond > 0.0:
                            audience += line_cost[run, line] * beyond
                doubted = disbelief(
                    doubt[run, side], guaranteed[run, side], neutral_cover[run, side], side, x, neutral[run, proposal]
                )
                above_war = face - need[run, side]
                believed = above_war - doubted * promise
                worth[run, proposal, side] = believed - audience
                if above_war < 0.0:
                    code[side] = WORSE_THAN_WAR
                elif believed < 0.0:
                    code[side] = NOT_BELIEVED
                elif believed - audience < margin[run, side]:
                    code[side] = HAGGLING
                else:
                    code[side] = ACCEPTS
            for judge in range(judges.shape[0]):
                verdict[run, proposal, judge] = code[judges[judge]] if judges[judge] >= 0 else ACCEPTS
            vetoed[run, proposal] = False
            for limit in range(limit_owner.shape[0]):
                issue = limit_issue[limit]
                if not is_open[proposal, issue]:
                    beyond = limit_sign[limit] * (limit_bound[run, limit] - position[run, proposal, issue])
                    if beyond > TOLERANCE:
                        vetoed[run, proposal] = True
                        owner = limit_owner[limit]
                        verdict[run, proposal, owner] = RED_LINE if judges[owner] >= 0 else THIRD_PARTY

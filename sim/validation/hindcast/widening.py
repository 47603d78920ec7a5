"""Bands widened by the errors of earlier forecasts: split conformal prediction (Vovk et al. 2005; Romano, Patterson and Candès 2019).

A forecast's bands are as wide as the model is uncertain; that the model itself is wrong shows in errors only. So beside the bands of
the runs stand bands whose width is multiplied by a factor, from forecasts made at earlier origins and observed by the time of this one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.validation.hindcast.forecasts import MODEL, Case

FEWEST = 9
"""Earlier cases that a factor needs: from so many errors on one of them is their 90 % quantile in a finite sample."""


def factors(case: Case, cases: Sequence[Case]) -> tuple[float, float] | None:
    """Factors on the 50 and 90 % bands of a case, from cases at earlier origins that had been observed by its own.

    Those of the same series count; where they are too few, those of all series of the same kind; where these are too few too,
    there are none and the bands stay as they are.
    """
    known = [one for one in cases if one.origin < case.origin and one.known <= case.origin and one.kind == case.kind]
    own = [one for one in known if one.series == case.series]
    chosen = own if len(own) >= FEWEST else known
    if len(chosen) < FEWEST:
        return None
    reached = [one.scores[MODEL] for one in chosen]
    return _quantile([one.reach_50 for one in reached], 0.5), _quantile([one.reach_90 for one in reached], 0.9)


def _quantile(values: Sequence[float], share: float) -> float:
    """The quantile of a finite sample that a next value stays below with at least this chance, if all are exchangeable."""
    return sorted(values)[math.ceil((len(values) + 1) * share) - 1]

"""Whether a zone of possible agreement opens in a run."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.model.phases import is_fighting


def zone_opens(result: xr.Dataset) -> NDArray[np.bool_]:
    """Runs of a dataset in which a zone exists in some month before the first signature while the war goes on, shape (runs,)."""
    fighting = is_fighting(result["phase"].values)
    at_war = np.concatenate([np.ones((fighting.shape[0], 1), dtype=bool), fighting[:, :-1]], axis=1)
    unsigned = result["month"].values[None, :] <= np.nan_to_num(result["first_signature"].values, nan=np.inf)[:, None]
    return np.asarray((result["zopa"].values & at_war & unsigned).any(axis=1))

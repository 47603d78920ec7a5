"""First-order indices 0.3139, 0.4424, 0 and total indices 0.5576, 0.4424, 0.2437 of the function of Ishigami and Homma (1990).

f = sin x1 + a sin² x2 + b x3⁴ sin x1 with each x uniform on (−π, π), at a = 7 and b = 0.1. Saltelli et al. 2008, Global Sensitivity
Analysis: The Primer.
"""

import math

import numpy as np
import pytest

from sim.analysis.sensitivity import sobol_indices
from sim.batch.experiment import Design
from sim.batch.points import points_of

NAMES = ["x1", "x2", "x3"]
FIRST, TOTAL = [0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def laid_out(kind, points, seed=1):
    """Points of a design over the cube of the function, as a batch lays them out; shape (points, 3)."""
    levers = {name: {"low": -math.pi, "high": math.pi} for name in NAMES}
    found = points_of(Design.model_validate({kind: {"points": points, "levers": levers}}), [], seed, {})
    return np.stack([found.columns[name] for name in NAMES], axis=1)


def test_sobol_indices_are_those_of_the_closed_form():
    found = sobol_indices(ishigami(laid_out("sobol", 4096)), NAMES)
    assert found.index.tolist() == NAMES
    assert found["first"].to_numpy() == pytest.approx(FIRST, abs=0.02)
    assert found["total"].to_numpy() == pytest.approx(TOTAL, abs=0.02)


def test_sobol_intervals_hold_the_closed_form_about_as_often_as_they_say():
    inside = []
    for seed in range(40):
        found = sobol_indices(ishigami(laid_out("sobol", 256, seed)), NAMES, seed)
        for name, truth in (("first", FIRST), ("total", TOTAL)):
            inside.append((found[f"{name}_low"] <= truth) & (truth <= found[f"{name}_high"]))
    assert np.mean(inside) > 0.9


def test_the_figures_follow_from_the_formula():
    """Variance by parts: V1 = (1 + bπ⁴/5)²/2, V2 = a²/8, V13 = b²π⁸ (1/18 − 1/50)."""
    one, two, both = (1 + 0.1 * math.pi**4 / 5) ** 2 / 2, 49 / 8, 0.01 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + both
    assert [one / whole, two / whole, 0] == pytest.approx(FIRST, abs=5.0001e-5)
    assert [(one + both) / whole, two / whole, both / whole] == pytest.approx(TOTAL, abs=5.0001e-5)

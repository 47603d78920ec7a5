"""Inputs and figures as published, with their sources. Nothing here is computed."""

from __future__ import annotations

import numpy as np

from tests.published.challenge import Actors

RUBINSTEIN = "Rubinstein 1982, Econometrica 50 (1): 97–109"
FEARON = "Fearon 1995, International Organization 49 (3): 379–414"
NASH = "Nash 1950, Econometrica 18 (2): 155–162"
KALAI_SMORODINSKY = "Kalai and Smorodinsky 1975, Econometrica 43 (3): 513–518"
SCHOLZ = "Scholz, Calbert and Smith 2011, Journal of Theoretical Politics 23 (4): 510–531"
KTAB = "KAPSARC Toolkit for Behavioral Analysis, reference run KTAB/kmodel/20170530_ref-demomodel.txt"
ISHIGAMI = "Ishigami and Homma 1990; figures in Saltelli et al. 2008, Global Sensitivity Analysis: The Primer"

EMISSION_STANDARDS = Actors(
    capability=np.array([0.08, 0.08, 0.03, 0.16, 0.16, 0.16, 0.16, 0.05, 0.05, 0.08]),
    position=np.array([4.0, 7.0, 4.0, 4.0, 10.0, 10.0, 10.0, 7.0, 4.0, 7.0]),
    salience=np.array([0.8, 0.4, 0.2, 0.8, 0.6, 0.6, 0.9, 0.1, 1.0, 0.7]),
)
"""Ten states of the European Community on the years until car-emission standards are introduced.

In order: Netherlands, Belgium, Luxembourg, Germany, France, Italy, United Kingdom, Ireland, Denmark, Greece. After Bueno de Mesquita 1994.
Inputs and figures were read from public replications of the article, not from the article itself.
"""
MEDIANS = (8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6)
"""Weighted median after rounds 1 to 8."""
MEANS = (7.4, 7.5, 7.6, 7.3, 7.3, 7.4, 7.5, 7.6)
"""Weighted mean after rounds 1 to 8."""

TWO_OPTIONS = np.array([[0.0, 51.212], [19.714, 0.0]])
"""Strength of the coalition for the option of the row against that of the column."""
TWO_OPTIONS_STAND = (0.8709, 0.1291)
"""The same under all three limits; for the conditional one it follows by definition, the reference run prints the other two."""
THREE_OPTIONS = np.array([[0.0, 12.099, 54.921], [10.333, 0.0, 27.079], [5.007, 55.047, 0.0]])
THREE_OPTIONS_STAND = {
    "uniform": (0.6351, 0.2148, 0.1501),
    "incentive": (0.5094, 0.2796, 0.2110),
    "conditional": (0.8659, 0.1241, 0.0100),
}

ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)

"""The same mechanisms as `sim.model`, written as Mesa models usually are: one model a run, one float a state variable.

It shares the scenario with the engine and no code of `sim.model`, so that agreement of the two means something. Random
numbers come from the model's own generator. Verdicts are not counted.
"""

from tests.reference_model.model import ScalarModel
from tests.reference_model.outcomes import simulate_scalar
from tests.reference_model.packages import Stake, View, Zone, search

__all__ = ["ScalarModel", "Stake", "View", "Zone", "search", "simulate_scalar"]

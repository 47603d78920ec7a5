"""Words of the field with their meaning, and at which heading each is explained."""

from __future__ import annotations

from sim import vocabulary

GLOSSARY = dict(vocabulary.glossary())
WORDS = {
    "ends": ("Baseline", "Ceasefire", "Agreement", "Faded", "Prevails"),
    "course": ("Middle run", "Bands", "Ripeness"),
    "ripeness": ("Ripeness", "Hurting stalemate", "Way out", "Hazard", "Red line", "Bands"),
    "fatigue": ("Fatigue", "Bands"),
    "aid": ("Decision to give", "Bands"),
    "votes": ("Bloc", "Decision to give", "Blocks", "Run-month"),
    "proposals": ("Red line", "Zone of agreement", "Offer"),
    "deals": ("Deal on an issue", "Baseline"),
    "terms": ("Agreement", "Red line"),
    "verdict": ("Red line", "Reservation value"),
    "worth": ("Reservation value", "Middle run", "Bands"),
    "gaps": ("Red line", "Hard and announced lines", "Middle run"),
    "zone": ("Zone of agreement", "Contract curve", "Best package", "Red line"),
    "best": ("Best package", "Zone of agreement", "Middle run"),
    "relax": ("Red line", "Zone of agreement"),
    "compare": ("Run", "Lever", "Paired difference", "Ceasefire", "Agreement"),
    "fronts": ("Middle run", "Bands"),
    "map": ("Run", "Lever"),
    "sensitivity": ("Lever", "Run", "Paired difference"),
    "sobol": ("Sobol's indices", "Lever"),
    "reach": ("Lever", "Run", "Baseline", "Paired difference"),
    "story": ("Run", "Fatigue", "Ripeness", "Reservation value", "Hazard", "Way out"),
    "answers": ("Red line", "Ceasefire", "Reservation value", "Deal on an issue", "Offer"),
    "lines": ("Middle run", "Bands", "Fatigue"),
    "batch": ("Run", "Red line", "Lever"),
    "influence": ("Run", "Paired difference"),
    "levers": ("Lever", "Red line", "Bloc"),
}
"""Words of the glossary that are explained at a heading."""


def words(heading: str) -> str:
    """The words used under a heading, each with its meaning."""
    return "\n\n".join(f"**{word}**: {GLOSSARY[word]}" for word in WORDS[heading])

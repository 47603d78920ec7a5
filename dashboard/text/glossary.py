"""Words of the field with their meaning, and at which heading each is explained."""

from __future__ import annotations

GLOSSARY = {
    "Run": "one simulated course of the months ahead; runs differ in luck and in the numbers that are uncertain.",
    "Baseline": "the scenario as its file has it, before anything is moved here.",
    "Middle run": "half of the runs lie above it and half below (the median), month by month.",
    "Bands": "the dark band holds the middle 50 of 100 runs, the light one the middle 90.",
    "Paired difference": "both versions are run with the same luck, so that they differ by their cause only.",
    "Run-month": "one month of one run; 12 months of 100 runs are 1,200 run-months.",
    "Ceasefire": "stops the front for at least 30 days and leaves the rest open.",
    "Agreement": "a settlement that ends the war, whatever it leaves open.",
    "Faded": "the fighting has come down to low activity without any signature; it may flare up again.",
    "Prevails": "a side has won on the battlefield, or the other can fight no longer.",
    "Deal on an issue": "settles something, such as an exchange of prisoners, while the war goes on.",
    "Offer": "what somebody who is not at war adds for a signature, such as money or a guarantee.",
    "Bloc": "a backer whose members vote on new money by a rule, such as unanimity.",
    "Decision to give": "a vote for new money that has passed and has not run out.",
    "Blocks": "a member would vote no, and no decision to give is in force.",
    "Red line": "a term below or above which a side signs nothing.",
    "Zone of agreement": "whether any package exists that every side prefers to fighting on.",
    "Hurting stalemate": "the war tires both publics and neither side expects to win; the less hurt side decides (0 to 1).",
    "Way out": "a package that both sides would take rather than fight on, before their red lines are asked (0 to 1).",
    "Ripeness": "both sides hurt, neither expects to win, and a way out is in sight (0 to 1).",
    "Fatigue": "share of a public that wants the war, or the aid, ended, as a survey asks it.",
    "Lever": "a number of the scenario that can be moved here, within a range that its file gives.",
    "Reservation value": "what fighting on is worth to a side; it signs nothing that is worth less to it than that.",
    "Hazard": "how often something happens in a month, among the runs in which it has not happened yet.",
    "Hard and announced lines": "a hard red line rules a package out; an announced one costs support at home.",
    "Contract curve": "the packages with which neither side can gain more unless the other gains less.",
    "Best package": "the one with the largest product of both sides' gains over fighting on (Nash).",
    "Sobol's indices": "the share of an outcome's variance, over all ranges at once, that a lever accounts for, alone or with others.",
}
WORDS = {
    "ends": ("Baseline", "Ceasefire", "Agreement", "Faded", "Prevails"),
    "course": ("Middle run", "Bands", "Ripeness"),
    "ripeness": ("Ripeness", "Hurting stalemate", "Way out", "Hazard", "Red line", "Bands"),
    "fatigue": ("Fatigue", "Bands"),
    "aid_eur_bn": ("Decision to give", "Bands"),
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

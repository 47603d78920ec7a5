"""Every word that readers and data share, defined once: what may happen in a run, how a war can stand, who is who, who answers what, what
is measured.

An entry has a key, under which data and files carry it, and the words that readers see: a label, a clause for a sentence, and a help. The
command line, the report, the dashboard, the documentation and its glossary read them here. A new outcome is an entry of `FIRSTS` and one
line where the model records it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Outcome(NamedTuple):
    """Something that may happen in a run.

    `label` is a short sentence, `clause` says when it does for the first time; shares of runs are told of those that are `counted`.
    """

    key: str
    label: str
    clause: str
    help: str
    counted: bool = True

    @property
    def first(self) -> str:
        """The variable that holds the month in which it first happens, NaN for never."""
        return f"first_{self.key}"


FIRSTS: Mapping[str, Outcome] = {
    outcome.key: outcome
    for outcome in (
        Outcome("talks", "Talks open", "talks first open", "both sides begin to talk about a settlement while the war goes on"),
        Outcome("ceasefire", "A ceasefire is signed", "a ceasefire is first signed", "a signature stops the front for at least 30 days"),
        Outcome(
            "agreement", "An agreement is signed", "a settlement is first signed", "a signature ends the war, whatever it leaves open"
        ),
        Outcome(
            "signature",
            "Something is signed",
            "a ceasefire or a settlement is first signed",
            "a ceasefire or a settlement, whichever comes first",
            counted=False,
        ),
        Outcome(
            "collapse",
            "What was signed collapses",
            "a ceasefire or an agreement first breaks down and the war goes on",
            "a ceasefire or an agreement breaks down and the war goes on",
        ),
        Outcome(
            "lapse",
            "A ceasefire lapses",
            "a ceasefire first runs out and the war goes on",
            "a ceasefire runs out, is not renewed, and the war goes on",
        ),
        Outcome(
            "low_activity",
            "The fighting fades",
            "the fighting first fades to low activity",
            "the fighting comes down to low activity without any signature",
        ),
        Outcome("victory", "A side prevails", "a side prevails", "a side wins on the battlefield, or the other can fight no longer"),
    )
}  # fmt: skip
"""What a run remembers the first month of."""
OUTCOMES: Mapping[str, Outcome] = {key: outcome for key, outcome in FIRSTS.items() if outcome.counted}
"""What shares of runs are told of, in the order in which they are told."""


class Phase(NamedTuple):
    """Where a run stands at the end of a month, and which end of the war that counts as."""

    label: str
    end: str


PHASES: Mapping[str, Phase] = {
    "war": Phase("War", "at_war"),
    "talks": Phase("Talks", "at_war"),
    "ceasefire": Phase("Ceasefire", "ceasefire"),
    "agreement": Phase("Agreement", "agreement"),
    "low_activity": Phase("Faded", "low_activity"),
    "victory_0": Phase("{pole_0} prevails", "victory_0"),
    "victory_1": Phase("{pole_1} prevails", "victory_1"),
}
"""In the order of their codes in data."""


class End(NamedTuple):
    """A way in which a war can stand; `{pole_0}` and `{pole_1}` in its words are the names of the sides."""

    key: str
    label: str
    help: str

    @property
    def codes(self) -> tuple[int, ...]:
        """Codes of its phases."""
        return tuple(code for code, phase in enumerate(PHASES.values()) if phase.end == self.key)

    def named(self, sides: Mapping[str, str]) -> End:
        """The same with the names of the sides, given by `pole_0` and `pole_1`."""
        return End(self.key, self.label.format(**sides), self.help.format(**sides))


ENDS: Mapping[str, End] = {
    end.key: end
    for end in (
        End("at_war", "Still at war", "The fighting goes on, whether or not talks are under way."),
        End(
            "ceasefire",
            "Ceasefire",
            "A signed ceasefire holds that was meant to last at least 30 days: the front stands still and the war is not settled.",
        ),
        End("agreement", "Agreement", "A signed settlement holds that ends the war, whatever it leaves open."),
        End("low_activity", "Faded", "The fighting has faded to low activity without any signature; it may flare up again."),
        End(
            "victory_0",
            "{pole_0} prevails",
            "{pole_0} has won on the battlefield or {pole_1} can fight no longer; a run that ends so stays so.",
        ),
        End(
            "victory_1",
            "{pole_1} prevails",
            "{pole_1} has won on the battlefield or {pole_0} can fight no longer; a run that ends so stays so.",
        ),
    )
}  # fmt: skip
"""How a war can stand at the end of a month. Every phase belongs to one of them."""


class Verdict(NamedTuple):
    """An actor's answer to a proposal. `clause` says why, after `because`.

    A deal on a separate issue is weighed against what stands and not against the war, and `of_issue` has the words for that.
    """

    label: str
    clause: str
    help: str
    of_issue: tuple[str, str, str] | None = None

    def on_issue(self) -> Verdict:
        """The same answer to a deal on a separate issue."""
        return Verdict(*(self.of_issue or self[:3]))


VERDICTS: Mapping[str, Verdict] = {
    "accepts": Verdict(
        "Accepts",
        "accepts it",
        "the package is worth more to the side than fighting on, and crosses none of its lines",
        ("Accepts", "accepts it", "the deal is worth more to the side than what stands"),
    ),
    "red_line": Verdict("Red line", "it crosses one of its red lines", "crosses one of the side's red lines"),
    "worse_than_war": Verdict(
        "Worse than war",
        "it is worth less to it than fighting on, even if every promise were kept",
        "worth less to the side than fighting on, even if every promise were kept",
        (
            "Worth less than what stands",
            "it is worth less to it than what stands now",
            "worth less to the side than what stands, even if every promise were kept",
        ),
    ),
    "not_believed": Verdict(
        "Not believed",
        "it does not believe the promises in it",
        "good enough on paper, but not once the chance that the promises are broken is counted",
        (
            "Not believed",
            "it does not believe the promises in it",
            "worth more to it on paper, but not once the chance that the promises are broken is counted",
        ),
    ),
    "haggling": Verdict(
        "Still haggling",
        "it would be acceptable, but it asks for more",
        "acceptable in principle, but the side still holds out for more",
    ),
    "third_party": Verdict(
        "Third party",
        "it uses an instrument that the actor does not release",
        "needs something that somebody who is not at the table does not give",
    ),
}
"""In the order of their codes in data, which is that in which reasons are looked for."""
ISSUE_VERDICTS = ("accepts", "not_believed", "worse_than_war")
"""The answers that there are to a deal on a separate issue, in the order in which they are shown."""


class Word(NamedTuple):
    """A word with its meaning."""

    label: str
    help: str


VOTES: Mapping[str, Word] = {
    "yes": Word("Yes", "the leaders are readier to give than their public is tired of giving"),
    "abstains": Word("Abstains", "some support is missing, but so little that the member lets the others go ahead"),
    "no": Word("No", "too much support is missing for that"),
}

BELLIGERENT, SPONSOR, MEDIATOR = "belligerent", "sponsor", "mediator"
ROLES: Mapping[str, Word] = {
    BELLIGERENT: Word("Belligerent", "one of the two sides that fight, with a seat at the table"),
    SPONSOR: Word("Sponsor", "an outside actor that aids a side, holds instruments such as sanctions, and may decide by a vote of members"),
    MEDIATOR: Word("Mediator", "an outside actor that gathers governments behind a proposal and presses for talks"),
}  # fmt: skip


class Variable(NamedTuple):
    """One observable of the model.

    `owners` are the roles that have it (empty: the world as a whole); `clause` tells its value in a story, with `{actor}` and `{value}`;
    `settable` says whether an event may set it; `reacts_to_red_lines` keeps it out of conditions, so that a stricter line can never bring
    an agreement forward.
    """

    label: str
    unit: str
    help: str
    owners: tuple[str, ...] = ()
    clause: str = ""
    settable: bool = False
    low: float | None = None
    high: float | None = None
    reacts_to_red_lines: bool = False


VARIABLES: Mapping[str, Variable] = {
    "front_km2": Variable(
        "Area under control", "km2", "area controlled by the side whose gains raise it", settable=True, low=0, high=2e7
    ),
    "escalation": Variable(
        "Escalation", "index 0-1", "rung of the escalation ladder", (), "escalation {value:.2f}", True, low=0, high=1
    ),
    "balance": Variable(
        "Balance of forces", "log ratio", "log of the ratio of capabilities, positive in favour of the pole-1 side"
    ),
    "month": Variable("Month", "months", "months since the start"),
    "talks": Variable("Talks", "0 or 1", "whether talks are under way"),
    "aid.expected": Variable(
        "Expected aid",
        "EUR bn a month",
        "aid that the parties expect, smoothed over past commitments",
        clause="expected aid of EUR {value:.1f} bn a month",
    ),
    "aid.deliveries": Variable(
        "Deliveries of aid",
        "EUR bn a month",
        "aid that reaches the front this month",
        clause="deliveries of EUR {value:.1f} bn a month",
    ),
    "ripeness": Variable(
        "Ripeness", "index 0-1", "hurting stalemate times a way out: both sides hurt, neither expects to win, and a way out is in sight"
    ),
    "stalemate": Variable(
        "Hurting stalemate",
        "index 0-1",
        "the war tires both publics and neither side expects to win; the less hurt side decides",
    ),
    "way_out": Variable(
        "Way out", "index 0-1", "how clearly both sides see a package that they would take rather than fight on, before red lines are asked"
    ),
    "fatigue": Variable(
        "Fatigue",
        "share of respondents",
        "share of the public that wants the war, or the aid, ended; the survey question is the actor's",
        (BELLIGERENT, SPONSOR),
        "public fatigue in {actor} {value:.2f}",
        settable=True,
        low=0,
        high=1,
    ),
    "concession_readiness": Variable(
        "Ready for concessions",
        "share of respondents",
        "share of the public ready for territorial concessions",
        (BELLIGERENT,),
        "readiness for concessions in {actor} {value:.2f}",
        settable=True,
        low=0,
        high=1,
    ),
    "losses": Variable("Losses", "people a month", "killed and wounded", (BELLIGERENT,)),
    "capability": Variable(
        "Capability", "ratio", "effective military capability", (BELLIGERENT,), settable=True, low=0.05, high=1e6
    ),
    "belief": Variable(
        "Estimate of the balance",
        "log ratio",
        "the side's own estimate of the balance, optimism included",
        (BELLIGERENT,),
        "{actor}'s estimate of the balance {value:+.2f}",
    ),
    "optimism": Variable(
        "Optimism", "log ratio", "by how much a side overrates its chances", (BELLIGERENT,), settable=True, low=-3, high=3
    ),
    "trust": Variable(
        "Trust", "share", "prior that the other side's promises hold", (BELLIGERENT,), settable=True, low=0, high=1
    ),
    "reservation": Variable(
        "Reservation value",
        "utility 0-1",
        "what fighting on is worth to a side: the least a deal must be worth",
        (BELLIGERENT,),
    ),
    "margin": Variable(
        "Haggling margin",
        "utility 0-1",
        "haggling margin that a side still asks above its reservation value",
        (BELLIGERENT,),
    ),
    "aid": Variable("Aid", "EUR bn a month", "aid newly allocated by the sponsor this month", (SPONSOR,)),
    "gate": Variable(
        "Decision to give",
        "0 or 1",
        "whether the sponsor's legislature or members let new money pass",
        (SPONSOR,),
        settable=True,
        low=0,
        high=1,
    ),
    "side_payments": Variable(
        "Side payments", "EUR bn", "concessions that the bloc pays to its members for a decision this month", (SPONSOR,)
    ),
    "diversion": Variable(
        "Diversion",
        "0 or 1",
        "whether another war diverts the sponsor's aid",
        (SPONSOR,),
        settable=True,
        low=0,
        high=1,
    ),
    "engagement": Variable(
        "Engagement",
        "share",
        "share of governments that back the mediator's proposal",
        (MEDIATOR,),
        "support for the mediation of {actor} {value:.2f}",
        settable=True,
        low=0,
        high=1,
    ),
    "pressure": Variable(
        "Outside pressure",
        "index 0-1",
        "outside pressure on a side to settle",
        (BELLIGERENT,),
        "pressure on {actor} {value:.2f}",
    ),
    "zopa": Variable(
        "Zone of agreement",
        "0 or 1",
        "whether any package exists that every side prefers to fighting on, under all red lines",
        reacts_to_red_lines=True,
    ),
    "phase": Variable("Phase", "code", "where the war stands: war, talks, or one of its ends", reacts_to_red_lines=True),
}  # fmt: skip
"""The observables of the model. One that belongs to an actor is written `variable.actor`, such as `fatigue.ukraine`; conditions in a
scenario, the monthly schedule and the columns of a result use these names."""


def variable_of(name: str) -> Variable:
    """The variable behind a name such as `fatigue.ukraine` or `aid.expected`.

    Raises KeyError for a name that is none.
    """
    return VARIABLES[name] if name in VARIABLES else VARIABLES[name.rpartition(".")[0]]


TERMS: Mapping[str, str] = {
    "Run": "the months ahead, simulated once; runs differ in their random draws and in the numbers that are uncertain.",
    "Baseline": "the scenario as its file has it, before anything is moved.",
    "Middle run": "half of the runs lie above it and half below (the median), month by month.",
    "Bands": "the dark band holds the middle 50 of 100 runs, the light one the middle 90.",
    "Monte Carlo error": "how far a share may be off because only so many runs are simulated; an interval of 95 % tells it.",
    "Paired difference": "both versions are run with the same random draws, so that they differ by their cause only.",
    "Run-month": "one month of one run; 12 months of 100 runs are 1,200 run-months.",
    "Prevails": "a side has won on the battlefield, or the other can fight no longer.",
    "Deal on an issue": "settles something, such as an exchange of prisoners, while the war goes on.",
    "Offer": "what somebody who is not at war adds for a signature, such as money or a guarantee.",
    "Bloc": "a sponsor whose members vote on new money by a rule, such as unanimity.",
    "Blocks": "a member would vote no, and no decision to give is in force.",
    "Red line": "a term below or above which a side signs nothing.",
    "Lever": "a number of the scenario that can be moved, within a range that its file gives.",
    "Hazard": "how often something happens in a month, among the runs in which it has not happened yet.",
    "Hard and announced lines": "a hard red line rules a package out; an announced one costs support at home.",
    "Contract curve": "the packages with which neither side can gain more unless the other gains less.",
    "Best package": "the one with the largest product of both sides' gains over fighting on (Nash).",
    "Sobol's indices": "the share of an outcome's variance, over all ranges at once, that a lever accounts for, alone or with others.",
}
"""Words that are neither of the above."""


def glossary() -> Iterator[tuple[str, str]]:
    """Words with their meanings as sentences: those of `TERMS`, then ends, roles and variables; a word has its first meaning."""
    seen: set[str] = set()
    ends = ((end.label, end.help) for end in ENDS.values() if "{" not in end.label)
    roles, variables = (((word.label, word.help) for word in words.values()) for words in (ROLES, VARIABLES))
    for word, meaning in (*TERMS.items(), *ends, *roles, *variables):
        if word not in seen:
            seen.add(word)
            yield word, f"{meaning[0].upper()}{meaning[1:].rstrip('.')}."

"""The month as data: what happens, in which order, what each step reads and writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of a month: the method of the model that does it, and the variables that it reads and writes."""

    title: str
    method: str
    text: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


APPRAISAL = (
    Step(
        "Beliefs",
        "form_beliefs",
        "Each side turns its estimate, its optimism and expected aid into chances of victory and defeat.",
        ("balance", "optimism", "aid.expected"),
        ("belief",),
    ),
    Step(
        "Reservation values",
        "weigh_war",
        "The value of fighting on: a lottery of victory, stalemate and defeat, minus its cost and outside pressure.",
        ("belief", "fatigue", "escalation", "front_km2", "pressure"),
        ("reservation",),
    ),
    Step(
        "Offers",
        "make_offers",
        "Third parties offer aid, guarantees, money or relief for a signature, where everyone who holds the instrument agrees.",
        ("fatigue", "escalation", "engagement"),
        (),
    ),
    Step(
        "Packages",
        "value_packages",
        "Proposals are judged as they stand; the package space is searched with and without red lines.",
        ("reservation", "trust", "margin", "front_km2", "aid.expected", "engagement", "pressure"),
        ("zopa",),
    ),
    Step(
        "Ripeness",
        "ripen",
        "A mutually hurting stalemate and a way out that both sides can see, before red lines.",
        ("fatigue", "belief", "escalation"),
        ("ripeness", "stalemate", "way_out"),
    ),
)

SCHEDULE = (
    Step(
        "Events",
        "apply_events",
        "Dated and conditional events set variables, change parameters and bring policies into force.",
        ("any variable in a condition",),
        ("front_km2", "escalation", "fatigue", "gate", "diversion", "engagement", "trust", "optimism", "capability"),
    ),
    Step(
        "Aid politics",
        "decide_aid",
        "Threat and fatigue make sponsors willing; the members of a bloc vote, or a gate opens and closes by chance; a war elsewhere "
        "diverts aid.",
        ("escalation", "balance", "fatigue", "gate", "diversion"),
        ("gate", "diversion", "aid", "side_payments"),
    ),
    Step(
        "Deliveries",
        "deliver_aid",
        "Allocations enter a pipeline that empties with a lag; expectations follow allocations.",
        ("aid", "aid.expected"),
        ("aid.deliveries", "aid.expected"),
    ),
    Step(
        "War",
        "fight",
        "Capabilities adjust, the front moves beyond a dead zone, escalation rises and fades, people are lost.",
        ("capability", "aid.deliveries", "front_km2", "escalation", "phase"),
        ("capability", "balance", "front_km2", "escalation", "losses"),
    ),
    Step(
        "Learning",
        "learn",
        "Battlefield signals pull each side's estimate to the balance; optimism decays.",
        ("balance", "optimism", "phase"),
        ("optimism",),
    ),
    Step(
        "Publics",
        "tire",
        "Fatigue, readiness for concessions and the mediator's support move.",
        (
            "fatigue",
            "concession_readiness",
            "aid.expected",
            "front_km2",
            "balance",
            "escalation",
            "diversion",
            "engagement",
            "phase",
        ),
        ("fatigue", "concession_readiness", "engagement"),
    ),
    *APPRAISAL[:2],
    Step(
        "Red lines",
        "soften_lines",
        "The release state of each line follows its condition.",
        ("any variable in a condition",),
        (),
    ),
    *APPRAISAL[2:],
    Step(
        "Concessions",
        "concede",
        "At the table each side lowers its margin with time, fatigue and the other's last concession.",
        ("fatigue", "margin", "phase"),
        ("margin",),
    ),
    Step(
        "Signature",
        "sign",
        "Runs that began the month in talks or under a ceasefire may sign: a hazard that grows with the surplus; terms at the Nash "
        "point, or those of a named proposal with a larger product.",
        ("reservation", "margin", "trust", "aid.expected", "engagement", "balance", "phase"),
        (),
    ),
    Step(
        "Turning points",
        "turn",
        "Talks open or break down; ceasefires and agreements begin, lapse or collapse; a side prevails or the fighting fades; deals on "
        "separate issues are signed, renewed or broken, and trust follows.",
        ("ripeness", "pressure", "engagement", "escalation", "trust", "phase", "front_km2", "balance", "fatigue"),
        ("phase", "talks", "trust", "margin"),
    ),
)

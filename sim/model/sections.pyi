# Written by `python -m docs.build` from the schema in sim/scenario; do not edit.
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim.model.arrays import Mask, Value
from sim.scenario.quantity import Section

Switch = bool | Mask

def fields_of(section: type[Section]) -> list[str]: ...
def class_of(section: type[Section]) -> Any: ...

@dataclass(frozen=True)
class Place:
    at: Value | None = None
    front_km2: Value | None = None

@dataclass(frozen=True)
class Parameters:
    format: Literal[1]
    title: str
    start: str
    months: int
    issues: Mapping[str, Issue]
    actors: Mapping[str, Belligerent | Sponsor | Mediator]
    war: War
    escalation: Escalation
    aid: Aid
    beliefs: Beliefs
    opinion: Opinion
    reservation: ReservationValue
    credibility: Credibility
    talks: Talks
    agreement: Agreement
    deals: Deals
    ends: Ends
    proposals: Mapping[str, Proposal]
    offers: Mapping[str, Offer]
    events: Mapping[str, Event]
    policies: Mapping[str, Policy]
    adopted: list[str]

@dataclass(frozen=True)
class Issue:
    label: str
    kind: Literal["terms", "territory", "guarantee", "separate"]
    anchors: Mapping[str, Anchor]
    status_quo: Place | None

@dataclass(frozen=True)
class Anchor:
    at: Value
    label: str
    km2: Value | None

@dataclass(frozen=True)
class Actor:
    label: str
    instruments: Mapping[str, Instrument]

@dataclass(frozen=True)
class Instrument:
    at_least: Value | None
    at_most: Value | None
    eases_with: str | None
    eases_by: Value | None

@dataclass(frozen=True)
class Belligerent(Actor):
    role: Literal["belligerent"]
    pole: Literal[0, 1]
    preferences: Mapping[str, Preference]
    capability: Capability
    fatigue: Public
    concession_readiness: ConcessionReadiness | None
    losses: Value
    optimism: Value
    war_cost: Value
    trust: Value
    margin: Value
    pressure: Value
    pressure_effect: Value
    red_lines: Mapping[str, RedLine]
    victory_km2: Value | None

@dataclass(frozen=True)
class Preference:
    ideal: Value
    weight: Value
    promised: Value
    feared: Place

@dataclass(frozen=True)
class Capability:
    initial: Value
    base: Value
    growth: Value
    from_aid: Value

@dataclass(frozen=True)
class Public:
    initial: Value
    growth_losses: Value
    growth_stalemate: Value
    relief: Value
    usual_level: Value | None
    return_rate: Value | None
    noise: Value

@dataclass(frozen=True)
class ConcessionReadiness:
    initial: Value
    growth: Value
    aid_below_eur_bn: Value
    aid_width_eur_bn: Value
    noise: Value

@dataclass(frozen=True)
class RedLine:
    issue: str
    kind: Literal["hard", "announced"]
    applies_to: list[Literal["settlement", "ceasefire"]]
    at_least: Place | None
    at_most: Place | None
    released_to: Place | None
    release: Release | None
    audience_cost: Value | None

@dataclass(frozen=True)
class Release:
    when: Condition
    rate: Value
    level: Value

@dataclass(frozen=True)
class Condition:
    all: list[Condition] | None
    any: list[Condition] | None
    variable: str | None
    above: Value | None
    below: Value | None
    width: Value | None
    gain: Value | None

@dataclass(frozen=True)
class Sponsor(Actor):
    role: Literal["sponsor"]
    supports: str
    fatigue: SponsorPublic
    stance: Value
    capacity_eur_bn: Value
    initial_eur_bn: Value
    blocked_share: Value
    gate: Gate | None
    decision: Decision | None
    members: Mapping[str, SponsorMember]
    diversion: Diversion | None

@dataclass(frozen=True)
class SponsorPublic(Public):
    growth_diversion: Value

@dataclass(frozen=True)
class Gate:
    open: Switch
    opening_chance: Value
    closing_chance: Value

@dataclass(frozen=True)
class VotingRule:
    rule: Literal["unanimity", "qualified_majority", "majority", "weighted"]
    share_of_members: Value | None
    share_of_weight: Value | None
    opt_out: Value
    swing: Value
    swing_persistence: Value

@dataclass(frozen=True)
class Decision(VotingRule):
    open: Switch
    session_chance: Value
    lasts_months: Value
    side_payments: SidePayments | None

@dataclass(frozen=True)
class SidePayments:
    fund_eur_bn: Value
    price_eur_bn: Value
    most_eur_bn: Value

@dataclass(frozen=True)
class SponsorMember:
    label: str
    weight: Value
    stance: Value | None
    fatigue_gap: Value | None
    threat_perception: Value | None
    gate: Gate | None
    bilateral_eur_bn: Value
    instruments: Mapping[str, Instrument]
    decision: VotingRule | None
    members: Mapping[str, SponsorMember]

@dataclass(frozen=True)
class Diversion:
    active: Switch
    cut: Value
    start_chance: Value
    end_chance: Value

@dataclass(frozen=True)
class Mediator(Actor):
    role: Literal["mediator"]
    engagement: Value | None
    growth: Value
    members: Mapping[str, MediatorMember]

@dataclass(frozen=True)
class MediatorMember:
    label: str
    weight: Value
    engagement: Value | None
    growth: Value | None
    gathers: Switch

@dataclass(frozen=True)
class War:
    area_km2: Value
    initial_front_km2: Value
    dead_zone: Value
    mobility_km2: Value
    noise_km2: Value
    winter_slowdown: Value
    winter: tuple[int, ...]
    adjustment: Value
    losses_escalation: Value

@dataclass(frozen=True)
class Escalation:
    initial: Value
    base_chance: Value
    chance_per_imbalance: Value
    reply_chance: Value
    step: Value
    persistence: Value

@dataclass(frozen=True)
class Aid:
    reference_eur_bn: Value
    other_donors_eur_bn: Value
    initial_deliveries_eur_bn: Value
    initial_expected_eur_bn: Value
    lag_months: Value
    expectation_rate: Value
    threat_base: Value
    threat_escalation: Value
    threat_losing: Value
    threat_losing_at: Value
    threat_losing_width: Value
    threat_weight: Value
    willingness_width: Value

@dataclass(frozen=True)
class Beliefs:
    learning: Value
    signal_noise: Value
    optimism_decay: Value
    stalemate_width: Value
    steepness: Value
    aid_effect: Value
    aid_comfort: Value

@dataclass(frozen=True)
class Opinion:
    stalemate_km2: Value
    gains_km2: Value
    threat_from: Value
    threat_width: Value
    peace_decay: Value

@dataclass(frozen=True)
class ReservationValue:
    fatigue_floor: Value
    escalation_cost: Value
    mood_noise: Value
    mood_persistence: Value

@dataclass(frozen=True)
class Credibility:
    guarantee: Guarantee
    neutral: NeutralGuarantee
    failed_agreements: Value

@dataclass(frozen=True)
class Guarantee:
    protects: str
    strength: Value
    ceiling: Value
    half_at: Value
    width: Value

@dataclass(frozen=True)
class NeutralGuarantee:
    protects: str
    strength: Value
    negotiated_share: Value

@dataclass(frozen=True)
class Talks:
    base_hazard: Value
    ripeness_hazard: Value
    pressure_hazard: Value
    mediation_hazard: Value
    escalation_hazard: Value
    escalation_from: Value
    stalemate_escalation: Value
    way_out_weight: Value
    way_out_width: Value
    breakdown_base: Value
    breakdown_escalation: Value
    breakdown_from: Value
    breakdown_pressure: Value
    concession_rate: Value
    reciprocity: Value

@dataclass(frozen=True)
class Agreement:
    protocol: Literal["nash_search"]
    signing_base: Value
    signing_surplus: Value
    surplus_scale: Value
    guarantee_levels: int
    collapse_hazard: Value
    collapse_guarantee: Value
    collapse_surplus: Value
    collapse_imbalance: Value
    collapse_imbalance_from: Value
    ceasefire_factor: Value

@dataclass(frozen=True)
class Deals:
    signing_base: Value
    signing_talks: Value
    signing_mediation: Value
    breach_chance: Value
    breach_escalation: Value
    trust_gain: Value
    trust_ceiling: Value
    trust_loss: Value

@dataclass(frozen=True)
class Ends:
    collapse_hazard: Value
    collapse_at: Value
    collapse_width: Value
    fading_hazard: Value
    flare_up_hazard: Value

@dataclass(frozen=True)
class Proposal:
    label: str
    scope: Literal["settlement", "ceasefire", "issue"]
    terms: Mapping[str, Place]
    duration: Duration | None
    neutral: Value
    calms: Value | None

@dataclass(frozen=True)
class Duration:
    months: Value
    renewal: Renewal | None

@dataclass(frozen=True)
class Renewal:
    rule: Literal["consent", "automatic"]
    months: Value

@dataclass(frozen=True)
class Offer:
    label: str
    kind: Literal["aid", "guarantee", "payment", "assets", "sanctions_relief"]
    active: Switch
    giver: str
    receiver: str
    worth: Value
    price: Value
    cost_eur_bn: Value
    snap_back: Value | None
    holders: list[str]
    scopes: list[Literal["settlement", "ceasefire"]]
    when: Condition | None

@dataclass(frozen=True)
class Event:
    label: str
    on: str | None
    announced: str | None
    when: Condition | None
    once: Switch
    chance: Value
    set: Mapping[str, float | Switch]
    add: Mapping[str, float | Switch]
    adopt: list[str]
    leadership_change: LeadershipChange | None

@dataclass(frozen=True)
class LeadershipChange:
    actor: str
    optimism: Value | None
    trust: Value | None
    release: Value

@dataclass(frozen=True)
class Policy:
    label: str
    set: Mapping[str, float | Switch]

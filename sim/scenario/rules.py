"""Rules of the world: how war, aid, opinion, belief and talks move. Defaults are assumptions unless their note says more."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.quantity import Quantity, Section, Whole, quantity


class War(Section):
    """The front moves only when the imbalance exceeds a dead zone: defence dominance (Biddle 2004)."""

    area_km2: Quantity = quantity(unit="km2", low=1, high=2e7)
    """Area of the country fought over, for shares."""
    initial_front_km2: Quantity = quantity(unit="km2", low=0, high=2e7, start_only=True)
    """Area under the pole-1 side's control at the start."""
    dead_zone: Quantity = quantity(0.15, unit="log ratio", low=0.001, high=1, note="deadlock near parity")
    """Imbalance below which the front hardly moves."""
    mobility_km2: Quantity = quantity(
        {"value": 12_000, "relative_sd": 0.2},
        unit="km2 a month per log unit",
        low=0,
        high=1e6,
        note="some 600 km2 a month at an imbalance of 0.17, the order of late 2024",
    )
    """Speed of the front beyond the dead zone."""
    noise_km2: Quantity = quantity(150, unit="km2 a month", low=0, high=1e5, note="scatter of monthly changes in 2023")
    """Standard deviation of monthly movement that the balance does not explain."""
    winter_slowdown: Quantity = quantity(0.25, unit="share", low=0, high=1, note="mud and frost")
    """Share by which winter slows the drift of the front and the losses."""
    winter: tuple[Annotated[Whole, Field(ge=1, le=12)], ...] = (12, 1, 2)
    """Calendar months of winter."""
    adjustment: Quantity = quantity(0.12, unit="share a month", low=0, high=1, note="training and industry")
    """Share of the gap to the sustained capability that closes in a month."""
    losses_escalation: Quantity = quantity(0.5, unit="share", low=0, high=5, note="losses rise with intensity")
    """Rise of the losses at full escalation, relative to the start."""


class Escalation(Section):
    """The losing side or its sponsors unlock a weapon, the other side answers (Kahn 1965, Schelling 1966, Smoke 1977)."""

    initial: Quantity = quantity(0.2, unit="index 0-1", low=0, high=1, note="a judgement", start_only=True)
    """Level at the start."""
    base_chance: Quantity = quantity(0.06, unit="chance a month", low=0, high=1, note="every year or so")
    """Chance of a step at parity."""
    chance_per_imbalance: Quantity = quantity(0.25, unit="chance a month per log unit", low=0, high=5, note="weak")
    """Further chance per unit of imbalance, whichever side is losing."""
    reply_chance: Quantity = quantity(0.65, unit="chance", low=0, high=1, note="two in three steps are answered")
    """Chance that a step is answered in kind."""
    step: Quantity = quantity(0.16, unit="index 0-1", low=0, high=1, note="six steps span the ladder")
    """Height of one step."""
    persistence: Quantity = quantity(0.85, unit="share a month", low=0, high=1, note="fades within half a year")
    """Share of the level that is left after a month."""


class Aid(Section):
    """Willingness, gates, a pipeline and expectations (Putnam 1988, Krehbiel 1998, Tsebelis 2002)."""

    reference_eur_bn: Quantity = quantity(6.6, unit="EUR bn a month", low=0.01, high=1000, note="long-run mean")
    """Aid that counts as one in the capability of the receiver."""
    other_donors_eur_bn: Quantity = quantity(0.0, unit="EUR bn a month", low=0, high=50, note="none")
    """Aid of donors that are not actors; a constant."""
    initial_deliveries_eur_bn: Quantity = quantity(unit="EUR bn a month", low=0, high=200, start_only=True)
    """Aid that reaches the front in the month of the start."""
    initial_expected_eur_bn: Quantity = quantity(unit="EUR bn a month", low=0, high=200, start_only=True)
    """Aid that the parties expect at the start."""
    lag_months: Quantity = quantity(4, unit="months", low=1, high=60, note="from allocation to front")
    """Mean time from allocation to delivery."""
    expectation_rate: Quantity = quantity(0.25, unit="share a month", low=0, high=1, note="a year's memory at most")
    """Weight of this month's allocations in the expectation."""
    threat_base: Quantity = quantity(0.3, unit="index 0-1", low=0, high=1, note="threat without escalation")
    """Perceived threat at no escalation and an even balance."""
    threat_escalation: Quantity = quantity(0.4, unit="index 0-1", low=0, high=1, note="a judgement")
    """Addition at full escalation."""
    threat_losing: Quantity = quantity(0.3, unit="index 0-1", low=0, high=1, note="a judgement")
    """Addition when the supported side is clearly losing."""
    threat_losing_at: Quantity = quantity(0.15, unit="log ratio", low=0, high=2, note="edge of the dead zone")
    """Imbalance at which half of it applies."""
    threat_losing_width: Quantity = quantity(0.1, unit="log ratio", low=0.001, high=2, note="soft")
    """Width of that ramp."""
    threat_weight: Quantity = quantity(0.3, unit="index 0-1", low=0, high=2, note="a judgement")
    """Effect of the threat on willingness."""
    willingness_width: Quantity = quantity(0.1, unit="index 0-1", low=0.001, high=2, note="too small: on or off")
    """Width of the step from unwilling to willing."""


class Beliefs(Section):
    """War informs: estimates converge to the balance, optimism decays (Wagner 2000, Slantchev 2003, Powell 2004)."""

    learning: Quantity = quantity(0.2, unit="share a month", low=0, high=1, note="half a year")
    """Weight of this month's battlefield signal."""
    signal_noise: Quantity = quantity(0.15, unit="log ratio", low=0, high=2, note="fog of war")
    """Standard deviation of the signal."""
    optimism_decay: Quantity = quantity(0.03, unit="share a month", low=0, high=1, note="slow")
    """Monthly loss of optimism while fighting."""
    stalemate_width: Quantity = quantity(0.45, unit="log ratio", low=0.01, high=3, note="neither expects a quick win")
    """Believed imbalance at which victory becomes as likely as not."""
    steepness: Quantity = quantity(0.15, unit="log ratio", low=0.01, high=2, note="soft")
    """Width of the step from stalemate to victory."""
    aid_effect: Quantity = quantity(0.1, unit="log ratio", low=0, high=2, note="small against the balance")
    """Shift of both sides' estimates when expected aid is one reference below the comfortable level."""
    aid_comfort: Quantity = quantity(0.7, unit="share of reference aid", low=0, high=3, note="middling aid")
    """Expected aid at which there is no such shift."""


class Opinion(Section):
    """What moves all publics alike."""

    stalemate_km2: Quantity = quantity(250, unit="km2 a month", low=1, high=1e5, note="a third of the fastest month")
    """Movement of the front that no longer counts as stalemate (half-width of a bell curve)."""
    gains_km2: Quantity = quantity(1900, unit="km2 a month", low=1, high=1e6, note="a tenth of an oblast")
    """Gain that gives the full relief."""
    threat_from: Quantity = quantity(0.65, unit="index 0-1", low=0, high=1, note="a serious threat")
    """Threat at which half of the sponsors' relief applies."""
    threat_width: Quantity = quantity(0.05, unit="index 0-1", low=0.001, high=1, note="soft")
    """Width of that ramp."""
    peace_decay: Quantity = quantity(0.02, unit="share a month", low=0, high=1, note="slow recovery")
    """Monthly fall of the belligerents' fatigue under an agreement."""


class ReservationValue(Section):
    """The value of fighting on: a lottery of victory, stalemate and defeat, minus its cost (Fearon 1995, Powell 2004)."""

    fatigue_floor: Quantity = quantity(0.5, unit="share", low=0, high=2, note="cost felt without any fatigue")
    """Cost is felt in proportion to this floor plus fatigue."""
    escalation_cost: Quantity = quantity(0.3, unit="share", low=0, high=5, note="a judgement")
    """Rise of the cost at full escalation."""
    mood_noise: Quantity = quantity(0.03, unit="utility 0-1", low=0, high=0.5, note="politics of the month")
    """Standard deviation of a passing mood."""
    mood_persistence: Quantity = quantity(0.7, unit="share a month", low=0, high=1, note="a few months")
    """Share of the mood that is left after a month."""


class Guarantee(Section):
    """Outside guarantee on the guarantee issue; its credibility follows expected aid (Walter 1997, Fortna 2003)."""

    protects: str
    """Belligerent whose fears it eases."""
    strength: Quantity = quantity(0.6, unit="share", low=0, high=1, note="not measured")
    """Share of disbelief that a full and fully credible guarantee removes."""
    ceiling: Quantity = quantity(0.6, unit="share", low=0, high=1, note="guarantors may not show up")
    """Credibility at full expected aid."""
    half_at: Quantity = quantity(0.5, unit="share of reference aid", low=0, high=3, note="a judgement")
    """Expected aid at which the variable half of the credibility is half lost."""
    width: Quantity = quantity(0.15, unit="share of reference aid", low=0.001, high=3, note="soft")
    """Width of that ramp."""


class NeutralGuarantee(Section):
    """Guarantors that neither side counts as the other's; credible in proportion to the mediator's engagement."""

    protects: str
    """Belligerent whose fears it eases."""
    strength: Quantity = quantity(0.5, unit="share", low=0, high=1, note="not measured")
    """Share of disbelief that full neutral guarantees at full engagement remove."""
    negotiated_share: Quantity = quantity(0.3, unit="share", low=0, high=1, note="some neutral role in any deal")
    """Neutral share in packages found at the table."""


class Credibility(Section):
    """Promises are worth what one expects to get (commitment problem: Fearon 2004, Powell 2006)."""

    guarantee: Guarantee
    """Outside guarantee on the guarantee issue."""
    neutral: NeutralGuarantee
    """Neutral guarantors."""
    failed_agreements: Quantity = quantity(2, unit="agreements", low=0, high=50, note="failed before the start")
    """Failed agreements so far; after each further one trust falls to at most 1/(2 + failures)."""


class Talks(Section):
    """When talks open and break, and how sides concede (Zartman 2000, Greig and Diehl 2012, Faratin et al. 1998)."""

    base_hazard: Quantity = quantity(0.006, unit="hazard a month", low=0, high=5, note="an open channel")
    """Hazard of opening without any of the causes below."""
    ripeness_hazard: Quantity = quantity(0.15, unit="hazard a month", low=0, high=5, note="chosen level")
    """Addition at full ripeness (times ripeness squared)."""
    pressure_hazard: Quantity = quantity(0.1, unit="hazard a month", low=0, high=5, note="a lever, not a finding")
    """Addition at full pressure on both sides."""
    mediation_hazard: Quantity = quantity(0.03, unit="hazard a month", low=0, high=5, note="small")
    """Addition at full engagement and a full hurting stalemate."""
    escalation_hazard: Quantity = quantity(0.03, unit="hazard a month", low=0, high=5, note="fear of catastrophe")
    """Addition per unit of escalation above `escalation_from`."""
    escalation_from: Quantity = quantity(0.6, unit="index 0-1", low=0, high=1, note="a judgement")
    """Escalation above which fear of catastrophe opens talks."""
    stalemate_escalation: Quantity = quantity(0.3, unit="share", low=0, high=5, note="a judgement")
    """Rise of the hurting stalemate at full escalation."""
    way_out_weight: Quantity = quantity(0.7, unit="share", low=0, high=1, note="a stalemate alone ripens little")
    """Share of ripeness that depends on seeing a way out."""
    way_out_width: Quantity = quantity(0.05, unit="utility 0-1", low=0.001, high=1, note="soft")
    """Surplus of the best package at which the way out is seen clearly."""
    breakdown_base: Quantity = quantity(0.08, unit="chance a month", low=0, high=1, note="a year of talks")
    """Chance that talks break down in a month."""
    breakdown_escalation: Quantity = quantity(0.25, unit="chance a month", low=0, high=5, note="a judgement")
    """Addition per unit of escalation above `breakdown_from`."""
    breakdown_from: Quantity = quantity(0.5, unit="index 0-1", low=0, high=1, note="a judgement")
    """Escalation above which talks suffer."""
    breakdown_pressure: Quantity = quantity(0.05, unit="chance a month", low=0, high=1, note="sponsors keep it going")
    """Reduction at full pressure on the supported side."""
    concession_rate: Quantity = quantity(0.008, unit="utility a month", low=0, high=1, note="slow")
    """Monthly concession at middling fatigue (times 0.5 plus fatigue)."""
    reciprocity: Quantity = quantity(0.3, unit="share", low=0, high=1, note="nearly without effect")
    """Share of the other side's last concession that is returned."""


class Agreement(Section):
    """Signature as a hazard that grows with the surplus; terms at the Nash point; collapse (Nash 1950, Fortna 2004)."""

    protocol: Literal["nash_search"] = "nash_search"
    """How bargaining comes to a signature. `nash_search`: all packages are searched, and a hazard leads to the Nash point."""
    signing_base: Quantity = quantity(0.04, unit="chance a month", low=0, high=1, note="chosen level")
    """Chance to sign in a month as soon as a zone of possible agreement exists."""
    signing_surplus: Quantity = quantity(0.2, unit="chance a month", low=0, high=1, note="chosen level")
    """Addition when the surplus reaches `surplus_scale`."""
    surplus_scale: Quantity = quantity(0.05, unit="utility 0-1", low=0.0001, high=1, note="a judgement")
    """Surplus of the worse-off side at which signing is quickest."""
    guarantee_levels: Whole = Field(default=11, ge=2, le=201)
    """Number of evenly spaced levels of the guarantee issue that the search tries."""
    collapse_hazard: Quantity = quantity(0.03, unit="hazard a month", low=0, high=5, note="level of civil-war data")
    """Hazard of collapse in the first month of a weak agreement; it falls with the square root of its age."""
    collapse_guarantee: Quantity = quantity(2.8, unit="log hazard", low=0, high=20, note="Fortna's direction")
    """Fall of the log hazard under a full guarantee."""
    collapse_surplus: Quantity = quantity(4.0, unit="log hazard per utility", low=0, high=100, note="a judgement")
    """Fall of the log hazard per unit of the smaller surplus."""
    collapse_imbalance: Quantity = quantity(1.5, unit="log hazard per log unit", low=0, high=20, note="Werner 1999")
    """Rise of the log hazard per unit of imbalance beyond `collapse_imbalance_from`."""
    collapse_imbalance_from: Quantity = quantity(0.15, unit="log ratio", low=0, high=2, note="edge of the dead zone")
    """Imbalance that does not yet endanger an agreement."""
    ceasefire_factor: Quantity = quantity(1.6, unit="factor", low=0, high=20, note="a pause without terms is weaker")
    """Factor on the hazard for a bare ceasefire."""


class Deals(Section):
    """Deals on separate issues, signed and kept while the war goes on (Min 2022: limited deals as a channel)."""

    signing_base: Quantity = quantity(0.05, unit="chance a month", low=0, high=1, note="contacts never broke off")
    """Chance to sign a deal that both sides want in a month without talks."""
    signing_talks: Quantity = quantity(0.15, unit="chance a month", low=0, high=1, note="a table helps")
    """Addition while talks are under way."""
    signing_mediation: Quantity = quantity(0.1, unit="chance a month", low=0, high=1, note="a go-between helps")
    """Addition at full engagement of the mediators."""
    breach_chance: Quantity = quantity(0.02, unit="chance a month", low=0, high=1, note="some deals fail early")
    """Chance that a deal in force is broken in a month."""
    breach_escalation: Quantity = quantity(0.05, unit="chance a month", low=0, high=1, note="a judgement")
    """Addition at full escalation."""
    trust_gain: Quantity = quantity(0.02, unit="share a month", low=0, high=1, note="slow")
    """Share of the gap to `trust_ceiling` that trust closes in a month with a deal in force."""
    trust_ceiling: Quantity = quantity(0.5, unit="share", low=0, high=0.95, note="even chances")
    """Trust that limited deals can build at most."""
    trust_loss: Quantity = quantity(0.15, unit="share", low=0, high=1, note="a breach is remembered")
    """Share of both sides' trust that a breach destroys."""


class Ends(Section):
    """How a war ends without a signature: a side breaks, or the fighting fades (Kreutz 2010 on UCDP data)."""

    collapse_hazard: Quantity = quantity(0.04, unit="hazard a month", low=0, high=5, note="no series to measure it by")
    """Hazard that a side breaks when it is far inferior and its whole public is tired."""
    collapse_at: Quantity = quantity(0.6, unit="log ratio", low=0, high=3, note="beyond what either side has seen")
    """Imbalance against a side at which half of the hazard applies."""
    collapse_width: Quantity = quantity(0.08, unit="log ratio", low=0.001, high=2, note="soft")
    """Width of that ramp."""
    fading_hazard: Quantity = quantity(
        0.006, unit="hazard a month", low=0, high=5, note="one in a thousand at middling values"
    )
    """Hazard that the fighting fades when nothing moves, nobody escalates and both publics are tired."""
    flare_up_hazard: Quantity = quantity(0.0076, unit="hazard a month", low=0, high=5, note="37 % in five years")
    """Hazard that a faded war begins again."""

"""The long text of the page About."""

ABOUT = """
## What this is

A scenario file describes a war, the parties, their sponsors and those who mediate, what can be bargained
over, and the lines that each side says it will not cross. The simulator plays the coming months thousands of
times. Every run has random draws of its own, and every uncertain number is drawn afresh from its range. The
pages count how the runs stand: still at war, under a ceasefire or an agreement, faded, or won by one side.

Sponsors may be blocs whose members vote on new money. Under *Members* each can be turned round, to see what hangs
on a single vote. Deals on separate issues, such as prisoners or grain, are signed and broken while the war goes on.

## How to read the figures

- **A count is a count of runs.** “6 in 100 runs” says how often something happened in the simulation, given
  the numbers of the file and the levers. It is not a forecast, and nothing here says how likely the event is
  in the world.
- **Two kinds of uncertainty are apart.** The interval behind a share says the Monte Carlo
  error, which comes from a finite number of runs; more runs make it narrower. That the *model or its numbers* may
  be wrong is a matter of its own, and no interval on these pages covers it.
- **Differences are firmer than levels.** Baseline and change are run with the same draws, run by run, so the
  difference shows what the lever does in the model. A level leans on every assumption at once.
- **A band is not a wall.** Ten in 100 runs lie outside the light band in any month.

## What it cannot tell you

- It cannot say what anybody will decide. Leaders are stood for by thresholds, publics by survey shares,
  members of a bloc by a stance and the distance of their public from the bloc's.
- Secret talks, changes of leader, mutinies, new weapons, accidents and surprises are present only as far as
  the file has an event for them.
- Red lines are taken from what parties said, or are assumed. Parties bluff, and the model does not know by
  how much.
- A victory, or a war that fades, rests on hazards that hardly any data pin down. Read their counts as an order of
  size at most.
- The terms are reduced to a few scales from one side's ideal to the other's. A treaty is longer than that,
  and wording decides much.
- Losses, fatigue and willingness are measured badly in wartime. Some figures are one side's claims and are
  marked so on the page Sources.
- Few wars are alike enough to test such a model on. Passing a test on past months is weak evidence about the
  next ones.
- It takes no side, and it says nothing on which outcome is just.

## Good use

Ask *what would have to be true* for a result to hold. Move the assumption that you doubt most, and see
whether your conclusion survives. Read who blocks a proposal and why before reading how often it is signed.
Share the address of the page: it carries the scenario, every lever you moved, the number of runs and the
seed, so that others see the same figures.
"""

GLOSSARY_HEADING = "Words"
REASONS_HEADING = "Answers to a proposal"
DEAL_REASONS_HEADING = "Answers to a deal on an issue"
VOTES_ABOUT = "Votes of members"
EVIDENCE_HEADING = "Validation"
EVIDENCE = (
    "`parley hindcast` starts at a past month with what was known then, and scores the runs against what was observed up to November "
    "2024, beside simple rules such as *no change*. `parley hindcast --origins rolling` does so from many months. Published figures "
    "of other models, and closed forms, are given again by tests. The pages `docs/hindcast.md` and `docs/oracles.md` say where the model "
    "does well, where it does not, and how few cases there are."
)
SCHEDULE_HEADING = "A month of the model, step by step"
SCHEDULE_INTRO = (
    "Every run goes through these steps once a month, in this order. `docs/odd.md` describes each with its equations, its numbers and its "
    "literature, after the protocol ODD (Grimm and others 2020)."
)

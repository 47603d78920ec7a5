"""Simulate what is likely to be asked next while the reader looks at the page: the lever just moved, moved as far again.

Whoever walks along a slider by keys then finds the next result ready. Nothing of it is shown before it is asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dashboard.session.state import Question, Range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim import Parameter, Scenario

PAUSE = 0.5
"""Seconds that a page must have been left alone."""
MOST = 100_000
"""Runs times months up to which it is worth while: a few hundred milliseconds."""
_working = threading.Lock()
"""One for the whole server: guesses never queue up behind each other."""


def guess(before: Question, now: Question, scenario: Scenario, known: Mapping[str, Parameter]) -> Question | None:
    """The next question of somebody who has just moved one lever and goes on; None where there is nothing to guess."""
    if replace(before, changes=()) != replace(now, changes=()) or now.runs * now.months > MOST:
        return None
    old, new = dict(before.changes), dict(now.changes)
    moved = [path for path in {**old, **new} if old.get(path) != new.get(path)]
    if len(moved) != 1 or moved[0] not in scenario.levers or isinstance(known[moved[0]].value, bool):
        return None
    path, reach = moved[0], Range.of(scenario.levers[moved[0]], known[moved[0]])
    start, stop = (float(side.get(path, reach.default)) for side in (old, new))
    value = reach.settle(2 * stop - start)
    if value == stop:
        return None
    changes = {name: value if name == path else new[name] for name in scenario.levers if name in new or name == path}
    changes |= {name: new[name] for name in new if name not in scenario.levers}
    if value == reach.default:
        del changes[path]
    return replace(now, changes=tuple(changes.items()))


def later(work: Callable[[], object], working: threading.Lock = _working) -> threading.Timer:
    """Do the work after the pause, unless other such work is being done then; `cancel` takes it back until it has begun."""

    def begin() -> None:
        if working.acquire(blocking=False):
            try:
                work()
            finally:
                working.release()

    timer = threading.Timer(PAUSE, begin)
    timer.daemon = True
    timer.start()
    return timer

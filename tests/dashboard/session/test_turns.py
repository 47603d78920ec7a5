"""Turns: short work first, those who had little before those who had much, and nothing for those who have left."""

import threading

import pytest

import sim
from dashboard.session import turns

LONG, SHORT = 8.0, 0.5


class Readers:
    """Readers in threads of their own, whose work is noted in the order in which it is done."""

    def __init__(self, monkeypatch):
        self.local, self.done, self.gone = threading.local(), [], set()
        self.lock = threading.Lock()
        monkeypatch.setattr(turns, "_reader", lambda: self.local.name)
        monkeypatch.setattr(turns, "still_wanted", self.still_wanted)
        monkeypatch.setattr(turns, "LOOK", 0.005)
        self.work = lambda: 0.0
        self.turns = turns.Turns(worked=lambda: self.work())  # noqa: PLW0108 (tests replace `work`)

    def still_wanted(self):
        if self.local.name in self.gone:
            raise InterruptedError

    def begin(self, name, seconds, pieces=1, memory=0, before=None):
        """Let a reader ask; `before` is called with the number of each piece."""

        def work():
            self.local.name = name
            try:
                with self.turns.turn(seconds, memory) as give_way:
                    for piece in range(pieces):
                        if before:
                            before(piece)
                        self.done.append(name)
                        give_way()
            except InterruptedError:
                self.done.append(f"{name} has left")

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    def until_waiting(self, count):
        """Wait until so many wait for their turn."""
        while len(self.turns._waiting) != count:
            threading.Event().wait(0.001)


@pytest.fixture
def readers(monkeypatch):
    return Readers(monkeypatch)


def test_short_work_goes_first(readers):
    go = threading.Event()
    threads = [readers.begin("first", SHORT, before=lambda _: go.wait(20))]
    while not readers.turns._doing:
        go.wait(0.001)
    threads += [readers.begin("long", LONG), readers.begin("short", SHORT)]
    readers.until_waiting(2)
    go.set()
    for thread in threads:
        thread.join(20)
    assert readers.done == ["first", "short", "long"]


def test_long_work_gives_way_between_its_pieces(readers):
    threads = []

    def another_comes(piece):
        if piece == 1:
            threads.append(readers.begin("short", SHORT))
            readers.until_waiting(1)

    readers.begin("long", LONG, 4, before=another_comes).join(20)
    threads[0].join(20)
    assert readers.done == ["long", "long", "short", "long", "long"]


def test_who_had_much_waits_for_who_had_little(readers):
    spent = [0.0]
    readers.work = lambda: spent[0]

    def takes(piece):
        spent[0] += 5

    readers.begin("greedy", SHORT, before=takes).join(20)
    go = threading.Event()
    threads = [readers.begin("first", SHORT, before=lambda _: go.wait(20))]
    while not readers.turns._doing:
        go.wait(0.001)
    threads += [readers.begin("greedy", SHORT), readers.begin("modest", 4 * SHORT)]
    readers.until_waiting(2)
    go.set()
    for thread in threads:
        thread.join(20)
    assert readers.done[-2:] == ["modest", "greedy"]


@pytest.mark.parametrize("waits", [True, False])
def test_the_work_of_who_has_left_is_ended(readers, waits):
    go = threading.Event()
    if waits:
        first = readers.begin("first", SHORT, before=lambda _: go.wait(20))
        while not readers.turns._doing:
            go.wait(0.001)
        thread = readers.begin("gone", LONG)
        readers.until_waiting(1)
        readers.gone.add("gone")
        thread.join(20)
        go.set()
        first.join(20)
        assert readers.done == ["gone has left", "first"]
    else:
        readers.begin("gone", LONG, 5, before=lambda piece: piece == 2 and readers.gone.add("gone")).join(20)
        assert readers.done == ["gone"] * 3 + ["gone has left"]
    assert readers.turns._doing is None and not readers.turns._waiting
    readers.begin("next", SHORT).join(20)
    assert readers.done[-1] == "next"


def test_only_one_large_piece_of_work_is_begun_at_once(readers):
    threads = []

    def others_come(piece):
        if piece == 0:
            threads.extend([readers.begin("large too", SHORT, memory=10**9), readers.begin("small", SHORT)])
            readers.until_waiting(2)

    readers.begin("large", LONG, 3, 10**9, others_come).join(20)
    for thread in threads:
        thread.join(20)
    assert readers.done == ["large", "small", "large", "large", "large too"]


def test_a_turn_within_a_turn_is_none(readers):
    readers.local.name = "one"
    with readers.turns.turn(), readers.turns.turn():
        pass
    assert readers.turns._doing is None


def test_a_reader_who_has_earned_something_goes_before_newcomers(readers):
    now = [0.0]
    readers.turns.clock = lambda: now[0]
    readers.begin("here", SHORT).join(20)
    now[0] += 60
    go = threading.Event()
    threads = [readers.begin("first", SHORT, before=lambda _: go.wait(20))]
    while not readers.turns._doing:
        go.wait(0.001)
    threads += [readers.begin("new", SHORT), readers.begin("here", SHORT + turns.MOST_EARNED / 2)]
    readers.until_waiting(2)
    go.set()
    for thread in threads:
        thread.join(20)
    assert readers.done[-2:] == ["here", "new"]


def test_whoever_waits_long_goes_before_others_who_are_always_new(readers):
    now = [0.0]
    readers.turns.clock = lambda: now[0]
    go = threading.Event()
    threads = [readers.begin("first", SHORT, before=lambda _: go.wait(20))]
    while not readers.turns._doing:
        go.wait(0.001)
    threads.append(readers.begin("patient", LONG))
    readers.until_waiting(1)
    now[0] += LONG / turns.PATIENCE
    threads.append(readers.begin("new", SHORT))
    readers.until_waiting(2)
    go.set()
    for thread in threads:
        thread.join(20)
    assert readers.done == ["first", "patient", "new"]


def test_who_is_away_keeps_nobody_waiting_and_takes_the_turn_again(readers):
    other, again = [], []

    def work():
        readers.local.name = "one"
        with readers.turns.turn(SHORT):
            with readers.turns.away():
                readers.begin("two", SHORT).join(20)
                other.extend(readers.done)
            again.append(readers.turns._doing.reader)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert other == ["two"] and again == ["one"] and readers.turns._doing is None


def test_a_turn_of_another_kind_leaves_the_first(readers):
    beside = turns.Turns(leaves=readers.turns)
    doing = []

    def work():
        readers.local.name = "one"
        with readers.turns.turn(SHORT), beside.turn(SHORT):
            doing.append(readers.turns._doing)
            readers.begin("two", SHORT).join(20)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert doing == [None] and readers.done == ["two"]


def test_who_leaves_while_taking_the_turn_again_leaves_nothing_behind(readers):
    go, ended = threading.Event(), []

    def work():
        readers.local.name = "gone"
        with pytest.raises(InterruptedError), readers.turns.turn(SHORT), readers.turns.away():
            other = readers.begin("other", SHORT, before=lambda _: go.wait(20))
            while not readers.turns._doing:
                go.wait(0.001)
            readers.gone.add("gone")
        go.set()
        other.join(20)
        ended.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert ended and readers.turns._doing is None and not readers.turns._waiting


def test_work_that_never_gives_way_is_not_waited_for_for_ever(readers):
    readers.turns.stuck = 0.01
    go = threading.Event()
    stuck = readers.begin("stuck", SHORT, before=lambda _: go.wait(20))
    while not readers.turns._doing:
        go.wait(0.001)
    readers.begin("next", SHORT).join(20)
    assert readers.done == ["next"]
    go.set()
    stuck.join(20)
    assert readers.done == ["next", "stuck"] and readers.turns._doing is None


def test_streamlit_has_what_is_hooked_into():
    """Fails where a new version of Streamlit runs scripts otherwise."""
    from streamlit.runtime.scriptrunner import ScriptRunner

    assert callable(ScriptRunner._run_script) and callable(ScriptRunner._maybe_handle_execution_control_request)


def test_a_simulation_gives_way_between_its_months(readers, small):
    beside, ended = turns.Turns(leaves=turns.Turns()), []

    def simulates():
        readers.local.name = "long"
        with beside.turn(LONG):
            sim.simulate(small, 8, 5)
            ended.append(list(readers.done))

    readers.turns = beside
    months = []
    wanted = readers.still_wanted

    def another_comes():
        if readers.local.name == "long":
            months.append(1)
            if len(months) == 2:
                readers.begin("short", SHORT)
                readers.until_waiting(1)
        wanted()

    turns.still_wanted = another_comes  # put back by the fixture
    thread = threading.Thread(target=simulates)
    thread.start()
    thread.join(20)
    assert ended == [["short"]] and len(months) >= 5


def test_leaving_between_two_months_ends_the_simulation(small):
    seen = []

    def leave():
        seen.append(1)
        if len(seen) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError), sim.between_months(leave):
        sim.simulate(small, 8, 5)
    sim.simulate(small, 8, 5)
    assert len(seen) == 3

"""The seam between a month of bargaining and the protocol that decides what is signed in it."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple, Protocol, cast

import numpy as np

from sim.model import sections
from sim.model.arrays import Array, Index, Mask
from sim.model.bargaining.table import BargainingTable


class Bargain(NamedTuple):
    """What lies before the sides in a month.

    `at_table`, `under_truce` (runs,): where they talk, and where a ceasefire holds already; `margins` (runs, 2): what each asks above its
    reservation value; `draw` (runs,): the month's uniform draws of the protocol.
    """

    table: BargainingTable
    at_table: Mask
    under_truce: Mask
    margins: Array
    rules: sections.Agreement
    draw: Array


class Signed(NamedTuple):
    """What is signed, one row for each run that signs.

    `runs` (signed,) are their numbers; `proposal` (signed,) the place of a named proposal on the table, -1 for a package of their own;
    `terms` (signed, issues); `smaller` (signed,) the smaller surplus above need; `neutral` (signed,) the neutral share of guarantees.
    """

    runs: Index
    proposal: Index
    terms: Array
    smaller: Array
    neutral: Array


class BargainingProtocol(Protocol):
    """How bargaining comes to a signature."""

    def sign(self, bargain: Bargain) -> Signed:
        """Which of the runs at the table sign this month, and what."""
        ...


def protocol_of(rules: sections.Agreement) -> BargainingProtocol:
    """The protocol that a scenario names: the module of that name in `protocols`."""
    return cast(BargainingProtocol, import_module(f"sim.model.bargaining.protocols.{rules.protocol}"))


def named(bargain: Bargain, runs: Index, proposal: Index) -> Signed:
    """A signature of named proposals as they stand, one for each of some runs."""
    table = bargain.table
    return Signed(
        runs,
        proposal,
        table.position[runs, proposal],
        table.appraisal.worth[runs, proposal].min(axis=1),
        table.neutral[runs, proposal],
    )


def nothing(bargain: Bargain) -> Signed:
    """Nobody signs."""
    return Signed(
        np.empty(0, dtype=np.intp),
        np.empty(0, dtype=np.intp),
        np.empty((0, len(bargain.table.issues))),
        np.empty(0),
        np.empty(0),
    )

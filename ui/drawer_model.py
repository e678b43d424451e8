"""What the drawer's page knows: the shift, what is being counted, paid in or out, and its end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Final

from kpay_desktop.domain.cash import DENOMINATIONS_MINOR, DrawerCount
from kpay_desktop.domain.ledger import ShiftRecord
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.money import AmountEntry
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.flows.cash_view import DrawerDone
from kpay_desktop.ports import StoreErrorKind
from ui.void_model import press_figure

ROWS: Final = tuple(reversed(DENOMINATIONS_MINOR))
"""Coins and notes in the order in which they are counted: the largest first."""
COUNT_DIGITS: Final = 4
MOST_REASON: Final = 60
MOST_MOVED_MINOR: Final = 99_999_995
COUNTS: Final = frozenset({DrawerKind.OPENED, DrawerKind.CLOSED})
"""What is done by counting."""
MOVES: Final = frozenset({DrawerKind.PAID_IN, DrawerKind.PAID_OUT, DrawerKind.NO_SALE})
"""What is done for a reason."""


class DrawerStage(StrEnum):
    """How far it is. ``SENT``: it was handed over, and an answer is waited for."""

    OVERVIEW = "overview"
    COUNT = "count"
    MOVE = "move"
    SENT = "sent"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class DrawerModel:
    """The page's own state. ``is_told``: ``shift`` is what the store said; None: none is open.

    ``kind`` is what is being done, ``pieces`` how many were counted of each of :data:`ROWS`, and
    ``row`` the one that the keys fill. ``request`` names the press that does it.
    """

    shift: ShiftRecord | None = None
    is_told: bool = False
    fault: StoreErrorKind | None = None
    stage: DrawerStage = DrawerStage.OVERVIEW
    kind: DrawerKind = DrawerKind.OPENED
    pieces: tuple[str, ...] = ("",) * len(ROWS)
    row: int = 0
    amount: AmountEntry = field(default_factory=partial(AmountEntry, MOST_MOVED_MINOR))
    reason: str = ""
    request: str = ""
    problem: Message | None = None
    done: DrawerDone | None = None
    shut: str = ""

    @property
    def count(self) -> DrawerCount:
        """What was counted so far."""
        counted = zip(ROWS, self.pieces, strict=True)
        return DrawerCount({worth: int(pieces) for worth, pieces in counted if pieces})

    @property
    def counts(self) -> bool:
        """True while coins and notes are counted, or were."""
        return self.kind in COUNTS

    @property
    def stayed_shut(self) -> bool:
        """True if the drawer did not open for what was done."""
        return bool(self.request) and self.shut == self.request


def overview(drawer: DrawerModel) -> DrawerModel:
    """Return the page with the shift alone."""
    return DrawerModel(shift=drawer.shift, is_told=drawer.is_told, fault=drawer.fault)


def offered(drawer: DrawerModel, *, takes: bool) -> frozenset[DrawerKind]:
    """Return what can be done; where no cash is taken any more, an open shift is only closed."""
    if drawer.shift is None:
        return frozenset({DrawerKind.OPENED, DrawerKind.NO_SALE}) if takes else frozenset()
    return MOVES | {DrawerKind.CLOSED} if takes else frozenset({DrawerKind.CLOSED})


def begun(drawer: DrawerModel, kind: DrawerKind) -> DrawerModel:
    """Return the page on which that is done."""
    stage = DrawerStage.COUNT if kind in COUNTS else DrawerStage.MOVE
    return replace(overview(drawer), stage=stage, kind=kind)


def press_count(drawer: DrawerModel, key: str) -> DrawerModel:
    """Return the count after a key of the keypad."""
    pieces = list(drawer.pieces)
    pieces[drawer.row] = press_figure(pieces[drawer.row], key, COUNT_DIGITS)
    return replace(drawer, pieces=tuple(pieces), problem=None)

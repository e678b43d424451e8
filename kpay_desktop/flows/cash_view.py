"""What pages are told of cash and of the drawer."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.ledger import DrawerMove, ShiftRecord
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.ports import StoreErrorKind


@dataclass(frozen=True, slots=True)
class CashSold:
    """A sale for cash is in the books, for the press ``request``; the drawer is open."""

    request: str
    sale: SaleRecord
    despite: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawerTold:
    """The shift at the drawer; None: none is open."""

    shift: ShiftRecord | None
    kind: StoreErrorKind | None = None


@dataclass(frozen=True, slots=True)
class DrawerDone:
    """A line of the drawer's book was written for the press ``request``; ``closed`` by a count."""

    request: str
    move: DrawerMove
    closed: ShiftRecord | None = None


@dataclass(frozen=True, slots=True)
class DrawerRefused:
    """It was not; ``kind`` is the store's reason, None: there was no leave for it.

    ``most_minor``: no more than that should lie in the drawer, in cents.
    """

    request: str
    kind: StoreErrorKind | None = None
    most_minor: int | None = None


@dataclass(frozen=True, slots=True)
class DrawerStayedShut:
    """What ``request`` asked for is in the books, and the printer sent the drawer no pulse."""

    request: str


CashNews = CashSold | DrawerTold | DrawerDone | DrawerRefused | DrawerStayedShut

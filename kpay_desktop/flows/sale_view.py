"""What pages are told of a sale: its durable state, and what belongs to this run alone."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView, CardsShut
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.flows.wallet_sale.state import WalletSaleState
from kpay_desktop.ports import StoreErrorKind
from kpay_desktop.qr.symbol import Symbol


@dataclass(frozen=True, slots=True)
class SaleView:
    """A sale as pages may show it: the durable state, and what belongs to this run alone.

    ``checked_at`` and ``expires_at`` are monotonic seconds: when the gateway was last heard, and
    when the code's time is over, or the time in which the customer can pay. ``note`` says why the
    last press changed nothing; ``store_fault`` that the last step could not be written.
    """

    flow: str
    sale: SaleRecord
    state: WalletSaleState
    symbol: Symbol | None = None
    checked_at: float | None = None
    expires_at: float | None = None
    note: str = ""
    store_fault: StoreErrorKind | None = None


AnySaleView = SaleView | CardSaleView


@dataclass(frozen=True, slots=True)
class ChargeRefused:
    """No sale was begun. ``request`` is the press it answers; ``kind`` or ``shut`` pick the words.

    With neither of them the till could not take it.
    """

    request: str
    kind: StoreErrorKind | None
    shut: CardsShut | None = None


@dataclass(frozen=True, slots=True)
class ChargeBegun:
    """A sale was begun for the press ``request``; ``despite``: see ``values.Begun``."""

    request: str
    view: AnySaleView
    despite: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ChargeDoubted:
    """No sale was begun for ``request``: the customer may have paid this total already.

    ``others`` are the sales of the same total that are in doubt or were lately, newest first.
    """

    request: str
    others: tuple[SaleView, ...]


@dataclass(frozen=True, slots=True)
class InboxTold:
    """The sales whose money waits for a decision or is on its way back, oldest first.

    ``has_more``: there are more of them than are told of.
    """

    views: tuple[SaleView, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class InboxUnread:
    """The store could not be read for the inbox; ``kind`` picks the words."""

    kind: StoreErrorKind


@dataclass(frozen=True, slots=True)
class ReprintRefused:
    """No slip was queued; ``kind`` picks the words."""

    sale_id: int
    copy: SlipCopy
    kind: StoreErrorKind


Observed = (
    SaleView
    | CardSaleView
    | CardBlocked
    | ChargeRefused
    | ChargeBegun
    | ChargeDoubted
    | InboxTold
    | InboxUnread
    | ReprintRefused
    | Unreadable
)

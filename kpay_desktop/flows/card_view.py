"""What pages are told of a card sale: its durable state, and what belongs to this run alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.flows.card_sale.state import CardSaleState
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.ports import StoreErrorKind

if TYPE_CHECKING:
    from kpay_desktop.flows.back_view import BackView


@dataclass(frozen=True, slots=True)
class CardSaleView:
    """A sale by card as pages may show it.

    ``until`` is when what is waited for now is given up: a card, its last word, the signature;
    ``retry_at`` when the next reversal leaves. Both are monotonic seconds, None where there is no
    such wait. ``state.tries`` counts the reversals that were not confirmed. ``note`` says why the
    last press changed nothing; ``store_fault`` that the last step could not be written.
    ``card_in``: the sale has ended, and its card is still in a reader.
    """

    flow: str
    sale: SaleRecord
    state: CardSaleState
    until: float | None = None
    retry_at: float | None = None
    note: str = ""
    store_fault: StoreErrorKind | None = None
    card_in: bool = False


@dataclass(frozen=True, slots=True)
class CardBlocked:
    """No sale by card was begun for the press ``request``: the reversal of ``view`` goes first.

    That is the reversal of a sale, or of a void or refund; it may be one that cannot be read.
    """

    request: str
    view: CardSaleView | BackView | Unreadable


class CardsShut(StrEnum):
    """Why no card is taken at this moment, though all is well; the value is a message's id.

    ``SETTLING``: the cards' batch is being settled. ``FULL``: it takes no more rows until it is.
    """

    SETTLING = "refused.cards_settling"
    FULL = "refused.batch_full"

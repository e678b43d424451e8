"""What pages are told of voids and refunds."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.ledger import ReturnCandidate, ReturnRecord
from kpay_desktop.domain.returns import ReturnKind, ReturnProblem
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.money_back.state import MoneyBackState
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.ports import StoreErrorKind


@dataclass(frozen=True, slots=True)
class ReturnWanted:
    """What somebody wants to give back: a void as a whole, a refund of ``amount_minor``.

    ``request`` names the press: a repeat of it begins nothing.
    """

    request: str
    kind: ReturnKind
    sale_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class BackView:
    """A void or refund as pages may show it.

    ``card_in``: a card is in the reader. ``store_fault``: the last step could not be written.
    """

    flow: str
    back: ReturnRecord
    state: MoneyBackState
    card_in: bool = False
    store_fault: StoreErrorKind | None = None


@dataclass(frozen=True, slots=True)
class BackBegun:
    """Money is on its way back, for the press ``request``."""

    request: str
    view: BackView


@dataclass(frozen=True, slots=True)
class BackRefused:
    """Nothing was begun for the press ``request``.

    Because of ``problem``; of ``blocked_by``, whose reversal goes first; of the store (``kind``);
    because there was no leave for it; or, with none of them, because the till could not take it.
    """

    request: str
    problem: ReturnProblem | None = None
    blocked_by: CardSaleView | BackView | Unreadable | None = None
    kind: StoreErrorKind | None = None
    not_authorised: bool = False


@dataclass(frozen=True, slots=True)
class CandidatesTold:
    """The sales that were looked for by ``request``, the likeliest first; none: there are none.

    ``refund_of`` is the voucher of the sale where the number is that of a refund of it.
    """

    request: int
    found: tuple[ReturnCandidate, ...]
    kind: StoreErrorKind | None = None
    refund_of: str = ""


BackNews = BackView | BackBegun | BackRefused | CandidatesTold | Unreadable

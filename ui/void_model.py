"""What the Void page knows: the form, the sale that was found, and what goes back for it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from kpay_desktop.domain.ledger import ReturnCandidate
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.money import AmountEntry
from kpay_desktop.domain.operator import PIN_MAX
from kpay_desktop.domain.returns import ReturnKind, left_minor, void_problem
from kpay_desktop.domain.sale import WALLET_METHODS, Method, batches_of_slip
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.receipts.slip_code import SlipCode

if TYPE_CHECKING:
    from ui.till_model import SlipProgress

VOUCHER_DIGITS: Final = 6
#: Returns that are named beside the page at most.
MOST_BACKS: Final = 100

ASKING: Final = frozenset({Phase.READING, Phase.CONFIRMING})
"""Phases in which somebody has something to do for it: nothing leads away from the page."""
ENDED: Final = frozenset({Phase.DONE, Phase.REFUSED, Phase.UNDONE, Phase.CLOSED})


class Paid(StrEnum):
    """How the original sale was paid, as the form asks."""

    CARD = "card"
    QR = "qr"
    CASH = "cash"

    @property
    def methods(self) -> frozenset[Method]:
        """The ways to pay that it means."""
        return _METHODS[self]

    @classmethod
    def of(cls, method: Method) -> Paid:
        """Return the kind of a way to pay."""
        return next(paid for paid in cls if method in paid.methods)


_METHODS = {
    Paid.CARD: frozenset({Method.CARD}),
    Paid.QR: frozenset(WALLET_METHODS),
    Paid.CASH: frozenset({Method.CASH}),
}


class Filled(StrEnum):
    """The fields that the keys fill, one at a time."""

    VOUCHER = "voucher"
    PIN = "pin"


class Stage(StrEnum):
    """How far it is.

    ``FINDING``: the sale is looked for. ``PROVING``: the PIN is checked. ``QUESTION``: the sale
    stands there with the question. ``AMOUNT``: how much is to be refunded. ``BEGINNING``: it was
    let happen, and is handed over. ``SHOWN``: what ``flow`` names is shown as it goes.
    """

    FORM = "form"
    FINDING = "finding"
    PROVING = "proving"
    QUESTION = "question"
    AMOUNT = "amount"
    BEGINNING = "beginning"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class VoidModel:
    """The page's own state.

    ``slip`` is the slip that was scanned, ``sale_id`` the sale that was chosen elsewhere; a voucher
    that is typed takes both away. ``request`` numbers the searches, ``asking`` names the PIN's
    check and ``press`` the press that gives back, so that no answer serves another. ``refunds``:
    a refund may do instead of what ``problem`` speaks against. ``code`` is as much of a slip's code
    as a scanner has typed, since ``code_at``. ``camera``: the page looks for a slip through it.
    ``said``, until ``said_until``: what was scanned is no slip.
    """

    kind: ReturnKind = ReturnKind.VOID
    paid: Paid = Paid.CARD
    filled: Filled = Filled.VOUCHER
    voucher: str = ""
    code: str = field(default="", repr=False)
    code_at: float = 0.0
    camera: bool = False
    said: Message | None = None
    said_until: float = 0.0
    slip: SlipCode | None = None
    sale_id: int = 0
    approver_id: str = ""
    pin: str = field(default="", repr=False)
    stage: Stage = Stage.FORM
    request: int = 0
    asking: str = ""
    approval_no: str = field(default="", repr=False)
    press: str = ""
    found: ReturnCandidate | None = None
    problem: Message | None = None
    refunds: bool = False
    amount: AmountEntry = field(default_factory=partial(AmountEntry, 1))
    whole: bool = False
    flow: str = ""
    printing: SlipProgress | None = None

    @property
    def is_busy(self) -> bool:
        """True while an answer is waited for."""
        return self.stage in {Stage.FINDING, Stage.PROVING, Stage.BEGINNING}

    @property
    def has_number(self) -> bool:
        """True with figures that mean a voucher, without its noughts too."""
        return bool(self.voucher) and int(self.voucher) > 0

    @property
    def can_find(self) -> bool:
        """True once the form is filled."""
        return len(self.voucher) == VOUCHER_DIGITS and self.has_number

    @property
    def amount_minor(self) -> int:
        """What is to go back of the sale that was found, in cents."""
        if self.found is None:
            return 0
        if self.kind is ReturnKind.VOID:
            return self.found.sale.total_minor
        return left_minor(self.found.returnable) if self.whole else self.amount.minor


def press_figure(text: str, key: str, most: int) -> str:
    """Return a field of figures after a key of the keypad."""
    if key == "clear":
        return ""
    if key == "back":
        return text[:-1]
    figures = unicodedata.normalize("NFKC", key)
    return (text + figures)[:most] if figures.isascii() and figures.isdigit() else text


def failed(model: VoidModel, why: Message, *, refunds: bool = False) -> VoidModel:
    """Return the form with what is wrong; the PIN is keyed in again."""
    gone = replace(model, pin="", asking="", approval_no="", stage=Stage.FORM)
    return replace(gone, filled=Filled.VOUCHER, problem=why, refunds=refunds)


def fresh(model: VoidModel, paid: Paid | None = None) -> VoidModel:
    """Return an empty form; answers to what was asked before are no longer waited for."""
    return VoidModel(paid=paid or model.paid, request=model.request + 1)


def without_secrets(model: VoidModel) -> VoidModel:
    """Return the page as it may be left behind: without the PIN, and without leave for anything."""
    if not (model.pin or model.approval_no or model.asking):
        return model
    stage = Stage.FORM if model.stage in {Stage.PROVING, Stage.QUESTION} else model.stage
    return replace(model, pin="", approval_no="", asking="", stage=stage)


def chosen_of(found: tuple[ReturnCandidate, ...], model: VoidModel) -> ReturnCandidate | None:
    """Return the sale that is meant: of the scanned batch, of the kind, and one that can be undone.

    The likeliest comes first in ``found``.
    """
    batch = None if model.slip is None else model.slip.batch_no
    batches = () if batch is None else batches_of_slip(batch)
    of_batch = [one for one in found if not batches or one.sale.identity.batch_no in batches]

    def rank(one: ReturnCandidate) -> tuple[bool, bool, bool]:
        is_other = batch not in {None, one.sale.identity.batch_no}
        problem = void_problem(one.returnable, model.paid.methods)
        return is_other, one.sale.method not in model.paid.methods, problem is not None

    # Sorting keeps the order of those that are as good as each other.
    return min(of_batch, key=rank, default=None)


def press_pin_of(model: VoidModel, key: str) -> VoidModel:
    """Return the form after a key of the PIN."""
    return replace(model, pin=press_figure(model.pin, key, PIN_MAX), problem=None)


def is_ended(view: BackView) -> bool:
    """True once it is known what became of the money."""
    return view.state.phase in ENDED

"""The bank: books of cards and of wallets that keep their word, and what its customers paid.

It shares nothing with the till but the questions of the ports. What was decided of a message is
decided for good: the same message again gets the same answer, however it was delayed or doubled.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.ports import (
    RefundAnswer,
    RefundRequest,
    RefundStatus,
    ReverseAnswer,
    ReverseStatus,
)
from kpay_desktop.ports import ReverseRequest as WalletReversal
from tests.helpers.truthful_bank import TruthfulBank
from tests.simulator.bank_cards import CardBooks, Move


class WalletBooks(TruthfulBank):
    """The gateway's books, and what each customer's account says of it."""

    def __init__(self, moves: list[Move]) -> None:
        super().__init__()
        self.moves = moves
        self.pends: set[str] = set()
        """Refunds of which the next request is answered "pending" only."""

    def pay(self, order_no: str, *, held: bool = False) -> str:
        number = super().pay(order_no, held=held)
        order = self.orders[order_no]
        payment = (order.held if held else order.payments)[-1]
        self.moves.append(Move(f"payer of {order_no}", -payment.paid_minor, f"payment {number}"))
        return number

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer:
        if request.refund_no in self.pends:
            self.pends.discard(request.refund_no)
            return RefundAnswer(request.refund_no, RefundStatus.PENDING, "2000")
        is_new = request.refund_no not in self.refund_numbers
        answer = super().refund(request, deadline_s)
        assert isinstance(answer, RefundAnswer)
        if is_new and answer.status is RefundStatus.DONE:
            account = f"payer of {request.order_no}"
            self.moves.append(Move(account, request.amount_minor, f"refund {request.refund_no}"))
        return answer

    def reverse(self, request: WalletReversal, deadline_s: float) -> ReverseAnswer:
        order = self.orders.get(request.order_no)
        if order is not None and request.order_no not in self.sent and len(order.payments) != 1:
            # Of a code that was shown, the number must leave no doubt which payment is meant.
            return ReverseAnswer(request.order_no, ReverseStatus.NOT_FOUND, "1001")
        before = set(self.undone)
        answer = super().reverse(request, deadline_s)
        assert isinstance(answer, ReverseAnswer)
        if answer.status is ReverseStatus.REFUSED:
            # What is refused leaves no trace: the next void is another one.
            del self.reverse_numbers[request.order_no]
        for number in sorted(self.undone - before):
            order_no, paid_minor = self.payments()[number]
            self.moves.append(Move(f"payer of {order_no}", paid_minor, f"undone {number}"))
        return answer


@dataclass(slots=True)
class Bank:
    """Both houses. ``is_down``: nobody answers, and what arrives is lost; the books survive.

    ``complaints`` are what no till that is right ever does to a bank.
    """

    moves: list[Move] = field(default_factory=list)
    is_down: bool = False
    complaints: list[str] = field(default_factory=list)
    cards: CardBooks = field(init=False)
    wallets: WalletBooks = field(init=False)

    def __post_init__(self) -> None:
        self.cards = CardBooks(self.moves)
        self.wallets = WalletBooks(self.moves)

    def balance(self, account: str) -> int:
        """Return what the account gained (below zero: lost)."""
        return sum(move.minor for move in self.moves if move.account == account)

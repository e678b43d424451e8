"""What an outcome is: its name, the requests and orders that it fits, and its row of the table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a next answer waits for: a new order (or its payment), or another request."""

    SALE = "sale"
    QUERY = "query"
    CLOSE = "close"
    REFUND = "refund"
    CANCEL = "cancel"


class Way(StrEnum):
    """How customer and order met: the till showed a code, or read the customer's."""

    SHOW = "show"
    SCAN = "scan"


class Outcome(StrEnum):
    """The outcomes, by the names used on the desk's port."""

    APPROVE = "approve"
    DECLINE = "decline"
    PAYER_REFUSES = "payer_refuses"
    PENDING = "pending"
    LATE = "late"
    UNCERTAIN = "uncertain"
    PAID_TWICE = "paid_twice"
    DOUBLED_CALLBACK = "doubled_callback"
    WRONG_AMOUNT_PAID = "wrong_amount_paid"
    NEVER = "never"
    LOSE_ANSWER = "lose_answer"
    SLOW = "slow"
    HTTP_500 = "http_500"
    GARBAGE = "garbage"
    HALF_BODY = "half_body"
    LOSE_PAID_ANSWER = "lose_paid_answer"
    WRONG_AMOUNT_CODE = "wrong_amount_code"
    WRONG_REFERENCE_CODE = "wrong_reference_code"
    BROKEN_CODE = "broken_code"
    BAD_SIGNATURE = "bad_signature"
    BAD_SIGNATURE_PAID = "bad_signature_paid"
    WRONG_REFERENCE_PAID = "wrong_reference_paid"
    REPLAYED_PAID = "replayed_paid"
    CODE_EXPIRED = "code_expired"
    CODE_INVALID = "code_invalid"
    USERPAYING = "userpaying"
    USERPAYING_PAID = "userpaying_paid"
    PAYERROR = "payerror"
    PAYERROR_PAID = "payerror_paid"
    REVERSAL_PAYING = "reversal_paying"
    REVERSAL_REFUSED = "reversal_refused"
    REVERSAL_LOST = "reversal_lost"


class Group(StrEnum):
    """How the desk groups them.

    What a shop sees, a line that fails, a bank that is wrong, and what only happens to the codes
    that customers show.
    """

    SHOP = "shop"
    LINE = "line"
    WRONG = "wrong"
    CODE = "code"


ALWAYS = 1_000_000
"""A number of times that no sale lives to see the end of."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    ``cents`` is None where only the desk can ask for it. ``delay_s`` and ``times`` are what holds
    when the desk names none; ``times`` counts the answers that are spoilt, or the reversals.
    ``bank`` says what happens at the bank, ``till`` what a till must end in. ``ways``: the orders
    that it fits; the same cents may mean one thing for a code that is shown and another for one
    that is read.
    """

    outcome: Outcome
    cents: int | None
    kinds: frozenset[Kind]
    group: Group
    bank: str
    till: str
    delay_s: float = 0.0
    times: int = 1
    ways: frozenset[Way] = frozenset(Way)

    @property
    def message_id(self) -> str:
        """The id under which a desk finds its words."""
        return f"bank.outcome.{self.outcome.value}"

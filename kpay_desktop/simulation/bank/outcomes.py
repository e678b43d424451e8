"""What the bank can be told to do with a sale: the table, by name and by the cents of the total.

``docs/bank.md`` prints this table and a test compares the two.

The cents: a total whose cents stand in the table gets that outcome, unless the demo desk has set
the next answer. Every multiple of five and everything up to .70 approves, so ordinary prices and
ordinary tips do.
"""

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


class Group(StrEnum):
    """How the desk groups them: what a shop sees, a line that fails, a bank that is wrong."""

    SHOP = "shop"
    LINE = "line"
    WRONG = "wrong"


ALWAYS = 1_000_000
"""A number of times that no sale lives to see the end of."""

_SALE = frozenset({Kind.SALE})
_MONEY_BACK = frozenset({Kind.SALE, Kind.REFUND, Kind.CANCEL})
_ALL = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    ``cents`` is None where only the desk can ask for it. ``delay_s`` and ``times`` are what holds
    when the desk names none; ``times`` counts the answers that are spoilt. ``bank`` says what
    happens at the bank, ``till`` what a till must end in.
    """

    outcome: Outcome
    cents: int | None
    kinds: frozenset[Kind]
    group: Group
    bank: str
    till: str
    delay_s: float = 0.0
    times: int = 1

    @property
    def message_id(self) -> str:
        """The id under which a desk finds its words."""
        return f"bank.outcome.{self.outcome.value}"


RULES: tuple[Rule, ...] = (
    Rule(
        Outcome.APPROVE,
        None,
        _ALL,
        Group.SHOP,
        "Makes the code; the customer pays; the money moves at once.",
        "Approved, one receipt.",
    ),
    Rule(
        Outcome.DECLINE,
        91,
        _MONEY_BACK,
        Group.SHOP,
        "Refuses the order (3999); no code. A refund is refused (3999) and no money moves.",
        "Declined, not charged. Refund: refused.",
    ),
    Rule(
        Outcome.PAYER_REFUSES,
        92,
        _SALE,
        Group.SHOP,
        "Makes the code; whatever the customer presses, the wallet refuses; query says 3045.",
        "Declined, not charged.",
    ),
    Rule(
        Outcome.PENDING,
        93,
        _MONEY_BACK,
        Group.SHOP,
        "The customer's payment is under way (2008) until the delay is over or the desk decides; "
        "close is not done (2008). A refund stays 2000 and is done after the delay.",
        "Checking, then approved or paid late; not charged if the desk returns the money.",
        delay_s=300.0,
    ),
    Rule(
        Outcome.LATE,
        94,
        _SALE,
        Group.SHOP,
        "The customer pays, also a code that has expired or been closed; the gateway learns of it "
        "after the delay, by default 10 s after the code was closed or has expired.",
        "Closed, then paid late: accept or refund. Approved if the delay ends before the close.",
        delay_s=10.0,
    ),
    Rule(
        Outcome.PAID_TWICE,
        96,
        _SALE,
        Group.SHOP,
        "The customer pays; after the delay a second customer pays the same code, with a wallet "
        "transaction number of its own.",
        "Approved by the first; the second goes to the refund inbox.",
        delay_s=2.0,
    ),
    Rule(
        Outcome.UNCERTAIN,
        97,
        _SALE,
        Group.SHOP,
        "The customer pays; query says 3088 and close 3089 (funds may have moved) until the delay "
        "is over, then the payment is there.",
        "Checking, then approved or paid late.",
        delay_s=20.0,
    ),
    Rule(
        Outcome.DOUBLED_CALLBACK,
        98,
        _SALE,
        Group.SHOP,
        "The customer pays; the callback, if one was asked for, is sent twice.",
        "Approved, one receipt.",
    ),
    Rule(
        Outcome.WRONG_AMOUNT_PAID,
        99,
        _SALE,
        Group.WRONG,
        "The customer pays the right amount; query and callback name SGD 1.00 more, until the "
        "desk settles the order.",
        "Checking, no receipt; approved once the bank names the right amount.",
        times=ALWAYS,
    ),
    Rule(
        Outcome.NEVER,
        81,
        _ALL,
        Group.LINE,
        "Does nothing, says nothing, and breaks the connection after the delay.",
        "No answer, then query: order not found; closed, not charged.",
        delay_s=30.0,
    ),
    Rule(
        Outcome.LOSE_ANSWER,
        82,
        _ALL,
        Group.LINE,
        "Does what was asked, durably, and breaks the connection instead of answering.",
        "No answer, then query and close; not charged, the code was never shown.",
    ),
    Rule(
        Outcome.SLOW,
        83,
        _ALL,
        Group.LINE,
        "Does what was asked and answers after the delay.",
        "The code a little later; approved.",
        delay_s=5.0,
    ),
    Rule(
        Outcome.HTTP_500,
        84,
        _ALL,
        Group.LINE,
        "Does nothing and answers HTTP 500.",
        "No answer, then query: order not found; closed, not charged.",
    ),
    Rule(
        Outcome.GARBAGE,
        86,
        _ALL,
        Group.LINE,
        "Does what was asked and answers HTTP 200 with bytes that are not JSON.",
        "No answer, then query and close; not charged, the code was never shown.",
    ),
    Rule(
        Outcome.HALF_BODY,
        87,
        _ALL,
        Group.LINE,
        "Does what was asked and ends the connection in the middle of the answer.",
        "No answer, then query and close; not charged, the code was never shown.",
    ),
    Rule(
        Outcome.LOSE_PAID_ANSWER,
        88,
        _SALE,
        Group.LINE,
        "The customer pays; the first answer that would say so is lost with its connection.",
        "One failed check, then approved.",
    ),
    Rule(
        Outcome.WRONG_AMOUNT_CODE,
        71,
        _SALE,
        Group.WRONG,
        "The code asks for SGD 1.00 more than the order. A WeChat code does not show it: who pays "
        "it pays the wrong amount.",
        "PayNow: the code is never shown; closed, not charged. WeChat: checking, no receipt;"
        " a supervisor refunds or accepts what was paid.",
    ),
    Rule(
        Outcome.WRONG_REFERENCE_CODE,
        72,
        _SALE,
        Group.WRONG,
        "The code names an order that does not exist; a phone says so.",
        "PayNow: the code is never shown; closed, not charged. WeChat: expires; closed.",
    ),
    Rule(
        Outcome.BROKEN_CODE,
        73,
        _SALE,
        Group.WRONG,
        "The code's check digits are wrong (PayNow), or its link is cut off (WeChat).",
        "The code is never shown; closed, not charged.",
    ),
    Rule(
        Outcome.BAD_SIGNATURE,
        74,
        _ALL,
        Group.WRONG,
        "Does what was asked; the answer's signature is of something else.",
        "No answer, then query and close; not charged, the code was never shown.",
    ),
    Rule(
        Outcome.BAD_SIGNATURE_PAID,
        76,
        _SALE,
        Group.WRONG,
        "The customer pays; the first two answers that say so have a wrong signature.",
        "Failed checks, then approved.",
        times=2,
    ),
    Rule(
        Outcome.WRONG_REFERENCE_PAID,
        77,
        _SALE,
        Group.WRONG,
        "The customer pays; the first two answers that say so name another order.",
        "Failed checks, then approved.",
        times=2,
    ),
    Rule(
        Outcome.REPLAYED_PAID,
        78,
        _SALE,
        Group.WRONG,
        "The customer pays; the first two answers that say so carry another request's randomstr.",
        "Failed checks, then approved.",
        times=2,
    ),
)

BY_OUTCOME: dict[Outcome, Rule] = {rule.outcome: rule for rule in RULES}
BY_CENTS: dict[int, Rule] = {rule.cents: rule for rule in RULES if rule.cents is not None}

NOT_DONE = frozenset({Outcome.NEVER, Outcome.HTTP_500})
"""The request is swallowed before anything is written."""

AT_ANSWER = frozenset(
    {
        Outcome.NEVER,
        Outcome.LOSE_ANSWER,
        Outcome.SLOW,
        Outcome.HTTP_500,
        Outcome.GARBAGE,
        Outcome.HALF_BODY,
        Outcome.BAD_SIGNATURE,
    }
)
"""These happen to the answer of the very request they were chosen for."""

AT_PAYMENT = frozenset(
    {
        Outcome.APPROVE,
        Outcome.PAYER_REFUSES,
        Outcome.PENDING,
        Outcome.LATE,
        Outcome.UNCERTAIN,
        Outcome.PAID_TWICE,
        Outcome.DOUBLED_CALLBACK,
        Outcome.WRONG_AMOUNT_PAID,
        Outcome.LOSE_PAID_ANSWER,
        Outcome.BAD_SIGNATURE_PAID,
        Outcome.WRONG_REFERENCE_PAID,
        Outcome.REPLAYED_PAID,
    }
)
"""These can still be chosen while the code is on the screen."""

SPOILT_PAID_ANSWER = frozenset(
    {
        Outcome.WRONG_AMOUNT_PAID,
        Outcome.LOSE_PAID_ANSWER,
        Outcome.BAD_SIGNATURE_PAID,
        Outcome.WRONG_REFERENCE_PAID,
        Outcome.REPLAYED_PAID,
    }
)
"""These spoil the answers that would say "paid", a number of times."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An outcome chosen for one request or sale, with its figures.

    ``delay_s`` is None where nobody named one.
    """

    outcome: Outcome = Outcome.APPROVE
    delay_s: float | None = None
    times: int = 1

    @property
    def wait_s(self) -> float:
        """The delay in force, in seconds."""
        return BY_OUTCOME[self.outcome].delay_s if self.delay_s is None else self.delay_s


def plan_of(outcome: Outcome) -> Plan:
    """Return the plan of an outcome with the figures of its row."""
    return Plan(outcome, None, BY_OUTCOME[outcome].times)


def plan_by_cents(amount_minor: int) -> Plan:
    """Return the plan that the cents of ``amount_minor`` stand for."""
    rule = BY_CENTS.get(amount_minor % 100)
    return Plan() if rule is None else plan_of(rule.outcome)

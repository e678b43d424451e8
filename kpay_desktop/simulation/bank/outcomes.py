"""What the bank can be told to do with a sale: outcomes by name, and by the cents of the total.

The cents: a total whose cents stand in the table gets that outcome, unless the demo desk has set
the next answer. Every multiple of five and everything up to .70 approves, so ordinary prices and
ordinary tips do. Some figures mean one thing for a code that is shown and another for one that is
read from a customer's phone.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.simulation.bank.outcome_kinds import ALWAYS, Group, Kind, Outcome, Rule, Way
from kpay_desktop.simulation.bank.outcome_rules import RULES

__all__ = [
    "ALWAYS",
    "AT_ANSWER",
    "AT_PAYMENT",
    "BY_CENTS",
    "BY_OUTCOME",
    "NOT_DONE",
    "RULES",
    "SPOILT_PAID_ANSWER",
    "Group",
    "Kind",
    "Outcome",
    "Plan",
    "Rule",
    "Way",
    "plan_by_cents",
    "plan_of",
]

BY_OUTCOME: dict[Outcome, Rule] = {rule.outcome: rule for rule in RULES}
BY_CENTS: dict[Way, dict[int, Rule]] = {
    way: {rule.cents: rule for rule in RULES if rule.cents is not None and way in rule.ways}
    for way in Way
}

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
"""These can still be chosen while the code is on the screen, or the password asked for."""

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

PAID_IN_SECRET = frozenset(
    {
        Outcome.PAYERROR_PAID,
        Outcome.REVERSAL_PAYING,
        Outcome.REVERSAL_REFUSED,
        Outcome.REVERSAL_LOST,
    }
)
"""The money moves, and the gateway says PAYERROR until it is reversed or the desk settles."""


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


def plan_by_cents(amount_minor: int, way: Way) -> Plan:
    """Return the plan that the cents of ``amount_minor`` stand for in an order of that way."""
    rule = BY_CENTS[way].get(amount_minor % 100)
    return Plan() if rule is None else plan_of(rule.outcome)

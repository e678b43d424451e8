"""Money back: void and refund of a sale, and what speaks against one. Amounts in cents.

A void (撤销) undoes a sale as a whole, before its batch is settled. A refund (退款) gives money
back for a sale, in part or whole, also later. What is on its way back counts as gone until it is
known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from kpay_desktop.domain.sale import Method, SaleState

MOST_PARTIALS: Final = 50
REFUND_DAYS: Final = 365
"""What WeChat Pay allows; a profile may say less for others, never more for it."""


class ReturnKind(StrEnum):
    """What is done to the sale."""

    VOID = "void"
    REFUND = "refund"


class ReturnState(StrEnum):
    """How money on its way back stands, as people read it.

    ``OPEN``: nothing has been sent. ``PENDING``: sent, and not known. ``DONE``: the customer has
    it back. ``REFUSED``: the host said no, and the sale stands as before. ``UNDONE``: it was taken
    back itself, because no answer came, and the sale stands as before. ``CLOSED``: never sent.
    """

    OPEN = "open"
    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"
    UNDONE = "undone"
    CLOSED = "closed"


RESERVED: Final = frozenset({ReturnState.OPEN, ReturnState.PENDING, ReturnState.DONE})
"""The states in which the money counts as gone: nobody may give it back a second time."""


class ReturnProblem(StrEnum):
    """Why a void or a refund is not offered; the value is the id of the message that says so."""

    UNKNOWN_VOUCHER = "void.unknown_voucher"
    WRONG_KIND = "void.wrong_kind"
    NOT_APPROVED = "void.not_approved"
    SETTLED = "void.settled"
    ALREADY_VOIDED = "void.already_voided"
    PENDING = "void.pending"
    REFUNDED_IN_PART = "void.refunded_in_part"
    SETTLING = "void.settling"
    DRAWER_SHORT = "void.drawer_short"
    NO_CARD_HOST = "void.no_card_host"
    NO_GATEWAY = "void.no_gateway"
    NOTHING_LEFT = "refund.nothing_left"
    TOO_MUCH = "refund.too_much"
    TOO_OLD = "refund.too_old"
    TOO_MANY = "refund.too_many"
    NO_AMOUNT = "refund.no_amount"


@dataclass(frozen=True, slots=True)
class PastReturn:
    """A void or a refund of the sale that was begun before."""

    kind: ReturnKind
    state: ReturnState
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Returnable:
    """A sale as far as the rules ask.

    ``is_shut``: its acquirer's batch is being settled, and its rows stand as they are.
    """

    method: Method
    state: SaleState
    total_minor: int
    paid_at: datetime
    batch_is_open: bool
    is_shut: bool
    past: tuple[PastReturn, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnLimits:
    """What the profile allows: days after the payment, and refunds of one sale."""

    days: int = REFUND_DAYS
    partials: int = MOST_PARTIALS


def returned_minor(past: Iterable[PastReturn]) -> int:
    """Return how many cents have gone back or may have: what is not known counts as gone."""
    return sum(one.amount_minor for one in past if one.state in RESERVED)


def left_minor(sale: Returnable) -> int:
    """Return how many cents can still be given back."""
    return max(0, sale.total_minor - returned_minor(sale.past))


def void_problem(sale: Returnable, wanted: frozenset[Method]) -> ReturnProblem | None:
    """Return why the sale cannot be voided; None: it can. ``wanted``: the kind that was chosen."""
    if sale.method not in wanted:
        return ReturnProblem.WRONG_KIND
    return _common_problem(sale) or _void_problem(sale)


def _common_problem(sale: Returnable) -> ReturnProblem | None:
    done = (ReturnState.DONE, ReturnKind.VOID)
    if any((one.state, one.kind) == done for one in sale.past):
        return ReturnProblem.ALREADY_VOIDED
    if any(
        one.state in {ReturnState.OPEN, ReturnState.PENDING} and one.kind is ReturnKind.VOID
        for one in sale.past
    ):
        return ReturnProblem.PENDING
    if sale.state not in {SaleState.APPROVED, SaleState.BY_HAND}:
        return ReturnProblem.NOT_APPROVED
    return ReturnProblem.SETTLING if sale.is_shut else None


def _void_problem(sale: Returnable) -> ReturnProblem | None:
    if not sale.batch_is_open:
        return ReturnProblem.SETTLED
    refunds = [one for one in sale.past if one.kind is ReturnKind.REFUND]
    if any(one.state in {ReturnState.OPEN, ReturnState.PENDING} for one in refunds):
        return ReturnProblem.PENDING
    if any(one.state is ReturnState.DONE for one in refunds):
        return ReturnProblem.REFUNDED_IN_PART
    return None


def refund_problem(
    sale: Returnable, amount_minor: int, at: datetime, limits: ReturnLimits
) -> ReturnProblem | None:
    """Return why ``amount_minor`` of the sale cannot be refunded at ``at``; None: it can."""
    problem = _common_problem(sale)
    if problem is not None:
        return problem
    if at - sale.paid_at > timedelta(days=limits.days):
        return ReturnProblem.TOO_OLD
    left = left_minor(sale)
    if left == 0:
        return ReturnProblem.NOTHING_LEFT
    if sum(one.state in RESERVED for one in sale.past) >= limits.partials:
        return ReturnProblem.TOO_MANY
    if amount_minor <= 0:
        return ReturnProblem.NO_AMOUNT
    return ReturnProblem.TOO_MUCH if amount_minor > left else None

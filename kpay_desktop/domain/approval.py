"""What only a supervisor may let happen, and the leave that one gave for it.

Void, refund, money that came late: a cashier asks, a supervisor proves with a PIN who they are, and
one act may be done once, by that cashier, soon. The rule stands in
:mod:`kpay_desktop.flows.authority`; these are its values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kpay_desktop.domain.operator import Operator, Role


class Supervised(StrEnum):
    """A kind of act that has to be authorised. The audit log names acts by these values.

    ``ACCEPT_LATE``: money for a sale that had ended, or of another amount, becomes its payment.
    ``REFUND_LATE``: such money, or a second payment, goes back. ``CONFIRM_BY_HAND``: the money of
    the shop's own code is there, says somebody who has seen it. ``VOID`` and ``REFUND``: money of a
    sale goes back. ``CARRY_OVER``: a batch is settled without what is not known. ``LIFT_BLOCK``:
    sales by card go on beside a reversal that cannot be confirmed. ``PAID_OUT``: cash leaves the
    drawer for something else. ``NO_SALE``: the drawer is opened for a reason.
    """

    ACCEPT_LATE = "accept_late"
    REFUND_LATE = "refund_late"
    CONFIRM_BY_HAND = "confirm_by_hand"
    VOID = "void"
    REFUND = "refund"
    CARRY_OVER = "carry_over"
    LIFT_BLOCK = "lift_block"
    PAID_OUT = "paid_out"
    NO_SALE = "no_sale"

    @property
    def least_role(self) -> Role:
        """The lowest role that may authorise it."""
        return Role.SUPERVISOR


DRAWER: Final = "drawer"
"""The subject of acts at the drawer."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: a leave that was given for it fits no other.

    ``subject`` is what it is done to (a flow such as ``show_qr:17``), ``voucher`` the number that
    people know it by, ``amount_minor`` the money that it moves, in cents. ``operator_id`` is who
    asks: the one who is signed in.
    """

    kind: Supervised
    subject: str
    voucher: str
    amount_minor: int
    operator_id: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A supervisor's leave for one act. ``expires_at``: monotonic seconds."""

    number: str
    act: Act
    approver_id: str
    expires_at: float


def may_authorise(operator: Operator, kind: Supervised) -> bool:
    """True if ``operator`` may give leave for acts of that kind."""
    return operator.role.includes(kind.least_role)

"""What the windows ask of the world for void, refund, settlement and the drawer.

Like everything of :class:`ui.backend.Backend`: each call hands over and returns, may raise
``ports.BusyError``, and news follow through the bridge.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.records import PrintState, SlipCopy, SlipKind
from kpay_desktop.flows.back_view import BackNews, ReturnWanted
from kpay_desktop.flows.cash_view import CashNews
from kpay_desktop.flows.settle_view import SettleNews


@dataclass(frozen=True, slots=True)
class PaperNews:
    """A slip that is no sale's moved on in the print queue."""

    kind: SlipKind
    subject_id: int
    copy: SlipCopy
    state: PrintState


DayNews = BackNews | SettleNews | CashNews | PaperNews


class BackBackend(Protocol):
    """Void and refund."""

    def find(self, request: int, voucher: str) -> None:
        """Look for the sales of a voucher number; ``CandidatesTold`` follows."""

    def find_sale(self, request: int, sale_id: int) -> None:
        """Look for one sale; ``CandidatesTold`` follows."""

    def begin(self, wanted: ReturnWanted, approval_no: str) -> None:
        """Give money back with a supervisor's leave; ``BackBegun`` or ``BackRefused`` follows.

        The leave is for an act of ``Supervised.VOID`` or ``REFUND`` on subject ``sale:ID``.
        """

    def confirm(self, flow: str) -> None:
        """The card's details are right: go on."""

    def cancel(self, flow: str) -> None:
        """End it, while nothing has been sent."""

    def try_now(self, flow: str) -> None:
        """Repeat now what is repeated by itself."""

    def reprint(self, return_id: int, copy: SlipCopy) -> None:
        """Print another slip, marked DUPLICATE; ``PaperNews`` follow."""

    def lift_block(self, flow: str, approval_no: str) -> None:
        """Let sales by card go on beside a reversal that cannot be confirmed.

        The leave is for an act of ``Supervised.LIFT_BLOCK`` on that flow. Its sale stays named.
        """


class SettleBackend(Protocol):
    """Settlement."""

    def look(self) -> None:
        """Ask how the open batches stand; ``StandingTold`` follows, and again when they change."""

    def look_away(self) -> None:
        """Ask no more: the page was left, and nobody has to add the batches up."""

    def settle(self) -> None:
        """Settle every open batch; ``SettleBegun`` or ``SettleRefused`` follows, then views."""

    def cancel(self, flow: str) -> None:
        """End one, while nothing is closed."""

    def try_now(self, flow: str) -> None:
        """Repeat now what is repeated by itself."""

    def carry_over(self, flow: str, approval_no: str) -> None:
        """Go on without what is not known.

        The leave is for an act of ``Supervised.CARRY_OVER`` on that flow.
        """

    def put_off(self) -> None:
        """Keep settling from beginning by itself this time; ``SettleNotice`` follows."""

    def print_list(self) -> None:
        """Print the list of what stands in the open batches; nothing is settled."""

    def past(self, request: int, before: int | None) -> None:
        """Look for settlements before that number, newest first; ``PastTold`` follows."""

    def print_again(self, settlement_id: int) -> None:
        """Print slip and list of a settlement of before, marked DUPLICATE; ``PaperNews`` follow."""


class CashBackend(Protocol):
    """The drawer. Cash is taken by ``Backend.charge`` with a draft that has a tender."""

    def look(self) -> None:
        """Ask for the shift at the drawer; ``DrawerTold`` follows."""

    def open_shift(self, request: str, count: DrawerCount) -> None:
        """Begin a shift with what was counted; ``DrawerDone`` or ``DrawerRefused`` follows."""

    def close_shift(self, request: str, count: DrawerCount) -> None:
        """End the shift with what was counted, and print its report."""

    def pay_in(self, request: str, amount_minor: int, reason: str) -> None:
        """Put money into the drawer that is no sale's; the drawer opens."""

    def pay_out(self, request: str, amount_minor: int, reason: str, approval_no: str) -> None:
        """Take money out; the leave is for ``Supervised.PAID_OUT`` on subject ``drawer``."""

    def open_drawer(self, request: str, reason: str, approval_no: str) -> None:
        """Open it without a sale; the leave is for ``Supervised.NO_SALE`` on ``drawer``."""

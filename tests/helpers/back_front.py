"""Sales to be voided or refunded, as the world tells the front of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from kpay_desktop.domain.ledger import ReturnCandidate, ReturnRecord
from kpay_desktop.domain.moves import ReturnIdentity
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import PastReturn, Returnable, ReturnKind
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.back_view import BackBegun, BackView, CandidatesTold
from kpay_desktop.flows.money_back.state import EndReason, MoneyBackState, Phase, Way
from kpay_desktop.flows.wallet_sale.values import Phase as WalletPhase
from tests.helpers.front import NOON, SUPERVISOR, Front, sale_view
from ui.backend import Authorised
from ui.views import Action, Page
from ui.void_model import Paid

PIN = "888888"
WAYS = {Method.CARD: Way.CARD, Method.CASH: Way.CASH}


def a_sale(number: int = 137, *, method: Method = Method.PAYNOW, minor: int = 2350) -> SaleRecord:
    """Return an approved sale."""
    sale = sale_view(WalletPhase.APPROVED, number=number, amount_minor=minor, tip_minor=0).sale
    mode = None if method.wallet is None else QrMode.SHOW
    return replace(sale, method=method, mode=mode)


def candidate(
    sale: SaleRecord | None = None,
    *past: PastReturn,
    is_open: bool = True,
    settling: bool = False,
) -> ReturnCandidate:
    """Return a sale as the world finds it."""
    sale = sale or a_sale()
    returnable = Returnable(
        method=sale.method,
        state=sale.state,
        total_minor=sale.total_minor,
        paid_at=sale.paid_at or sale.created_at,
        batch_is_open=is_open,
        is_shut=settling,
        past=past,
    )
    return ReturnCandidate(sale, returnable)


def back_view(
    phase: Phase,
    sale: SaleRecord | None = None,
    *,
    number: int = 9001,
    kind: ReturnKind = ReturnKind.VOID,
    amount_minor: int | None = None,
    end: EndReason | None = None,
    can_refund: bool = False,
    needs_person: bool = False,
) -> BackView:
    """Return a void or refund in ``phase`` as its runner would report it."""
    sale = sale or a_sale()
    identity = sale.identity
    amount = sale.total_minor if amount_minor is None else amount_minor
    state = MoneyBackState(
        back_id=number,
        kind=kind,
        way=WAYS.get(sale.method, Way.WALLET),
        sale_id=identity.sale_id,
        voucher=identity.voucher,
        back_voucher=identity.voucher if kind is ReturnKind.VOID else "000144",
        batch_no=identity.batch_no,
        total_minor=sale.total_minor,
        amount_minor=amount,
        operator_id="01",
        approver_id=SUPERVISOR.operator_id,
        begun_at=NOON,
        phase=phase,
        end=end,
        can_refund=can_refund,
        needs_person=needs_person,
    )
    if phase is Phase.DONE and kind is ReturnKind.VOID:
        sale = replace(sale, state=SaleState.VOIDED)
    elif phase is Phase.DONE:
        sale = replace(sale, refunded_minor=sale.refunded_minor + amount)
    back = ReturnRecord(
        identity=ReturnIdentity(number, state.back_voucher, identity.batch_no, f"R{number}"),
        kind=kind,
        sale=sale,
        amount_minor=amount,
        state=state.return_state,
        operator_id="01",
        approver_id=SUPERVISOR.operator_id,
        begun_at=NOON,
    )
    return BackView(f"money_back:{number}", back, state)


class BackFront(Front):
    """A front whose people void and refund."""

    def open(self) -> Self:
        """Sign the cashier in and open the page."""
        self.sign_in().press(Action.OPEN_PAGE, Page.VOID.value)
        return self

    def fill(self, voucher: str = "000137", pin: str = PIN, kind: str = "qr") -> Self:
        """Fill the form, and let it be looked for."""
        self.press(Action.VOID_KIND, kind)
        self.keys(*voucher, *pin)
        if len(pin) < len(PIN):
            self.press(Action.VOID_FIND)
        return self

    def told(self, *found: ReturnCandidate) -> Self:
        """Let the world answer the newest search."""
        self.controller.news(CandidatesTold(self.model.void.request, found))
        return self

    def allow(self, number: str = "leave") -> Self:
        """Let the PIN that is being checked be right."""
        panel = self.model.authorise
        asking = self.model.void.asking if panel is None else panel.request
        self.controller.news(Authorised(asking, number))
        return self

    def to_question(self, *found: ReturnCandidate, kind: str = "qr") -> Self:
        """Go to the question of a void."""
        self.open().fill(kind=kind)
        return self.told(*(found or (candidate(),))).allow()

    def begun(self, view: BackView) -> Self:
        """Let the world begin what was asked for."""
        self.controller.news(BackBegun(self.model.void.press, view))
        return self

    def void(self, view: BackView) -> Self:
        """Void a sale, and let the world answer with ``view``."""
        sale = replace(view.back.sale, state=SaleState.APPROVED)
        self.to_question(candidate(sale), kind=Paid.of(sale.method).value)
        self.press(Action.VOID_SALE)
        return self.begun(view)

"""Money on its way back: beginning it with leave, following it, and its presses."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.records import SaleRecord, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.back_view import BackBegun, BackRefused, BackView, ReturnWanted
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.flows.sale_view import AnySaleView, SaleView
from kpay_desktop.flows.unreadable import Unreadable
from ui.back_state import (
    forget_shown,
    may_lift,
    shown_back,
    shown_unreadable,
    with_back,
    with_unreadable,
)
from ui.backend_day import PaperNews
from ui.controller_authorise import DoneWithLeave
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.present_void import REFUND_HELPS, why_not
from ui.presenter import page_of
from ui.till_model import SlipProgress, slip_progress
from ui.views import Action, Page
from ui.void_model import Filled, Stage, VoidModel, failed, fresh, is_ended


class BackControl(ControlPart):
    """The controller's part for returns that were let happen.

    ``leave`` leaves a sale for a page; ``open_for`` begins anew with a sale; ``ask``
    opens the panel in which a supervisor gives leave.
    """

    def __init__(
        self,
        port: ModelPort,
        leave: Callable[[Page], None],
        open_for: Callable[[SaleRecord, ReturnKind], None],
        ask: Callable[[Act, DoneWithLeave], None],
    ) -> None:
        super().__init__(port)
        self._ask = ask
        self._leave = leave
        self._open_for = open_for

    def _handlers(self) -> Presses:
        return {
            Action.VOID_CARD_IS_RIGHT: self._card_is_right,
            Action.VOID_ASK_NOW: self._ask_now,
            Action.VOID_AGAIN: self._again,
            Action.VOID_REPRINT: self._reprint,
            Action.OPEN_BACK: self._open,
            Action.LIFT_BLOCK: self._lift,
        }

    def _shown(self) -> BackView | None:
        """Return what the page shows, while the page is there."""
        model = self._model()
        return shown_back(model) if page_of(model) is Page.VOID else None

    def _change(self, void: VoidModel) -> None:
        self._put(replace(self._model(), void=void))

    # --- beginning ------------------------------------------------------------------------

    def begin(self, void: VoidModel, approval_no: str) -> None:
        """Give back what stands on the page, once."""
        if void.found is None:
            return
        press = os.urandom(16).hex()
        sale_id = void.found.sale.identity.sale_id
        wanted = ReturnWanted(press, void.kind, sale_id, void.amount_minor)
        self._backend.back.begin(wanted, approval_no)
        self._change(replace(void, stage=Stage.BEGINNING, press=press, approval_no=""))

    def news(self, news: BackBegun | BackRefused | BackView | Unreadable) -> None:
        """Take in what the world says of a return."""
        match news:
            case BackBegun(request, view):
                self._begun(request, view)
            case BackRefused():
                self._refused(news)
            case BackView():
                self._moved(news)
            case Unreadable():
                self._put(with_unreadable(self._model(), news))

    def _begun(self, request: str, view: BackView) -> None:
        # Where somebody has left the page meanwhile, it is named beside every other.
        model = with_back(self._model(), view)
        void = model.void
        if request == void.press and void.stage is Stage.BEGINNING:
            model = replace(model, void=replace(fresh(void), stage=Stage.SHOWN, flow=view.flow))
        self._put(model)

    def _refused(self, news: BackRefused) -> None:
        void = self._model().void
        if void.flow and news.request == void.flow:
            # The leave to take cards beside it had run out.
            self._change(replace(void, problem=why_not(news, void)))
        if news.request != void.press or void.stage is not Stage.BEGINNING:
            return
        why = why_not(news, void)
        if void.kind is ReturnKind.REFUND:
            self._change(replace(void, stage=Stage.AMOUNT, problem=why))
            return
        gone = failed(void, why, refunds=news.problem in REFUND_HELPS)
        self._change(replace(gone, filled=Filled.PIN) if news.not_authorised else gone)

    def _moved(self, view: BackView) -> None:
        """Keep what is under way, and what has ended until somebody has looked at it."""
        known = any(one.flow == view.flow for one in self._model().backs)
        if known or not is_ended(view):
            self._put(with_back(self._model(), view))

    # --- what is done with it -------------------------------------------------------------

    def back(self) -> None:
        """End what was not sent; what has ended goes away."""
        view = self._shown()
        if view is not None and not is_ended(view):
            self._backend.back.cancel(view.flow)

    def _open(self, flow: str) -> None:
        """Show how money on its way back stands."""
        model = self._model()
        known = [one.flow for one in model.backs] + [one.flow for one in model.unreadable]
        if model.operator is None or flow not in known:
            return
        if model.void.flow != flow:
            self._put(forget_shown(model))
        self._leave(Page.VOID)
        self._change(replace(fresh(self._model().void), stage=Stage.SHOWN, flow=flow))

    def _card_is_right(self, _: str) -> None:
        view = self._shown()
        if view is not None and view.state.phase is Phase.CONFIRMING:
            self._backend.back.confirm(view.flow)

    def _ask_now(self, _: str) -> None:
        view = self._shown()
        if view is not None and not is_ended(view):
            self._backend.back.try_now(view.flow)

    def _again(self, _: str) -> None:
        """Begin once more for a sale that stands as before."""
        view = self._shown()
        if view is not None and is_ended(view) and view.state.phase is not Phase.DONE:
            self._open_for(view.back.sale, view.back.kind)

    def _lift(self, _: str) -> None:
        """Ask a supervisor to let cards be taken beside a reversal that cannot be confirmed."""
        model = self._model()
        view: AnySaleView | BackView | None = self._shown()
        broken = shown_unreadable(model) if page_of(model) is Page.VOID else None
        if model.operator is not None and broken is not None and broken.holds_cards:
            named = broken.voucher, broken.amount_minor, model.operator.operator_id
            self._ask(Act(Supervised.LIFT_BLOCK, broken.flow, *named), self._lifted)
            return
        if page_of(model) is Page.UNFINISHED:
            view = model.sale
        if model.operator is None or isinstance(view, SaleView) or view is None:
            return
        if may_lift(view):
            self._ask(_lift_act(view, model.operator.operator_id), self._lifted)

    def _lifted(self, act: Act, approval_no: str) -> None:
        self._backend.back.lift_block(act.subject, approval_no)

    # --- its slip -------------------------------------------------------------------------

    def _reprint(self, _: str) -> None:
        view = self._shown()
        if view is not None and view.state.phase is Phase.DONE:
            self._backend.back.reprint(view.back.identity.return_id, SlipCopy.CUSTOMER)
            self._change(replace(self._model().void, printing=SlipProgress.WAITING))

    def paper(self, news: PaperNews) -> None:
        """Follow the slip that was asked for again; the first ones are no duplicates."""
        view = shown_back(self._model())
        if news.kind is not SlipKind.RETURN or view is None:
            return
        if self._model().void.printing is None:
            return
        if news.subject_id == view.back.identity.return_id:
            moved = dict(slip_progress((), news.copy, news.state))[news.copy]
            self._change(replace(self._model().void, printing=moved))


def _lift_act(view: CardSaleView | BackView, operator_id: str) -> Act:
    """Return the act of going on beside that reversal."""
    if isinstance(view, BackView):
        voucher, amount_minor = view.state.back_voucher, view.state.amount_minor
    else:
        voucher, amount_minor = view.sale.identity.voucher, view.state.total_minor
    return Act(Supervised.LIFT_BLOCK, view.flow, voucher, amount_minor, operator_id)

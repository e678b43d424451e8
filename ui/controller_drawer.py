"""The drawer: counting it, paying in and out, and opening it for a reason."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.approval import DRAWER, Act, Supervised
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.flows.cash_view import (
    DrawerDone,
    DrawerRefused,
    DrawerStayedShut,
    DrawerTold,
)
from ui.controller_authorise import DoneWithLeave
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.drawer_model import (
    COUNTS,
    MOST_REASON,
    ROWS,
    DrawerModel,
    DrawerStage,
    begun,
    offered,
    overview,
    press_count,
)
from ui.present_drawer import can_move
from ui.presenter import page_of
from ui.views import Action, Page

_LEAVE = {DrawerKind.PAID_OUT: Supervised.PAID_OUT, DrawerKind.NO_SALE: Supervised.NO_SALE}
DrawerNews = DrawerTold | DrawerDone | DrawerRefused | DrawerStayedShut


class DrawerControl(ControlPart):
    """The controller's part for the drawer's page.

    ``ask`` opens the panel in which a supervisor gives leave.
    """

    def __init__(self, port: ModelPort, ask: Callable[[Act, DoneWithLeave], None]) -> None:
        super().__init__(port)
        self._ask = ask

    def _handlers(self) -> Presses:
        on_page: Presses = {
            Action.DRAWER_DO: self._begin,
            Action.DRAWER_ROW: self._pick_row,
            Action.DRAWER_STEP: self._step,
            Action.DRAWER_REASON: self._give_reason,
            Action.DRAWER_CONFIRM: lambda _: self._confirm(),
        }
        return {action: self._on_page(handler) for action, handler in on_page.items()}

    def _on_page(self, handler: Callable[[str], None]) -> Callable[[str], None]:
        def carry_out(value: str) -> None:
            if page_of(self._model()) is Page.DRAWER:
                handler(value)

        return carry_out

    @property
    def _drawer(self) -> DrawerModel:
        return self._model().drawer

    def _change(self, drawer: DrawerModel) -> None:
        if drawer != self._drawer:
            self._put(replace(self._model(), drawer=drawer))

    # --- coming and going -------------------------------------------------------------------

    def opened(self) -> None:
        """Begin with the shift; what was handed over meanwhile is waited for."""
        if self._drawer.stage is not DrawerStage.SENT:
            self._change(overview(self._drawer))
        self._backend.cash.look()

    def back(self) -> None:
        """Go back to the shift, as long as nothing was handed over."""
        if self._drawer.stage is not DrawerStage.SENT:
            self._change(overview(self._drawer))

    def busy(self) -> None:
        """Say that the till cannot take it at the moment."""
        self._change(replace(self._drawer, problem=Message("trouble.busy")))

    # --- what is to be done -----------------------------------------------------------------

    def _begin(self, value: str) -> None:
        drawer = self._drawer
        if drawer.stage is not DrawerStage.OVERVIEW or not drawer.is_told:
            return
        kinds = offered(drawer, takes=self._model().settings.cash.takes)
        if drawer.fault is None and value in {kind.value for kind in kinds}:
            self._change(begun(drawer, DrawerKind(value)))

    def key(self, key: str) -> None:
        """Take a key of a count, or of an amount."""
        drawer = self._drawer
        if drawer.stage is DrawerStage.COUNT:
            self._change(press_count(drawer, key))
        elif drawer.stage is DrawerStage.MOVE and drawer.kind is not DrawerKind.NO_SALE:
            self._change(replace(drawer, amount=drawer.amount.press(key), problem=None))

    def _pick_row(self, value: str) -> None:
        drawer = self._drawer
        if drawer.stage is DrawerStage.COUNT and value in {str(worth) for worth in ROWS}:
            self._change(replace(drawer, row=ROWS.index(int(value))))

    def _step(self, value: str) -> None:
        drawer = self._drawer
        if drawer.stage is DrawerStage.COUNT and value in {"1", "-1"}:
            row = min(len(ROWS) - 1, max(0, drawer.row + int(value)))
            self._change(replace(drawer, row=row))

    def _give_reason(self, value: str) -> None:
        drawer = self._drawer
        if drawer.stage is DrawerStage.MOVE:
            self._change(replace(drawer, reason=value[:MOST_REASON], problem=None))

    # --- doing it ---------------------------------------------------------------------------

    def _confirm(self) -> None:
        drawer, operator = self._drawer, self._model().operator
        if operator is None:
            return
        request = os.urandom(16).hex()
        if drawer.stage is DrawerStage.COUNT and drawer.kind in COUNTS:
            cash = self._backend.cash
            do = cash.open_shift if drawer.kind is DrawerKind.OPENED else cash.close_shift
            do(request, drawer.count)
            self._sent(request)
        elif drawer.stage is DrawerStage.MOVE and can_move(drawer):
            needs = _LEAVE.get(drawer.kind)
            if needs is not None:
                self._ask(self._act(needs, operator.operator_id), self._with_leave)
                return
            self._backend.cash.pay_in(request, drawer.amount.minor, drawer.reason.strip())
            self._sent(request)

    def _act(self, kind: Supervised, operator_id: str) -> Act:
        is_out = kind is Supervised.PAID_OUT
        return Act(kind, DRAWER, "", self._drawer.amount.minor if is_out else 0, operator_id)

    def _with_leave(self, act: Act, approval_no: str) -> None:
        """Do what was let happen, if just that still stands on the page."""
        drawer, operator = self._drawer, self._model().operator
        if operator is None or drawer.stage is not DrawerStage.MOVE or not can_move(drawer):
            return
        if (
            _LEAVE.get(drawer.kind) is not act.kind
            or self._act(act.kind, operator.operator_id) != act
        ):
            return
        request, reason = os.urandom(16).hex(), drawer.reason.strip()
        if act.kind is Supervised.PAID_OUT:
            self._backend.cash.pay_out(request, act.amount_minor, reason, approval_no)
        else:
            self._backend.cash.open_drawer(request, reason, approval_no)
        self._sent(request)

    def _sent(self, request: str) -> None:
        self._change(replace(self._drawer, stage=DrawerStage.SENT, request=request, problem=None))

    # --- news -------------------------------------------------------------------------------

    def news(self, news: DrawerNews) -> None:
        """Take in what the world says of the drawer; a pulse may be told of first."""
        drawer = self._drawer
        match news:
            case DrawerTold(shift, kind):
                self._change(replace(drawer, shift=shift, fault=kind, is_told=True))
            case DrawerStayedShut(request):
                self._change(replace(drawer, shut=request))
            case DrawerDone() if self._waits_for(news.request):
                self._change(replace(drawer, stage=DrawerStage.DONE, done=news))
            case DrawerRefused() if self._waits_for(news.request):
                self._refused(news)
            case _:
                return

    def _waits_for(self, request: str) -> bool:
        return self._drawer.stage is DrawerStage.SENT and self._drawer.request == request

    def _refused(self, news: DrawerRefused) -> None:
        """Go back to what was to be done, with why it was not."""
        drawer = self._drawer
        stage = DrawerStage.COUNT if drawer.kind in COUNTS else DrawerStage.MOVE
        word = "shift_moved" if drawer.kind in COUNTS else "no_leave"
        why = Message(f"drawer.{word}")
        if news.kind is not None:
            why = Message(f"trouble.{news.kind.value}")
        elif news.most_minor is not None:
            why = message("drawer.too_much", total=format_sgd(news.most_minor))
        self._change(replace(drawer, stage=stage, problem=why))

"""The Settlement page's presses and news: settling, deciding, printing, and looking back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.approval import Act
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.flows.settle_parts import carry_over_act
from kpay_desktop.flows.settle_view import (
    BatchNearlyFull,
    PastTold,
    SettleBegun,
    SettleNews,
    SettleNotice,
    SettleRefused,
    SettleView,
    StandingTold,
)
from kpay_desktop.flows.settlement.state import Phase
from kpay_desktop.ports import BusyError
from ui.backend_day import PaperNews
from ui.controller_authorise import DoneWithLeave
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.present_past import NEWER, OLDER
from ui.presenter import page_below, page_of
from ui.settle_model import CANCELLABLE, ENDED, PastPage, SettleModel
from ui.till_model import SlipProgress, slip_progress
from ui.views import Action, Page


class SettleControl(ControlPart):
    """The controller's part for settlement: it changes ``TillModel.settle`` alone.

    ``ask`` opens the panel in which a supervisor gives leave.
    """

    def __init__(self, port: ModelPort, ask: Callable[[Act, DoneWithLeave], None]) -> None:
        super().__init__(port)
        self._ask = ask
        self._is_looking = False

    def _handlers(self) -> Presses:
        on_page: Presses = {
            Action.SETTLE: self._begin,
            Action.SETTLE_CANCEL: self._cancel,
            Action.SETTLE_TRY_NOW: self._try_now,
            Action.SETTLE_WITHOUT: self._without,
            Action.SETTLE_LANE: self._show_lane,
            Action.PRINT_LIST: self._print_list,
            Action.PRINT_SETTLEMENT: self._print_again,
            Action.PAST_SETTLEMENTS: self._turn,
        }
        guarded = {action: self._on_page(handler) for action, handler in on_page.items()}
        return {**guarded, Action.SETTLE_NOT_TODAY: self._put_off}

    def _on_page(self, handler: Callable[[str], None]) -> Callable[[str], None]:
        def carry_out(value: str) -> None:
            if page_of(self._model()) is Page.SETTLEMENT:
                handler(value)

        return carry_out

    @property
    def _settle(self) -> SettleModel:
        return self._model().settle

    def _change(self, settle: SettleModel) -> None:
        if settle != self._model().settle:
            self._put(replace(self._model(), settle=settle))

    # --- coming and going -----------------------------------------------------------------

    def opened(self) -> None:
        """Look how the batches stand."""
        self._change(replace(self._settle, past=None, printing=None, fault=None))
        self._look()

    def _look(self) -> None:
        try:
            self._backend.settlement.look()
        except BusyError:
            self.busy()
        else:
            self._is_looking = True

    def follow(self) -> None:
        """Have nobody add the batches up once the page was left; how they stood is forgotten."""
        if not self._is_looking or page_below(self._model()) is Page.SETTLEMENT:
            return
        try:
            self._backend.settlement.look_away()
        except BusyError:
            return  # The next tick asks again.
        self._is_looking = False
        self._change(replace(self._settle, batches=(), known=False))

    def back(self) -> None:
        """Leave old settlements, or how one ended; what is under way stays."""
        settle = self._settle
        if settle.past is not None:
            self._change(replace(settle, past=None, printing=None))
        elif settle.runs and not settle.is_under_way:
            self._change(replace(settle, runs=(), lane="", printing=None))
            self._look()

    def busy(self) -> None:
        """Say that the till cannot take it at the moment."""
        self._change(replace(self._settle, fault=Message("trouble.busy"), asking=False))

    # --- settling -------------------------------------------------------------------------

    def _begin(self, _: str) -> None:
        settle = self._settle
        if settle.asking or settle.is_under_way or self._model().operator is None:
            return
        self._backend.settlement.settle()
        self._change(replace(settle, asking=True, fault=None, runs=(), lane=""))

    def _of(self, flow: str) -> SettleView | None:
        """Return a settlement that is under way."""
        runs = (view for view in self._settle.runs if view.state.phase not in ENDED)
        return next((view for view in runs if view.flow == flow), None)

    def _cancel(self, flow: str) -> None:
        view = self._of(flow)
        if view is not None and view.state.phase in CANCELLABLE:
            self._backend.settlement.cancel(flow)

    def _try_now(self, flow: str) -> None:
        if self._of(flow) is not None:
            self._backend.settlement.try_now(flow)

    def _without(self, flow: str) -> None:
        """Ask a supervisor to settle without what is not known, by name."""
        view, operator = self._of(flow), self._model().operator
        if view is None or view.state.phase is not Phase.HELD or operator is None:
            return
        self._ask(carry_over_act(flow, view.state, operator.operator_id), self._carry_over)

    def _carry_over(self, act: Act, approval_no: str) -> None:
        self._backend.settlement.carry_over(act.subject, approval_no)

    def _show_lane(self, flow: str) -> None:
        if any(view.flow == flow for view in self._settle.runs):
            self._change(replace(self._settle, lane=flow, printing=None))

    def _put_off(self, _: str) -> None:
        if self._settle.notice_at is not None and self._model().operator is not None:
            self._backend.settlement.put_off()

    # --- printing and looking back --------------------------------------------------------

    def _print_list(self, _: str) -> None:
        self._backend.settlement.print_list()

    def _print_again(self, value: str) -> None:
        settle = self._settle
        known = {view.state.settlement_id for view in settle.runs}
        if settle.past is not None:
            known |= {row.identity.settlement_id for row in settle.past.rows}
        if not value.isdigit() or int(value) not in known:
            return
        if settle.printing == (int(value), SlipProgress.WAITING):
            # One press, one pair of slips: the last one has not even begun.
            return
        self._backend.settlement.print_again(int(value))
        self._change(replace(settle, printing=(int(value), SlipProgress.WAITING)))

    def paper(self, news: PaperNews) -> None:
        """Follow the slip that was asked for here."""
        printing = self._settle.printing
        if news.kind is not SlipKind.SETTLEMENT or printing is None:
            return
        if printing[0] == news.subject_id:
            moved = dict(slip_progress((), news.copy, news.state))[news.copy]
            self._change(replace(self._settle, printing=(news.subject_id, moved)))

    def _turn(self, value: str) -> None:
        past = self._settle.past
        if past is None:
            self._ask_past((None,))
        elif past.loading:
            return
        elif value == OLDER and past.has_more and past.rows:
            self._ask_past((*past.before, past.rows[-1].identity.settlement_id))
        elif value == NEWER and len(past.before) > 1:
            self._ask_past(past.before[:-1])

    def _ask_past(self, before: tuple[int | None, ...]) -> None:
        settle = self._settle
        request = settle.requests + 1
        self._backend.settlement.past(request, before[-1])
        kept = settle.past or PastPage()
        page = replace(kept, before=before, request=request, loading=True, fault=None)
        self._change(replace(settle, requests=request, past=page))

    # --- news -----------------------------------------------------------------------------

    def news(self, news: SettleNews) -> None:
        """Take in what the world says of settlements."""
        settle = self._settle
        match news:
            case StandingTold():
                self._standing(news)
            case SettleView():
                self._moved(news)
            case SettleBegun(views):
                fault = None if views else Message("settlement.empty_body")
                kept = replace(settle, asking=False, runs=views, lane="", past=None, fault=fault)
                self._change(kept)
            case SettleRefused(kind):
                word = "busy" if kind is None else kind.value
                self._change(replace(settle, asking=False, fault=Message(f"trouble.{word}")))
            case PastTold():
                self._past(news)
            case SettleNotice(at):
                self._change(replace(settle, notice_at=at))
            case BatchNearlyFull():
                self._change(replace(settle, nearly=news))

    def _standing(self, news: StandingTold) -> None:
        settle = self._settle
        if not self._is_looking:
            return
        if news.kind is not None:
            self._change(replace(settle, fault=Message(f"trouble.{news.kind.value}")))
            return
        # What has ended stays until somebody has looked at it.
        kept = [one for one in settle.runs if one.state.phase in ENDED]
        runs = (*kept, *news.under_way) if news.under_way or settle.is_under_way else settle.runs
        flows = {view.flow: view for view in runs}
        self._change(
            replace(
                settle, batches=news.batches, known=True, runs=tuple(flows.values()), fault=None
            )
        )

    def _moved(self, view: SettleView) -> None:
        """Follow a settlement; those of another press take the place of what has ended."""
        settle = self._settle
        known = [one for one in settle.runs if one.run_id == view.run_id]
        if any(one.flow == view.flow for one in known):
            runs = tuple(view if one.flow == view.flow else one for one in settle.runs)
        elif known or not settle.is_under_way:
            runs = (*known, view)
        else:
            runs = (*settle.runs, view)
        self._change(replace(settle, runs=runs, nearly=_still(settle.nearly, view)))

    def _past(self, news: PastTold) -> None:
        settle = self._settle
        past = settle.past
        if past is None or past.request != news.request:
            return
        if news.kind is not None:
            fault = Message(f"trouble.{news.kind.value}")
            page = replace(past, rows=(), states=(), has_more=False, loading=False, fault=fault)
        else:
            page = replace(
                past, rows=news.rows, states=news.states, has_more=news.has_more, loading=False
            )
        self._change(replace(settle, past=page))


def _still(nearly: BatchNearlyFull | None, view: SettleView) -> BatchNearlyFull | None:
    """Return the warning unless the batch that it is about has been settled."""
    is_it = nearly is not None and view.state.batch_no == nearly.batch_no
    return None if is_it and view.state.phase is Phase.SETTLED else nearly

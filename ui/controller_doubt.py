"""The presses and news of doubt: charging a total again, and the inbox of money that waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.flows.sale_view import ChargeDoubted, InboxTold, InboxUnread, SaleView
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.doubt_model import SECOND_PRESS_S, Doubt, Inbox
from ui.presenter import page_of
from ui.sale_state import PAYING_PAGES, SALE_PAGES
from ui.till_model import Draft, to_sale_draft
from ui.views import Action, Page


class DoubtControl(ControlPart):
    """The controller's part for these pages. ``leave`` and ``show`` are the controller's own."""

    def __init__(
        self, port: ModelPort, leave: Callable[[Page], None], show: Callable[[SaleView], None]
    ) -> None:
        super().__init__(port)
        self._leave = leave
        self._show = show

    def _handlers(self) -> Presses:
        return {
            Action.CHARGE_ANYWAY: self._charge_anyway,
            Action.OPEN_DOUBTED: self._open_doubted,
            Action.OPEN_INBOX: self._open_inbox,
            Action.OPEN_WAITING: self._open_waiting,
        }

    # --- news -----------------------------------------------------------------------------

    def news(self, news: ChargeDoubted | InboxTold | InboxUnread) -> None:
        """Take in what the world says of doubt."""
        model = self._model()
        match news:
            case ChargeDoubted(request, others):
                if request == model.draft.request:
                    draft = replace(model.draft, charging=False)
                    self._put(replace(model, draft=draft, doubt=Doubt(others), page=Page.DOUBT))
            case InboxTold(views, has_more):
                self._put(replace(model, inbox=Inbox(views, has_more=has_more)))
            case InboxUnread(kind):
                self._put(replace(model, inbox=Inbox(fault=kind)))

    def sale_changed(self, view: SaleView) -> None:
        """Show a sale that moved on as it stands now, wherever it is named."""
        model = self._model()
        doubt = model.doubt
        if doubt is not None:
            others = tuple(view if o.flow == view.flow else o for o in doubt.others)
            doubt = replace(doubt, others=others)
        changed = replace(model, doubt=doubt, inbox=model.inbox.changed(view))
        if changed != model:
            self._put(changed)

    # --- the same total again ---------------------------------------------------------------

    def _charge_anyway(self, _: str) -> None:
        model = self._model()
        doubt, operator = model.doubt, model.operator
        if page_of(model) is not Page.DOUBT or doubt is None or operator is None:
            return
        if model.draft.charging:
            return
        if doubt.armed_at is None:
            self._put(replace(model, doubt=replace(doubt, armed_at=model.now)))
        elif model.now - doubt.armed_at >= SECOND_PRESS_S:
            self._charge(model.draft, operator, doubt)

    def _charge(self, draft: Draft, operator: Operator, doubt: Doubt) -> None:
        """Charge all the same. A code that is no longer kept is read anew."""
        code = self._model().scan.code
        if draft.method is not Method.CARD and draft.mode is QrMode.SCAN and code is None:
            self._put(replace(self._model(), doubt=None, page=Page.CONFIRM))
            return
        sent = replace(draft, charging=True)
        self._backend.charge(
            to_sale_draft(sent, operator),
            sent.request,
            doubt.sale_ids,
            "" if code is None else code.code,
        )
        self._put(replace(self._model(), draft=sent))

    def _open_doubted(self, flow: str) -> None:
        model = self._model()
        if page_of(model) is not Page.DOUBT or model.doubt is None or model.draft.charging:
            return
        view = next((v for v in model.doubt.others if v.flow == flow), None)
        if view is not None:
            self._show(view)

    def back(self) -> None:
        """Leave one of these pages by its way out."""
        model = self._model()
        page = page_of(model)
        if page is Page.DOUBT and not model.draft.charging:
            is_cash = model.draft.method is Method.CASH
            before = Page.TENDER if is_cash else Page.CONFIRM
            self._put(replace(model, doubt=None, page=before))
        elif page is Page.INBOX:
            self._put(replace(model, page=Page.AMOUNT))

    # --- the inbox --------------------------------------------------------------------------

    def _open_inbox(self, _: str) -> None:
        model = self._model()
        page = page_of(model)
        if model.operator is None or page in PAYING_PAGES or model.draft.charging:
            return
        # What is in memory stands until the store has answered, which knows all of it.
        self._backend.inbox()
        if page in {*SALE_PAGES, Page.TROUBLE, Page.DOUBT}:
            self._leave(Page.INBOX)
        model = self._model()
        loading = replace(model.inbox, loading=True, fault=None)
        self._put(replace(model, page=Page.INBOX, inbox=loading, doubt=None))

    def _open_waiting(self, flow: str) -> None:
        model = self._model()
        view = next((v for v in model.inbox.views if v.flow == flow), None)
        if view is not None and page_of(model) is Page.INBOX:
            self._show(view)

"""Cash for a sale: what is handed over, taking it once, and the sale that comes of it."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.flows.cash_view import CashSold, DrawerStayedShut
from ui.cash_model import press_handed
from ui.cash_state import tender_of
from ui.controller_part import ControlPart, Presses
from ui.presenter import page_of
from ui.till_model import SlipProgress, new_draft, to_sale_draft
from ui.views import Action, Page


class CashControl(ControlPart):
    """The controller's part for the page on which cash is handed over, and what follows it."""

    def _handlers(self) -> Presses:
        return {Action.CASH_HANDED: self._handed, Action.TAKE_CASH: self._take}

    def _stands(self) -> bool:
        return page_of(self._model()) is Page.TENDER and not self._model().draft.charging

    def key(self, key: str) -> None:
        """Take a key of what is handed over."""
        if self._stands():
            self._put(replace(self._model(), cash=press_handed(self._model().cash, key)))

    def _handed(self, value: str) -> None:
        model = self._model()
        if self._stands() and value.isascii() and value.isdigit():
            handed = min(int(value), model.cash.entry.max_minor)
            self._put(replace(model, cash=replace(model.cash, picked_minor=handed)))

    def _take(self, _: str) -> None:
        model = self._model()
        tender = tender_of(model) if self._stands() else None
        if tender is None or model.operator is None:
            return
        draft = replace(model.draft, tender=tender, charging=True)
        self._backend.charge(to_sale_draft(draft, model.operator), draft.request)
        self._put(replace(model, draft=draft))

    # --- news -----------------------------------------------------------------------------

    def news(self, news: CashSold | DrawerStayedShut) -> None:
        """Take in what the world says of a sale for cash. It may say first that nothing opened."""
        match news:
            case CashSold():
                self._sold(news)
            case DrawerStayedShut(request):
                cash = replace(self._model().cash, shut=request)
                self._put(replace(self._model(), cash=cash))

    def _sold(self, news: CashSold) -> None:
        model = self._model()
        if news.request != model.draft.request:
            return
        self._put(
            replace(
                model,
                draft=new_draft(model.settings.sale.ceiling_minor),
                cash=replace(model.cash, sold=news.sale, request=news.request),
                doubt=None,
                sale=None,
                slips=((SlipCopy.CUSTOMER, SlipProgress.WAITING),),
                result_since=model.now,
                card=replace(model.card, is_blocked=False, noting=False),
                page=Page.CASH_SOLD,
            )
        )

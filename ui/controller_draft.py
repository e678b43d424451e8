"""The sale that is being typed: its amount, its tip, its way to pay, and Confirm."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.sale import Method, QrMode
from ui.cash_model import handing_over
from ui.cash_state import due_minor
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.presenter import page_of
from ui.till_model import (
    Draft,
    draft_problem,
    leave_tip,
    new_draft,
    pick_tip,
    press_key,
    to_sale_draft,
    way_name,
    ways_to_pay,
)
from ui.views import Action, Page


class DraftControl(ControlPart):
    """The controller's part for the pages before the customer pays.

    ``read_code`` opens the page that reads what the customer shows.
    """

    def __init__(self, port: ModelPort, read_code: Callable[[Draft], None]) -> None:
        super().__init__(port)
        self._read_code = read_code

    def _handlers(self) -> Presses:
        return {
            Action.TIP: self._tip,
            Action.TIP_OTHER: self._tip,
            Action.CHARGE: self._go_method,
            Action.PICK_METHOD: self._pick_method,
            Action.CONFIRM: self._confirm,
        }

    def key(self, key: str) -> None:
        """Take a key of the amount, or of the tip while it is being typed."""
        self._put(replace(self._model(), draft=press_key(self._model().draft, key)))

    def _tip(self, choice: str) -> None:
        if page_of(self._model()) is Page.AMOUNT:
            draft = pick_tip(self._model().draft, choice or "other")
            self._put(replace(self._model(), draft=draft))

    def _go_method(self, _: str) -> None:
        model = self._model()
        if page_of(model) is not Page.AMOUNT:
            return
        draft = leave_tip(model.draft)
        if draft_problem(draft, model.settings) is None:
            self._put(replace(self._model(), draft=draft, page=Page.METHOD))

    def _pick_method(self, value: str) -> None:
        if page_of(self._model()) is not Page.METHOD:
            return
        offered = {way_name(*way): way for way in ways_to_pay(self._model().settings)}
        is_off = self._model().card.are_off or self._model().draft.no_card
        if value not in offered or (offered[value][0] is Method.CARD and is_off):
            # Nothing offers it, so nobody is charged by it.
            return
        method, mode = offered[value]
        request = os.urandom(16).hex()
        draft = replace(
            self._model().draft, method=method, mode=mode or QrMode.SHOW, request=request
        )
        self._put(replace(self._model(), draft=draft, page=Page.CONFIRM))
        if method is Method.CASH:
            model = self._model()
            cash = handing_over(model.cash, due_minor(model))
            self._put(replace(model, cash=cash, page=Page.TENDER))

    def _confirm(self, _: str) -> None:
        model = self._model()
        if page_of(model) is not Page.CONFIRM or model.draft.charging or model.operator is None:
            return
        if model.draft.method is not Method.CARD and model.draft.mode is QrMode.SCAN:
            self._read_code(model.draft)
            return
        draft = replace(model.draft, charging=True)
        self._backend.charge(to_sale_draft(draft, model.operator), draft.request)
        self._put(replace(self._model(), draft=draft))

    def back(self) -> None:
        """Go back by one step of the draft."""
        model = self._model()
        page, draft = page_of(model), model.draft
        if page is Page.AMOUNT:
            empty = new_draft(model.settings.sale.ceiling_minor)
            left = replace(leave_tip(draft), over=False) if draft.editing_tip else empty
            self._put(replace(model, draft=left))
        elif page is Page.METHOD:
            self._put(replace(model, page=Page.AMOUNT))
        elif page in {Page.CONFIRM, Page.TENDER, Page.SCAN} and not draft.charging:
            self._put(replace(model, page=Page.METHOD))

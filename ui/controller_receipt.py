"""The receipt for the customer's phone: asked for when money has moved, shown at a press."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from kpay_desktop.ports import BusyError
from ui.backend_receipt import ReceiptCodeTold
from ui.controller_part import ControlPart, Presses
from ui.present_receipt import is_receipt_page, receipt_of, receipt_wanted
from ui.receipt_model import ReceiptModel, ReceiptWanted
from ui.views import Action

log = logging.getLogger(__name__)

#: A code that was not made is asked for again after so many seconds.
AGAIN_S: Final = 5.0


class ReceiptControl(ControlPart):
    """Part of the controller: it changes the model through ``put`` alone."""

    def _handlers(self) -> Presses:
        return {Action.SHOW_RECEIPT: self._show}

    def follow(self) -> None:
        """Ask for the code of what stands now, and drop that of what does not."""
        model = self._model()
        wanted, receipt = receipt_wanted(model), model.receipt
        if wanted is None:
            if receipt.wanted is not None:
                self._put(replace(model, receipt=ReceiptModel()))
        elif wanted != receipt.wanted or self._is_due(receipt):
            self._ask(wanted)
        elif receipt.is_large and not is_receipt_page(model):
            self._put(replace(model, receipt=replace(receipt, is_large=False)))

    def _is_due(self, receipt: ReceiptModel) -> bool:
        """True where a code was not made, or the receipt's time would run out on the screen."""
        model = self._model()
        if model.lock is not None:
            # Nobody sees it: its time may run out.
            return False
        lasts_s = model.settings.e_receipt.minutes * 60
        again_s = lasts_s / 2 if receipt.is_link else AGAIN_S
        return (receipt.symbol is None or receipt.is_link) and (
            model.now - receipt.asked_at >= again_s
        )

    def _ask(self, wanted: ReceiptWanted) -> None:
        model = self._model()
        try:
            self._backend.receipts.show(wanted.subject_id, wanted.language, wanted.kind)
        except BusyError:
            # The next tick asks again.
            log.debug("receipt_not_asked")
            return
        before = model.receipt
        if before.wanted is None or replace(before.wanted, language=wanted.language) != wanted:
            before = ReceiptModel()
        # In another language the same code is made anew; until then the old one would be wrong.
        symbol = before.symbol if before.wanted == wanted else None
        asked = replace(before, wanted=wanted, asked_at=model.now, symbol=symbol)
        self._put(replace(model, receipt=asked))

    def told(self, news: ReceiptCodeTold) -> None:
        """Take in a code that was made."""
        model = self._model()
        if model.receipt.wanted == ReceiptWanted(news.subject_id, news.language, news.kind):
            receipt = replace(model.receipt, symbol=news.symbol, is_link=news.is_link)
            self._put(replace(model, receipt=receipt))

    def _show(self, _: str) -> None:
        """Show the code large, or as before."""
        model = self._model()
        receipt = receipt_of(model)
        if receipt is not None:
            self._put(replace(model, receipt=replace(receipt, is_large=not receipt.is_large)))

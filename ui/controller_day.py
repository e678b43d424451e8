"""The parts of the day beside sales: money back and settlement, as one part of the controller."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kpay_desktop.domain.approval import Act
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.back_view import BackBegun, BackRefused, BackView, CandidatesTold
from kpay_desktop.flows.cash_view import CashNews
from kpay_desktop.receipts.slip_code import SlipCode
from ui.backend import Authorised, AuthoriseRefused
from ui.backend_day import DayNews, PaperNews
from ui.controller_authorise import DoneWithLeave
from ui.controller_back import BackControl
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.controller_settlement import SettleControl
from ui.controller_void import VoidControl
from ui.presenter import page_of
from ui.views import Page

log = logging.getLogger(__name__)


class DayControl(ControlPart):
    """Hands presses and news of the day to the part that they belong to."""

    def __init__(
        self,
        port: ModelPort,
        leave: Callable[[Page], None],
        ask: Callable[[Act, DoneWithLeave], None],
    ) -> None:
        self._back = BackControl(port, leave, self.open_for)
        self._void = VoidControl(port, leave, ask, self._back.begin)
        self._settlement = SettleControl(port, ask)
        super().__init__(port)

    def _handlers(self) -> Presses:
        return {**self._void.presses, **self._back.presses, **self._settlement.presses}

    def open_for(self, sale: SaleRecord, kind: ReturnKind) -> None:
        """Open the Void page for a sale that was chosen."""
        self._void.open_for(sale, kind)

    def opened(self, page: Page) -> None:
        """Begin with a page of the day."""
        if page is Page.VOID:
            self._void.opened()
        elif page is Page.SETTLEMENT:
            self._settlement.opened()

    def key(self, key: str) -> None:
        """Take a key of the page's keypad."""
        self._void.key(key)

    def pick(self, operator_id: str) -> None:
        """Choose whose PIN is typed."""
        self._void.pick(operator_id)

    def back(self) -> None:
        """Go one step back on the page."""
        if page_of(self._model()) is Page.SETTLEMENT:
            self._settlement.back()
        elif not self._void.back():
            self._back.back()

    def scanned(self, slip: SlipCode) -> None:
        """Take the code of a slip."""
        self._void.scanned(slip)

    def proved(self, news: Authorised | AuthoriseRefused) -> None:
        """Take in what a PIN that was typed into the page came to."""
        self._void.proved(news)

    def busy(self) -> None:
        """Say on the page that the till cannot take it at the moment."""
        if page_of(self._model()) is Page.SETTLEMENT:
            self._settlement.busy()
        else:
            self._void.busy()

    def news(self, news: DayNews) -> None:
        """Take in what the world says."""
        if isinstance(news, CashNews):
            log.debug("no page shows %s", type(news).__name__)
            return
        match news:
            case CandidatesTold():
                self._void.found(news)
            case BackView() | BackBegun() | BackRefused():
                self._back.news(news)
            case PaperNews():
                self._back.paper(news)
                self._settlement.paper(news)
            case _:
                self._settlement.news(news)

"""The parts of the day beside sales: money back and settlement, as one part of the controller."""

from __future__ import annotations

from collections.abc import Callable

from kpay_desktop.domain.approval import Act
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.back_view import BackBegun, BackRefused, BackView, CandidatesTold
from kpay_desktop.flows.cash_view import CashNews, CashSold, DrawerStayedShut
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.receipts.slip_code import SlipCode
from ui.backend import Authorised, AuthoriseRefused
from ui.backend_day import DayNews, PaperNews
from ui.controller_authorise import DoneWithLeave
from ui.controller_back import BackControl
from ui.controller_cash import CashControl
from ui.controller_drawer import DrawerControl
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.controller_settlement import SettleControl
from ui.controller_transactions import TransactionsControl
from ui.controller_void import VoidControl
from ui.presenter import page_of
from ui.views import Action, Page

#: The pages of the day that have presses and words of their own.
DAY_PAGES = frozenset({Page.VOID, Page.SETTLEMENT, Page.DRAWER})


class DayControl(ControlPart):
    """Hands presses and news of the day to the part that they belong to."""

    def __init__(
        self,
        port: ModelPort,
        leave: Callable[[Page], None],
        ask: Callable[[Act, DoneWithLeave], None],
        transactions: TransactionsControl,
    ) -> None:
        self._transactions = transactions
        self._back = BackControl(port, leave, self.open_for, ask)
        self._void = VoidControl(port, leave, ask, self._back.begin)
        self._settlement = SettleControl(port, ask)
        self._cash, self._drawer = CashControl(port), DrawerControl(port, ask)
        super().__init__(port)

    def _handlers(self) -> Presses:
        parts = (self._void, self._back, self._settlement, self._cash, self._drawer)
        presses = {action: do for part in parts for action, do in part.presses.items()}
        presses[Action.TYPE] = self._type
        presses[Action.VOID_FOUND] = lambda _: self._open_found(ReturnKind.VOID)
        presses[Action.REFUND_FOUND] = lambda _: self._open_found(ReturnKind.REFUND)
        return presses

    def _type(self, text: str) -> None:
        """Take what is typed where a slip's code may be."""
        if page_of(self._model()) is Page.VOID:
            self._void.type(text)
        else:
            self._transactions.presses[Action.TYPE](text)

    def _open_found(self, kind: ReturnKind) -> None:
        """Open the Void page for the sale that is chosen in the list."""
        model = self._model()
        sale = model.search.selected
        if page_of(model) is Page.TRANSACTIONS and sale is not None:
            self.open_for(sale, kind)

    def open_for(self, sale: SaleRecord, kind: ReturnKind) -> None:
        """Open the Void page for a sale that was chosen."""
        self._void.open_for(sale, kind)

    def opened(self, page: Page) -> None:
        """Begin with a page of the day."""
        if page is Page.VOID:
            self._void.opened()
        elif page is Page.SETTLEMENT:
            self._settlement.opened()
        elif page is Page.DRAWER:
            self._drawer.opened()

    def follow(self) -> None:
        """Take in that the page has changed."""
        self._settlement.follow()

    def key(self, key: str) -> None:
        """Take a key of the page's keypad, where it has one."""
        page = page_of(self._model())
        if page is Page.TENDER:
            self._cash.key(key)
        elif page is Page.DRAWER:
            self._drawer.key(key)
        elif page is Page.VOID:
            self._void.key(key)

    def pick(self, operator_id: str) -> None:
        """Choose whose PIN is typed."""
        self._void.pick(operator_id)

    def back(self) -> None:
        """Go one step back on the page."""
        page = page_of(self._model())
        if page is Page.SETTLEMENT:
            self._settlement.back()
        elif page is Page.DRAWER:
            self._drawer.back()
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
        page = page_of(self._model())
        if page is Page.SETTLEMENT:
            self._settlement.busy()
        elif page is Page.DRAWER:
            self._drawer.busy()
        else:
            self._void.busy()

    def news(self, news: DayNews) -> None:
        """Take in what the world says."""
        if isinstance(news, CashNews):
            self._cash_news(news)
            return
        match news:
            case CandidatesTold():
                self._void.found(news)
                self._transactions.back_told(news)
            case BackView() | BackBegun() | BackRefused() | Unreadable():
                self._back.news(news)
                if isinstance(news, BackView):
                    self._transactions.sale_changed(news.back.sale)
            case PaperNews():
                self._back.paper(news)
                self._settlement.paper(news)
                self._transactions.back_paper(news)
            case _:
                self._settlement.news(news)

    def _cash_news(self, news: CashNews) -> None:
        if isinstance(news, CashSold | DrawerStayedShut):
            self._cash.news(news)
        if not isinstance(news, CashSold):
            self._drawer.news(news)

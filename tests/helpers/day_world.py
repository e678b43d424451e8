"""A whole day in a till without windows: the world, the simulated bank's process, and hands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.cash import CashRounding, Tender, round_cash
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.back_view import BackBegun, BackRefused, BackView, ReturnWanted
from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.settle_view import SettleBegun, SettleView
from kpay_desktop.settings import Settings
from kpay_desktop.settings_day import CashSettings
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from tests.helpers.card_world import CardWorld, card_settings, card_world
from ui.backend import Authorised, SignedIn
from ui.demo.card_port import CardWay

CASHIER, CASHIER_PIN = "01", "135790"
SUPERVISOR = "90"
CUSTOMER = "1010"

Told = TypeVar("Told")


def day_settings() -> Settings:
    """Return the demo's settings with cash taken."""
    return replace(card_settings(), cash=CashSettings(takes=True))


class DayWorld:
    """A counter: sells by every way, gives back, settles."""

    def __init__(self, till: CardWorld, settings: Settings) -> None:
        self.till, self.world = till, till.world
        self._supervisor_pin = next(
            one.pin for one in settings.operators if one.operator_id == SUPERVISOR
        )
        self._presses = 0

    def sign_in(self) -> None:
        """Sign the cashier in."""
        self.till.wait("the bank", lambda: self.world.bank is not None)
        self.world.sign_in(CASHIER, CASHIER_PIN)
        self.hears(SignedIn)

    @property
    def desk(self) -> CardDeskClient:
        """The bank's own desk."""
        bank = self.world.bank
        assert bank is not None
        return CardDeskClient(bank.desk_url, bank.desk_token)

    def hears(self, kind: type[Told], behind: int = 0) -> Told:
        """Wait for news of a kind behind the first so many news; return the newest of them."""
        found: list[Told] = []

        def look() -> bool:
            found[:] = [news for news in self.till.news[behind:] if isinstance(news, kind)]
            return bool(found)

        self.till.wait(kind.__name__, look)
        return found[-1]

    def _press(self) -> str:
        self._presses += 1
        return f"press-{self._presses}"

    # --- sales ------------------------------------------------------------------------------

    def sells_by_card(self, amount_minor: int, way: CardWay = CardWay.SWIPE) -> SaleRecord:
        """Sell by card to its approval."""
        draft = SaleDraft(amount_minor, 0, Method.CARD, None, CASHIER)
        flow = self._charges(draft)
        cards = self.world.desk()
        assert cards is not None
        key = "visa-stripe" if way is CardWay.SWIPE else "visa-debit"
        cards.use_card(key, way)

        def is_read() -> bool:
            view = self._card(flow)
            return view is not None and view.state.phase is CardPhase.CONFIRMING

        if way is not CardWay.TAP:
            self.till.wait("the card", is_read)
            self.world.cards.confirm(flow)
        sale = self._ends(flow)
        if way is CardWay.INSERT:
            cards.take_card()
        return sale

    def sells_by_wallet(self, amount_minor: int, method: Method = Method.WECHAT) -> SaleRecord:
        """Show a code and have the customer pay it."""
        flow = self._charges(SaleDraft(amount_minor, 0, method, QrMode.SHOW, CASHIER))
        views = [v for v in map(_view, self.till.news) if isinstance(v, SaleView)]
        order_no = next(v for v in views if v.flow == flow).sale.identity.order_no

        def is_shown() -> bool:
            views = [v for v in map(_view, self.till.news) if isinstance(v, SaleView)]
            return any(v.flow == flow and v.symbol is not None for v in views)

        self.till.wait("the code", is_shown)
        scan = self.desk.scan(self.desk.order(order_no).payinfo)
        assert self.desk.press(scan.order, CUSTOMER, "pay").result == "paid"
        return self._ends(flow)

    def sells_for_cash(self, amount_minor: int, handed_minor: int) -> SaleRecord:
        """Take cash."""
        due = round_cash(amount_minor, CashRounding.NEAREST)
        tender = Tender(amount_minor, due, handed_minor)
        draft = SaleDraft(amount_minor, 0, Method.CASH, None, CASHIER, tender=tender)
        behind = len(self.till.news)
        self.world.charge(draft, self._press())
        return self.hears(CashSold, behind).sale

    def _charges(self, draft: SaleDraft) -> str:
        behind = len(self.till.news)
        self.world.charge(draft, self._press())
        return self.hears(ChargeBegun, behind).view.flow

    def _card(self, flow: str) -> CardSaleView | None:
        views = [v for v in map(_view, self.till.news) if isinstance(v, CardSaleView)]
        return next((v for v in reversed(views) if v.flow == flow), None)

    def _ends(self, flow: str) -> SaleRecord:
        found: list[SaleRecord] = []

        def is_approved() -> bool:
            views = [v for v in map(_view, self.till.news) if v is not None and v.flow == flow]
            found[:] = [v.sale for v in views if v.sale.state is SaleState.APPROVED]
            return bool(found)

        self.till.wait("an approval", is_approved)
        return found[-1]

    # --- money back -------------------------------------------------------------------------

    def leave(self, act: Act) -> str:
        """Have the supervisor give leave for an act; return its number."""
        behind = len(self.till.news)
        self.world.authorise(self._press(), act, SUPERVISOR, self._supervisor_pin)
        return self.hears(Authorised, behind).approval_no

    def gives_back(
        self, sale: SaleRecord, kind: ReturnKind, amount_minor: int | None = None
    ) -> BackView | BackRefused:
        """Void or refund a sale with a supervisor's leave; return how it ended."""
        amount = sale.total_minor if amount_minor is None else amount_minor
        supervised = Supervised.VOID if kind is ReturnKind.VOID else Supervised.REFUND
        subject = f"sale:{sale.identity.sale_id}"
        act = Act(supervised, subject, sale.identity.voucher, amount, CASHIER)
        number = self.leave(act)
        behind = len(self.till.news)
        wanted = ReturnWanted(self._press(), kind, sale.identity.sale_id, amount)
        self.world.back.begin(wanted, number)
        ended: list[BackView | BackRefused] = []

        def has_ended() -> bool:
            for news in self.till.news[behind:]:
                view = news.view if isinstance(news, BackBegun) else news
                is_over = isinstance(view, BackView) and view.state.ended_at is not None
                if isinstance(view, BackRefused) or (isinstance(view, BackView) and is_over):
                    ended.append(view)
            return bool(ended)

        self.till.wait("the end of money back", has_ended)
        return ended[-1]

    # --- settlement -------------------------------------------------------------------------

    def settles(self) -> dict[str, SettleView]:
        """Settle all, and wait until each has ended; by acquirer."""
        behind = len(self.till.news)
        self.world.settlement.settle()
        begun = self.hears(SettleBegun, behind)
        ended: dict[str, SettleView] = {}

        def have_ended() -> bool:
            for news in self.till.news[behind:]:
                if isinstance(news, SettleView) and news.state.ended_at is not None:
                    ended[news.state.acquirer] = news
            return set(ended) == {view.state.acquirer for view in begun.views}

        self.till.wait("the end of settling", have_ended)
        return ended


def _view(news: object) -> SaleView | CardSaleView | None:
    view = news.view if isinstance(news, ChargeBegun) else news
    return view if isinstance(view, SaleView | CardSaleView) else None


@contextmanager
def day_world(folder: Path) -> Iterator[DayWorld]:
    """Open the counter on ``folder``, signed in."""
    settings = day_settings()
    with card_world(folder, settings) as till:
        day = DayWorld(till, settings)
        day.sign_in()
        yield day

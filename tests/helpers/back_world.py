"""A whole till without windows that gives money back, beside its bank's real process."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kpay_desktop.bootstrap.bank import BankReady
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.records import PrintState, SaleRecord, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.back_view import (
    BackBegun,
    BackRefused,
    BackView,
    CandidatesTold,
    ReturnWanted,
)
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.settings import Settings
from kpay_desktop.settings_cards import CardSettings
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.desk_client import DeskClient
from tests.helpers.bank import wait_until
from tests.helpers.card_world import WAIT_S, CardWorld, card_settings, card_world
from ui.backend import Authorised, SignedIn
from ui.backend_day import PaperNews
from ui.demo.card_port import CardWay

CASHIER, PIN = "01", "135790"
SUPERVISOR, BOSS_PIN = "90", "909090"
TOTAL = 3_080
CUSTOMER = "1010"
CARD = "visa-debit"
_ACTS = {ReturnKind.VOID: Supervised.VOID, ReturnKind.REFUND: Supervised.REFUND}


def back_settings() -> Settings:
    """The demo's settings with cards and cash, and little patience."""
    settings = card_settings(CardSettings(enabled=True))
    return replace(
        settings,
        cash=replace(settings.cash, takes=True),
        card_clock=replace(settings.card_clock, retry_first_s=0.2, retry_last_s=1.0),
        scan_clock=replace(settings.scan_clock, reverse_after_s=0.0),
    )


class BackWorld:
    """Sells, and gives money back, as the windows ask for it."""

    def __init__(self, till: CardWorld) -> None:
        self.till = till
        self.world: World = till.world
        self._presses = 0
        self._looks = itertools.count(1)

    # --- the bank -----------------------------------------------------------------------------

    @property
    def bank(self) -> BankReady:
        """The bank, once it is there."""
        self.till.wait("the bank", lambda: self.world.bank is not None)
        bank = self.world.bank
        assert bank is not None
        return bank

    @property
    def cards_desk(self) -> CardDeskClient:
        """The desk of its card host."""
        return CardDeskClient(self.bank.desk_url, self.bank.desk_token)

    @property
    def desk(self) -> DeskClient:
        """The desk of its wallets."""
        return DeskClient(self.bank.desk_url, self.bank.desk_token)

    @property
    def books(self) -> Path:
        """The bank's books."""
        return self.till.folders.bank / "bank.sqlite3"

    # --- people -------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Let the cashier sign in."""
        self.world.sign_in(CASHIER, PIN)
        self.till.wait("a cashier", lambda: any(isinstance(n, SignedIn) for n in self.till.news))

    def leave(self, act: Act) -> str:
        """Let a supervisor give leave; return its number."""
        request = self._press("leave")
        self.world.authorise(request, act, SUPERVISOR, BOSS_PIN)
        given: list[Authorised] = []

        def is_given() -> bool:
            given[:] = [
                each
                for each in self.till.news
                if isinstance(each, Authorised) and each.request == request
            ]
            return bool(given)

        self.till.wait("leave", is_given)
        return given[0].approval_no

    def _press(self, name: str) -> str:
        self._presses += 1
        return f"{name}-{self._presses}"

    # --- sales --------------------------------------------------------------------------------

    def sell_card(self, total_minor: int = TOTAL) -> SaleRecord:
        """Sell by tap, approved by the bank."""
        request = self._press("sale")
        self.till.charge(total_minor, request)
        flow = self._begun(request)
        self.tap()
        self.till.wait("an approval", lambda: self._card(flow).state.phase is Phase.APPROVED)
        return self._card(flow).sale

    def tap(self, key: str = CARD) -> None:
        """Hold a card to the reader."""
        desk = self.world.desk()
        assert desk is not None
        desk.use_card(key, CardWay.TAP)

    def sell_paynow(self, total_minor: int = TOTAL, press: str = "pay") -> SaleRecord:
        """Sell by a code that is shown and paid, with that press in the customer's app."""
        request = self._press("sale")
        draft = SaleDraft(total_minor, 0, Method.PAYNOW, QrMode.SHOW, CASHIER)
        self.world.charge(draft, request, despite=self._all_sales())
        flow = self._begun(request)
        self.till.wait("a code", lambda: bool(self._wallet(flow).state.code_text))
        scan = self.desk.scan(self._wallet(flow).state.code_text)
        self.desk.press(scan.order, CUSTOMER, press)
        self.till.wait("a payment", lambda: self._wallet(flow).sale.state is SaleState.APPROVED)
        return self._wallet(flow).sale

    def sell_scanned(self, total_minor: int = TOTAL) -> SaleRecord:
        """Sell by the code on a customer's phone."""
        request = self._press("sale")
        code = self.desk.issue_code(CUSTOMER, "wechat").code
        draft = SaleDraft(total_minor, 0, Method.WECHAT, QrMode.SCAN, CASHIER)
        self.world.charge(draft, request, despite=self._all_sales(), code=code)
        flow = self._begun(request)
        self.till.wait("a payment", lambda: self._wallet(flow).sale.state is SaleState.APPROVED)
        return self._wallet(flow).sale

    def sell_cash(self, total_minor: int = TOTAL) -> SaleRecord:
        """Sell for cash."""
        request = self._press("sale")
        tender = Tender(total_minor, total_minor, total_minor)
        draft = SaleDraft(total_minor, 0, Method.CASH, None, CASHIER, tender=tender)
        self.world.charge(draft, request, despite=self._all_sales())
        sold: list[SaleRecord] = []

        def is_sold() -> bool:
            sold[:] = [
                each.sale
                for each in self.till.news
                if isinstance(each, CashSold) and each.request == request
            ]
            return bool(sold)

        self.till.wait("cash", is_sold)
        return sold[0]

    def slips_are_out(self, flow: str) -> None:
        """Wait until both slips of money back are on paper."""
        number = self.back(flow).back.identity.return_id

        def are_out() -> bool:
            papers = [each for each in self.till.news if isinstance(each, PaperNews)]
            mine = [
                each.copy
                for each in papers
                if (each.kind, each.subject_id) == (SlipKind.RETURN, number)
                and each.state is PrintState.PRINTED
            ]
            return set(mine) == set(SlipCopy)

        self.till.wait("slips", are_out)

    def lift(self, flow: str, voucher: str, amount_minor: int = TOTAL) -> None:
        """Let a supervisor lift the block of a reversal."""
        act = Act(Supervised.LIFT_BLOCK, flow, voucher, amount_minor, CASHIER)
        self.world.back.lift_block(flow, self.leave(act))

    def _all_sales(self) -> tuple[int, ...]:
        views = [n.view if isinstance(n, ChargeBegun) else n for n in self.till.news]
        sold = [v for v in views if isinstance(v, SaleView | CardSaleView)]
        return tuple({view.sale.identity.sale_id for view in sold})

    def _begun(self, request: str) -> str:
        flows: list[str] = []

        def is_begun() -> bool:
            flows[:] = [
                each.view.flow
                for each in self.till.news
                if isinstance(each, ChargeBegun | BackBegun) and each.request == request
            ]
            return bool(flows)

        self.till.wait("a beginning", is_begun)
        return flows[0]

    def _card(self, flow: str) -> CardSaleView:
        view = self._view(flow)
        assert isinstance(view, CardSaleView)
        return view

    def _wallet(self, flow: str) -> SaleView:
        view = self._view(flow)
        assert isinstance(view, SaleView)
        return view

    def _view(self, flow: str) -> object:
        begun = (ChargeBegun, BackBegun)
        views = [n.view if isinstance(n, begun) else n for n in self.till.news]
        kinds = (SaleView, CardSaleView, BackView)
        return [v for v in views if isinstance(v, kinds) and v.flow == flow][-1]

    # --- money back ---------------------------------------------------------------------------

    def give_back(self, kind: ReturnKind, sale: SaleRecord, amount_minor: int = TOTAL) -> str:
        """Begin a void or refund with a supervisor's leave; return its flow."""
        sale_id, voucher = sale.identity.sale_id, sale.identity.voucher
        act = Act(_ACTS[kind], f"sale:{sale_id}", voucher, amount_minor, CASHIER)
        number = self.leave(act)
        request = self._press("back")
        self.world.back.begin(ReturnWanted(request, kind, sale_id, amount_minor), number)
        refused = [each for each in self.till.news if isinstance(each, BackRefused)]
        assert not refused, refused
        return self._begun(request)

    def back(self, flow: str) -> BackView:
        """Return the newest that was told of money back."""
        view = self._view(flow)
        assert isinstance(view, BackView)
        return view

    def as_begun(self, flow: str) -> BackView:
        """Return what was told of money back when it began."""
        (view,) = (
            each.view
            for each in self.till.news
            if isinstance(each, BackBegun) and each.view.flow == flow
        )
        return view

    def ends(self, flow: str, state: ReturnState) -> BackView:
        """Wait until it has come to that."""
        self.till.wait(state.value, lambda: self.back(flow).back.state is state)
        return self.back(flow)

    def settle(self) -> None:
        """Settle every batch."""
        self.world.settlement.settle()

    def settled(self, sale_id: int) -> None:
        """Wait until the batch of a sale is settled."""

        def is_settled() -> bool:
            request = -next(self._looks)
            self.world.back.find_sale(request, sale_id)
            found: list[CandidatesTold] = []

            def is_told() -> bool:
                found[:] = [
                    each
                    for each in self.till.news
                    if isinstance(each, CandidatesTold) and each.request == request
                ]
                return bool(found)

            self.till.wait("the sale", is_told)
            return not found[0].found[0].returnable.batch_is_open

        wait_until("the settlement", is_settled, WAIT_S)


@contextmanager
def back_world(folder: Path, parts: WorldParts | None = None) -> Iterator[BackWorld]:
    """Run a world on ``folder``, with its cashier signed in; nothing of it stays."""
    with card_world(folder, back_settings(), parts) as till:
        opened = BackWorld(till)
        opened.sign_in()
        _ = opened.bank
        yield opened

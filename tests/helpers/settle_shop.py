"""A shop that settles: a store on the disk, threads, sockets, and the simulated bank behind them.

Sales are made with the bank through the till's own clients, and written as their flows leave them.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hardware.camera.decode import DecoderChain
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.domain.card import CardFacts, CardRecord, EntryMode, Scheme, SealedCard
from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.ledger import SettlementRecord
from kpay_desktop.domain.records import Commit, SaleUpdate
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleIdentity, SaleState
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.card_box import MemoryCardBox
from kpay_desktop.flows.card_sale import values as c
from kpay_desktop.flows.card_work import CardWork, CardWorkParts
from kpay_desktop.flows.gateway_work import GatewayWork
from kpay_desktop.flows.settle_parts import CardSide, SettleParts
from kpay_desktop.flows.settle_runner import SettleRunner
from kpay_desktop.flows.settle_state import state_of
from kpay_desktop.flows.settle_view import SettleNews
from kpay_desktop.flows.settlement.state import Phase, SettlementState
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.flows.timers import ThreadTimers
from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.hosts.iso8583.codes import asks_for_sign_on
from kpay_desktop.hosts.iso8583.profile import load_profile
from kpay_desktop.hosts.wallets.config import GatewayConfig
from kpay_desktop.hosts.wallets.gateway import AllinpayGateway
from kpay_desktop.ports import OrderMade, OrderRequest
from kpay_desktop.ports_cards import CardData
from kpay_desktop.security.vault import KeptCard, Vault
from kpay_desktop.settings_day import SettleClockSettings
from models.database import OpenedStore
from tests.helpers.bank import wait_until
from tests.helpers.card_caller import catalogue_card
from tests.helpers.inner_bank import InnerBank
from tests.helpers.store import opened, write

WAIT_S = 60.0
KEY_HEX = "5a" * 32
QUICK = SettleClockSettings(clear_s=0.2, retry_first_s=0.05, retry_last_s=0.2)
CUSTOMER = "1010"


@dataclass(slots=True)
class Shop:
    """The till of a shop, run once; its folder can be opened again."""

    books: OpenedStore
    bank: InnerBank
    runner: SettleRunner
    work: CardWork
    gateway: AllinpayGateway
    stans: StanBook
    box: MemoryCardBox
    vault: Vault
    news: list[SettleNews]

    # --- sales ------------------------------------------------------------------------------

    def sell_by_card(self, amount_minor: int) -> SaleIdentity:
        """Sell by a card's stripe, approved by the bank."""
        identity = self._begin(SaleDraft(amount_minor, 0, Method.CARD, None, "01"))
        spec, handle = catalogue_card("visa-stripe"), f"card:{identity.sale_id}"
        expiry = f"{spec.expires:%y%m}"
        track = f"{spec.pan}D{expiry}{spec.service_code}1234567"
        self.box.put(handle, CardData(spec.pan, expiry, track))
        stan = write(self.books, self._next_stan)
        at = datetime.now().astimezone()
        ask = c.Authorise(
            stan, identity.voucher, identity.batch_no, amount_minor, 0, EntryMode.SWIPE, handle, at
        )
        told: list[c.Event] = []
        heard = threading.Event()

        def reply(event: c.Event, _words: object) -> None:
            told.append(event)
            heard.set()

        self.work.perform(ask, reply)
        assert heard.wait(WAIT_S)
        approved = told[0]
        assert isinstance(approved, c.HostApproved), approved
        facts = CardFacts(handle, Scheme.VISA, EntryMode.SWIPE, spec.pan[:6], spec.pan[-4:])
        sealed = self.vault.seal(handle, KeptCard(spec.pan, expiry))
        self._approve(
            identity,
            card=CardRecord(facts, stan, approved.rrn, approved.approval_code),
            sealed=SealedCard(handle, sealed, self.vault.fingerprint(spec.pan)),
        )
        self.box.wipe(handle)
        return identity

    def sell_by_wallet(self, method: Method, amount_minor: int) -> SaleIdentity:
        """Sell by a code that the shop shows, paid by a phone."""
        identity = self._begin(SaleDraft(amount_minor, 0, method, QrMode.SHOW, "01"))
        wallet = method.wallet
        assert wallet is not None
        request = OrderRequest(identity.order_no, wallet, amount_minor, 180, "Kopi")
        made = self.gateway.create_order(request, WAIT_S)
        assert isinstance(made, OrderMade), made
        scanned = self.bank.desk.scan(made.code_text)
        self.bank.desk.press(scanned.order, CUSTOMER, "pay")
        number = self.bank.desk.order(identity.order_no).payments[0].trxid
        self._approve(identity, wallet_txn_no=number)
        return identity

    def book_alone(self, method: Method, amount_minor: int) -> SaleIdentity:
        """Book a sale by wallet of which the bank knows nothing."""
        identity = self._begin(SaleDraft(amount_minor, 0, method, QrMode.SHOW, "01"))
        self._approve(identity, wallet_txn_no=f"T{identity.sale_id}")
        return identity

    def sell_for_cash(self, amount_minor: int) -> SaleIdentity:
        """Sell for coins and notes."""
        tender = Tender(amount_minor, amount_minor, amount_minor)
        identity = self._begin(SaleDraft(amount_minor, 0, Method.CASH, None, "01", tender=tender))
        self._approve(identity)
        return identity

    def _next_stan(self) -> int:
        self.stans.fill()
        return self.stans.next()

    def _begin(self, draft: SaleDraft) -> SaleIdentity:
        at = datetime.now().astimezone()
        return write(self.books, lambda: self.books.store.begin_sale(draft, at, _first(at)))

    def _approve(
        self,
        identity: SaleIdentity,
        wallet_txn_no: str | None = None,
        card: CardRecord | None = None,
        sealed: SealedCard | None = None,
    ) -> None:
        at = datetime.now().astimezone()
        update = SaleUpdate(
            identity.sale_id,
            SaleState.APPROVED,
            wallet_txn_no=wallet_txn_no,
            paid_at=at,
            finished_at=at,
        )
        step = replace(_first(at)(identity), is_open=False, sale=update, card=card, sealed=sealed)
        write(self.books, lambda: self.books.store.commit(step))

    # --- settling ---------------------------------------------------------------------------

    def settle(self) -> None:
        """Press Settle, and wait until every settlement has an end."""
        self.runner.settle("01")
        wait_until("the end of each settlement", self.has_ended)

    def has_ended(self) -> bool:
        """True once no settlement is under way."""
        return all(one.finished_at is not None for one in self.past())

    def past(self) -> list[SettlementRecord]:
        """The settlements, newest first."""
        return list(write(self.books, lambda: self.books.store.settlements(None, 100)))

    def state(self, acquirer: str = "cards") -> SettlementState:
        """The newest settlement with an acquirer."""
        return next(state_of(r) for r in self.past() if r.identity.acquirer == acquirer)

    def reaches(self, phase: Phase, acquirer: str = "cards") -> None:
        """Wait until the newest settlement with an acquirer stands in a phase."""
        wait_until(
            phase.value,
            lambda: any(
                record.identity.acquirer == acquirer and record.phase == phase
                for record in self.past()
            ),
        )


def _first(at: datetime) -> Callable[[SaleIdentity], Commit]:
    return lambda identity: Commit(f"sale:{identity.sale_id}", "{}", "{}", True, at)


@contextlib.contextmanager
def open_shop(folder: Path, bank: InnerBank, answer_s: float = WAIT_S) -> Iterator[Shop]:
    """Open a shop on ``folder``, with the bank's own profile of its card host."""
    clock, news = SystemClock(), list[SettleNews]()
    with opened(folder) as books:
        credentials = bank.bank.folder.credentials
        profile = load_profile(credentials / "card_host.toml")
        times = replace(profile.times, connect_s=WAIT_S, answer_s=answer_s, overall_s=WAIT_S)
        box, vault = MemoryCardBox(), Vault(KEY_HEX)
        stans = StanBook(books.store.reserve_stans, books.writer)
        client = CardHostClient(
            replace(profile, times=times), box, next_stan=stans.next, late=lambda _: None
        )
        work = CardWork(
            CardWorkParts(
                host=client,
                timeout_s=answer_s,
                local=lambda at: at,
                wants_sign_on=lambda code: asks_for_sign_on(profile, code),
                tell_trip=lambda _: None,
            )
        )
        gateway = AllinpayGateway(
            GatewayConfig(
                base_url=bank.bank.gateway.url,
                cusid=bank.gateway.cusid,
                appid=bank.gateway.appid,
                private_key_path=credentials / "merchant_private.pem",
                bank_public_key_path=credentials / "bank_public.pem",
                notify_url="",
            )
        )
        gateway.load_keys()
        enquiries = GatewayWork(
            gateway, DecoderChain(), description="Kopi", valid_for_s=180, timeout_s=WAIT_S
        )
        timers = ThreadTimers(books.writer, clock)
        runner = SettleRunner(
            SettleParts(
                store=books.store,
                executor=books.writer,
                timers=timers,
                clock=clock,
                clocks=QUICK,
                authority=Authority(clock),
                query=enquiries.perform,
                nudge=lambda _: None,
                observe=news.append,
                print_wanted=lambda: None,
            )
        )
        write(books, stans.fill)
        runner.use_cards(CardSide(books.store, box, vault, stans, work))
        write(books, runner.recover)
        work.start()
        try:
            yield Shop(books, bank, runner, work, gateway, stans, box, vault, news)
        finally:
            timers.stop(WAIT_S)
            assert work.stop(WAIT_S)
            assert enquiries.stop(WAIT_S)
            gateway.shut_down()

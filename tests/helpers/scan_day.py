"""Many sales by customers' codes at a till without windows, against a bank's process of its own.

``ScanTill`` is all around it: customers and their phones, cashier, the bank's desk, the line.
``sell`` lives through one case and returns what both books say while everything runs; ``rows``
reads the till's store from the disk once it has stopped.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.wallet_sale.decision import act_of
from kpay_desktop.flows.wallet_sale.state import Phase
from kpay_desktop.ports import WalletGateway
from kpay_desktop.settings import Settings, parse_settings
from kpay_desktop.settings_scan import ScanClockSettings
from kpay_desktop.settings_works import BankSettings, QrClockSettings
from kpay_desktop.simulation.desk_client import BankOrder, DeskClient, ScanTerms
from tests.helpers.heard_gateway import HeardGateway, Patience, Said
from tests.helpers.real_till import profile_text
from tests.helpers.scan_cases import Case, Lane, Shown
from tests.helpers.scan_sale import CUSTOMER, Sale
from tests.helpers.store import make_folder, raw
from ui.backend import Authorised, AuthoriseRefused, News, SignedIn

WAIT_S: Final = 60.0
CASHIER, SUPERVISOR = "01", "90"
MOMENT_S: Final = 0.05
_PATIENT: Final = ScanClockSettings(
    first_query_s=0.1,
    query_s=0.1,
    wechat_limit_s=300.0,
    alipay_limit_s=300.0,
    paynow_limit_s=300.0,
    reverse_after_s=0.0,
    reverse_first_s=0.05,
    reverse_last_s=0.2,
    stuck_after_s=3_600.0,
)
_HURRIED: Final = replace(
    _PATIENT, wechat_limit_s=0.4, alipay_limit_s=0.5, paynow_limit_s=0.6, stuck_after_s=0.3
)
CLOCKS: Final = {
    Lane.PATIENT: _PATIENT,
    Lane.HURRIED: _HURRIED,
    Lane.WATCHFUL: _HURRIED,
    Lane.BUSY: _PATIENT,
    Lane.TIMELY: replace(_PATIENT, reverse_after_s=3.0),
}
_QR: Final = QrClockSettings(
    valid_s=500,
    poll_s=0.1,
    doubt_first_s=0.05,
    doubt_last_s=0.2,
    insist_s=0.4,
    watch_first_s=600.0,
    watch_last_s=3_600.0,
)
_WATCHFUL: Final = replace(_QR, watch_first_s=0.1, watch_last_s=0.3)


def scan_settings(lane: Lane) -> Settings:
    """The demo's settings, with short clocks, English slips and no outcomes by cents."""
    return replace(
        parse_settings(profile_text({}), "test"),
        scan_clock=CLOCKS[lane],
        qr_clock=_WATCHFUL if lane in {Lane.WATCHFUL, Lane.BUSY} else _QR,
        bank=BankSettings(simulated=True, cents_table=False),
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What a case came to while till and bank ran, in cents.

    ``sent`` is how often the code was sent, ``said`` what was answered to the till's messages.
    ``status`` is what the bank says of the order, empty where it has none; ``kept_minor`` what it
    holds of it for the shop, ``moved_minor`` what left the customers' accounts meanwhile.
    """

    view: SaleView
    phases: tuple[Phase, ...]
    said: tuple[Said, ...]
    sent: int
    status: str
    kept_minor: int
    moved_minor: int

    def answers(self, kind: str) -> list[str]:
        """Return the answers to the messages of a kind."""
        return [said.answer for said in self.said if said.kind == kind]


@dataclass(frozen=True, slots=True)
class Row:
    """A sale as the till's store has it on the disk; ``slips`` are its print jobs."""

    sale_id: int
    state: str
    reason: str
    mode: str
    total_minor: int
    order_no: str
    wallet_txn_no: str
    is_open: int
    slips: int
    unprinted: int


_ROWS: Final = (
    "SELECT t.id, t.state, t.reason, t.mode, t.amount_minor + t.tip_minor, a.order_no,"
    " t.wallet_txn_no, COALESCE(f.is_open, 0),"
    " (SELECT COUNT(*) FROM print_jobs p WHERE p.kind = 'sale' AND p.subject_id = t.id),"
    " (SELECT COUNT(*) FROM print_jobs p WHERE p.kind = 'sale' AND p.subject_id = t.id"
    " AND p.state <> 'printed')"
    " FROM transactions t JOIN attempts a ON a.id = t.attempt_id"
    " LEFT JOIN flows f ON f.attempt_id = t.attempt_id"
)


class ScanTill:
    """A till, its bank, and the people around them."""

    def __init__(self, folder: Path, lane: Lane) -> None:
        self._folder = make_folder(folder)
        self._changed = threading.Condition()
        self.views: dict[str, list[SaleView]] = {}
        self._begun: dict[str, str] = {}
        self._signed_in = 0
        self._leaves: dict[str, Authorised | AuthoriseRefused] = {}
        self._pins = {o.operator_id: o.pin for o in scan_settings(lane).operators}
        self._presses = 0
        self._total_minor = 1_000
        self._heard: HeardGateway | None = None
        #: Every code that a customer showed here.
        self.codes: list[str] = []
        folders = Folders(self._folder)
        folders.make()
        settings = scan_settings(lane)
        command = (
            *(sys.executable, "-m", "kpay_desktop.simulation.bank"),
            *("--data", str(folders.bank), "--merchant-name", settings.merchant.name),
            "--no-cents-table",
        )
        parts = WorldParts(wrap_gateway=self._listen, bank_command=command)
        self.world = World(settings, folders, self._hear, version="test", parts=parts)

    # --- life -----------------------------------------------------------------------------

    def start(self) -> None:
        """Start it and its bank."""
        self.world.start()
        self.until("the bank", lambda: self.world.bank is not None)
        # What is to be taken back need not wait, but where a case is about that.
        self.terms = self.desk.set_scan_terms(earliest_cancel_s=0.0)

    def stop(self) -> None:
        """Stop till and bank."""
        self.world.stop(WAIT_S)

    def rows(self) -> dict[int, Row]:
        """Read the till's own rows from the disk, past everything of the till's."""
        with raw(self._folder) as store:
            found = store.execute(_ROWS).fetchall()
        return {int(row[0]): Row(*row) for row in found}

    @property
    def desk(self) -> DeskClient:
        """The bank's desk."""
        bank = self.world.bank
        assert bank is not None
        return DeskClient(bank.desk_url, bank.desk_token, WAIT_S)

    @property
    def heard(self) -> HeardGateway:
        """What is said between till and bank."""
        assert self._heard is not None
        return self._heard

    def _listen(self, gateway: WalletGateway) -> WalletGateway:
        self._heard = HeardGateway(gateway)
        return self._heard

    def _hear(self, news: News) -> None:
        with self._changed:
            if isinstance(news, ChargeBegun) and isinstance(news.view, SaleView):
                self._begun[news.request] = news.view.flow
            if isinstance(news, SignedIn):
                self._signed_in += 1
            if isinstance(news, Authorised | AuthoriseRefused):
                self._leaves[news.request] = news
            view = news.view if isinstance(news, ChargeBegun) else news
            if isinstance(view, SaleView):
                self.views.setdefault(view.flow, []).append(view)
            self._changed.notify_all()

    def until(self, what: str, is_so: Callable[[], bool]) -> None:
        """Wait until something is so that news may bring about, or that only time does."""
        deadline = time.monotonic() + WAIT_S
        # Not asked under the lock: what is asked may wait for a thread that has news to tell.
        while not is_so():
            assert time.monotonic() < deadline, f"waited for {what}"
            with self._changed:
                self._changed.wait(0.02)

    def break_line(self, how: str) -> None:
        """Cut the line to the bank, or let nothing come back on it; "" leaves it as it is."""
        if how == "cut":
            self.desk.cut_line()
        elif how == "silent":
            self.desk.silence_line()

    def mend(self) -> None:
        """Let bank and line be well again."""
        for kind in ("sale", "query", "close", "refund", "cancel"):
            self.desk.clear_next(kind)
        self.desk.mend_line()
        self._set(self.terms)

    # --- a case ---------------------------------------------------------------------------

    def code_of(self, case: Case) -> str:
        """Let a customer's phone show a code; return it."""
        customer = case.customer or CUSTOMER
        if case.shown is Shown.UNKNOWN:
            return UNKNOWN_CODES[case.wallet.value]
        if case.shown is Shown.EXPIRED:
            self.desk.set_scan_terms(code_life_s=MOMENT_S)
        issued = self.desk.issue_code(customer, case.wallet.value)
        if case.shown is Shown.EXPIRED:
            self.desk.set_scan_terms(code_life_s=self.terms.code_life_s)
            # Its time is the bank's clock, which nothing tells of.
            time.sleep(2 * MOMENT_S)
        return issued.code

    def charge(
        self, total_minor: int, method: Method, code: str = "", retry_of: int | None = None
    ) -> str:
        """Begin a sale: of ``code``, or by a code of our own; return its flow."""
        self._presses += 1
        request = f"press-{self._presses}"
        mode = QrMode.SCAN if code else QrMode.SHOW
        draft = SaleDraft(total_minor, 0, method, mode, "01", retry_of)
        self.world.charge(draft, request, (), code)
        self.until("the till's answer to Charge", lambda: request in self._begun)
        return self._begun[request]

    def sell(self, case: Case) -> Seen:
        """Live through a case."""
        self._total_minor += 7
        if case.terms:
            self._set(replace(self.terms, **case.terms))
        for ask in case.asks:
            self.desk.set_next(
                ask.outcome,
                kind=ask.kind,
                sticky=ask.sticky,
                delay_s=ask.delay_s,
                times=ask.times,
            )
        before = self.left_accounts_minor()
        self.heard.patience = Patience(case.pay_s, case.query_s, case.reverse_s)
        try:
            code = self.code_of(case)
            self.codes.append(code)
            self.break_line(case.line)
            flow = self.charge(self._total_minor, Method.of(case.wallet), code)
            sale = Sale(self, case, flow, code)
            case.script(sale)
            sale.ends()
        finally:
            self.heard.patience = Patience()
            for ask in case.asks:
                self.desk.clear_next(ask.kind)
            if case.terms:
                self._set(self.terms)
        order = sale.order()
        return Seen(
            sale.view,
            tuple(sale.phases),
            tuple(self.heard.said(sale.order_no)),
            self.heard.sent(sale.order_no),
            "" if order is None else order.trxstatus,
            0 if order is None else kept_minor(order),
            self.left_accounts_minor() - before,
        )

    def _set(self, terms: ScanTerms) -> None:
        self.desk.set_scan_terms(**asdict(terms))

    def decide(self, flow: str, kind: Supervised) -> None:
        """Have a cashier signed in, and a supervisor authorise what there is to decide."""
        signed_in = self._signed_in
        self.world.sign_in(CASHIER, self._pins[CASHIER])
        self.until("signing in", lambda: self._signed_in > signed_in)
        act = act_of(self.views[flow][-1].state, flow, kind, CASHIER)
        assert act is not None, f"there is nothing to decide: {kind}"
        request = f"leave-{len(self._leaves)}"
        self.world.authorise(request, act, SUPERVISOR, self._pins[SUPERVISOR])
        self.until("an answer to the PIN", lambda: request in self._leaves)
        leave = self._leaves[request]
        assert isinstance(leave, Authorised), leave
        self.world.decide(flow, kind, leave.approval_no)

    def left_accounts_minor(self) -> int:
        """Return what has left all customers' accounts so far."""
        return sum(each.opening_minor - each.balance_minor for each in self.desk.customers())


def kept_minor(order: BankOrder) -> int:
    """Return what the bank holds of an order for the shop, in cents."""
    settled = [payment for payment in order.payments if payment.state == "settled"]
    return sum(payment.amount_minor - payment.refunded_minor for payment in settled)


UNKNOWN_CODES: Final = {
    "wechat": "139471826503948172",
    "alipay": "284719305618274639",
    "paynow": "PN7K2M9QX4T6V8B3C5D1F0GH",
}

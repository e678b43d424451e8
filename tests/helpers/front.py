"""A till's front without windows: a fake world, sales by hand, and a controller to press."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Self, TypeVar

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import (
    CreditKind,
    CreditState,
    SaleFilter,
    SaleKey,
    SaleRecord,
    SlipCopy,
)
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleIdentity, Wallet
from kpay_desktop.domain.signature import Signature
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.sale_view import AnySaleView, ChargeBegun, SaleView
from kpay_desktop.flows.wallet_sale.table import sale_state
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, SeenPayment, WalletSaleState
from kpay_desktop.ports import BusyError
from kpay_desktop.ports_scan import FrameBox
from kpay_desktop.qr.payment_code import PaymentCode
from kpay_desktop.qr.symbol import Symbol
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.settings import Settings, demo_settings
from tests.helpers.fake_day import FakeBack, FakeCash, FakeSettlement
from tests.helpers.fake_receipts import FakeReceipts
from tests.helpers.page_bodies import check_body
from ui.backend import SignedIn
from ui.controller import Controller
from ui.presenter import present
from ui.save_model import SlipWanted
from ui.till_model import TillModel
from ui.views import Action, Press
from ui.views_screens import Screens

FLOWS = {QrMode.SHOW: "show_qr", QrMode.SCAN: "scan_pay", QrMode.OWN: "own_code"}

Body = TypeVar("Body")

CASHIER = Operator("01", "Cashier 01", Role.CASHIER)
SUPERVISOR = Operator("90", "Supervisor", Role.SUPERVISOR)
NOON = datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC)
SYMBOL = Symbol(21, tuple(bytes((row + column) % 2 for column in range(21)) for row in range(21)))


@dataclass(slots=True)
class FakeCards:
    """Notes what is asked in sales by card beside everything else."""

    note: Callable[..., None]
    signatures: list[Signature] = field(default_factory=list)

    def confirm(self, flow: str) -> None:
        self.note("confirm", flow)

    def choose(self, flow: str, index: int | None) -> None:
        self.note("choose", flow, str(index))

    def reverse_now(self, flow: str) -> None:
        self.note("reverse_now", flow)

    def sign(self, flow: str, signature: Signature) -> None:
        self.note("sign", flow)
        self.signatures.append(signature)

    def sign_on_paper(self, flow: str) -> None:
        self.note("sign_on_paper", flow)

    def note_contact(self, flow: str, contact: str) -> None:
        self.note("note_contact", flow, contact)


@dataclass(slots=True)
class FakeScan:
    """Notes what is asked of camera and scanners. ``open_for`` is the camera's, not theirs.

    ``slips``: whether the camera looks for slips where scanners are listened to for them. The front
    asks for that by itself on two pages, so that it is not noted among the calls.
    """

    note: Callable[..., None]
    frames: FrameBox = field(default_factory=FrameBox)
    open_for: Method | None = None
    listens: bool = False
    slips: bool | None = None
    forgotten: list[PaymentCode] = field(default_factory=list)
    scans: list[tuple[str, str]] = field(default_factory=list)

    def open(self, method: Method) -> None:
        self.note("scan.open", method.value)
        self.open_for, self.listens = method, True

    def rest(self) -> None:
        self.note("scan.rest")
        self.open_for = None

    def close(self) -> None:
        if self.slips is None:
            self.note("scan.close")
        self.open_for, self.listens, self.slips = None, False, None

    def open_for_slips(self, *, camera: bool) -> None:
        self.slips = camera

    def typed(self, text: str) -> None:
        self.note("scan.typed", text)

    def scanned(self, text: str, meant: str) -> None:
        self.note("scan.scanned")
        self.scans.append((text, meant))

    def forget(self, code: PaymentCode) -> None:
        self.note("scan.forget")
        self.forgotten.append(code)

    def use_camera(self, path: str) -> None:
        self.note("scan.use_camera", path)


@dataclass(slots=True)
class FakeBackend:
    """Notes what it is asked; ``busy`` makes every call fail as a full till does."""

    calls: list[tuple[str, ...]] = field(default_factory=list)
    drafts: list[SaleDraft] = field(default_factory=list)
    searches: list[tuple[int, SaleFilter, SaleKey | None]] = field(default_factory=list)
    heard: list[tuple[Sound, int]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    busy: bool = False
    cards: FakeCards = field(init=False)
    scan: FakeScan = field(init=False)
    back: FakeBack = field(init=False)
    settlement: FakeSettlement = field(init=False)
    cash: FakeCash = field(init=False)
    receipts: FakeReceipts = field(default_factory=FakeReceipts)

    def __post_init__(self) -> None:
        self.back = FakeBack(self._note)
        self.settlement = FakeSettlement(self._note)
        self.cash = FakeCash(self._note)
        self.cards = FakeCards(self._note)
        self.scan = FakeScan(self._note)

    def _note(self, *call: str) -> None:
        if self.busy:
            raise BusyError("full")
        self.calls.append(call)

    def sign_in(self, operator_id: str, pin: str) -> None:
        self._note("sign_in", operator_id, pin)

    def sign_out(self, operator_id: str) -> None:
        self._note("sign_out", operator_id)

    def lock(self, operator_id: str, *, idle: bool) -> None:
        self._note("lock", operator_id, "idle" if idle else "hand")

    def unlock(self, operator_id: str, pin: str, owner_id: str, *, for_owner: bool) -> None:
        self._note("unlock", operator_id, pin, owner_id, "for owner" if for_owner else "instead")

    def play(self, sound: Sound, volume_percent: int) -> None:
        self.heard.append((sound, volume_percent))

    def try_sound(self, sound: Sound, volume_percent: int) -> None:
        self._note("try_sound", sound.value, str(volume_percent))

    def charge(
        self, draft: SaleDraft, request: str, despite: tuple[int, ...] = (), code: str = ""
    ) -> None:
        self._note("charge", request, *map(str, despite))
        self.drafts.append(draft)
        self.codes.append(code)

    def inbox(self) -> None:
        self._note("inbox")

    def cancel(self, flow: str) -> None:
        self._note("cancel", flow)

    def check(self, flow: str) -> None:
        self._note("check", flow)

    def authorise(self, request: str, act: Act, approver_id: str, pin: str) -> None:
        self._note("authorise", act.kind.value, approver_id, pin)
        self.acts.append(act)

    def decide(self, flow: str, kind: Supervised, approval_no: str) -> None:
        self._note("decide", flow, kind.value, approval_no)

    def reprint(self, sale_id: int, copy: SlipCopy) -> None:
        self._note("reprint", str(sale_id), copy.value)

    def find_sales(
        self, request: int, wanted: SaleFilter, after: SaleKey | None, *, newer: bool = False
    ) -> None:
        self._note("find_sales", str(request), "newer" if newer else "")
        self.searches.append((request, wanted, after))

    def print_again(self) -> None:
        self._note("print_again")

    def print_test(self) -> None:
        self._note("print_test")

    def save_slip(self, wanted: SlipWanted, path: str) -> None:
        self._note("save_slip", wanted.slip.value, str(wanted.sale_id), path)

    def test_drawer(self, operator_id: str) -> None:
        self._note("test_drawer", operator_id)

    def start_with_computer(self, operator_id: str, *, on: bool) -> None:
        self._note("start_with_computer", operator_id, str(on))

    def ask_host(self) -> None:
        self._note("ask_host")

    def save_support(self) -> None:
        self._note("save_support")

    def save(self, key: str, value: str) -> None:
        self._note("save", key, value)


def sale_view(
    phase: Phase,
    *,
    number: int = 138,
    end: EndReason | None = None,
    payments: tuple[SeenPayment, ...] = (),
    amount_minor: int = 2800,
    tip_minor: int = 280,
    wallet: Wallet = Wallet.PAYNOW,
    mode: QrMode = QrMode.SHOW,
    refused_code: str = "",
    stuck: bool = False,
) -> SaleView:
    """Return a sale in ``phase`` as the runner would report it."""
    identity = SaleIdentity(number, number, f"{number:06d}", f"80010001{number:014d}", 42)
    state = WalletSaleState(
        identity=identity,
        wallet=wallet,
        total_minor=amount_minor + tip_minor,
        created_at=NOON,
        expires_at=NOON + timedelta(seconds=180),
        phase=phase,
        end=end,
        code_text="code" if phase is Phase.SHOWN else "",
        payments=payments,
        mode=mode,
        refused_code=refused_code,
        stuck=stuck,
    )
    shown = phase is Phase.SHOWN
    waits = phase in {Phase.SHOWN, Phase.PAYING}
    return SaleView(
        flow=f"{FLOWS[mode]}:{number}",
        sale=SaleRecord(
            identity=identity,
            created_at=NOON,
            amount_minor=amount_minor,
            tip_minor=tip_minor,
            method=Method.of(wallet),
            mode=mode,
            cashier_id=CASHIER.operator_id,
            state=sale_state(state),
            wallet_txn_no="4200001138" if phase is Phase.APPROVED else "",
            paid_at=NOON if phase is Phase.APPROVED else None,
        ),
        state=state,
        symbol=SYMBOL if shown else None,
        checked_at=100.0 if waits else None,
        expires_at=174.0 if waits else None,
    )


def payment(
    state: CreditState, *, kind: CreditKind = CreditKind.LATE, paid_minor: int = 3080
) -> SeenPayment:
    """Return a booked payment."""
    return SeenPayment(f"T{kind.value}", paid_minor, kind, state)


class Front:
    """A controller with a fake world; ``press`` and look."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or demo_settings()
        self.backend = FakeBackend()
        self.changes = 0
        self.desk_opened = 0
        self.closed = 0
        self.started_again = 0
        model = TillModel(
            settings=self.settings,
            operators=(CASHIER, SUPERVISOR),
            now=100.0,
            clock=NOON.astimezone(self.settings.terminal.time_zone),
            language=Language.EN,
            customer_language=Language.EN,
            theme="light",
        )
        self.controller = Controller(
            model,
            self.backend,
            changed=self._changed,
            open_desk=self._open_desk,
            close_till=self._close,
            start_again=self._start_again,
        )

    def _changed(self, model: TillModel) -> None:
        self.changes += 1
        check_body(present(model, self.document).clerk)

    def _open_desk(self) -> None:
        self.desk_opened += 1

    def _close(self) -> None:
        self.closed += 1

    def _start_again(self) -> None:
        self.started_again += 1

    @property
    def model(self) -> TillModel:
        """The model as it is now."""
        return self.controller.model

    def press(self, action: Action, value: str = "") -> Self:
        """Press one thing."""
        self.controller.press(Press(action, value))
        return self

    def keys(self, *keys: str) -> Self:
        """Press keys of the keypad."""
        for key in keys:
            self.press(Action.KEY, key)
        return self

    def sign_in(self, operator: Operator = CASHIER) -> Self:
        """Sign somebody in."""
        self.controller.news(SignedIn(operator))
        return self

    def to_confirm(self, operator: Operator = CASHIER) -> Self:
        """Go to the confirmation of SGD 28.00 and 10 % by PayNow."""
        self.sign_in(operator).keys("2", "8", "00")
        self.press(Action.TIP, "10").press(Action.CHARGE)
        return self.press(Action.PICK_METHOD, "paynow:show")

    def charge(self, view: AnySaleView, operator: Operator = CASHIER) -> Self:
        """Charge it, and let the world answer with ``view``."""
        self.to_confirm(operator).press(Action.CONFIRM)
        self.controller.news(ChargeBegun(self.model.draft.request, view))
        return self

    def news(self, view: AnySaleView) -> Self:
        """Let the world report a sale."""
        self.controller.news(view)
        return self

    def screens(self) -> Screens:
        """What both windows show."""
        return present(self.model, self.document)

    def body(self, kind: type[Body]) -> Body:
        """What the cashier's page shows, which must be of that kind."""
        body = self.screens().clerk.body
        assert isinstance(body, kind)
        return body

    def document(self, sale: SaleRecord, copy: SlipCopy) -> Document:
        """The slip of a sale."""
        done = replace(sale, paid_at=sale.paid_at or NOON)
        return slip_of(done, SlipShop.of(self.settings, "0.1.0"), copy)

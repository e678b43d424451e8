"""What the front of the till knows at one moment, as one frozen value, and how keys change it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.approval import Act
from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.money import AmountEntry, format_sgd, tip_minor
from kpay_desktop.domain.operator import PIN_MAX, Operator
from kpay_desktop.domain.records import BatchSummary, PrintState, SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.card_view import CardsShut
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import AnySaleView
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.ports import DeviceKind, DeviceStatus, StoreErrorKind
from kpay_desktop.settings import Settings
from ui.card_model import CardModel
from ui.cash_model import CashModel
from ui.comfort_model import ComfortModel
from ui.doubt_model import Doubt, Inbox
from ui.drawer_model import DrawerModel
from ui.lock_model import Lock
from ui.more_model import MoreModel
from ui.receipt_model import ReceiptModel
from ui.sale_search import SaleSearch
from ui.save_model import Saving
from ui.scan_model import ScanModel
from ui.settle_model import SettleModel
from ui.sound_model import SoundModel
from ui.views import Page
from ui.void_model import VoidModel

TIP_NONE = "none"
TIP_OTHER = "other"


class SlipProgress(StrEnum):
    """Where a slip of the sale on the screen stands. ``REFUSED``: it could not be queued."""

    REFUSED = "refused"
    WAITING = "waiting"
    PRINTING = "printing"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class SignIn:
    """The sign-in page's own state. The PIN stays here until it is handed over."""

    selected_id: str = ""
    pin: str = field(default="", repr=False)
    busy: bool = False
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class Authorise:
    """An act that waits for a supervisor's PIN. ``request`` names this asking, and no other."""

    act: Act
    request: str
    entry: SignIn


@dataclass(frozen=True, slots=True)
class Draft:
    """The sale before it is charged. ``request`` names the press that will charge it.

    ``no_card``: cards are not offered, because a reversal goes before them. ``tender``: what is
    handed over for it, once cash is taken. ``over``: a figure found no room, so that what stands
    there is not what was keyed.
    """

    amount: AmountEntry
    tip: AmountEntry
    tip_choice: str = TIP_NONE
    editing_tip: bool = False
    method: Method | None = None
    mode: QrMode = QrMode.SHOW
    request: str = ""
    charging: bool = False
    retry_of: int | None = None
    no_card: bool = False
    tender: Tender | None = None
    over: bool = False

    @property
    def tip_minor(self) -> int:
        """The tip in cents."""
        if self.tip_choice == TIP_NONE:
            return 0
        if self.tip_choice == TIP_OTHER:
            return self.tip.minor
        return tip_minor(self.amount.minor, int(self.tip_choice))

    @property
    def tip_percent(self) -> int | None:
        """The preset that was chosen, if one was."""
        return int(self.tip_choice) if self.tip_choice.isdigit() else None

    @property
    def total_minor(self) -> int:
        """Amount and tip, in cents."""
        return self.amount.minor + self.tip_minor


@dataclass(frozen=True, slots=True)
class TillModel:
    """Everything the presenter needs. ``now`` is monotonic, ``clock`` the time on the wall."""

    settings: Settings
    operators: tuple[Operator, ...]
    now: float
    clock: datetime
    language: Language
    customer_language: Language
    theme: str
    page: Page = Page.SIGN_IN
    sign_in: SignIn = field(default_factory=SignIn)
    operator: Operator | None = None
    authorise: Authorise | None = None
    draft: Draft = field(default_factory=lambda: new_draft(1))
    lamps: tuple[DeviceStatus, ...] = ()
    batch: BatchSummary = field(default_factory=lambda: BatchSummary(0, 0, 0))
    batch_rows: tuple[SaleRecord, ...] = ()
    sale: AnySaleView | None = None
    others: tuple[AnySaleView, ...] = ()
    slips: tuple[tuple[SlipCopy, SlipProgress], ...] = ()
    print_phase: PrintPhase = PrintPhase.IDLE
    refused: StoreErrorKind | None = None
    shut: CardsShut | None = None
    busy_refused: bool = False
    start_failed: StoreErrorKind | None = None
    result_since: float | None = None
    about: tuple[tuple[Message, Message], ...] = ()
    search: SaleSearch = field(default_factory=SaleSearch)
    doubt: Doubt | None = None
    inbox: Inbox = field(default_factory=Inbox)
    more: MoreModel = field(default_factory=MoreModel)
    comfort: ComfortModel = field(default_factory=ComfortModel)
    saving: Saving | None = None
    receipt: ReceiptModel = field(default_factory=ReceiptModel)
    sound: SoundModel = field(default_factory=SoundModel)
    lock: Lock | None = None
    card: CardModel = field(default_factory=CardModel)
    cash: CashModel = field(default_factory=CashModel)
    drawer: DrawerModel = field(default_factory=DrawerModel)
    scan: ScanModel = field(default_factory=ScanModel)
    void: VoidModel = field(default_factory=VoidModel)
    backs: tuple[BackView, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    settle: SettleModel = field(default_factory=SettleModel)
    quit_asked_at: float | None = None
    pin_refused_at: float = 0.0
    shop_customer_language: Language | None = None
    customer_served: bool = False

    def lamp(self, kind: DeviceKind) -> DeviceStatus | None:
        """Return a device's lamp."""
        return next((lamp for lamp in self.lamps if lamp.kind is kind), None)


def new_draft(ceiling_minor: int) -> Draft:
    """Return an empty draft whose entries stop at the profile's ceiling."""
    empty = AmountEntry(max_minor=ceiling_minor)
    return Draft(amount=empty, tip=empty)


def press_key(draft: Draft, key: str) -> Draft:
    """Return the draft after a key of the keypad, in the line that it fills now.

    After a figure that found no room none is taken: ``back`` takes that one back, not one that
    stands there, and ``clear`` all of them.
    """
    if draft.over and key != "clear":
        return replace(draft, over=key != "back")
    line = draft.tip if draft.editing_tip else draft.amount
    over, line = line.passes_limit(key), line.press(key)
    if draft.editing_tip:
        return replace(draft, tip=line, over=over)
    return replace(draft, amount=line, over=over)


def pick_tip(draft: Draft, choice: str) -> Draft:
    """Return the draft after a tip button; the same preset again takes it away."""
    if choice == TIP_OTHER:
        return replace(draft, tip_choice=TIP_OTHER, editing_tip=True)
    chosen = TIP_NONE if choice == draft.tip_choice else choice
    return replace(draft, tip_choice=chosen, editing_tip=False)


def leave_tip(draft: Draft) -> Draft:
    """Return the draft with the keypad back on the amount."""
    choice = draft.tip_choice
    if choice == TIP_OTHER and draft.tip.minor == 0:
        choice = TIP_NONE
    return replace(draft, editing_tip=False, tip_choice=choice)


def draft_problem(draft: Draft, settings: Settings) -> Message | None:
    """Return why the draft cannot be charged, or None if it can."""
    sale = settings.sale
    if draft.amount.minor == 0:
        return Message("sale.hint_enter_amount")
    if not settings.methods:
        return Message("sale.hint_no_method")
    if draft.tip_minor > draft.amount.minor * sale.tip_ceiling_percent // 100:
        return Message("sale.hint_tip_too_large", (("percent", str(sale.tip_ceiling_percent)),))
    if draft.over or draft.total_minor > sale.ceiling_minor:
        return Message("sale.hint_over_ceiling", (("ceiling", format_sgd(sale.ceiling_minor)),))
    return None


def to_sale_draft(draft: Draft, operator: Operator) -> SaleDraft:
    """Return what is charged.

    Raises:
        ValueError: no way to pay was picked, or the amount is zero.
    """
    if draft.method is None:
        raise ValueError("no way to pay was picked")
    return SaleDraft(
        amount_minor=draft.amount.minor,
        tip_minor=draft.tip_minor,
        method=draft.method,
        mode=None if draft.method.wallet is None else draft.mode,
        cashier_id=operator.operator_id,
        retry_of=draft.retry_of,
        tender=draft.tender if draft.method is Method.CASH else None,
    )


def ways_to_pay(settings: Settings) -> tuple[tuple[Method, QrMode | None], ...]:
    """Return what the shop offers: each method with who shows its code; cards have no code."""
    return tuple(
        (method, mode)
        for method in settings.methods
        for mode in (settings.modes(method) if method.wallet is not None else (None,))
    )


def way_name(method: Method, mode: QrMode | None) -> str:
    """Return how presses name a way to pay, such as ``wechat:scan``."""
    return f"{method.value}:{'' if mode is None else mode.value}"


def draft_again(sale: SaleRecord, ceiling_minor: int, tip_choice: str) -> Draft:
    """Return the draft of another try at a sale that was not charged.

    ``tip_choice`` is the tip button that was used, if it still gives the same tip.
    """

    def entry(minor: int) -> AmountEntry:
        return AmountEntry(max_minor=ceiling_minor, digits=str(minor) if minor else "")

    again = Draft(
        amount=entry(sale.amount_minor),
        tip=entry(sale.tip_minor),
        tip_choice=tip_choice,
        retry_of=sale.identity.sale_id,
    )
    if again.tip_minor == sale.tip_minor:
        return again
    return replace(again, tip_choice=TIP_OTHER if sale.tip_minor else TIP_NONE)


def press_pin(sign_in: SignIn, key: str) -> SignIn:
    """Return the sign-in after a key: a digit, ``back`` or ``clear``."""
    if sign_in.busy:
        return sign_in
    if key == "clear":
        return replace(sign_in, pin="", error=None)
    if key == "back":
        return replace(sign_in, pin=sign_in.pin[:-1], error=None)
    digit = unicodedata.normalize("NFKC", key)
    if len(digit) == 1 and digit in "0123456789" and len(sign_in.pin) < PIN_MAX:
        return replace(sign_in, pin=sign_in.pin + digit, error=None)
    return sign_in


_PROGRESS = {
    PrintState.QUEUED: SlipProgress.WAITING,
    PrintState.SENDING: SlipProgress.PRINTING,
    PrintState.PRINTED: SlipProgress.PRINTED,
}


def slip_progress(
    slips: tuple[tuple[SlipCopy, SlipProgress], ...], copy: SlipCopy, state: PrintState | None
) -> tuple[tuple[SlipCopy, SlipProgress], ...]:
    """Return the slips' progress with one of them moved on; no ``state``: it was refused."""
    progress = dict(slips)
    progress[copy] = _PROGRESS[state] if state is not None else SlipProgress.REFUSED
    return tuple((c, progress[c]) for c in SlipCopy if c in progress)

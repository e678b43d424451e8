"""What each page shows, as plain values: made by the presenter, rendered by pages.

No view holds a widget, a flow or a device. Texts are messages, put into words by the window that
shows them, in its own language. Pages render views and report presses as actions; they decide
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import QrMode, SaleState, Wallet
from kpay_desktop.ports import DeviceStatus
from kpay_desktop.qr.symbol import Symbol
from kpay_desktop.receipts.document import Document

if TYPE_CHECKING:
    # Views of their own file build on the buttons and tones of this one.
    from ui.views_more import MoreBody, PaperHelp


class Page(StrEnum):
    """The cashier's pages."""

    SIGN_IN = "sign_in"
    AMOUNT = "amount"
    METHOD = "method"
    CONFIRM = "confirm"
    SHOW_QR = "show_qr"
    RESULT = "result"
    TRANSACTIONS = "transactions"
    MORE = "more"
    DEVICES = "devices"
    HELP = "help"
    CONTACT = "contact"
    LANGUAGE = "language"
    APPEARANCE = "appearance"
    ABOUT = "about"
    TROUBLE = "trouble"
    DOUBT = "doubt"
    INBOX = "inbox"


class Step(StrEnum):
    """The four steps of a sale, as the step bar shows them."""

    AMOUNT = "amount"
    METHOD = "method"
    PAY = "pay"
    RECEIPT = "receipt"


class Action(StrEnum):
    """What a press means. The controller carries it out; ``Press.value`` says with what."""

    KEY = "key"
    PICK_OPERATOR = "pick_operator"
    TIP = "tip"
    TIP_OTHER = "tip_other"
    CHARGE = "charge"
    PICK_METHOD = "pick_method"
    CONFIRM = "confirm"
    BACK = "back"
    CANCEL_SALE = "cancel_sale"
    CHECK_NOW = "check_now"
    NEW_SALE = "new_sale"
    REPRINT = "reprint"
    ACCEPT_LATE = "accept_late"
    REFUND_LATE = "refund_late"
    RETRY_SALE = "retry_sale"
    OPEN_PAGE = "open_page"
    OPEN_UNFINISHED = "open_unfinished"
    TYPE = "type"
    FIND = "find"
    FIND_PANEL = "find_panel"
    FIND_BY = "find_by"
    FIND_MONTH = "find_month"
    FIND_CLEAR = "find_clear"
    PICK_SALE = "pick_sale"
    STEP_SALE = "step_sale"
    MORE_SALES = "more_sales"
    REPRINT_SALE = "reprint_sale"
    CHARGE_ANYWAY = "charge_anyway"
    OPEN_DOUBTED = "open_doubted"
    OPEN_INBOX = "open_inbox"
    OPEN_WAITING = "open_waiting"
    LANGUAGE = "language"
    CUSTOMER_LANGUAGE = "customer_language"
    THEME = "theme"
    SIGN_OUT = "sign_out"
    DEMO_DESK = "demo_desk"
    PRINT_AGAIN = "print_again"
    PRINT_TEST = "print_test"
    IDENTIFY = "identify"
    ASK_HOST = "ask_host"
    HELP_TOPIC = "help_topic"
    SAVE_SUPPORT = "save_support"
    QUIT = "quit"
    RETRY_START = "retry_start"


@dataclass(frozen=True, slots=True)
class Press:
    """One press by a person: the action and what it was on (a key, an operator's id, …)."""

    action: Action
    value: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button a page offers. ``shortcut`` is a Qt key sequence, shown in its tool-tip."""

    press: Press
    label: Message
    primary: bool = False
    danger: bool = False
    enabled: bool = True
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class Tone:
    """Names of the state colours of the theme: ok, warn, bad, info, plain."""

    name: str


OK, WARN, BAD, INFO, PLAIN = (Tone(n) for n in ("ok", "warn", "bad", "info", "plain"))


@dataclass(frozen=True, slots=True)
class FrameView:
    """The rail and the top bar around every page of the signed-in cashier."""

    title: Message
    merchant_name: str
    terminal_id: str
    batch_no: int
    simulated: bool
    lamps: tuple[DeviceStatus, ...]
    clock: str
    operator: Operator | None
    rail: tuple[tuple[Page, Message, str], ...]
    """Page, label and icon name of each rail entry."""
    current: Page
    rail_enabled: bool = True
    notice: Button | None = None
    """A quiet bar for something that waits, such as an unfinished sale."""


@dataclass(frozen=True, slots=True)
class SignInView:
    """Who is at the counter, and the PIN typed so far."""

    greeting: Message
    merchant_name: str
    terminal_id: str
    operators: tuple[Operator, ...]
    selected_id: str
    pin_entered: int
    pin_length: int
    busy: bool
    error: Message | None
    lamps: tuple[DeviceStatus, ...]
    demo_pins: tuple[tuple[str, str], ...]
    """Operator's name and PIN, shown by the demo alone."""
    simulated: bool
    language: Language


@dataclass(frozen=True, slots=True)
class TipChoice:
    """One tip button; ``value`` goes back in the press."""

    value: str
    label: Message
    chosen: bool


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A sale of the open batch, as its card lists it."""

    voucher: str
    time: str
    wallet: Wallet
    total_minor: int
    state: SaleState


@dataclass(frozen=True, slots=True)
class BatchView:
    """The open batch's card."""

    count: int
    total_minor: int
    rows: tuple[BatchRow, ...]


@dataclass(frozen=True, slots=True)
class AmountView:
    """The keypad page. ``editing_tip``: the keypad fills the tip (Other…)."""

    prompt: Message
    amount_minor: int
    tip_minor: int
    total_minor: int
    tips: tuple[TipChoice, ...]
    editing_tip: bool
    charge: Button
    back: Button | None
    hint: Message | None
    hint_tone: Tone
    batch: BatchView


@dataclass(frozen=True, slots=True)
class TotalView:
    """The column at the right: what is being paid."""

    total_minor: int
    amount_minor: int
    tip_minor: int
    tip_percent: int | None
    wallet: Wallet | None = None
    voucher: str = ""
    way_out: Button | None = None


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A way to pay: its wallet and a button for each mode it offers."""

    wallet: Wallet
    name: Message
    hint: Message
    buttons: tuple[Button, ...]
    modes: tuple[QrMode, ...]


@dataclass(frozen=True, slots=True)
class MethodView:
    """The ways to pay that the profile offers."""

    methods: tuple[MethodChoice, ...]
    total: TotalView


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """The total once more, before the customer pays."""

    title: Message
    body: Message
    wallet: Wallet
    confirm: Button
    total: TotalView


@dataclass(frozen=True, slots=True)
class ShowQrView:
    """The code and its clock. ``symbol`` is None while the gateway makes it or once it is gone."""

    badge: Message
    badge_tone: Tone
    title: Message
    body: Message
    symbol: Symbol | None
    seconds_left: int | None
    seconds_total: int
    checked_ago_s: int | None
    clock_line: Message | None
    buttons: tuple[Button, ...]
    total: TotalView


@dataclass(frozen=True, slots=True)
class ResultView:
    """How a sale ended, or that it is not known yet.

    ``mark``: ``tick``, ``cross``, ``wait`` or ``alert``. ``slip`` is drawn as paper at the right;
    without one, ``facts`` are listed there.
    """

    mark: str
    tone: Tone
    title: Message
    lines: tuple[Message, ...]
    buttons: tuple[Button, ...]
    slip: Document | None
    facts_title: Message | None = None
    facts: tuple[tuple[Message, Message], ...] = ()
    contact: tuple[Message, ...] = ()
    working: bool = False
    """True while the program goes on working by itself: a quiet moving bar."""
    paper: PaperHelp | None = None
    """What to do with the printer; the page has no column at the side then."""


@dataclass(frozen=True, slots=True)
class SaleRows:
    """The sales of a list, newest first. Times are shown in ``zone``, with the date if asked."""

    rows: tuple[SaleRecord, ...]
    zone: tzinfo
    with_date: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A small choice: its button, and whether it is the one in force."""

    button: Button
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ChoicePanel:
    """Choices that open in a page, in rows of ``columns``; None leaves a place free.

    ``earlier`` and ``later`` turn the page of a calendar, under whose ``heads`` the days stand.
    """

    title: Message
    columns: int
    choices: tuple[Choice | None, ...]
    top: tuple[Choice, ...] = ()
    heads: tuple[Message, ...] = ()
    earlier: Button | None = None
    later: Button | None = None


@dataclass(frozen=True, slots=True)
class EmptyView:
    """What stands where nothing is: why, and what to do."""

    title: Message
    body: Message
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class SaleDetail:
    """The sale that is chosen: its slip, or its facts where there is none."""

    slip: Document | None
    title: Message
    lines: tuple[Message, ...]
    facts: tuple[tuple[Message, Message], ...]
    buttons: tuple[Button, ...]
    contact: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class TransactionsView:
    """Sales by voucher, day, way to pay, state and cashier, and one of them in full."""

    typed: str
    hint: Message
    field: Button
    clear: Button | None
    problem: Message | None
    chips: tuple[Choice, ...]
    panel: ChoicePanel | None
    keypad: bool
    rows: SaleRows
    selected_id: int
    has_more: bool
    empty: EmptyView | None
    detail: SaleDetail | None


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A sale whose money waits: what came, why, and how it stands. A touch opens the sale."""

    open: Button
    voucher: str
    time: str
    wallet: Wallet
    waiting_minor: int
    why: Message
    state: Message
    tone: Tone


@dataclass(frozen=True, slots=True)
class InboxView:
    """Money that waits for a decision or is on its way back, oldest first.

    ``note`` stands below the rows, or alone where there are none.
    """

    title: Message
    count: Message | None
    rows: tuple[InboxRow, ...]
    note: Message
    back: Button


@dataclass(frozen=True, slots=True)
class TroubleView:
    """The till cannot sell: why, and what to do."""

    title: Message
    lines: tuple[Message, ...]
    buttons: tuple[Button, ...]
    contact: tuple[Message, ...] = ()


PageBody: TypeAlias = (
    "SignInView | AmountView | MethodView | ConfirmView | ShowQrView | ResultView"
    " | TroubleView | InboxView | TransactionsView | MoreBody"
)


@dataclass(frozen=True, slots=True)
class ClerkView:
    """Everything the cashier's window shows at one moment."""

    page: Page
    step: Step | None
    frame: FrameView | None
    body: PageBody
    language: Language
    theme: str


class CustomerKind(StrEnum):
    """The customer's pages."""

    IDLE = "idle"
    NAMED = "named"
    TOTAL = "total"
    QR = "qr"
    WAIT = "wait"
    PAID = "paid"
    NOT_CHARGED = "not_charged"


@dataclass(frozen=True, slots=True)
class CustomerView:
    """Everything the customer's window shows. Never staff data."""

    kind: CustomerKind
    merchant_name: str
    language: Language
    simulated: bool
    total_minor: int = 0
    wallet: Wallet | None = None
    symbol: Symbol | None = None
    seconds_left: int | None = None
    title: Message | None = None
    body: Message | None = None
    ways: tuple[Message, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Screens:
    """Both windows at one moment."""

    clerk: ClerkView
    customer: CustomerView

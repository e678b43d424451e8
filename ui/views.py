"""The words every page's view is made of: pages, steps, presses, buttons and tones.

A view says what a page shows, as plain values: made by a presenter, rendered by a page. No view
holds a widget, a flow or a device. Texts are messages, put into words by the window that shows
them, in its own language. Pages render views and report presses as actions; they decide nothing.
Each part of the till has its views in a file of its own beside this one.

A view that is large and has no button anywhere says so (``holds_buttons``): keys look for the
buttons of the page at every change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.domain.message import Message


class Page(StrEnum):
    """The cashier's pages."""

    SIGN_IN = "sign_in"
    LOCK = "lock"
    AMOUNT = "amount"
    METHOD = "method"
    CONFIRM = "confirm"
    TENDER = "tender"
    SCAN = "scan"
    SHOW_QR = "show_qr"
    PAYING = "paying"
    CARD = "card"
    UNFINISHED = "unfinished"
    RESULT = "result"
    CASH_SOLD = "cash_sold"
    TRANSACTIONS = "transactions"
    VOID = "void"
    SETTLEMENT = "settlement"
    MORE = "more"
    DRAWER = "drawer"
    DEVICES = "devices"
    HELP = "help"
    CONTACT = "contact"
    LANGUAGE = "language"
    APPEARANCE = "appearance"
    SOUNDS = "sounds"
    ABOUT = "about"
    TROUBLE = "trouble"
    DOUBT = "doubt"
    INBOX = "inbox"
    AUTHORISE = "authorise"


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
    SCAN_INSTEAD = "scan_instead"
    DO_NOT_SCAN = "do_not_scan"
    SHOW_INSTEAD = "show_instead"
    SCAN_AGAIN = "scan_again"
    OPEN_CAMERA = "open_camera"
    CHOOSE_CAMERA = "choose_camera"
    USE_CAMERA = "use_camera"
    TYPE_CODE = "type_code"
    USE_CODE = "use_code"
    OTHER_WALLET = "other_wallet"
    SCAN_NOTED = "scan_noted"
    TEST_SCAN = "test_scan"
    SCAN_SLIP = "scan_slip"
    CONFIRM_BY_HAND = "confirm_by_hand"
    CONFIRM_CARD = "confirm_card"
    CHOOSE_APPLICATION = "choose_application"
    SIGNED = "signed"
    SIGN_ON_PAPER = "sign_on_paper"
    REVERSE_NOW = "reverse_now"
    NOTE_CONTACT = "note_contact"
    SAVE_CONTACT = "save_contact"
    LEAVE_CONTACT = "leave_contact"
    OTHER_WAY = "other_way"
    NEW_SALE = "new_sale"
    REPRINT = "reprint"
    SHOW_RECEIPT = "show_receipt"
    ACCEPT_LATE = "accept_late"
    REFUND_LATE = "refund_late"
    AUTHORISE = "authorise"
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
    SAVE_SLIP = "save_slip"
    SAVE_TO = "save_to"
    SAVE_NOWHERE = "save_nowhere"
    CHARGE_ANYWAY = "charge_anyway"
    OPEN_DOUBTED = "open_doubted"
    OPEN_INBOX = "open_inbox"
    OPEN_WAITING = "open_waiting"
    LANGUAGE = "language"
    CUSTOMER_LANGUAGE = "customer_language"
    SHOP_CUSTOMER_LANGUAGE = "shop_customer_language"
    THEME = "theme"
    FULL_SCREEN = "full_screen"
    SCREEN_KEYBOARD = "screen_keyboard"
    START_WITH_COMPUTER = "start_with_computer"
    FIND_DONE = "find_done"
    SOUND = "sound"
    SOUND_VOLUME = "sound_volume"
    SOUND_KEYS = "sound_keys"
    TRY_SOUND = "try_sound"
    LOCK = "lock"
    UNLOCK_AS = "unlock_as"
    SIGN_OUT = "sign_out"
    DEMO_DESK = "demo_desk"
    PRINT_AGAIN = "print_again"
    PRINT_TEST = "print_test"
    OPEN_DRAWER = "open_drawer"
    IDENTIFY = "identify"
    ASK_HOST = "ask_host"
    HELP_TOPIC = "help_topic"
    SAVE_SUPPORT = "save_support"
    VOID_KIND = "void_kind"
    VOID_FIELD = "void_field"
    VOID_FIND = "void_find"
    VOID_SALE = "void_sale"
    REFUND_SALE = "refund_sale"
    REFUND_PART = "refund_part"
    REFUND_INSTEAD = "refund_instead"
    VOID_CARD_IS_RIGHT = "void_card_is_right"
    VOID_ASK_NOW = "void_ask_now"
    VOID_AGAIN = "void_again"
    VOID_REPRINT = "void_reprint"
    LIFT_BLOCK = "lift_block"
    OPEN_BACK = "open_back"
    VOID_FOUND = "void_found"
    REFUND_FOUND = "refund_found"
    REPRINT_BACK = "reprint_back"
    SETTLE = "settle"
    SETTLE_LANE = "settle_lane"
    SETTLE_CANCEL = "settle_cancel"
    SETTLE_TRY_NOW = "settle_try_now"
    SETTLE_NOT_TODAY = "settle_not_today"
    SETTLE_WITHOUT = "settle_without"
    PRINT_LIST = "print_list"
    PRINT_SETTLEMENT = "print_settlement"
    PAST_SETTLEMENTS = "past_settlements"
    CASH_HANDED = "cash_handed"
    TAKE_CASH = "take_cash"
    DRAWER_DO = "drawer_do"
    DRAWER_ROW = "drawer_row"
    DRAWER_STEP = "drawer_step"
    DRAWER_REASON = "drawer_reason"
    DRAWER_CONFIRM = "drawer_confirm"
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

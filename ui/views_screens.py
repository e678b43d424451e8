"""Both windows at one moment: everything they show, and the frame around every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator
from ui.views import Button, Page, Step

if TYPE_CHECKING:
    # Each page's views are loaded with that page, and only the first one's before the first paint.
    from kpay_desktop.domain.devices import DeviceStatus
    from ui.views_authorise import AuthoriseView
    from ui.views_card import CardView, UnfinishedView
    from ui.views_cash import TenderView
    from ui.views_customer import CustomerView
    from ui.views_drawer import DrawerView
    from ui.views_front import SignInView, TroubleView
    from ui.views_inbox import InboxView
    from ui.views_more import MoreBody
    from ui.views_sale import AmountView, ConfirmView, MethodView, ResultView, ShowQrView
    from ui.views_save import SaveView
    from ui.views_scan import PayingView, ScanView
    from ui.views_settlement import SettlementView
    from ui.views_transactions import TransactionsView
    from ui.views_void import VoidView


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


PageBody: TypeAlias = (
    "SignInView | AmountView | MethodView | ConfirmView | ShowQrView | ResultView"
    " | ScanView | PayingView | CardView | UnfinishedView | TenderView"
    " | TroubleView | InboxView | AuthoriseView | TransactionsView | MoreBody"
    " | VoidView | SettlementView | DrawerView"
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
    save: SaveView | None = None
    """The question where a file is to be saved, over the page."""
    draws_keyboard: bool = False
    """Whether fields that are typed into bring up keys to touch."""


@dataclass(frozen=True, slots=True)
class Screens:
    """Both windows at one moment."""

    clerk: ClerkView
    customer: CustomerView

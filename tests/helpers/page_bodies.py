"""What each page of the cashier's window is able to show."""

from __future__ import annotations

from collections.abc import Mapping

from ui.views import Page
from ui.views_authorise import AuthoriseView
from ui.views_card import CardView, UnfinishedView
from ui.views_cash import TenderView
from ui.views_drawer import DrawerView
from ui.views_front import SignInView, TroubleView
from ui.views_inbox import InboxView
from ui.views_more import AboutView, ChoicesView, ContactView, DevicesView, HelpView, MoreView
from ui.views_sale import AmountView, ConfirmView, MethodView, ResultView, ShowQrView
from ui.views_scan import PayingView, ScanView
from ui.views_screens import ClerkView
from ui.views_settlement import SettlementView
from ui.views_transactions import TransactionsView
from ui.views_void import VoidView

_BODIES: Mapping[Page, type] = {
    Page.SIGN_IN: SignInView,
    Page.LOCK: SignInView,
    Page.AMOUNT: AmountView,
    Page.METHOD: MethodView,
    Page.CONFIRM: ConfirmView,
    Page.TENDER: TenderView,
    Page.SCAN: ScanView,
    Page.SHOW_QR: ShowQrView,
    Page.PAYING: PayingView,
    Page.CARD: CardView,
    Page.UNFINISHED: UnfinishedView,
    Page.RESULT: ResultView,
    Page.CASH_SOLD: ResultView,
    Page.TRANSACTIONS: TransactionsView,
    Page.VOID: VoidView,
    Page.SETTLEMENT: SettlementView,
    Page.MORE: MoreView,
    Page.DRAWER: DrawerView,
    Page.DEVICES: DevicesView,
    Page.HELP: HelpView,
    Page.CONTACT: ContactView,
    Page.LANGUAGE: ChoicesView,
    Page.APPEARANCE: ChoicesView,
    Page.SOUNDS: ChoicesView,
    Page.ABOUT: AboutView,
    Page.TROUBLE: TroubleView,
    Page.DOUBT: ResultView,
    Page.INBOX: InboxView,
    Page.AUTHORISE: AuthoriseView,
}


def check_body(view: ClerkView) -> None:
    """Fail if the window could not show ``view``."""
    assert isinstance(view.body, _BODIES[view.page]), f"{view.page}: {type(view.body).__name__}"

"""Which widget shows which page. Pages are imported when they are first shown."""

from __future__ import annotations

from importlib import import_module

from ui.main.page import PageWidget
from ui.views import Page
from ui.widgets.buttons import OnPress

#: Module and class of each page; every class is made with ``on_press`` alone.
PAGES: dict[Page, tuple[str, str]] = {
    Page.SIGN_IN: ("ui.main.signin", "SignInPage"),
    Page.LOCK: ("ui.main.signin", "SignInPage"),
    Page.AMOUNT: ("ui.main.amount", "AmountPage"),
    Page.METHOD: ("ui.main.method", "MethodPage"),
    Page.CONFIRM: ("ui.main.confirm", "ConfirmPage"),
    Page.TENDER: ("ui.main.tender", "TenderPage"),
    Page.SCAN: ("ui.main.scan", "ScanPage"),
    Page.SHOW_QR: ("ui.main.show_qr", "ShowQrPage"),
    Page.PAYING: ("ui.main.paying", "PayingPage"),
    Page.CARD: ("ui.main.card_page", "CardPage"),
    Page.UNFINISHED: ("ui.main.unfinished", "UnfinishedPage"),
    Page.RESULT: ("ui.main.result", "ResultPage"),
    Page.CASH_SOLD: ("ui.main.result", "ResultPage"),
    Page.TRANSACTIONS: ("ui.main.transactions", "TransactionsPage"),
    Page.VOID: ("ui.main.void", "VoidPage"),
    Page.SETTLEMENT: ("ui.main.settlement", "SettlementPage"),
    Page.MORE: ("ui.main.more", "MorePage"),
    Page.DRAWER: ("ui.main.drawer", "DrawerPage"),
    Page.DEVICES: ("ui.main.devices", "DevicesPage"),
    Page.HELP: ("ui.main.help", "HelpPage"),
    Page.CONTACT: ("ui.main.contact", "ContactPage"),
    Page.LANGUAGE: ("ui.main.choices", "ChoicesPage"),
    Page.APPEARANCE: ("ui.main.choices", "ChoicesPage"),
    Page.SOUNDS: ("ui.main.choices", "ChoicesPage"),
    Page.ABOUT: ("ui.main.about", "AboutPage"),
    Page.TROUBLE: ("ui.main.trouble", "TroublePage"),
    Page.DOUBT: ("ui.main.result", "ResultPage"),
    Page.INBOX: ("ui.main.inbox", "InboxPage"),
    Page.AUTHORISE: ("ui.main.authorise", "AuthorisePage"),
}


def make_page(page: Page, on_press: OnPress) -> PageWidget:
    """Import and make the widget of ``page``."""
    module, name = PAGES[page]
    made = getattr(import_module(module), name)(on_press)
    if not isinstance(made, PageWidget):
        raise TypeError(f"{module}.{name} is not a page")
    return made

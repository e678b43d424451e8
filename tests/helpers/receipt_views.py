"""Codes for receipts as the world makes them, and the customer's views that show them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import Method
from kpay_desktop.qr.symbol import ErrorCorrection, Symbol, prepare
from kpay_desktop.receipts.short_back import short_back_text
from kpay_desktop.receipts.short_text import MOST_BYTES, short_text
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.settings import demo_settings
from tests.helpers.card_paper import CARD_SALE
from tests.helpers.gui import customer_view
from tests.helpers.paper import sale_record
from ui.views_customer import CustomerKind, CustomerView

SHOP = SlipShop.of(demo_settings(), "0.1.0")
LINK = "http://192.168.100.200:58610/r/A-token_of_22_characte"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says, and the code."""

    text: str
    symbol: Symbol
    is_link: bool = False


def text_code(sale: SaleRecord, language: Language) -> Code:
    """Return the code that holds a sale's receipt."""
    text = short_text(sale, SHOP, language)
    return Code(text, prepare(text, DecoderChain(), ErrorCorrection.L))


def back_code(back: ReturnRecord, language: Language) -> Code:
    """Return the code that holds the receipt of money back."""
    text = short_back_text(back, SHOP, language)
    return Code(text, prepare(text, DecoderChain(), ErrorCorrection.L))


def longest_code(language: Language) -> Code:
    """Return a code with as much in it as a receipt can hold."""
    text = text_code(CARD_SALE, language).text
    text += "." * (MOST_BYTES - len(text.encode()))
    return Code(text, prepare(text, DecoderChain(), ErrorCorrection.L))


def codes(language: Language) -> dict[str, Code]:
    """Return codes of all kinds."""
    return {
        "card": text_code(CARD_SALE, language),
        "wallet": text_code(replace(sale_record(), method=Method.WECHAT), language),
        "longest": longest_code(language),
        "link": Code(LINK, prepare(LINK, DecoderChain()), is_link=True),
    }


def paid_with(code: Code, language: Language) -> CustomerView:
    """Return the result that has the code beside it."""
    said = Message("receipt.scan_link" if code.is_link else "receipt.scan_text")
    paid = customer_view(CustomerKind.PAID)
    return replace(paid, symbol=code.symbol, note=said, language=language)


def receipt_with(code: Code, language: Language) -> CustomerView:
    """Return the code alone."""
    said = Message("receipt.scan_link" if code.is_link else "receipt.scan_text")
    shown = customer_view(CustomerKind.RECEIPT)
    return replace(shown, symbol=code.symbol, body=said, language=language)

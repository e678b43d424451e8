"""The check that every code a gateway hands over passes before a customer sees it.

A wrong code must never reach the screen: the customer would pay another amount, another shop, or
an order that nobody watches.
"""

from __future__ import annotations

import re

from kpay_desktop.domain.money import CURRENCY_NUMERIC
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.qr.errors import CodeError, CodeFault, refuse
from kpay_desktop.qr.merchant_code import SINGAPORE, PoiMethod, parse
from kpay_desktop.qr.singapore import paynow_of
from kpay_desktop.qr.validate import validate

#: The longest link that is shown as a code, in characters.
MAX_LINK = 512

_LINKS = {
    # WeChat Pay's native scheme, and its own host for codes of aggregators.
    Wallet.WECHAT: (
        ("weixin://wxpay/", "https://payapp.weixin.qq.com/"),
        CodeFault.NOT_WECHAT,
    ),
    Wallet.ALIPAY: (("https://qr.alipay.com/",), CodeFault.NOT_ALIPAY),
}
_LINK_CHARACTERS = re.compile(r"[\x21-\x7E]+\Z")


def check_order_code(wallet: Wallet, code_text: str, *, amount_minor: int, order_no: str) -> None:
    """Check a gateway's code for the order ``order_no`` of ``amount_minor`` cents.

    A PayNow code says itself what is paid and for what, so all of it must be ours. A link of WeChat
    Pay or Alipay is a token: only its kind can be checked here, the amount is checked on the
    gateway's answers.

    Raises:
        CodeError: the code must not be shown.
    """
    if wallet is Wallet.PAYNOW:
        _check_paynow(code_text, amount_minor, order_no)
    else:
        _check_link(code_text, *_LINKS[wallet])


def _check_paynow(code_text: str, amount_minor: int, order_no: str) -> None:
    code = parse(code_text)
    problems = validate(code)
    if problems:
        raise CodeError(problems[0])
    payee = paynow_of(code)
    if payee is None:
        raise refuse(CodeFault.NOT_PAYNOW, "26")
    faults = (
        (code.poi_method is not PoiMethod.DYNAMIC, CodeFault.NOT_DYNAMIC, "01"),
        (payee.editable, CodeFault.AMOUNT_EDITABLE, "26-03"),
        (code.currency != CURRENCY_NUMERIC, CodeFault.WRONG_CURRENCY, "53"),
        (code.amount_minor != amount_minor, CodeFault.WRONG_AMOUNT, "54"),
        # A tip or fee that the payer's app would add makes the amount another one.
        (bool(code.get("55")), CodeFault.WRONG_AMOUNT, "55"),
        (code.country != SINGAPORE, CodeFault.WRONG_COUNTRY, "58"),
        (code.bill_number != order_no, CodeFault.WRONG_REFERENCE, "62-01"),
    )
    for is_wrong, fault, tag in faults:
        if is_wrong:
            raise refuse(fault, tag)


def _check_link(code_text: str, links: tuple[str, ...], fault: CodeFault) -> None:
    if not code_text:
        raise refuse(CodeFault.EMPTY)
    if len(code_text) > MAX_LINK:
        raise refuse(CodeFault.TOO_LONG)
    if not _LINK_CHARACTERS.match(code_text):
        raise refuse(CodeFault.CHARACTERS)
    if not any(code_text.startswith(link) and len(code_text) > len(link) for link in links):
        raise refuse(fault)

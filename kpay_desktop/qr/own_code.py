"""The shop's own PayNow code, for a shop whose PayNow no acquirer confirms.

It is a PayNow code like an acquirer's: made for one sale, its amount locked, our order number as
its bill number. Only the account is the shop's own, so nobody tells the till of the payment.
"""

from __future__ import annotations

import re

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.check import check_order_code
from kpay_desktop.qr.errors import CodeFault, refuse
from kpay_desktop.qr.merchant_code import parse
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_of, paynow_template
from kpay_desktop.settings_scan import OwnPayNowSettings
from kpay_desktop.settings_shop import MerchantSettings

#: The longest name and city of a code, in characters (EMVCo QR MPM §4.8, §4.9).
MAX_NAME, MAX_CITY = 25, 15

# Banks carry no other signs as a reference.
_REFERENCE = re.compile(r"[A-Za-z0-9]{1,25}\Z")


def own_paynow_code(
    account: OwnPayNowSettings, merchant: MerchantSettings, *, amount_minor: int, order_no: str
) -> str:
    """Return the code for the order ``order_no`` of ``amount_minor`` cents, checked once built.

    Raises:
        CodeError: the shop has no account, or no right code can be made of all this.
    """
    if not _REFERENCE.match(order_no):
        raise refuse(CodeFault.WRONG_REFERENCE, "62-01")
    payee = _payee_of(account)
    text = build(
        CodeDraft(
            merchant_name=_name_of(merchant),
            accounts=(paynow_template(payee),),
            amount_minor=amount_minor,
            bill_number=order_no,
            city=_fitted(merchant.city, MAX_CITY),
        )
    )
    check_order_code(Wallet.PAYNOW, text, amount_minor=amount_minor, order_no=order_no)
    if paynow_of(parse(text)) != payee:
        raise refuse(CodeFault.NOT_PAYNOW, "26-02")
    return text


def _payee_of(account: OwnPayNowSettings) -> PayNow:
    if not account.is_there:
        raise refuse(CodeFault.MISSING, "26-02")
    if account.uen:
        return PayNow(ProxyType.UEN, account.uen)
    return PayNow(ProxyType.MOBILE, account.mobile)


def _name_of(merchant: MerchantSettings) -> str:
    """Return the name that payers see: in Latin letters if the shop has one, as banks want it."""
    names = (merchant.name, merchant.registered_name)
    return _fitted(next((name for name in names if name.isascii()), merchant.name), MAX_NAME)


def _fitted(text: str, most: int) -> str:
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return plain[:most].strip()

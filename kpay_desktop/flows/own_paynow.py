"""The shop's own PayNow code for one order."""

from __future__ import annotations

from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.errors import CodeFault, refuse
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_template
from kpay_desktop.settings_scan import OwnPayNowSettings

MAX_NAME = 25
"""Characters of a merchant's name in a code (EMVCo QR MPM table 4.1)."""


def own_code_text(own: OwnPayNowSettings, name: str, amount_minor: int, order_no: str) -> str:
    """Return the text of a code that pays ``amount_minor`` cents to the shop's own account.

    The amount cannot be changed by the payer, and the order number is the payment's reference.

    Raises:
        CodeError: there is no account, or the code would break a rule.
    """
    if not own.is_there:
        raise refuse(CodeFault.NOT_PAYNOW)
    payee = PayNow(ProxyType.UEN, own.uen) if own.uen else PayNow(ProxyType.MOBILE, own.mobile)
    draft = CodeDraft(
        merchant_name=name[:MAX_NAME].strip(),
        accounts=(paynow_template(payee),),
        amount_minor=amount_minor,
        bill_number=order_no,
    )
    return build(draft)

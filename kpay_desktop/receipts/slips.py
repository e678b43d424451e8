"""A sale's slip, whatever it was paid with."""

from __future__ import annotations

from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.signature import Signature
from kpay_desktop.receipts.card_sale import card_sale, card_slip_from_sale
from kpay_desktop.receipts.cash_slip import cash_slip
from kpay_desktop.receipts.day_slips import cash_slip_from_sale
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.qr_sale import qr_sale, qr_slip_from_sale
from kpay_desktop.receipts.slip_shop import SlipShop


def slip_of(
    sale: SaleRecord,
    shop: SlipShop,
    copy: SlipCopy,
    *,
    is_duplicate: bool = False,
    signature: Signature | None = None,
) -> Document:
    """Return a sale's slip.

    ``signature`` is the store's, for the copy that :func:`~.card_sale.has_drawing`; without it that
    copy says in words that the customer signed on the screen.

    Raises:
        ValueError: the record lacks what its method needs.
    """
    if sale.method is Method.CASH:
        return cash_slip(cash_slip_from_sale(sale, shop, copy, is_duplicate=is_duplicate))
    if sale.method is Method.CARD:
        slip = card_slip_from_sale(sale, shop, copy, signature=signature, is_duplicate=is_duplicate)
        return card_sale(slip)
    return qr_sale(qr_slip_from_sale(sale, shop, copy, is_duplicate=is_duplicate))

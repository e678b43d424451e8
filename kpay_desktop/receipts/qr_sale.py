"""The slip of a sale by a code: paid with a wallet, or confirmed by hand."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import QrMode, Wallet
from kpay_desktop.receipts.document import Columns, Document, Row, Rule
from kpay_desktop.receipts.sale_slip import (
    SaleSlip,
    cashier_fact,
    fact,
    sale_document,
    sale_facts,
    time_fact,
)
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.words import COPIES, MODES, WALLETS, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class QrSaleSlip(SaleSlip):
    """Everything the slip says. ``wallet_txn_no`` may be empty."""

    wallet: Wallet
    mode: QrMode
    order_no: str
    wallet_txn_no: str = ""


def qr_slip_from_sale(
    sale: SaleRecord, shop: SlipShop, copy: SlipCopy, *, is_duplicate: bool = False
) -> QrSaleSlip:
    """Return the slip of a sale as the store has it.

    Raises:
        ValueError: the sale was not paid with a wallet.
    """
    wallet, mode = sale.method.wallet, sale.mode
    if wallet is None or mode is None:
        raise ValueError("not a sale by a wallet")
    return QrSaleSlip(
        **sale_facts(sale, shop, copy, is_duplicate=is_duplicate),
        wallet=wallet,
        mode=mode,
        order_no=sale.identity.order_no,
        wallet_txn_no=sale.wallet_txn_no,
    )


def qr_sale(slip: QrSaleSlip) -> Document:
    """Return the slip as a document."""
    wallet = WALLETS[slip.wallet].text(slip.languages)
    middle: list[Row] = [
        Columns(wallet, MODES[slip.mode].text(slip.languages)),
        Rule(),
        fact(slip, Word.VOUCHER, slip.voucher),
        fact(slip, Word.BATCH, f"{slip.batch_no:06d}"),
        fact(slip, Word.ORDER, slip.order_no),
    ]
    if slip.wallet_txn_no:
        middle.append(fact(slip, Word.WALLET_TXN, slip.wallet_txn_no))
    middle += [time_fact(slip), *cashier_fact(slip)]
    return sale_document(slip, COPIES[slip.copy], middle, [])

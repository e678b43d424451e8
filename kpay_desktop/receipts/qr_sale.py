"""The slip of a sale paid with a wallet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import PrintJob, SaleRecord, SlipCopy
from kpay_desktop.domain.sale import OTHER_AMOUNT, QrMode, Wallet
from kpay_desktop.receipts.document import (
    Centered,
    Columns,
    Document,
    Feed,
    QrCode,
    Row,
    Rule,
    Size,
)
from kpay_desktop.receipts.slip_code import SlipCode
from kpay_desktop.receipts.words import BOTH, COPIES, MODES, WALLETS, Word
from kpay_desktop.settings import Settings
from kpay_desktop.settings_shop import MerchantSettings, TerminalSettings

# Singapore has had no summer time since 1936; a zone database is not needed for it.
SINGAPORE = timezone(timedelta(hours=8), "SGT")


@dataclass(frozen=True, slots=True)
class QrSaleSlip:
    """Everything the slip says. Amounts in cents.

    ``at`` is aware and is printed in its own time zone. ``gst_rate_percent`` of 0 leaves the GST
    line out. ``address`` may be empty, and so may ``gst_number``, ``wallet_txn_no``, ``cashier``.
    ``is_other_amount``: a supervisor accepted what was paid in place of the total asked for.
    """

    merchant: str
    merchant_id: str
    terminal_id: str
    wallet: Wallet
    mode: QrMode
    voucher: str
    batch_no: int
    order_no: str
    at: datetime
    amount_minor: int
    tip_minor: int
    copy: SlipCopy
    terminal: str
    address: tuple[str, ...] = ()
    registered_name: str = ""
    gst_number: str = ""
    gst_rate_percent: int = 0
    wallet_txn_no: str = ""
    cashier: str = ""
    is_duplicate: bool = False
    is_simulated: bool = False
    is_other_amount: bool = False
    languages: tuple[Language, ...] = BOTH

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a slip's time says its time zone")
        if not self.languages:
            raise ValueError("a slip speaks one language or two")

    @property
    def total_minor(self) -> int:
        """Amount and tip, in cents."""
        return self.amount_minor + self.tip_minor


def gst_part_minor(amount_minor: int, rate_percent: int) -> int:
    """Return the GST contained in a price that includes it: 9/109 of it at 9 %.

    Half a cent rounds up. It is worked out from the amount alone: a voluntary tip bears no GST.
    """
    whole = 100 + rate_percent
    return (2 * amount_minor * rate_percent + whole) // (2 * whole)


@dataclass(frozen=True, slots=True)
class SlipShop:
    """What is the same on every slip of a till. ``version`` is the program's."""

    merchant: MerchantSettings
    terminal: TerminalSettings
    version: str
    is_simulated: bool
    languages: tuple[Language, ...] = BOTH
    time_zone: tzinfo = SINGAPORE

    @classmethod
    def of(cls, settings: Settings, version: str) -> SlipShop:
        """Return the shop of a profile."""
        return cls(
            merchant=settings.merchant,
            terminal=settings.terminal,
            version=version,
            is_simulated=settings.is_simulated,
            languages=settings.languages.slips,
            time_zone=settings.terminal.time_zone,
        )


def slip_from_sale(
    sale: SaleRecord, shop: SlipShop, copy: SlipCopy, *, is_duplicate: bool = False
) -> QrSaleSlip:
    """Return the slip of a sale as the store has it.

    Its time is when the wallet paid; where the gateway gave none, when the sale was finished.

    Raises:
        ValueError: the sale was not paid with a wallet.
    """
    wallet, mode = sale.method.wallet, sale.mode
    if wallet is None or mode is None:
        raise ValueError("not a sale by a wallet")
    at = sale.paid_at or sale.finished_at or sale.created_at
    merchant, terminal = shop.merchant, shop.terminal
    return QrSaleSlip(
        merchant=merchant.name,
        registered_name=merchant.registered_name,
        address=merchant.address,
        gst_number=merchant.gst_number,
        gst_rate_percent=merchant.gst_rate_percent if merchant.show_gst else 0,
        merchant_id=merchant.merchant_id,
        terminal_id=terminal.terminal_id,
        wallet=wallet,
        mode=mode,
        voucher=sale.identity.voucher,
        batch_no=sale.identity.batch_no,
        order_no=sale.identity.order_no,
        wallet_txn_no=sale.wallet_txn_no,
        at=at.astimezone(shop.time_zone),
        cashier=sale.cashier_id,
        amount_minor=sale.amount_minor,
        tip_minor=sale.tip_minor,
        copy=copy,
        is_duplicate=is_duplicate,
        is_simulated=shop.is_simulated,
        is_other_amount=sale.reason == OTHER_AMOUNT,
        languages=shop.languages,
        terminal=f"{terminal.model} {shop.version}",
    )


def slip_for_job(job: PrintJob, shop: SlipShop) -> Document:
    """Return what a job of the print queue puts on paper."""
    return qr_sale(slip_from_sale(job.sale, shop, job.copy, is_duplicate=job.duplicate))


def qr_sale(slip: QrSaleSlip) -> Document:
    """Return the slip as a document."""
    copy = COPIES[slip.copy].text(slip.languages)
    rows: list[Row] = []
    rows += _simulated(slip)
    rows += _head(slip)
    rows += _kind(slip)
    rows += _numbers(slip)
    rows += _money(slip)
    rows += _foot(slip, copy)
    rows += _simulated(slip)
    return Document(title=f"{slip.voucher} {copy}", rows=tuple(rows))


def _simulated(slip: QrSaleSlip) -> list[Row]:
    # In both languages whatever the slip's: nobody may take it for the real thing.
    return [Centered(f"*** {Word.SIMULATED.text(BOTH)} ***", bold=True)] * slip.is_simulated


def _head(slip: QrSaleSlip) -> list[Row]:
    name, registered = slip.merchant, slip.registered_name or slip.merchant
    if name.casefold() == registered.casefold():
        name = registered
    rows: list[Row] = [Centered(name, bold=True, size=Size.LARGE)]
    if name != registered:
        rows.append(Centered(registered))
    rows += [Centered(line) for line in slip.address]
    if slip.gst_number:
        rows.append(Centered(f"{Word.GST_NUMBER.text(slip.languages)} {slip.gst_number}"))
    rows.append(Feed())
    rows.append(_fact(slip, Word.MERCHANT_ID, slip.merchant_id))
    rows.append(_fact(slip, Word.TERMINAL_ID, slip.terminal_id))
    return rows


def _kind(slip: QrSaleSlip) -> list[Row]:
    kind = Word.SALE.text(slip.languages)
    rows: list[Row] = [Rule(), Columns(kind, COPIES[slip.copy].text(slip.languages), bold=True)]
    if slip.is_duplicate:
        rows.append(Centered(f"** {Word.DUPLICATE.text(slip.languages)} **", bold=True))
    wallet = WALLETS[slip.wallet].text(slip.languages)
    return [*rows, Columns(wallet, MODES[slip.mode].text(slip.languages)), Rule()]


def _numbers(slip: QrSaleSlip) -> list[Row]:
    rows: list[Row] = [
        _fact(slip, Word.VOUCHER, slip.voucher),
        _fact(slip, Word.BATCH, f"{slip.batch_no:06d}"),
        _fact(slip, Word.ORDER, slip.order_no),
    ]
    if slip.wallet_txn_no:
        rows.append(_fact(slip, Word.WALLET_TXN, slip.wallet_txn_no))
    rows.append(_fact(slip, Word.TIME, slip.at.strftime("%Y-%m-%d %H:%M:%S")))
    if slip.cashier:
        rows.append(_fact(slip, Word.CASHIER, slip.cashier))
    return [*rows, Rule()]


def _money(slip: QrSaleSlip) -> list[Row]:
    rows: list[Row] = [
        _amount(slip, Word.AMOUNT, slip.amount_minor),
        _amount(slip, Word.TIP, slip.tip_minor),
        Columns(
            Word.TOTAL.text(slip.languages),
            format_sgd(slip.total_minor),
            bold=True,
            size=Size.LARGE,
            is_money=True,
        ),
    ]
    if slip.gst_rate_percent:
        part = gst_part_minor(slip.amount_minor, slip.gst_rate_percent)
        label = f"{Word.GST_PART.text(slip.languages)} {slip.gst_rate_percent}%"
        rows.append(Columns(label, format_sgd(part), is_money=True))
    return [*rows, Rule()]


def _foot(slip: QrSaleSlip, copy: str) -> list[Row]:
    code = SlipCode(slip.terminal_id, slip.batch_no, slip.voucher)
    rows: list[Row] = [
        Centered(Word.APPROVED.text(slip.languages), bold=True),
        *[Centered(Word.OTHER_AMOUNT.text(slip.languages))] * slip.is_other_amount,
        QrCode(code.text),
    ]
    rows += [Centered(Word.NOT_AN_INVOICE.text((language,))) for language in slip.languages]
    rows.append(Centered(copy, bold=True))
    if slip.is_duplicate:
        rows.append(Centered(f"** {Word.DUPLICATE.text(slip.languages)} **", bold=True))
    rows.append(Centered(slip.terminal))
    return rows


def _fact(slip: QrSaleSlip, label: Word, text: str) -> Columns:
    return Columns(label.text(slip.languages), text)


def _amount(slip: QrSaleSlip, label: Word, minor: int) -> Columns:
    return Columns(label.text(slip.languages), format_sgd(minor), is_money=True)

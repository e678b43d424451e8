"""The slip of money back: the void (撤销) or the refund (退款) of a sale, whatever paid for it.

It is made of what is done and durable, never of what is still on its way: paper means success.
Of a card it shows no more than a sale's slip does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kpay_desktop.domain.card import EntryMode, Scheme
from kpay_desktop.domain.cash import ROUND_TO_MINOR
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import QrMode, Wallet
from kpay_desktop.receipts.card_sale import card_kind, masked, safe_label
from kpay_desktop.receipts.document import Centered, Columns, Document, QrCode, Row, Rule, Size
from kpay_desktop.receipts.frame import (
    Frame,
    framed,
    gst_rows,
    large_money,
    money,
    optional,
    signature_line,
    time_row,
)
from kpay_desktop.receipts.sale_slip import fact
from kpay_desktop.receipts.slip_code import SlipCode
from kpay_desktop.receipts.till_words import RETURNS, TillWord
from kpay_desktop.receipts.words import CARD_COPIES, COPIES, ENTRIES, MODES, WALLETS, Word


@dataclass(frozen=True, slots=True)
class CardBack:
    """Money back to a card. ``last_four`` are the last digits of whatever is given for them.

    ``stan``, ``rrn`` and ``approval_code`` are those of the return itself, as the host gave them.
    """

    scheme: Scheme
    entry: EntryMode
    last_four: str
    stan: int
    rrn: str = ""
    approval_code: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class WalletBack:
    """Money back to a wallet. ``return_no`` is ours, ``wallet_txn_no`` the wallet's of it."""

    wallet: Wallet
    mode: QrMode
    return_no: str = ""
    wallet_txn_no: str = ""


@dataclass(frozen=True, slots=True)
class CashBack:
    """Money back out of the drawer: what was given, rounded to coins that there are.

    Raises:
        ValueError: there are no such coins.
    """

    given_minor: int

    def __post_init__(self) -> None:
        if self.given_minor < 0 or self.given_minor % ROUND_TO_MINOR:
            raise ValueError("there are no coins of less than five cents")


@dataclass(frozen=True, slots=True)
class Original:
    """The sale that money goes back for. Texts are empty where it has none."""

    voucher: str
    batch_no: int
    at: datetime
    total_minor: int
    approval_code: str = ""
    wallet_txn_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackSlip:
    """Everything the slip says. Amounts in cents, above zero; the slip shows them below it.

    ``voucher`` is the return's own, which of a void may be the sale's. ``tip_minor`` is the part
    of what goes back that was a tip. ``is_by_hand``: a supervisor says that it was done, and no
    bank does. ``is_to_be_signed``: the card's rules want a signature on paper.

    Raises:
        ValueError: nothing goes back, more than was paid, a void of a part, cash that is not the
            amount rounded, or a signature of what is no card's refund.
    """

    frame: Frame
    kind: ReturnKind
    copy: SlipCopy
    paid: CardBack | WalletBack | CashBack
    voucher: str
    batch_no: int
    original: Original
    amount_minor: int
    tip_minor: int = 0
    cashier: str = ""
    supervisor: str = ""
    is_by_hand: bool = False
    is_to_be_signed: bool = False

    def __post_init__(self) -> None:
        if self.amount_minor < 0 or self.tip_minor < 0 or self.total_minor <= 0:
            raise ValueError("money back is more than nothing")
        if self.total_minor > self.original.total_minor:
            raise ValueError("no more goes back than was paid")
        if self.kind is ReturnKind.VOID and self.total_minor != self.original.total_minor:
            raise ValueError("a void undoes a sale as a whole")
        if (
            isinstance(self.paid, CashBack)
            and abs(self.paid.given_minor - self.total_minor) >= ROUND_TO_MINOR
        ):
            raise ValueError("what is given is the total, rounded")
        is_card_refund = isinstance(self.paid, CardBack) and self.kind is ReturnKind.REFUND
        if self.is_to_be_signed and not is_card_refund:
            raise ValueError("only the refund of a card is signed")

    @property
    def total_minor(self) -> int:
        """What goes back, tip and all, before cash is rounded."""
        return self.amount_minor + self.tip_minor


def back_slip(slip: BackSlip) -> Document:
    """Return the slip as a document."""
    frame = slip.frame
    copies = CARD_COPIES if isinstance(slip.paid, CardBack) else COPIES
    done = TillWord.VOIDED if slip.kind is ReturnKind.VOID else TillWord.REFUNDED
    ended: list[Row] = [Centered(done.text(frame.languages), bold=True)]
    code = SlipCode(frame.terminal_id, slip.batch_no, slip.voucher)
    rows: list[Row] = [
        *_by_hand(slip),
        *_paid_with(slip),
        Rule(),
        fact(frame, Word.VOUCHER, slip.voucher),
        fact(frame, Word.BATCH, f"{slip.batch_no:06d}"),
        *_numbers(slip),
        time_row(frame),
        *optional(frame, Word.CASHIER, slip.cashier),
        *optional(frame, TillWord.SUPERVISOR, slip.supervisor),
        Rule(),
        *_original(slip),
        Rule(),
        *_money(slip),
        *_proof(slip),
        *(_by_hand(slip) or ended),
        QrCode(code.text),
        *(Centered(Word.NOT_AN_INVOICE.text((language,))) for language in frame.languages),
    ]
    side = copies[slip.copy].text(frame.languages)
    return framed(frame, slip.voucher, RETURNS[slip.kind], side, rows)


def _by_hand(slip: BackSlip) -> list[Row]:
    languages = slip.frame.languages
    if not slip.is_by_hand:
        return []
    return [
        Centered(Word.BY_HAND.text(languages), bold=True, size=Size.TALL),
        *(Centered(Word.NO_BANK.text((language,))) for language in languages),
    ]


def _paid_with(slip: BackSlip) -> list[Row]:
    frame, paid = slip.frame, slip.paid
    match paid:
        case CardBack():
            kind = card_kind(paid.scheme, safe_label(paid.label))
            return [
                Centered(kind or Word.BANK_CARD.text(frame.languages), bold=True, size=Size.LARGE),
                fact(frame, Word.CARD, f"{masked(paid.last_four)} {ENTRIES[paid.entry]}"),
            ]
        case WalletBack():
            wallet = WALLETS[paid.wallet].text(frame.languages)
            return [Columns(wallet, MODES[paid.mode].text(frame.languages), bold=True)]
        case CashBack():
            return [Centered(TillWord.CASH.text(frame.languages), bold=True, size=Size.LARGE)]


def _numbers(slip: BackSlip) -> list[Row]:
    frame, paid = slip.frame, slip.paid
    match paid:
        case CardBack():
            return [
                *([fact(frame, Word.STAN, f"{paid.stan:06d}")] if paid.stan else []),
                *optional(frame, Word.RRN, paid.rrn),
                *optional(frame, Word.APPROVAL_CODE, paid.approval_code),
            ]
        case WalletBack():
            return [
                *optional(frame, TillWord.RETURN_ORDER, paid.return_no),
                *optional(frame, Word.WALLET_TXN, paid.wallet_txn_no),
            ]
        case CashBack():
            return []


def _original(slip: BackSlip) -> list[Row]:
    frame, original = slip.frame, slip.original
    return [
        fact(frame, TillWord.ORIGINAL_VOUCHER, original.voucher),
        fact(frame, TillWord.ORIGINAL_TIME, frame.time(original.at)),
        *optional(frame, TillWord.ORIGINAL_APPROVAL, original.approval_code),
        *optional(frame, TillWord.ORIGINAL_REFERENCE, original.wallet_txn_no),
        money(frame, TillWord.ORIGINAL_TOTAL, original.total_minor),
    ]


def _money(slip: BackSlip) -> list[Row]:
    frame = slip.frame
    rows: list[Row] = [money(frame, Word.AMOUNT, -slip.amount_minor)]
    if slip.tip_minor:
        rows.append(money(frame, Word.TIP, -slip.tip_minor))
    if isinstance(slip.paid, CashBack):
        # To the coin: what rounding kept back or added stands between the total and the cash.
        rounding = slip.total_minor - slip.paid.given_minor
        rows += [
            money(frame, Word.TOTAL, -slip.total_minor),
            *([money(frame, TillWord.ROUNDING, rounding)] if rounding else []),
            large_money(frame, TillWord.CASH_BACK, -slip.paid.given_minor),
        ]
    else:
        rows.append(large_money(frame, Word.TOTAL, -slip.total_minor))
    return [*rows, *gst_rows(frame, -slip.amount_minor), Rule()]


def _proof(slip: BackSlip) -> list[Row]:
    is_here = slip.is_to_be_signed and slip.copy is SlipCopy.MERCHANT
    return signature_line(slip.frame, Word.SIGNATURE) if is_here else []

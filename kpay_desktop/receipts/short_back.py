"""The receipt of money back as a few lines of text, short enough for a code that a phone reads.

It says what the slip of a void or refund says of the payment, with amounts below zero as there.
Of a card it holds the last four digits at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import QrMode
from kpay_desktop.receipts.back_slip import BackSlip, CardBack, CashBack, WalletBack
from kpay_desktop.receipts.card_sale import card_kind, masked, safe_label
from kpay_desktop.receipts.day_slips import back_slip_from_record
from kpay_desktop.receipts.short_text import MOST_BYTES, MOST_NAME_BYTES, MOST_NUMBER, cut
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.till_words import RETURNS, TillWord
from kpay_desktop.receipts.words import BOTH, ENTRIES, WALLETS, SlipWord, Word


def has_back_receipt(back: ReturnRecord) -> bool:
    """True for money that went back. Of the shop's own code no bank says that it did."""
    return back.state is ReturnState.DONE and back.sale.mode is not QrMode.OWN


def short_back_text(back: ReturnRecord, shop: SlipShop, language: Language) -> str:
    """Return the receipt in one language, ``MOST_BYTES`` of UTF-8 at most.

    Raises:
        ValueError: it is not done, or its row lacks what its way back needs.
    """
    if not has_back_receipt(back):
        raise ValueError("only money that went back has a receipt to take along")
    speaking = replace(shop, languages=(language,))
    slip = back_slip_from_record(back, speaking, SlipCopy.CUSTOMER, is_duplicate=True)
    head, paid, money, foot = _head(slip), tuple(_paid(slip)), _money(slip), _foot(slip)
    whole = "\n".join((*head, *paid, *money, *foot))
    if len(whole.encode()) <= MOST_BYTES:
        return whole
    # The total says how much; what it is made of is left out.
    return "\n".join((*head, *paid, money[-1], *foot))


def _head(slip: BackSlip) -> Sequence[str]:
    frame = slip.frame
    return (
        # In both languages whatever the text's: nobody may take it for the real thing.
        *([f"*** {Word.SIMULATED.text(BOTH)} ***"] * frame.is_simulated),
        cut(frame.registered_name or frame.merchant, MOST_NAME_BYTES),
        frame.time(frame.at),
        _said(slip, RETURNS[slip.kind]),
        _said(slip, Word.VOUCHER, slip.voucher),
        _said(slip, Word.TERMINAL_ID, frame.terminal_id),
    )


def _paid(slip: BackSlip) -> Iterator[str]:
    match slip.paid:
        case CardBack() as card:
            kind = card_kind(card.scheme, safe_label(card.label)) or _said(slip, Word.BANK_CARD)
            yield f"{kind} {masked(card.last_four)} {ENTRIES[card.entry]}"
            if card.approval_code:
                yield _said(slip, Word.APPROVAL_CODE, card.approval_code)
        case WalletBack() as wallet:
            yield WALLETS[wallet.wallet].text(slip.frame.languages)
            if wallet.wallet_txn_no:
                yield _said(slip, Word.WALLET_TXN, wallet.wallet_txn_no[:MOST_NUMBER])
        case CashBack():
            yield _said(slip, TillWord.CASH)
    if slip.original.voucher != slip.voucher:
        yield _said(slip, TillWord.ORIGINAL_VOUCHER, slip.original.voucher)


def _money(slip: BackSlip) -> Sequence[str]:
    rows: list[tuple[SlipWord, int]] = []
    if slip.tip_minor:
        rows += [(Word.AMOUNT, slip.amount_minor), (Word.TIP, slip.tip_minor)]
    rows.append((Word.TOTAL, slip.total_minor))
    if isinstance(slip.paid, CashBack):
        # To the coin: what the customer has in the hand.
        rows.append((TillWord.CASH_BACK, slip.paid.given_minor))
    return tuple(_said(slip, word, format_sgd(-minor)) for word, minor in rows)


def _foot(slip: BackSlip) -> Sequence[str]:
    done = TillWord.VOIDED if slip.kind is ReturnKind.VOID else TillWord.REFUNDED
    return (
        _said(slip, done),
        _said(slip, Word.NOT_AN_INVOICE),
        f"{_said(slip, Word.CUSTOMER_COPY)} {_said(slip, Word.DUPLICATE)}",
    )


def _said(slip: BackSlip, word: SlipWord, text: str = "") -> str:
    said = word.text(slip.frame.languages)
    return f"{said} {text}" if text else said

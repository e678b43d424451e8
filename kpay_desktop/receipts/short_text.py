"""A customer's receipt as a few lines of text, short enough for a code that a phone reads.

It says what the customer's copy says of the payment, and is marked as a copy like every other that
does not come from the print queue. Of a card it holds the last four digits at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.receipts.card_sale import CardSaleSlip, card_kind, card_slip_from_sale, masked
from kpay_desktop.receipts.qr_sale import QrSaleSlip, qr_slip_from_sale
from kpay_desktop.receipts.sale_slip import SaleFacts, sale_facts
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.till_words import TillWord
from kpay_desktop.receipts.words import BOTH, ENTRIES, WALLETS, SlipWord, Word

#: What a symbol of 61 modules holds at the lowest error correction (ISO/IEC 18004 table 7, 11-L).
MOST_BYTES: Final = 321
#: Of a shop's name, and of a wallet's number in characters.
MOST_NAME_BYTES: Final = 60
MOST_NUMBER: Final = 64


def has_receipt(sale: SaleRecord) -> bool:
    """True for a sale that was approved and stands: of others nobody takes a receipt along.

    One that is being voided, or of which all goes back, stands no more. Of the shop's own code no
    bank says anything, whatever a row claims.
    """
    stands = sale.refunded_minor + sale.returning_minor < sale.total_minor
    return stands and sale.state is SaleState.APPROVED and sale.mode is not QrMode.OWN


def short_text(sale: SaleRecord, shop: SlipShop, language: Language) -> str:
    """Return the receipt of an approved sale in one language, ``MOST_BYTES`` of UTF-8 at most.

    Raises:
        ValueError: the sale is not approved, or its row lacks what its method needs.
    """
    if not has_receipt(sale):
        raise ValueError("only an approved sale has a receipt to take along")
    speaking = replace(shop, languages=(language,))
    facts = sale_facts(sale, speaking, SlipCopy.CUSTOMER, is_duplicate=True)
    head, paid, money, foot = _head(facts), _paid(sale, speaking), _money(facts), _foot(sale, facts)
    whole = "\n".join((*head, *paid, *money, *foot))
    if len(whole.encode()) <= MOST_BYTES:
        return whole
    # The total says how much; what it is made of is left out.
    return "\n".join((*head, *paid, money[-1], *foot))


def _head(facts: SaleFacts) -> Sequence[str]:
    name = facts["registered_name"] or facts["merchant"]
    return (
        # In both languages whatever the text's: nobody may take it for the real thing.
        *([f"*** {Word.SIMULATED.text(BOTH)} ***"] * facts["is_simulated"]),
        cut(name, MOST_NAME_BYTES),
        facts["at"].strftime("%Y-%m-%d %H:%M:%S"),
        _said(facts, Word.VOUCHER, facts["voucher"]),
        _said(facts, Word.TERMINAL_ID, facts["terminal_id"]),
    )


def _paid(sale: SaleRecord, shop: SlipShop) -> Sequence[str]:
    if sale.card is not None:
        return tuple(_card(card_slip_from_sale(sale, shop, SlipCopy.CUSTOMER, is_duplicate=True)))
    if sale.method.wallet is not None:
        return tuple(_wallet(qr_slip_from_sale(sale, shop, SlipCopy.CUSTOMER, is_duplicate=True)))
    return tuple(_cash(sale, shop.languages))


def _card(slip: CardSaleSlip) -> Iterator[str]:
    kind = card_kind(slip.scheme, slip.label) or Word.BANK_CARD.text(slip.languages)
    yield f"{kind} {masked(slip.last_four)} {ENTRIES[slip.entry]}"
    if slip.approval_code:
        yield f"{Word.APPROVAL_CODE.text(slip.languages)} {slip.approval_code}"


def _wallet(slip: QrSaleSlip) -> Iterator[str]:
    yield WALLETS[slip.wallet].text(slip.languages)
    if slip.wallet_txn_no:
        yield f"{Word.WALLET_TXN.text(slip.languages)} {slip.wallet_txn_no[:MOST_NUMBER]}"


def _cash(sale: SaleRecord, languages: Sequence[Language]) -> Iterator[str]:
    yield TillWord.CASH.text(languages)
    if sale.tender is not None:
        due, change = sale.tender.due_minor, sale.tender.change_minor
        yield f"{TillWord.CASH_DUE.text(languages)} {format_sgd(due)}"
        yield f"{TillWord.CHANGE.text(languages)} {format_sgd(change)}"


def _money(facts: SaleFacts) -> Sequence[str]:
    amount, tip = facts["amount_minor"], facts["tip_minor"]
    parts = ((Word.AMOUNT, amount), (Word.TIP, tip)) if tip else ()
    return tuple(
        _said(facts, word, format_sgd(minor))
        for word, minor in (*parts, (Word.TOTAL, amount + tip))
    )


def _foot(sale: SaleRecord, facts: SaleFacts) -> Sequence[str]:
    is_cash = sale.method is Method.CASH
    # No bank knows of cash, so nothing of it is called approved.
    done: SlipWord = TillWord.PAID_IN_CASH if is_cash else Word.APPROVED
    return (
        done.text(facts["languages"]),
        *([Word.OTHER_AMOUNT.text(facts["languages"])] * facts["is_other_amount"]),
        Word.NOT_AN_INVOICE.text(facts["languages"]),
        f"{Word.CUSTOMER_COPY.text(facts['languages'])} {Word.DUPLICATE.text(facts['languages'])}",
    )


def _said(facts: SaleFacts, word: SlipWord, text: str) -> str:
    return f"{word.text(facts['languages'])} {text}"


def cut(text: str, most_bytes: int) -> str:
    """Return ``text``, shortened at its end where it has more bytes of UTF-8 than that."""
    line = " ".join(text.split())
    if len(line.encode()) <= most_bytes:
        return line
    room = most_bytes - len("…".encode())
    return line.encode()[:room].decode(errors="ignore").rstrip() + "…"

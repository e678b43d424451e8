"""The slip of a sale paid with a card.

It never shows the expiry, the cardholder's name or more than the card's last four digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kpay_desktop.domain.card import EntryMode, Scheme, Signing, Verification
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.receipts.document import (
    Centered,
    Columns,
    Document,
    Feed,
    Row,
    Rule,
    SignatureBox,
    Size,
)
from kpay_desktop.receipts.sale_slip import (
    SaleSlip,
    cashier_fact,
    fact,
    sale_document,
    sale_facts,
    time_fact,
)
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.words import CARD_COPIES, ENTRIES, SCHEMES, Word

SIGN_HERE = "X" + "_" * 29

# A label is the card's own words: one that could hold a card number is not repeated.
_MOST_LABEL_DIGITS = 2
_HEX = {
    # A registered provider's first figure is A, D or F (ISO/IEC 7816-4): no card number is one.
    "aid": re.compile(r"[A-F][0-9A-F](?:[0-9A-F]{2}){4,15}"),
    "tvr": re.compile(r"[0-9A-F]{10}"),
    "tsi": re.compile(r"[0-9A-F]{4}"),
    "cryptogram": re.compile(r"[0-9A-F]{16}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSaleSlip(SaleSlip):
    """Everything the slip says.

    ``last_four`` are at most four digits. ``label`` (tag 50), ``aid``, ``tvr``, ``tsi`` and
    ``cryptogram`` are empty where the card's way has none; ``cryptogram_name`` is ``TC`` where the
    card saw a second GENERATE AC, else ``ARQC``. ``signature`` is what was drawn on the screen,
    None where it was not or is not at hand.
    """

    scheme: Scheme
    entry: EntryMode
    last_four: str
    stan: int
    rrn: str = ""
    approval_code: str = ""
    label: str = ""
    aid: str = ""
    cryptogram: str = ""
    cryptogram_name: str = "ARQC"
    tvr: str = ""
    tsi: str = ""
    verification: Verification = Verification.NONE
    signing: Signing = Signing.NOT_NEEDED
    signature: Signature | None = None

    @property
    def is_to_be_signed(self) -> bool:
        """True if the customer's signature belongs to the sale."""
        return self.verification is Verification.SIGNATURE or self.signing is not Signing.NOT_NEEDED


def has_drawing(sale: SaleRecord, copy: SlipCopy) -> bool:
    """True if this copy shows the signature that the customer gave on the screen."""
    card = sale.card
    return copy is SlipCopy.MERCHANT and card is not None and card.signing is Signing.ON_SCREEN


def card_slip_from_sale(
    sale: SaleRecord,
    shop: SlipShop,
    copy: SlipCopy,
    *,
    signature: Signature | None = None,
    is_duplicate: bool = False,
) -> CardSaleSlip:
    """Return the slip of a sale as the store has it. ``signature`` is the store's too.

    Raises:
        ValueError: the sale was not paid with a card.
    """
    card = sale.card
    if card is None:
        raise ValueError("not a sale by a card")
    facts = card.facts
    # An approved chip sale has ended with the second GENERATE AC; a tap has no other than the
    # first, and a stripe none (EMV Book 3 §10.11, Book C).
    has_certificate = facts.entry is EntryMode.CHIP and sale.state is SaleState.APPROVED
    is_chip = facts.entry in {EntryMode.CHIP, EntryMode.TAP}
    return CardSaleSlip(
        **sale_facts(sale, shop, copy, is_duplicate=is_duplicate),
        scheme=facts.scheme,
        entry=facts.entry,
        last_four=last_four(facts.last_four),
        stan=card.stan,
        rrn=card.rrn,
        approval_code=card.approval_code,
        label=safe_label(facts.label),
        aid=_hex("aid", facts.aid) if is_chip else "",
        cryptogram=_hex("cryptogram", facts.cryptogram) if is_chip else "",
        cryptogram_name="TC" if has_certificate else "ARQC",
        tvr=_hex("tvr", facts.tvr) if is_chip else "",
        tsi=_hex("tsi", facts.tsi) if is_chip else "",
        verification=facts.verification,
        signing=card.signing,
        signature=signature if has_drawing(sale, copy) else None,
    )


def card_sale(slip: CardSaleSlip) -> Document:
    """Return the slip as a document."""
    middle: list[Row] = [
        Centered(card_kind(slip.scheme, slip.label) or _unknown(slip), bold=True, size=Size.LARGE),
        fact(slip, Word.CARD, f"{masked(slip.last_four)} {ENTRIES[slip.entry]}"),
        Rule(),
        *_numbers(slip),
        *_chip(slip),
        time_fact(slip),
        *cashier_fact(slip),
    ]
    return sale_document(slip, CARD_COPIES[slip.copy], middle, _proof(slip))


def last_four(digits: str) -> str:
    """Return the last four digits of whatever was given for them."""
    return "".join(digit for digit in digits if digit in "0123456789")[-4:]


def masked(digits: str) -> str:
    """Return a card's number as slips show it."""
    return f"**** **** **** {last_four(digits)}".rstrip()


def card_kind(scheme: Scheme, label: str) -> str:
    """Return scheme and label in one, the scheme only where the label does not say it."""
    name, label = SCHEMES.get(scheme, ""), label.upper()
    if name.replace(" ", "") in label.replace(" ", ""):
        return label
    return f"{name} {label}".strip()


def safe_label(label: str) -> str:
    """Return a card's label, nothing where it could hold a card number."""
    digits = sum(character.isdecimal() for character in label)
    return label.strip() if digits <= _MOST_LABEL_DIGITS else ""


def _unknown(slip: CardSaleSlip) -> str:
    return Word.BANK_CARD.text(slip.languages)


def _hex(name: str, text: str) -> str:
    """Return a data element as the slip shows it; nothing where it is not one."""
    text = text.upper()
    return text if _HEX[name].fullmatch(text) else ""


def _numbers(slip: CardSaleSlip) -> list[Row]:
    rows: list[Row] = [
        fact(slip, Word.VOUCHER, slip.voucher),
        fact(slip, Word.STAN, f"{slip.stan:06d}"),
        fact(slip, Word.BATCH, f"{slip.batch_no:06d}"),
    ]
    if slip.rrn:
        rows.append(fact(slip, Word.RRN, slip.rrn))
    if slip.approval_code:
        rows.append(fact(slip, Word.APPROVAL_CODE, slip.approval_code))
    return rows


def _chip(slip: CardSaleSlip) -> list[Row]:
    rows: list[Row] = []
    if slip.label:
        rows.append(fact(slip, Word.APPLICATION, slip.label))
    if slip.aid:
        rows.append(Columns("AID", slip.aid))
    if slip.cryptogram:
        rows.append(Columns(slip.cryptogram_name, slip.cryptogram))
    results = [f"{name} {text}" for name, text in (("TVR", slip.tvr), ("TSI", slip.tsi)) if text]
    if results:
        rows.append(Columns(results[0], "".join(results[1:])))
    return rows


def _proof(slip: CardSaleSlip) -> list[Row]:
    """Return what proves that it was the customer: on the merchant's copy, where it is signed."""
    if not slip.is_to_be_signed:
        is_by_device = slip.verification is Verification.ON_DEVICE
        word = Word.BY_DEVICE if is_by_device else Word.NO_SIGNATURE
        return [Centered(word.text(slip.languages), bold=True), Rule()]
    if slip.copy is SlipCopy.CUSTOMER:
        return []
    agreement = [Centered(Word.AGREEMENT.text((language,))) for language in slip.languages]
    words = Centered(Word.SIGNATURE.text(slip.languages))
    if slip.signature is not None:
        return [*agreement, SignatureBox(slip.signature), words, Rule()]
    if slip.signing is Signing.ON_SCREEN:
        on_screen = Word.SIGNED_ON_SCREEN.text(slip.languages)
        return [*agreement, Centered(on_screen, bold=True), Rule()]
    return [*agreement, Feed(3), Centered(SIGN_HERE), words, Rule()]

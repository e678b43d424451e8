"""Sample slips of sales by card, and a signature.

``python -m tests.helpers.card_paper`` writes their golden files anew; look at what changed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kpay_desktop.domain.card import (
    CardFacts,
    CardRecord,
    EntryMode,
    Scheme,
    Signing,
    Verification,
)
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method, SaleIdentity, SaleState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.reversal_notice import reversal_notice
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.settings import demo_settings

CARD_GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "card_slips"


def _wave(start: int, count: int, height: int) -> tuple[tuple[int, int], ...]:
    """A pen going up and down."""
    return tuple(
        (start + 6 * step, 220 - round(height * math.sin(step / 7) * math.exp(-step / 60)))
        for step in range(count)
    )


SIGNATURE = Signature((_wave(180, 96, 150), ((150, 300), (820, 270)), ((870, 260),)))

HOLDER = "TAN/MEI LING"
EXPIRY = "1129"
FACTS = CardFacts(
    handle="c17",
    scheme=Scheme.VISA,
    entry=EntryMode.CHIP,
    first_six="476173",
    last_four="0852",
    expiry=EXPIRY,
    holder=HOLDER,
    label="VISA CREDIT",
    aid="A0000000031010",
    verification=Verification.NONE,
    tvr="0000008000",
    tsi="E800",
    cryptogram="9F2A61C07B3E55D1",
)
_STRIPE = replace(FACTS, label="", aid="", tvr="", tsi="", cryptogram="")
CARD = CardRecord(FACTS, stan=1138, rrn="632614002138", approval_code="831204")
CARD_SALE = SaleRecord(
    identity=SaleIdentity(17, 17, "000138", "K80010001261122000138", 42),
    created_at=datetime(2026, 11, 22, 6, 31, 0, tzinfo=UTC),
    amount_minor=2800,
    tip_minor=280,
    method=Method.CARD,
    mode=None,
    cashier_id="01",
    state=SaleState.APPROVED,
    finished_at=datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC),
    card=CARD,
)

EN, ZH = (Language.EN,), (Language.ZH,)
BOTH = (Language.EN, Language.ZH)
MERCHANT, CUSTOMER = SlipCopy.MERCHANT, SlipCopy.CUSTOMER


def shop(
    languages: tuple[Language, ...] = BOTH, *, is_simulated: bool = False, show_gst: bool = True
) -> SlipShop:
    """Return the demo's shop, whose slips speak ``languages``."""
    made = SlipShop.of(demo_settings(), "0.1.0")
    merchant = replace(made.merchant, show_gst=show_gst)
    return replace(made, merchant=merchant, languages=languages, is_simulated=is_simulated)


def card_sale_of(facts: CardFacts, signing: Signing = Signing.NOT_NEEDED) -> SaleRecord:
    """Return the sample sale with another card."""
    return replace(CARD_SALE, card=replace(CARD, facts=facts, signing=signing))


CHIP = CARD_SALE
TAP = card_sale_of(
    replace(FACTS, entry=EntryMode.TAP, scheme=Scheme.MASTERCARD, label="Debit Mastercard", tsi="")
)
PHONE = card_sale_of(
    replace(FACTS, entry=EntryMode.TAP, verification=Verification.ON_DEVICE, label="")
)
SWIPE = card_sale_of(
    replace(
        _STRIPE,
        entry=EntryMode.SWIPE,
        scheme=Scheme.UNIONPAY,
        verification=Verification.SIGNATURE,
    ),
    Signing.ON_PAPER,
)
FALLBACK = card_sale_of(
    replace(
        _STRIPE,
        entry=EntryMode.FALLBACK,
        scheme=Scheme.AMEX,
        verification=Verification.SIGNATURE,
    ),
    Signing.ON_SCREEN,
)
SIGNED = card_sale_of(replace(FACTS, verification=Verification.SIGNATURE), Signing.ON_SCREEN)
UNKNOWN = card_sale_of(
    replace(
        FACTS,
        scheme=Scheme.OTHER,
        label="",
        aid="A0000001110101",
        verification=Verification.NOT_DONE,
    )
)
_REVERSED = replace(CARD, rrn="", approval_code="")
REVERSING = replace(CARD_SALE, state=SaleState.REVERSING, reason="no_answer", card=_REVERSED)
REVERSED = replace(
    CARD_SALE, state=SaleState.CLOSED, reason="card_failed_after_approval", card=_REVERSED
)


def _documents() -> Iterator[tuple[str, Document]]:
    both = shop()
    for name, sale in (("chip", CHIP), ("tap", TAP), ("phone", PHONE), ("unknown", UNKNOWN)):
        yield f"both-{name}-merchant", slip_of(sale, both, MERCHANT)
    for name, sale in (("swipe-paper", SWIPE), ("signed", SIGNED), ("fallback-signed", FALLBACK)):
        yield f"both-{name}-merchant", slip_of(sale, both, MERCHANT, signature=SIGNATURE)
        yield f"both-{name}-customer", slip_of(sale, both, CUSTOMER, signature=SIGNATURE)
    yield "both-signed-elsewhere-merchant", slip_of(SIGNED, both, MERCHANT)
    for language, alone in (("en", shop(EN)), ("zh", shop(ZH))):
        yield f"{language}-chip-customer", slip_of(CHIP, alone, CUSTOMER)
        yield (
            f"{language}-signed-merchant-duplicate",
            slip_of(SIGNED, alone, MERCHANT, is_duplicate=True, signature=SIGNATURE),
        )
        yield f"{language}-swipe-paper-merchant", slip_of(SWIPE, alone, MERCHANT)
        yield f"{language}-phone-merchant", slip_of(PHONE, alone, MERCHANT)
        yield f"{language}-reversing", reversal_notice(REVERSING, alone)
    plain = shop(EN, show_gst=False, is_simulated=True)
    yield (
        "en-plain-simulated-duplicate",
        slip_of(replace(CHIP, tip_minor=0, cashier_id=""), plain, CUSTOMER, is_duplicate=True),
    )
    yield "both-large-amount", slip_of(replace(TAP, amount_minor=9_999_999_999), both, MERCHANT)
    yield "both-reversed-simulated", reversal_notice(REVERSED, shop(is_simulated=True))


CARD_GOLDEN_SLIPS: dict[str, Document] = dict(_documents())


def card_golden_text(document: Document) -> str:
    """Return a slip's golden file: both papers, the wide one first."""
    return dump(document, 48) + "\n" + dump(document, 32)


def main() -> None:
    """Write the golden slips."""
    CARD_GOLDEN.mkdir(exist_ok=True)
    for name, document in CARD_GOLDEN_SLIPS.items():
        text = card_golden_text(document)
        (CARD_GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

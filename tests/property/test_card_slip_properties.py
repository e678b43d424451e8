"""Slips of any card: they fit the paper, and give away no more than four digits."""

from __future__ import annotations

import math
import re
import string
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.printer.encoder import SlipEncoder
from hardware.printer.options import PrinterOptions
from hardware.printer.raster import draw_signature
from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme, Signing, Verification
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.domain.signature import HEIGHT, MOST_POINTS, MOST_STROKES, WIDTH, Signature
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.document import Document, SignatureBox
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.layout import SIGNATURE_PEN_DOTS, SignatureLine, TextLine, layout
from kpay_desktop.receipts.reversal_notice import reversal_notice
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.settings_works import ChinesePrinting
from kpay_desktop.simulation.paper.interpreter import Interpreter
from kpay_desktop.simulation.paper.items import PaperRaster, PaperSlip
from tests.helpers.card_paper import (
    BOTH,
    CARD,
    CARD_SALE,
    EN,
    FACTS,
    REVERSING,
    SIGNATURE,
    ZH,
    shop,
)
from tests.helpers.slip_reader import DRAWING, read_slip

numbers = st.text(string.digits, min_size=13, max_size=19)
hexes = st.text("0123456789ABCDEF", max_size=40)
words = st.text(string.ascii_letters + " /-银联卡é\n\x1b\x00", max_size=30)

points = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT))
signatures = st.lists(
    st.lists(points, min_size=1, max_size=12).map(tuple), min_size=1, max_size=6
).map(lambda strokes: Signature(tuple(strokes)))


@st.composite
def cards(draw: st.DrawFn) -> tuple[str, CardFacts]:
    """A card's number, and facts that may hold all of it where they should not."""
    number = draw(numbers)
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    leaks = st.sampled_from([number, grouped, number[-8:], f"{number}=2911201", number[:5]])
    facts = replace(
        FACTS,
        scheme=draw(st.sampled_from(Scheme)),
        entry=draw(st.sampled_from(EntryMode)),
        verification=draw(st.sampled_from(Verification)),
        first_six=number[:6],
        last_four=draw(st.sampled_from([number[-4:], number, grouped])),
        expiry=draw(st.text(string.digits, min_size=4, max_size=4)),
        holder=draw(words),
        label=draw(words | leaks),
        aid=draw(hexes | leaks),
        tvr=draw(st.text("0123456789ABCDEF", min_size=10, max_size=10) | leaks),
        tsi=draw(st.text("0123456789ABCDEF", min_size=4, max_size=4) | leaks),
        cryptogram=draw(words),
    )
    return number, facts


def sale_of(facts: CardFacts, signing: Signing) -> SaleRecord:
    return replace(CARD_SALE, card=replace(CARD, facts=facts, signing=signing))


any_shop = st.builds(
    shop, st.sampled_from([EN, ZH, BOTH]), is_simulated=st.booleans(), show_gst=st.booleans()
)
any_copy = st.sampled_from(SlipCopy)
any_signing = st.sampled_from(Signing)
any_signature = st.none() | st.just(SIGNATURE)
papers = st.sampled_from([80, 58])


@settings(max_examples=40)
@given(cards(), any_shop, any_copy, any_signing, any_signature, st.booleans())
def test_a_card_s_slip_never_runs_over_the_paper(
    card: tuple[str, CardFacts],
    shop_: SlipShop,
    copy: SlipCopy,
    signing: Signing,
    signature: Signature | None,
    is_duplicate: bool,
) -> None:
    sale = sale_of(card[1], signing)
    document = slip_of(sale, shop_, copy, signature=signature, is_duplicate=is_duplicate)
    for columns in (32, 48):
        for line in layout(document, columns):
            if isinstance(line, TextLine):
                assert text_columns(line.text) * line.size.across <= columns
                assert "\n" not in line.text
            if isinstance(line, SignatureLine):
                assert line.columns <= columns
                assert copy is SlipCopy.MERCHANT


@settings(max_examples=40)
@given(cards(), any_copy, any_signing)
def test_expiry_and_holder_change_nothing_on_paper(
    card: tuple[str, CardFacts], copy: SlipCopy, signing: Signing
) -> None:
    _, facts = card
    blank = replace(facts, expiry="", holder="", first_six="", handle="")
    assert slip_of(sale_of(facts, signing), shop(), copy) == slip_of(
        sale_of(blank, signing), shop(), copy
    )


@settings(max_examples=40)
@given(cards(), any_copy, any_signing)
def test_never_more_than_four_digits_of_the_number(
    card: tuple[str, CardFacts], copy: SlipCopy, signing: Signing
) -> None:
    number, facts = card
    leaks = any(run in facts.aid for run in (number, number[:5], number[-8:]))
    aid = facts.aid if leaks and not facts.aid.startswith("A") else FACTS.aid
    chip = replace(facts, aid=aid, tvr="0000008000", tsi="E800")
    # What the slip says without the card's own digits may hold any row of digits.
    bare = replace(chip, last_four="", label="", aid=FACTS.aid)
    for paid in (sale_of(chip, signing), replace(REVERSING, card=replace(CARD, facts=chip))):
        known = _digits(_slip(replace(paid, card=replace(CARD, facts=bare)), copy))
        shown = _digits(_slip(paid, copy))
        for at in range(len(number) - 4):
            run = number[at : at + 5]
            assert run in known or run not in shown


def _slip(sale: SaleRecord, copy: SlipCopy) -> Document:
    if sale.state is SaleState.APPROVED:
        return slip_of(sale, shop(), copy)
    return reversal_notice(sale, shop())


def _digits(document: Document) -> str:
    """Return the slip's digits, each row's for itself and those of one row together."""
    lines = [line for line in layout(document, 48) if isinstance(line, TextLine)]
    return "|".join(re.sub(r"[^0-9]", "", line.text) for line in lines)


@lru_cache(maxsize=16)
def encoder(options: PrinterOptions) -> SlipEncoder:
    return SlipEncoder(options, Path.home() / "escpos")


def printed(document: Document, options: PrinterOptions) -> PaperSlip:
    reader = Interpreter(options.dots)
    reader.feed(encoder(options).encode(document))
    assert reader.problems == []
    assert reader.unread == 0
    (slip,) = reader.slips
    return slip


@settings(max_examples=6)
@given(cards(), papers, st.sampled_from(ChinesePrinting), any_signing)
def test_paper_reads_back_as_the_slip(
    card: tuple[str, CardFacts], paper_mm: int, chinese: ChinesePrinting, signing: Signing
) -> None:
    _, facts = card
    sale = sale_of(replace(facts, label="VISA CREDIT"), signing)
    document = slip_of(sale, shop(), SlipCopy.MERCHANT, signature=SIGNATURE)
    lines = read_slip(printed(document, PrinterOptions(paper_mm=paper_mm, chinese=chinese)))
    for minor in (sale.amount_minor, sale.tip_minor, sale.total_minor):
        assert any(line.endswith(format_sgd(minor)) for line in lines)
    assert (DRAWING in lines) is (signing is Signing.ON_SCREEN)
    assert any("**** **** **** " in line for line in lines)


# --- the drawing ----------------------------------------------------------------------------


def placed(signature: Signature, left: int) -> list[list[tuple[float, float]]]:
    """Return the strokes in dots, as an independent look at where they belong."""
    half = SIGNATURE_PEN_DOTS / 2
    across, down = (384 - 2 * half) / WIDTH, (154 - 2 * half) / HEIGHT
    return [
        [(left + half + x * across, half + y * down) for x, y in stroke]
        for stroke in signature.strokes
    ]


def distance(x: float, y: float, strokes: list[list[tuple[float, float]]]) -> float:
    """Return how far a place is from the nearest stroke."""
    found = []
    for stroke in strokes:
        for (ax, ay), (bx, by) in zip(stroke, stroke[1:] or stroke, strict=False):
            length = (bx - ax) ** 2 + (by - ay) ** 2
            along = 0.0
            if length:
                along = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length))
            found.append(math.dist((x, y), (ax + along * (bx - ax), ay + along * (by - ay))))
    return min(found)


@settings(max_examples=20)
@given(signatures, papers)
def test_every_black_dot_is_on_a_stroke_and_every_stroke_is_black(
    signature: Signature, paper_mm: int
) -> None:
    options = PrinterOptions(paper_mm=paper_mm)
    slip = printed(Document("drawn", (SignatureBox(signature),)), options)
    (raster,) = [item for item in slip.items if isinstance(item, PaperRaster)]
    assert (raster.width, raster.height) == (options.dots, 154)
    strokes = placed(signature, (options.dots - 384) // 2)
    row_bytes = options.dots // 8

    def is_black(x: int, y: int) -> bool:
        return bool(raster.bits[y * row_bytes + x // 8] & (0x80 >> x % 8))

    black = [(x, y) for y in range(154) for x in range(options.dots) if is_black(x, y)]
    for x, y in black[:: max(1, len(black) // 400)]:
        assert distance(x + 0.5, y + 0.5, strokes) <= SIGNATURE_PEN_DOTS / 2 + 1.5
    for stroke in strokes:
        for (ax, ay), (bx, by) in zip(stroke, stroke[1:] or stroke, strict=False):
            for part in range(9):
                across, down = ax + (bx - ax) * part / 8, ay + (by - ay) * part / 8
                assert is_black(min(int(across), options.dots - 1), min(int(down), 153))


@settings(max_examples=30)
@given(signatures, papers)
def test_a_signature_s_bytes_are_bounded_by_its_box(signature: Signature, paper_mm: int) -> None:
    options = PrinterOptions(paper_mm=paper_mm)
    empty = len(encoder(options).encode(Document("none", ())))
    drawn = len(encoder(options).encode(Document("drawn", (SignatureBox(signature),))))
    assert drawn - empty <= 154 * options.dots // 8 + 32


def test_the_largest_signature_is_drawn_in_the_same_bytes() -> None:
    each = MOST_POINTS // MOST_STROKES
    strokes = tuple(
        tuple(
            ((number * 37 + 91 * at) % (WIDTH + 1), (at * 53) % (HEIGHT + 1)) for at in range(each)
        )
        for number in range(MOST_STROKES)
    )
    image = draw_signature(SignatureLine(Signature(strokes)), 576)
    assert (image.width, image.height) == (576, 154)


def test_dump_tells_drawings_apart() -> None:
    one = dump(Document("a", (SignatureBox(SIGNATURE),)), 48)
    other = dump(Document("a", (SignatureBox(Signature((((1, 1),),))),)), 48)
    assert "3 strokes" in one
    assert "1 strokes" in other
    assert one != other

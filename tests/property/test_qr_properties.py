"""What holds of every code: round trips, and no way to slip a change past the reader."""

from __future__ import annotations

import contextlib
import string

from hypothesis import given
from hypothesis import strategies as st

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.check import check_order_code
from kpay_desktop.qr.crc import crc16
from kpay_desktop.qr.errors import CodeError
from kpay_desktop.qr.merchant_code import parse, read_amount, write_amount
from kpay_desktop.qr.singapore import (
    PayNow,
    ProxyType,
    Sgqr,
    paynow_of,
    paynow_template,
    sgqr_of,
    sgqr_template,
)
from kpay_desktop.qr.symbol import make_symbol, prepare, symbol_pixels
from kpay_desktop.qr.validate import validate

ALPHANUMERIC = string.ascii_letters + string.digits
PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F))
AMOUNTS = st.integers(min_value=1, max_value=999_999_999_999)


def words(most: int, least: int = 1, alphabet: str | None = None) -> st.SearchStrategy[str]:
    if alphabet is not None:
        return st.text(alphabet, min_size=least, max_size=most)
    characters = st.characters(exclude_categories=("C", "Zl", "Zp"))
    return st.text(characters, min_size=least, max_size=most)


PAYEES = st.one_of(
    st.builds(
        PayNow,
        st.just(ProxyType.UEN),
        words(30, alphabet=ALPHANUMERIC),
        st.booleans(),
        st.sampled_from(("", "20261122", "20261122235959")),
    ),
    st.builds(
        PayNow,
        st.just(ProxyType.MOBILE),
        st.from_regex(r"\+65[0-9]{8}", fullmatch=True),
        st.booleans(),
    ),
)
ENTRIES = st.builds(
    Sgqr,
    words(12, 12, ALPHANUMERIC),
    words(6, 6, string.digits),
    words(3, alphabet=ALPHANUMERIC),
    words(5, alphabet=ALPHANUMERIC),
    words(10, alphabet=ALPHANUMERIC),
    words(8, 8, string.digits),
)


@st.composite
def drafts(draw: st.DrawFn) -> tuple[CodeDraft, PayNow, Sgqr]:
    payee, entry = draw(PAYEES), draw(ENTRIES)
    accounts = draw(st.permutations([paynow_template(payee), sgqr_template(entry)]))
    draft = CodeDraft(
        merchant_name=draw(words(25)),
        accounts=tuple(accounts),
        amount_minor=draw(st.none() | AMOUNTS),
        bill_number=draw(st.just("") | words(25, alphabet=ALPHANUMERIC)),
        reference_label=draw(st.just("") | words(25)),
        city=draw(words(15)),
        postal_code=draw(st.just("") | words(10, alphabet=ALPHANUMERIC)),
    )
    return draft, payee, entry


@given(drafts())
def test_what_is_built_is_read_back_the_same(made: tuple[CodeDraft, PayNow, Sgqr]) -> None:
    draft, payee, entry = made
    code = parse(build(draft))
    assert validate(code) == []
    assert (code.merchant_name, code.city) == (draft.merchant_name, draft.city)
    assert code.amount_minor == draft.amount_minor
    assert code.poi_method is draft.poi_method
    assert (code.bill_number, code.reference_label) == (draft.bill_number, draft.reference_label)
    assert code.postal_code == draft.postal_code
    assert paynow_of(code) == payee
    assert sgqr_of(code) == entry


@given(drafts(), st.data())
def test_any_one_character_changed_is_refused(
    made: tuple[CodeDraft, PayNow, Sgqr], data: st.DataObject
) -> None:
    text = build(made[0])
    # A changed ASCII character is a burst of at most seven bits, which this checksum always sees.
    places = [place for place, character in enumerate(text) if character.isascii()]
    place = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from(PRINTABLE).filter(lambda one: one != text[place]))
    assert is_refused(text[:place] + other + text[place + 1 :])


@given(drafts(), st.data())
def test_a_cut_or_lengthened_code_is_refused(
    made: tuple[CodeDraft, PayNow, Sgqr], data: st.DataObject
) -> None:
    text = build(made[0])
    # The last four fields' worth: anything shorter could carry a checksum only by chance.
    cut = data.draw(st.integers(min_value=1, max_value=8))
    assert is_refused(text[:-cut])
    assert is_refused(text + data.draw(st.sampled_from(PRINTABLE)))


@given(st.text(max_size=600) | st.text("0123456789", max_size=200))
def test_no_text_raises_anything_undeclared(text: str) -> None:
    for candidate in (text, sealed(text), sealed("000201" + text)):
        is_refused(candidate)
        for wallet in Wallet:
            with contextlib.suppress(CodeError):
                check_order_code(wallet, candidate, amount_minor=100, order_no="A1")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("26", "51", "54", "53", "62", "64", "59", "01", "55", "80")),
            st.text(max_size=30) | st.text("0123456789", max_size=40),
        ),
        max_size=8,
    )
)
def test_fields_in_any_mixture_raise_nothing_undeclared(fields: list[tuple[str, str]]) -> None:
    body = "".join(f"{tag}{len(value):02d}{value}" for tag, value in fields)
    is_refused(sealed("000201" + body))


@given(AMOUNTS)
def test_amounts_come_back_to_the_cent(amount_minor: int) -> None:
    assert read_amount(write_amount(amount_minor)) == amount_minor


@given(st.text("0123456789.", max_size=15))
def test_an_amount_is_exact_or_refused(text: str) -> None:
    try:
        minor = read_amount(text)
    except CodeError:
        return
    whole, _, fraction = text.partition(".")
    assert minor == int(whole) * 100 + int((fraction + "00")[:2])


@given(st.binary(max_size=64), st.data())
def test_a_flipped_bit_changes_the_checksum(data: bytes, draw: st.DataObject) -> None:
    if data:
        bit = draw.draw(st.integers(0, len(data) * 8 - 1))
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        assert crc16(bytes(flipped)) != crc16(data)


@given(words(120))
def test_every_text_s_symbol_reads_back(text: str) -> None:
    reader = DecoderChain()
    symbol = prepare(text, reader)
    assert symbol == make_symbol(text)
    assert list(reader.read_grey(*symbol_pixels(symbol, 4))) == [text]


def sealed(text: str) -> str:
    return f"{text}6304{crc16((text + '6304').encode('utf-8')):04X}"


def is_refused(text: str) -> bool:
    try:
        return bool(validate(parse(text)))
    except CodeError:
        return True

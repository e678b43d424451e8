"""Whatever comes in: the card host's codec understands or refuses, and the books add up."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from kpay_desktop.simulation.bank.books import Books
from kpay_desktop.simulation.bank.cardhost import mac
from kpay_desktop.simulation.bank.cardhost.dialect import FIELDS, Field, Form
from kpay_desktop.simulation.bank.cardhost.host import CardHost, Reaction, Wire
from kpay_desktop.simulation.bank.cardhost.issuers import SimulatedIssuers
from kpay_desktop.simulation.bank.cardhost.message import (
    Frame,
    FrameError,
    Message,
    MessageError,
    decode,
    encode,
    next_frame,
)
from kpay_desktop.simulation.bank.cardhost.scenarios import CODE_CENTS, plan_by_amount
from kpay_desktop.simulation.bank.cardhost.tlv import ChipDataError, read_chip_data
from tests.helpers.bank import wait_until
from tests.helpers.bank_books import assert_books_add_up
from tests.helpers.card_caller import LAYOUT, CardCaller, pack, unpack, x919
from tests.helpers.inner_bank import InnerBank, inner_bank

MERCHANT = "888800015411"
DIGITS = "0123456789"
# Whole messages take a while to make up where other things run as well.
SLOW_MACHINE = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
KINDS = ("0100", "0200", "0210", "0220", "0320", "0400", "0410", "0500", "0800", "9999")
TPDU = bytes.fromhex("6000030000")


def texts_of(field: Field) -> st.SearchStrategy[str]:
    """Return what can stand in a field of digits, a track or a text."""
    least = 0 if field.prefix else field.size
    if field.form is Form.TEXT:
        return st.text(
            st.characters(codec="ascii", min_codepoint=0x20, max_codepoint=0x7E),
            min_size=least,
            max_size=min(field.size, 40) if field.prefix else field.size,
        )
    # What ends a track or a number is no filler, what begins one no zero: as real ones do.
    first = st.sampled_from(DIGITS[1:] if field.prefix else DIGITS)
    rest = st.text(
        DIGITS + ("D" if field.form is Form.TRACK else ""),
        min_size=max(0, least - 1),
        max_size=field.size - 1,
    )
    return st.builds(lambda one, more: one + more, first, rest)


def blobs_of(field: Field) -> st.SearchStrategy[bytes]:
    """Return what can stand in a field of bytes."""
    if field.prefix:
        return st.binary(max_size=60)
    return st.binary(min_size=field.size, max_size=field.size)


TEXT_FIELDS = {n: texts_of(f) for n, f in FIELDS.items() if f.form is not Form.BINARY}
BLOB_FIELDS = {n: blobs_of(f) for n, f in FIELDS.items() if f.form is Form.BINARY}
messages = st.builds(
    Message,
    st.sampled_from(KINDS),
    st.fixed_dictionaries({}, optional=TEXT_FIELDS),
    st.fixed_dictionaries({}, optional=BLOB_FIELDS),
)


@SLOW_MACHINE
@given(messages)
def test_every_card_message_comes_back_as_it_was(message: Message) -> None:
    assert decode(encode(message)) == message


@SLOW_MACHINE
@given(
    st.fixed_dictionaries({}, optional={n: TEXT_FIELDS[n] for n in LAYOUT if n in TEXT_FIELDS}),
    st.fixed_dictionaries({}, optional={n: BLOB_FIELDS[n] for n in LAYOUT if n in BLOB_FIELDS}),
)
def test_the_hosts_codec_agrees_with_a_terminals(
    texts: dict[int, str], blobs: dict[int, bytes]
) -> None:
    fields = texts | {number: blob.hex().upper() for number, blob in blobs.items()}
    body = encode(Message("0200", texts, blobs))
    assert pack("0200", fields) == body
    assert unpack(body) == ("0200", fields)


@given(st.binary(max_size=300))
@example(b"")
@example(bytes.fromhex("0200") + b"\xff" * 8)
@example(bytes.fromhex("0200") + bytes(8))
def test_a_body_is_refused_or_means_one_thing(body: bytes) -> None:
    try:
        message = decode(body)
    except MessageError:
        return
    assert decode(encode(message)) == message


@SLOW_MACHINE
@given(st.data())
def test_a_message_with_a_byte_changed_is_refused_or_means_one_thing(data: st.DataObject) -> None:
    body = bytearray(encode(data.draw(messages)))
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] ^= data.draw(st.integers(1, 255))
    try:
        message = decode(bytes(body))
    except MessageError:
        return
    assert decode(encode(message)) == message


@SLOW_MACHINE
@given(st.lists(messages, min_size=1, max_size=4), st.data())
def test_frames_are_found_however_the_stream_is_cut(
    sent: list[Message], data: st.DataObject
) -> None:
    frames = [Frame(TPDU, encode(one)) for one in sent]
    assume(all(len(one.body) + len(TPDU) <= 2048 for one in frames))
    stream = b"".join(one.answer(one.body) for one in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    found, buffer = [], b""
    for piece in pieces:
        buffer += piece
        while True:
            frame, buffer = next_frame(buffer)
            if frame is None:
                break
            found.append(decode(frame.body))
    assert buffer == b""
    assert found == sent


@given(st.binary(max_size=64))
def test_a_stream_begins_a_frame_or_is_refused(data: bytes) -> None:
    try:
        frame, rest = next_frame(data)
    except FrameError:
        return
    if frame is None:
        assert rest == data
    else:
        assert (len(frame.tpdu) + len(frame.body)).to_bytes(2, "big") + frame.tpdu + (
            frame.body + rest
        ) == data


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=200))
def test_the_hosts_mac_is_the_standards(key: bytes, data: bytes) -> None:
    assert mac.retail_mac(key, data) == x919(key, data or bytes(8))
    whole = mac.signed(key, data + bytes(8))
    assert mac.holds(key, whole)
    assert not mac.holds(key, whole[:-1] + bytes((whole[-1] ^ 1,)))


tags = st.sampled_from((0x82, 0x95, 0x9A, 0x5F2A, 0x5F34, 0x9F02, 0x9F26, 0x9F6E, 0xDF8101))


@given(st.dictionaries(tags, st.binary(max_size=300), max_size=6), st.integers(0, 2))
def test_chip_data_is_read_as_it_was_written(values: dict[int, bytes], between: int) -> None:
    data = b""
    for tag, value in values.items():
        size = len(value)
        length = bytes((size,)) if size < 128 else b"\x82" + size.to_bytes(2, "big")
        data += tag.to_bytes((tag.bit_length() + 7) // 8, "big") + length + value + bytes(between)
    assert read_chip_data(data) == values


@given(st.binary(max_size=60))
@example(b"\x9f")
@example(b"\x82\x80")
@example(b"\x1f" + b"\xff" * 50)
def test_chip_data_is_refused_or_read(data: bytes) -> None:
    try:
        found = read_chip_data(data)
    except ChipDataError:
        return
    assert sum(map(len, found.values())) <= len(data)


@given(st.integers(1, 10**12 - 1))
def test_every_amount_stands_for_one_plan(amount_minor: int) -> None:
    plan = plan_by_amount(amount_minor)
    assert plan.wait_s >= 0
    if plan.code:
        assert amount_minor % 100 == CODE_CENTS


# --- the whole host ---


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardHost]:
    path = tmp_path_factory.mktemp("books") / "bank.sqlite3"
    with contextlib.closing(Books(path, MERCHANT, "Tea")) as books:
        yield CardHost(books, MERCHANT, SimulatedIssuers(), None)
    assert_books_add_up(path)


def is_sound(reaction: Reaction) -> bool:
    """True for an answer that a terminal can read, or none."""
    if not reaction.frame:
        return reaction.wire in {Wire.CLOSE, Wire.SILENT, Wire.CUT, Wire.HELD_UP}
    frame, rest = next_frame(reaction.frame)
    assert frame is not None
    return rest == b"" and len(decode(frame.body).text(39)) == 2


asked = st.builds(
    Message,
    st.sampled_from(("0200", "0200", "0400", "0800", "0500")),
    st.fixed_dictionaries(
        {
            3: st.sampled_from(("000000", "000000", "920000", "990000", "200000")),
            4: st.integers(0, 40_000).map(lambda cents: f"{cents:012d}"),
            11: st.integers(0, 40).map(lambda number: f"{number:06d}"),
            22: st.sampled_from(("022", "052", "072", "802", "012")),
            24: st.just("003"),
            25: st.just("00"),
            41: st.sampled_from(("80010001", "80010002", "        ")),
            42: st.sampled_from((f"{MERCHANT}   ", "1".ljust(15))),
            62: st.integers(0, 3).map(lambda number: f"{number:06d}"),
        },
        optional={
            2: st.sampled_from(("4012000077777777", "5413330089610019", "4999999999999996")),
            14: TEXT_FIELDS[14],
            23: TEXT_FIELDS[23],
            35: st.sampled_from(("4012000077777777D32121010001", "4761739001091010D32122010001"))
            | TEXT_FIELDS[35],
            54: TEXT_FIELDS[54],
        },
    ),
    st.fixed_dictionaries({}, optional={55: st.binary(max_size=80)}),
)


@settings(SLOW_MACHINE, max_examples=300)
@given(message=asked | messages)
def test_the_host_answers_or_refuses_every_message(host: CardHost, message: Message) -> None:
    assert is_sound(host.handle(Frame(TPDU, encode(message))))


@settings(max_examples=300)
@given(body=st.binary(max_size=200))
def test_the_host_survives_every_body(host: CardHost, body: bytes) -> None:
    assert is_sound(host.handle(Frame(TPDU, body)))


# --- the whole line ---


@pytest.fixture(scope="module")
def inner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InnerBank]:
    with inner_bank(tmp_path_factory.mktemp("bank") / "data") as running:
        yield running


@settings(max_examples=40)
@given(
    pieces=st.lists(
        st.binary(max_size=60)
        | st.just(b"good")
        | st.just(b"\x00\x30\x60")
        | st.binary(max_size=40).map(lambda data: b"\x00\x20" + TPDU + data),
        max_size=5,
    )
)
def test_any_bytes_end_the_connection_at_most(inner: InnerBank, pieces: list[bytes]) -> None:
    caller = CardCaller(inner.cards.folder)
    with caller.dial() as call, contextlib.suppress(OSError):
        for piece in pieces:
            good = caller.frame("0800", caller.network())
            call.send_raw(good if piece == b"good" else piece)
    assert caller.ask("0800", caller.network()).code == "00"


def test_afterwards_nobody_is_left_talking(inner: InnerBank) -> None:
    wait_until("callers are gone", lambda: not inner.bank.cards.drop_all())

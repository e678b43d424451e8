"""BER-TLV and data object lists, by the books' rules and by what cards do wrong."""

from __future__ import annotations

import pytest

from kpay_desktop.emv import tags
from kpay_desktop.emv.dol import DolEntry, fill, length_of, parse_dol, wants
from kpay_desktop.emv.errors import DolError, TlvError
from kpay_desktop.emv.tlv import (
    MAX_DEPTH,
    build,
    build_all,
    find,
    find_all,
    is_constructed,
    leaves,
    parse,
    pieces,
    tag_bytes,
)
from tests.helpers import emv_vectors as vectors


def of(text: str) -> list[tuple[str, str]]:
    return [(f"{n.tag:X}", n.value.hex()) for n in leaves(parse(bytes.fromhex(text)))]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        ("0000", []),
        ("5A021234", [("5A", "1234")]),
        ("9F3602001C", [("9F36", "001c")]),
        ("DF81230600000000AABB", [("DF8123", "00000000aabb")]),
        ("5A00", [("5A", "")]),
        ("00005A0112009F36010000", [("5A", "12"), ("9F36", "00")]),
        ("70065A01125F3400", [("5A", "12"), ("5F34", "")]),
        ("5A81021234", [("5A", "1234")]),
        ("5A8200021234", [("5A", "1234")]),
        ("6F0A8401AAA5055001418701", None),
        ("61034F01AA61034F01BB", [("4F", "aa"), ("4F", "bb")]),
    ],
)
def test_data_objects_are_read(text: str, read: list[tuple[str, str]] | None) -> None:
    if read is None:
        with pytest.raises(TlvError):
            parse(bytes.fromhex(text))
    else:
        assert of(text) == read


@pytest.mark.parametrize(
    "text",
    ["5A", "9F", "5A02FF", "5A8001000000", "5A85000000000100", "5A81", "9F8181818101", "70025A02"],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(TlvError) as refused:
        parse(bytes.fromhex(text))
    assert text not in str(refused.value)


def nested(depth: int) -> bytes:
    data = b"\x5a\x00"
    for _ in range(depth):
        data = build(0x70, data)
    return data


def test_depth_is_bounded() -> None:
    assert len(list(leaves(parse(nested(MAX_DEPTH))))) == 1
    for depth in (MAX_DEPTH + 1, 2_000):
        with pytest.raises(TlvError):
            parse(nested(depth))


def test_length_is_bounded() -> None:
    with pytest.raises(TlvError):
        parse(bytes(70_000))
    with pytest.raises(ValueError, match="long"):
        build(0x5A, bytes(70_000))


def test_all_templates_of_a_tag_are_found() -> None:
    nodes = parse(bytes.fromhex("700E61054F03AABBCC61054F03AABBCD"))
    assert [find([n], 0x4F) for n in find_all(nodes, 0x61)] == [
        (0x4F, bytes.fromhex("AABBCC"), ()),
        (0x4F, bytes.fromhex("AABBCD"), ()),
    ]
    assert find(nodes, 0x50) is None


def test_pieces_keep_a_length_as_it_was_written() -> None:
    data = bytes.fromhex("5A810112" + "9F360101" + "70025A00")
    assert [raw.hex() for _, raw in pieces(data)] == ["5a810112", "9f360101", "70025a00"]


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 60_000])
def test_lengths_are_written_in_their_shortest_form(size: int) -> None:
    data = build(0x9F10, bytes(size))
    assert len(data) == 2 + (1 if size < 128 else 2 if size < 256 else 3) + size
    ((tag, value, inside),) = parse(data)
    assert (tag, len(value), inside) == (0x9F10, size, ())


@pytest.mark.parametrize("tag", [0, -1, 0x1F, 0x9F, 0x9F81, 0x5A5A, 0x9F3681, 1 << 32])
def test_what_is_no_tag_is_not_written(tag: int) -> None:
    with pytest.raises(ValueError, match="not a tag"):
        tag_bytes(tag)


def test_templates_are_told_by_their_tag() -> None:
    assert all(map(is_constructed, (0x6F, 0xA5, 0xBF0C, 0x70, 0x77, 0x61, 0x71, 0xFF8105)))
    assert not any(map(is_constructed, (0x80, 0x5A, 0x9F26, 0xDF8123, 0x94, 0x5F2D)))


def test_no_value_is_shown() -> None:
    (node,) = parse(bytes.fromhex("5A081234567812345678"))
    assert "1234" not in repr(node)


def test_published_answers_are_read() -> None:
    for name in ("chip", "tap_mastercard"):
        for exchange in vectors.exchanges(name):
            if exchange.answer[:1] in {b"\x6f", b"\x70", b"\x77", b"\x80"}:
                ((tag, value, _),) = parse(exchange.answer[:-2])
                written = build(tag, value)
                assert written == exchange.answer[:-2]


# --- data object lists --------------------------------------------------------------------


def test_a_list_of_wishes_is_read() -> None:
    cdol = bytes.fromhex("9F02069F03069F1A0295055F2A029A039C019F3704")
    entries = parse_dol(cdol)
    assert entries[3] == DolEntry(tags.TVR, 5)
    assert length_of(entries) == 29
    assert wants(entries, tags.UNPREDICTABLE)
    assert not wants(entries, tags.ARC)


@pytest.mark.parametrize("text", ["9F", "9F02", "5A", "9F8181818101", "9F0206" * 90])
def test_what_is_no_list_of_wishes_is_refused(text: str) -> None:
    with pytest.raises(DolError):
        parse_dol(bytes.fromhex(text))


@pytest.mark.parametrize(
    ("tag", "length", "value", "told"),
    [
        (tags.AMOUNT, 6, "000000002550", "000000002550"),
        (tags.AMOUNT, 4, "000000002550", "00002550"),
        (tags.AMOUNT, 8, "000000002550", "0000000000002550"),
        (tags.PAN, 10, "5413330089600044", "5413330089600044ffff"),
        (tags.PAN, 4, "5413330089600044", "54133300"),
        (tags.TVR, 5, "0000008000", "0000008000"),
        (tags.TVR, 3, "0102030405", "010203"),
        (tags.TVR, 6, "0102030405", "010203040500"),
        (tags.LABEL, 6, "56495341", "564953410000"),
        (tags.AMOUNT, 0, "000000002550", ""),
        (0xDF7F, 3, "AABB", "aabb00"),
        (0xDF7F, 3, None, "000000"),
        (0x70, 2, "5A00", "0000"),
    ],
)
def test_values_are_fitted_by_their_format(
    tag: int, length: int, value: str | None, told: str
) -> None:
    values = {} if value is None else {tag: bytes.fromhex(value)}
    assert fill((DolEntry(tag, length),), values).hex() == told


def test_the_published_command_follows_from_its_list() -> None:
    """The first GENERATE AC of a published transaction (mrautio/emvpt) was made from its CDOL1."""
    command = next(e.command for e in vectors.exchanges("chip") if e.command[:3] == b"\x80\xae\x80")
    values = {
        tags.AMOUNT: bytes.fromhex("000000000001"),
        tags.COUNTRY: bytes.fromhex("0246"),
        tags.CURRENCY: bytes.fromhex("0978"),
        tags.DATE: bytes.fromhex("200724"),
        tags.KIND: b"\x21",
        tags.UNPREDICTABLE: bytes.fromhex("01234567"),
    }
    told = fill(parse_dol(vectors.chip_card().values[tags.CDOL_1]), values)
    assert told == command[5:-1]


def test_field_55_is_written_one_after_the_other() -> None:
    data = build_all([(tags.CRYPTOGRAM, bytes(8)), (tags.ATC, b"\x00\x01")])
    assert data.hex() == "9f2608" + "00" * 8 + "9f36020001"

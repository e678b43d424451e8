"""Whatever a card sends is read or refused; nothing else happens."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.emv.dol import fill, length_of, parse_dol
from kpay_desktop.emv.errors import DolError, TlvError
from kpay_desktop.emv.tags import ELEMENTS
from kpay_desktop.emv.tlv import Tlv, build, is_constructed, leaves, parse, pieces, tag_bytes

PRIMITIVE = sorted(tag for tag in ELEMENTS if not is_constructed(tag))
OBJECTS = st.lists(st.tuples(st.sampled_from(PRIMITIVE), st.binary(max_size=300)), max_size=8)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(TlvError):
        nodes = parse(data)
        assert sum(len(n.value) for n in nodes) <= len(data)
        assert [n.tag for n in nodes] == [tag for tag, _ in pieces(data)]
    with contextlib.suppress(DolError):
        wishes = parse_dol(data)
        assert len(fill(wishes, {})) == length_of(wishes)


@given(OBJECTS, st.lists(st.sampled_from([0x70, 0x77, 0xA5, 0x61]), max_size=5))
def test_what_is_written_is_read_back(objects: list[tuple[int, bytes]], around: list[int]) -> None:
    data = b"".join(build(tag, value) for tag, value in objects)
    for template in around:
        data = build(template, data)
    assert [(n.tag, n.value) for n in leaves(parse(data))] == objects


@given(OBJECTS, st.integers(0, 3), st.integers(0, 3))
def test_zeros_between_data_objects_mean_nothing(
    objects: list[tuple[int, bytes]], before: int, between: int
) -> None:
    data = bytes(before) + b"".join(build(*pair) + bytes(between) for pair in objects)
    assert [(n.tag, n.value) for n in parse(data)] == objects


@given(OBJECTS, st.data())
def test_a_list_that_is_cut_short_is_refused(
    objects: list[tuple[int, bytes]], draw: st.DataObject
) -> None:
    ends, data = [0], b""
    for pair in objects:
        data += build(*pair)
        ends.append(len(data))
    at = draw.draw(st.integers(0, len(data)))
    read: tuple[Tlv, ...] | None = None
    with contextlib.suppress(TlvError):
        read = parse(data[:at])
    assert (read is not None) == (at in ends)


@given(
    st.lists(st.tuples(st.sampled_from(PRIMITIVE), st.integers(0, 30)), max_size=8),
    st.dictionaries(st.sampled_from(PRIMITIVE), st.binary(max_size=40)),
)
def test_what_is_told_has_the_length_that_was_asked_for(
    wishes: list[tuple[int, int]], values: dict[int, bytes]
) -> None:
    written = b"".join(tag_bytes(tag) + bytes((length,)) for tag, length in wishes)
    entries = parse_dol(written)
    told = fill(entries, values)
    assert [tuple(entry) for entry in entries] == wishes
    assert len(told) == sum(length for _, length in wishes)

"""Data objects and lists of them."""

from __future__ import annotations

import contextlib

from kpay_desktop.emv.dol import fill, length_of, parse_dol
from kpay_desktop.emv.errors import DolError, TlvError
from kpay_desktop.emv.tlv import Tlv, build, find, find_all, leaves, parse, pieces
from tests.fuzz.sessions import recorded_answers
from tests.fuzz.target import Target, expect
from tests.fuzz.trees import changed_objects

DOLS = (
    "9F02065F2A02",
    "9F66049F02069F03069F1A0295055F2A029A039C019F3704",
    "9F02069F03069F1A0295055F2A029A039C019F37049F35019F45029F4C089F3403",
    "8A029F02069F03069F1A0295055F2A029A039C019F37049F35019F45029F4C089F3403",
)


def tlv() -> Target:
    """Return the target of data objects."""
    seeds = [answer[:-2] for answers in recorded_answers() for answer in answers]
    return Target(_read_objects, sorted(set(seeds)), 2048, changed_objects)


def _read_objects(data: bytes) -> None:
    try:
        nodes = parse(data)
    except TlvError:
        with contextlib.suppress(TlvError):
            list(pieces(data))
        return
    expect("no value out of nothing", holds=sum(len(n.value) for n in nodes) <= len(data))
    expect("pieces are the outermost", holds=[t for t, _ in pieces(data)] == [n.tag for n in nodes])
    written = b"".join(build(node.tag, node.value) for node in nodes if _is_writable(node))
    again = parse(written)
    expect(
        "written is read",
        holds=[n.value for n in again] == [node.value for node in nodes if _is_writable(node)],
    )
    for node in leaves(nodes):
        expect("a leaf is found", holds=find(nodes, node.tag) is not None)
    for node in nodes:
        expect("all are found", holds=node in tuple(find_all(nodes, node.tag)))


def _is_writable(node: Tlv) -> bool:
    """True for tags in their shortest form: cards write others, the till does not."""
    try:
        build(node.tag, b"")
    except ValueError:
        return False
    return True


def dol() -> Target:
    """Return the target of lists: one byte of length, the list, then data objects to fill it."""
    values = bytes.fromhex("9F02060000000028005F2A0207029A032611225A08476173900109101F")
    seeds = [bytes((len(d) // 2,)) + bytes.fromhex(d) + values for d in DOLS]
    return Target(_read_list, seeds, 600)


def _read_list(data: bytes) -> None:
    length = data[0] if data else 0
    written, rest = data[1 : 1 + length], data[1 + length :]
    try:
        values = {node.tag: node.value for node in leaves(parse(rest))}
    except TlvError:
        values = {0x9F02: rest[:6]}
    try:
        wishes = parse_dol(written)
    except DolError:
        return
    told = fill(wishes, values)
    expect("as long as was asked for", holds=len(told) == length_of(wishes))
    expect("a list is bounded", holds=length_of(wishes) <= 255 * 126)

"""Ways in which a card says what it must not say. Each is one fault, and the rest stays right."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.layout import Place, inside
from kpay_desktop.simulation.cards.spec import Fault
from kpay_desktop.simulation.cards.tlv import length_bytes, read_tlvs, tlv

Groups = dict[str, list[tuple[int, bytes]]]

_GARBAGE = bytes.fromhex("DEADBEEF1F9FFF80")
_MISSING = {
    Fault.PAN_MISSING: el.PAN,
    Fault.EXPIRY_MISSING: el.EXPIRY,
    Fault.CDOL_MISSING: el.CDOL_1,
}
_DEPTH = 80


def spoil_groups(groups: Groups, faults: frozenset[Fault]) -> None:
    """Change data elements before they are signed: what is wrong then is signed as it is."""
    for fault, tag in _MISSING.items():
        if fault in faults:
            for name, elements in groups.items():
                groups[name] = [(t, value) for t, value in elements if t != tag]
    for fault, tag, change in _CHANGES:
        if fault in faults:
            for name, elements in groups.items():
                groups[name] = [(t, change(value) if t == tag else value) for t, value in elements]
    if Fault.ELEMENT_TWICE in faults:
        groups["use"].append((el.EXPIRY, bytes.fromhex("321231")))


def _other_number(track: bytes) -> bytes:
    digits = track.hex()
    at = digits.index("d") - 2
    changed = digits[:at] + str((int(digits[at]) + 5) % 10) + digits[at + 1 :]
    return bytes.fromhex(changed)


_CHANGES: tuple[tuple[Fault, int, Callable[[bytes], bytes]], ...] = (
    (Fault.PAN_OTHER_IN_TRACK, el.TRACK_2, _other_number),
    (Fault.EXPIRY_IMPOSSIBLE, el.EXPIRY, lambda _value: bytes.fromhex("321340")),
    (Fault.CDOL_CUT_OFF, el.CDOL_1, lambda value: value[:-1]),
    (Fault.RULES_CUT_OFF, el.RULES, lambda value: value[:-1]),
    (Fault.STATIC_LIST, el.STATIC_LIST, lambda value: value + b"\x94"),
)


def spoil_records(
    records: dict[Place, bytes], places: Mapping[str, Place], faults: frozenset[Fault]
) -> None:
    """Change records after they are signed."""
    core = places.get("core")
    if core is None:
        return
    for fault, change in _RECORDS.items():
        if fault in faults:
            records[core] = change(records[core])


def _cut_off(record: bytes) -> bytes:
    return record[:-3]


def _no_template(record: bytes) -> bytes:
    return inside(record)


def _endless(record: bytes) -> bytes:
    """A length of its own kind that EMV does not use: until two zeros come."""
    return b"\x70\x80" + inside(record) + bytes(2)


def _deep(record: bytes) -> bytes:
    """Templates in templates, as many as a record can hold."""
    nested = record[:0]
    for _ in range(_DEPTH):
        nested = b"\x70" + length_bytes(len(nested)) + nested
    return nested


def _other_code(record: bytes) -> bytes:
    """One bit of what the issuer signed, in an element that decides nothing else."""
    changed = [
        (tag, value[:-1] + bytes((value[-1] ^ 0x01,)) if tag == el.HOLDER else value)
        for tag, value in read_tlvs(inside(record))
    ]
    return tlv(el.RECORD, *(tlv(tag, value) for tag, value in changed))


_RECORDS: dict[Fault, Callable[[bytes], bytes]] = {
    Fault.STATIC_DATA: _other_code,
    Fault.RECORD_CUT_OFF: _cut_off,
    Fault.RECORD_NO_TEMPLATE: _no_template,
    Fault.RECORD_ENDLESS: _endless,
    Fault.RECORD_DEEP: _deep,
}


def spoil_fci(fci: bytes, faults: frozenset[Fault]) -> bytes:
    """Change what SELECT answers."""
    if Fault.FCI_GARBAGE in faults:
        return _GARBAGE
    if Fault.FCI_OTHER_NAME in faults:
        at = fci.index(bytes((el.NAME,)), 2) + 2
        return fci[: at + 5] + bytes((fci[at + 5] ^ 0xFF,)) + fci[at + 6 :]
    return fci


def spoil_locator(locator: bytes, faults: frozenset[Fault]) -> bytes:
    """Change tag 94."""
    if Fault.AFL_NO_SUCH_FILE in faults:
        return b"\x00" + locator[1:]
    if Fault.AFL_NO_SUCH_RECORD in faults:
        return locator[:2] + bytes((locator[2] + 1,)) + locator[3:]
    return locator


def spoil_options(answer: bytes, faults: frozenset[Fault]) -> bytes:
    """Change what GET PROCESSING OPTIONS answers."""
    if Fault.OPTIONS_GARBAGE in faults:
        return _GARBAGE
    if Fault.OPTIONS_SHORT in faults:
        return tlv(el.FORMAT_1, b"\x3c")
    return answer


def spoil_cryptogram(answer: bytes, faults: frozenset[Fault]) -> bytes:
    """Change what GENERATE AC answers."""
    if Fault.CRYPTOGRAM_GARBAGE in faults:
        return _GARBAGE
    if Fault.CRYPTOGRAM_SHORT in faults:
        return tlv(el.FORMAT_1, bytes.fromhex("800001A1B2"))
    return answer

"""GENERATE AC: what is asked, what came, and whether its signature holds (Book 3 §6.5.5, §9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpay_desktop.emv import tags
from kpay_desktop.emv.apdu import ResponseApdu
from kpay_desktop.emv.authentication import verify_combined
from kpay_desktop.emv.certificates import IccKey
from kpay_desktop.emv.errors import AuthenticationError, EmvDataError
from kpay_desktop.emv.records import collect
from kpay_desktop.emv.talk import Part, generate_ac
from kpay_desktop.emv.tlv import parse

AAC, TC, ARQC = 0x00, 0x40, 0x80
_KIND, _COMBINED = 0xC0, 0x10
# What a card may answer is what was asked for or something lower (Book 3 §9.3).
_RANK = {AAC: 0, ARQC: 1, TC: 2}
_FIXED = 11


@dataclass(frozen=True, slots=True)
class Cryptogram:
    """What the card gave: AAC, TC or ARQC, and its data elements.

    ``signature_failed``: a combined signature was asked for, and did not come or does not hold.
    """

    kind: int
    values: Mapping[int, bytes]
    signature_failed: bool = False


def ask_cryptogram(
    kind: int,
    data: bytes,
    *,
    unpredictable: bytes,
    told_before: bytes = b"",
    signer: IccKey | None = None,
) -> Part[Cryptogram]:
    """Ask for a cryptogram, with a combined signature if there is a ``signer``.

    ``data`` are the values that CDOL1 or CDOL2 asks for; ``told_before`` those of PDOL, and at the
    second time of CDOL1: a combined signature covers them all.

    Raises:
        EmvDataError: no cryptogram came, or one of a higher kind than was asked for.
        CardLostError: the card left.
    """
    signs = signer is not None and kind != AAC
    answer = yield from generate_ac(kind | (_COMBINED if signs else 0), data)
    values, inside = _answered(answer)
    info = values[tags.CRYPTOGRAM_INFO][0]
    given = info & _KIND
    if given not in _RANK or _RANK[given] > _RANK[kind]:
        raise EmvDataError("the card gave more than it was asked for")
    if signer is None or not signs or given == AAC:
        if tags.CRYPTOGRAM not in values:
            raise EmvDataError("the cryptogram is missing")
        return Cryptogram(given, values)
    try:
        proven = verify_combined(
            signer,
            values.get(tags.SIGNED_DYNAMIC, b""),
            unpredictable=unpredictable,
            cryptogram_info=info,
            terminal_data=told_before + data,
            response=inside,
        )
    except AuthenticationError:
        return Cryptogram(given, {tags.CRYPTOGRAM: bytes(8), **values}, signature_failed=True)
    values[tags.CRYPTOGRAM] = proven.cryptogram
    values[tags.ICC_DYNAMIC_NUMBER] = proven.icc_dynamic_number
    return Cryptogram(given, values)


def _answered(answer: ResponseApdu) -> tuple[dict[int, bytes], bytes]:
    """Return the data elements of an answer in either format, and what stands in template 77."""
    if not answer.is_ok:
        raise EmvDataError("no cryptogram")
    nodes = parse(answer.data)
    if len(nodes) != 1:
        raise EmvDataError("one template was expected")
    node = nodes[0]
    if node.tag == tags.FORMAT_2:
        values = collect(node.children)
        if tags.CRYPTOGRAM_INFO not in values or tags.ATC not in values:
            raise EmvDataError("a cryptogram's parts are missing")
        return values, node.value
    if node.tag != tags.FORMAT_1 or len(node.value) < _FIXED:
        raise EmvDataError("another template was expected")
    written = node.value
    values = {
        tags.CRYPTOGRAM_INFO: written[:1],
        tags.ATC: written[1:3],
        tags.CRYPTOGRAM: written[3:_FIXED],
    }
    if written[_FIXED:]:
        values[tags.ISSUER_APP_DATA] = written[_FIXED:]
    return values, b""

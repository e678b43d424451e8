"""Application cryptograms, the issuer's answer to them, and MACs of scripts.

Card and issuer work out the same. The data of a cryptogram is the list of Book 2 §8.1.1 with the
issuer application data behind it, the same for every scheme here (it is Visa's version 18)::

    9F02 9F03 9F1A 95 5F2A 9A 9C 9F37   as the terminal told them
    82 9F36 9F10                        the card's own

MAC and session keys are those of Book 2 Annex A1.2 and A1.3.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.derive import cryptogram_session_key, session_key
from kpay_desktop.simulation.cards.des import BLOCK, encrypt, mac

AAC, TC, ARQC = 0x00, 0x40, 0x80
DATA: tuple[tuple[int, int], ...] = (
    (el.AMOUNT, 6),
    (el.AMOUNT_OTHER, 6),
    (el.COUNTRY, 2),
    (el.TVR, 5),
    (el.CURRENCY, 2),
    (el.DATE, 3),
    (el.KIND, 1),
    (el.UNPREDICTABLE, 4),
    (el.AIP, 2),
    (el.COUNTER, 2),
)
ANSWER_1, ANSWER_2 = 10, 8
SCRIPT_MAC = 8
_ARC, _CSU, _SHORT = 2, 4, 4
_PROPRIETARY = 8


def cryptogram(card_key: bytes, values: Mapping[int, bytes]) -> bytes:
    """Return the eight bytes of a TC, ARQC or AAC over ``values`` (Book 2 §8.1).

    Raises:
        KeyError: a data element of the list is missing.
        ValueError: one has another length.
    """
    parts = []
    for tag, length in DATA:
        if len(values[tag]) != length:
            raise ValueError(f"{tag:X} has {length} bytes")
        parts.append(values[tag])
    key = cryptogram_session_key(card_key, values[el.COUNTER])
    return mac(key, b"".join(parts) + values[el.ISSUER_DATA])


def answer_1(card_key: bytes, counter: bytes, arqc: bytes, code: bytes) -> bytes:
    """Return tag 91 by method 1: eight bytes of proof, then the response code (Book 2 §8.2.1)."""
    mixed = bytes(a ^ b for a, b in zip(arqc, code.ljust(BLOCK, b"\x00"), strict=True))
    return encrypt(cryptogram_session_key(card_key, counter), mixed) + code


def answer_2(
    card_key: bytes, counter: bytes, arqc: bytes, status: bytes, proprietary: bytes = b""
) -> bytes:
    """Return tag 91 by method 2: four bytes of proof, the card status update, and what the issuer
    likes to add, up to eight bytes (Book 2 §8.2.2).

    Raises:
        ValueError: a part has another length.
    """
    if len(status) != _CSU or len(proprietary) > _PROPRIETARY:
        raise ValueError("a status update has four bytes, and at most eight more")
    key = cryptogram_session_key(card_key, counter)
    return mac(key, arqc + status + proprietary)[:_SHORT] + status + proprietary


def is_answer(card_key: bytes, counter: bytes, arqc: bytes, given: bytes) -> bool:
    """True if tag 91 comes from the issuer, by either method; a length of ten is method 1."""
    if len(given) == ANSWER_1:
        return answer_1(card_key, counter, arqc, given[-_ARC:]) == given
    if ANSWER_2 <= len(given) <= ANSWER_2 + _PROPRIETARY:
        status, more = given[_SHORT : _SHORT + _CSU], given[_SHORT + _CSU :]
        return answer_2(card_key, counter, arqc, status, more) == given
    return False


def script_mac(card_key: bytes, arqc: bytes, counter: bytes, command: bytes) -> bytes:
    """Return the MAC of a script's command (Book 2 §9.2, format 2).

    ``command`` is its header, its length with the MAC in it, and its plain data; counter and
    cryptogram of the transaction are put between header and data. The key is diversified by the
    cryptogram.
    """
    header, data = command[:5], command[5:]
    return mac(session_key(card_key, arqc), header + counter + arqc + data)

"""Offline data authentication: static, dynamic and combined (Book 2 §5 and §6, Book 3 §10.3).

Every function either returns what was proven or raises :class:`AuthenticationError` with the step
that failed. None of them sets a bit: that is the kernel's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kpay_desktop.emv import tags
from kpay_desktop.emv.certificates import (
    HASH_SIZE,
    IccKey,
    IssuerKey,
    PublicKey,
    icc_certificate,
    issuer_certificate,
    sha1,
    signed_data,
)
from kpay_desktop.emv.config import RID_LENGTH, CaKey, EmvConfig
from kpay_desktop.emv.errors import AuthenticationError, AuthenticationFault, TlvError
from kpay_desktop.emv.tlv import parse, pieces

_STATIC, _DYNAMIC = 0x03, 0x05
_LAST_EMV_SFI = 10


@dataclass(frozen=True, slots=True)
class StaticRecord:
    """A record that the AFL says is authenticated: its file, and its bytes as they came."""

    sfi: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Combined:
    """What a combined signature proves (Book 2 Table 20)."""

    icc_dynamic_number: bytes
    cryptogram_info: int
    cryptogram: bytes


def ca_key_of(config: EmvConfig, aid: bytes, index: int | None, today: date) -> CaKey:
    """Return the authority's key that a card names by its RID and tag 8F.

    Raises:
        AuthenticationError: there is no such key, or it has expired.
    """
    key = None if index is None else config.ca_keys.get((aid[:RID_LENGTH], index))
    if key is None:
        raise AuthenticationError(AuthenticationFault.NO_CA_KEY)
    if key.expires is not None and key.expires < today:
        raise AuthenticationError(AuthenticationFault.CA_KEY_EXPIRED)
    return key


def static_data(records: Iterable[StaticRecord], values: Mapping[int, bytes], aip: bytes) -> bytes:
    """Return the static data to be authenticated (Book 3 §10.3).

    Raises:
        AuthenticationError: a record is not a template 70, or 9F4A names more than the AIP.
    """
    parts: list[bytes] = []
    for record in records:
        try:
            (template,) = parse(record.data)
        except ValueError:
            raise AuthenticationError(AuthenticationFault.STATIC_DATA) from None
        if template.tag != tags.RECORD:
            raise AuthenticationError(AuthenticationFault.STATIC_DATA)
        parts.append(template.value if record.sfi <= _LAST_EMV_SFI else record.data)
    named = values.get(tags.STATIC_TAG_LIST)
    if named is not None:
        if named != bytes((tags.AIP,)):
            raise AuthenticationError(AuthenticationFault.STATIC_DATA)
        parts.append(aip)
    return b"".join(parts)


def recover_issuer_key(
    config: EmvConfig, aid: bytes, values: Mapping[int, bytes], today: date
) -> IssuerKey:
    """Return the issuer's key out of tags 8F, 90, 92 and 9F32 (Book 2 §5.3).

    Raises:
        AuthenticationError: see its ``fault``.
    """
    index = values.get(tags.CA_INDEX_CARD, b"")
    ca = ca_key_of(config, aid, index[0] if len(index) == 1 else None, today)
    issuer = issuer_certificate(
        values.get(tags.ISSUER_CERTIFICATE, b""),
        PublicKey(ca.modulus, int.from_bytes(ca.exponent, "big")),
        values.get(tags.ISSUER_REMAINDER, b""),
        values.get(tags.ISSUER_EXPONENT, b""),
    )
    prefix = issuer.issuer_id.hex().upper().rstrip("F")
    if not 3 <= len(prefix) <= 8 or not _pan(values).startswith(prefix):
        raise AuthenticationError(AuthenticationFault.ISSUER_ID)
    if issuer.expires < today:
        raise AuthenticationError(AuthenticationFault.EXPIRED)
    if (aid[:RID_LENGTH], ca.index, issuer.serial) in config.revoked:
        raise AuthenticationError(AuthenticationFault.REVOKED)
    return issuer


def recover_icc_key(
    issuer: IssuerKey, values: Mapping[int, bytes], static: bytes, today: date
) -> IccKey:
    """Return the card's key out of tags 9F46, 9F47 and 9F48 (Book 2 §6.4).

    Raises:
        AuthenticationError: see its ``fault``.
    """
    icc = icc_certificate(
        values.get(tags.ICC_CERTIFICATE, b""),
        issuer.key,
        values.get(tags.ICC_REMAINDER, b""),
        values.get(tags.ICC_EXPONENT, b""),
        static,
    )
    if icc.pan != _pan(values):
        raise AuthenticationError(AuthenticationFault.PAN)
    if icc.expires < today:
        raise AuthenticationError(AuthenticationFault.EXPIRED)
    return icc


def verify_static(issuer: IssuerKey, signed: bytes, static: bytes) -> bytes:
    """Check tag 93 and return the data authentication code, tag 9F45 (Book 2 §5.4).

    Raises:
        AuthenticationError: see its ``fault``.
    """
    return signed_data(signed, issuer.key, _STATIC, static).content[:2]


def verify_dynamic(icc: IccKey, signed: bytes, asked: bytes) -> bytes:
    """Check tag 9F4B over what the card was asked with; return tag 9F4C (Book 2 §6.5).

    Raises:
        AuthenticationError: see its ``fault``.
    """
    return _dynamic_number(_dynamic_data(icc, signed, asked))


def verify_combined(
    icc: IccKey,
    signed: bytes,
    *,
    unpredictable: bytes,
    cryptogram_info: int,
    terminal_data: bytes,
    response: bytes,
) -> Combined:
    """Check a combined signature (Book 2 §6.6).

    ``unpredictable`` is tag 9F37 as the card was told it, ``cryptogram_info`` tag 9F27 as it
    answered, ``terminal_data`` the values of PDOL, CDOL1 and for the second cryptogram CDOL2, one
    after the other as they were sent. ``response`` is what stands inside template 77, as it came.

    Raises:
        AuthenticationError: see its ``fault``.
    """
    data = _dynamic_data(icc, signed, unpredictable)
    number = _dynamic_number(data)
    rest = data[1 + len(number) :]
    if len(rest) < 1 + 8 + HASH_SIZE:
        raise AuthenticationError(AuthenticationFault.FORMAT)
    info, cryptogram, told = rest[0], rest[1:9], rest[9 : 9 + HASH_SIZE]
    if info != cryptogram_info:
        raise AuthenticationError(AuthenticationFault.CRYPTOGRAM_KIND)
    try:
        answered = b"".join(raw for tag, raw in pieces(response) if tag != tags.SIGNED_DYNAMIC)
    except TlvError:
        raise AuthenticationError(AuthenticationFault.FORMAT) from None
    if sha1(terminal_data, answered) != told:
        raise AuthenticationError(AuthenticationFault.TRANSACTION_HASH)
    return Combined(number, info, cryptogram)


def _dynamic_data(icc: IccKey, signed: bytes, covered: bytes) -> bytes:
    content = signed_data(signed, icc.key, _DYNAMIC, covered).content
    length = content[0] if content else 0
    if length > len(content) - 1 or content[1 + length :].strip(b"\xbb"):
        raise AuthenticationError(AuthenticationFault.FORMAT)
    return content[1 : 1 + length]


def _dynamic_number(data: bytes) -> bytes:
    length = data[0] if data else 0
    if not 2 <= length <= 8 or length > len(data) - 1:
        raise AuthenticationError(AuthenticationFault.FORMAT)
    return data[1 : 1 + length]


def _pan(values: Mapping[int, bytes]) -> str:
    return values.get(tags.PAN, b"").hex().upper().rstrip("F")

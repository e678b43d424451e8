"""Offline data authentication against transactions that others published, and one bit beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from kpay_desktop.emv import tags
from kpay_desktop.emv.authentication import (
    StaticRecord,
    recover_icc_key,
    recover_issuer_key,
    static_data,
    verify_combined,
    verify_dynamic,
)
from kpay_desktop.emv.certificates import IccKey, IssuerKey
from kpay_desktop.emv.dol import parse_dol
from kpay_desktop.emv.errors import AuthenticationError, AuthenticationFault
from kpay_desktop.emv.tlv import build, parse
from tests.helpers import emv_vectors as vectors
from tests.helpers.emv_vectors import ReadCard

Fault = AuthenticationFault


def issuer_of(card: ReadCard, values: Mapping[int, bytes] | None = None) -> IssuerKey:
    return recover_issuer_key(vectors.config(), card.aid, values or card.values, card.day)


def icc_of(card: ReadCard, values: Mapping[int, bytes] | None = None) -> IccKey:
    values = values or card.values
    static = static_data(card.static, values, card.aip)
    return recover_icc_key(issuer_of(card), values, static, card.day)


def fault_of(card: ReadCard, values: Mapping[int, bytes]) -> AuthenticationFault:
    with pytest.raises(AuthenticationError) as failed:
        icc_of(replace(card, values=values))
    return failed.value.fault


def flipped(data: bytes, bit: int) -> bytes:
    """Return ``data`` with one bit the other way round."""
    changed = bytearray(data)
    changed[bit // 8] ^= 0x80 >> bit % 8
    return bytes(changed)


@pytest.fixture(params=["chip", "tap"])
def card(request: pytest.FixtureRequest) -> ReadCard:
    return vectors.chip_card() if request.param == "chip" else vectors.tapped_card()


def test_the_published_certificates_open(card: ReadCard) -> None:
    issuer, icc = issuer_of(card), icc_of(card)
    assert card.values[tags.PAN].hex().startswith(issuer.issuer_id.hex().rstrip("f"))
    assert icc.pan == card.values[tags.PAN].hex().rstrip("f")
    assert icc.key.exponent in {3, 65_537}


def test_the_published_dynamic_signature_is_right() -> None:
    card = vectors.chip_card()
    (signed,) = (
        parse(exchange.answer[:-2])[0].value
        for exchange in vectors.exchanges("chip")
        if exchange.answer.startswith(bytes.fromhex("818180")) or exchange.answer[:2] == b"\x80\x81"
    )
    icc = icc_of(card)
    number = verify_dynamic(icc, signed, bytes.fromhex("01234567"))
    assert 2 <= len(number) <= 8
    for bit in range(32):
        with pytest.raises(AuthenticationError) as failed:
            verify_dynamic(icc, signed, flipped(bytes.fromhex("01234567"), bit))
        assert failed.value.fault is Fault.HASH


def combined_parts() -> tuple[IccKey, bytes, bytes, bytes, bytes]:
    """Return key, signature, unpredictable number, CDOL1's values, and the answer's inside."""
    card = vectors.tapped_card()
    exchange = vectors.exchanges("tap_mastercard")[-1]
    data = exchange.command[5 : 5 + exchange.command[4]]
    at = 0
    for tag, length in parse_dol(card.values[tags.CDOL_1]):
        if tag == tags.UNPREDICTABLE:
            break
        at += length
    (template,) = parse(exchange.answer[:-2])
    (signed,) = (node.value for node in template.children if node.tag == tags.SIGNED_DYNAMIC)
    return icc_of(card), signed, data[at : at + 4], data, template.value


def test_the_published_combined_signature_is_right() -> None:
    icc, signed, unpredictable, data, inside = combined_parts()
    proven = verify_combined(
        icc,
        signed,
        unpredictable=unpredictable,
        cryptogram_info=0x40,
        terminal_data=data,
        response=inside,
    )
    assert proven.cryptogram_info == 0x40
    assert proven.cryptogram.hex() == "d58b731af5885c06"


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("unpredictable", Fault.HASH),
        ("terminal_data", Fault.TRANSACTION_HASH),
        ("response", Fault.TRANSACTION_HASH),
        ("cryptogram_info", Fault.CRYPTOGRAM_KIND),
    ],
)
def test_a_combined_signature_of_something_else_is_refused(
    part: str, fault: AuthenticationFault
) -> None:
    icc, signed, unpredictable, data, inside = combined_parts()
    info = 0x80 if part == "cryptogram_info" else 0x40
    if part == "response":
        inside = build(tags.ATC, b"\x03\x5a") + inside
    with pytest.raises(AuthenticationError) as failed:
        verify_combined(
            icc,
            signed,
            unpredictable=flipped(unpredictable, 3) if part == "unpredictable" else unpredictable,
            cryptogram_info=info,
            terminal_data=flipped(data, 9) if part == "terminal_data" else data,
            response=inside,
        )
    assert failed.value.fault is fault


@pytest.mark.parametrize("tag", [tags.ISSUER_CERTIFICATE, tags.ICC_CERTIFICATE])
def test_no_bit_of_a_certificate_may_be_another(card: ReadCard, tag: int) -> None:
    whole = card.values[tag]
    for bit in range(0, len(whole) * 8, 7):
        fault_of(card, {**card.values, tag: flipped(whole, bit)})


@pytest.mark.parametrize("tag", [tags.ISSUER_REMAINDER, tags.ISSUER_EXPONENT, tags.ICC_EXPONENT])
def test_what_the_hash_covers_may_not_be_another(card: ReadCard, tag: int) -> None:
    for other in (b"\x01" + card.values[tag], card.values[tag] + b"\x00"):
        assert fault_of(card, {**card.values, tag: other}) is Fault.HASH


def test_no_static_bit_may_be_another(card: ReadCard) -> None:
    for place, record in enumerate(card.static):
        records = list(card.static)
        records[place] = StaticRecord(record.sfi, flipped(record.data, len(record.data) * 8 - 3))
        changed = replace(card, static=tuple(records))
        assert fault_of(changed, card.values) is Fault.HASH


def test_another_profile_than_the_signed_one_is_found() -> None:
    card = vectors.chip_card()
    changed = replace(card, aip=flipped(card.aip, 0))
    assert fault_of(changed, card.values) is Fault.HASH


def test_the_number_must_be_the_certified_one(card: ReadCard) -> None:
    # The last digit is no part of the issuer's prefix.
    pan = bytearray(card.values[tags.PAN])
    pan[-2] ^= 0x10
    assert fault_of(card, {**card.values, tags.PAN: bytes(pan)}) is Fault.PAN


def test_an_issuer_of_other_cards_is_refused(card: ReadCard) -> None:
    changed = {**card.values, tags.PAN: b"\x99" + card.values[tags.PAN][1:]}
    assert fault_of(card, changed) is Fault.ISSUER_ID


def test_certificates_count_to_the_last_day_of_their_month() -> None:
    card = vectors.tapped_card()
    assert icc_of(replace(card, day=date(2014, 12, 31))).expires == date(2014, 12, 31)
    assert fault_of(replace(card, day=date(2015, 1, 1)), card.values) is Fault.EXPIRED


def test_a_revoked_certificate_is_refused(card: ReadCard) -> None:
    index = card.values[tags.CA_INDEX_CARD][0]
    revoked = frozenset({(card.aid[:5], index, issuer_of(card).serial)})
    with pytest.raises(AuthenticationError) as failed:
        recover_issuer_key(vectors.config(revoked), card.aid, card.values, card.day)
    assert failed.value.fault is Fault.REVOKED


@pytest.mark.parametrize("index", [b"", b"\x01", b"\x92\x92"])
def test_an_unknown_authority_is_named_so(index: bytes) -> None:
    card = vectors.chip_card()
    assert fault_of(card, {**card.values, tags.CA_INDEX_CARD: index}) is Fault.NO_CA_KEY


def test_an_authority_whose_time_is_over_is_refused(card: ReadCard) -> None:
    config = vectors.config()
    keys = {name: replace(key, expires=date(2010, 1, 1)) for name, key in config.ca_keys.items()}
    with pytest.raises(AuthenticationError) as failed:
        recover_issuer_key(replace(config, ca_keys=keys), card.aid, card.values, card.day)
    assert failed.value.fault is Fault.CA_KEY_EXPIRED


@pytest.mark.parametrize("missing", [tags.ISSUER_CERTIFICATE, tags.ICC_CERTIFICATE])
def test_a_missing_certificate_fails(card: ReadCard, missing: int) -> None:
    values = {tag: value for tag, value in card.values.items() if tag != missing}
    assert fault_of(card, values) is Fault.LENGTH


@pytest.mark.parametrize("named", [b"", b"\x82\x5a", b"\x5a"])
def test_only_the_profile_may_be_named_as_static(named: bytes) -> None:
    with pytest.raises(AuthenticationError) as failed:
        static_data((), {tags.STATIC_TAG_LIST: named}, b"\x00\x00")
    assert failed.value.fault is Fault.STATIC_DATA


def test_records_of_the_scheme_are_taken_without_their_template() -> None:
    records = (
        StaticRecord(10, bytes.fromhex("70035A0112")),
        StaticRecord(11, bytes.fromhex("70035A0113")),
    )
    assert static_data(records, {}, b"").hex() == "5a0112" + "70035a0113"
    for sfi in (1, 11):
        with pytest.raises(AuthenticationError):
            static_data((StaticRecord(sfi, bytes.fromhex("5A0112")),), {}, b"")

"""Certificates and signatures of the simulated cards, opened with code that did not make them."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace
from datetime import date

import pytest

from kpay_desktop.emv import ca_keys, certificates
from kpay_desktop.emv.certificates import PublicKey
from kpay_desktop.simulation.cards import Protocol, ca_keys_toml, card, issuer, make_card
from kpay_desktop.simulation.cards import authority as au
from kpay_desktop.simulation.cards.cryptogram import answer_1, cryptogram
from kpay_desktop.simulation.cards.rsa import RsaKey, make_key
from kpay_desktop.simulation.cards.spec import CardSpec, Proof, Scheme
from tests.helpers.card_talk import Talk, dol

SERIAL = bytes.fromhex("00ABCD")
VALID = date(2033, 5, 31)


def public(key: RsaKey) -> PublicKey:
    return PublicKey(key.modulus, key.exponent)


def test_the_authoritys_keys_are_a_file_that_the_till_reads() -> None:
    found = ca_keys.read(ca_keys_toml())
    assert len(found) == 2 * len(Scheme)
    for one in au.authorities():
        key = found[one.scheme.value, one.index]
        assert key.modulus == one.key.modulus
        assert key.exponent == b"\x03"
        assert key.checksum == one.checksum
        assert key.expires == date(2035, 12, 31)
    assert {len(key.modulus) * 8 for key in found.values()} == {1408, 1984}


def test_the_file_has_the_checksum_of_the_books() -> None:
    # Book 2 §11.2.2: SHA-1 over RID, index, modulus and exponent.
    for row in tomllib.loads(ca_keys_toml())["key"]:
        parts = "".join(row[name] for name in ("rid", "index", "modulus", "exponent"))
        digest = hashlib.sha1(bytes.fromhex(parts), usedforsecurity=False).hexdigest()
        assert row["checksum"] == digest.upper()


def test_the_file_may_expire_on_another_day() -> None:
    (first, *_) = tomllib.loads(ca_keys_toml(date(2024, 1, 31)))["key"]
    assert first["expires"] == date(2024, 1, 31)


@pytest.mark.parametrize("index", au.indices())
@pytest.mark.parametrize("bits", [1152, 1408])
def test_issuers_certificates(index: int, bits: int) -> None:
    ca = au.authority(Scheme.VISA, index)
    issuer = make_key("issuer 0", bits, 3)
    made = au.issuer_certificate(ca, issuer, "476173", VALID, SERIAL)
    # What fits is inside: the certificate is as long as the key that signed it (Table 2).
    assert len(made.certificate) == ca.key.size
    assert len(made.remainder) == max(0, issuer.size - (ca.key.size - 36))
    opened = certificates.issuer_certificate(
        made.certificate, public(ca.key), made.remainder, made.exponent
    )
    assert opened.key == public(issuer)
    assert opened.issuer_id.hex().upper() == "476173FF"
    assert (opened.expires, opened.serial) == (VALID, SERIAL)


@pytest.mark.parametrize("icc_bits", [1024, 1152])
@pytest.mark.parametrize("issuer_bits", [1152, 1408])
def test_cards_certificates(icc_bits: int, issuer_bits: int) -> None:
    issuer, icc = make_key("issuer 1", issuer_bits, 65_537), make_key("card 1", icc_bits, 3)
    pan = "6205500000000000004"
    made = au.icc_certificate(issuer, icc, pan, VALID, SERIAL, b"static")
    assert len(made.certificate) == issuer.size
    assert len(made.remainder) == max(0, icc.size - (issuer.size - 42))
    opened = certificates.icc_certificate(
        made.certificate, public(issuer), made.remainder, made.exponent, b"static"
    )
    assert opened.key == public(icc)
    assert (opened.pan, opened.expires, opened.serial) == (pan, VALID, SERIAL)


def test_signed_static_data() -> None:
    issuer = make_key("issuer 0", 1152, 3)
    made = au.sign_static(issuer, b"\xda\xac", b"static")
    assert len(made) == issuer.size
    opened = certificates.signed_data(made, public(issuer), 0x03, b"static")
    assert opened.content[:2] == b"\xda\xac"
    # Table 7: the rest is filled up, 26 bytes being taken by everything else.
    assert opened.content[2:] == b"\xbb" * (issuer.size - 26)


def test_signed_dynamic_data() -> None:
    icc = make_key("card 0", 1024, 3)
    made = au.sign_dynamic(icc, b"\x02\x01\x02", b"asked")
    opened = certificates.signed_data(made, public(icc), 0x05, b"asked")
    assert opened.content == b"\x03\x02\x01\x02" + b"\xbb" * (icc.size - 25 - 3)
    most = icc.size - 25
    au.sign_dynamic(icc, bytes(most), b"")
    with pytest.raises(ValueError, match="too short"):
        au.sign_dynamic(icc, bytes(most + 1), b"")


def opened_card(spec: CardSpec) -> tuple[Talk, PublicKey]:
    """Read a card and open its certificates by hand, without the till's kernel."""
    made = make_card(replace(spec, protocol=Protocol.T1))
    made.power_on()
    talk = Talk(made)
    talk.begin(bytes.fromhex("A0000000031010"))
    talk.read()
    values = talk.values
    ca = au.authority(Scheme.VISA, values[0x8F][0])
    issuer = certificates.issuer_certificate(
        values[0x90], public(ca.key), values.get(0x92, b""), values[0x9F32]
    )
    return talk, issuer.key


def signed_records(talk: Talk) -> bytes:
    """The static data, by the file locator (Book 3 §10.3)."""
    locator, static, at = talk.values[0x94], b"", 0
    for entry in range(0, len(locator), 4):
        sfi, first, last, signed = locator[entry : entry + 4]
        for number in range(last - first + 1):
            record = talk.records[at]
            at += 1
            if number < signed:
                body = record[3:] if record[1] == 0x81 else record[2:]
                static += body if sfi >> 3 <= 10 else record
    return static + (talk.values[0x82] if 0x9F4A in talk.values else b"")


@pytest.mark.parametrize("seed", range(12))
def test_a_static_card_is_signed_as_its_locator_says(seed: int) -> None:
    talk, issuer_key = opened_card(replace(card("visa-debit"), seed=seed, proof=Proof.SDA))
    signed = certificates.signed_data(talk.values[0x93], issuer_key, 0x03, signed_records(talk))
    assert signed.content[2:].strip(b"\xbb") == b""


@pytest.mark.parametrize("seed", range(12))
def test_a_dynamic_card_signs_what_it_is_asked(seed: int) -> None:
    talk, issuer_key = opened_card(replace(card("visa-debit"), seed=seed, proof=Proof.DDA))
    values = talk.values
    icc = certificates.icc_certificate(
        values[0x9F46], issuer_key, values.get(0x9F48, b""), values[0x9F47], signed_records(talk)
    )
    assert icc.pan == "4761739001091010"
    asked = b"".join(
        talk.told.get(tag, b"")[:length].ljust(length, b"\x00")
        for tag, length in dol(values[0x9F49])
    )
    tags = talk.send("00880000", asked).tags()
    signed = tags.get(0x9F4B) or tags[0x80]
    content = certificates.signed_data(signed, icc.key, 0x05, asked).content
    length, number = content[0], content[1]
    assert length == number + 1
    assert 2 <= number <= 8
    assert content[1 + length :].strip(b"\xbb") == b""


@pytest.mark.parametrize("second", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_a_combined_card_signs_its_cryptograms(seed: int, second: bool) -> None:
    spec = replace(card("visa-debit"), seed=seed, proof=Proof.CDA)
    talk, issuer_key = opened_card(spec)
    values = dict(talk.values)
    icc = certificates.icc_certificate(
        values[0x9F46], issuer_key, values.get(0x9F48, b""), values[0x9F47], signed_records(talk)
    )
    told = _told(talk, talk.wishes) + _told(talk, values[0x8C])
    answer = talk.generate(0x90)
    if second:
        proof = _answer(talk)
        assert talk.send("00820000", proof, le=False).sw == 0x9000
        told += _told(talk, values[0x8D])
        answer = talk.generate(0x50, 0x8D)
    body = answer.data[3:] if answer.data[1] == 0x81 else answer.data[2:]
    signed = talk.values[0x9F4B]
    content = certificates.signed_data(signed, icc.key, 0x05, talk.told[0x9F37]).content
    number = content[1]
    info, made = content[2 + number], content[3 + number : 11 + number]
    covered = content[11 + number : 31 + number]
    assert content[0] == 1 + number + 1 + 8 + 20
    assert info == (0x40 if second else 0x80)
    object_ = bytes.fromhex("9F4B81") + bytes((len(signed),)) + signed
    assert object_ in body
    assert 0x9F26 not in answer.tags()
    expected = hashlib.sha1(told + body.replace(object_, b""), usedforsecurity=False).digest()
    assert covered == expected
    assert len(made) == 8


def _told(talk: Talk, wishes: bytes) -> bytes:
    return b"".join(
        talk.told.get(tag, b"")[:length].ljust(length, b"\x00") for tag, length in dol(wishes)
    )


def _answer(talk: Talk) -> bytes:
    key = issuer.card_key(issuer.Use.CRYPTOGRAMS, "4761739001091010", "01")
    arqc = cryptogram(key, talk.field_55())
    return answer_1(key, talk.values[0x9F36], arqc, b"00")

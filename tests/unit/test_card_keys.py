"""Keys, cryptograms and MACs of the simulated cards, against figures of others.

The figures come from the tests of pyemv (github.com/knovichikhin/pyemv, ``tests/test_kd_hsm.py``,
``test_ac_hsm.py``, ``test_sm_hsm.py``, ``test_cvn_hsm.py``), which were checked against hardware
security modules, and from the examples in its documentation.
"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa as library_rsa

from kpay_desktop.simulation.cards import cryptogram as ac
from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards import issuer, rsa
from kpay_desktop.simulation.cards.authority import key_names as authority_keys
from kpay_desktop.simulation.cards.certify import key_names as card_keys
from kpay_desktop.simulation.cards.derive import (
    cryptogram_session_key,
    master_key,
    option_a,
    option_b,
    session_key,
)
from kpay_desktop.simulation.cards.des import encrypt, mac, odd_parity, padded
from kpay_desktop.simulation.cards.known_primes import KNOWN

ISSUER_KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
SCRIPT_KEY = bytes.fromhex("FEDCBA98765432100123456789ABCDEF")
DIVERSIFIER = bytes.fromhex("1234567890123456")
PLAIN = bytes.fromhex("0123456789ABCDEF0123456789ABCDEF")


def check_value(key: bytes) -> str:
    """The first two bytes of eight zeros, encrypted: how keys are compared."""
    return encrypt(key, bytes(8))[:2].hex().upper()


def test_the_issuer_keys_have_their_published_check_values() -> None:
    assert check_value(ISSUER_KEY) == "08D7"
    assert check_value(bytes.fromhex("11111111111111112222222222222222")) == "D2B9"


@pytest.mark.parametrize(
    ("pan", "sequence", "expected"),
    [
        ("9901234567890123", "45", "1DA5"),
        ("12345678901234567", "45", "FF08"),
        ("1234567890123456", "01", "0239"),
    ],
)
def test_option_a_takes_the_last_sixteen_digits(pan: str, sequence: str, expected: str) -> None:
    assert check_value(option_a(ISSUER_KEY, pan, sequence)) == expected


def test_option_a_whole_keys_are_those_of_the_documentation() -> None:
    made = option_a(ISSUER_KEY, "99012345678901234", "45")
    assert made.hex().upper() == "67F8292358083E5EA7AB7FDA58D53B6B"
    made = option_a(ISSUER_KEY, "12345678901234567", "01")
    assert made.hex().upper() == "73AD54688CEF2934B0979857E3C719F1"


@pytest.mark.parametrize(
    ("pan", "sequence", "expected"),
    [
        ("12345678901234567", "45", "0BAF"),
        ("12345678901234567", "00", "4626"),
        ("123456789012345679", "00", "C2F3"),
        # The hash has fewer than sixteen decimal digits: letters count.
        ("000000000000000005", "23", "DD73"),
    ],
)
def test_option_b_hashes_longer_numbers(pan: str, sequence: str, expected: str) -> None:
    assert check_value(option_b(ISSUER_KEY, pan, sequence)) == expected
    assert master_key(ISSUER_KEY, pan, sequence) == option_b(ISSUER_KEY, pan, sequence)


def test_option_b_whole_key_is_that_of_the_documentation() -> None:
    made = option_b(ISSUER_KEY, "12345678901234567", "01")
    assert made.hex().upper() == "AD406D7F6D7570916D75E5DCAB8CF737"


def test_sixteen_digits_go_by_option_a() -> None:
    made = master_key(ISSUER_KEY, "1234567890123456", "00")
    assert check_value(made) == "BAB0"
    assert made == option_a(ISSUER_KEY, "1234567890123456", "00")


@pytest.mark.parametrize(
    ("pan", "sequence", "expected"),
    [("9901234567890123", "45", "0995"), ("12345678901234567", "45", "DF82")],
)
def test_session_keys(pan: str, sequence: str, expected: str) -> None:
    assert check_value(session_key(option_a(ISSUER_KEY, pan, sequence), DIVERSIFIER)) == expected


def test_the_counter_diversifies_the_key_of_cryptograms() -> None:
    # pyemv, documentation of kd.derive_common_sk; parity bits do not count in a DES key.
    made = cryptogram_session_key(ISSUER_KEY, bytes.fromhex("001C"))
    assert odd_parity(made).hex().upper() == "E9FB384AF807B940FEDCEA613461B0C4"


def test_a_mac_over_two_blocks() -> None:
    key = session_key(option_a(ISSUER_KEY, "9901234567890123", "45"), DIVERSIFIER)
    assert mac(key, PLAIN).hex().upper() == "4B46013359B7A58B"


def test_padding_always_adds_something() -> None:
    assert padded(b"") == bytes.fromhex("8000000000000000")
    assert padded(bytes(7)) == bytes(7) + b"\x80"
    assert padded(bytes(8)) == bytes(8) + bytes.fromhex("8000000000000000")


def test_parity_makes_every_byte_odd() -> None:
    made = odd_parity(bytes(range(256)))
    assert all(byte.bit_count() & 1 for byte in made)
    assert all(a >> 1 == b >> 1 for a, b in zip(made, range(256), strict=True))


VISA_18 = {
    el.AMOUNT: "000000004000",
    el.AMOUNT_OTHER: "000000000000",
    el.COUNTRY: "0124",
    el.TVR: "8000048000",
    el.CURRENCY: "0124",
    el.DATE: "191105",
    el.KIND: "01",
    el.UNPREDICTABLE: "52BF4585",
    el.AIP: "1800",
    el.COUNTER: "001C",
    el.ISSUER_DATA: "06011203A0B800",
}


def visa_18() -> dict[int, bytes]:
    return {tag: bytes.fromhex(value) for tag, value in VISA_18.items()}


def test_a_whole_cryptogram_of_visas_version_18() -> None:
    key = master_key(ISSUER_KEY, "1234567890123456", "00")
    assert ac.cryptogram(key, visa_18()).hex().upper() == "7A788EA6B8A3E733"


def test_the_issuers_answer_by_method_2() -> None:
    key = master_key(ISSUER_KEY, "1234567890123456", "00")
    counter, arqc = bytes.fromhex("001C"), bytes.fromhex("7A788EA6B8A3E733")
    answer = ac.answer_2(key, counter, arqc, bytes(4))
    assert answer.hex().upper() == "9AF514C100000000"
    assert ac.is_answer(key, counter, arqc, answer)


def test_the_issuers_answer_by_method_2_with_more_data() -> None:
    # test_derive_icc_mk_b_sha_pad: option B, and four bytes of the issuer's own.
    key = option_b(ISSUER_KEY, "000000000000000005", "23")
    counter, arqc = bytes.fromhex("001C"), bytes.fromhex("8CAD6F2489C640B1")
    answer = ac.answer_2(key, counter, arqc, bytes(4), bytes.fromhex("12345678"))
    assert answer[:4].hex().upper() == "E39F1876"
    assert ac.is_answer(key, counter, arqc, answer)


def test_method_1_is_one_block_over_cryptogram_and_code() -> None:
    # test_derive_common_sk: the session key's own diversifier is not a counter there, so the two
    # steps are tried apart: E(SK, ARQC xor 0000) = C3620580668E5B65.
    key = session_key(option_a(ISSUER_KEY, "12345678901234567", "45"), DIVERSIFIER)
    arqc = mac(key, PLAIN)
    assert arqc.hex().upper() == "19C1FBC83EBDC0D5"
    assert encrypt(key, arqc).hex().upper() == "C3620580668E5B65"


@pytest.mark.parametrize("code", [b"00", b"51", b"\x00\x00"])
def test_method_1_carries_the_code_it_proves(code: bytes) -> None:
    key = master_key(ISSUER_KEY, "1234567890123456", "00")
    counter, arqc = bytes.fromhex("001C"), bytes.fromhex("7A788EA6B8A3E733")
    answer = ac.answer_1(key, counter, arqc, code)
    mixed = bytes(a ^ b for a, b in zip(arqc, code + bytes(6), strict=True))
    assert answer == encrypt(cryptogram_session_key(key, counter), mixed) + code
    assert ac.is_answer(key, counter, arqc, answer)
    for at in range(len(answer)):
        spoilt = answer[:at] + bytes((answer[at] ^ 0x01,)) + answer[at + 1 :]
        assert not ac.is_answer(key, counter, arqc, spoilt)


def test_answers_of_other_lengths_are_none() -> None:
    key = master_key(ISSUER_KEY, "1234567890123456", "00")
    for length in (0, 4, 7, 17):
        assert not ac.is_answer(key, bytes(2), bytes(8), bytes(length))
    with pytest.raises(ValueError, match="four bytes"):
        ac.answer_2(key, bytes(2), bytes(8), bytes(3))


def test_a_scripts_mac_without_counter_is_pyemvs() -> None:
    # test_generate_command_mac: MAC over the bare header, the key diversified by a cryptogram.
    key = session_key(
        option_a(ISSUER_KEY, "1234567890123456", "01"), bytes.fromhex("ABCDEF1234567890")
    )
    assert check_value(key) == "F088"
    assert mac(key, bytes.fromhex("8424000008")).hex().upper() == "CF323F09A0F6AB9E"


def test_a_scripts_mac_puts_counter_and_cryptogram_behind_the_header() -> None:
    # pyemv, documentation of sm.generate_command_mac, with its session key as it is there.
    header = bytes.fromhex("8424000008")
    counter, arqc = bytes.fromhex("FFFF"), bytes.fromhex("1234567890123456")
    assert mac(ISSUER_KEY, header + counter + arqc).hex().upper() == "E07B8DF1B4184282"
    made = ac.script_mac(SCRIPT_KEY, arqc, counter, header + b"\x01\x02")
    key = session_key(SCRIPT_KEY, arqc)
    assert made == mac(key, header + counter + arqc + b"\x01\x02")


def test_a_cryptogram_wants_every_element_in_its_length() -> None:
    for tag in ac.DATA:
        values = visa_18()
        values[tag[0]] = values[tag[0]][:-1]
        with pytest.raises(ValueError, match="bytes"):
            ac.cryptogram(ISSUER_KEY, values)
        del values[tag[0]]
        with pytest.raises(KeyError):
            ac.cryptogram(ISSUER_KEY, values)


def test_the_issuer_checks_what_a_card_made() -> None:
    pan, sequence = "4761739001091010", "01"
    values = {**visa_18(), el.CRYPTOGRAM_INFO: b"\x80"}
    key = issuer.card_key(issuer.Use.CRYPTOGRAMS, pan, sequence)
    values[el.CRYPTOGRAM] = ac.cryptogram(key, values)
    checked = issuer.check_cryptogram(pan, sequence, values)
    assert checked.is_good
    assert (checked.kind, checked.counter) == (ac.ARQC, 0x1C)
    for tag, value in values.items():
        if tag == el.CRYPTOGRAM_INFO:
            continue
        spoilt = {**values, tag: value[:-1] + bytes((value[-1] ^ 0x01,))}
        assert issuer.check_cryptogram(pan, sequence, spoilt).fit is issuer.Fit.WRONG
    assert not issuer.check_cryptogram(pan, "02", values).is_good
    assert not issuer.check_cryptogram("4761739001010010", sequence, values).is_good


@pytest.mark.parametrize("missing", [el.CRYPTOGRAM, el.COUNTER, el.CRYPTOGRAM_INFO, el.TVR])
def test_the_issuer_says_what_is_incomplete(missing: int) -> None:
    values = {**visa_18(), el.CRYPTOGRAM_INFO: b"\x80", el.CRYPTOGRAM: bytes(8)}
    del values[missing]
    assert issuer.check_cryptogram("4761739001091010", "01", values).fit is issuer.Fit.INCOMPLETE


def test_cards_of_one_issuer_have_different_keys() -> None:
    uses = issuer.Use
    made = {
        issuer.card_key(use, pan, sequence)
        for use in uses
        for pan in ("4761739001091010", "4761739001010010", "4000000000000002")
        for sequence in ("00", "01")
    }
    assert len(made) == 12


# --- RSA ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "bits", "exponent"), [*authority_keys(), *card_keys()])
def test_every_key_is_an_rsa_key(name: str, bits: int, exponent: int) -> None:
    key = rsa.make_key(name, bits, exponent)
    assert key.size * 8 == bits
    assert key.modulus[0] & 0x80
    # The library checks that both are prime and that the parts belong together.
    private = pow(exponent, -1, (key.p - 1) * (key.q - 1))
    library_rsa.RSAPrivateNumbers(
        p=key.p,
        q=key.q,
        d=private,
        dmp1=private % (key.p - 1),
        dmq1=private % (key.q - 1),
        iqmp=pow(key.q, -1, key.p),
        public_numbers=library_rsa.RSAPublicNumbers(exponent, key.p * key.q),
    ).private_key()
    block = b"\x6a" + bytes(range(key.size - 2)) + b"\xbc"
    signed = int.from_bytes(key.sign(block), "big")
    assert pow(signed, exponent, key.p * key.q).to_bytes(key.size, "big") == block


def test_known_primes_are_those_that_a_search_finds() -> None:
    assert rsa.steps_to_primes("card 0", 1024, 3) == KNOWN["card 0", 1024]


def test_a_key_that_is_not_known_is_searched() -> None:
    key = rsa.make_key("only in this test", 512, 3)
    assert key == rsa.make_key("only in this test", 512, 3)
    assert key.size == 64
    assert rsa.is_prime(key.p)
    assert rsa.is_prime(key.q)
    assert not rsa.is_prime(key.p * key.q)
    # Carmichael's numbers, which a simpler test takes for primes.
    assert not any(rsa.is_prime(number) for number in (561, 41_041, 3_215_031_751))
    assert repr(key).count("p=") == 0

"""Simulated cards and phones in the field: what each answers to a tap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.simulation.cards import Fault, SimCard, Wallet, card, catalogue, issuer, make_card
from kpay_desktop.simulation.cards.spec import CardSpec, Proof, Way
from tests.helpers.card_talk import CHIP_DIRECTORY, TAP_DIRECTORY, Answer, Talk, objects

VISA, MASTERCARD = bytes.fromhex("A0000000031010"), bytes.fromhex("A0000000041010")
AAC, TC, ARQC = 0x00, 0x40, 0x80


def tapped(spec: CardSpec, made: SimCard | None = None) -> Talk:
    made = make_card(spec) if made is None else made
    made.activate()
    return Talk(made)


def visa_answer(talk: Talk, qualifiers: str) -> Answer:
    talk.told[0x9F66] = bytes.fromhex(qualifiers)
    assert talk.select(VISA).sw == 0x9000
    answer = talk.options()
    if answer.sw == 0x9000:
        talk.values |= answer.tags()
    return answer


# --- the directory --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "aid", "kernel"),
    [
        ("visa-debit", "A0000000031010", None),
        ("mastercard", "A0000000041010", None),
        ("unionpay", "A000000333010102", 7),
        ("jcb", "A0000000651010", 5),
        ("amex", "A000000025010801", 4),
    ],
)
def test_the_tap_directory_names_application_and_kernel(
    key: str, aid: str, kernel: int | None
) -> None:
    talk = tapped(card(key))
    answer = talk.select(TAP_DIRECTORY)
    assert answer.sw == 0x9000
    assert [tag for tag, _ in objects(answer.data)][:4] == [0x6F, 0x84, 0xA5, 0xBF0C]
    tags = answer.tags()
    assert tags[0x4F].hex().upper() == aid
    if kernel is not None:
        assert tags[0x9F2A] == bytes((kernel,))
    # The contacts' directory is not there by radio.
    assert talk.select(CHIP_DIRECTORY).sw == 0x6A82


@pytest.mark.parametrize("key", ["unionpay", "jcb", "amex"])
def test_other_schemes_can_be_selected_and_begin_nothing(key: str) -> None:
    talk = tapped(card(key))
    aid = talk.select(TAP_DIRECTORY).tags()[0x4F]
    assert talk.select(aid).sw == 0x9000
    assert talk.options().sw == 0x6985


def test_all_cards_with_a_radio_are_activated() -> None:
    for spec in catalogue():
        if Way.TAP in spec.ways:
            made = make_card(spec)
            assert made.activate().hex() == "0578807002"
            assert made.is_contactless


# --- Visa -----------------------------------------------------------------------------------


def test_visa_gives_its_cryptogram_with_its_options() -> None:
    talk = tapped(card("visa-debit"))
    assert visa_answer(talk, "32804000").sw == 0x9000
    assert talk.values[0x9F27] == bytes((ARQC,))
    assert talk.values[0x9F6C] == bytes(2)
    assert talk.values[0x57].hex().startswith("4761739001091010d3212201")
    assert issuer.check_cryptogram("4761739001091010", "01", talk.field_55()).is_good
    assert talk.send("80AE8000", bytes(29)).sw == 0x6985
    assert talk.send("00820000", bytes(10), le=False).sw == 0x6D00


@pytest.mark.parametrize(
    ("qualifiers", "expected"),
    [
        # No verification wanted; signature possible; only the chip possible; neither.
        ("32804000", "0000"),
        ("32C04000", "4000"),
        ("30C04000", 0x6984),
        ("20C04000", 0x6985),
        # A reader that does not know this kind of tap.
        ("12804000", 0x6985),
    ],
)
def test_a_visa_card_verifies_its_holder_as_the_till_can(
    qualifiers: str, expected: str | int
) -> None:
    talk = tapped(card("visa-debit"))
    answer = visa_answer(talk, qualifiers)
    if isinstance(expected, int):
        assert answer.sw == expected
    else:
        assert talk.values[0x9F6C] == bytes.fromhex(expected)


@pytest.mark.parametrize(
    ("wallet", "qualifiers", "expected"),
    [
        (Wallet.VERIFIED, "32C04000", "0080"),
        (Wallet.VERIFIED, "32804000", "0080"),
        (Wallet.VERIFIED, "32C00000", 0x6986),
        (Wallet.ASKS, "32C04000", 0x6986),
        (Wallet.ASKS, "32804000", "0000"),
    ],
)
def test_a_visa_phone_verifies_its_owner_itself(
    wallet: Wallet, qualifiers: str, expected: str | int
) -> None:
    talk = tapped(replace(card("phone-visa"), wallet=wallet))
    answer = visa_answer(talk, qualifiers)
    if isinstance(expected, int):
        assert answer.sw == expected
    else:
        assert talk.values[0x9F6C] == bytes.fromhex(expected)
        assert talk.values[0x9F6E] == bytes.fromhex("238C0000")


def test_a_locked_visa_phone_pays_once_its_owner_is_known() -> None:
    made = make_card(card("phone-visa-locked"))
    assert visa_answer(tapped(made.spec, made), "32C04000").sw == 0x6986
    made.confirm_owner()
    again = tapped(made.spec, made)
    assert visa_answer(again, "32C04000").sw == 0x9000
    assert again.values[0x9F6C] == bytes.fromhex("0080")


def test_a_visa_card_proves_itself_only_where_it_is_asked() -> None:
    spec = replace(card("visa-debit"), proof=Proof.DDA)
    without = tapped(spec)
    visa_answer(without, "32804000")
    assert 0x9F4B not in without.values
    talk = tapped(spec)
    visa_answer(talk, "33804000")
    assert 0x9F4B in talk.values
    talk.read()
    # What was signed with it comes in a record: version 01, the card's number, its qualifiers.
    related = talk.values[0x9F69]
    assert len(related) == 7
    assert related[:1] == b"\x01"
    assert related[5:] == talk.values[0x9F6C]


def test_a_visa_card_that_declines() -> None:
    talk = tapped(replace(card("visa-debit"), faults=frozenset({Fault.AAC_FIRST})))
    visa_answer(talk, "32804000")
    assert talk.values[0x9F27] == bytes((AAC,))
    assert issuer.check_cryptogram("4761739001091010", "01", talk.field_55()).is_good


# --- Mastercard -----------------------------------------------------------------------------


def test_mastercard_signs_its_cryptogram() -> None:
    talk = tapped(card("mastercard"))
    assert talk.begin(MASTERCARD).sw == 0x9000
    assert talk.values[0x82] == bytes.fromhex("1980")
    talk.read()
    answer = talk.generate(0x90)
    assert talk.values[0x9F27] == bytes((ARQC,))
    assert 0x9F26 not in answer.tags()
    assert len(answer.tags()[0x9F4B]) in {128, 144}
    assert 0xDF4B not in answer.tags()
    # A tap ends here.
    assert talk.generate(0x40, 0x8D).sw == 0x6985
    assert talk.send("00880000", bytes(4)).sw == 0x6D00


def test_a_mastercard_phone_says_that_it_knows_its_owner() -> None:
    talk = tapped(card("phone-mastercard"))
    talk.begin(MASTERCARD)
    assert talk.values[0x82] == bytes.fromhex("1B80")
    talk.read()
    talk.told[0x9F34] = bytes.fromhex("010002")
    answer = talk.generate(0x90)
    assert talk.values[0x9F27] == bytes((ARQC,))
    assert answer.tags()[0xDF4B] == bytes.fromhex("001000")


def test_a_locked_mastercard_phone_asks_for_its_owner() -> None:
    made = make_card(card("phone-mastercard-locked"))
    for knows, expected in ((False, AAC), (True, ARQC)):
        if knows:
            made.confirm_owner()
        talk = tapped(made.spec, made)
        talk.begin(MASTERCARD)
        talk.read()
        talk.told[0x9F34] = bytes.fromhex("010002")
        answer = talk.generate(0x90)
        assert answer.sw == 0x9000
        assert talk.values[0x9F27] == bytes((expected,))
        wanted = bytes.fromhex("001000" if knows else "000100")
        assert answer.tags()[0xDF4B] == wanted


def test_a_locked_mastercard_phone_pays_small_amounts() -> None:
    talk = tapped(card("phone-mastercard-locked"))
    talk.begin(MASTERCARD)
    talk.read()
    talk.told[0x9F34] = bytes.fromhex("1F0302")
    assert 0xDF4B not in talk.generate(0x90).tags()
    assert talk.values[0x9F27] == bytes((ARQC,))


def test_contacts_and_radio_share_one_counter() -> None:
    made = make_card(card("mastercard"))
    tapped(made.spec, made).begin(MASTERCARD)
    first = made.memory.of(MASTERCARD).counter
    made.power_on()
    Talk(made).begin(MASTERCARD)
    assert made.memory.of(MASTERCARD).counter == first + 1

"""Codes of cards in phones: the specification's own examples, and every way to break one."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from kpay_desktop.qr.customer_code import (
    HEAD,
    MOST_APPLICATIONS,
    MOST_CHARACTERS,
    CustomerCode,
    CustomerCodeError,
    CustomerCodeFault,
    is_customer_code,
    read_customer_code,
)

# EMVCo QR CPM, its examples of payloads.
ONE_CARD = "hQVDUFYwMWEaTwegAAAAVVVVVw8SNFZ4kBI0WNGRIgESNF8="
TWO_PRODUCTS = (
    "hQVDUFYwMWETTwegAAAAVVVVUAhQcm9kdWN0MWETTwegAAAAZmZmUAhQcm9kdWN0MmJJWggSNFZ4kBI0WF8gDkNBUkRI"
    "T0xERVIvRU1WXy0IcnVlc2RlZW5kIZ8QBwYBCgMAAACfJghYT9OF+iNLzJ82AgABnzcEbVjvEw=="
)
NO_CARD = (
    "hQVDUFYwMWEYTwegAAAAd3d3UA1Nb2JpbGUgV2FsbGV0Yl5fLQZhcmVuZGVkU995BpcVgSNFZ994AiUC33cRQWJkdWxr"
    "YXJpbSBNb3VtaW7fdg1XYWxsZXQgSXNzdWVy33UIEjRWeJq83vDfdAEB33MEMTIzNN9yCDEyMzQ1Njc4"
)
FORMAT = "8505" + b"CPV01".hex()
AID = "4F07A0000000555555"
TRACK = "570F1234567890123458D191220112345F"


def code(*parts: str) -> str:
    return base64.b64encode(bytes.fromhex("".join(parts))).decode("ascii")


def template(tag: str, *parts: str) -> str:
    inside = "".join(parts)
    return f"{tag}81{len(inside) // 2:02X}{inside}"


def fault_of(text: str) -> CustomerCodeError:
    with pytest.raises(CustomerCodeError) as caught:
        read_customer_code(text)
    assert caught.value.__cause__ is None
    return caught.value


def test_one_card() -> None:
    found = read_customer_code(ONE_CARD)

    assert is_customer_code(ONE_CARD)
    (card,) = found.applications
    assert (card.aid, card.label, found.languages) == ("A0000000555555", "", ())
    assert (card.number, card.expiry, card.service) == ("1234567890123458", "1912", "201")
    assert card.track_2 == "1234567890123458D191220112345"
    assert card.chip_data == b""


def test_two_products_of_one_card() -> None:
    found = read_customer_code(TWO_PRODUCTS)

    assert [(each.aid, each.label) for each in found.applications] == [
        ("A0000000555555", "Product1"),
        ("A0000000666666", "Product2"),
    ]
    assert {each.number for each in found.applications} == {"1234567890123458"}
    assert all(each.chip_data.hex().startswith("9f1007") for each in found.applications)
    assert found.languages == ("ru", "es", "de", "en")


def test_a_wallet_without_a_card() -> None:
    found = read_customer_code(NO_CARD)

    (wallet,) = found.applications
    assert (wallet.label, wallet.number, wallet.track_2) == ("Mobile Wallet", "", "")
    assert len(wallet.chip_data) == 0x53
    assert found.languages == ("ar", "en", "de")
    assert not found.has_expired(date(2099, 1, 1))


def test_a_card_expires_with_its_month() -> None:
    found = read_customer_code(ONE_CARD)
    assert not found.has_expired(date(2019, 12, 31))
    assert found.has_expired(date(2020, 1, 1))


def test_a_code_of_which_one_card_still_lives_has_not_expired() -> None:
    live = template("61", AID, TRACK.replace("D1912", "D2912"))
    found = read_customer_code(code(FORMAT, template("61", AID, TRACK), live))
    assert not found.has_expired(date(2026, 11, 22))


def test_nothing_of_a_card_is_shown() -> None:
    for text in (ONE_CARD, TWO_PRODUCTS):
        shown = repr(read_customer_code(text))
        assert "A0000000555555" in shown
        assert not any(secret in shown for secret in ("123456", "1912", "CARDHOLDER", "x9f"))


@pytest.mark.parametrize(
    "text",
    [
        ONE_CARD.rstrip("="),
        code("0000", FORMAT, "00", template("61", AID, TRACK), "0000"),
        code(FORMAT, "DF0102CAFE", template("61", AID, "9F190100", TRACK, "5F2D01FF")),
        code(FORMAT, template("61", AID, TRACK), template("62", "5F2D03656E65")),
        code(FORMAT, "6182001A", AID, TRACK),
    ],
)
def test_what_does_no_harm_is_let_pass(text: str) -> None:
    if text.startswith(HEAD):
        assert is_customer_code(text)
    found = read_customer_code(text)
    assert isinstance(found, CustomerCode)
    assert found.applications[0].number == "1234567890123458"
    assert found.languages == ()


def test_an_own_number_goes_before_a_shared_track() -> None:
    own = template("61", AID, "5A0899999999123456FF")
    found = read_customer_code(code(FORMAT, own, template("62", TRACK)))
    assert (found.applications[0].number, found.applications[0].track_2) == ("99999999123456", "")


def test_a_label_that_is_none_is_left_out() -> None:
    found = read_customer_code(code(FORMAT, template("61", AID, "50031B5B41")))
    assert found.applications[0].label == ""


BROKEN = [
    "",
    "====",
    "hQVD UFYw",
    "hQVDUFYwMWE",
    "付款码",
    code(""),
    code("00"),
    code(FORMAT),
    code(template("61", AID), FORMAT),
    code(FORMAT, FORMAT, template("61", AID)),
    code(FORMAT, template("61")),
    code(FORMAT, template("61", TRACK)),
    code(FORMAT, template("61", "4F04A0000000")),
    code(FORMAT, template("61", "4F11" + "A0" * 17)),
    code(FORMAT, template("61", AID, AID)),
    code(FORMAT, template("61", AID, TRACK, TRACK)),
    code(FORMAT, template("61", AID, "570F1234567890123458D191320112345F")),
    code(FORMAT, template("61", AID, "57081234567890123458")),
    code(FORMAT, template("61", AID, "5A04ABCDEF00")),
    code(FORMAT, template("61", AID, "5A081234567890123466", TRACK)),
    code(FORMAT, template("61", AID), template("62"), template("62")),
    code(FORMAT, template("61", AID, "6303570F12")),
    code(FORMAT, template("61", AID) * (MOST_APPLICATIONS + 1)),
    code(FORMAT, template("61", AID), "DF0100" * 70),
    code(FORMAT, "6180", AID, "0000"),
    code(FORMAT, "6184000000094F07A0000000555555"),
    code(FORMAT, "61FF"),
    code(FORMAT, "6182"),
    code(FORMAT, "61"),
    code(FORMAT, "1F"),
    code(FORMAT, "1FFFFFFF01", template("61", AID)),
]


@pytest.mark.parametrize("text", BROKEN, ids=[str(at) for at in range(len(BROKEN))])
def test_what_is_not_built_as_it_must_be_is_refused(text: str) -> None:
    error = fault_of(text)
    assert error.fault is CustomerCodeFault.DAMAGED
    assert "12345" not in str(error)


def test_every_cut_of_a_code_is_refused() -> None:
    whole = base64.b64decode(ONE_CARD)
    for length in range(len(whole)):
        fault_of(base64.b64encode(whole[:length]).decode("ascii"))


def test_a_later_kind_is_called_so() -> None:
    error = fault_of(code("8505" + b"CPV02".hex(), template("61", AID)))
    assert (error.fault, error.tag) == (CustomerCodeFault.UNKNOWN_KIND, 0x85)


def test_too_long_a_code_is_not_even_looked_at() -> None:
    assert fault_of("A" * (MOST_CHARACTERS + 1)).fault is CustomerCodeFault.TOO_LONG

"""The catalogue of simulated cards: what stands in it, on stripes, and in its document."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kpay_desktop.simulation.cards import (
    Behaviour,
    CardMuteError,
    CardSpec,
    Scheme,
    Way,
    card,
    catalogue,
    tracks,
)

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "cards.md"
# Published test numbers of schemes and gateways, by where they can be looked up.
PUBLISHED = {
    # Stripe, Testing.
    *("4242424242424242", "4000056655665556", "4000000000000002", "4000000000000069"),
    *("5555555555554444", "5105105105105100", "5200828282828210", "2223003122003222"),
    *("378282246310005", "371449635398431", "3566002020360505", "6205500000000000004"),
    # PayPal and Braintree, test card numbers.
    *("4111111111111111", "4012888888881881", "4012000033330026", "4012000077777777"),
    *("4217651111111119", "4500600000000061", "4005519200000004", "4009348888881881"),
    "3530111333300000",
    # Worldpay and Adyen, test cards.
    *("5454545454545454", "2222400060000007"),
    # UnionPay International, test card of its online payment.
    "6250947000000014",
}
# Ranges that schemes use for their own test cards.
TEST_RANGES = ("476173", "541333", "620000")
SCHEMES = {
    Scheme.VISA: ("4",),
    Scheme.MASTERCARD: ("51", "52", "53", "54", "55", "22"),
    Scheme.UNIONPAY: ("62",),
    Scheme.JCB: ("35",),
    Scheme.AMEX: ("34", "37"),
}


def specs() -> tuple[CardSpec, ...]:
    return catalogue()


def test_the_demo_desk_shows_these_five_first() -> None:
    assert [(spec.title, spec.last_four) for spec in specs()[:5]] == [
        ("Visa Debit", "1010"),
        ("Mastercard", "5454"),
        ("UnionPay", "0036"),
        ("Visa", "0002"),
        ("Mastercard", "0019"),
    ]


def test_names_and_numbers_stand_once() -> None:
    assert max(Counter(spec.key for spec in specs()).values()) == 1
    numbers = Counter(app.pan for spec in specs() for app in spec.applications)
    assert max(numbers.values()) == 1
    assert card("visa-debit") is specs()[0]
    with pytest.raises(KeyError):
        card("none")


@pytest.mark.parametrize("key", [spec.key for spec in catalogue()])
def test_no_number_is_anybodys_account(key: str) -> None:
    for app in card(key).applications:
        assert app.pan in PUBLISHED or app.pan.startswith(TEST_RANGES)
        assert app.pan.startswith(SCHEMES[app.scheme])


def test_every_scheme_and_every_behaviour_has_a_card() -> None:
    found = {app.scheme for spec in specs() for app in spec.applications}
    assert found == set(Scheme)
    assert {spec.behaviour for spec in specs()} == set(Behaviour)


def test_accounts_are_what_the_bank_needs_to_know() -> None:
    (account,) = card("visa-no-funds").accounts
    assert (account.pan, account.balance_minor, account.refusal) == ("4000000000000002", 0, "")
    (account,) = card("mastercard-refused").accounts
    assert account.refusal == "05"
    assert len(card("two-applications").accounts) == 2
    assert account.pan not in repr(account)


@pytest.mark.parametrize("key", [spec.key for spec in catalogue() if Way.STRIPE in spec.ways])
def test_stripes(key: str) -> None:
    spec = card(key)
    read = tracks(spec)
    when = f"{spec.expires:%y%m}"
    assert len(read.track_1) <= 79
    assert len(read.track_2) <= 40
    number, name, rest = read.track_1[2:-1].split("^")
    assert (read.track_1[:2], read.track_1[-1]) == ("%B", "?")
    assert (number, name) == (spec.pan, spec.holder)
    assert rest.startswith(when + spec.service_code)
    assert (read.track_2[0], read.track_2[-1]) == (";", "?")
    assert read.track_2[1:-1].split("=")[0] == spec.pan
    assert read.track_2.split("=")[1].startswith(when + spec.service_code)
    assert read.typed == f"{read.track_1}{read.track_2}\n"
    # A chip is told by the first digit of the service code.
    assert (spec.service_code[0] in "26") == (Way.CHIP in spec.ways)
    assert spec.pan not in repr(read)


def test_a_phone_has_no_stripe() -> None:
    with pytest.raises(CardMuteError):
        tracks(card("phone-visa"))


def test_the_document_lists_the_catalogue() -> None:
    written = DOCUMENT.read_text(encoding="utf-8").splitlines()
    rows = [line for line in written if line.startswith("| `")]
    expected = [
        f"| `{spec.key}` | {spec.title} | ··{spec.last_four} | "
        f"{', '.join(way.value for way in Way if way in spec.ways)} | "
        f"{spec.behaviour.value.replace('_', ' ')} |"
        for spec in specs()
    ]
    assert rows == expected

"""The card host without any scenario: sales, reversals, sign-on, and what it refuses."""

from __future__ import annotations

import re

import pytest

from kpay_desktop.simulation.cards import issuer
from tests.helpers.card_caller import (
    CardCaller,
    catalogue_card,
    chip_values,
    elements,
    written,
)
from tests.helpers.inner_bank import InnerBank

TOTAL = 3080


def balance(inner: InnerBank, card: str) -> int:
    """Return what is left on a card, in cents."""
    accounts = {one.code: one for one in inner.desk.card_state().accounts}
    return accounts[f"card:{card}"].balance_minor


def to_settle(inner: InnerBank) -> int:
    """Return what stands between cards and merchant, in cents."""
    accounts = {one.code: one for one in inner.desk.state().accounts}
    return accounts["card sales"].balance_minor


# --- approvals ---


def test_a_stripe_sale_is_approved_and_booked_twice_over(inner: InnerBank) -> None:
    before, held = balance(inner, "visa-stripe"), to_settle(inner)
    asked = inner.cards.stripe_sale(TOTAL, f54=f"{280:012d}")
    told = inner.cards.ask("0200", asked)
    assert (told.kind, told.code) == ("0210", "00")
    for number in (3, 4, 11, 24, 41, 42, 62):
        assert told[number] == asked[number]
    assert re.fullmatch("[0-9]{12}", told[37])
    assert re.fullmatch("[0-9]{6}", told[38])
    assert re.fullmatch("[0-9]{6}", told[12])
    assert re.fullmatch("[0-9]{4}", told[13])
    assert 55 not in told.fields
    assert not {2, 14, 35} & set(told.fields), "an answer holds no card data"
    assert balance(inner, "visa-stripe") == before - TOTAL
    assert to_settle(inner) == held + TOTAL
    sale = inner.desk.card_state().sales[0]
    assert (sale.stan, sale.voucher, sale.rrn) == (asked[11], asked[62], told[37])
    assert (sale.amount_minor, sale.tip_minor, sale.approved_minor) == (TOTAL, 280, TOTAL)
    assert (sale.state, sale.code, sale.entry, sale.batch_no) == ("approved", "00", "stripe", 1)
    assert (sale.terminal, sale.last_four, sale.account) == (
        "80010001",
        catalogue_card("visa-stripe").last_four,
        "card:visa-stripe",
    )


def test_a_chip_sale_brings_the_issuers_proof_for_the_card(inner: InnerBank) -> None:
    asked = inner.cards.chip_sale(TOTAL)
    told = inner.cards.ask("0200", asked)
    assert told.code == "00"
    app = catalogue_card("visa-debit").applications[0]
    values = chip_values(catalogue_card("visa-debit"), TOTAL, asked[11])
    proof = issuer.response(app.pan, app.sequence, values, "00").proof
    assert elements(told[55]) == {"91": proof.hex().upper()}


def test_the_proof_of_a_decline_is_over_its_own_code(inner: InnerBank) -> None:
    asked = inner.cards.chip_sale(TOTAL, "visa-no-funds")
    told = inner.cards.ask("0200", asked)
    assert told.code == "51"
    assert elements(told[55])["91"].endswith(b"51".hex())


def test_a_tap_is_approved_without_a_word_for_the_card(inner: InnerBank) -> None:
    told = inner.cards.ask("0200", inner.cards.chip_sale(TOTAL, f22="072"))
    assert told.code == "00"
    assert 55 not in told.fields


def test_a_fallback_by_stripe_of_a_chip_card_is_approved(inner: InnerBank) -> None:
    chip = inner.cards.chip_sale(TOTAL)
    del chip[55], chip[23]
    assert inner.cards.ask("0200", chip | {22: "802"}).code == "00"


def test_approval_numbers_are_each_given_once(inner: InnerBank) -> None:
    told = [inner.cards.ask("0200", inner.cards.stripe_sale(100)) for _ in range(8)]
    assert len({one[37] for one in told}) == len({one[38] for one in told}) == 8


# --- declines ---


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("visa-no-funds", "51"),
        ("mastercard-refused", "05"),
        ("visa-expired", "54"),
        ("visa-needs-pin", "55"),
    ],
)
def test_an_account_declines_as_the_catalogue_says(inner: InnerBank, card: str, code: str) -> None:
    held = to_settle(inner)
    told = inner.cards.ask("0200", inner.cards.chip_sale(TOTAL, card))
    assert told.code == code
    assert 38 not in told.fields
    assert to_settle(inner) == held
    assert inner.desk.card_state().sales[0].state == "declined"


def test_a_card_that_nobody_has_issued(inner: InnerBank) -> None:
    told = inner.cards.ask("0200", inner.cards.stripe_sale(100, f35="4999999999999996D3012101"))
    assert told.code == "14"
    assert inner.desk.card_state().sales[0].account == ""


def test_the_last_cent_can_be_spent_and_no_more(inner: InnerBank) -> None:
    left = balance(inner, "jcb")
    assert inner.cards.ask("0200", inner.cards.chip_sale(left + 1, "jcb")).code == "51"
    assert inner.cards.ask("0200", inner.cards.chip_sale(left, "jcb")).code == "00"
    assert balance(inner, "jcb") == 0


def test_a_chip_card_swiped_is_told_to_insert_the_chip(inner: InnerBank) -> None:
    swiped = inner.cards.stripe_sale(100, "mastercard")
    assert inner.cards.ask("0200", swiped).code == "45"


@pytest.mark.parametrize("tag", [0x9F26, 0x9F10, 0x95, 0x9F37, 0x9F36, 0x82])
def test_a_cryptogram_of_something_else_is_declined(inner: InnerBank, tag: int) -> None:
    asked = inner.cards.chip_sale(TOTAL)
    values = chip_values(catalogue_card("visa-debit"), TOTAL, asked[11])
    values[tag] = bytes((values[tag][0] ^ 1,)) + values[tag][1:]
    told = inner.cards.ask("0200", asked | {55: written(values)})
    assert told.code == "05"
    assert 55 not in told.fields


def test_a_card_that_said_no_is_not_approved(inner: InnerBank) -> None:
    asked = inner.cards.chip_sale(TOTAL)
    values = chip_values(catalogue_card("visa-debit"), TOTAL, asked[11])
    values[0x9F27] = b"\x00"
    assert inner.cards.ask("0200", asked | {55: written(values)}).code == "05"


def test_a_cryptogram_is_good_for_one_sale(inner: InnerBank) -> None:
    first = inner.cards.chip_sale(TOTAL)
    assert inner.cards.ask("0200", first).code == "00"
    again = {**first, 11: inner.cards.next_stan(), 62: "999990"}
    assert inner.cards.ask("0200", again).code == "05"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({62: None}, "30"),
        ({41: None}, "30"),
        ({35: None}, "30"),
        ({62: "12345"}, "30"),
        ({55: "9F2608"}, "30"),
        ({55: None}, "30"),
        ({55: "9F0206000000003080"}, "12"),
        ({55: "82023C0082023C00"}, "30"),
        ({55: "9F02060000000030805F2A020702"}, "30"),
        ({4: f"{0:012d}"}, "13"),
        ({4: f"{1:012d}"}, "13"),
        ({54: f"{TOTAL:012d}"}, "13"),
        ({54: "nothing"}, "13"),
        ({22: "012"}, "12"),
        ({42: "000000000000000"}, "03"),
        ({41: "        "}, "03"),
        ({35: "4761739001091010"}, "30"),
        ({35: "4761739001091010D30"}, "30"),
        ({35: "4761739001091010D3013201"}, "54"),
    ],
)
def test_what_is_wrong_with_a_request_is_named(
    inner: InnerBank, change: dict[int, str | None], code: str
) -> None:
    asked = inner.cards.chip_sale(TOTAL)
    for number, text in change.items():
        if text is None:
            del asked[number]
        else:
            asked[number] = text
    assert inner.cards.ask("0200", asked).code == code


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("0200", "220000"),
        ("0400", "220000"),
        ("0100", "300000"),
        ("0220", "004000"),
        ("0320", "220000"),
        ("0500", "000000"),
    ],
)
def test_what_is_not_done_here_is_an_invalid_transaction(
    inner: InnerBank, kind: str, code: str
) -> None:
    told = inner.cards.ask(kind, inner.cards.chip_sale(TOTAL) | {3: code})
    assert (told.kind, told.code) == (f"{int(kind) + 10:04d}", "12")


# --- the same number again ---


def test_the_same_sale_again_gets_the_same_answer_and_moves_nothing(inner: InnerBank) -> None:
    asked = inner.cards.chip_sale(TOTAL)
    first = inner.cards.ask("0200", asked)
    left = balance(inner, "visa-debit")
    again = inner.cards.ask("0200", asked)
    assert again.raw == first.raw
    assert balance(inner, "visa-debit") == left


@pytest.mark.parametrize("number", [4, 22, 35, 62, 54])
def test_another_sale_under_the_same_number_is_a_duplicate(inner: InnerBank, number: int) -> None:
    asked = inner.cards.stripe_sale(TOTAL)
    assert inner.cards.ask("0200", asked).code == "00"
    other = {
        4: f"{TOTAL + 100:012d}",
        22: "802",
        35: inner.cards.stripe_sale(TOTAL, "mastercard-stripe")[35],
        62: "999999",
        54: f"{100:012d}",
    }
    left = to_settle(inner)
    assert inner.cards.ask("0200", asked | {number: other[number]}).code == "94"
    assert to_settle(inner) == left


def test_two_lanes_have_numbers_of_their_own(inner: InnerBank) -> None:
    asked = inner.cards.stripe_sale(TOTAL)
    assert inner.cards.ask("0200", asked).code == "00"
    other = inner.cards.ask("0200", asked | {41: "80010002", 4: f"{100:012d}"})
    assert other.code == "00"


# --- reversals ---


def test_a_reversal_gives_the_money_back_once(inner: InnerBank) -> None:
    before, held = balance(inner, "visa-debit"), to_settle(inner)
    asked = inner.cards.chip_sale(TOTAL)
    approved = inner.cards.ask("0200", asked)
    told = inner.cards.ask("0400", inner.cards.reversal(asked))
    assert (told.kind, told.code, told[37]) == ("0410", "00", approved[37])
    again = inner.cards.ask("0400", inner.cards.reversal(asked))
    assert (again.code, again[37]) == ("00", approved[37])
    assert (balance(inner, "visa-debit"), to_settle(inner)) == (before, held)
    sale = inner.desk.card_state().sales[0]
    assert (sale.state, sale.reversals) == ("reversed", 2)


def test_a_declined_sale_is_reversed_without_a_posting(inner: InnerBank) -> None:
    asked = inner.cards.stripe_sale(100, "mastercard")
    inner.cards.ask("0200", asked)
    held = to_settle(inner)
    assert inner.cards.ask("0400", inner.cards.reversal(asked)).code == "00"
    assert to_settle(inner) == held
    assert inner.desk.card_state().sales[0].state == "declined"


def test_a_reversal_before_its_sale_makes_the_sale_be_refused(inner: InnerBank) -> None:
    before = balance(inner, "visa-debit")
    asked = inner.cards.chip_sale(TOTAL)
    back = inner.cards.reversal(asked)
    assert inner.cards.ask("0400", back).code == "25"
    told = inner.cards.ask("0200", asked)
    assert told.code == "05"
    assert inner.cards.ask("0400", back).code == "00"
    assert balance(inner, "visa-debit") == before
    assert inner.desk.card_state().sales[0].state == "refused"
    reversal = inner.desk.card_state().reversals[0]
    assert (reversal.stan, reversal.code, reversal.times) == (asked[11], "00", 2)


@pytest.mark.parametrize("number", [2, 4, 11, 41, 62])
def test_a_reversal_of_something_else_is_not_found(inner: InnerBank, number: int) -> None:
    asked = inner.cards.stripe_sale(TOTAL)
    inner.cards.ask("0200", asked)
    other = {
        2: catalogue_card("mastercard").pan,
        4: f"{TOTAL + 100:012d}",
        11: inner.cards.next_stan(),
        41: "80010009",
        62: "999998",
    }
    held = to_settle(inner)
    back = inner.cards.reversal(asked) | {number: other[number]}
    assert inner.cards.ask("0400", back).code == "25"
    assert to_settle(inner) == held
    assert inner.cards.ask("0400", inner.cards.reversal(asked)).code == "00"


def test_a_reversal_may_carry_the_chips_results(inner: InnerBank) -> None:
    asked = inner.cards.chip_sale(TOTAL)
    inner.cards.ask("0200", asked)
    back = inner.cards.reversal(asked) | {55: "95050000000000" + "9F36020007"}
    assert inner.cards.ask("0400", back).code == "00"


# --- network messages, the MAC, the line ---


def test_sign_on_and_echo_are_answered(inner: InnerBank) -> None:
    for code in ("920000", "990000"):
        asked = inner.cards.network(code)
        told = inner.cards.ask("0800", asked)
        assert (told.kind, told.code, told[11], told[3]) == ("0810", "00", asked[11], code)


def test_a_network_message_may_go_without_a_mac_and_is_answered_without(inner: InnerBank) -> None:
    bare = CardCaller(inner.cards.folder)
    bare.key = None
    with bare.dial() as call:
        told = call.ask("0800", bare.network())
        assert (told.code, 64 in told.fields) == ("00", False)
        call.send("0200", bare.stripe_sale(TOTAL))
        refused = call.receive()
    assert refused.code == "A0"
    inner.cards.check(refused)


def test_a_wrong_mac_is_refused_and_nothing_moves(inner: InnerBank) -> None:
    held = to_settle(inner)
    with inner.cards.dial() as call:
        frame = inner.cards.frame("0200", inner.cards.stripe_sale(TOTAL))
        call.send_raw(frame[:-1] + bytes((frame[-1] ^ 1,)))
        told = call.receive()
    assert told.code == "A0"
    inner.cards.check(told)
    assert to_settle(inner) == held


def test_one_connection_carries_many_messages_and_pieces(inner: InnerBank) -> None:
    with inner.cards.dial() as call:
        frames = [inner.cards.frame("0200", inner.cards.stripe_sale(100)) for _ in range(3)]
        for at in range(0, len(frames[0]), 7):
            call.send_raw(frames[0][at : at + 7])
        call.send_raw(frames[1] + frames[2])
        assert [call.receive().code for _ in range(3)] == ["00", "00", "00"]


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x00\x05\x60\x00\x00",
        b"\xff\xff\x60",
        b"\x00\x20\x61" + bytes(31),
        b"\x00\x0f" + bytes.fromhex("6000030000") + b"\x02\x10" + bytes(8),
        b"\x00\x0f" + bytes.fromhex("6000030000") + b"\x02\x00" + b"\xff" * 8,
        b"\x00\x0f" + bytes.fromhex("6000030000") + b"\xab\x00" + bytes(8),
    ],
)
def test_what_is_no_message_ends_the_connection(inner: InnerBank, data: bytes) -> None:
    with inner.cards.dial() as call:
        call.send_raw(data)
        with pytest.raises(ConnectionError):
            call.receive()

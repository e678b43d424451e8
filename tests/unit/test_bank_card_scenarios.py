"""Every scenario of the card host, as it shows on the wire and in the books."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.simulation.bank.cardhost.scenarios import (
    BY_NUMBER,
    RULES,
    CardKind,
    CardPlan,
    Scenario,
    plan_by_amount,
)
from kpay_desktop.simulation.bank.outcomes import BY_CENTS
from kpay_desktop.simulation.desk_client import DeskRefusedError
from tests.helpers.card_caller import elements
from tests.helpers.inner_bank import InnerBank

TOTAL = 3080
# Every code that the field's hosts answer with, and some that nobody lists.
CODES = (
    *("00", "01", "02", "03", "04", "05", "07", "10", "12", "13", "14", "25", "30", "41", "43"),
    *("45", "51", "54", "55", "57", "58", "61", "65", "68", "77", "91", "94", "95", "96", "97"),
    *("98", "80", "99"),
)
SPOILT = {"wrong_stan": 11, "wrong_amount": 4, "wrong_terminal": 41, "wrong_merchant": 42}


@pytest.fixture(autouse=True)
def as_before(inner: InnerBank) -> None:
    """Let the host be as it is at first."""
    inner.calm_cards()


# --- the table ---


def test_the_card_table_in_the_documentation_is_this_table() -> None:
    text = (Path(__file__).parents[2] / "docs" / "bank.md").read_text("utf-8")
    for rule in RULES:
        number = "" if rule.number is None else str(rule.number)
        kinds = ", ".join(kind.value for kind in CardKind if kind in rule.kinds)
        row = f"| `{rule.scenario.value}` | {number} | {kinds} | {rule.bank} | {rule.till} |"
        assert row in text, f"docs/bank.md lacks: {row}"


def test_every_scenario_stands_in_the_table_once(inner: InnerBank) -> None:
    assert [rule.scenario for rule in RULES] == list(dict.fromkeys(Scenario))
    assert {rule.scenario for rule in RULES if rule.number is None} == {
        Scenario.APPROVE,
        Scenario.CODE,
    }
    assert len(BY_NUMBER) == len(RULES) - 2
    rows = inner.desk.card_scenarios()
    assert [row.scenario for row in rows] == [scenario.value for scenario in Scenario]
    assert {row.message_id for row in rows} == {f"bank.card.{one.value}" for one in Scenario}


def test_amounts_of_the_card_table_are_none_of_the_wallets() -> None:
    assert not {79, 89} & set(BY_CENTS)
    for amount_minor in range(1, 30_000):
        if amount_minor % 100 not in {79, 89}:
            assert plan_by_amount(amount_minor) == CardPlan()


def test_the_dollars_choose_a_code_or_a_scenario() -> None:
    assert plan_by_amount(5179) == CardPlan(Scenario.CODE, "51")
    assert plan_by_amount(10_579) == CardPlan(Scenario.CODE, "05")
    assert plan_by_amount(20_079) == CardPlan()
    assert plan_by_amount(1079) == CardPlan(Scenario.PARTIAL)
    assert plan_by_amount(289) == plan_by_amount(30_289) == CardPlan(Scenario.LOSE_ANSWER)
    assert plan_by_amount(9989) == CardPlan()


@pytest.mark.parametrize("rule", [r for r in RULES if r.number is not None], ids=str)
def test_an_amount_chooses_its_scenario(rule: object) -> None:
    found = next(one for one in RULES if one is rule)
    assert found.number is not None
    assert plan_by_amount(found.number * 100 + 89).scenario is found.scenario


def test_the_table_of_cents_is_put_off_for_cards_too(inner: InnerBank) -> None:
    inner.desk.set_cents_table(False)
    try:
        assert inner.cards.ask("0200", inner.cards.stripe_sale(579)).code == "00"
    finally:
        inner.desk.set_cents_table(True)
    assert inner.cards.ask("0200", inner.cards.stripe_sale(579)).code == "05"


# --- what the desk can choose ---


def test_a_choice_holds_once_or_so_often_or_until_it_is_cleared(inner: InnerBank) -> None:
    def codes(count: int) -> list[str]:
        sales = [inner.cards.stripe_sale(100) for _ in range(count)]
        return [inner.cards.ask("0200", sale).code for sale in sales]

    inner.desk.set_next_card("code", code="91")
    assert codes(2) == ["91", "00"]
    inner.desk.set_next_card("code", code="91", times=2)
    assert inner.desk.card_state().chosen[0].times == 2
    assert codes(3) == ["91", "91", "00"]
    inner.desk.set_next_card("code", code="91", sticky=True)
    assert codes(3) == ["91", "91", "91"]
    assert inner.desk.card_state().chosen[0].sticky
    inner.desk.clear_next_card()
    assert codes(1) == ["00"]


def test_a_choice_that_cannot_be_is_refused(inner: InnerBank) -> None:
    for scenario, kind, code in (
        ("partial", "reversal", ""),
        ("reversal_25", "reversal", ""),
        ("code", "sale", "5"),
        ("code", "sale", "5a"),
        ("code", "sale", ""),
        ("nonsense", "sale", ""),
        ("late", "nonsense", ""),
    ):
        with pytest.raises(DeskRefusedError):
            inner.desk.set_next_card(scenario, kind=kind, code=code)
    with pytest.raises(DeskRefusedError):
        inner.desk.set_card_line("nonsense")


# --- the issuer ---


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_answered_and_moves_what_it_says(inner: InnerBank, code: str) -> None:
    asked = inner.cards.stripe_sale((100 + int(code)) * 100 + 79)
    told = inner.cards.ask("0200", asked)
    assert told.code == code
    assert (38 in told.fields) is (code in {"00", "10"})
    assert inner.card_sale_state(asked[11]) == ("approved" if code in {"00", "10"} else "declined")
    assert inner.reverse(asked) == "00"


def test_a_code_with_letters_is_the_desks_to_choose(inner: InnerBank) -> None:
    inner.desk.set_next_card("code", code="N7")
    assert inner.cards.ask("0200", inner.cards.chip_sale(TOTAL)).code == "N7"


def test_a_part_is_approved_and_named(inner: InnerBank) -> None:
    inner.desk.set_next_card("partial")
    asked = inner.cards.chip_sale(1001)
    told = inner.cards.ask("0200", asked)
    assert (told.code, int(told[4])) == ("10", 500)
    sale = inner.desk.card_state().sales[0]
    assert (sale.state, sale.approved_minor, sale.amount_minor) == ("approved", 500, 1001)
    assert inner.reverse(asked) == "00"
    assert inner.card_sale_state(asked[11]) == "reversed"


def test_a_sale_can_be_booked_and_answered_98(inner: InnerBank) -> None:
    inner.desk.set_next_card("approve_98")
    asked = inner.cards.stripe_sale(TOTAL)
    told = inner.cards.ask("0200", asked)
    assert (told.code, 38 in told.fields) == ("98", False)
    assert inner.card_sale_state(asked[11]) == "approved"
    assert inner.reverse(asked) == "00"


# --- answers that are wrong ---


@pytest.mark.parametrize("scenario", list(SPOILT))
def test_an_answer_names_something_else_under_a_right_mac(inner: InnerBank, scenario: str) -> None:
    inner.desk.set_next_card(scenario)
    asked = inner.cards.stripe_sale(TOTAL)
    told = inner.cards.ask("0200", asked)
    wrong = SPOILT[scenario]
    for number in (3, 4, 11, 41, 42):
        assert (told[number] == asked[number]) is (number != wrong)
    assert inner.card_sale_state(asked[11]) == "approved"


def test_an_answer_names_another_processing_code(inner: InnerBank) -> None:
    inner.desk.set_next_card("wrong_code")
    assert inner.cards.ask("0200", inner.cards.stripe_sale(TOTAL))[3] == "200000"


@pytest.mark.parametrize("scenario", ["bad_mac", "no_mac"])
def test_an_answer_is_not_signed_by_the_host(inner: InnerBank, scenario: str) -> None:
    inner.desk.set_next_card(scenario)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        told = call.receive()
    assert told.code == "00"
    assert not inner.cards.is_signed(told)
    assert (64 in told.fields) is (scenario == "bad_mac")
    assert inner.card_sale_state(asked[11]) == "approved"


def test_a_good_mac_can_be_refused(inner: InnerBank) -> None:
    inner.desk.set_next_card("mac_refused")
    asked = inner.cards.stripe_sale(TOTAL)
    assert inner.cards.ask("0200", asked).code == "A0"
    assert inner.card_sale_state(asked[11]) == ""


# --- the card ---


def test_the_proof_for_the_card_can_be_wrong_or_missing(inner: InnerBank) -> None:
    right = elements(inner.cards.ask("0200", inner.cards.chip_sale(TOTAL, stan="900001"))[55])
    inner.desk.set_next_card("wrong_proof")
    wrong = elements(inner.cards.ask("0200", inner.cards.chip_sale(TOTAL, stan="900002"))[55])
    assert len(wrong["91"]) == len(right["91"]) == 20
    inner.desk.set_next_card("no_proof")
    bare = inner.cards.ask("0200", inner.cards.chip_sale(TOTAL, stan="900003"))
    assert (bare.code, 55 in bare.fields) == ("00", False)


def test_scripts_come_before_and_after_the_last_cryptogram(inner: InnerBank) -> None:
    inner.desk.set_next_card("scripts")
    told = inner.cards.ask("0200", inner.cards.chip_sale(TOTAL))
    assert list(elements(told[55])) == ["91", "71", "72"]
    assert told.code == "00"


def test_a_card_is_told_to_block_itself(inner: InnerBank) -> None:
    inner.desk.set_next_card("block_card")
    told = inner.cards.ask("0200", inner.cards.chip_sale(TOTAL))
    assert (told.code, list(elements(told[55]))) == ("43", ["91", "72"])
    # Application block: class 84, instruction 1E.
    assert "841E0000" in elements(told[55])["72"]


# --- reversals ---


@pytest.mark.parametrize(
    ("scenario", "answers"),
    [
        ("reversal_25", ["25", "25", "00"]),
        ("reversal_12", ["12", "12", "00"]),
        ("reversal_96", ["96", "96", "00"]),
    ],
)
def test_a_reversal_is_refused_at_first(
    inner: InnerBank, scenario: str, answers: list[str]
) -> None:
    inner.desk.set_next_card(scenario, times=2)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        assert call.is_silent()
    assert [inner.reverse(asked) for _ in range(2)] == answers[:2]
    assert inner.card_sale_state(asked[11]) == "approved"
    assert inner.reverse(asked) == answers[2]
    assert inner.card_sale_state(asked[11]) == "reversed"


@pytest.mark.parametrize("scenario", ["reversal_lost", "reversal_answer_lost"])
def test_a_reversal_or_its_answer_is_lost_once(inner: InnerBank, scenario: str) -> None:
    inner.desk.set_next_card(scenario)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        call.send("0400", inner.cards.reversal(asked))
        assert call.is_silent()
        is_done = scenario == "reversal_answer_lost"
        assert inner.card_sale_state(asked[11]) == ("reversed" if is_done else "approved")
        assert call.ask("0400", inner.cards.reversal(asked)).code == "00"
    assert inner.card_sale_state(asked[11]) == "reversed"


def test_a_reversal_is_answered_late(inner: InnerBank) -> None:
    inner.desk.set_next_card("reversal_late", delay_s=0.5)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        call.send("0400", inner.cards.reversal(asked))
        call.send("0800", inner.cards.network())
        assert {call.receive().kind, call.receive().kind} == {"0410", "0810"}


def test_the_amount_spoils_the_reversal_too(inner: InnerBank) -> None:
    asked = inner.cards.stripe_sale(4489)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        assert call.is_silent()
    assert [inner.reverse(asked) for _ in range(2)] == ["25", "00"]


@pytest.mark.parametrize("kind", ["reversal", "network"])
def test_other_messages_have_scenarios_of_their_own(inner: InnerBank, kind: str) -> None:
    asked = inner.cards.stripe_sale(TOTAL)
    inner.cards.ask("0200", asked)
    message = {
        "reversal": ("0400", inner.cards.reversal(asked)),
        "network": ("0800", inner.cards.network()),
    }[kind]
    inner.desk.set_next_card("code", kind=kind, code="96")
    assert inner.cards.ask(*message).code == "96"
    inner.desk.set_next_card("cut_after", kind=kind)
    with inner.cards.dial() as call:
        call.send(*message)
        with pytest.raises(ConnectionError):
            call.receive()
    inner.desk.set_next_card("wrong_amount" if kind == "reversal" else "wrong_stan", kind=kind)
    spoilt = inner.cards.ask(*message)
    assert spoilt.code == "00"
    assert inner.cards.ask(*message).code == "00"

"""The card host's staff at the demo desk, at the bank's own port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.bank import BankReady
from kpay_desktop.bootstrap.desk_card_host import SLOW_S, USUAL, CardHostAtDesk, answers_of
from kpay_desktop.simulation.bank.cardhost.port import CardLine as BankLine
from kpay_desktop.simulation.bank.cardhost.scenarios import RULES, CardKind, Scenario
from tests.helpers.desk_cards import SCENARIOS
from tests.helpers.inner_bank import InnerBank
from ui.demo.card_port import CardBankState, CardLine

PATIENCE_S = 60.0


@pytest.fixture
def staff(inner: InnerBank) -> Iterator[CardHostAtDesk]:
    inner.calm_cards()
    ready = BankReady(1, inner.bank.gateway.url, inner.bank.desk.url, inner.bank.desk_token, Path())
    yield CardHostAtDesk(lambda: ready)
    inner.calm_cards()


def state_of(staff: CardHostAtDesk) -> CardBankState:
    state = staff.state(PATIENCE_S)
    assert state is not None
    return state


def test_what_is_wanted_most_stands_first() -> None:
    answers = answers_of(SCENARIOS)
    names = [answer.name for answer in answers]

    assert tuple(names[: len(USUAL)]) == USUAL
    assert len(names) == len(set(names))
    scenarios = {answer.scenario for answer in answers} | {"approve"}
    assert scenarios == {r.scenario.value for r in RULES if CardKind.SALE in r.kinds}
    by_name = {answer.name: answer for answer in answers}
    assert by_name["code:51"].amount == "51.79"
    assert by_name["lose_answer"].amount == "2.89"
    assert by_name["code:A0"].amount == ""
    assert by_name["slow"].delay_s == SLOW_S


def test_every_answer_can_be_chosen(staff: CardHostAtDesk, inner: InnerBank) -> None:
    for answer in state_of(staff).answers:
        said = staff.set_answer(answer.name, PATIENCE_S, stays=True)
        assert said is not None
        assert (said.chosen, said.stays) == (answer.name, True)
        (chosen,) = inner.desk.card_state().chosen
        assert (chosen.scenario, chosen.code) == (answer.scenario, answer.code)
        assert chosen.delay_s == answer.delay_s
    said = staff.set_answer("", PATIENCE_S, stays=False)
    assert said is not None
    assert (said.chosen, said.stays) == ("", False)
    assert inner.desk.card_state().chosen == ()


def test_what_others_chose_is_seen(staff: CardHostAtDesk, inner: InnerBank) -> None:
    inner.desk.set_next_card(Scenario.APPROVE.value)
    assert state_of(staff).chosen == ""
    inner.desk.set_next_card(Scenario.LOSE_ANSWER.value, kind="reversal")
    assert state_of(staff).chosen == ""


def test_the_line_is_cut_spoilt_and_mended(staff: CardHostAtDesk) -> None:
    assert {line.value for line in CardLine} == {line.value for line in BankLine}
    for line in (CardLine.CUT, CardLine.TLS_EXPIRED, CardLine.SILENT, CardLine.UP):
        said = staff.set_line(line, PATIENCE_S)
        assert said is not None
        assert said.line is line


def test_the_book_has_the_newest_sale_first(staff: CardHostAtDesk, inner: InnerBank) -> None:
    caller = inner.cards
    approved = caller.chip_sale(2801)
    assert caller.ask("0200", approved).code == "00"
    assert staff.set_answer("code:51", PATIENCE_S, stays=False) is not None
    declined = caller.chip_sale(2802)
    assert caller.ask("0200", declined).code == "51"
    assert inner.reverse(approved) == "00"

    newest, before = state_of(staff).book[:2]
    assert (newest.amount_minor, newest.code, newest.state) == (2802, "51", "declined")
    assert (before.amount_minor, before.state, before.reversals) == (2801, "reversed", 1)
    assert (before.stan, before.voucher) == (approved[11], approved[62])


def test_a_bank_that_is_not_there_has_no_state() -> None:
    assert CardHostAtDesk(lambda: None).state(1.0) is None
    nobody = BankReady(1, "http://127.0.0.1:1", "http://127.0.0.1:1", "x", Path())
    assert CardHostAtDesk(lambda: nobody).set_line(CardLine.CUT, 1.0) is None

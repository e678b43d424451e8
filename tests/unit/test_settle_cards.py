"""Settling with the card host: totals, rows, numbers, and what a crash or a line does to them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settle_view import SettleBegun, SettleView
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.state import Agreement, Phase, StopReason
from kpay_desktop.flows.settlement.steps import NOT_SENT
from kpay_desktop.ports_batch import BatchRow
from kpay_desktop.ports_cards import Silence
from tests.helpers.settle_line import refused_row
from tests.helpers.settle_till import PAN, SettleTill
from tests.helpers.truthful_card_host import HeldSale, Mood


def three_sales() -> SettleTill:
    """Three sales by card, one of which was refunded in part."""
    till = SettleTill()
    for amount in (2_800, 1_000, 500):
        till.sell(amount_minor=amount)
    return till


def test_a_batch_that_agrees_is_closed_wiped_and_printed_in_one_step() -> None:
    till = three_sales()
    (view,) = till.settle()
    (totals,) = [effect for effect, _ in till.world.cards.waiting]
    assert isinstance(totals, s.SendTotals)
    assert (totals.batch_no, totals.ours) == (1, Totals(3, 4_300))
    assert till.state().ours == totals.ours, "written down before it left"
    assert till.runner.are_cards_shut()
    till.world.cards.answer()
    state = till.state()
    assert (state.phase, state.agreement) == (Phase.SETTLED, Agreement.AGREE)
    assert not till.runner.are_cards_shut()
    assert not till.world.memory.vault, "no card number is left"
    assert till.standing() == {}
    jobs = [(job.kind, job.subject_id) for job in till.store.print_jobs(10)]
    assert jobs == [(SlipKind.SETTLEMENT, 1), (SlipKind.LIST, 1)]
    assert till.prints == 1
    assert till.sell().batch_no == 2
    assert view.run_id == 1


def test_each_acquirer_settles_by_itself_in_one_run() -> None:
    till = SettleTill()
    till.sell()
    till.sell(Method.WECHAT, 700)
    till.sell(Method.CASH, 1_000)
    views = till.settle()
    assert [view.state.acquirer for view in views] == ["cards", "wechat", "cash"]
    assert len({view.run_id for view in views}) == 1
    assert till.phase(Acquirer.CASH) is Phase.SETTLED
    assert till.state(Acquirer.CASH).agreement is Agreement.OURS_ALONE
    till.world.cards.lose()
    till.world.gateway.answer_all()
    assert till.state(Acquirer.WECHAT).agreement is Agreement.AGREE
    assert till.phase() is Phase.TOTALS, "a card host that is silent holds nobody else up"


def test_two_presses_are_one_settlement() -> None:
    till = three_sales()
    first = till.settle()
    second = till.settle()
    assert [view.flow for view in second] == [view.flow for view in first]
    till.world.cards.answer_all()
    till.settle()
    told = [one for one in till.news if isinstance(one, SettleBegun)]
    assert told[-1].views == (), "nothing is left to settle"


def test_a_lost_answer_is_answered_by_the_identical_message() -> None:
    till = three_sales()
    till.settle()
    till.world.cards.lose_answer()
    till.timers.advance(10)
    till.world.cards.answer()
    first, second = till.world.cards.sent
    assert first == second
    assert till.state().agreement is Agreement.AGREE


def test_a_program_that_ends_between_totals_and_answer_sends_the_same_again() -> None:
    till = three_sales()
    till.settle()
    till.world.cards._decided(till.world.cards.waiting[0][0], Mood.YES)
    till.clock.pass_s(3_600)
    again = till.restarted()
    assert again.runner.are_cards_shut()
    again.world.cards.answer()
    first, second = again.world.cards.sent
    assert first == second
    assert again.phase() is Phase.SETTLED


def test_a_host_that_is_down_for_an_hour_is_asked_until_it_answers() -> None:
    till = three_sales()
    till.settle()
    for _ in range(40):
        till.world.cards.lose()
        till.timers.advance(120)
    assert till.phase() is Phase.TOTALS
    till.world.cards.answer()
    assert till.phase() is Phase.SETTLED


def test_totals_that_differ_go_row_by_row_and_the_voucher_is_named() -> None:
    till = three_sales()
    missing = till.sell(amount_minor=900)
    sold = till.sell(amount_minor=4_000)
    till.give_back(sold, ReturnKind.REFUND, 1_500, ReturnState.DONE)
    host = till.world.cards.host
    host.refunds_open.clear()
    del host.sales[missing.voucher]
    till.settle()
    till.world.cards.answer_all()
    state = till.state()
    assert (state.phase, state.agreement) == (Phase.SETTLED, Agreement.UPLOADED)
    rows = [one for one in till.world.cards.sent if isinstance(one, BatchRow)]
    assert len(rows) == state.rows == 6
    assert [row.kind for row in rows] == [None] * 5 + [ReturnKind.REFUND]
    first = rows[0]
    assert (first.original_stan, first.rrn, first.approval_code) == (500_001, f"{1:012}", "A1B2C3")
    assert len({row.stan for row in rows}) == 6
    named = [one.voucher for one in state.differences]
    assert missing.voucher in named
    assert till.box.get(first.handle) is None, "a number is in memory for one message"


def test_a_program_killed_in_mid_upload_goes_on_at_its_row() -> None:
    till = three_sales()
    till.world.cards.host.sales["999999"] = HeldSale(1)
    till.settle()
    till.world.cards.answer()
    till.world.cards.answer()
    assert (till.phase(), till.state().done) == (Phase.UPLOADING, 1)
    stopped_at, _ = till.world.cards.waiting[0]
    again = till.restarted()
    assert again.world.cards.waiting[0][0] == stopped_at
    again.world.cards.answer_all()
    rows = [one.voucher for one in again.world.cards.sent if isinstance(one, BatchRow)]
    assert rows == ["000101", "000102", "000103"]
    assert again.state().agreement is Agreement.UPLOADED


def test_a_row_whose_answer_is_lost_is_the_identical_message_again() -> None:
    till = three_sales()
    till.world.cards.host.sales["999999"] = HeldSale(1)
    till.settle()
    till.world.cards.answer()
    till.world.cards.lose_answer()
    till.timers.advance(10)
    till.world.cards.answer_all()
    rows = [one for one in till.world.cards.sent if isinstance(one, BatchRow)]
    assert rows[0] == rows[1]
    assert till.phase() is Phase.SETTLED


def test_a_row_that_settles_nothing_is_tried_a_few_times_then_named() -> None:
    till = three_sales()
    till.world.cards.host.sales["999999"] = HeldSale(1)
    till.settle()
    till.world.cards.answer()
    for _ in range(4):
        row = till.world.cards.waiting[0][0]
        assert isinstance(row, BatchRow)
        till.world.cards.say(refused_row(row.stan, "96"))
        till.timers.advance(120)
    assert till.state().done == 1
    assert [one.code for one in till.state().differences] == ["96"]


def test_a_row_whose_number_is_gone_is_named_and_holds_nobody_up(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = three_sales()
    till.world.cards.host.sales["999999"] = HeldSale(1)
    till.world.memory.vault.pop("card:2")
    till.settle()
    till.world.cards.answer_all()
    assert [(one.voucher, one.code) for one in till.state().differences] == [("000102", NOT_SENT)]
    assert till.state().stop is StopReason.DIFFERS_STILL, "the host misses the row"
    assert "its card's number is gone" in caplog.text


def test_another_batch_number_is_signed_on_for_and_wipes_nothing() -> None:
    till = three_sales()
    till.world.cards.host.shown_batch_no = 7
    till.settle()
    till.world.cards.answer()
    assert (till.phase(), till.state().code) == (Phase.SIGNING_ON, "80")
    till.world.cards.answer()
    till.world.cards.answer()
    totals = [one for one in till.world.cards.sent if isinstance(one, s.SendTotals)]
    assert totals[0].stan != totals[1].stan, "a message that was refused is not repeated"
    assert till.phase() is Phase.SETTLED


def test_a_host_that_keeps_another_batch_number_leaves_ours_open() -> None:
    till = three_sales()
    till.settle()
    for _ in range(2):
        till.world.cards.say(s.BatchUnknown(till.state().stan, "77"))
        till.world.cards.say(s.SignedOn())
    till.world.cards.say(s.BatchUnknown(till.state().stan, "77"))
    assert till.state().stop is StopReason.BATCH_UNKNOWN
    assert till.standing()["cards"].figures.totals == Totals(3, 4_300)
    assert till.world.memory.vault, "numbers stay until the host has closed the batch"
    assert not till.runner.are_cards_shut()
    assert till.settle_all().agreement is Agreement.AGREE


def test_a_host_that_differs_still_leaves_the_batch_open_with_its_totals() -> None:
    till = three_sales()
    host = till.world.cards.host
    host.sales["999999"], host.never_ends = HeldSale(1), True
    till.settle()
    till.world.cards.answer_all()
    state = till.state()
    assert (state.stop, state.theirs) == (StopReason.DIFFERS_STILL, Totals(4, 4_301))
    assert till.standing()["cards"].figures.rows == 3
    assert list(till.store.print_jobs(10)) == []


def test_a_code_that_leaves_it_open_calls_a_person_and_goes_on() -> None:
    till = three_sales()
    till.settle()
    for _ in range(7):
        till.world.cards.say(s.HostRefused(till.state().stan, "96"))
        till.timers.advance(120)
    state = till.state()
    assert (state.phase, state.needs_person, state.code) == (Phase.TOTALS, True, "96")
    till.world.cards.answer()
    assert till.phase() is Phase.SETTLED


def test_silence_of_the_till_itself_changes_nothing_on_the_disk() -> None:
    till = three_sales()
    till.settle()
    before = len(till.world.memory.journal)
    till.world.cards.say(s.HostSilent(till.state().stan, Silence.TIMEOUT))
    assert len(till.world.memory.journal) == before


def test_an_answer_to_an_earlier_message_is_none() -> None:
    till = three_sales()
    (view,) = till.settle()
    till.do(lambda: till.runner._stepping.handle_named(view.flow, s.HostAgreed(7, None)))
    assert till.phase() is Phase.TOTALS


def test_a_sale_in_reversal_is_no_row_and_a_voided_one_is_none_either() -> None:
    till = three_sales()
    sold = till.sell(amount_minor=5_000)
    till.give_back(sold, ReturnKind.VOID, 5_000, ReturnState.DONE)
    del till.world.cards.host.sales[sold.voucher]
    assert till.settle_all().ours == Totals(3, 4_300)
    assert till.store.sale(sold.sale_id) is not None


def test_the_page_follows_each_step() -> None:
    till = three_sales()
    till.settle()
    till.world.cards.answer()
    phases = [one.state.phase for one in till.news if isinstance(one, SettleView)]
    assert phases == [Phase.CLEARING, Phase.TOTALS, Phase.SETTLED]
    faultless = [one for one in till.news if isinstance(one, SettleView)]
    assert all(one.store_fault is None for one in faultless)


def test_the_card_number_stands_in_no_message_of_the_flow() -> None:
    till = three_sales()
    till.world.cards.host.sales["999999"] = HeldSale(1)
    till.settle()
    till.world.cards.answer_all()
    texts = [commit.state + commit.event for commit in till.world.memory.journal]
    assert not any(PAN in text for text in texts)
    assert PAN not in repr(till.news) + repr(till.world.cards.sent)
    assert replace(till.state(), tries=9) == till.state()
    assert till.sell(state=SaleState.OPEN).batch_no == 2

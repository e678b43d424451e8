"""The till's client and the bank's card host: void, refund and a whole settlement between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.totals import Totals
from kpay_desktop.ports_batch import BackRequest, BatchAnswer, BatchRow, BatchTotals, RowAnswer
from kpay_desktop.ports_cards import (
    CardSaleRequest,
    HostApproved,
    HostDeclined,
    NoHostAnswer,
    ReversalAnswer,
    ReversalStatus,
)
from kpay_desktop.simulation.desk_answers import DeskRefusedError
from tests.contract.test_bank_card_till import CALL_S, LOCAL_AT, TOTAL, Lane
from tests.helpers.inner_bank import InnerBank, inner_bank


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[InnerBank]:
    """A bank whose terminal begins with batch 1."""
    with inner_bank(tmp_path / "bank", cents_table=False) as running:
        yield running


@pytest.fixture
def lane(bank: InnerBank) -> Iterator[Lane]:
    running = Lane(bank)
    yield running
    running.client.shut_down()


def sold(
    lane: Lane, entry: EntryMode = EntryMode.CHIP, amount_minor: int = TOTAL
) -> tuple[CardSaleRequest, HostApproved]:
    """Return a sale that the host approved, and its approval."""
    request = lane.sale(entry, amount_minor)
    answer = lane.ask(request)
    assert isinstance(answer, HostApproved)
    return request, answer


def void_of(sale: CardSaleRequest, told: HostApproved, stan: int) -> BackRequest:
    """Return the void of a sale."""
    return BackRequest(
        ReturnKind.VOID, stan, sale.voucher, 1, sale.amount_minor, sale.entry, "card:1", LOCAL_AT,
        told.rrn, sale.local_at,
    )  # fmt: skip


def row_of(sale: CardSaleRequest, told: HostApproved, stan: int) -> BatchRow:
    """Return the row of an upload about a sale."""
    return BatchRow(
        stan, None, sale.stan, sale.voucher, 1, sale.amount_minor, sale.tip_minor, sale.entry,
        "card:1", told.rrn, told.approval_code, sale.local_at,
    )  # fmt: skip


@pytest.mark.parametrize("entry", list(EntryMode))
def test_a_sale_each_way_is_voided(lane: Lane, entry: EntryMode) -> None:
    sale, told = sold(lane, entry)
    void = void_of(sale, told, 9_001)
    answer = lane.client.give_back(void, CALL_S)
    assert isinstance(answer, HostApproved)
    again = lane.client.give_back(replace(void, stan=9_002), CALL_S)
    assert isinstance(again, HostDeclined)
    assert again.code == "12"


def test_a_void_and_a_refund_are_taken_back(lane: Lane) -> None:
    sale, told = sold(lane)
    void = void_of(sale, told, 9_001)
    refund = replace(void, kind=ReturnKind.REFUND, stan=9_002, voucher="009002", rrn="")
    for request in (void, refund):
        assert isinstance(lane.client.give_back(request, CALL_S), HostApproved)
        for _ in range(2):
            taken = lane.client.reverse_back(request, CALL_S)
            assert taken == ReversalAnswer(request.stan, ReversalStatus.DONE, "00")
    unknown = replace(void, stan=9_003)
    not_found = ReversalAnswer(9_003, ReversalStatus.NOT_FOUND, "25")
    assert lane.client.reverse_back(unknown, CALL_S) == not_found


def test_a_lost_void_is_reversed_and_the_sale_stands(bank: InnerBank, lane: Lane) -> None:
    sale, told = sold(lane)
    bank.desk.set_next_card("cut_after", kind="back")
    void = void_of(sale, told, 9_001)
    lost = lane.client.give_back(void, CALL_S)
    assert isinstance(lost, NoHostAnswer)
    assert lost.sent
    lane.client.reverse_back(void, CALL_S)
    totals = BatchTotals(9_002, 1, Totals(1, TOTAL), LOCAL_AT)
    assert lane.client.settle(totals, CALL_S) == BatchAnswer(9_002, "00", Totals(1, TOTAL))


def test_a_lost_settlement_is_answered_by_the_identical_message(
    bank: InnerBank, lane: Lane
) -> None:
    sold(lane)
    batch = BatchTotals(9_001, 1, Totals(1, TOTAL), LOCAL_AT)
    bank.desk.set_next_card("cut_after", kind="settlement")
    assert isinstance(lane.client.settle(batch, CALL_S), NoHostAnswer)
    assert lane.client.settle(batch, CALL_S) == BatchAnswer(9_001, "00", Totals(1, TOTAL))
    assert lane.client.settle(replace(batch, stan=9_002), CALL_S) == BatchAnswer(9_002, "80")


def test_totals_that_differ_end_in_an_upload(bank: InnerBank, lane: Lane) -> None:
    first = sold(lane, EntryMode.SWIPE)
    second = sold(lane, EntryMode.SWIPE, 1_000)
    asked = BatchTotals(9_001, 1, Totals(1, TOTAL), LOCAL_AT)
    told = lane.client.settle(asked, CALL_S)
    assert told == BatchAnswer(9_001, "95", Totals(2, TOTAL + 1_000))
    bank.desk.set_next_card("lose_answer", kind="upload")
    row = row_of(*first, 9_002)
    assert isinstance(lane.client.upload(row, 0.5), NoHostAnswer)
    assert lane.client.upload(row, CALL_S) == RowAnswer(9_002, "00")
    strange = replace(row_of(*second, 9_003), amount_minor=999)
    assert lane.client.upload(strange, CALL_S) == RowAnswer(9_003, "13")
    ours = Totals(2, TOTAL + 999)
    end = BatchTotals(9_004, 1, ours, LOCAL_AT)
    assert lane.client.end_upload(end, CALL_S) == BatchAnswer(9_004, "00", ours)


def test_a_misbooked_sale_makes_totals_differ_and_the_upload_names_it(
    bank: InnerBank, lane: Lane
) -> None:
    first = sold(lane, EntryMode.SWIPE)
    second = sold(lane, EntryMode.SWIPE, 1_000)
    before = {account.code: account.balance_minor for account in bank.desk.card_state().accounts}
    assert bank.desk.misbook(f"{int(second[0].voucher):06d}", 250) == 750
    after = {account.code: account.balance_minor for account in bank.desk.card_state().accounts}
    assert sum(after.values()) - sum(before.values()) == 250
    ours = Totals(2, TOTAL + 1_000)
    told = lane.client.settle(BatchTotals(9_001, 1, ours, LOCAL_AT), CALL_S)
    assert told == BatchAnswer(9_001, "95", Totals(2, TOTAL + 750))
    assert lane.client.upload(row_of(*first, 9_002), CALL_S) == RowAnswer(9_002, "00")
    assert lane.client.upload(row_of(*second, 9_003), CALL_S) == RowAnswer(9_003, "13")
    end = BatchTotals(9_004, 1, ours, LOCAL_AT)
    assert lane.client.end_upload(end, CALL_S) == BatchAnswer(9_004, "00", ours)
    with pytest.raises(DeskRefusedError):
        bank.desk.misbook("999999", 100)

"""Settlements of the till with the simulated bank, over sockets, on a real disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settlement.state import Agreement, Phase, StopReason
from tests.helpers.bank import wait_until
from tests.helpers.bank_books import audited
from tests.helpers.inner_bank import InnerBank, inner_bank
from tests.helpers.settle_shop import open_shop
from tests.helpers.store import write


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[InnerBank]:
    with inner_bank(tmp_path / "bank", cents_table=False) as running:
        yield running


def closed(tmp_path: Path) -> list[tuple[int, ...]]:
    """Return number, sales, cents, and whether rows were sent, of the bank's closed batches."""
    with audited(tmp_path / "bank" / "bank.sqlite3") as db:
        rows = db.execute(
            "SELECT batch_no, sales, sales_minor, uploaded FROM card_batches ORDER BY batch_no"
        ).fetchall()
    return [tuple(row) for row in rows]


def uploaded(tmp_path: Path) -> list[tuple[str, int, str]]:
    with audited(tmp_path / "bank" / "bank.sqlite3") as db:
        rows = db.execute("SELECT voucher, amount_minor, code FROM card_uploads").fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


def test_a_day_of_cards_wallets_and_cash_is_settled(tmp_path: Path, bank: InnerBank) -> None:
    with open_shop(tmp_path / "till", bank) as shop:
        for amount in (2_800, 1_050):
            shop.sell_by_card(amount)
        shop.sell_by_wallet(Method.WECHAT, 700)
        shop.sell_by_wallet(Method.PAYNOW, 1_230)
        shop.sell_for_cash(500)
        shop.settle()
        ends = {r.identity.acquirer: shop.state(r.identity.acquirer) for r in shop.past()}
        assert {name: one.agreement for name, one in ends.items()} == {
            "cards": Agreement.AGREE,
            "wechat": Agreement.AGREE,
            "paynow": Agreement.AGREE,
            "cash": Agreement.OURS_ALONE,
        }
        assert ends["cards"].theirs == ends["cards"].ours == Totals(2, 3_850)
        assert closed(tmp_path) == [(1, 2, 3_850, 0)]
        assert shop.sell_by_card(900).batch_no == 2
        shop.settle()
    assert closed(tmp_path) == [(1, 2, 3_850, 0), (2, 1, 900, 0)]


def test_totals_that_differ_end_in_rows_and_name_the_voucher(
    tmp_path: Path, bank: InnerBank
) -> None:
    with open_shop(tmp_path / "till", bank) as shop:
        first, wrong, third = (shop.sell_by_card(amount) for amount in (2_800, 1_050, 500))
        bank.desk.misbook(wrong.voucher, 50)
        shop.settle()
        state = shop.state()
    assert (state.agreement, state.ours) == (Agreement.UPLOADED, Totals(3, 4_350))
    assert state.differences[0].voucher == wrong.voucher
    assert [row[0] for row in uploaded(tmp_path)] == [one.voucher for one in (first, wrong, third)]
    assert closed(tmp_path) == [(1, 3, 4_350, 1)]


def test_a_wallet_order_that_was_never_paid_is_named(tmp_path: Path, bank: InnerBank) -> None:
    with open_shop(tmp_path / "till", bank) as shop:
        shop.sell_by_wallet(Method.WECHAT, 700)
        never = shop.book_alone(Method.WECHAT, 900)
        shop.settle()
        state = shop.state("wechat")
    assert (state.agreement, state.theirs) == (Agreement.DIFFER, Totals(1, 700))
    assert [one.voucher for one in state.differences] == [never.voucher]


@pytest.mark.parametrize("scenario", ["lose_answer", "cut_after", "cut_before"])
def test_a_lost_answer_closes_the_batch_once(
    tmp_path: Path, bank: InnerBank, scenario: str
) -> None:
    with open_shop(tmp_path / "till", bank) as shop:
        shop.sell_by_card(2_800)
    bank.desk.set_next_card(scenario, kind="settlement")
    # However slow the machine is: what had no answer in time is asked again.
    with open_shop(tmp_path / "till", bank, answer_s=1.0) as shop:
        shop.settle()
        assert shop.state().agreement is Agreement.AGREE
    assert closed(tmp_path) == [(1, 1, 2_800, 0)]


def test_a_till_that_ends_in_mid_upload_goes_on_there(tmp_path: Path, bank: InnerBank) -> None:
    with open_shop(tmp_path / "till", bank) as shop:
        sales = [shop.sell_by_card(amount) for amount in (2_800, 1_050, 500)]
        bank.desk.misbook(sales[2].voucher, 50)
        bank.desk.set_next_card("cut_after", kind="upload", sticky=True)
        shop.runner.settle("01")
        shop.reaches(Phase.UPLOADING)
    bank.desk.clear_next_card("upload")
    with open_shop(tmp_path / "till", bank) as shop:
        wait_until("the end of the settlement", shop.has_ended)
        assert shop.state().agreement is Agreement.UPLOADED
    assert [row[0] for row in uploaded(tmp_path)] == [one.voucher for one in sales]


def test_a_bank_that_is_down_is_waited_for(tmp_path: Path, bank: InnerBank) -> None:
    with open_shop(tmp_path / "till", bank) as shop:
        shop.sell_by_card(2_800)
        bank.desk.set_card_line("cut")
        shop.runner.settle("01")
        shop.reaches(Phase.TOTALS)
        assert write(shop.books, shop.runner.are_cards_shut)
        bank.desk.set_card_line("up")
        wait_until("the end of the settlement", shop.has_ended)
        assert shop.state().agreement is Agreement.AGREE


def test_a_bank_with_another_batch_number_leaves_ours_open(tmp_path: Path, bank: InnerBank) -> None:
    with open_shop(tmp_path / "till", bank) as shop:
        shop.sell_by_card(2_800)
        bank.desk.set_next_card("code", kind="settlement", code="77", sticky=True)
        shop.settle()
        assert shop.state().stop is StopReason.BATCH_UNKNOWN
        bank.desk.clear_next_card("settlement")
        shop.settle()
        assert shop.state().agreement is Agreement.AGREE
    assert closed(tmp_path) == [(1, 1, 2_800, 0)]

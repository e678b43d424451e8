"""Settling while the line is half open, the clock is set or the disk is full: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settle_view import SettleView
from kpay_desktop.flows.settlement.state import Agreement, Phase
from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.ports_batch import BatchAnswer, BatchTotals
from kpay_desktop.ports_cards import NoHostAnswer
from tests.helpers.bank import wait_until
from tests.helpers.bank_books import audited
from tests.helpers.inner_bank import InnerBank, inner_bank
from tests.helpers.mounts import can_mount, run_python, tmpfs
from tests.helpers.settle_shop import Shop, open_shop
from tests.helpers.store import DEADLINE_S, make_folder, write
from tests.helpers.trouble_net import trouble_net

DAY_S = 86_400


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[InnerBank]:
    with inner_bank(tmp_path / "bank", cents_table=False) as running:
        yield running


def closed(tmp_path: Path) -> list[tuple[int, ...]]:
    """Return number, sales and cents of the bank's closed batches."""
    with audited(tmp_path / "bank" / "bank.sqlite3") as db:
        rows = db.execute(
            "SELECT batch_no, sales, sales_minor FROM card_batches ORDER BY batch_no"
        ).fetchall()
    return [tuple(row) for row in rows]


def repeats(shop: Shop) -> bool:
    """True once the page says that it is asked again."""
    views = [news for news in list(shop.news) if isinstance(news, SettleView)]
    return any(view.state.phase is Phase.TOTALS and view.state.tries > 1 for view in views)


@pytest.mark.parametrize("arrives", [True, False])
def test_a_line_that_is_half_open_at_the_totals_closes_the_batch_once(
    tmp_path: Path, bank: InnerBank, monkeypatch: pytest.MonkeyPatch, *, arrives: bool
) -> None:
    with open_shop(tmp_path / "till", bank) as shop:
        shop.sell_by_card(2_800)
        shop.sell_by_card(1_050)
    send, sent = CardHostClient.settle, list[BatchTotals]()
    # A settlement that waits for its next try lets an echo on the silent line have its ten seconds.
    monkeypatch.setattr("kpay_desktop.flows.card_work.ECHO_DEADLINE_S", 0.5)
    with trouble_net() as net:

        def settle(
            client: CardHostClient, batch: BatchTotals, deadline_s: float
        ) -> BatchAnswer | NoHostAnswer:
            if not sent:
                net.freeze(arrives=arrives)
            sent.append(batch)
            return send(client, batch, deadline_s)

        monkeypatch.setattr(CardHostClient, "settle", settle)
        with open_shop(tmp_path / "till", bank, answer_s=1.0) as shop:
            shop.runner.settle("01")
            wait_until("the totals once more", lambda: repeats(shop))
            assert write(shop.books, shop.runner.are_cards_shut)
            heard = [(1, 2, 3_850)] if arrives else []
            wait_until("what the bank heard", lambda: closed(tmp_path) == heard)
            net.mend()
            wait_until("the end of the settlement", shop.has_ended)
            state = shop.state()
            assert (state.agreement, state.theirs) == (Agreement.AGREE, Totals(2, 3_850))
    assert closed(tmp_path) == [(1, 2, 3_850)]
    assert len({(one.stan, one.batch_no, one.totals) for one in sent}) == 1, "the same message"


class JumpingClock(SystemClock):
    """The machine's clock, until somebody sets it."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.mark.parametrize("jump_s", [-DAY_S, -3_600, DAY_S, 400 * DAY_S])
def test_a_clock_that_is_set_in_mid_settlement_settles_each_row_once(
    tmp_path: Path, bank: InnerBank, monkeypatch: pytest.MonkeyPatch, jump_s: int
) -> None:
    clock = JumpingClock()
    monkeypatch.setattr("tests.helpers.settle_shop.SystemClock", lambda: clock)
    with open_shop(tmp_path / "till", bank) as shop:
        shop.sell_by_card(2_800)
        shop.sell_by_wallet(Method.WECHAT, 700)
        bank.desk.set_card_line("cut")
        shop.runner.settle("01")
        shop.reaches(Phase.TOTALS)
        clock.by = timedelta(seconds=jump_s)
        bank.desk.set_card_line("up")
        wait_until("the end of the settlement", shop.has_ended)
        assert shop.state().agreement is shop.state("wechat").agreement is Agreement.AGREE
        assert shop.sell_by_card(900).batch_no == 2
        shop.settle()
        assert shop.state().ours == Totals(1, 900)
        assert shop.books.verify(DEADLINE_S).problems == ()
    assert closed(tmp_path) == [(1, 1, 2_800), (2, 1, 900)]


# The totals are on their way when the disk fills up; the answer comes, and cannot be written.
FULL = """
import itertools
import sys
from pathlib import Path
from kpay_desktop.flows.settle_view import SettleRefused, SettleView
from kpay_desktop.flows.settlement.state import Phase
from kpay_desktop.ports import StoreError
from tests.helpers.bank import wait_until
from tests.helpers.inner_bank import inner_bank
from tests.helpers.settle_shop import open_shop
from tests.helpers.store import DEADLINE_S, write
from tests.soak.disk import fill

till, books, is_mounted = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "mounted"
ballast = till / "ballast"

def use_up(shop):
    database = shop.books.store._session.database
    if is_mounted:
        fill(ballast)
    else:
        pages = write(shop.books, lambda: database.pragma("page_count"))
        write(shop.books, lambda: database.pragma("max_page_count", pages))
    refusals = 0
    while refusals < 3:
        # What is still free within the log and the pages goes too.
        try:
            shop.sell_for_cash(100)
            refusals = 0
        except StoreError as error:
            assert error.kind.value == "full", error
            refusals += 1

def free(shop):
    database = shop.books.store._session.database
    if is_mounted:
        ballast.unlink()
    else:
        write(shop.books, lambda: database.pragma("max_page_count", 1_000_000))

def said(shop, kind):
    return [news for news in list(shop.news) if isinstance(news, kind)]

with inner_bank(books, cents_table=False) as bank, open_shop(till, bank) as shop:
    shop.sell_by_card(2_800)
    shop.sell_by_card(1_050)
    use_up(shop)
    shop.runner.settle("01")
    wait_until("a refusal", lambda: said(shop, SettleRefused))
    print("refused", said(shop, SettleRefused)[0].kind.value, len(shop.past()))
    free(shop)
    bank.desk.set_card_line("cut")
    shop.runner.settle("01")
    shop.reaches(Phase.TOTALS)
    use_up(shop)
    bank.desk.set_card_line("up")
    faults = lambda: [v.store_fault for v in said(shop, SettleView) if v.store_fault]
    wait_until("the page's word", faults)
    print("page", faults()[0].value, shop.state().phase.value)
    print("shut", write(shop.books, shop.runner.are_cards_shut))
    free(shop)
    wait_until("the end of the settlement", shop.has_ended)
    state = shop.state()
    print("settled", state.agreement.value, state.ours.sales, state.ours.sales_minor)
    print("next", shop.sell_by_card(900).batch_no)
    print("problems", *shop.books.verify(DEADLINE_S).problems)
"""


def test_a_disk_that_fills_up_in_mid_settlement_delays_it_and_loses_nothing(
    tmp_path: Path,
) -> None:
    till = make_folder(tmp_path / "till")
    how = "mounted" if can_mount() else "limited"
    mount = tmpfs(till, 6_000) if how == "mounted" else ""
    done = run_python(FULL, str(till), str(tmp_path / "bank"), how, mount=mount)
    assert done.stdout.splitlines() == [
        "refused full 0",
        "page full totals",
        "shut True",
        "settled agree 2 3850",
        "next 2",
        "problems",
    ], done.stderr
    assert closed(tmp_path) == [(1, 2, 3_850)]

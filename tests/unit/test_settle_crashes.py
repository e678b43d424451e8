"""A program that ends after any step of a settlement: what it wrote is where the next one goes on.

Each run is ended behind another write, started again, and answered to the end; then the till's
books are held beside the card host's and the gateway's, to the cent.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.records import Commit
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settle_state import state_of
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.state import Agreement, Phase
from kpay_desktop.ports import Store
from kpay_desktop.ports_batch import BatchRow
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.settle_till import SettleTill, World
from tests.helpers.store import opened, write
from tests.helpers.truthful_card_host import HeldSale

MOST_WRITES = 60


class EndedError(BaseException):
    """The program is gone."""


class DoomedStore(InMemoryStore):
    """A store whose program ends behind a write: it is on the disk, and nothing follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.left: int | None = None

    def commit(self, commit: Commit) -> None:
        super().commit(commit)
        if self.left is not None and commit.flow.startswith("settlement:"):
            self.left -= 1
            if self.left == 0:
                self.left = None
                raise EndedError


Prepare = Callable[[SettleTill], None]


def differing(till: SettleTill) -> None:
    """Cards whose totals differ, wallets that agree, and one unknown reversal."""
    for amount in (2_800, 1_000, 500):
        till.sell(amount_minor=amount)
        till.sell(Method.WECHAT, amount)
    sold = till.sell(amount_minor=4_000)
    till.give_back(sold, ReturnKind.REFUND, 1_500, ReturnState.DONE)
    till.sell(amount_minor=700, state=SaleState.REVERSING)
    till.sell(Method.CASH, 1_000)
    till.world.cards.host.sales["999999"] = HeldSale(100)


def agreeing(till: SettleTill) -> None:
    """Cards and wallets that agree."""
    for amount in (2_800, 1_000):
        till.sell(amount_minor=amount)
        till.sell(Method.PAYNOW, amount)


def settled(till: SettleTill) -> None:
    """Settle to the end, whatever has to be pressed for it."""
    for _ in range(100):
        till.world.cards.answer_all()
        till.world.gateway.answer_all()
        live = till.runner.under_way()
        if not live:
            return
        if any(view.state.phase is Phase.HELD for view in live):
            till.carry_over()
        till.timers.advance(10)
    raise AssertionError("a settlement hangs")


def check(till: SettleTill) -> None:
    """Hold the till's books beside the host's."""
    record = till.store.settlement(1)
    assert record is not None
    state, sent = state_of(record), till.world.cards.sent
    assert (state.phase, state.acquirer) == (Phase.SETTLED, "cards")
    assert till.world.cards.host.closed[1] == state.ours
    totals = [one for one in sent if isinstance(one, s.SendTotals) and one.batch_no == 1]
    assert len({repr(one) for one in totals}) == 1, "another message instead of the same"
    rows = [one for one in sent if isinstance(one, BatchRow) and one.batch_no == 1]
    assert len({one.stan for one in rows}) == len({one.voucher for one in rows})
    assert not set(state.carried) & {row.voucher for row in rows}


@pytest.mark.parametrize("prepare", [agreeing, differing])
def test_a_program_that_ends_behind_any_write_goes_on_there(prepare: Prepare) -> None:
    ended = 0
    for writes in range(1, MOST_WRITES):
        store = DoomedStore()
        till = SettleTill(World(store=store))
        prepare(till)
        store.left = writes
        try:
            till.runner.settle("01")
            settled(till)
        except EndedError:
            ended += 1
            till = till.restarted()
            if not till.runner.under_way():
                till.runner.settle("01")
        store.left = None
        settled(till)
        if till.standing().keys() - {"cards"}:
            till.runner.settle("01")
            settled(till)
        check(till)
        if writes > ended:
            break
    assert ended > 6, "the program did not end where it should"
    assert writes < MOST_WRITES - 1


@pytest.mark.parametrize("refused", range(1, 24))
def test_a_program_that_ends_in_front_of_a_write_repeats_what_led_to_it(
    refused: int, caplog: pytest.LogCaptureFixture
) -> None:
    till = SettleTill()
    differing(till)
    till.settle()
    store = till.world.memory
    for _ in range(refused):
        till.world.cards.answer_all()
        till.timers.advance(5)
    store.refusals = 1
    till.timers.advance(60)
    till.world.cards.answer_all()
    till = till.restarted()
    settled(till)
    check(till)
    assert till.state().agreement is Agreement.UPLOADED
    del caplog


@pytest.mark.parametrize("end_after", [0, 1, 2, 4, 6])
def test_it_is_so_on_a_real_disk(tmp_path: Path, end_after: int) -> None:
    def begin(store: Store) -> World:
        till = SettleTill(World(store=store))
        differing(till)
        till.settle()
        till.timers.advance(61)
        till.carry_over()
        for _ in range(end_after):
            till.world.cards.answer()
            till.world.gateway.answer_all()
        return till.world

    def go_on(world: World, store: Store) -> None:
        world.store = store
        till = SettleTill(world).restarted()
        settled(till)
        check(till)
        standing = till.standing()
        assert standing.keys() == {Acquirer.CARDS}
        assert standing[Acquirer.CARDS].figures.totals == Totals()
        (row,) = standing[Acquirer.CARDS].unresolved
        assert row.amount_minor == 700
        assert till.store.sealed_card(f"card:{row.row_id}") is not None
        assert till.store.sealed_card("card:1") is None

    with opened(tmp_path) as books:
        world = write(books, lambda: begin(books.store))
    with opened(tmp_path) as books:
        write(books, lambda: go_on(world, books.store))

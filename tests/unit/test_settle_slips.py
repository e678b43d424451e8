"""Slips and lists of settlements, made from rows that a till wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kpay_desktop.domain.business_day import BusinessDays
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import Acquirer, BatchSpan
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.settle_slips import (
    BatchPaper,
    list_document,
    list_row,
    open_list,
    settlement_day,
    settlement_document,
)
from kpay_desktop.flows.settle_state import past_told, state_of
from kpay_desktop.flows.settlement.state import Phase
from kpay_desktop.ports import StoreError
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.slip_shop import SINGAPORE, SlipShop
from kpay_desktop.settings import demo_settings
from models.store import SqlStore
from tests.helpers.settle_till import SettleTill, World
from tests.helpers.store import opened, write
from tests.helpers.truthful_card_host import HeldSale

OnDisk = Callable[[Callable[[SettleTill], None]], None]
DAYS = BusinessDays(SINGAPORE, 4 * 60)


@pytest.fixture(scope="module")
def shop() -> SlipShop:
    made = SlipShop.of(demo_settings(), "0.1.0")
    return replace(made, languages=(Language.EN,))


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[OnDisk]:
    """Runs a test's body with a till on a store of its own, on the writer's thread."""
    with opened(tmp_path) as books:

        def run(body: Callable[[SettleTill], None]) -> None:
            write(books, lambda: body(SettleTill(World(store=books.store))))

        yield run


def disk_of(till: SettleTill) -> SqlStore:
    assert isinstance(till.store, SqlStore)
    return till.store


def paper_of(till: SettleTill, acquirer: str = Acquirer.CARDS) -> BatchPaper:
    """Return what the slips of the newest settlement with an acquirer are made from."""
    record = till.record(acquirer)
    books, batch_id = disk_of(till), record.identity.batch_id
    return BatchPaper(
        record,
        groups=books.batch_groups(batch_id),
        span=books.batch_span(batch_id),
        entries=books.listed(batch_id),
        host="Bank card host",
    )


def slip_of(till: SettleTill, shop: SlipShop, acquirer: str = Acquirer.CARDS) -> str:
    return dump(settlement_document(paper_of(till, acquirer), shop, DAYS), 48)


def lines_of(text: str) -> list[str]:
    return [" ".join(line.split("|")[1].split()) for line in text.splitlines() if "|" in line]


def test_a_slip_says_what_was_settled_and_that_it_agrees(shop: SlipShop, on_disk: OnDisk) -> None:
    def body(till: SettleTill) -> None:
        for amount in (2_800, 1_000):
            till.sell(amount_minor=amount)
        till.settle_all()
        lines = lines_of(slip_of(till, shop))
        for line in (
            "Host Bank card host",
            "Batch 000001",
            "Business day 2026-11-20",
            "Vouchers 000001 - 000002",
            "TOTALS AGREE",
            "Response 00",
        ):
            assert line in lines, line
        assert any(line.startswith("VISA") for line in lines)

    on_disk(body)


def test_a_slip_names_what_differs_in_words(shop: SlipShop, on_disk: OnDisk) -> None:
    def body(till: SettleTill) -> None:
        for amount in (2_800, 1_000, 500):
            till.sell(Method.WECHAT, amount)
        orders = list(till.world.gateway.paid)
        till.world.gateway.paid[orders[0]] = 2_700
        del till.world.gateway.paid[orders[1]]
        till.settle()
        till.world.gateway.answer()
        till.world.gateway.answer()
        for _ in range(4):
            till.world.gateway.lose()
            till.timers.advance(60)
        text = slip_of(till, shop, Acquirer.WECHAT)
        lines = lines_of(text)
        for line in (
            "TOTALS DIFFER",
            "Voucher no. 000001",
            "Voucher no. 000002",
            "Response Not found",
            "Voucher no. 000003",
            "Response No answer to compare with",
            "Host WeChat Pay",
        ):
            assert line in lines, line
        assert "not_compared" not in text
        assert "STAN" not in text

    on_disk(body)


def test_what_was_carried_over_stands_with_its_money(shop: SlipShop, on_disk: OnDisk) -> None:
    def body(till: SettleTill) -> None:
        sold = till.sell(amount_minor=2_800)
        till.give_back(sold, ReturnKind.VOID, 2_800, ReturnState.PENDING)
        refunded = till.sell(amount_minor=1_000)
        till.give_back(refunded, ReturnKind.REFUND, 400, ReturnState.PENDING)
        till.sell(amount_minor=700)
        till.world.cards.host.sales = {"000004": HeldSale(700)}
        till.settle()
        till.timers.advance(61)
        till.carry_over()
        till.world.cards.answer_all()
        lines = lines_of(slip_of(till, shop))
        start = lines.index("NOT KNOWN, CARRIED OVER")
        assert lines[start + 1 : start + 5] == [
            "000001 BANK CARD 28.00",
            "000002 BANK CARD 10.00",
            "000003 BANK CARD -4.00",
            "Rows 3 34.00",
        ]

    on_disk(body)


def test_rows_that_were_sent_and_a_settlement_by_itself(shop: SlipShop, on_disk: OnDisk) -> None:
    def body(till: SettleTill) -> None:
        till.sell(amount_minor=2_800)
        till.world.cards.host.sales["999999"] = HeldSale(100)
        till.do(till.runner.settle_by_itself)
        till.world.cards.answer_all()
        lines = lines_of(slip_of(till, shop))
        assert "ROWS SENT, BATCH CLOSED" in lines
        assert "Cashier automatic" in lines

    on_disk(body)


@pytest.mark.parametrize("method", [Method.CASH, Method.PAYNOW])
def test_what_nobody_is_asked_about_says_so(
    shop: SlipShop, method: Method, on_disk: OnDisk
) -> None:
    def body(till: SettleTill) -> None:
        if method is Method.CASH:
            till.sell(method, 1_000)
        else:
            till.sell(method, 1_000, SaleState.BY_HAND, mode=QrMode.OWN)
        till.settle()
        acquirer = Acquirer.CASH if method is Method.CASH else Acquirer.OWN
        assert "NO HOST TO COMPARE" in lines_of(slip_of(till, shop, acquirer))

    on_disk(body)


def test_the_list_has_a_void_beside_its_sale(shop: SlipShop, on_disk: OnDisk) -> None:
    def body(till: SettleTill) -> None:
        sold = till.sell(amount_minor=2_800)
        till.give_back(sold, ReturnKind.VOID, 2_800, ReturnState.DONE)
        till.world.cards.host.sales.clear()
        kept = till.sell(amount_minor=1_000)
        till.give_back(kept, ReturnKind.REFUND, 300, ReturnState.DONE)
        till.sell(amount_minor=555, state=SaleState.DECLINED)
        till.world.cards.host.sales.clear()
        till.settle()
        till.world.cards.answer_all()
        paper = paper_of(till)
        rows = [list_row(entry) for entry in paper.entries]
        assert [(row.voucher, row.kind, row.total_minor) for row in rows] == [
            ("000001", None, 2_800),
            ("000001", ReturnKind.VOID, -2_800),
            ("000002", None, 1_000),
            ("000003", ReturnKind.REFUND, -300),
        ]
        assert rows[0].state is SaleState.APPROVED
        lines = lines_of(dump(list_document(paper, shop, is_duplicate=True), 48))
        assert "TRANSACTION LIST" in lines
        assert any("DUPLICATE" in line for line in lines)
        assert "TOTAL 4 7.00" in lines

    on_disk(body)


def test_the_list_of_an_open_batch_settles_nothing(shop: SlipShop, on_disk: OnDisk) -> None:
    def body(till: SettleTill) -> None:
        till.sell(Method.CASH, 1_000)
        till.sell(Method.CASH, 500)
        (batch,) = till.store.open_batches()
        entries = disk_of(till).listed(batch.batch_id)
        (document,) = open_list(batch, entries, shop, till.clock.now())
        assert "TOTAL 2 15.00" in lines_of(dump(document, 48))
        assert till.standing()[Acquirer.CASH].figures.rows == 2

    on_disk(body)


def test_a_settlement_belongs_to_the_day_of_its_newest_row() -> None:
    after_midnight = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    span = BatchSpan("000001", "000009", after_midnight, after_midnight)
    late = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert settlement_day(DAYS, span, late) == date(2026, 11, 22)
    assert settlement_day(DAYS, None, late) == date(2026, 11, 24)


def test_nothing_is_printed_of_what_was_not_settled(shop: SlipShop, on_disk: OnDisk) -> None:
    def body(till: SettleTill) -> None:
        till.sell()
        (view,) = till.settle()
        with pytest.raises(ValueError, match="no batch was closed"):
            slip_of(till, shop)
        till.runner.cancel(view.flow)

    on_disk(body)


def test_a_void_that_the_host_approves_behind_the_totals_goes_on_alone_and_is_named(
    shop: SlipShop, on_disk: OnDisk
) -> None:
    def body(till: SettleTill) -> None:
        first, second = till.sell(amount_minor=1_000), till.sell(amount_minor=2_000)
        kind, sent = ReturnKind.VOID, ReturnState.PENDING
        void = till.give_back(first, kind, 1_000, ReturnState.REFUSED)
        till.settle()
        assert till.phase() is Phase.TOTALS
        # The host had said no, and says yes after all: it is to be taken back.
        till.bring_back(first, void, kind, sent)
        till.world.cards.answer_all()
        state = till.state()
        assert (state.phase, state.ours.sales_minor) == (Phase.SETTLED, 3_000)
        assert [(row.row_id, row.kind) for row in state.carried_rows] == [(void.return_id, kind)]
        assert state.carried == (first.voucher,)
        # Both sales stand in the batch whose totals have them, and the slip says so.
        books, closed = disk_of(till), till.record().identity.batch_id
        assert books.batch_figures(closed).totals == state.ours
        lines = lines_of(slip_of(till, shop))
        assert [line for line in lines if first.voucher in line and "10.00" in line]
        (open_batch,) = books.standing()
        assert [row.row_id for row in open_batch.unresolved] == [void.return_id]
        assert second.voucher not in str(open_batch)
        # Its number stays in the vault: the reversal needs it.
        assert books.sealed_card(f"card:{first.sale_id}") is not None
        assert books.sealed_card(f"card:{second.sale_id}") is None
        back = books.back(void.return_id)
        assert back is not None
        till.bring_back(first, void, kind, ReturnState.UNDONE)
        sale = books.sale(first.sale_id)
        assert sale is not None
        assert (sale.state, sale.returning_minor) == (SaleState.APPROVED, 0)

    on_disk(body)


def test_settlements_of_before_come_with_their_states(on_disk: OnDisk) -> None:
    def body(till: SettleTill) -> None:
        for amount in (100, 200, 300):
            till.sell(Method.CASH, amount)
            till.settle()
        records = [till.store.settlement(number) for number in (3, 2, 1)]
        told = past_told(7, [record for record in records if record is not None], 2)
        assert (told.request, told.has_more) == (7, True)
        assert [state.ours.sales_minor for state in told.states] == [300, 200]
        damaged = replace(told.rows[0], state="{}")
        with pytest.raises(StoreError):
            state_of(damaged)

    on_disk(body)


def test_a_list_printed_again_says_what_the_first_one_said(shop: SlipShop, on_disk: OnDisk) -> None:
    """Money may come late for a sale of a batch that was settled long since."""

    def body(till: SettleTill) -> None:
        till.sell(Method.WECHAT, 2_800)
        late = till.sell(Method.WECHAT, 1_000, SaleState.CLOSED)
        till.settle_all(Acquirer.WECHAT)
        first = dump(list_document(paper_of(till, Acquirer.WECHAT), shop), 48)
        till.bring(late, SaleState.PAID_LATE)
        assert dump(list_document(paper_of(till, Acquirer.WECHAT), shop), 48) == first

    on_disk(body)

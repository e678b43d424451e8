"""What the whole day may expect of a store: the real one and the one in memory agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.moves import DrawerEntry, DrawerKind, SettlementUpdate
from kpay_desktop.domain.records import PrintRequest, SaleUpdate, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.ports import Store, StoreError
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.store import draft, opened, own_code, scanned, write
from tests.helpers.store_day import (
    AT,
    back_draft,
    back_step,
    begin_back,
    begin_settling,
    close_lane,
    close_shift,
    closed,
    end,
    move,
    open_shift,
    pay,
    pay_by_card,
    refund,
    refund_to_card,
    sale_in,
    sell_cash,
    settle_step,
    stop_settling,
    void,
)

Story = Callable[[Store], list[str]]


class Lane:
    """Acquirers as texts, as rows have them."""

    CARDS, PAYNOW, WECHAT, ALIPAY, OWN = "cards", "paynow", "wechat", "alipay", "own"


def tell(story: Story, folder: Path) -> list[str]:
    """Return the story as both stores tell it."""
    with opened(folder) as real:
        told = write(real, lambda: story(real.store))
        assert real.verify(60).problems == ()
    assert told == story(InMemoryStore())
    return told


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        work()
    return caught.value.kind.value


def figures(store: Store, batch_id: int, *without: int) -> str:
    totals = store.batch_figures(batch_id, without)
    return f"{totals.totals} {totals.rows}"


def test_a_void_takes_its_sale_out_of_the_totals(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        kept, undone = pay(store, draft()), pay(store, draft())
        back = void(store, undone.sale_id)
        told = [str(back.voucher == undone.voucher), str(back.batch_no), figures(store, 1)]
        sale = sale_in(store, undone.sale_id)
        told += [sale.state.value, f"{sale.refunded_minor} {sale.returning_minor}"]
        told.append(str(store.has_other_approval(undone.sale_id, 0)))
        found = store.back(back.return_id)
        assert found is not None
        told += [f"{found.kind} {found.state} {found.approver_id} {found.sale.state}"]
        told += [str(group) for group in store.batch_groups(1)]
        told += [refused(partial(void, store, undone.sale_id))]
        told += [str(store.batch_is_open(kept.sale_id)), str(back.return_id)]
        return told

    told = tell(story, tmp_path)
    assert told[:5] == [
        "True",
        "1",
        "Totals(sales=1, sales_minor=3080, refunds=0, refunds_minor=0) 1",
        "voided",
        "3080 0",
    ]
    assert told[-3:] == ["other", "True", "3"]


def test_refunds_reserve_what_they_give_and_release_what_they_do_not(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        sold = pay(store, draft(1_000, 0)).sale_id
        told = []
        first = begin_back(store, back_draft(ReturnKind.REFUND, sold, 600))
        told.append(refused(lambda: begin_back(store, back_draft(ReturnKind.REFUND, sold, 401))))
        refund(store, sold, 400)
        told.append(refused(lambda: refund(store, sold, 1)))
        told.append(f"{sale_in(store, sold).refunded_minor} {sale_in(store, sold).returning_minor}")
        store.commit(back_step(first, ReturnState.REFUSED))
        told.append(f"{sale_in(store, sold).refunded_minor} {sale_in(store, sold).returning_minor}")
        told.append(figures(store, 1))
        second = refund(store, sold, 600)
        told.append(str(int(second.voucher) > int(first.voucher)))
        told.append(figures(store, 1))
        stray = back_draft(ReturnKind.REFUND, 99, 1)
        told.append(refused(lambda: begin_back(store, stray)))
        found = store.candidate(sold)
        assert found is not None
        told += [
            f"{one.identity.return_id} {one.state} {one.amount_minor}" for one in found.returns
        ]
        rows = [store.back(one.identity.return_id) for one in found.returns]
        told += [str(None if one is None else one.before_minor) for one in rows]
        return [*told, str(found.returnable), str(store.candidate(99))]

    told = tell(story, tmp_path)
    assert told[:4] == ["other", "other", "400 600", "400 0"]
    assert told[6] == "Totals(sales=1, sales_minor=1000, refunds=2, refunds_minor=1000) 3"
    assert told[-5:-2] == ["0", "0", "400"], "what had gone back before each that is done"


def test_a_return_by_card_is_found_by_its_trace_number(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        sold = pay_by_card(store, "one")
        back = refund_to_card(store, sold.sale_id, 100, "two")
        told = [str(store.flow_of_stan(1)).split(":")[0], str(store.flow_of_stan(2))]
        told += [str(store.flow_of_stan(3)), str(store.sealed_card("two"))]
        found = store.back(back.return_id)
        assert found is not None
        told.append(f"{found.facts} {found.is_armed} {found.stan} {found.rrn}")
        done = back_step(back, ReturnState.UNDONE)
        store.commit(replace(done, wiped="two"))
        found = store.back(back.return_id)
        assert found is not None
        told += [str(found.facts), str(found.finished_at), str(store.sealed_card("two"))]
        return told

    told = tell(story, tmp_path)
    assert told[:3] == ["card_sale", "money_back:2", "None"]
    assert told[-1] == "None"


def test_a_settlement_closes_its_batch_and_carries_over_what_is_not_known(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        done, open_ = pay_by_card(store, "one"), pay_by_card(store, "two")
        pending = refund_to_card(store, open_.sale_id, 100, "three")
        asked = pay(store, scanned(), SaleState.OPEN)
        told = [f"{b.batch_id} {b.acquirer} {b.batch_no}" for b in store.open_batches()]
        told += [
            f"{row.row_id} {row.method} {row.amount_minor} {row.kind} {row.flow.split(':')[0]}"
            for row in store.unresolved(1)
        ]
        told.append(figures(store, 1, open_.sale_id, 99, asked.sale_id))
        identity = begin_settling(store, Lane.CARDS)
        assert identity is not None
        told += [str(identity), str(begin_settling(store, Lane.CARDS))]
        told += [str(begin_settling(store, lane)) for lane in (Lane.ALIPAY, "nobody")]
        told.append(str(store.last_settled_at(Lane.CARDS)))
        store.commit(closed(identity, (open_.sale_id, pending.return_id)))
        told += [figures(store, 1), figures(store, 3), str(store.last_settled_at(Lane.CARDS))]
        told += [str(store.batch_is_open(one.sale_id)) for one in (done, open_)]
        told += [str(store.sealed_card(handle) is None) for handle in ("one", "two", "three")]
        told += [str(sale_in(store, one.sale_id).identity.batch_no) for one in (done, open_)]
        told += [str(store.settlement(identity.settlement_id)), str(store.settlement(9))]
        told += [f"{job.kind} {type(job.subject).__name__}" for job in store.print_jobs(9)]
        store.commit(back_step(pending, ReturnState.DONE))
        second = close_lane(store, Lane.CARDS)
        told += [str(second), figures(store, 3), str(store.next_entry(3, 0, (2,)) is not None)]
        # Nobody knows the end of that one, and it was not named: it goes on all the same.
        close_lane(store, Lane.WECHAT)
        told.append(str(sale_in(store, asked.sale_id).identity.batch_no))
        return told

    told = tell(story, tmp_path)
    assert told[-1] == "2"
    assert "printed" not in told


def test_a_settlement_that_stops_leaves_the_batch_open(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        sold = pay(store, draft())
        identity = begin_settling(store, Lane.PAYNOW)
        assert identity is not None
        stop_settling(store, identity)
        again = begin_settling(store, Lane.PAYNOW, run_id=identity.run_id)
        assert again is not None
        told = [f"{again.settlement_id} {again.run_id} {store.batch_is_open(sold.sale_id)}"]
        wrong = closed(replace(again, batch_id=7))
        told.append(refused(lambda: store.commit(wrong)))
        told.append(refused(lambda: store.commit(closed(again, (99,)))))
        other = SettlementUpdate(9, "totals")
        told.append(refused(lambda: store.commit(replace(settle_step(again), settlement=other))))
        store.commit(closed(again))
        told.append(refused(lambda: store.commit(closed(again))))
        record = store.settlement(again.settlement_id)
        return [*told, str(record), figures(store, 1), str(len(store.print_jobs(9)))]

    told = tell(story, tmp_path)
    assert told[0] == "2 1 True"
    assert told[1:5] == ["other"] * 4


def test_money_that_comes_late_counts_in_the_batch_of_its_day(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        late = pay(store, draft(), SaleState.CLOSED)
        sold = pay(store, draft())
        no = refund(store, sold.sale_id, 80, ReturnState.REFUSED)
        close_lane(store, Lane.PAYNOW)
        told = [figures(store, 1)]
        end(store, late, SaleState.PAID_LATE)
        told.append(str(store.open_batches()))
        end(store, late, SaleState.APPROVED)
        # The gateway had said no to one try of the number, and says yes to another.
        store.commit(back_step(no, ReturnState.DONE))
        told += [figures(store, 1), figures(store, 2)]
        back = store.back(no.return_id)
        assert back is not None
        told.append(f"{back.identity.batch_no} {sale_in(store, late.sale_id).identity.batch_no}")
        return told

    assert tell(story, tmp_path) == [
        "Totals(sales=1, sales_minor=3080, refunds=0, refunds_minor=0) 1",
        "[]",
        "Totals(sales=1, sales_minor=3080, refunds=0, refunds_minor=0) 1",
        "Totals(sales=1, sales_minor=3080, refunds=1, refunds_minor=80) 2",
        "2 2",
    ]


def test_a_void_that_is_done_after_its_batch_was_settled_is_a_refund(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        sold = pay(store, draft())
        back = begin_back(store, back_draft(ReturnKind.VOID, sold.sale_id, 3_080))
        store.commit(back_step(back, ReturnState.REFUSED))
        close_lane(store, Lane.PAYNOW)
        done = back_step(back, ReturnState.DONE)
        store.commit(replace(done, sale=SaleUpdate(sold.sale_id, SaleState.VOIDED)))
        found = store.back(back.return_id)
        assert found is not None
        told = [figures(store, 1), figures(store, 2), found.kind.value]
        told.append(str(found.identity.voucher == sold.voucher))
        sale = sale_in(store, sold.sale_id)
        return [*told, f"{sale.state} {sale.refunded_minor} {found.identity.batch_no}"]

    assert tell(story, tmp_path) == [
        "Totals(sales=1, sales_minor=3080, refunds=0, refunds_minor=0) 1",
        "Totals(sales=0, sales_minor=0, refunds=1, refunds_minor=3080) 1",
        "refund",
        "False",
        "approved 3080 2",
    ]


def test_a_shift_adds_up_what_lies_in_the_drawer(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        told = [str(store.shift())]
        open_shift(store)
        sold = sell_cash(store)
        void(store, sell_cash(store).sale_id)
        refund(store, sold.sale_id, 500)
        move(store, DrawerEntry(DrawerKind.PAID_IN, 1_000, "01", reason="change"))
        move(store, DrawerEntry(DrawerKind.NO_SALE, 0, "01", "90", "key"))
        told.append(str(store.shift()))
        told.append(refused(lambda: open_shift(store)))
        close_shift(store)
        told += [str(store.shift_of(1)), str(store.shift()), str(store.shift_of(2))]
        told.append(refused(lambda: move(store, DrawerEntry(DrawerKind.CLOSED, 0, "01"))))
        # Cash before anybody has counted: a shift that began with nothing.
        sell_cash(store)
        told.append(str(store.shift()))
        told += [str(group) for group in store.batch_groups(1)]
        told += [
            f"{job.kind} {job.copy} {type(job.subject).__name__}" for job in store.print_jobs(99)
        ]
        return told

    told = tell(story, tmp_path)
    assert "expected_minor=5210" in told[1]
    assert told[2] == told[6] == "other"
    assert "opened=None" in told[7]


def test_what_a_slip_shows_has_to_be_there(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        told = []
        for kind in SlipKind:
            request = PrintRequest(1, SlipCopy.MERCHANT, kind=kind)
            told.append(refused(partial(store.request_print, request, AT)))
        sold = pay(store, draft())
        missing = replace(
            back_step(
                begin_back(store, back_draft(ReturnKind.REFUND, sold.sale_id, 1)), ReturnState.DONE
            ),
            print_requests=(PrintRequest(9, SlipCopy.MERCHANT, kind=SlipKind.RETURN),),
        )
        told.append(refused(lambda: store.commit(missing)))
        told.append(f"{sale_in(store, sold.sale_id).returning_minor} {store.print_jobs(9)}")
        # Two kinds of one number are two slips.
        open_shift(store)
        kinds = (SlipKind.SALE, SlipKind.DRAWER, SlipKind.SHIFT, SlipKind.SALE)
        asked = [PrintRequest(1, SlipCopy.CUSTOMER, kind=kind) for kind in kinds]
        return told + [str(store.request_print(request, AT)) for request in asked]

    assert tell(story, tmp_path)[-5:] == ["1 []", "2", "3", "4", "2"]


def test_sales_of_a_voucher_number_are_found_those_of_open_batches_first(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        hand = pay(store, own_code(), SaleState.BY_HAND)
        found = store.candidates(hand.voucher)
        told = [str(one.returnable) for one in found]
        told += [str(len(store.candidates(text))) for text in ("999999", "x", "1")]
        close_lane(store, Lane.OWN)
        told += [str(one.returnable.batch_is_open) for one in store.candidates(hand.voucher)]
        told.append(refused(partial(void, store, hand.sale_id)))
        return [*told, str(refund(store, hand.sale_id, 5).batch_no), figures(store, 2)]

    told = tell(story, tmp_path)
    assert told[1:] == [
        "0",
        "0",
        "0",
        "False",
        "other",
        "2",
        "Totals(sales=0, sales_minor=0, refunds=1, refunds_minor=5) 1",
    ]


def test_a_refused_step_of_the_day_leaves_no_trace(tmp_path: Path) -> None:
    def story(store: Store) -> list[str]:
        sold = pay(store, draft())
        back = begin_back(store, back_draft(ReturnKind.REFUND, sold.sale_id, 80))
        done = back_step(back, ReturnState.DONE)
        unfit = DrawerEntry(DrawerKind.CLOSED, 0, "01")
        unknown = replace(back, return_id=99)
        told = [
            refused(lambda: store.commit(replace(done, drawer=unfit))),
            refused(lambda: store.commit(replace(done, sale=SaleUpdate(99, SaleState.VOIDED)))),
            refused(lambda: store.commit(back_step(unknown, ReturnState.DONE))),
        ]
        found = store.back(back.return_id)
        assert found is not None
        sale = sale_in(store, sold.sale_id)
        told += [found.state.value, f"{sale.refunded_minor} {sale.returning_minor}"]
        return [*told, str(store.flow("money_back:99")), str(store.shift()), figures(store, 1)]

    told = tell(story, tmp_path)
    assert told[:5] == ["other", "other", "other", "pending", "0 80"]

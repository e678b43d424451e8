"""What flows write comes back, whole or not at all."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.records import (
    Commit,
    CreditKind,
    CreditRecord,
    CreditState,
    PrintRequest,
    PrintState,
    SaleUpdate,
    SlipCopy,
)
from kpay_desktop.domain.sale import SaleIdentity, SaleState
from kpay_desktop.ports import Store, StoreError, StoreErrorKind
from models.session import WrongThreadError
from tests.helpers.store import (
    HandClock,
    approved,
    begin,
    close_batch,
    draft,
    first_step,
    flow_of,
    opened,
    raw,
    read,
    sale_shown,
    sell,
    shown,
    write,
)

AT = HandClock().now()


def test_a_sale_begins_with_its_numbers_rows_and_first_state(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        assert (identity.sale_id, identity.attempt_id) == (1, 1)
        assert (identity.voucher, identity.batch_no) == ("000001", 1)
        assert identity.order_no.startswith("8001000101")
        assert len(identity.order_no) == 22

        sale = write(store, lambda: store.store.sale(1))
        assert sale is not None
        assert sale.identity == identity
        assert (sale.amount_minor, sale.tip_minor, sale.total_minor) == (2_800, 280, 3_080)
        assert (sale.state, sale.reason, sale.wallet_txn_no) == (SaleState.OPEN, "", "")
        assert sale.created_at == AT
        assert sale.paid_at is None
        flows = write(store, store.store.open_flows)
        assert [(f.flow, f.state) for f in flows] == [("show_qr:1", '{"phase":"created"}')]


def test_an_approval_is_one_step(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell(store)
        sale = write(store, lambda: store.store.sale(identity.sale_id))
        assert sale is not None
        assert sale.state is SaleState.APPROVED
        assert sale.wallet_txn_no == "2026000000000001"
        assert sale.paid_at == AT
        assert write(store, store.store.open_flows) == []
        jobs = write(store, lambda: store.store.print_jobs(10))
        assert [(j.copy, j.duplicate, j.state) for j in jobs] == [
            (SlipCopy.MERCHANT, False, PrintState.QUEUED),
            (SlipCopy.CUSTOMER, False, PrintState.QUEUED),
        ]
        assert jobs[0].sale == sale
        assert store.verify(60).is_sound


def test_the_second_approval_with_the_same_transaction_number_writes_nothing(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as store:
        first = sell(store)
        second = begin(store)
        with pytest.raises(StoreError) as caught:
            write(store, lambda: store.store.commit(approved(second, "2026000000000001")))
        assert caught.value.kind is StoreErrorKind.OTHER
        assert "2026" not in caught.value.detail
        sale = write(store, lambda: store.store.sale(second.sale_id))
        assert sale is not None
        assert sale.state is SaleState.OPEN
        flows = write(store, store.store.open_flows)
        assert [f.flow for f in flows] == [flow_of(second)]
        jobs = write(store, lambda: store.store.print_jobs(10))
        assert {sale_shown(j).identity.sale_id for j in jobs} == {first.sale_id}
        write(store, lambda: store.store.commit(approved(second)))
        assert store.verify(60).is_sound


def test_a_step_that_changes_what_is_not_there_writes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        wrong_sale = replace(shown(identity), sale=SaleUpdate(99, SaleState.CLOSED))
        wrong_credit = replace(shown(identity), credit_states=(("none", CreditState.INBOX),))
        wrong_print = replace(
            shown(identity), print_requests=(PrintRequest(99, SlipCopy.MERCHANT),)
        )
        for commit in (wrong_sale, wrong_credit, wrong_print):
            with pytest.raises(StoreError):
                write(store, partial(store.store.commit, commit))
        assert store.store.journal_rows == 1
        assert store.verify(60).is_sound


def test_a_first_step_that_fails_leaves_the_numbers_free(tmp_path: Path) -> None:
    def fails(identity: SaleIdentity) -> Commit:
        raise LookupError(identity.voucher)

    with opened(tmp_path) as store:
        with pytest.raises(LookupError):
            write(store, lambda: store.store.begin_sale(draft(), AT, fails))
        assert begin(store).voucher == "000001"


def test_columns_left_out_of_an_update_stay(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell(store)
        late = AT + timedelta(seconds=5)
        commit = replace(
            shown(identity),
            sale=SaleUpdate(identity.sale_id, SaleState.REFUNDED, reason="asked", finished_at=late),
            credit_states=(("2026000000000001", CreditState.REFUNDED),),
        )
        write(store, lambda: store.store.commit(commit))
        sale = write(store, lambda: store.store.sale(identity.sale_id))
        assert sale is not None
        assert (sale.state, sale.reason) == (SaleState.REFUNDED, "asked")
        assert (sale.wallet_txn_no, sale.paid_at) == ("2026000000000001", AT)
        assert sale.finished_at == late
        assert store.verify(60).is_sound


def test_another_attempt_that_is_open_or_approved_is_known(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell(store)
        assert not write(store, lambda: store.store.has_other_approval(1, identity.attempt_id))
        assert write(store, lambda: store.store.has_other_approval(1, 99))
        closed = begin(store)
        done = replace(shown(closed), sale=SaleUpdate(closed.sale_id, SaleState.CLOSED))
        write(store, lambda: store.store.commit(done))
        assert not write(store, lambda: store.store.has_other_approval(closed.sale_id, 99))


def test_a_late_credit_waits_in_the_inbox(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        late = replace(
            shown(identity),
            sale=SaleUpdate(identity.sale_id, SaleState.PAID_LATE),
            new_credits=(
                CreditRecord("T1", identity.attempt_id, 3_080, CreditKind.LATE, CreditState.INBOX),
                CreditRecord(
                    "T2", identity.attempt_id, 3_080, CreditKind.SECOND, CreditState.INBOX, "R2"
                ),
            ),
        )
        write(store, lambda: store.store.commit(late))
        assert store.verify(60).is_sound


def test_steps_of_a_flow_without_a_sale_are_kept_too(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        step = Commit("settle:1", "{}", '{"n":1}', True, AT)
        write(store, lambda: store.store.commit(step))
        write(store, lambda: store.store.commit(replace(step, state='{"n":2}')))
        flows = write(store, store.store.open_flows)
        assert [(f.flow, f.state) for f in flows] == [("settle:1", '{"n":2}')]
        assert store.verify(60).is_sound


def test_a_flow_is_found_by_its_name_and_by_its_order(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell(store)
        flow = write(store, lambda: store.store.flow(flow_of(identity)))
        assert flow is not None
        assert (flow.flow, flow.state) == (flow_of(identity), '{"phase":"approved"}')
        assert write(store, lambda: store.store.flow("none")) is None
        assert write(store, lambda: store.store.flow_of_order(identity.order_no)) == flow.flow
        assert write(store, lambda: store.store.flow_of_order("none")) is None


def test_a_credit_leads_to_its_attempt(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        second = sell(store)
        assert write(store, lambda: store.store.attempt_of_credit("2026000000000002")) == (
            second.attempt_id
        )
        assert write(store, lambda: store.store.attempt_of_credit("none")) is None


def test_open_flows_come_oldest_first_whatever_was_written_last(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identities = [begin(store) for _ in range(3)]
        write(store, lambda: store.store.commit(shown(identities[0])))
        flows = write(store, store.store.open_flows)
        assert [f.flow for f in flows] == [flow_of(i) for i in identities]


def test_the_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        before = sell(store)
    with opened(tmp_path) as store:
        after = begin(store)
    assert after.sale_id == before.sale_id + 1
    assert after.voucher == "000002"
    assert int(after.order_no[-12:]) == int(before.order_no[-12:]) + 1


def test_order_numbers_do_not_come_again_in_a_wiped_folder(tmp_path: Path) -> None:
    with opened(tmp_path / "a") as store:
        before = sell(store)
    clock = HandClock()
    clock.pass_s(1)
    with opened(tmp_path / "b", clock=clock) as store:
        after = begin(store)
    assert after.order_no > before.order_no


def test_vouchers_wrap_and_skip_those_of_the_open_batch(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    with raw(tmp_path) as engine:
        engine.execute("INSERT INTO counters VALUES ('voucher', 999997)")
    with opened(tmp_path) as store:
        assert [begin(store).voucher for _ in range(3)] == ["999998", "999999", "000001"]
    with raw(tmp_path) as engine:
        engine.execute("UPDATE counters SET value = 999997 WHERE name = 'voucher'")
    with opened(tmp_path) as store:
        assert begin(store).voucher == "000002"


def test_a_closed_batch_frees_its_vouchers_and_the_next_one_opens(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        first = sell(store)
        close_batch(store)
        assert read(store, store.reports.batch_summary).batch_no == 2
    with raw(tmp_path) as engine:
        engine.execute("UPDATE counters SET value = 999999 WHERE name = 'voucher'")
    with opened(tmp_path) as store:
        second = begin(store)
        assert (second.voucher, second.batch_no) == (first.voucher, 2)
        assert store.verify(60).is_sound


def test_two_sales_of_open_batches_cannot_share_a_voucher(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        begin(store)
        begin(store)
        session = store.store._session

        def share() -> None:
            with session.transaction():
                session.execute("UPDATE transactions SET voucher = 1 WHERE id = 2")

        with pytest.raises(StoreError):
            write(store, share)


def test_every_method_belongs_to_the_writers_thread(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        port: Store = store.store
        calls = (
            lambda: port.begin_sale(draft(), AT, first_step(AT)),
            lambda: port.commit(shown(identity)),
            port.open_flows,
            lambda: port.flow("show_qr:1"),
            lambda: port.flow_of_order(identity.order_no),
            lambda: port.sale(1),
            lambda: port.has_other_approval(1, 1),
            lambda: port.attempt_of_credit("none"),
            lambda: port.print_jobs(1),
            lambda: port.request_print(PrintRequest(1, SlipCopy.MERCHANT), AT),
            lambda: port.set_print_state(1, PrintState.SENDING, duplicate=False),
        )
        for call in calls:
            with pytest.raises(WrongThreadError):
                call()
        assert threading.current_thread() is threading.main_thread()
        assert store.store.journal_rows == 1


def test_times_without_a_zone_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        naive = replace(shown(identity), at=AT.replace(tzinfo=None))
        with pytest.raises(ValueError, match="zone"):
            write(store, lambda: store.store.commit(naive))
        assert store.verify(60).is_sound


def test_text_that_no_database_takes_is_a_store_error(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store)
        broken = replace(shown(identity), state="\ud800")
        with pytest.raises(StoreError):
            write(store, lambda: store.store.commit(broken))
        huge = replace(
            shown(identity),
            new_credits=(
                CreditRecord(
                    "T", identity.attempt_id, 2**70, CreditKind.SALE, CreditState.ACCEPTED
                ),
            ),
        )
        with pytest.raises(StoreError):
            write(store, lambda: store.store.commit(huge))
        assert store.verify(60).is_sound

"""The print queue: one unmarked slip per sale and copy, whatever happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.domain.records import PrintRequest, PrintState, SlipCopy
from kpay_desktop.ports import StoreError
from models.database import OpenedStore
from tests.helpers.store import HandClock, opened, sell, write

AT = HandClock().now()


def ask(store: OpenedStore, *, duplicate: bool) -> int:
    request = PrintRequest(1, SlipCopy.CUSTOMER, duplicate)
    return write(store, lambda: store.store.request_print(request, AT))


def move(store: OpenedStore, job_id: int, state: PrintState, *, duplicate: bool = False) -> None:
    write(store, lambda: store.store.set_print_state(job_id, state, duplicate=duplicate))


def waiting(store: OpenedStore) -> list[tuple[int, bool, PrintState]]:
    jobs = write(store, lambda: store.store.print_jobs(10))
    return [(job.job_id, job.duplicate, job.state) for job in jobs]


def test_an_unmarked_slip_asked_for_twice_is_one_job(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        assert ask(store, duplicate=False) == 2
        assert [job[0] for job in waiting(store)] == [1, 2]


def test_an_unmarked_slip_that_is_printed_is_not_asked_for_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        move(store, 2, PrintState.PRINTED)
        assert ask(store, duplicate=False) == 2
        assert [job[0] for job in waiting(store)] == [1]


def test_a_slip_that_may_be_on_paper_stays_marked(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        move(store, 2, PrintState.SENDING)
        move(store, 2, PrintState.QUEUED, duplicate=True)
        move(store, 2, PrintState.SENDING, duplicate=False)
        assert waiting(store)[1] == (2, True, PrintState.SENDING)
        assert ask(store, duplicate=False) == 2


def test_reprints_are_jobs_of_their_own(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        assert ask(store, duplicate=True) == 3
        assert ask(store, duplicate=True) == 4
        assert [job[1] for job in waiting(store)] == [False, False, True, True]
    with opened(tmp_path) as store:
        assert ask(store, duplicate=True) == 5


def test_a_printed_slip_stays_printed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        move(store, 1, PrintState.SENDING)
        move(store, 1, PrintState.PRINTED)
        move(store, 1, PrintState.PRINTED)
        with pytest.raises(StoreError):
            move(store, 1, PrintState.QUEUED)
        with pytest.raises(StoreError):
            move(store, 99, PrintState.PRINTED)
        assert [job[0] for job in waiting(store)] == [2]


def test_the_queue_is_read_oldest_first_and_no_further_than_asked(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        sell(store)
        jobs = write(store, lambda: store.store.print_jobs(3))
        assert [job.job_id for job in jobs] == [1, 2, 3]


def test_a_slip_of_no_sale_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        request = PrintRequest(7, SlipCopy.MERCHANT)
        with pytest.raises(StoreError):
            write(store, lambda: store.store.request_print(request, AT))
        assert waiting(store) == []

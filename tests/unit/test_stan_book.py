"""Trace numbers: each of its own, over restarts, and never a wait."""

from __future__ import annotations

import threading

import pytest

from kpay_desktop.flows import stan_book
from kpay_desktop.flows.stan_book import BLOCK, LOW, NoStanError, StanBook
from kpay_desktop.ports import StoreError, StoreErrorKind
from tests.helpers.flows import InlineExecutor
from tests.helpers.memory_store import InMemoryStore


def book(store: InMemoryStore | None = None) -> tuple[StanBook, InMemoryStore, InlineExecutor]:
    store, executor = store or InMemoryStore(), InlineExecutor()
    return StanBook(store.reserve_stans, executor), store, executor


def test_numbers_follow_each_other_and_are_reserved_first() -> None:
    stans, store, _ = book()
    stans.fill()
    assert store.last_stan == BLOCK
    assert [stans.next() for _ in range(BLOCK - LOW)] == list(range(1, BLOCK - LOW + 1))
    assert store.last_stan == BLOCK
    # It runs low: more are reserved before there is none.
    assert [stans.next() for _ in range(100)] == list(range(31, 131))
    assert store.last_stan > 130


def test_a_restart_wastes_a_block_at_most_and_repeats_none() -> None:
    stans, store, _ = book()
    stans.fill()
    used = {stans.next() for _ in range(3)}
    again, _, _ = book(store)
    again.fill()
    assert again.next() == BLOCK + 1
    assert again.next() not in used


def test_without_any_number_the_book_says_so(caplog: pytest.LogCaptureFixture) -> None:
    stans, store, _ = book()
    store.fault = StoreErrorKind.FULL
    with pytest.raises(NoStanError):
        stans.next()
    with pytest.raises(StoreError):
        stans.fill()
    store.fault = None
    with pytest.raises(NoStanError):
        stans.next()
    assert stans.next() == 1


def test_what_is_left_serves_while_the_disk_is_full(caplog: pytest.LogCaptureFixture) -> None:
    stans, store, _ = book()
    stans.fill()
    store.fault = StoreErrorKind.FULL
    assert [stans.next() for _ in range(BLOCK)] == list(range(1, BLOCK + 1))
    with pytest.raises(NoStanError):
        stans.next()


def test_a_busy_till_is_asked_again() -> None:
    stans, store, executor = book()
    stans.fill()
    executor.is_full = True
    for _ in range(BLOCK - LOW + 1):
        stans.next()
    executor.is_full = False
    stans.next()
    assert store.last_stan == 2 * BLOCK


def test_numbers_begin_again_after_the_last() -> None:
    stans, store, _ = book()
    store.last_stan = 999_999 - BLOCK
    stans.fill()
    numbers = [stans.next() for _ in range(BLOCK + 2)]
    assert numbers[BLOCK - 1 :] == [999_999, 1, 2]


def test_threads_never_get_the_same_number() -> None:
    stans, _, _ = book()
    stans.fill()
    taken: list[int] = []

    def take() -> None:
        taken.extend(stans.next() for _ in range(10))

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60.0)
    assert len(set(taken)) == len(taken) == 30
    assert stan_book.LOW < stan_book.BLOCK

"""A step of a card stands or falls as one, and changes few pages."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.records import Commit, PrintRequest, SlipCopy
from kpay_desktop.domain.sale import SaleIdentity
from kpay_desktop.ports import StoreError, StoreErrorKind
from models.database import STORE_FILE, OpenedStore
from models.dialect_sqlite import Cursor, wal_path
from models.session import Session, Value
from tests.helpers.store import HandClock, begin, opened, raw, write
from tests.helpers.store_cards import (
    HANDLE,
    SIGNED,
    approved_record,
    armed,
    begin_card,
    card_approved,
    card_draft,
    sealed,
    sell_by_card,
    signed,
    step,
)
from tests.helpers.store_dump import dump

# A frame of the log: its head and a page.
FRAME_BYTES = 24 + 4096
SALES = 20


class Breaking:
    """Lets a statement of the writer's connection fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._left = 0
        run_plainly = Session._run

        def run(session: Session, sql: str, values: Sequence[Value]) -> Cursor:
            if not session.read_only and self._left:
                self._left -= 1
                if self._left == 0:
                    raise StoreError(StoreErrorKind.FULL)
            return run_plainly(session, sql, values)

        monkeypatch.setattr(Session, "_run", run)

    def at(self, number: int, work: Callable[[], object]) -> None:
        """Do ``work``, whose statement of that number fails. On the writer's thread."""
        self._left = number
        try:
            work()
        finally:
            # What the till does when it pauses is not meant.
            self._left = 0


def everything(identity: SaleIdentity) -> Commit:
    """A step that touches every table of cards at once."""
    return replace(
        signed(identity, 1),
        card=replace(approved_record(1), rrn="777777777777"),
        sealed=sealed("second"),
        wiped=HANDLE,
        signature=SIGNED,
        print_requests=(PrintRequest(identity.sale_id, SlipCopy.MERCHANT),),
    )


def dies_everywhere(
    store: OpenedStore, folder: Path, breaking: Breaking, work: Callable[[], object]
) -> int:
    """Let ``work`` fail at each of its statements, then pass; return how many there are."""
    before = rows(folder)
    for number in range(1, 100):
        try:
            write(store, partial(breaking.at, number, work))
        except StoreError:
            assert rows(folder) == before, f"statement {number} left something"
            continue
        assert rows(folder) != before
        return number
    raise AssertionError("it never passed")


def rows(folder: Path) -> list[str]:
    """Return all that is in the store but its anchors, which move when the till pauses."""
    return [line for line in dump(folder).splitlines() if "INTO anchors" not in line]


def test_a_step_that_dies_at_any_statement_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking = Breaking(monkeypatch)
    with opened(tmp_path) as store:
        identity = begin_card(store)
        write(store, lambda: store.store.commit(armed(identity, 1)))
        work = partial(store.store.commit, everything(identity))
        assert dies_everywhere(store, tmp_path, breaking, work) > 8
        assert store.verify(60).problems == ()


def test_a_sale_by_card_that_dies_as_it_begins_leaves_its_numbers_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking = Breaking(monkeypatch)
    with opened(tmp_path) as store:
        begin(store)
        at = HandClock().now()
        work = partial(store.store.begin_sale, card_draft(), at, step)
        assert dies_everywhere(store, tmp_path, breaking, work) > 6
        sale = write(store, lambda: store.store.sale(2))
        assert sale is not None
        assert (sale.identity.voucher, sale.identity.batch_no) == ("000002", 1)
        assert store.verify(60).problems == ()


def test_numbers_and_notes_that_die_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking = Breaking(monkeypatch)
    with opened(tmp_path) as store:
        identity = sell_by_card(store)
        reserve = partial(store.store.reserve_stans, 20)
        note = partial(store.store.note_contact, identity.attempt_id, "+65 8123 4567")
        assert dies_everywhere(store, tmp_path, breaking, reserve) > 1
        assert dies_everywhere(store, tmp_path, breaking, note) > 1
        assert write(store, lambda: store.store.reserve_stans(1)) == 22


def test_steps_of_a_card_change_few_pages(tmp_path: Path) -> None:
    log = wal_path(tmp_path / STORE_FILE)
    made = (armed, card_approved, signed)
    sizes: list[list[int]] = []
    with opened(tmp_path) as store, raw(tmp_path) as reader:
        # While somebody reads, the log is not emptied, however long the test takes.
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM journal").fetchone()
        for number in range(1, SALES + 1):
            sale = begin_card(store)
            row = [log.stat().st_size]
            for make in made:
                commit = make(sale, number, f"card-{number}")
                write(store, partial(store.store.commit, commit))
                row.append(log.stat().st_size)
            sizes.append(row)
        reader.execute("COMMIT")
    grown = [[(b - a) / FRAME_BYTES for a, b in itertools.pairwise(row)] for row in sizes]
    pages = [statistics.median(step_pages) for step_pages in zip(*grown, strict=True)]
    assert all(few <= 12 for few in pages), pages

"""Trace numbers: whatever happens between two blocks, no number is given out again too soon."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from models.database import OpenedStore
from tests.helpers.store import make_folder, open_quietly, raw, sell, write
from tests.helpers.store_cards import begin_card

LAST = 999_999
# Blocks are short, so that a number comes again only when nearly all others have been used.
MOST = 40
COUNTS = st.integers(1, MOST)


class StanMachine(RuleBasedStateMachine):
    """A till that reserves blocks, is closed and killed, and what it has given out so far."""

    def __init__(self) -> None:
        super().__init__()
        self.parent = Path(tempfile.mkdtemp())
        self.names = (f"till-{number}" for number in itertools.count())
        self.folder = make_folder(self.parent / next(self.names))
        self.store: OpenedStore = open_quietly(self.folder)
        self.blocks: list[range] = []

    def teardown(self) -> None:
        try:
            assert self.store.verify(60).problems == ()
        finally:
            assert self.store.close(60)
            shutil.rmtree(self.parent)

    @initialize(last=st.sampled_from([0, 1, LAST - 3 * MOST, LAST - 1, LAST]))
    def set_counter(self, last: int) -> None:
        if last:
            assert self.store.close(60)
            with raw(self.folder) as engine:
                engine.execute("INSERT INTO counters VALUES ('stan', ?)", (last,))
            self.store = open_quietly(self.folder)
        self.last = last

    @rule(count=COUNTS)
    def reserve(self, count: int) -> None:
        first = write(self.store, lambda: self.store.store.reserve_stans(count))
        assert first == (self.last + 1 if self.last + count <= LAST else 1)
        self.last = first + count - 1
        self.blocks.append(range(first, first + count))

    @rule()
    def sell_something(self) -> None:
        sell(self.store)
        begin_card(self.store)

    @rule()
    def restart(self) -> None:
        assert self.store.close(60)
        self.store = open_quietly(self.folder)

    @rule(count=COUNTS)
    def kill(self, count: int) -> None:
        """What lies on the disk when a block has just been given out is all that is left."""
        self.reserve(count)
        left = self.parent / next(self.names)
        shutil.copytree(self.folder, left, ignore=shutil.ignore_patterns("*.lock"))
        assert self.store.close(60)
        self.folder = left
        self.store = open_quietly(left)

    @rule(count=COUNTS)
    def fail(self, count: int) -> None:
        """A block whose step was rolled back was never given out."""
        session, numbers = self.store.store._session, self.store.store.numbers

        def work() -> None:
            with session.transaction():
                numbers.new_stans(count)
                raise LookupError

        try:
            write(self.store, work)
        except LookupError:
            return
        raise AssertionError("the step went through")

    @invariant()
    def no_number_comes_twice(self) -> None:
        given = [number for block in self.blocks for number in block]
        assert len(given) == len(set(given))
        assert all(1 <= number <= LAST for number in given)


TestStanMachine = StanMachine.TestCase
TestStanMachine.settings = settings(
    max_examples=15,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

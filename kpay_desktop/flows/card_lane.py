"""The gate of the card host's lane: what may be begun and sent at this moment.

While the reversal of a message is armed, no *other* message that moves money goes to its host,
unless a supervisor has lifted the block; and none at all goes while the batch is being settled.
Whoever works with the host joins, and is asked. All of it on the executor's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.totals import MOST_ROWS
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.card_sale.values import LateApproved
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.ports import Store


@dataclass(frozen=True, slots=True)
class Armed:
    """A sale or return whose reversal is armed, ``since`` its message was made.

    ``is_lifted``: a supervisor lets others go on beside it. One that cannot be read may be armed.
    """

    flow: str
    since: datetime
    view: CardSaleView | BackView | Unreadable
    is_lifted: bool


class LaneUser(Protocol):
    """Whoever sends messages that move money to the card host."""

    def armed(self) -> Iterable[Armed]:
        """Return what is armed of theirs."""

    def recover(self) -> int:
        """Take up what was in flight, once; what is armed is known only then.

        Raises:
            StoreError: it cannot be read.
        """

    def late(self, flow: str, event: LateApproved) -> None:
        """Take in an approval that nobody waited for any more."""


def is_open_at_host(store: Store, batch_no: int) -> bool:
    """True while the host has the batch that a message was sent in, as far as we know.

    A row that was carried over stands in another one by now; its message does not.

    Raises:
        StoreError: the batches cannot be read.
    """
    return any(
        (each.acquirer, each.batch_no) == (Acquirer.CARDS, batch_no)
        for each in store.open_batches()
    )


class CardLane:
    """The gate between those who use one card host."""

    def __init__(self) -> None:
        self._users: dict[str, LaneUser] = {}
        self._is_shut: Callable[[], bool] = lambda: False
        self._room = 0

    def join(self, kind: str, user: LaneUser) -> None:
        """Let ``user`` use the lane; the names of its flows begin with ``kind``."""
        self._users[kind] = user

    def settles(self, is_shut: Callable[[], bool]) -> None:
        """Let ``is_shut`` say whether the cards' batch is shut: nothing that moves money goes."""
        self._is_shut = is_shut

    def take_up(self) -> None:
        """Have everybody know what was in flight when the last program ended.

        Raises:
            StoreError: it cannot be read; nothing may be begun.
        """
        for user in self._users.values():
            user.recover()

    def first_armed(self) -> Armed | None:
        """Return the oldest that keeps others from beginning; lifted ones do not."""
        return min(self._holding(), key=lambda each: each.since, default=None)

    def holds(self, flow: str) -> bool:
        """True while nothing that is not a reversal may be sent for ``flow``."""
        return self._is_shut() or any(each.flow != flow for each in self._holding())

    @property
    def is_shut(self) -> bool:
        """True while the cards' batch is being settled: not even a reversal is sent."""
        return self._is_shut()

    def has_room(self, store: Store) -> bool:
        """Take a row of the open batch; False if it is full (999 rows, field 63).

        Rows are counted as they are taken, and looked up only where that could be too many.

        Raises:
            StoreError: the batch cannot be read.
        """
        if self._room <= 0:
            open_ = (each for each in store.open_batches() if each.acquirer == Acquirer.CARDS)
            rows = sum(store.batch_figures(each.batch_id).rows for each in open_)
            self._room = MOST_ROWS - rows
        if self._room <= 0:
            return False
        self._room -= 1
        return True

    def takes_refunds(self, store: Store) -> bool:
        """False if the open batch has as many refunds as one can be settled with (field 63).

        Raises:
            StoreError: the batch cannot be read.
        """
        open_ = (each for each in store.open_batches() if each.acquirer == Acquirer.CARDS)
        figures = (store.batch_figures(each.batch_id) for each in open_)
        return all(each.totals.refunds < MOST_ROWS for each in figures)

    def late(self, flow: str, event: LateApproved) -> bool:
        """Hand a late approval to whose flow it is; False if nobody knows it."""
        user = self._users.get(flow.partition(":")[0])
        if user is not None:
            user.late(flow, event)
        return user is not None

    def _holding(self) -> Iterable[Armed]:
        return (
            each for user in self._users.values() for each in user.armed() if not each.is_lifted
        )

"""What runners at the card host keep in hand. All of it on the executor's thread."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

from kpay_desktop.domain.records import OpenFlow
from kpay_desktop.ports import Store

MOST_UNWRITTEN = 16


class LiveFlow(Protocol):
    """A flow in hand."""

    @property
    def flow(self) -> str:
        """Its name."""

    @property
    def is_open(self) -> bool:
        """True while it has work left."""

    @property
    def is_armed(self) -> bool:
        """True while its reversal is armed."""

    @property
    def has_unwritten(self) -> bool:
        """True while something of it waits for the disk."""


Live = TypeVar("Live", bound=LiveFlow)
Told = TypeVar("Told")


def kept(unwritten: list[Told], told: Told) -> list[Told]:
    """Return what waits for the disk with what was told now: once, and the newest of them."""
    return unwritten if told in unwritten else [*unwritten, told][-MOST_UNWRITTEN:]


def hand_in(
    waiting: list[Told], step: Callable[[Told], bool], keep: Callable[[Told], None]
) -> bool:
    """Hand in again what waits, in its order, until the disk refuses; True if all of it is.

    ``step`` keeps what it could not write by itself; what stands behind that is kept here.
    """
    for number, told in enumerate(waiting):
        if not step(told):
            for later in waiting[number + 1 :]:
                keep(later)
            return False
    return True


class FlowsInHand(ABC, Generic[Live]):
    """Flows by name: those with work left, and any that is asked for; ``most`` at a time."""

    def __init__(self, store: Store, most: int) -> None:
        self._store = store
        self._most = most
        self._live: dict[str, Live] = {}

    @abstractmethod
    def _taken(self, stored: OpenFlow) -> Live:
        """Make of a stored flow what stands in hand.

        Raises:
            UnreadableFlowError: what is stored of it is damaged.
            StoreError: the store cannot be read.
        """

    def _hold(self, live: Live) -> Live:
        self._live[live.flow] = live
        return live

    def known(self, flow: str) -> Live | None:
        """Return one that is in hand."""
        return self._live.get(flow)

    def read(self, stored: OpenFlow) -> Live:
        """Take a stored one in hand, unless it is already.

        Raises:
            UnreadableFlowError: what is stored of it is damaged.
            StoreError: the store cannot be read.
        """
        live = self._live.get(stored.flow)
        return live if live is not None else self._hold(self._taken(stored))

    def find(self, flow: str) -> Live | None:
        """Return one by its flow, from the store if need be.

        Raises:
            StoreError: what is stored of it is damaged, or cannot be read.
        """
        live = self._live.get(flow)
        if live is not None:
            return live
        stored = self._store.flow(flow)
        return None if stored is None else self.read(stored)

    def forget(self, live: Live) -> None:
        """Let one go; the store has all of it."""
        if self.has(live):
            del self._live[live.flow]

    def has(self, live: Live) -> bool:
        """True if it is in hand as just this: it may have been let go and read anew."""
        return self._live.get(live.flow) is live

    def armed(self) -> Iterator[Live]:
        """Return those whose reversal is armed: nothing else that moves money goes first."""
        return (live for live in self._live.values() if live.is_armed)

    def make_room(self) -> bool:
        """Return whether one more can be taken in hand."""
        if len(self._live) < self._most:
            return True
        for live in list(self._live.values()):
            if not live.is_open and not live.has_unwritten:
                self.forget(live)
        return len(self._live) < self._most

"""A desk with readers, and whoever listens to it: news in order, waited for, never slept for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from hardware.card_reader.desk import ReaderDesk
from hardware.card_reader.lane import DeskClocks
from hardware.card_reader.reader import CardReader
from kpay_desktop.domain.devices import DeviceStatus
from kpay_desktop.ports_cards import CardData, CardReady, ReaderNews, ReadRequest, WaysTold
from kpay_desktop.simulation.cards import SimCard, issuer, make_card
from kpay_desktop.simulation.cards.catalogue import card as spec_of
from tests.helpers import card_till

FLOW = "card_sale:17"
HANDLE = "card:17"
AT = datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC)
WAIT_S = 60.0
QUICK = DeskClocks(settle_s=0.1, look_s=0.02, slice_s=0.5)

N = TypeVar("N")


class Box:
    """Implements ``CardBox`` in a dictionary."""

    def __init__(self) -> None:
        self.held: dict[str, CardData] = {}

    def get(self, handle: str) -> CardData | None:
        return self.held.get(handle)

    def put(self, handle: str, data: CardData) -> None:
        self.held[handle] = data

    def forget(self, handle: str) -> None:
        self.held.pop(handle, None)

    def wipe(self, handle: str) -> None:
        self.held.pop(handle, None)


def demo_card(key: str) -> SimCard:
    """Return a card of the demo."""
    return make_card(spec_of(key))


def request(amount_minor: int = 2800, *, flow: str = FLOW, fallback: bool = False) -> ReadRequest:
    """Return what a sale waits for."""
    return ReadRequest(flow, amount_minor, 0, AT, 42, fallback)


class Counter:
    """A desk, its box, its news and its lamp."""

    def __init__(
        self, readers: Sequence[CardReader], clocks: DeskClocks = QUICK, *, stripe: bool = False
    ) -> None:
        self.box = Box()
        self._changed = threading.Condition()
        self.news: list[ReaderNews] = []
        self.lamps: list[DeviceStatus] = []
        self.ways: list[WaysTold] = []
        self.desk = ReaderDesk(
            readers,
            card_till.config(),
            self.box,
            self._hear,
            tell_lamp=self._see,
            clocks=clocks,
            stripe=stripe,
        )

    def _hear(self, news: ReaderNews) -> None:
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def _see(self, told: DeviceStatus | WaysTold) -> None:
        with self._changed:
            if isinstance(told, WaysTold):
                self.ways.append(told)
            else:
                self.lamps.append(told)
            self._changed.notify_all()

    def wait(self, what: str, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        with self._changed:
            assert self._changed.wait_for(is_so, WAIT_S), f"{what}; so far: {self.news}"

    def heard(self, kind: type[N], number: int = 1) -> N:
        """Wait for news of a kind; return the newest of so many."""
        found: list[N] = []

        def are_there() -> bool:
            found[:] = [each for each in self.news if isinstance(each, kind)]
            return len(found) >= number

        self.wait(f"{number} {kind.__name__}", are_there)
        return found[number - 1]

    def lit(self, message_id: str) -> None:
        """Wait for the lamp to say something."""
        self.wait(message_id, lambda: bool(self.lamps) and self.lamps[-1].message_id == message_id)

    def approve(self, arc: str = "00") -> None:
        """Answer as the issuer of the card whose data is in the box."""
        flow = self.heard(CardReady).flow
        data = self.box.held[HANDLE]
        proof = issuer.response(data.number, data.sequence or "00", data.tags, arc).proof
        self.desk.answered(flow, arc, proof)


@contextmanager
def counter(
    *readers: CardReader, clocks: DeskClocks = QUICK, stripe: bool = False
) -> Iterator[Counter]:
    """Open a desk; nothing of it stays."""
    opened = Counter(readers, clocks, stripe=stripe)
    opened.desk.start()
    try:
        yield opened
    finally:
        assert opened.desk.close(WAIT_S), "a reader's thread did not end"

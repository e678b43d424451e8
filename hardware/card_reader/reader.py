"""What every card reader can do, and how it fails. A reader belongs to one thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.ports_cards import WaysTold

#: An answer that is not whole yet may take so many rounds; a longer one is no card's.
MAX_ROUNDS: Final = 32


class CardLostError(Exception):
    """The card was taken away, or does not answer any more. It carries nothing of the card."""


class MuteCardError(Exception):
    """A card is there that cannot be worked with: its chip is dead, or it is no payment card."""

    def __init__(self, entry: EntryMode) -> None:
        super().__init__(entry.value)
        self.entry = entry


class ReaderState(StrEnum):
    """How a reader is; each has words for its lamp."""

    STARTING = "starting"
    READY = "ready"
    CARD_IN = "card_in"
    ABSENT = "absent"
    NO_SERVICE = "no_service"
    NO_LIBRARY = "no_library"
    BUSY = "busy"
    FAILING = "failing"


_HEALTH: Final = {
    ReaderState.STARTING: Health.UNKNOWN,
    ReaderState.READY: Health.OK,
    ReaderState.CARD_IN: Health.OK,
    ReaderState.ABSENT: Health.WARN,
    ReaderState.NO_SERVICE: Health.BAD,
    ReaderState.NO_LIBRARY: Health.BAD,
    ReaderState.BUSY: Health.WARN,
    ReaderState.FAILING: Health.BAD,
}
# What is said first where several readers differ.
_WORST_FIRST: Final = (
    ReaderState.FAILING,
    ReaderState.NO_SERVICE,
    ReaderState.NO_LIBRARY,
    ReaderState.BUSY,
    ReaderState.ABSENT,
    ReaderState.STARTING,
    ReaderState.CARD_IN,
    ReaderState.READY,
)
_BEST_FIRST: Final = (Health.OK, Health.UNKNOWN, Health.WARN, Health.BAD)


@dataclass(frozen=True, slots=True)
class ReaderNote:
    """The state of one reader; ``name`` is as its maker wrote it, or the path it was sought by."""

    name: str
    state: ReaderState


def ways_of(offers: Iterable[tuple[ReaderNote, frozenset[EntryMode]]], *, stripe: bool) -> WaysTold:
    """Return which ways work: a way is as well as the best of the readers that offer it.

    A stripe reader that types cannot be asked; where there is to be one, it counts as there.
    """
    best: dict[EntryMode, Health] = {}
    for note, ways in offers:
        health = _HEALTH[note.state]
        for way in ways:
            best[way] = min(best.get(way, health), health, key=_BEST_FIRST.index)
    if stripe:
        best[EntryMode.SWIPE] = Health.OK
    return WaysTold(tuple((way, best[way]) for way in EntryMode if way in best))


def lamp_of(notes: tuple[ReaderNote, ...]) -> DeviceStatus:
    """Return what one lamp says of several readers: the worst of them, by its name."""
    if not notes:
        return DeviceStatus(DeviceKind.CARD_READER, Health.UNKNOWN, "reader.none")
    worst = min(notes, key=lambda note: _WORST_FIRST.index(note.state))
    return DeviceStatus(
        DeviceKind.CARD_READER, _HEALTH[worst.state], f"reader.{worst.state.value}", worst.name
    )


class CardReader(Protocol):
    """A reader of chips or of taps, or both. Every call but ``wake`` is its own thread's.

    Deadlines are of the monotonic clock. A card that was released counts no more until it has been
    taken away, so that one that is left in is not read twice.
    """

    @property
    def note(self) -> ReaderNote:
        """The reader's name and state; any thread may ask."""

    @property
    def ways(self) -> frozenset[EntryMode]:
        """The ways that the reader offers, as far as it is known; any thread may ask."""

    def wait_for_card(self, deadline: float) -> EntryMode | None:
        """Wait for a card and give it power; None at the deadline or after :meth:`wake`.

        Raises:
            MuteCardError: a card is there that cannot be worked with.
        """

    def rest(self, deadline: float) -> None:
        """Look after the reader until the deadline or :meth:`wake`, and take no card."""

    def transmit(self, command: bytes) -> bytes:
        """Send a command APDU; return the whole answer with its status word.

        Raises:
            CardLostError: there is no answer.
        """

    def is_present(self) -> bool:
        """True while the card that was found is still there."""

    def skip(self) -> None:
        """Let a card that is there now count no more until it has been taken away."""

    def release(self, *, keep: bool = False) -> None:
        """Take the power off the card. ``keep``: it counts as newly come, if it stays."""

    def wake(self) -> None:
        """End a wait early, or the next one if none is under way. Any thread may call it."""

    def close(self) -> None:
        """Let go of card and reader."""

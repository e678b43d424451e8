"""A whole card: power, directory, selection, its protocol's manners, and being pulled out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.application import Application
from kpay_desktop.simulation.cards.command import (
    Command,
    CommandError,
    Reply,
    Status,
    done,
    read_command,
)
from kpay_desktop.simulation.cards.errors import CardGoneError, CardMuteError
from kpay_desktop.simulation.cards.image import Image
from kpay_desktop.simulation.cards.memory import CardMemory
from kpay_desktop.simulation.cards.personalise import chip_image, tap_image
from kpay_desktop.simulation.cards.reset import ATS, atr
from kpay_desktop.simulation.cards.seeded import Seeded
from kpay_desktop.simulation.cards.spec import CardSpec, Fault, Protocol, Wallet, Way
from kpay_desktop.simulation.cards.tap import tapped
from kpay_desktop.simulation.cards.tlv import tlv
from kpay_desktop.simulation.cards.transport import BlockManners, ByteManners, Manners

CHIP_DIRECTORY, TAP_DIRECTORY = b"1PAY.SYS.DDF01", b"2PAY.SYS.DDF01"
Meddle = Callable[[int, bytes, bytes], bytes]

_SELECT = 0xA4
_BY_NAME, _FIRST, _NEXT = 0x04, 0x00, 0x02
_LAST_FILE = 10


class SimCard:
    """A card in software. It answers commands and knows nothing of who sends them.

    Any thread may use it; one command at a time. ``memory`` outlives the power: hand over the one
    of an earlier card of the same kind to go on with its counters. ``meddle`` sees every answer
    (number of the command from 1, command, answer) and may change it, or raise.
    """

    def __init__(
        self, spec: CardSpec, memory: CardMemory | None = None, meddle: Meddle | None = None
    ) -> None:
        self.spec = spec
        self.memory = CardMemory() if memory is None else memory
        self.meddle = meddle
        self._lock = threading.RLock()
        self._seeded = Seeded(f"{spec.key}|{spec.seed}")
        self._images: dict[Way, list[Image]] = {}
        self._is_owner_known = spec.wallet is Wallet.VERIFIED
        self._pulled_at = spec.pulled_at
        self._way: Way | None = None
        self._manners: Manners = BlockManners()
        self._running: Application | None = None
        self._directory: list[bytes] = []
        self._directory_file = 1
        self._count, self._place = 0, -1
        self._is_gone = False

    # --- power -----------------------------------------------------------------------------

    @property
    def protocol(self) -> Protocol:
        """How the chip talks to its reader."""
        return self.spec.protocol or self._seeded.pick("protocol", tuple(Protocol))

    @property
    def is_contactless(self) -> bool:
        """True while it is powered by radio."""
        return self._way is Way.TAP

    @property
    def commands(self) -> int:
        """How many commands it has got since its power came."""
        return self._count

    def power_on(self) -> bytes:
        """Insert the chip, or reset it; return its answer to reset.

        Raises:
            CardMuteError: it has no chip, or the chip is dead.
        """
        with self._lock:
            faults = self.spec.faults
            if Way.CHIP not in self.spec.ways or Fault.NO_ATR in faults:
                raise CardMuteError
            is_bytewise = self.protocol is Protocol.T0
            self._start(Way.CHIP, ByteManners() if is_bytewise else BlockManners())
            return atr(self.protocol, is_broken=Fault.BAD_ATR in faults)

    def activate(self) -> bytes:
        """Bring the card into the field; return its answer to select (ISO/IEC 14443-4 §5.2).

        Raises:
            CardMuteError: it cannot be tapped.
        """
        with self._lock:
            if Way.TAP not in self.spec.ways:
                raise CardMuteError
            self._start(Way.TAP, BlockManners())
            return ATS

    def power_off(self) -> None:
        """Take the power away: whatever was begun is forgotten."""
        with self._lock:
            self._way = self._running = None

    def remove(self) -> None:
        """Pull the card out: it answers nothing until it is inserted or tapped again."""
        with self._lock:
            self._is_gone = True

    def pull_at(self, command: int | None) -> None:
        """Be pulled out at a command, counted from 1 since the power came; None: not at all."""
        with self._lock:
            self._pulled_at = command

    def confirm_owner(self) -> None:
        """Unlock the phone for its next tap: fingerprint, face or code."""
        with self._lock:
            self._is_owner_known = True

    def _start(self, way: Way, manners: Manners) -> None:
        self._way, self._manners = way, manners
        self._running, self._directory = None, []
        self._count, self._place = 0, -1
        self._is_gone = False

    # --- commands --------------------------------------------------------------------------

    def transmit(self, command: bytes) -> bytes:
        """Answer a command with data and status word.

        Raises:
            CardGoneError: the card is not there, or leaves now.
            CardMuteError: it does not answer.
        """
        with self._lock:
            if self._way is None or self._is_gone:
                raise CardGoneError
            self._count += 1
            is_pulled = self._pulled_at == self._count
            if is_pulled and not self.spec.pulled_late:
                self._leave()
            answer = self._answer(command)
            if is_pulled:
                self._leave()
            return answer if self.meddle is None else self.meddle(self._count, command, answer)

    def _leave(self) -> None:
        self._is_gone = True
        raise CardGoneError

    def _answer(self, raw: bytes) -> bytes:
        faults = self.spec.faults
        if Fault.NO_ANSWERS in faults and self._way is Way.CHIP:
            raise CardMuteError
        if Fault.GARBAGE in faults:
            return self._seeded.draw(f"garbage {self._count}", 1 + self._count % 7)
        if Fault.ERRORS in faults:
            return Reply(Status.BROKEN).encode()
        return self._manners.answer(raw, self._handle)

    def _handle(self, raw: bytes) -> Reply:
        try:
            command = read_command(raw)
        except CommandError:
            return Reply(Status.WRONG_LENGTH)
        if command.ins == _SELECT and command.cla == 0x00:
            return self._select(command)
        if self._running is not None:
            reply = self._running.handle(command)
            self.memory.is_blocked |= self._running.wants_card_blocked
            return reply
        if self._directory:
            return self._read_directory(command)
        return Reply(Status.CONDITIONS)

    # --- selection -------------------------------------------------------------------------

    def _select(self, command: Command) -> Reply:
        """SELECT by name: exactly, or by the first bytes of it (Book 1 §11.3, §12.3)."""
        if self.memory.is_blocked or Fault.CARD_BLOCKED in self.spec.faults:
            return Reply(Status.NOT_SUPPORTED)
        if command.p1 != _BY_NAME or command.p2 not in {_FIRST, _NEXT}:
            return Reply(Status.WRONG_PARAMETERS)
        name = command.data
        if name == (TAP_DIRECTORY if self.is_contactless else CHIP_DIRECTORY):
            return self._select_directory(name)
        images = self._on_this_way()
        start = self._place + 1 if command.p2 == _NEXT else 0
        for place in range(start, len(images)):
            if len(name) >= 5 and images[place].aid.startswith(name):
                return self._select_application(place, images[place])
        self._running = None
        return Reply(Status.NO_FILE)

    def _select_application(self, place: int, image: Image) -> Reply:
        self._place, self._directory = place, []
        memory = self.memory.of(image.aid, image.first_counter)
        if Fault.APPLICATION_BLOCKED in self.spec.faults:
            memory.is_blocked = True
        if self.is_contactless:
            self._running = tapped(
                image,
                memory,
                is_phone=self.spec.wallet is not Wallet.NO,
                is_owner_known=self._is_owner_known,
            )
        else:
            self._running = Application(image, memory)
        return Reply(Status.BLOCKED, image.fci) if memory.is_blocked else done(image.fci)

    def _select_directory(self, name: bytes) -> Reply:
        faults, images = self.spec.faults, self._on_this_way()
        has_one = self.is_contactless or self._has_directory()
        if not has_one:
            return Reply(Status.NO_FILE)
        self._running, self._place = None, -1
        if Fault.DIRECTORY_GARBAGE in faults:
            return done(b"\x6f\x20\x84")
        entries = [image.entry for image in images]
        if self.is_contactless:
            inside = tlv(el.DISCRETIONARY, *entries)
        else:
            self._directory_file = 1 + self._seeded.below("directory file", _LAST_FILE)
            self._directory = _in_records(entries, together=self._seeded.chance("together", 50))
            inside = tlv(el.SFI, bytes((self._directory_file,)))
            if self._seeded.chance("directory languages", 50):
                inside += tlv(el.LANGUAGES, b"enzh")
            if any(app.preferred_name for app in self.spec.applications):
                inside += tlv(el.CODE_TABLE, b"\x01")
        fci = tlv(el.FCI, tlv(el.NAME, name), tlv(el.PROPRIETARY, inside))
        is_blocked = Fault.DIRECTORY_BLOCKED in faults
        return Reply(Status.BLOCKED, fci) if is_blocked else done(fci)

    def _has_directory(self) -> bool:
        if self.spec.directory is not None:
            return self.spec.directory
        return self._seeded.chance("directory", 70)

    def _read_directory(self, command: Command) -> Reply:
        if (command.cla, command.ins) != (0x00, 0xB2):
            return Reply(Status.CONDITIONS)
        if command.p2 >> 3 != self._directory_file or command.p2 & 0x07 != 0x04:
            return Reply(Status.NO_FILE)
        if not 1 <= command.p1 <= len(self._directory):
            return Reply(Status.NO_RECORD)
        return done(self._directory[command.p1 - 1])

    def _on_this_way(self) -> list[Image]:
        """Return the applications of the interface in use; they are made when first wanted."""
        way = Way.TAP if self.is_contactless else Way.CHIP
        if way not in self._images:
            make = tap_image if way is Way.TAP else chip_image
            self._images[way] = [make(self.spec, app) for app in self.spec.applications]
        return self._images[way]


def make_card(
    spec: CardSpec, memory: CardMemory | None = None, meddle: Meddle | None = None
) -> SimCard:
    """Return a card of this kind; see :class:`SimCard`."""
    return SimCard(spec, memory, meddle)


def _in_records(entries: Sequence[bytes], *, together: bool) -> list[bytes]:
    """Return a directory's records: all entries in one, or each in its own."""
    return [tlv(el.RECORD, *entries)] if together else [tlv(el.RECORD, one) for one in entries]

"""A receipt printer in software: takes bytes, prints, answers, and fails on purpose.

It behaves as the common TCP receipt printers do. It answers real-time questions the moment they
come in, everything else in its turn; without paper, with its cover open or offline it prints
nothing but still takes bytes into its buffer, and prints them once it can; what was in the buffer
when the power went is gone.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from kpay_desktop.simulation.paper.interpreter import Asked, Interpreter, ProcessAsked
from kpay_desktop.simulation.paper.items import PaperSlip
from kpay_desktop.simulation.paper.roll import Roll, read_roll_bytes

BUFFER_BYTES = 64 * 1024
_MAX_ANSWER_BYTES = 4096
_STEP_BYTES = 512
_QUESTIONS = re.compile(rb"(?:\x10\x04[\x01-\x04])+")


class Paper(StrEnum):
    """How much paper is on the roll."""

    OK = "ok"
    LOW = "low"
    OUT = "out"


# Bits 0 and 1: the near-end sensor; bits 2 and 3: the end sensor.
_PAPER_SENSORS = {Paper.OK: 0x00, Paper.LOW: 0x03, Paper.OUT: 0x0F}


@dataclass(frozen=True, slots=True)
class Switches:
    """What a person can do to the printer, or what can happen to it.

    ``has_power``: off refuses every connection and loses the buffer. ``is_mute``: prints, answers
    nothing. ``is_stalled``: takes no bytes and answers nothing. ``is_offline``: switched offline
    at its panel. ``sends_status``: sends its state unasked when somebody connects, as printers
    set to automatic status do. ``breaks_lines``: hangs up on everybody at once, as a network card
    that starts anew does; it has power, and what it took it prints.
    """

    paper: Paper = Paper.OK
    cover_open: bool = False
    is_offline: bool = False
    is_mute: bool = False
    is_stalled: bool = False
    has_power: bool = True
    sends_status: bool = False
    breaks_lines: bool = False

    @property
    def prints(self) -> bool:
        """True if bytes become paper."""
        return (
            self.paper is not Paper.OUT
            and self.has_power
            and not (self.cover_open or self.is_offline or self.is_stalled)
        )


class PowerGoneError(ConnectionError):
    """The printer is switched off, or hung up while it was being spoken to."""


class Connection:
    """One till's line to the printer."""

    def __init__(self, model: PrinterModel) -> None:
        self._model = model
        self.answers = bytearray()
        self.is_open = True
        self.scan = b""

    def send(self, data: bytes, timeout_s: float) -> int:
        """Hand bytes over; return how many were taken, 0 if none were within the time.

        Raises:
            PowerGoneError: the line is dead.
        """
        return self._model.take(self, data, timeout_s)

    def receive(self, timeout_s: float) -> bytes:
        """Return what the printer said, empty if nothing within the time.

        Raises:
            PowerGoneError: the line is dead.
        """
        return self._model.give(self, timeout_s)

    def close(self) -> None:
        """Hang up. What the printer has taken it still prints."""
        self._model.hang_up(self)


class PrinterModel:
    """The printer. Every method may be called from any thread.

    With a ``folder`` the roll is kept in it and earlier slips are there again at the next start.
    """

    def __init__(self, folder: Path | None = None, *, dots: int = 576) -> None:
        self._changed = threading.Condition(threading.RLock())
        self._reader = Interpreter(dots)
        self._roll = Roll(folder) if folder is not None else None
        if folder is not None:
            self._reader.feed(read_roll_bytes(folder))
            self._reader.tear()
        self._switches = Switches()
        self._after: tuple[int, Switches] | None = None
        self._buffer = bytearray()
        self._talker: Connection | None = None
        self._lines: set[Connection] = set()
        self._listeners: list[Callable[[], None]] = []
        self._printed_bytes = 0

    # --- what people do ---------------------------------------------------------------------

    @property
    def switches(self) -> Switches:
        """The state of things."""
        with self._changed:
            return self._switches

    def turn(self, switches: Switches) -> None:
        """Bring about ``switches``. The printer goes on with its buffer if it can."""
        with self._changed:
            self._switch(switches)
            self._print()
            self._changed.notify_all()
        self._tell()

    def turn_after(self, printed_bytes: int, switches: Switches) -> None:
        """Bring about ``switches`` once so many more bytes have been printed."""
        with self._changed:
            self._after = (self._printed_bytes + printed_bytes, switches)

    @property
    def is_connected(self) -> bool:
        """True while somebody holds a line."""
        with self._changed:
            return bool(self._lines)

    @property
    def slips(self) -> tuple[PaperSlip, ...]:
        """The slips on the paper, oldest first."""
        with self._changed:
            return tuple(self._reader.slips)

    @property
    def open_slip(self) -> PaperSlip:
        """What hangs out of the printer, not cut yet."""
        with self._changed:
            return self._reader.open_slip

    @property
    def kicks(self) -> tuple[int, ...]:
        """The pins that the cash drawer was kicked on, oldest first."""
        with self._changed:
            return tuple(self._reader.kicks)

    @property
    def waiting_bytes(self) -> int:
        """How much it has taken and not printed yet."""
        with self._changed:
            return len(self._buffer)

    @property
    def problems(self) -> tuple[str, ...]:
        """What the printer could not make sense of."""
        with self._changed:
            return tuple(self._reader.problems)

    def on_change(self, call: Callable[[], None]) -> None:
        """Call ``call`` after slips or switches change, on the thread that changed them."""
        with self._changed:
            self._listeners.append(call)

    def close(self) -> None:
        """Switch off and put the roll away."""
        with self._changed:
            self._switch(replace(self._switches, has_power=False))
            if self._roll is not None:
                self._roll.close()
            self._changed.notify_all()

    # --- its lines --------------------------------------------------------------------------

    def connect(self) -> Connection:
        """Open a line.

        Raises:
            PowerGoneError: the printer is off, or hangs up on everybody.
        """
        with self._changed:
            if self._switches.breaks_lines or not self._switches.has_power:
                raise PowerGoneError("the printer is off")
            line = Connection(self)
            self._lines.add(line)
            if self._switches.sends_status:
                line.answers += self._status_of_its_own()
            return line

    def take(self, line: Connection, data: bytes, timeout_s: float) -> int:
        """See :meth:`Connection.send`."""
        with self._changed:
            self._changed.wait_for(lambda: not line.is_open or self._room > 0, timeout_s)
            if not line.is_open:
                raise PowerGoneError("the printer went off")
            taken = data[: self._room]
            if not taken:
                return 0
            self._real_time(line, taken)
            self._talker = line
            if not self._is_answered(taken):
                self._buffer += taken
            printed = self._print()
            self._changed.notify_all()
        if printed:
            self._tell()
        return len(taken)

    def give(self, line: Connection, timeout_s: float) -> bytes:
        """See :meth:`Connection.receive`."""
        with self._changed:
            self._changed.wait_for(lambda: not line.is_open or bool(line.answers), timeout_s)
            answers = bytes(line.answers)
            line.answers.clear()
            if not answers and not line.is_open:
                raise PowerGoneError("the printer went off")
            return answers

    def hang_up(self, line: Connection) -> None:
        """See :meth:`Connection.close`."""
        with self._changed:
            line.is_open = False
            self._lines.discard(line)
            self._changed.notify_all()

    # --- inside -----------------------------------------------------------------------------

    def _is_answered(self, data: bytes) -> bool:
        """True for questions alone, which need no place in the buffer once they are answered.

        A till that asks every few seconds would fill it while the paper is out.
        """
        if _QUESTIONS.fullmatch(data) is None:
            return False
        if self._buffer:
            return self._buffer.endswith(data)
        return self._reader.unread == 0

    @property
    def _room(self) -> int:
        if self._switches.is_stalled or not self._switches.has_power:
            return 0
        return BUFFER_BYTES - len(self._buffer)

    def _switch(self, switches: Switches) -> None:
        had_power = self._switches.has_power
        self._switches = switches
        if had_power and not switches.has_power:
            self._buffer.clear()
            self._reader.tear()
            self._after = None
        if switches.breaks_lines or not switches.has_power:
            for line in self._lines:
                line.is_open = False
            self._lines.clear()

    def _print(self) -> bool:
        """Print from the buffer as long as the switches allow; True if anything was."""
        printed = False
        while self._buffer and self._switches.prints:
            step = _STEP_BYTES
            if self._after is not None:
                step = min(step, self._after[0] - self._printed_bytes)
                if step <= 0:
                    switches = self._after[1]
                    self._after = None
                    self._switch(switches)
                    continue
            chunk = bytes(self._buffer[:step])
            del self._buffer[:step]
            self._printed_bytes += len(chunk)
            cuts = len(self._reader.slips)
            whole, asked = self._reader.feed(chunk)
            # The empty bytes that a till sends to end a broken image leave no mark on paper.
            if self._roll is not None and whole.strip(b"\x00"):
                self._roll.append(whole)
                if len(self._reader.slips) != cuts:
                    self._roll.turn_over()
            self._answer(asked)
            printed = True
        return printed

    def _answer(self, asked: list[Asked]) -> None:
        for question in asked:
            if isinstance(question, ProcessAsked):
                self._say(b"\x37\x22" + question.number + b"\x00")
            else:
                self._say(bytes([_PAPER_SENSORS[self._switches.paper]]))

    def _say(self, answer: bytes) -> None:
        line = self._talker
        if line is None or not line.is_open or self._switches.is_mute:
            return
        if len(line.answers) + len(answer) <= _MAX_ANSWER_BYTES:
            line.answers += answer

    def _real_time(self, line: Connection, data: bytes) -> None:
        """Answer ``DLE EOT n`` at once, wherever it stands, within an image too."""
        data = line.scan + data
        self._talker = line
        at = data.find(b"\x10\x04")
        while 0 <= at < len(data) - 2:
            if 1 <= data[at + 2] <= 4:
                self._say(bytes([self._status(data[at + 2])]))
            at = data.find(b"\x10\x04", at + 2)
        # A question that came in two pieces is put together again.
        tail = 2 if data.endswith(b"\x10\x04") else 1 if data.endswith(b"\x10") else 0
        line.scan = data[len(data) - tail :]

    def _status(self, kind: int) -> int:
        """Return the answer to ``DLE EOT kind``; bits 1 and 4 are always set."""
        state = self._switches
        is_out = state.paper is Paper.OUT
        if kind == 1:
            return 0x12 | (0 if state.prints else 0x08)
        if kind == 2:
            return 0x12 | (0x04 if state.cover_open else 0) | (0x20 if is_out else 0)
        if kind == 4:
            near_end = 0x0C if state.paper is not Paper.OK else 0
            return 0x12 | near_end | (0x60 if is_out else 0)
        return 0x12

    def _status_of_its_own(self) -> bytes:
        """Return the four bytes of the automatic status (``GS a``)."""
        state = self._switches
        first = 0x10 | (0 if state.prints else 0x08) | (0x20 if state.cover_open else 0)
        return bytes([first, 0x00, _PAPER_SENSORS[state.paper], 0x00])

    def _tell(self) -> None:
        with self._changed:
            listeners = list(self._listeners)
        for call in listeners:
            call()

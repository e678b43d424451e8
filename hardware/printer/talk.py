"""One conversation with a printer: how it is, the slip, and whether the slip came through."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.printer.encoder import ASK_PAPER
from hardware.printer.replies import (
    ANSWERS,
    QUESTIONS,
    LiveByte,
    LiveStatus,
    PaperByte,
    ProcessDone,
    Reply,
    ReplyReader,
    live_status,
)
from hardware.printer.transport import BrokenLinkError, Link, TransportError
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, PrintOutcome, PrintReport


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a conversation waits for what, in seconds.

    ``status_s``: a real-time answer, which a working printer gives within milliseconds.
    ``fence_s``: an answer in turn, which waits for the paper before it. ``listen_s``: for the end
    of a slip, before asking how the printer is. ``quiet_s``: after a doubtful slip, how long
    nothing more must come before the next one is sent. ``close_s``: for the other side to hang up.
    """

    status_s: float = 2.0
    fence_s: float = 5.0
    listen_s: float = 1.0
    quiet_s: float = 0.3
    close_s: float = 1.0


PATIENT: Final = Patience()

READY: Final = DeviceStatus(DeviceKind.PRINTER, Health.OK, "printer.ready")
PAPER_LOW: Final = DeviceStatus(DeviceKind.PRINTER, Health.WARN, "printer.paper_low")
PAPER_OUT: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out")
COVER_OPEN: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.cover_open")
OFFLINE: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.offline")
NO_ANSWER: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.no_answer")
UNREACHABLE: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.unreachable")
LINE_SLOW: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.line_slow")
QUEUE_STOPPED: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.queue_stopped")
QUEUE_BUSY: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.queue_busy")
FILE_FAILS: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.file_fails")


def lamp(state: LiveStatus) -> DeviceStatus:
    """Return what the printer's lamp says, the most useful thing first."""
    if state.is_cover_open:
        return COVER_OPEN
    if state.is_paper_out:
        return PAPER_OUT
    if state.is_offline:
        return OFFLINE
    return PAPER_LOW if state.is_paper_low else READY


class PrintTalk:
    """A conversation over one link, which it closes at its end.

    ``longest_bytes`` is the length of the longest command that the till sends to this printer.
    """

    def __init__(
        self,
        link: Link,
        deadline: float,
        tell: Callable[[DeviceStatus], None] | None,
        patience: Patience,
        longest_bytes: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = link
        self._patience = patience
        self._deadline = deadline
        self._tell = tell
        self._longest_bytes = longest_bytes
        self._monotonic = monotonic
        self._reader = ReplyReader()
        self._replies: deque[Reply] = deque()

    def state_alone(self) -> DeviceStatus:
        """Ask for the live state and hang up."""
        try:
            state = self._ask_state()
        except TransportError:
            self._link.abort()
            return UNREACHABLE
        self._hang_up()
        return state

    def prepare(self, *, is_settled: bool) -> DeviceStatus | None:
        """Make sure that the printer will print and will say so.

        The live state comes first. Then it is asked something that it answers in its turn, so that
        whatever it still had to print and to answer lies behind: else the answer to an earlier slip
        could be taken for this one's. ``is_settled`` says that there was no doubt about the last.

        Returns None if the slip may follow, else why not; the link is closed then.
        """
        try:
            state = self._ask_state()
            if state.health is not Health.BAD:
                if self._passes_fence(is_settled=is_settled):
                    return None
                state = self._ask_state()
                if state.health is not Health.BAD:
                    state = NO_ANSWER
        except TransportError:
            self._link.abort()
            return UNREACHABLE
        self._hang_up()
        return state

    def send(self, data: bytes, name: bytes | None) -> PrintReport:
        """Send a slip with its question behind it, and await the answer.

        ``name`` is what the printer repeats if it can, else None.
        """
        try:
            sent = self._link.write(data, self._deadline)
        except BrokenLinkError as error:
            self._link.abort()
            return PrintReport(_unconfirmed_if(error.sent), UNREACHABLE)
        if sent < len(data):
            self._link.abort()
            return PrintReport(_unconfirmed_if(sent), NO_ANSWER)
        try:
            doubt = self._await_end(name)
        except TransportError:
            self._link.abort()
            return PrintReport(PrintOutcome.UNCONFIRMED, UNREACHABLE)
        if doubt is not None:
            self._hang_up()
            return PrintReport(PrintOutcome.UNCONFIRMED, doubt)
        # The slip is through. What the printer is like now is news, no doubt about the slip.
        return PrintReport(PrintOutcome.CONFIRMED, self.state_alone())

    def _await_end(self, name: bytes | None) -> DeviceStatus | None:
        """Return None once the slip is confirmed, else the state that kept it from being so.

        When the answer does not come, the printer is asked now and then how it is, so that people
        hear of it while there is still time to put paper in.
        """
        state = NO_ANSWER
        answers: list[int] = []
        while self._monotonic() < self._deadline:
            match self._next(self._soon(self._patience.listen_s)):
                case ProcessDone(done) if done == name:
                    return None
                case PaperByte() as paper if name is None:
                    return PAPER_OUT if paper.is_out else None
                case LiveByte(value):
                    answers.append(value)
                    if len(answers) == ANSWERS:
                        state = lamp(live_status(*answers))
                        self._say(state)
                case None:
                    answers.clear()
                    self._link.write(QUESTIONS, self._soon(self._patience.listen_s))
                case _:
                    pass
        # Ready all along and yet no word: the answer itself is what is missing.
        return state if state.health is Health.BAD else NO_ANSWER

    def _passes_fence(self, *, is_settled: bool) -> bool:
        """Ask something that is answered in turn; True once that has been answered."""
        if not is_settled:
            # The last slip may have broken off within an image: nothing that the printer would
            # take for the rest of it may be part of the next. Outside an image these do nothing.
            filler = bytes(self._longest_bytes)
            if self._link.write(filler, self._soon(self._patience.fence_s)) < len(filler):
                return False
        if self._link.write(ASK_PAPER, self._soon(self._patience.status_s)) < len(ASK_PAPER):
            return False
        until = self._soon(self._patience.fence_s)
        while True:
            reply = self._next(until)
            if reply is None:
                return False
            if isinstance(reply, PaperByte):
                break
        while not is_settled and self._next(self._soon(self._patience.quiet_s)) is not None:
            pass
        return True

    def _ask_state(self) -> DeviceStatus:
        """Ask for the live state.

        Raises:
            TransportError: the line broke.
        """
        self._replies.clear()  # what came before the question is no answer to it
        deadline = self._soon(self._patience.status_s)
        if self._link.write(QUESTIONS, deadline) < len(QUESTIONS):
            return NO_ANSWER
        answers: list[int] = []
        while len(answers) < ANSWERS:
            reply = self._next(deadline)
            if reply is None:
                return NO_ANSWER
            if isinstance(reply, LiveByte):
                answers.append(reply.value)
        return lamp(live_status(*answers))

    def _next(self, until: float) -> Reply | None:
        """Return the printer's next reply, or None if there is none by then.

        Raises:
            TransportError: the line broke.
        """
        until = min(until, self._deadline)
        while not self._replies:
            data = self._link.read(until)
            self._replies.extend(self._reader.feed(data))
            if not data and not self._replies and self._monotonic() >= until:
                return None
        return self._replies.popleft()

    def _soon(self, seconds: float) -> float:
        return min(self._deadline, self._monotonic() + seconds)

    def _hang_up(self) -> None:
        # Beyond the deadline if need be, for as little as it takes: cutting off would undo a slip.
        # By the machine's own clock, as links read their deadlines.
        self._link.close(time.monotonic() + self._patience.close_s)

    def _say(self, state: DeviceStatus) -> None:
        if self._tell is not None:
            self._tell(state)


def _unconfirmed_if(sent: int) -> PrintOutcome:
    return PrintOutcome.UNCONFIRMED if sent else PrintOutcome.NOT_SENT

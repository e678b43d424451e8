"""One question at a time over the kept connection, and which of what comes back answers it.

What is believed: the whole frame, every field in its form, the MAC before anything it says, then
that it answers this very message (type, and fields 3, 4, 11, 41, 42). An answer to an earlier
message is handed on as late; one that was heard before is let pass.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kpay_desktop.hosts.iso8583.answers import code_of
from kpay_desktop.hosts.iso8583.codec import Fields, pack, unpack
from kpay_desktop.hosts.iso8583.errors import IsoError
from kpay_desktop.hosts.iso8583.frame import FrameReader, frame
from kpay_desktop.hosts.iso8583.link import Link, LinkError
from kpay_desktop.hosts.iso8583.mac import MacKey, is_sealed, load_key, seal
from kpay_desktop.hosts.iso8583.messages import Asked, asked, is_answer, wants_mac
from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from kpay_desktop.hosts.net import Deadline, Resolver
from kpay_desktop.ports_cards import GivesWay, Silence
from kpay_desktop.settings_reader import SettingsError

log = logging.getLogger(__name__)

#: Messages whose late or doubled answers are still known as such.
MAX_REMEMBERED = 64
#: What may wait on an idle connection before nobody believes that it is answers.
MAX_IDLE_BYTES = 64 * 1024
#: How often a message that gives way looks whether something more urgent waits.
LOOK_UP_S = 0.05

Answer = dict[int, str]
PARTIAL = "10"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No answer that can be believed. ``sent``: a byte of the question may have left."""

    reason: Silence
    sent: bool


class Exchange:
    """Asks, matches, remembers. It belongs to one thread."""

    def __init__(
        self,
        profile: CardHostProfile,
        resolver: Resolver,
        late: Callable[[Asked, Answer], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``late`` hears of answers to earlier messages; it must not raise."""
        self._profile = profile
        self._late = late
        self._monotonic = monotonic
        self._link = Link(profile, resolver, monotonic)
        self._reader = FrameReader(profile)
        self._asked: OrderedDict[tuple[str, str], Asked] = OrderedDict()
        self._key: MacKey | None = None
        self._silences = 0
        self._saw_stranger = False
        self._began = 0.0
        self.trip_ms = 0.0

    def load(self) -> None:
        """Read key and certificate files now.

        Raises:
            SettingsError: one of them cannot be used.
        """
        self._link.load()
        if self._profile.mac.key_file and self._key is None:
            self._key = load_key(Path(self._profile.mac.key_file))

    def close(self) -> None:
        """Close the connection."""
        self._drop()

    def ask(
        self, fields: Fields, deadline_s: float, gives_way: GivesWay | None = None
    ) -> Answer | Unanswered:
        """Send a message and wait for its answer, for ``deadline_s`` at most.

        With ``gives_way`` the wait for the answer ends as soon as that says so.
        """
        times = self._profile.times
        deadline = Deadline(min(deadline_s, times.overall_s), self._monotonic)
        mti, stan = fields[0], fields[11]
        try:
            data, about = self._written(fields)
        except IsoError as error:
            log.error("message not written mti=%s stan=%s field=%s", mti, stan, error.field)
            return Unanswered(Silence.NO_CARD_DATA, sent=False)
        except SettingsError as error:
            log.error("card host not usable key=%s", error.key or "mac.key_file")
            return Unanswered(Silence.MAC, sent=False)
        self._saw_stranger = False
        try:
            self._send(data, about, deadline)
            answer = self._await(about, self._answer_deadline(deadline), gives_way)
        except LinkError as lost:
            log.info(
                "card host silent mti=%s stan=%s reason=%s sent=%s",
                *(mti, stan, lost.reason.value, lost.sent),
            )
            return Unanswered(lost.reason, lost.sent)
        log.info("card host answered mti=%s stan=%s code=%s", mti, stan, code_of(answer))
        return answer

    def listen(self) -> None:
        """Take in what came meanwhile; late answers are told."""
        if self._link.is_open:
            self._hear_waiting()

    # --- sending ---

    def _written(self, fields: Fields) -> tuple[bytes, Asked]:
        if self._profile.mac.key_file and self._key is None:
            self._key = load_key(Path(self._profile.mac.key_file))
        key = self._key if wants_mac(self._profile, fields[0]) else None
        message = pack(self._profile, fields) if key is None else seal(self._profile, key, fields)
        return frame(self._profile, message), asked(fields, is_sealed=key is not None)

    def _send(self, data: bytes, about: Asked, deadline: Deadline) -> None:
        was_kept = self._connect(deadline)
        try:
            self._push(data, about, deadline)
        except LinkError as lost:
            if lost.sent or not was_kept or lost.reason is not Silence.CUT:
                raise
        else:
            return
        # The kept connection had died, and nothing of the message left with it.
        self._connect(deadline)
        self._push(data, about, deadline)

    def _push(self, data: bytes, about: Asked, deadline: Deadline) -> None:
        key = about.answer_key
        before = self._asked.get(key)
        self._remember(key, about)
        self._began = self._monotonic()
        try:
            self._link.send(data, deadline)
        except LinkError as lost:
            if not lost.sent:
                del self._asked[key]
                if before is not None:
                    self._remember(key, before)
            raise

    def _connect(self, deadline: Deadline) -> bool:
        """See to it that there is a connection; True if it is one that was kept."""
        if self._link.is_stale:
            self._drop()
        if self._link.is_open:
            self._hear_waiting()
        if self._link.is_open:
            return True
        self._drop()
        try:
            left_s = deadline.left_s()
        except TimeoutError:
            raise LinkError(Silence.TIMEOUT, sent=False) from None
        self._link.open(Deadline(min(self._profile.times.connect_s, left_s), self._monotonic))
        return False

    def _answer_deadline(self, deadline: Deadline) -> Deadline:
        try:
            left_s = deadline.left_s()
        except TimeoutError:
            left_s = 0.0
        return Deadline(min(self._profile.times.answer_s, left_s), self._monotonic)

    def _remember(self, key: tuple[str, str], about: Asked) -> None:
        self._asked[key] = about
        self._asked.move_to_end(key)
        while len(self._asked) > MAX_REMEMBERED:
            self._asked.popitem(last=False)

    def _drop(self) -> None:
        self._link.close()
        self._reader = FrameReader(self._profile)
        self._silences = 0

    # --- hearing ---

    def _await(self, about: Asked, deadline: Deadline, gives_way: GivesWay | None) -> Answer:
        while True:
            try:
                data = self._receive(deadline, gives_way)
            except LinkError as lost:
                raise LinkError(self._after_silence(lost), sent=True) from None
            heard = self._hear(data, about)
            if isinstance(heard, dict):
                self._silences = 0
                self.trip_ms = (self._monotonic() - self._began) * 1000
                return heard
            if heard is not None:
                raise LinkError(heard, sent=True)

    def _receive(self, deadline: Deadline, gives_way: GivesWay | None) -> bytes:
        """Return the next bytes of the host; whoever gives way looks up every now and then.

        Raises:
            LinkError: see :meth:`Link.receive`.
        """
        while gives_way is not None and not gives_way():
            try:
                left_s = deadline.left_s()
            except TimeoutError:
                break
            try:
                return self._link.receive(Deadline(min(LOOK_UP_S, left_s), self._monotonic))
            except LinkError as lost:
                if lost.reason is not Silence.TIMEOUT:
                    raise
        # It is over, or given up; what has come by then counts all the same.
        over = deadline if gives_way is None else Deadline(0.0, self._monotonic)
        return self._link.receive(over)

    def _after_silence(self, lost: LinkError) -> Silence:
        """Return why there is no answer, and let go of a connection that may be dead."""
        if lost.reason is not Silence.TIMEOUT:
            self._drop()
            return lost.reason
        self._silences += 1
        # Half a frame would swallow the next answer; twice silent is as good as cut. Otherwise
        # it stays: the answer may still come, and is worth hearing.
        if self._reader.is_amid or self._silences > 1:
            self._drop()
        return Silence.MISMATCH if self._saw_stranger else Silence.TIMEOUT

    def _hear_waiting(self) -> None:
        taken = 0
        try:
            while data := self._link.receive_now():
                taken += len(data)
                if self._hear(data, None) is not None or taken > MAX_IDLE_BYTES:
                    self._drop()
                    return
        except LinkError:
            self._drop()

    def _hear(self, data: bytes, about: Asked | None) -> Answer | Silence | None:
        """Take bytes in; return what they decide about the message that is waited for."""
        decided: Answer | Silence | None = None
        try:
            for message in self._reader.feed(data):
                heard = self._judge(message, None if decided else about)
                decided = decided or heard
        except IsoError as error:
            log.info("card host's bytes are no message fault=%s", error.fault.value)
            self._drop()
            decided = decided or Silence.MALFORMED
        if decided is Silence.MAC:
            self._drop()
        return decided

    def _judge(self, message: bytes, about: Asked | None) -> Answer | Silence | None:
        """Return what one message decides; raises IsoError if it is none."""
        answer = unpack(self._profile, message)
        mti, stan = answer[0], answer.get(11, "")
        known = self._asked.get((mti, stan))
        is_wanted = known is not None and known is about
        if not self._has_right_mac(message, answer, known):
            log.info("card host's MAC is wrong mti=%s stan=%s", mti, stan)
            return Silence.MAC if is_wanted or known is None else None
        if known is None:
            log.info("card host's message belongs to nothing mti=%s stan=%s", mti, stan)
            self._saw_stranger = self._saw_stranger or is_answer(mti)
            return None
        differing = known.differing(answer)
        if differing == [4] and code_of(answer) == PARTIAL:
            # A part was approved, and field 4 says which: it is taken back whole.
            differing = []
        if differing:
            log.info("card host's answer differs mti=%s stan=%s fields=%s", mti, stan, differing)
            return Silence.MISMATCH if is_wanted else None
        if known.code == code_of(answer) and known.code:
            return None
        known.code = code_of(answer)
        if is_wanted:
            return answer
        log.info("card host's answer is late mti=%s stan=%s code=%s", mti, stan, known.code)
        self._late(known, answer)
        return None

    def _has_right_mac(self, message: bytes, answer: Answer, known: Asked | None) -> bool:
        """True for a message whose MAC is right, or that needs none."""
        if self._key is None:
            return True
        needs_one = known.is_sealed if known is not None else 64 in answer
        if not needs_one and 64 not in answer:
            return True
        return is_sealed(self._profile, self._key, message, answer)

"""How an NFC driver reaches a simulated card: a serial port, and datagrams of nfcpy's own."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import socket
import threading
import tty
from functools import reduce
from operator import xor
from types import TracebackType

from kpay_desktop.simulation.cards.isodep import IsoDepTarget
from kpay_desktop.simulation.cards.pn532 import Pn532

_LOOK_S, _STOP_S = 0.2, 10.0


class SerialChip:
    """A simulated PN532 at a pseudo terminal. ``path`` is the port that a driver opens."""

    def __init__(self, chip: Pn532) -> None:
        self.chip = chip
        # The driver closes and opens its end: ours stays open, or the port would be gone.
        self._own, self._other = pty.openpty()
        tty.setraw(self._own)
        tty.setraw(self._other)
        self.path = os.ttyname(self._other)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="nfc-chip", daemon=True)
        self._thread.start()

    def __enter__(self) -> SerialChip:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join(_STOP_S)
        os.close(self._own)
        os.close(self._other)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            readable, _, _ = select.select([self._own], [], [], _LOOK_S)
            if readable:
                os.write(self._own, self.chip.feed(os.read(self._own, 4096)))


class Datagrams:
    """A type A card on the wire of nfcpy's ``udp`` driver: ``106A`` and the frame in digits."""

    def __init__(self, target: IsoDepTarget, uid: bytes = bytes.fromhex("08A1B2C3")) -> None:
        self._target, self._uid = target, uid
        self._is_there = False
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", 0))
        self._line.settimeout(_LOOK_S)
        self.port: int = self._line.getsockname()[1]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="radio-field", daemon=True)
        self._thread.start()

    def __enter__(self) -> Datagrams:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def tap(self) -> None:
        self._is_there = True

    def lift(self) -> None:
        self._is_there = False
        self._target.reset()

    def close(self) -> None:
        self._stopping.set()
        self._thread.join(_STOP_S)
        self._line.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                packet, sender = self._line.recvfrom(2048)
                answer = self._answer(packet)
                if answer is not None:
                    self._line.sendto(b"106A " + answer.hex().encode(), sender)

    def _answer(self, packet: bytes) -> bytes | None:
        words = packet.split()
        if not self._is_there or words[:1] == [b"RFOFF"]:
            self._target.reset()
            return None
        if len(words) != 2 or words[0] != b"106A":
            return None
        frame = bytes.fromhex(words[1].decode("ascii"))
        if frame in {b"\x26", b"\x52"}:
            return b"\x04\x00"
        with_check = self._uid + bytes((reduce(xor, self._uid),))
        if frame == b"\x93\x20":
            return with_check
        if frame == b"\x93\x70" + with_check:
            return b"\x20"
        return self._target.feed(frame)

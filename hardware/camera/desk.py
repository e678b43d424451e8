"""The camera of the scanning page: one thread takes pictures, another reads them.

Between them lies one place for the newest picture, so that neither waits for the other. The reading
thread also watches over the first, which a driver may hold up for as long as it likes: then it is
left to itself, and another one begins.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hardware.camera.board import Board
from hardware.camera.capture import AUTO, NONE, Call, Capture, Means
from hardware.camera.clocks import CameraClocks
from hardware.camera.latch import Latch
from hardware.camera.look import PictureReader, Reader
from hardware.camera.places import List, computers_cameras, source_at
from hardware.camera.slot import Slot
from hardware.camera.source import Source, Wanted
from hardware.camera.vision import load_vision
from kpay_desktop.ports_scan import CameraChoice, CameraState, CameraTold, Frame, FrameBox
from kpay_desktop.settings_scan import CameraSettings
from kpay_desktop.simulation.camera import CameraFeed

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

log = logging.getLogger(__name__)

Seen = Callable[[str], None]

#: How many threads may hang in drivers before no other is risked.
MAX_HUNG: Final = 3
_TICK_S: Final = 0.1
_NICENESS: Final = 5


@dataclass(frozen=True, slots=True)
class _Look:
    """One picture on its way to be read."""

    capture: Capture
    picture: Pixels


class CameraDesk:
    """Looks through the counter's camera while its page stands.

    Pictures go into ``box``; ``tell`` gets the camera's state, on threads of the desk: like the
    box's listener it must not wait for anybody. ``feed`` is what stands behind ``sim:``. ``listed``
    names the computer's cameras, ``make`` returns the one at a path that has that name, ``reader``
    reads pictures. No method waits for a device, but ``stop``, until its deadline.
    """

    def __init__(
        self,
        settings: CameraSettings,
        box: FrameBox,
        tell: Callable[[CameraTold], None],
        *,
        feed: CameraFeed | None = None,
        clocks: CameraClocks | None = None,
        listed: List | None = None,
        make: Callable[[str, str], Source] | None = None,
        reader: Reader | None = None,
    ) -> None:
        self._clocks = clocks or CameraClocks()
        self._box, self._board = box, Board(tell)
        self._feed = feed
        computers = listed or computers_cameras()
        self._means = Means(
            make or (lambda path, name: source_at(path, name, feed, computers)),
            computers,
            Wanted(settings.width, settings.height, settings.frames_per_s),
            self._clocks,
        )
        self._reader = reader or PictureReader()
        self._lock = threading.RLock()
        self._configured = self._path = settings.source
        self._seen: Seen | None = None
        self._is_reading = False
        self._latch = Latch(self._clocks.gone_s)
        self._capture: Capture | None = None
        self._hung: list[Capture] = []
        self._number = 0
        self._slot: Slot[_Look] = Slot()
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    # --- whoever uses it ------------------------------------------------------------------

    @property
    def told(self) -> CameraTold:
        """What was told last."""
        return self._board.told

    def open(self, seen: Seen) -> None:
        """Look through the camera; call ``seen`` with every code that appears, on a desk's thread.

        A code that is held up is told once, and again when it was gone for a while. Open already,
        it goes on with the new ``seen``, for which everything appears anew.
        """
        with self._lock:
            if self._is_stopping:
                return
            self._seen, self._is_reading = seen, True
            self._latch = Latch(self._clocks.gone_s)
            if self._capture is None:
                self._begin()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="camera-read", daemon=True)
                self._thread.start()

    def read(self, is_wanted: bool) -> None:
        """Read codes, or only show pictures: after a code that is being paid with, say."""
        with self._lock:
            self._is_reading = is_wanted
            if not is_wanted:
                self._board.hint(None)

    def use(self, path: str) -> None:
        """Take another camera, from now on and until the till ends: a path as in a profile."""
        with self._lock:
            if path == self._path:
                return
            self._path = path
            if self._capture is not None:
                self._end_capture()
                self._begin()

    def close(self) -> None:
        """Look no more. No code is told after this, but one that is being told at this moment."""
        with self._lock:
            self._seen, self._is_reading = None, False
            if self._capture is not None:
                self._end_capture()
                self._board.state(CameraState.OFF, "")

    def stop(self, deadline_s: float) -> bool:
        """Close it for good; False if a thread was still held up at the deadline."""
        until = time.monotonic() + deadline_s
        with self._lock:
            self._is_stopping = True
            last = self._capture
            self.close()
            waiting = [one for one in (last, *self._hung) if one is not None]
        self._slot.wake()
        if self._thread is not None:
            self._thread.join(max(0.0, until - time.monotonic()))
            waiting_for_reader = self._thread.is_alive()
        else:
            waiting_for_reader = False
        ended = [one.join(until - time.monotonic()) for one in waiting]
        return all(ended) and not waiting_for_reader

    # --- captures -------------------------------------------------------------------------

    def _begin(self) -> None:
        self._hung = [one for one in self._hung if not one.join(0.0)]
        same = [one for one in self._hung if one.path == self._path]
        self._capture = Capture(self._path, self._means, self, same[-1] if same else None)
        if self._path != NONE:
            self._board.state(CameraState.OPENING, "")
        self._capture.start()

    def _end_capture(self) -> None:
        if self._capture is not None:
            self._capture.stop()
            self._hung.append(self._capture)
        self._capture = None
        self._slot.put(None)
        self._box.put(None)

    def listed(self, capture: Capture, choices: tuple[CameraChoice, ...]) -> None:
        """See ``Watcher``."""
        with self._lock:
            if capture is self._capture:
                self._board.choices((*choices, *self._other_choices(choices)))

    def _other_choices(self, listed: tuple[CameraChoice, ...]) -> list[CameraChoice]:
        """Return what no system lists: the simulated camera, and the profile's own."""
        paths = ["sim:"] if self._feed is not None else []
        paths += [self._configured, self._path]
        known = {one.path for one in listed} | {AUTO, NONE}
        return [CameraChoice(path, path) for path in dict.fromkeys(paths) if path not in known]

    def became(self, capture: Capture, state: CameraState, name: str) -> None:
        """See ``Watcher``."""
        with self._lock:
            if capture is not self._capture:
                return
            if state is not CameraState.SEEING:
                self._box.put(None)
            self._board.state(state, name)

    def seen(self, capture: Capture, picture: Pixels) -> None:
        """See ``Watcher``."""
        load_vision()
        import cv2
        import numpy as np

        pixels = np.ascontiguousarray(picture)
        height, width = pixels.shape[:2]
        # The window draws four bytes a pixel in a quarter of the time that it takes for three.
        shown = cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA)
        with self._lock:
            if capture is not self._capture:
                return
            self._number += 1
            view = shown.data.toreadonly().cast("B")
            self._box.put(Frame(self._number, width, height, view, time.monotonic(), depth=4))
        self._slot.put(_Look(capture, pixels))

    # --- the reading thread ---------------------------------------------------------------

    def _run(self) -> None:
        _step_back()
        while not self._is_stopping:
            look = self._slot.take(_TICK_S)
            try:
                self._watch()
                if look is not None:
                    self._read(look)
            except Exception as error:
                # The thread's last line of defence: one bad picture must not end all reading.
                log.exception("camera_picture_failed kind=%s", type(error).__name__)

    def _watch(self) -> None:
        """Tell of a driver that holds its thread up, and leave the thread to it after a while."""
        with self._lock:
            capture = self._capture
            if capture is None:
                return
            call, held_s = capture.held_up()
            name = self._board.told.name
            if held_s > self._clocks.give_up_s and len(self._hung) < MAX_HUNG:
                log.info("camera_hangs call=%s", call.name)
                self._end_capture()
                self._begin()
            elif call is Call.OPEN and held_s > self._clocks.slow_s:
                self._board.state(CameraState.SLOW, name)
            elif call is Call.READ and held_s > self._clocks.blind_s:
                self._board.state(CameraState.BLIND, name)

    def _read(self, look: _Look) -> None:
        with self._lock:
            if look.capture is not self._capture or not self._is_reading:
                return
        found = self._reader.read(look.picture, time.monotonic())
        with self._lock:
            if look.capture is not self._capture or not self._is_reading:
                return
            self._board.hint(found.hint)
            appeared = self._latch.new(found.texts, time.monotonic())
            seen = self._seen
        for text in appeared:
            if seen is not None:
                seen(text)


def _step_back() -> None:
    """Let this thread wait behind the others where the system can: windows before codes."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)

"""The thread that looks through a camera: opens it, takes its pictures, and tries it again."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from hardware.camera.clocks import CameraClocks
from hardware.camera.places import List
from hardware.camera.source import CameraError, Source, Wanted
from hardware.camera.vision import load_vision
from hardware.paths import DevicePathError
from kpay_desktop.ports_scan import CameraChoice, CameraState

if TYPE_CHECKING:
    from collections.abc import Callable

    from hardware.camera.vision import Pixels

log = logging.getLogger(__name__)

AUTO = "auto"
NONE = "none"


class Call(Enum):
    """What of a driver is being called, which may not come back."""

    NOTHING = auto()
    OPEN = auto()
    READ = auto()


@dataclass(frozen=True, slots=True)
class Means:
    """What a capture works with. ``make`` returns the source at a path that has that name."""

    make: Callable[[str, str], Source]
    listed: List
    wanted: Wanted
    clocks: CameraClocks


class Watcher(Protocol):
    """Who hears of a capture; on its thread."""

    def listed(self, capture: Capture, choices: tuple[CameraChoice, ...]) -> None:
        """These cameras are there."""

    def became(self, capture: Capture, state: CameraState, name: str) -> None:
        """The camera called ``name`` is in this state now."""

    def seen(self, capture: Capture, picture: Pixels) -> None:
        """A picture was taken."""


class Capture:
    """Looks through the camera at ``path`` until it is stopped.

    ``before`` is the one that may not have let go of its camera yet.
    """

    def __init__(self, path: str, means: Means, watcher: Watcher, before: Capture | None) -> None:
        self.path = path
        self._means, self._watcher = means, watcher
        self._before = before
        self._stopped = threading.Event()
        self._call = (Call.NOTHING, 0.0)
        self._next_poll = 0.0
        self._trouble: CameraState | None = None
        self._thread = threading.Thread(target=self._run, name="camera-capture", daemon=True)

    # --- whoever owns it ------------------------------------------------------------------

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Let go of the camera as soon as its driver lets go of the thread. Waits for nothing."""
        self._stopped.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for its end; False if it is still held up."""
        if self._thread.is_alive():
            self._thread.join(max(0.0, timeout_s))
        return not self._thread.is_alive()

    def held_up(self) -> tuple[Call, float]:
        """Return the call of a driver that it is in, and for how long it has been."""
        call, since = self._call
        return call, 0.0 if call is Call.NOTHING else time.monotonic() - since

    # --- its thread -----------------------------------------------------------------------

    def _run(self) -> None:
        if self._before is not None:
            # Two captures of one camera would be in each other's way.
            self._begin(Call.OPEN)
            self._before.join(self._means.clocks.give_up_s / 2)
            self._before = None
        while not self._stopped.is_set():
            try:
                self._look_through_one()
            except Exception as error:
                # The thread's last line of defence: a library's surprise is a camera's bad minute.
                log.exception("camera_failed kind=%s", type(error).__name__)
                self._become(CameraState.BLIND, "")
            self._stopped.wait(self._means.clocks.retry_s)

    def _look_through_one(self) -> None:
        if self.path == NONE:
            self._become(CameraState.NOT_SET, "")
            self._stopped.wait()
            return
        for place, (path, name) in enumerate(self._candidates()):
            source: Source | None = None
            try:
                source = self._means.make(path, name)
                self._open(source)
                self._take_pictures(source)
            except CameraError as error:
                log.info("camera_state state=%s reason=%s", error.state, error.reason)
                if place == 0 or error.state is not CameraState.ABSENT:
                    self._tell_trouble(error.state, source.name if source is not None else name)
            except DevicePathError as error:
                log.info("camera_path reason=%s", error.reason)
                self._become(CameraState.ABSENT, path)
            except ImportError as error:
                log.info("camera_library kind=%s", type(error).__name__)
                self._become(CameraState.ABSENT, name)
            finally:
                if source is not None:
                    source.close()
            if self._stopped.is_set():
                return

    def _candidates(self) -> list[tuple[str, str]]:
        """Return the cameras to try, paths and names, best first."""
        choices = self._list()
        if self.path != AUTO:
            return [(self.path, _name_of(self.path, choices))]
        if not choices:
            self._tell_trouble(CameraState.ABSENT, "")
        return [(one.path, one.name) for one in choices]

    def _open(self, source: Source) -> None:
        clocks = self._means.clocks
        if self._trouble is None:
            # Later tries are made in silence: a word that comes and goes every second helps nobody.
            self._become(CameraState.OPENING, source.name)
        self._begin(Call.OPEN)
        try:
            load_vision()
            source.open(self._means.wanted, clocks.open_s)
        finally:
            self._call = (Call.NOTHING, 0.0)

    def _take_pictures(self, source: Source) -> None:
        clocks = self._means.clocks
        state = CameraState.OPENING
        last = time.monotonic()
        while not self._stopped.is_set():
            self._begin(Call.READ)
            try:
                picture = source.read(clocks.read_s)
            finally:
                self._call = (Call.NOTHING, 0.0)
            now = time.monotonic()
            if self._stopped.is_set():
                return
            if picture is not None:
                last, self._trouble = now, None
                if state is not CameraState.SEEING:
                    log.info("camera_seeing width=%d height=%d", *reversed(picture.shape[:2]))
                state = CameraState.SEEING
                self._become(state, source.name)
                self._watcher.seen(self, picture)
            elif now - last > clocks.give_up_s:
                raise CameraError(CameraState.BLIND, "silent")
            elif now - last > clocks.blind_s:
                state = CameraState.BLIND
                self._become(state, source.name)
            if now >= self._next_poll:
                self._list()

    def _list(self) -> tuple[CameraChoice, ...]:
        choices = self._means.listed()
        self._next_poll = time.monotonic() + self._means.clocks.poll_s
        self._watcher.listed(self, choices)
        return choices

    def _begin(self, call: Call) -> None:
        self._call = (call, time.monotonic())

    def _tell_trouble(self, state: CameraState, name: str) -> None:
        """Tell it; a camera that was lost stays so until there is something else to say."""
        if self._trouble is CameraState.LOST and state is CameraState.ABSENT:
            state = CameraState.LOST
        self._trouble = state
        self._become(state, name)

    def _become(self, state: CameraState, name: str) -> None:
        self._watcher.became(self, state, name)


def _name_of(path: str, choices: tuple[CameraChoice, ...]) -> str:
    return next((one.name for one in choices if one.path == path), path)

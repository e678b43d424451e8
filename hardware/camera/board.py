"""What is told of the camera: each change once, in the order in which they came."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.ports_scan import CameraChoice, CameraState, CameraTold, FrameHint


class Board:
    """Keeps what was told last, and tells what differs from it."""

    def __init__(self, tell: Callable[[CameraTold], None]) -> None:
        self._tell = tell
        # Held while telling: two threads' news must not overtake each other.
        self._lock = threading.RLock()
        self._told = CameraTold(CameraState.OFF)

    @property
    def told(self) -> CameraTold:
        """What was told last."""
        with self._lock:
            return self._told

    def state(self, state: CameraState, name: str) -> None:
        """The camera of that name is in this state."""
        with self._lock:
            hint = self._told.hint if state is CameraState.SEEING else None
            self._show(replace(self._told, state=state, name=name, hint=hint))

    def hint(self, hint: FrameHint | None) -> None:
        """This keeps a code from being read; of no interest while there are no pictures."""
        with self._lock:
            if self._told.state is CameraState.SEEING:
                self._show(replace(self._told, hint=hint))

    def choices(self, choices: tuple[CameraChoice, ...]) -> None:
        """These cameras are there."""
        with self._lock:
            self._show(replace(self._told, choices=choices))

    def _show(self, told: CameraTold) -> None:
        if told != self._told:
            self._told = told
            self._tell(told)

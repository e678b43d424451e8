"""How long a camera is waited for, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CameraClocks:
    """``slow_s``: opening for longer is told. ``blind_s``: so long without a picture is told.

    ``open_s`` is what opening may take. After ``give_up_s`` in one call of a driver its thread is
    left to itself and another begins; after as long without a picture the camera is opened anew. A
    camera that cannot be used is tried again every ``retry_s``. ``poll_s`` is how often cameras are
    listed. A code counts as gone after ``gone_s`` in which it was not read.
    """

    slow_s: float = 3.0
    open_s: float = 8.0
    blind_s: float = 2.0
    give_up_s: float = 12.0
    retry_s: float = 1.0
    poll_s: float = 1.0
    read_s: float = 0.25
    gone_s: float = 2.0

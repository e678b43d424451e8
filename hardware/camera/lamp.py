"""What the camera's lamp says."""

from __future__ import annotations

from typing import Final

from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.ports_scan import CameraState, CameraTold

#: A camera that is away leaves hand scanner and typing: it is looked into, sales go on.
_HEALTH: Final = {
    CameraState.OFF: Health.UNKNOWN,
    CameraState.OPENING: Health.UNKNOWN,
    CameraState.SLOW: Health.WARN,
    CameraState.SEEING: Health.OK,
    CameraState.ABSENT: Health.WARN,
    CameraState.BUSY: Health.WARN,
    CameraState.LOST: Health.BAD,
    CameraState.BLIND: Health.BAD,
    CameraState.NOT_SET: Health.UNKNOWN,
}


def camera_status(told: CameraTold) -> DeviceStatus:
    """Return the lamp for what a desk tells; its words are ``camera.<state>``."""
    return DeviceStatus(
        DeviceKind.CAMERA, _HEALTH[told.state], f"camera.{told.state.value}", told.name
    )

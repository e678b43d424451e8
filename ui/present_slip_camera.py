"""The Void page while a slip is looked for through the camera, and what scanners say there."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.message import Message
from kpay_desktop.ports import DeviceKind
from kpay_desktop.ports_scan import CameraState
from ui.present_scan import HELPED, camera_state
from ui.till_model import TillModel
from ui.views import INFO, PLAIN, WARN, Action, Button, Press
from ui.views_void import ReturnCamera, ReturnKeys
from ui.void_model import Filled, Stage


def may_look_for_slips(model: TillModel) -> bool:
    """True where the camera may look for a slip: the shop has one, and none is known to be gone."""
    settings, lamp = model.settings, model.lamp(DeviceKind.CAMERA)
    is_gone = lamp is not None and lamp.message_id == f"camera.{CameraState.ABSENT.value}"
    return settings.takes_scans and settings.camera.source not in {"", "none"} and not is_gone


def present_slip_camera(model: TillModel) -> ReturnCamera | None:
    """Return what stands where the keys are else; None while the camera looks for nothing."""
    void = model.void
    if void.stage is not Stage.FORM or not void.camera:
        return None
    state, said = camera_state(model), void.said
    sees = state is CameraState.SEEING
    hint, tone = said, WARN
    if said is None:
        told = model.scan.camera.hint if sees else None
        hint = None if told is None else Message(f"slipscan.hint_{told.value}")
        tone = PLAIN if told is None else INFO
    return ReturnCamera(
        title=Message("slipscan.title"),
        prompt=Message("slipscan.prompt_other" if state in HELPED else "slipscan.prompt"),
        frames=model.scan.frames if sees else None,
        mirror=model.settings.camera.mirror,
        state=None if sees else Message(f"camera.{state.value}"),
        state_body=Message("slipscan.help") if state in HELPED else None,
        hint=hint,
        hint_tone=tone,
        close=Button(Press(Action.SCAN_SLIP), Message("slipscan.close"), shortcut="Esc"),
    )


def with_scans(model: TillModel, keys: ReturnKeys) -> ReturnKeys:
    """Return the keys with the camera's button, and with what was scanned and is no slip."""
    void = model.void
    if void.stage is not Stage.FORM:
        return keys
    if void.said is not None and keys.problem is None:
        keys = replace(keys, problem=void.said, problem_tone=WARN)
    # Whose PIN it is comes next; and where a refund helps, that is the other button.
    if void.filled is not Filled.VOUCHER or keys.find is None or not may_look_for_slips(model):
        return keys
    camera = Button(Press(Action.SCAN_SLIP), Message("slipscan.open"), shortcut="F7")
    return replace(keys, camera=camera)

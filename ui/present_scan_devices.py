"""Camera and hand scanner on the device page."""

from __future__ import annotations

from collections.abc import Callable

from kpay_desktop.domain.devices import DeviceKind, DeviceStatus
from kpay_desktop.domain.message import Message, message
from kpay_desktop.ports_scan import CameraState, CodeSource
from ui.till_model import TillModel
from ui.views import Action, Button, Press, Tone
from ui.views_more import DeviceRow, PictureCard

StateOf = Callable[[DeviceStatus | None], tuple[Message, Tone]]


def scan_rows(model: TillModel, state_of: StateOf) -> list[DeviceRow]:
    """Return the rows of what reads codes; none in a shop that scans no codes."""
    if not model.settings.takes_scans:
        return []
    rows = []
    if model.settings.camera.source not in {"", "none"}:
        rows.append(_camera(model, state_of))
    if model.settings.scanner.source != "none":
        rows.append(_scanner(model, state_of))
    return rows


def _camera(model: TillModel, state_of: StateOf) -> DeviceRow:
    lamp = model.lamp(DeviceKind.CAMERA)
    state, tone = state_of(lamp)
    source = model.settings.camera.source
    path = {"sim:": "@more.camera_simulated", "auto": "@more.camera_auto"}.get(source, source)
    name = "" if lamp is None else lamp.detail.lstrip("@")
    detail = message("more.camera_path", path=path)
    if name and name != source:
        detail = message("more.camera_detail", name=name, path=path)
    word = "hide" if model.scan.testing else "see"
    return DeviceRow(
        name=Message("device.camera"),
        detail=detail,
        state=state,
        tone=tone,
        test=Button(Press(Action.TEST_SCAN), Message(f"more.camera_{word}")),
        said=_said(model, CodeSource.CAMERA),
    )


def _scanner(model: TillModel, state_of: StateOf) -> DeviceRow:
    state, tone = state_of(model.lamp(DeviceKind.SCANNER))
    scanner = model.settings.scanner
    detail = message("more.camera_path", path=scanner.source)
    if scanner.source == "keyboard":
        detail = Message("more.scanner_keyboard")
        if scanner.prefix:
            detail = message("more.scanner_prefix", prefix=scanner.prefix.lstrip("@"))
    elif scanner.source == "sim:":
        detail = Message("more.scanner_simulated")
    waits = Message("more.scanner_wait") if model.scan.testing else None
    return DeviceRow(
        name=Message("device.scanner"),
        detail=detail,
        state=state,
        tone=tone,
        test=Button(
            Press(Action.TEST_SCAN), Message("more.scanner_test"), enabled=not model.scan.testing
        ),
        said=_said(model, CodeSource.SCANNER) or waits,
    )


def _said(model: TillModel, source: CodeSource) -> Message | None:
    return dict(model.scan.tested).get(source)


def picture_card(model: TillModel) -> PictureCard | None:
    """Return the camera's picture while it is tried."""
    scan = model.scan
    if not scan.testing:
        return None
    state = scan.camera.state
    state = CameraState.OPENING if state is CameraState.OFF else state
    return PictureCard(
        title=Message("device.camera"),
        frames=scan.frames if state is CameraState.SEEING else None,
        mirror=model.settings.camera.mirror,
        state=Message(f"camera.{state.value}"),
    )

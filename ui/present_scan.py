"""The page that reads the customer's code: what the camera sees, what was read, what else works."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.ports_scan import CameraChoice, CameraState
from ui.present_sale import total_view
from ui.scan_model import MOST_TYPED
from ui.till_model import TillModel
from ui.views import BAD, INFO, OK, PLAIN, WARN, Action, Button, Choice, Press, Tone
from ui.views_scan import AskPanel, ChoosePanel, DevicePill, ScanView, TypePanel

#: How the camera's pill is coloured, where it has no picture.
_TONES = {
    CameraState.SEEING: OK,
    CameraState.OPENING: PLAIN,
    CameraState.OFF: PLAIN,
    CameraState.SLOW: WARN,
    CameraState.NOT_SET: PLAIN,
}
#: States that ask for something to be done at the camera.
HELPED = frozenset(
    {
        CameraState.SLOW,
        CameraState.ABSENT,
        CameraState.BUSY,
        CameraState.LOST,
        CameraState.BLIND,
        CameraState.NOT_SET,
    }
)


def camera_state(model: TillModel) -> CameraState:
    """Return how the camera of the page is: one that was just asked for is being opened."""
    state = model.scan.camera.state
    return CameraState.OPENING if state is CameraState.OFF else state


def present_scan(model: TillModel) -> ScanView:
    """Return the page."""
    draft, scan = model.draft, model.scan
    method = draft.method or Method.PAYNOW
    state, body = _state(model)
    hint, tone = _hint(model)
    sees = state is None
    cancel = Button(
        Press(Action.BACK), Message("sale.cancel"), enabled=not draft.charging, shortcut="Esc"
    )
    return ScanView(
        title=message("scanpay.title", method=f"@method.{method.value}"),
        prompt=_prompt(model, method),
        frames=scan.frames if sees else None,
        mirror=model.settings.camera.mirror,
        state=state,
        state_body=body,
        hint=hint,
        hint_tone=tone,
        camera=_camera_pill(model, sees=sees),
        scanner=_scanner_pill(model),
        buttons=_buttons(model, method),
        panel=_panel(model, method),
        total=total_view(model, method=method, way_out=cancel),
    )


def _prompt(model: TillModel, method: Method) -> Message:
    name = f"@method.{method.value}"
    if model.draft.charging:
        return Message("scanpay.sending" if _sends(model) else "customer.one_moment")
    if camera_state(model) in HELPED or model.scan.rests:
        return message("scanpay.prompt_other", method=name)
    return message("scanpay.prompt", method=name)


def _sends(model: TillModel) -> bool:
    """True if the charge that is under way sends what was read, and does not show a code."""
    return model.draft.mode is QrMode.SCAN


def _state(model: TillModel) -> tuple[Message | None, Message | None]:
    """Return why there is no picture and what to do; nothing while there is one."""
    if model.draft.charging:
        return Message("scanpay.read" if _sends(model) else "sale.making_code"), None
    if model.scan.rests:
        return Message("scanpay.rests"), Message("scanpay.rests_body")
    state = camera_state(model)
    if state is CameraState.SEEING:
        return None, None
    body = Message(f"camera.{state.value}_body") if state in HELPED else None
    return Message(f"camera.{state.value}"), body


def _hint(model: TillModel) -> tuple[Message | None, Tone]:
    scan = model.scan
    if model.draft.charging:
        return None, PLAIN
    if scan.wrong is not None:
        return scan.wrong, WARN
    if scan.camera.hint is not None and camera_state(model) is CameraState.SEEING:
        return Message(f"hint.{scan.camera.hint.value}"), INFO
    return None, PLAIN


def _camera_pill(model: TillModel, *, sees: bool) -> DevicePill:
    scan = model.scan
    if scan.rests:
        return DevicePill(Message("scanpay.camera_rests"), PLAIN)
    state = camera_state(model)
    tone = _TONES.get(state, BAD)
    if (sees or model.draft.charging) and scan.camera.name:
        return DevicePill(message("scanpay.camera_named", name=_called(scan.camera.name)), tone)
    return DevicePill(Message(f"scanpay.camera_{state.value}"), tone)


def _scanner_pill(model: TillModel) -> DevicePill | None:
    scanner = model.scan.scanner
    if scanner is None:
        return None
    if scanner.is_ready:
        return DevicePill(Message("scanpay.scanner_ready"), OK)
    return DevicePill(Message("scanpay.scanner_gone"), WARN)


def _buttons(model: TillModel, method: Method) -> tuple[Button, ...]:
    free, scan = not model.draft.charging, model.scan
    buttons = []
    # Enter is the panel's where one is open.
    if scan.rests and not (scan.typing or scan.choosing or scan.asked):
        buttons.append(
            Button(
                Press(Action.OPEN_CAMERA),
                Message("scanpay.open_camera"),
                primary=True,
                shortcut="Return",
            )
        )
    if len(scan.camera.choices) > 1:
        choose = Press(Action.CHOOSE_CAMERA)
        buttons.append(Button(choose, Message("scanpay.other_camera"), enabled=free, shortcut="F7"))
    buttons.append(
        Button(Press(Action.TYPE_CODE), Message("scanpay.type_code"), enabled=free, shortcut="F8")
    )
    if QrMode.SHOW in model.settings.modes(method):
        show = Press(Action.SHOW_INSTEAD)
        buttons.append(Button(show, Message("scanpay.show_instead"), enabled=free, shortcut="F9"))
    return tuple(buttons)


def _panel(model: TillModel, method: Method) -> AskPanel | TypePanel | ChoosePanel | None:
    scan = model.scan
    if model.draft.charging:
        return None
    if scan.asked is not None:
        return _ask(model, method, scan.asked.method)
    if scan.typing:
        return TypePanel(
            label=message("scanpay.type_label", method=f"@method.{method.value}"),
            hint=Message("scanpay.type_hint"),
            most=MOST_TYPED,
            use=Message("scanpay.use_code"),
            use_press=Press(Action.USE_CODE),
            close=Button(Press(Action.TYPE_CODE), Message("scanpay.close"), shortcut="Esc"),
        )
    if scan.choosing:
        return ChoosePanel(
            title=Message("scanpay.cameras"),
            choices=tuple(
                _camera(each, chosen=_name(each) == scan.camera.name)
                for each in scan.camera.choices
            ),
            close=Button(Press(Action.CHOOSE_CAMERA), Message("scanpay.close"), shortcut="Esc"),
        )
    return None


def _ask(model: TillModel, chosen: Method, found: Method) -> AskPanel:
    total = format_sgd(model.draft.total_minor)
    name = f"@method.{found.value}"
    return AskPanel(
        question=message("scanpay.ask", method=name, total=total),
        buttons=(
            Button(
                Press(Action.OTHER_WALLET, "no"),
                message("scanpay.ask_no", method=f"@method.{chosen.value}"),
                shortcut="Esc",
            ),
            Button(
                Press(Action.OTHER_WALLET, "yes"),
                message("scanpay.ask_yes", method=name),
                primary=True,
                shortcut="Return",
            ),
        ),
    )


def _camera(camera: CameraChoice, *, chosen: bool) -> Choice:
    label = message("scanpay.camera_name", name=_name(camera))
    return Choice(Button(Press(Action.USE_CAMERA, camera.path), label), chosen)


def _name(camera: CameraChoice) -> str:
    return _called(camera.name) or camera.path


def _called(name: str) -> str:
    """Return what people call a camera, as a message's part."""
    # What a device calls itself is never taken for a message's id.
    return "@more.printer_simulated" if name == "sim:" else name.lstrip("@")


def elsewhere_notice(model: TillModel) -> Button | None:
    """Return the bar that says that a scan was not taken where the till stands."""
    if not model.scan.elsewhere_until:
        return None
    return Button(Press(Action.SCAN_NOTED), Message("scanpay.elsewhere"))

"""The device page: every device of the profile, its state, its tests, and the line to the bank."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from kpay_desktop.ports_scan import CameraState
from ui.present_card import SHOWN_WAYS, way_lamp
from ui.present_save import save_button, save_line
from ui.present_scan_devices import picture_card, scan_rows
from ui.save_model import SavedSlip, SlipWanted
from ui.state_tones import HEALTH_TONES
from ui.till_model import TillModel
from ui.views import BAD, OK, PLAIN, Action, Button, Press, Tone
from ui.views_more import DeviceRow, DevicesView, HostCard, ReadersCard

#: States that have a short word for the pill; a printer without one says its lamp's words.
SHORT_STATES = frozenset(
    {
        "printer.ready",
        "printer.paper_low",
        "printer.paper_out",
        "printer.cover_open",
        "printer.offline",
        "printer.no_answer",
        "printer.unreachable",
        "printer.line_slow",
        "printer.queue_stopped",
        "printer.queue_busy",
        "printer.file_fails",
        "printer.no_drawer",
        "printer.unknown",
        "screen.second",
        "screen.windowed",
        "host.online",
        "host.slow",
        "host.offline",
        "sound.ready",
        "sound.simulated",
        "sound.none",
        "sound.fails",
        "sound.hangs",
        "sound.file_fails",
        "reader.ready",
        "reader.card_in",
        "reader.starting",
        "reader.absent",
        "reader.no_service",
        "reader.no_library",
        "reader.busy",
        "reader.failing",
        "reader.none",
        *(f"camera.{state.value}" for state in CameraState),
        "scanner.keyboard",
        "scanner.simulated",
        "scanner.ready",
        "scanner.absent",
        "scanner.busy",
        "scanner.forbidden",
        "scanner.wrong_path",
    }
)


def state_of(status: DeviceStatus | None) -> tuple[Message, Tone]:
    """Return a device's state in a word or two, and its tone."""
    if status is None:
        return Message("state.unknown"), PLAIN
    tone = HEALTH_TONES[status.health]
    if status.message_id in SHORT_STATES:
        return Message(f"state.{status.message_id.replace('.', '_')}"), tone
    return message(status.message_id, detail=status.detail), tone


def present_devices(model: TillModel, back: Button) -> DevicesView:
    """Return the page; ``back`` leads from it."""
    rows = []
    devices = model.settings.devices
    if devices.printer:
        rows.append(_printer_row(model))
    if devices.drawer:
        rows.append(_drawer_row(model))
    rows += scan_rows(model, state_of)
    if devices.customer_screen != "none":
        rows.append(_screen_row(model))
    if devices.sound:
        rows.append(_sound_row(model))
    readers = _readers(model) if model.settings.takes_cards else None
    return DevicesView(tuple(rows), _host(model), back, picture_card(model), readers)


def _printer_row(model: TillModel) -> DeviceRow:
    devices = model.settings.devices
    simulated = devices.printer.startswith("sim:")
    path = "@more.printer_simulated" if simulated else devices.printer
    state, tone = state_of(model.lamp(DeviceKind.PRINTER))
    return DeviceRow(
        name=Message("more.printer"),
        detail=message("more.printer_detail", path=path, paper=devices.paper_mm),
        state=state,
        tone=tone,
        test=Button(
            Press(Action.PRINT_TEST),
            Message("more.printer_test"),
            enabled=not model.more.slip_busy,
        ),
        said=save_line(model, SlipWanted(SavedSlip.TEST)) or model.more.slip_test,
        beside=save_button(model, SavedSlip.TEST),
    )


def _drawer_row(model: TillModel) -> DeviceRow:
    """The drawer hangs on the printer's plug and says nothing of itself."""
    more, operator = model.more, model.operator
    may_open = operator is not None and operator.role.includes(Role.SUPERVISOR)
    state, tone = _drawer_state(model)
    pin = model.settings.devices.drawer.partition(":")[2] or "2"
    return DeviceRow(
        name=Message("more.drawer"),
        detail=message("more.drawer_detail", pin=pin),
        state=state,
        tone=tone,
        test=Button(
            Press(Action.OPEN_DRAWER),
            Message("more.drawer_open"),
            enabled=may_open and not more.drawer_busy,
        ),
        said=more.drawer_test if may_open else Message("more.drawer_supervisor"),
    )


def _drawer_state(model: TillModel) -> tuple[Message, Tone]:
    if not model.settings.devices.printer:
        return Message("state.drawer_no_printer"), BAD
    lamp = model.lamp(DeviceKind.PRINTER)
    if lamp is None or lamp.health is Health.UNKNOWN:
        return Message("state.unknown"), PLAIN
    if lamp.health is Health.BAD:
        return Message("state.drawer_waits"), BAD
    return Message("state.drawer_ready"), OK


def _readers(model: TillModel) -> ReadersCard:
    lamp = model.lamp(DeviceKind.CARD_READER)
    state, tone = state_of(lamp)
    told = dict(model.card.ways or ())
    ways = [way_lamp(entry, told[entry]).label for entry in SHOWN_WAYS if entry in told]
    said = Message("more.readers_none")
    if ways:
        names = zip(("one", "two", "three"), ways, strict=False)
        said = message(f"more.readers_{len(ways)}", **{name: f"@{way.id}" for name, way in names})
    paths = model.settings.devices.card_readers
    detail = Message("more.printer_simulated")
    if any(not path.startswith("sim:") for path in paths):
        named = lamp.detail if lamp is not None else ""
        detail = message("more.camera_path", path=(named or ", ".join(paths)).lstrip("@"))
    return ReadersCard(Message("device.card_reader"), detail, state, tone, said)


def _screen_row(model: TillModel) -> DeviceRow:
    lamp = model.lamp(DeviceKind.CUSTOMER_SCREEN)
    state, tone = state_of(lamp)
    detail = Message("more.screen_window")
    if lamp is not None and lamp.detail:
        detail = message("more.screen_full", name=lamp.detail)
    test = Button(Press(Action.IDENTIFY), Message("more.screen_identify"))
    return DeviceRow(Message("device.customer_screen"), detail, state, tone, test)


def _sound_row(model: TillModel) -> DeviceRow:
    """The loudspeaker. That a computer has none is no fault of it."""
    lamp = model.lamp(DeviceKind.SOUND)
    state, tone = state_of(lamp)
    detail = Message("sound.speaker")
    if model.settings.devices.sound == "sim:":
        detail = Message("more.printer_simulated")
    elif lamp is not None and lamp.detail:
        detail = message("sound.played_by", player=lamp.detail)
    if not model.sound.over(model.settings.sound).on:
        state, tone = Message("state.sound_off"), PLAIN
    test = Button(
        Press(Action.TRY_SOUND, Sound.APPROVED.value),
        Message("sound.test"),
        enabled=not model.sound.busy,
    )
    return DeviceRow(Message("sound.device"), detail, state, tone, test, model.sound.said)


def _host(model: TillModel) -> HostCard:
    lamp = model.lamp(DeviceKind.HOST)
    state, tone = state_of(lamp)
    more = model.more
    trip, answer = "@more.host_none", "@more.host_none"
    if lamp is not None and lamp.detail:
        trip = lamp.detail
    if more.host_answered_at is not None:
        answer = f"{more.host_answered_at:%H:%M:%S}"
    facts = (("trip", trip), ("answer", answer))
    return HostCard(
        state=state,
        tone=tone,
        facts=tuple(
            (Message(f"more.host_{name}"), message("more.about_value", value=value))
            for name, value in facts
        ),
        ask=Button(
            Press(Action.ASK_HOST),
            Message("more.host_asking" if more.host_asked else "more.host_ask"),
            enabled=not more.host_asked,
        ),
    )

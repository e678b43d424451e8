"""The More pages: devices, help, contact, language, appearance, about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from ui.more_model import ContactKind, HelpTopic
from ui.till_model import TillModel
from ui.views import BAD, OK, PLAIN, WARN, Action, Button, Page, Press, Tone
from ui.views_more import (
    AboutView,
    ChoiceGroup,
    ChoicesView,
    ContactView,
    ContactWay,
    DeviceRow,
    DevicesView,
    Entry,
    HelpView,
    HostCard,
    MoreBody,
    MoreView,
    Note,
    Option,
    PaperStep,
)

MORE_TITLES: Mapping[Page, Message] = {
    Page.MORE: Message("frame.more"),
    Page.DEVICES: Message("more.devices"),
    Page.HELP: Message("more.help"),
    Page.CONTACT: Message("more.contact"),
    Page.LANGUAGE: Message("more.language"),
    Page.APPEARANCE: Message("more.theme"),
    Page.ABOUT: Message("more.about"),
}
_HINTS = {
    Page.DEVICES: (Message("more.devices_hint"), "screen"),
    Page.HELP: (Message("more.help_hint"), "help"),
    Page.CONTACT: (Message("more.contact_hint"), "contact"),
    Page.LANGUAGE: (Message("more.language_hint"), "language"),
    Page.APPEARANCE: (Message("more.theme_hint"), "theme"),
    Page.ABOUT: (Message("more.about_hint"), "info"),
}
_THEMES = ("light", "dark", "contrast")
_TONES: Mapping[Health, Tone] = {
    Health.OK: OK,
    Health.WARN: WARN,
    Health.BAD: BAD,
    Health.UNKNOWN: PLAIN,
}
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
    }
)
HELP_STEPS: Mapping[HelpTopic, int] = {
    HelpTopic.SALE: 4,
    HelpTopic.PAPER: 0,
    HelpTopic.DOUBT: 4,
    HelpTopic.FAQ1: 2,
    HelpTopic.FAQ2: 2,
    HelpTopic.FAQ3: 2,
    HelpTopic.FAQ4: 2,
    HelpTopic.FAQ5: 2,
}
PAPER_STEPS = (
    PaperStep("open", Message("paper.open")),
    PaperStep("roll", Message("paper.roll")),
    PaperStep("close", Message("paper.close")),
)
_BACK = Button(Press(Action.OPEN_PAGE, Page.MORE.value), Message("more.back"), shortcut="Esc")


def _more(model: TillModel) -> MoreView:
    entries = [
        Entry(Press(Action.OPEN_PAGE, page.value), MORE_TITLES[page], hint, icon)
        for page, (hint, icon) in _HINTS.items()
    ]
    if model.settings.is_simulated:
        desk = Press(Action.DEMO_DESK)
        entries.insert(5, Entry(desk, Message("more.demo"), Message("more.demo_hint"), "demo"))
    out = Press(Action.SIGN_OUT)
    entries.append(Entry(out, Message("more.sign_out"), Message("more.sign_out_hint"), "leave"))
    return MoreView(tuple(entries))


def _language(model: TillModel) -> ChoicesView:
    def group(title: str, action: Action, chosen: Language) -> ChoiceGroup:
        options = tuple(
            Option(Press(action, each.value), Message(f"language.{each.value}"), each is chosen)
            for each in Language
        )
        return ChoiceGroup(Message(title), options)

    groups = [group("more.language_clerk", Action.LANGUAGE, model.language)]
    if model.settings.devices.customer_screen != "none":
        customer = model.customer_language
        groups.append(group("more.language_customer", Action.CUSTOMER_LANGUAGE, customer))
    return ChoicesView(
        title=MORE_TITLES[Page.LANGUAGE],
        groups=tuple(groups),
        note=Note(Message("more.language_note_title"), Message("more.language_note")),
        back=_BACK,
    )


def _appearance(model: TillModel) -> ChoicesView:
    options = tuple(
        Option(Press(Action.THEME, name), Message(f"more.theme_{name}"), name == model.theme)
        for name in _THEMES
    )
    return ChoicesView(
        title=MORE_TITLES[Page.APPEARANCE],
        groups=(ChoiceGroup(Message("more.theme"), options),),
        note=Note(Message("more.theme_note_title"), Message("more.theme_note")),
        back=_BACK,
    )


def _about(model: TillModel) -> AboutView:
    return AboutView(
        title=MORE_TITLES[Page.ABOUT],
        facts=model.about,
        note=Note(Message("more.about_note_title"), Message("more.about_note")),
        back=_BACK,
    )


# --- devices --------------------------------------------------------------------------------


def state_of(status: DeviceStatus | None) -> tuple[Message, Tone]:
    """Return a device's state in a word or two, and its tone."""
    if status is None:
        return Message("state.unknown"), PLAIN
    tone = _TONES[status.health]
    if status.message_id in SHORT_STATES:
        return Message(f"state.{status.message_id.replace('.', '_')}"), tone
    return message(status.message_id, detail=status.detail), tone


def _devices(model: TillModel) -> DevicesView:
    rows = []
    if model.settings.devices.printer:
        rows.append(_printer_row(model))
    if model.settings.devices.customer_screen != "none":
        rows.append(_screen_row(model))
    return DevicesView(tuple(rows), _host(model), _BACK)


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
        said=model.more.slip_test,
    )


def _screen_row(model: TillModel) -> DeviceRow:
    lamp = model.lamp(DeviceKind.CUSTOMER_SCREEN)
    state, tone = state_of(lamp)
    detail = Message("more.screen_window")
    if lamp is not None and lamp.detail:
        detail = message("more.screen_full", name=lamp.detail)
    test = Button(Press(Action.IDENTIFY), Message("more.screen_identify"))
    return DeviceRow(Message("device.customer_screen"), detail, state, tone, test)


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


# --- help and contact -----------------------------------------------------------------------


def _help(model: TillModel) -> HelpView:
    topic = model.more.topic
    options = {
        each: Option(
            Press(Action.HELP_TOPIC, each.value), Message(f"help.{each.value}"), each is topic
        )
        for each in HelpTopic
    }
    contact = model.settings.contact
    count = HELP_STEPS[topic]
    return HelpView(
        guide=tuple(option for each, option in options.items() if not each.is_question),
        questions=tuple(option for each, option in options.items() if each.is_question),
        title=Message(f"help.{topic.value}_title"),
        lines=tuple(Message(f"help.{topic.value}_{n}") for n in range(1, count + 1)),
        numbered=not topic.is_question,
        note=None if topic.is_question else Message(f"help.{topic.value}_note"),
        pictures=PAPER_STEPS if topic is HelpTopic.PAPER else (),
        contact=(
            message("contact.phone", phone=contact.phone),
            message("contact.whatsapp", whatsapp=contact.whatsapp),
        ),
        open_contact=Button(Press(Action.OPEN_PAGE, Page.CONTACT.value), Message("more.contact")),
        back=_BACK,
    )


def _contact(model: TillModel) -> ContactView:
    contact, more = model.settings.contact, model.more
    ways = (
        (ContactKind.PHONE, "call", contact.phone),
        (ContactKind.WHATSAPP, "whatsapp", contact.whatsapp),
        (ContactKind.EMAIL, "email", contact.email),
    )
    saving = more.support_busy
    return ContactView(
        ways=tuple(
            ContactWay(
                title=Message(f"more.{word}"),
                value=message("more.about_value", value=value),
                hint=Message(f"more.{word}_hint"),
                symbol=more.code(kind),
            )
            for kind, word, value in ways
            if value
        ),
        save=Button(
            Press(Action.SAVE_SUPPORT),
            Message("more.support_saving" if saving else "more.support_save"),
            enabled=not saving,
        ),
        said=more.support,
        said_tone=BAD if more.support_failed else OK,
        back=_BACK,
    )


PRESENT_MORE: Mapping[Page, Callable[[TillModel], MoreBody]] = {
    Page.MORE: _more,
    Page.DEVICES: _devices,
    Page.HELP: _help,
    Page.CONTACT: _contact,
    Page.LANGUAGE: _language,
    Page.APPEARANCE: _appearance,
    Page.ABOUT: _about,
}

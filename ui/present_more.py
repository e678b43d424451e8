"""The More pages: devices, help, contact, language, appearance, about."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from ui.lock_model import LOCK_KEY
from ui.more_model import ContactKind, HelpTopic
from ui.present_comfort import present_appearance
from ui.present_devices import present_devices
from ui.present_sounds import present_sounds
from ui.till_model import TillModel
from ui.views import BAD, OK, Action, Button, Page, Press
from ui.views_more import (
    AboutView,
    ChoiceGroup,
    ChoicesView,
    ContactView,
    ContactWay,
    Entry,
    HelpView,
    MoreBody,
    MoreView,
    Note,
    Option,
    PaperStep,
)

MORE_TITLES: Mapping[Page, Message] = {
    Page.MORE: Message("frame.more"),
    Page.DRAWER: Message("drawer.title"),
    Page.DEVICES: Message("more.devices"),
    Page.HELP: Message("more.help"),
    Page.CONTACT: Message("more.contact"),
    Page.LANGUAGE: Message("more.language"),
    Page.APPEARANCE: Message("more.theme"),
    Page.SOUNDS: Message("sound.title"),
    Page.ABOUT: Message("more.about"),
}
_HINTS = {
    Page.DRAWER: (Message("drawer.hint"), "cash"),
    Page.DEVICES: (Message("more.devices_hint"), "screen"),
    Page.HELP: (Message("more.help_hint"), "help"),
    Page.CONTACT: (Message("more.contact_hint"), "contact"),
    Page.LANGUAGE: (Message("more.language_hint"), "language"),
    Page.APPEARANCE: (Message("more.theme_hint"), "theme"),
    Page.SOUNDS: (Message("sound.hint"), "sound"),
    Page.ABOUT: (Message("more.about_hint"), "info"),
}
HELP_STEPS: Mapping[HelpTopic, int] = {
    HelpTopic.SALE: 4,
    HelpTopic.CARD: 5,
    HelpTopic.PAPER: 0,
    HelpTopic.FIND: 3,
    HelpTopic.VOID: 4,
    HelpTopic.SETTLE: 3,
    HelpTopic.DOUBT: 4,
    HelpTopic.AWAY: 3,
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
BACK = Button(Press(Action.OPEN_PAGE, Page.MORE.value), Message("more.back"), shortcut="Esc")


def _more(model: TillModel) -> MoreView:
    entries = [
        Entry(Press(Action.OPEN_PAGE, page.value), MORE_TITLES[page], hint, icon)
        for page, (hint, icon) in _HINTS.items()
        if page is not Page.DRAWER or _has_drawer(model)
    ]
    if model.settings.is_simulated:
        desk = Press(Action.DEMO_DESK)
        entries.insert(-1, Entry(desk, Message("more.demo"), Message("more.demo_hint"), "demo"))
    lock = Press(Action.LOCK)
    entries.append(Entry(lock, Message("lock.entry"), Message("lock.entry_hint"), "lock", LOCK_KEY))
    out = Press(Action.SIGN_OUT)
    entries.append(Entry(out, Message("more.sign_out"), Message("more.sign_out_hint"), "leave"))
    return MoreView(tuple(entries))


def _has_drawer(model: TillModel) -> bool:
    """True where cash is taken, or a shift is still to be closed from when it was."""
    return model.settings.cash.takes or model.drawer.shift is not None


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
        action = Action.SHOP_CUSTOMER_LANGUAGE
        groups.append(group("more.language_customer", action, customer))
    return ChoicesView(
        title=MORE_TITLES[Page.LANGUAGE],
        groups=tuple(groups),
        note=Note(Message("more.language_note_title"), Message("more.language_note")),
        back=BACK,
    )


def _about(model: TillModel) -> AboutView:
    return AboutView(
        title=MORE_TITLES[Page.ABOUT],
        facts=model.about,
        note=Note(Message("more.about_note_title"), Message("more.about_note")),
        back=BACK,
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
        back=BACK,
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
        back=BACK,
    )


PRESENT_MORE: Mapping[Page, Callable[[TillModel], MoreBody]] = {
    Page.MORE: _more,
    Page.DEVICES: lambda model: present_devices(model, BACK),
    Page.HELP: _help,
    Page.CONTACT: _contact,
    Page.LANGUAGE: _language,
    Page.APPEARANCE: lambda model: present_appearance(model, MORE_TITLES[Page.APPEARANCE], BACK),
    Page.SOUNDS: lambda model: present_sounds(model, BACK),
    Page.ABOUT: _about,
}

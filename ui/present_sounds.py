"""The Sounds page: on or off, how loud, and a try of each."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports import DeviceKind, Health
from ui.sound_model import OFF, ON, VOLUMES
from ui.till_model import TillModel
from ui.views import Action, Button, Press
from ui.views_more import ChoiceGroup, ChoicesView, Note, Option


def present_sounds(model: TillModel, back: Button) -> ChoicesView:
    """Return the page; ``back`` leads from it."""
    chosen = model.sound.over(model.settings.sound)
    volumes = tuple(
        Option(
            Press(Action.SOUND_VOLUME, str(each)),
            message("sound.percent", percent=each),
            each == chosen.volume_percent,
        )
        for each in VOLUMES
    )
    tries = tuple(
        Option(Press(Action.TRY_SOUND, each.value), Message(f"sound.name_{each.value}"), False)
        for each in Sound
        # Keys are heard when they are pressed.
        if each is not Sound.KEY
    )
    return ChoicesView(
        title=Message("sound.title"),
        groups=(
            _switch("sound.title", Action.SOUND, is_on=chosen.on),
            ChoiceGroup(Message("sound.volume"), volumes),
            _switch("sound.keys", Action.SOUND_KEYS, is_on=chosen.keys),
            ChoiceGroup(Message("sound.try"), tries, said=model.sound.said or _trouble(model)),
        ),
        note=Note(Message("sound.note_title"), Message("sound.note")),
        back=back,
    )


def _trouble(model: TillModel) -> Message | None:
    """Why nothing is heard, if that is known."""
    lamp = model.lamp(DeviceKind.SOUND)
    return None if lamp is None or lamp.health is Health.OK else Message(lamp.message_id)


def _switch(title: str, action: Action, *, is_on: bool) -> ChoiceGroup:
    return ChoiceGroup(
        Message(title),
        (
            Option(Press(action, ON), Message("sound.on"), is_on),
            Option(Press(action, OFF), Message("sound.off"), not is_on),
        ),
    )

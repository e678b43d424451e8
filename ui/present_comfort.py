"""The Appearance page: the look, the window, the on-screen keyboard, starting by itself."""

from __future__ import annotations

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Role
from kpay_desktop.settings_shop import ScreenKeyboard, Theme
from ui.comfort_model import OFF, ON
from ui.till_model import TillModel
from ui.views import BAD, PLAIN, Action, Button, Press
from ui.views_more import ChoiceGroup, ChoicesView, Note, Option


def may_change(model: TillModel) -> bool:
    """True for those who may change what this machine does for everybody.

    Where the till cannot start nobody can sign in, and nobody is kept in full screen.
    """
    if model.start_failed is not None:
        return True
    return model.operator is not None and model.operator.role.includes(Role.SUPERVISOR)


def present_appearance(model: TillModel, title: Message, back: Button) -> ChoicesView:
    """Return the page."""
    return ChoicesView(
        title=title,
        groups=(_theme(model), _keyboard(model), _full_screen(model), _start(model)),
        note=Note(Message("more.theme_note_title"), Message("more.theme_note")),
        more_note=Note(Message("comfort.note_title"), Message("comfort.note")),
        back=back,
    )


def _theme(model: TillModel) -> ChoiceGroup:
    options = tuple(
        Option(Press(Action.THEME, name), Message(f"more.theme_{name}"), name == model.theme)
        for name in Theme
    )
    return ChoiceGroup(Message("more.theme"), options)


def _keyboard(model: TillModel) -> ChoiceGroup:
    options = tuple(
        Option(
            Press(Action.SCREEN_KEYBOARD, kind.value),
            Message(f"comfort.keyboard_{kind.value}"),
            kind is model.comfort.keyboard,
        )
        for kind in ScreenKeyboard
    )
    return ChoiceGroup(Message("comfort.keyboard"), options)


def _full_screen(model: TillModel) -> ChoiceGroup:
    full = model.comfort.full_screen
    return ChoiceGroup(
        Message("comfort.full_screen"),
        _two(Action.FULL_SCREEN, "full_screen", (OFF, ON), chosen=full),
        enabled=may_change(model),
        said=None if may_change(model) else Message("comfort.supervisor"),
        is_half=True,
    )


def _start(model: TillModel) -> ChoiceGroup:
    comfort, may = model.comfort, may_change(model)
    said, tone = comfort.start_said, BAD
    if not may:
        said, tone = Message("comfort.supervisor"), PLAIN
    elif comfort.start_busy:
        said, tone = Message("comfort.start_waiting"), PLAIN
    return ChoiceGroup(
        Message("comfort.start"),
        _two(Action.START_WITH_COMPUTER, "start", (ON, OFF), chosen=comfort.starts),
        enabled=may and comfort.starts is not None and not comfort.start_busy,
        said=said,
        said_tone=tone,
        is_half=True,
    )


def _two(
    action: Action, name: str, values: tuple[str, str], *, chosen: bool | None
) -> tuple[Option, ...]:
    return tuple(
        Option(
            Press(action, value),
            Message(f"comfort.{name}_{value}"),
            chosen is not None and (value == ON) is chosen,
        )
        for value in values
    )

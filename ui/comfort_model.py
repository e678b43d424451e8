"""What the front of the till knows of the windows and the keyboard that suit this machine."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.message import Message
from kpay_desktop.settings_shop import AppearanceSettings, ScreenKeyboard

FULL_SCREEN_KEY = "appearance.full_screen"
KEYBOARD_KEY = "appearance.screen_keyboard"
START_KEY = "appearance.start_with_computer"
ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class ComfortModel:
    """``needs_keyboard``: people can touch this machine and cannot type on it.

    ``starts`` is None until the system has been asked; ``start_said`` says why it could not be
    changed, or what keeps it from starting.
    """

    full_screen: bool = False
    keyboard: ScreenKeyboard = ScreenKeyboard.AUTO
    needs_keyboard: bool = False
    starts: bool | None = None
    start_busy: bool = False
    start_said: Message | None = None

    @property
    def draws_keyboard(self) -> bool:
        """True where fields that are typed into bring up keys to touch."""
        if self.keyboard is ScreenKeyboard.AUTO:
            return self.needs_keyboard
        return self.keyboard is ScreenKeyboard.ON


def first_comfort(settings: AppearanceSettings) -> ComfortModel:
    """Return what the profile says, until it is known what was chosen on this till."""
    return ComfortModel(full_screen=settings.full_screen, keyboard=settings.screen_keyboard)


def with_saved(comfort: ComfortModel, saved: dict[str, str]) -> ComfortModel:
    """Return ``comfort`` with what was chosen on this till; what is not understood is passed over.

    Starting with the computer is not among it: the system itself is asked about that.
    """
    full_screen, keyboard = saved.get(FULL_SCREEN_KEY, ""), saved.get(KEYBOARD_KEY, "")
    return ComfortModel(
        full_screen=full_screen == ON if full_screen in {ON, OFF} else comfort.full_screen,
        keyboard=(
            ScreenKeyboard(keyboard) if keyboard in set(ScreenKeyboard) else comfort.keyboard
        ),
        needs_keyboard=comfort.needs_keyboard,
        starts=comfort.starts,
        start_busy=comfort.start_busy,
        start_said=comfort.start_said,
    )

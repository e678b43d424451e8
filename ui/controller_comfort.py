"""Presses and news of full screen, the on-screen keyboard, and starting with the computer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.message import Message
from kpay_desktop.settings_shop import ScreenKeyboard
from ui.backend import InputsSeen, StartEntered
from ui.comfort_model import (
    FULL_SCREEN_KEY,
    KEYBOARD_KEY,
    OFF,
    ON,
    START_KEY,
    ComfortModel,
    with_saved,
)
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.present_comfort import may_change
from ui.till_model import SignIn, TillModel
from ui.views import Action, Page

ComfortNews = InputsSeen | StartEntered


class ComfortControl(ControlPart):
    """Part of the controller: it changes the model through ``put`` alone.

    ``open_page`` leads to a page as the rail does, if nothing speaks against it.
    """

    def __init__(self, port: ModelPort, open_page: Callable[[str], None]) -> None:
        super().__init__(port)
        self._open_page = open_page

    def _handlers(self) -> Presses:
        return {
            Action.FULL_SCREEN: self._full_screen,
            Action.SCREEN_KEYBOARD: self._screen_keyboard,
            Action.START_WITH_COMPUTER: self._start_with_computer,
        }

    def news(self, news: ComfortNews) -> None:
        """Take in what is attached, or how the system's entry stands."""
        comfort = self._model().comfort
        match news:
            case InputsSeen(needs_keyboard):
                self._change(replace(comfort, needs_keyboard=needs_keyboard))
            case StartEntered(starts, said):
                self._change(replace(comfort, starts=starts, start_busy=False, start_said=said))

    def started(self, saved: dict[str, str]) -> None:
        """Take over what was chosen in an earlier run."""
        self._change(with_saved(self._model().comfort, saved))

    def _change(self, comfort: ComfortModel) -> None:
        self._put(replace(self._model(), comfort=comfort))

    def _full_screen(self, value: str) -> None:
        """Fill the screen or leave it (``on``, ``off``; without a value the other one).

        A cashier may do neither: a counter in full screen stays in it. The page that a refusal
        leads to says so.
        """
        model = self._model()
        if not may_change(model):
            self._refuse(model)
            return
        full = value == ON if value else not model.comfort.full_screen
        self._backend.save(FULL_SCREEN_KEY, ON if full else OFF)
        self._change(replace(model.comfort, full_screen=full))

    def _refuse(self, model: TillModel) -> None:
        if model.page is Page.SIGN_IN:
            if not model.sign_in.busy:
                error = Message("comfort.supervisor_sign_in")
                sign_in = SignIn(selected_id=model.sign_in.selected_id, error=error)
                self._put(replace(model, sign_in=sign_in))
        else:
            self._open_page(Page.APPEARANCE.value)

    def _screen_keyboard(self, value: str) -> None:
        if value in set(ScreenKeyboard):
            self._backend.save(KEYBOARD_KEY, value)
            comfort = self._model().comfort
            self._change(replace(comfort, keyboard=ScreenKeyboard(value)))

    def _start_with_computer(self, value: str) -> None:
        model, comfort = self._model(), self._model().comfort
        if model.operator is None or not may_change(model) or value not in {ON, OFF}:
            return
        if not comfort.start_busy:
            self._backend.start_with_computer(model.operator.operator_id, on=value == ON)
            self._backend.save(START_KEY, value)
            self._change(replace(comfort, start_busy=True, start_said=None))

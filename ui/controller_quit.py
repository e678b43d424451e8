"""Closing the till by its window: at once, or by a second close while a sale is under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ui.controller_part import ControlPart, ModelPort, Presses
from ui.presenter import page_below
from ui.quitting import ONE_CLOSE_S, SESSION_ENDS_S, asks_until, is_under_way
from ui.views import Action


class QuitControl(ControlPart):
    """The controller's part for closing. ``close_till`` ends the program.

    What is under way is safe on the disk either way; a cashier who did not mean it is asked.
    """

    def __init__(self, port: ModelPort, close_till: Callable[[], None]) -> None:
        super().__init__(port)
        self._close_till = close_till
        self._session_ends_at: float | None = None

    def _handlers(self) -> Presses:
        return {Action.QUIT: self._quit}

    def session_ends(self) -> None:
        """Ask nothing for a while: the computer is shut down, or its user signs out."""
        self._session_ends_at = self._model().now

    def _quit(self, _: str) -> None:
        model = self._model()
        ends = self._session_ends_at
        is_ending = ends is not None and model.now < ends + SESSION_ENDS_S
        if is_ending or not is_under_way(model, page_below(model)):
            self._close_till()
        elif asks_until(model) is None:
            self._put(replace(model, quit_asked_at=model.now))
        elif model.quit_asked_at is not None and model.now >= model.quit_asked_at + ONE_CLOSE_S:
            self._close_till()

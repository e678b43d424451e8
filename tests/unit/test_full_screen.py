"""The window follows the model, also where the window manager answers late."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from ui.full_screen import PATIENCE_S, FullScreen

NORMAL = Qt.WindowState.WindowNoState
MAXIMIZED = Qt.WindowState.WindowMaximized
FULL = Qt.WindowState.WindowFullScreen


class SlowWindow:
    """A window whose manager answers when :meth:`answer` is called."""

    def __init__(self, state: Qt.WindowState = NORMAL) -> None:
        self.told = self._asked = state
        self.asked_for = 0

    def ask(self, state: Qt.WindowState) -> None:
        self.asked_for += 1
        if state != self.told:
            self._asked = state

    def answer(self) -> Qt.WindowState:
        self.told = self._asked
        return self.told


def followed(window: SlowWindow, full: bool, *, fits: bool = True) -> FullScreen:
    made = FullScreen(lambda: window.told, window.ask, lambda: fits)
    made.follow(full=full, now=0.0)
    return made


def test_a_window_is_opened_as_it_is_to_be() -> None:
    window = SlowWindow()
    followed(window, full=True)

    assert window.answer() == NORMAL


def test_the_window_fills_the_screen_and_leaves_it() -> None:
    window = SlowWindow()
    follower = followed(window, full=False)

    follower.follow(full=True, now=1.0)
    assert window.answer() == FULL
    follower.follow(full=False, now=2.0)
    assert window.answer() == NORMAL


@pytest.mark.parametrize(("fits", "state"), [(True, NORMAL), (False, MAXIMIZED)])
def test_a_window_that_does_not_fit_is_maximized(fits: bool, state: Qt.WindowState) -> None:
    window = SlowWindow(FULL)
    follower = followed(window, full=True, fits=fits)

    follower.follow(full=False, now=1.0)

    assert window.answer() == state


def test_a_maximized_window_is_one_again() -> None:
    window = SlowWindow(MAXIMIZED)
    follower = followed(window, full=False)

    follower.follow(full=True, now=1.0)
    assert window.answer() == MAXIMIZED | FULL
    follower.follow(full=False, now=2.0)
    assert window.answer() == MAXIMIZED


def test_a_wish_before_the_answer_is_not_lost() -> None:
    window = SlowWindow(FULL)
    follower = followed(window, full=True)
    follower.follow(full=False, now=1.0)
    # The manager has not answered yet, so the window still says that it is full.
    follower.follow(full=True, now=1.1)
    assert window.answer() == NORMAL

    follower.follow(full=True, now=1.35)

    assert window.answer() == FULL


def test_what_the_window_manager_does_by_itself_is_left_alone() -> None:
    window = SlowWindow()
    follower = followed(window, full=False)
    follower.follow(full=True, now=1.0)
    window.answer()
    window.told = NORMAL

    follower.follow(full=True, now=1.0 + PATIENCE_S + 0.1)

    assert window.asked_for == 1

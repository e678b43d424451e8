"""Once a swipe has been handed on, nothing of it is left in the windows' objects."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.wedge import MOST
from kpay_desktop.simulation.cards import tracks
from tests.helpers.canary_cards import CARDS
from tests.helpers.canary_memory import cards_in_memory
from tests.helpers.canary_shapes import Canary
from tests.helpers.gui import signin_view
from tests.helpers.pages import shown
from ui.main.window import MainWindow
from ui.wedge import StripeFilter

SPEC = CARDS["swipe"]
STRIPE = tracks(SPEC)
CANARY = Canary("swipe", (SPEC.pan,), (STRIPE.track_2.partition("=")[2].rstrip("?"),))
WAIT_S = 60.0


def types(window: MainWindow, text: str) -> None:
    """Type as a reader does, by the keys' own clock."""
    for number, sign in enumerate(text):
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key(ord(sign.upper())), Qt.KeyboardModifier.NoModifier, sign)
            event.setTimestamp(1_000 + 4 * number)
            QCoreApplication.sendEvent(window.windowHandle(), event)


@pytest.mark.parametrize(
    "text",
    [STRIPE.track_1 + STRIPE.track_2, STRIPE.track_2[:30], STRIPE.track_2 * (MOST // 30)],
    ids=["whole", "cut off", "too much"],
)
def test_a_swipe_leaves_nothing_behind(window: MainWindow, qtbot: QtBot, text: str) -> None:
    swipes: list[int] = []
    stripes = StripeFilter(lambda typed: swipes.append(len(typed)), window.windowHandle, window)
    shown(window, signin_view())
    window.keys.add_interceptor(stripes)
    types(window, text)
    # It is looked for in the right place; what is too much is forgotten at once.
    assert bool(cards_in_memory({"filter": stripes}, [CANARY])) == (len(text) <= MOST)

    qtbot.waitUntil(lambda: len(swipes) == 1, timeout=60_000)
    deadline = time.monotonic() + WAIT_S
    while held := cards_in_memory({"filter": stripes, "window": window}, [CANARY]):
        assert time.monotonic() < deadline, held
        qtbot.wait(50)

"""When closing the window asks first: a sale is under way, and a second close ends the till."""

from __future__ import annotations

import math
from typing import Final

from kpay_desktop.domain.message import message
from ui.back_state import holds_page
from ui.locking import is_checking, sale_on_page
from ui.sale_state import PAYING_PAGES, is_reversing
from ui.till_model import TillModel
from ui.views import Action, Button, Page, Press

#: How long a second close ends the till, in seconds.
ASKS_S: Final = 10.0
#: A double click, or a key that is held, is one close: the bar is read before there is a second.
ONE_CLOSE_S: Final = 1.0
#: How long after the system said that its session ends nothing is asked, in seconds.
SESSION_ENDS_S: Final = 60.0

_CUSTOMER_ACTS: Final = PAYING_PAGES | {Page.TENDER, Page.SCAN}


def is_under_way(model: TillModel, page: Page) -> bool:
    """True while a customer pays or an answer is waited for on ``page``, where it can be said.

    At the sign-in page and behind the lock there is no bar that could say it.
    """
    if model.operator is None or model.lock is not None:
        return False
    acts = page in _CUSTOMER_ACTS or model.draft.charging
    view = sale_on_page(model)
    reverses = view is not None and is_reversing(view)
    return acts or reverses or is_checking(model) or holds_page(model)


def asks_until(model: TillModel) -> float | None:
    """Return until when a second close ends the till; ``None`` where none was asked for."""
    asked = model.quit_asked_at
    if asked is None or model.now >= asked + ASKS_S:
        return None
    return asked + ASKS_S


def quit_notice(model: TillModel, page: Page) -> Button | None:
    """Return the bar after the first close. Nothing is done by touching it."""
    until = asks_until(model)
    if until is None or not is_under_way(model, page):
        return None
    left = math.ceil(until - model.now)
    return Button(Press(Action.QUIT), message("frame.quit_again", seconds=left), enabled=False)

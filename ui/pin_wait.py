"""How long no PIN is taken after too many wrong ones, counted down on whichever page says it."""

from __future__ import annotations

import math

from kpay_desktop.domain.message import Message, message
from ui.till_model import TillModel

_LOCKED = "signin.locked"


def counted(error: Message | None, model: TillModel) -> Message | None:
    """Return what is said of the last PIN now; nothing once another one may be tried.

    The wait is told in the seconds that were left at ``TillModel.pin_refused_at``.
    """
    if error is None or error.id != _LOCKED:
        return error
    told_s = float(dict(error.args)["seconds"])
    left = math.ceil(told_s - (model.now - model.pin_refused_at))
    return message(_LOCKED, seconds=left) if left > 0 else None

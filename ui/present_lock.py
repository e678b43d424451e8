"""The locked screen: the sign-in page with who is signed in, and how much waits behind it."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from ui.lock_model import OWNER, SELF
from ui.locking import is_supervisor, notices_behind, unlocks_for_owner
from ui.till_model import TillModel
from ui.views import Action, Button, Choice, Press
from ui.views_front import LockView


def present_lock(model: TillModel) -> LockView | None:
    """Return what the sign-in page says of the lock; None while the screen is not locked."""
    if model.lock is None or model.operator is None:
        return None
    count = notices_behind(model)
    notices = None
    if count:
        notices = message(f"lock.notices_{'one' if count == 1 else 'many'}", count=count)
    return LockView(
        title=Message("lock.title"),
        owner=message("lock.signed_in", name=model.operator.name),
        notices=notices,
        hint=_hint(model),
        choices=_choices(model),
    )


def _hint(model: TillModel) -> Message:
    """What the PIN of the one who is picked will do."""
    owner = model.operator
    chosen = model.sign_in.selected_id
    if owner is None or chosen == owner.operator_id:
        return Message("lock.prompt")
    word = "goes_on" if unlocks_for_owner(model, chosen) else "signs_out"
    return message(f"lock.{word}", name=owner.name)


def _choices(model: TillModel) -> tuple[Choice, ...]:
    """A supervisor may unlock for the one who is signed in, or take the till over."""
    owner, chosen = model.operator, model.sign_in.selected_id
    if owner is None or chosen == owner.operator_id or not is_supervisor(model, chosen):
        return ()
    keeps = model.lock is not None and model.lock.keeps_owner
    enabled = not model.sign_in.busy
    return (
        Choice(
            Button(
                Press(Action.UNLOCK_AS, OWNER),
                message("lock.for_owner", name=owner.name),
                enabled=enabled,
            ),
            chosen=keeps,
        ),
        Choice(
            Button(Press(Action.UNLOCK_AS, SELF), Message("lock.instead"), enabled=enabled),
            chosen=not keeps,
        ),
    )

"""Slips saved as PDF: the buttons for it, the question where, and what has come of it."""

from __future__ import annotations

from kpay_desktop.domain.message import Message
from ui.save_model import SavedSlip, SlipWanted
from ui.till_model import TillModel
from ui.views import Action, Button, Page, Press
from ui.views_save import SaveView

# A folder that takes longer is on a network, or on a stick that is worn out.
_PATIENCE_S = 5.0


def present_save(model: TillModel, page: Page) -> SaveView | None:
    """Return the question where, while it stands and somebody is there to answer it."""
    saving = model.saving
    if saving is None or not saving.is_asking or model.operator is None:
        return None
    asked_on = Page.DEVICES if saving.wanted.slip is SavedSlip.TEST else Page.TRANSACTIONS
    if page is not asked_on:
        return None
    return SaveView(
        title=Message(f"save.title_{saving.wanted.slip.value}"),
        name=saving.name,
        kind=Message("save.kind"),
        save=Message("save.save"),
        cancel=Message("save.cancel"),
        folder_label=Message("save.folder"),
        name_label=Message("save.file_name"),
        kind_label=Message("save.file_kind"),
    )


def save_button(model: TillModel, slip: SavedSlip, shortcut: str = "") -> Button:
    """Return the button that saves ``slip``."""
    free = model.saving is None or not model.saving.is_busy
    return Button(
        Press(Action.SAVE_SLIP, slip.value), Message("save.pdf"), enabled=free, shortcut=shortcut
    )


def save_line(model: TillModel, *wanted: SlipWanted) -> Message | None:
    """Return how the saving of one of ``wanted`` stands, or None if there was none."""
    saving = model.saving
    if saving is None or saving.wanted not in wanted:
        return None
    if saving.since is None:
        return saving.said
    return Message("save.slow" if model.now - saving.since > _PATIENCE_S else "save.saving")

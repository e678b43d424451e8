"""Slips saved as PDF: asked where, handed to the world, told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import PurePath

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.ports import BusyError
from ui.backend import SlipSaved
from ui.controller_part import ControlPart, Presses
from ui.sale_state import PRINTED_STATES
from ui.save_model import SavedSlip, Saving, SlipWanted
from ui.views import Action, Page

# Of a long name, the beginning and the end are said.
_MOST_SAID = 70


class SaveControl(ControlPart):
    """Part of the controller: it changes the model through ``put`` alone."""

    def _handlers(self) -> Presses:
        return {
            Action.SAVE_SLIP: self._ask,
            Action.SAVE_TO: self._save,
            Action.SAVE_NOWHERE: self._nowhere,
        }

    def _change(self, saving: Saving | None) -> None:
        self._put(replace(self._model(), saving=saving))

    def moved_on(self) -> None:
        """Forget what was said of the last one; one that is being written goes on."""
        saving = self._model().saving
        if saving is not None and saving.since is None:
            self._change(None)

    def news(self, news: SlipSaved) -> None:
        """Take in what has come of it."""
        saving = self._model().saving
        if saving is None:
            return
        said = Message(f"save.{news.fault.value}") if news.fault is not None else _saved(news.path)
        self._change(replace(saving, since=None, said=said))

    def _ask(self, value: str) -> None:
        """Ask where, unless that is being done."""
        model = self._model()
        if model.saving is not None and model.saving.is_busy:
            return
        slip = SavedSlip(value)
        if slip is SavedSlip.TEST:
            if model.page is Page.DEVICES:
                self._change(Saving(SlipWanted(slip), trial_name(model.clock)))
            return
        sale = model.search.selected
        if model.page is Page.TRANSACTIONS and sale and sale.state in PRINTED_STATES:
            wanted = SlipWanted(slip, sale.identity.sale_id)
            zone = model.settings.terminal.time_zone
            self._change(Saving(wanted, slip_name(sale, slip, zone)))

    def _save(self, path: str) -> None:
        saving = self._model().saving
        if saving is None or not saving.is_asking:
            return
        try:
            self._backend.save_slip(saving.wanted, path)
        except BusyError:
            self._change(replace(saving, is_asking=False, said=Message("save.busy")))
            return
        self._change(replace(saving, is_asking=False, since=self._model().now))

    def _nowhere(self, _: str) -> None:
        self.moved_on()


def slip_name(sale: SaleRecord, slip: SavedSlip, zone: tzinfo) -> str:
    """Return a file name such as ``000138_2026-11-22_customer.pdf``, with the slip's date."""
    at = (sale.paid_at or sale.finished_at or sale.created_at).astimezone(zone)
    return f"{sale.identity.voucher}_{at:%Y-%m-%d}_{slip.value}.pdf"


def trial_name(at: datetime) -> str:
    """Return a file name such as ``test-slip_2026-11-22_143208.pdf``."""
    return f"test-slip_{at:%Y-%m-%d_%H%M%S}.pdf"


def _saved(path: str) -> Message:
    # With its folder's name alone: a whole path says little in a narrow column.
    short = PurePath(*PurePath(path).parts[-2:])
    place = str(short)
    if len(place) > _MOST_SAID:
        place = f"{place[: _MOST_SAID // 2]}…{place[-_MOST_SAID // 2 :]}"
    # A text that begins with @ would be looked up as a message.
    return message("save.saved", place=f"./{place}" if place.startswith("@") else place)

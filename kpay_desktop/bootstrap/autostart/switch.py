"""Starting with the computer, as the pages ask for it: done beside them, and told."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kpay_desktop.bootstrap.autostart.entry import EntryError, EntryState, StartEntry, keep
from kpay_desktop.domain.message import Message
from ui.backend import StartEntered

log = logging.getLogger(__name__)

SWITCHED_OFF = Message("comfort.start_switched_off")


class StartSwitch:
    """Every method may wait for a disk, so none is called on the windows' thread."""

    def __init__(self, entry: StartEntry, report: Callable[[StartEntered], None]) -> None:
        self._entry = entry
        self._report = report

    def keep(self, *, wanted: bool) -> None:
        """Make the entry what the settings say, and tell how it stands."""
        self._carry_out(lambda: keep(self._entry, wanted=wanted))

    def switch(self, *, on: bool) -> None:
        """Write the entry or take it away, and tell how it stands."""
        self._carry_out(lambda: self._entry.switch(on=on))

    def _carry_out(self, change: Callable[[], None]) -> None:
        refused: Message | None = None
        try:
            change()
        except EntryError as error:
            log.error("start entry not changed: %s", error.reason.id)
            refused = error.reason
        try:
            state = self._entry.state()
        except EntryError as error:
            self._report(StartEntered(starts=False, said=refused or error.reason))
            return
        log.info("start entry state=%s", state.value)
        if refused is None and state is EntryState.SWITCHED_OFF:
            refused = SWITCHED_OFF
        self._report(StartEntered(starts=state is EntryState.OURS, said=refused))

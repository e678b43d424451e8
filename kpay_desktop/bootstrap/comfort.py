"""What suits this machine: keys on its screen where it has none, and a start by itself."""

from __future__ import annotations

from collections.abc import Callable

from hardware.inputs.values import Attached
from hardware.inputs.watch import InputWatch, system_look
from kpay_desktop.bootstrap.autostart.entry import StartEntry
from kpay_desktop.bootstrap.autostart.switch import StartSwitch
from kpay_desktop.settings import Settings
from ui.backend import InputsSeen, StartEntered
from ui.comfort_model import OFF, ON

#: Carries something out on a thread that may wait for a disk.
Aside = Callable[[Callable[[], None]], None]


class Comfort:
    """Reports :class:`InputsSeen` and :class:`StartEntered`."""

    def __init__(
        self,
        settings: Settings,
        entry: StartEntry,
        report: Callable[[InputsSeen | StartEntered], None],
        aside: Aside,
    ) -> None:
        self._settings = settings
        self._report = report
        self._aside = aside
        self._switch = StartSwitch(entry, report)
        self._watch = InputWatch(system_look(), self._inputs)

    def begin(self, saved_start: str) -> None:
        """Make the system's entry what was chosen, else what the profile says; begin to watch.

        Waits for the disk.
        """
        wanted = self._settings.appearance.start_with_computer
        if saved_start in {ON, OFF}:
            wanted = saved_start == ON
        self._switch.keep(wanted=wanted)
        self._watch.start()

    def start_with_computer(self, *, on: bool) -> None:
        """Enter the till among what starts with the computer, or take it out."""
        self._aside(lambda: self._switch.switch(on=on))

    def stop(self, deadline_s: float) -> None:
        """Watch no longer."""
        self._watch.stop(deadline_s)

    def _inputs(self, seen: Attached) -> None:
        self._report(InputsSeen(seen.needs_keyboard))

"""A slip's code where slips are looked for: read by a hand scanner, or through the camera."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.scanner import Broken, Scan
from kpay_desktop.ports import BusyError
from kpay_desktop.ports_scan import CameraState, CameraTold, SlipTold
from kpay_desktop.receipts.slip_code import SlipCode, read_slip_code
from ui.controller_day import DayControl
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.controller_transactions import TransactionsControl
from ui.present_slip_camera import may_look_for_slips
from ui.presenter import page_of
from ui.scan_model import SAY_S
from ui.scan_state import SlipWatch, slip_watch
from ui.views import Action, Page

log = logging.getLogger(__name__)


class SlipControl(ControlPart):
    """The controller's part for the codes of slips; ``elsewhere`` takes a scan that is none's.

    That scanners are listened to, and the camera is opened and closed, is ``ScanControl``'s.
    """

    def __init__(
        self,
        port: ModelPort,
        day: DayControl,
        transactions: TransactionsControl,
        elsewhere: Callable[[Scan | Broken], None],
    ) -> None:
        super().__init__(port)
        self._day, self._transactions, self._elsewhere = day, transactions, elsewhere

    def _handlers(self) -> Presses:
        return {Action.SCAN_SLIP: self._look}

    def _look(self, _: str) -> None:
        """Look for a slip through the camera, or no longer."""
        model = self._model()
        watch = slip_watch(model)
        if watch is SlipWatch.CAMERA:
            self._put(replace(model, void=replace(model.void, camera=False)))
        elif page_of(model) is Page.VOID and watch and may_look_for_slips(model):
            frames, opening = self._backend.scan.frames, CameraTold(CameraState.OPENING)
            self._put(
                replace(
                    model,
                    scan=replace(model.scan, frames=frames, camera=opening),
                    void=replace(model.void, camera=True, problem=None, said=None),
                )
            )

    def told(self, news: SlipTold) -> None:
        """Take in what was read. What came when the page had gone is nobody's."""
        if slip_watch(self._model()) is None:
            return
        if isinstance(news.found, SlipCode):
            self._take(news.found)
        else:
            self._say(Message(news.found.value))

    def scanned(self, found: Scan | Broken) -> None:
        """Take what a hand scanner typed: a slip's code at once, the rest as the world says."""
        if slip_watch(self._model()) is None:
            self._elsewhere(found)
            return
        if isinstance(found, Broken):
            self._say(Message(found.fault.value))
            return
        slip = read_slip_code(found.text) or read_slip_code(found.meant)
        if slip is not None:
            self._take(slip)
            return
        try:
            self._backend.scan.scanned(found.text, found.meant)
        except BusyError:
            log.warning("the till is busy: a scan was not taken")
            self._say(Message("trouble.busy"))

    def _take(self, slip: SlipCode) -> None:
        model = self._model()
        if page_of(model) is Page.TRANSACTIONS:
            self._transactions.presses[Action.TYPE](slip.text)
            return
        self._put(replace(model, void=replace(model.void, camera=False, said=None)))
        self._day.scanned(slip)

    def _say(self, what: Message) -> None:
        """Say for a while what was scanned; where there is no place for it, that it was nothing."""
        model = self._model()
        until = model.now + SAY_S
        if page_of(model) is Page.VOID:
            self._put(replace(model, void=replace(model.void, said=what, said_until=until)))
        else:
            self._put(replace(model, scan=replace(model.scan, elsewhere_until=until)))

    def tick(self) -> None:
        """Stop saying what is over."""
        model = self._model()
        if model.void.said is not None and model.now >= model.void.said_until:
            self._put(replace(model, void=replace(model.void, said=None)))

"""The cash drawer, opened for a test: noted before the pulse, told after it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.ports import BusyError, Clock, PrintOutcome, PrintReport, StoreError
from models.audit import AuditAction, AuditLog
from models.writer import Writer
from ui.backend import DrawerTested, News

log = logging.getLogger(__name__)

#: Why a drawer was opened, as the audit log has it.
TEST: Final = "test"
_SUBJECT: Final = "drawer"


class DrawerTest:
    """Opens the drawer for somebody who may. ``DrawerTested`` tells the end.

    The audit row comes first: a drawer that opens without one would be the worse mistake. Where no
    pulse was sent a second row says so.
    """

    def __init__(
        self,
        printer: PrinterRoom,
        writer: Writer,
        audit: AuditLog,
        clock: Clock,
        report: Callable[[News], None],
    ) -> None:
        self._printer = printer
        self._writer = writer
        self._audit = audit
        self._clock = clock
        self._report = report

    def open(self, operator_id: str) -> None:
        """Open it, behind the slip that is at the printer.

        Raises:
            BusyError: the till cannot take it now; nothing was sent.
        """
        self._writer.submit(lambda: self._begin(operator_id))

    def _begin(self, operator_id: str) -> None:
        if not self._note(operator_id, AuditAction.DRAWER_OPENED):
            self._report(DrawerTested(None, is_noted=False))
            return
        try:
            self._printer.kick_drawer(lambda report: self._ended(operator_id, report))
        except BusyError:
            self._ended(operator_id, None)

    def _ended(self, operator_id: str, report: PrintReport | None) -> None:
        if report is None or report.outcome is PrintOutcome.NOT_SENT:
            try:
                self._writer.submit(lambda: self._note_failure(operator_id))
            except BusyError:
                log.error("a drawer that stayed shut is not in the audit log")
        self._report(DrawerTested(report))

    def _note_failure(self, operator_id: str) -> None:
        self._note(operator_id, AuditAction.DRAWER_NOT_OPENED)

    def _note(self, operator_id: str, action: AuditAction) -> bool:
        try:
            self._audit.append(self._clock.now(), operator_id, action, _SUBJECT, reason=TEST)
        except StoreError as error:
            log.error("the drawer's row is not in the audit log: store %s", error.kind.value)
            return False
        return True

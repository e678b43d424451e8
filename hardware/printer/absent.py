"""A till without a printer: slips wait in the queue until there is one."""

from __future__ import annotations

from typing import Final

from hardware.drawer.plug import NO_DRAWER
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, PrintOutcome, PrintReport
from kpay_desktop.receipts.document import Document

NONE: Final = DeviceStatus(DeviceKind.PRINTER, Health.UNKNOWN, "printer.none")


class AbsentPrinter:
    """Implements ``kpay_desktop.ports.Printer``: prints nothing and says so."""

    def print_document(self, document: Document, deadline_s: float) -> PrintReport:
        """Send nothing."""
        del document, deadline_s
        return PrintReport(PrintOutcome.NOT_SENT, NONE)

    def status(self, deadline_s: float) -> DeviceStatus:
        """Say that there is none."""
        del deadline_s
        return NONE

    def kick_drawer(self, deadline_s: float) -> PrintReport:
        """Send nothing: the drawer hangs on the printer."""
        del deadline_s
        return PrintReport(PrintOutcome.NOT_SENT, NO_DRAWER)

"""What goes on paper: the slip of whatever a print job is about.

Sales, money back and the drawer's lines bring their rows with them. A settlement's figures and rows
are read when its slip is drawn, from the batch that it closed: one printed again years later says
the same.
"""

from __future__ import annotations

from collections.abc import Callable

from kpay_desktop.domain.ledger import (
    DrawerMove,
    PrintJob,
    ReturnRecord,
    SettlementRecord,
    ShiftRecord,
)
from kpay_desktop.domain.records import SaleRecord, SlipCopy, SlipKind
from kpay_desktop.domain.signature import Signature
from kpay_desktop.receipts.back_slip import back_slip
from kpay_desktop.receipts.day_slips import (
    back_slip_from_record,
    drawer_slip_from_move,
    shift_report_from_record,
)
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.drawer_slip import drawer_slip
from kpay_desktop.receipts.shift_report import shift_report
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of

BatchDocument = Callable[[SettlementRecord, SlipKind, bool], Document]
"""Draws a settlement's slip or its list, marked DUPLICATE or not. It may wait for the store."""


class Documents:
    """Makes documents. Any thread may call."""

    def __init__(self, shop: SlipShop, of_batch: BatchDocument) -> None:
        self._shop = shop
        self._of_batch = of_batch

    def of_sale(
        self,
        sale: SaleRecord,
        copy: SlipCopy,
        *,
        is_duplicate: bool = False,
        signature: Signature | None = None,
    ) -> Document:
        """Return a sale's slip."""
        return slip_of(sale, self._shop, copy, is_duplicate=is_duplicate, signature=signature)

    def of_job(self, job: PrintJob, signature: Signature | None) -> Document:
        """Return the slip of a print job.

        Raises:
            ValueError: there is nothing of it that paper may say.
        """
        subject, is_duplicate = job.subject, job.duplicate
        match subject:
            case SaleRecord():
                return self.of_sale(
                    subject, job.copy, is_duplicate=is_duplicate, signature=signature
                )
            case ReturnRecord():
                return back_slip(
                    back_slip_from_record(subject, self._shop, job.copy, is_duplicate=is_duplicate)
                )
            case SettlementRecord():
                return self._of_batch(subject, job.kind, is_duplicate)
            case DrawerMove():
                return drawer_slip(
                    drawer_slip_from_move(subject, self._shop, is_duplicate=is_duplicate)
                )
            case ShiftRecord():
                return shift_report(
                    shift_report_from_record(subject, self._shop, is_duplicate=is_duplicate)
                )

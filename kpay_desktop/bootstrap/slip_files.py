"""Slips saved as PDF where somebody said, by a thread of their own.

A folder may lie on a network that does not answer: whatever else the till does must not wait
behind it. A file is whole under its name or not there at all, and the audit log says who saved it
before it is there.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
import stat
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from kpay_desktop.bootstrap.printer import DocumentFor
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import BusyError, Clock, SerialExecutor, StoreError
from kpay_desktop.qr.errors import CodeError
from kpay_desktop.receipts.card_sale import has_drawing
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.trial_slip import trial_slip
from kpay_desktop.settings import Settings
from models.audit import AuditAction
from models.database import OpenedStore
from models.writer import SerialThread
from ui.backend import News, SlipSaved
from ui.save_model import SavedSlip, SaveFault, SlipWanted

log = logging.getLogger(__name__)

Result = TypeVar("Result")

STORE_DEADLINE_S: Final = 5.0
_COPIES: Final = {
    SavedSlip.CUSTOMER: SlipCopy.CUSTOMER,
    SavedSlip.MERCHANT: SlipCopy.MERCHANT,
}
_FAULTS: Final = {
    "ENOENT": SaveFault.GONE,
    "ENOTDIR": SaveFault.GONE,
    "ENODEV": SaveFault.GONE,
    "ESTALE": SaveFault.GONE,
    "ENOSPC": SaveFault.FULL,
    "EDQUOT": SaveFault.FULL,
    "EFBIG": SaveFault.FULL,
    "EACCES": SaveFault.DENIED,
    "EPERM": SaveFault.DENIED,
    "EROFS": SaveFault.DENIED,
    "EBUSY": SaveFault.IN_USE,
    "ETXTBSY": SaveFault.IN_USE,
    "EISDIR": SaveFault.NAME,
    "ENAMETOOLONG": SaveFault.NAME,
    "EINVAL": SaveFault.NAME,
    "EILSEQ": SaveFault.NAME,
}
# Of Windows: a sharing violation, and a region that is locked.
_WINDOWS_IN_USE: Final = {32, 33}


class _NotNotedError(Exception):
    """The store did not answer, or refused."""


class SlipFiles:
    """Draws and writes; ``SlipSaved`` tells the end. ``executor`` is the thread for it."""

    def __init__(
        self,
        settings: Settings,
        opened: OpenedStore,
        clock: Clock,
        document_for: DocumentFor,
        executor: SerialExecutor,
        report: Callable[[News], None],
    ) -> None:
        self._settings = settings
        self._opened = opened
        self._clock = clock
        self._document_for = document_for
        self._executor = executor
        self._report = report

    def save(self, wanted: SlipWanted, path: str, operator_id: str) -> None:
        """Write a slip to ``path`` for an operator. A sale's says DUPLICATE.

        Raises:
            BusyError: the last one is not through.
        """
        self._executor.submit(lambda: self._report(self._saved(wanted, path, operator_id)))

    def _saved(self, wanted: SlipWanted, path: str, operator_id: str) -> SlipSaved:
        try:
            sale = self._sale(wanted)
            pdf = self._pdf(self._document(wanted, sale))
            target = Path(path)
            write_whole(target, pdf, lambda: self._note(wanted, sale, target.name, operator_id))
        except _NotNotedError as error:
            log.error("slip not saved, the store refused: %s", error)
            return SlipSaved(path, SaveFault.STORE)
        except OSError as error:
            log.warning("slip not saved: %s", _name_of(error))
            return SlipSaved(path, fault_of(error))
        except (CodeError, LookupError, RuntimeError, ValueError) as error:
            log.error("slip not drawn: %s", type(error).__name__)
            return SlipSaved(path, SaveFault.OTHER)
        log.info("slip saved bytes=%d", len(pdf))
        return SlipSaved(path)

    def _sale(self, wanted: SlipWanted) -> SaleRecord | None:
        """Return the sale as it is now.

        Raises:
            LookupError: it has no slip.
        """
        if wanted.slip is SavedSlip.TEST:
            return None
        opened = self._opened
        sale = _stored(opened.reader, lambda: opened.reports.sale(wanted.sale_id))
        if sale is None or sale.state is not SaleState.APPROVED:
            raise LookupError("only an approved sale has a slip")
        return sale

    def _document(self, wanted: SlipWanted, sale: SaleRecord | None) -> Document:
        if sale is None:
            return trial_slip(self._settings, self._local(self._clock.now()))
        copy = _COPIES[wanted.slip]
        # The one copy that may be unmarked is the print queue's. A file is copied at will.
        return self._document_for(
            sale, copy, is_duplicate=True, signature=self._signature(sale, copy)
        )

    def _signature(self, sale: SaleRecord, copy: SlipCopy) -> Signature | None:
        if not has_drawing(sale, copy):
            return None
        opened = self._opened
        return _stored(opened.writer, lambda: opened.store.signature(sale.identity.sale_id))

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._settings.terminal.time_zone)

    def _pdf(self, document: Document) -> bytes:
        from ui.slip_pdf import slip_pdf

        return slip_pdf(document, self._settings.devices.paper_mm)

    def _note(
        self, wanted: SlipWanted, sale: SaleRecord | None, name: str, operator_id: str
    ) -> None:
        opened = self._opened
        now = self._clock.now()
        subject, sale_id = ("test", 0) if sale is None else (sale.identity.voucher, wanted.sale_id)

        def append() -> None:
            opened.audit.append(
                now,
                operator_id,
                AuditAction.SLIP_SAVED,
                subject,
                slip=wanted.slip.value,
                sale=sale_id,
                file=name,
            )

        _stored(opened.writer, append)


def _stored(thread: SerialThread, work: Callable[[], Result]) -> Result:
    """Return what the store says to ``work``.

    Raises:
        _NotNotedError: it says nothing, or refuses.
    """
    try:
        return thread.call(work, STORE_DEADLINE_S)
    except (StoreError, BusyError, TimeoutError) as error:
        # A disk may time out as well: the two must not be taken for each other.
        raise _NotNotedError(type(error).__name__) from error


def write_whole(target: Path, data: bytes, before_it_counts: Callable[[], None]) -> None:
    """Write a file that appears under its name when all of it is on the disk.

    ``before_it_counts`` is called when it is written and still has another name; what it raises
    ends the matter.

    Raises:
        OSError: nothing new stands under that name, and nothing is left behind.
    """
    # Also says at once if the file system takes no such name.
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISDIR(target.lstat().st_mode):
            raise IsADirectoryError(errno.EISDIR, "a folder has that name")
    part = target.with_name(f".{secrets.token_hex(6)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        before_it_counts()
        part.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk; some network folders do not know how, and need not."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def fault_of(error: OSError) -> SaveFault:
    """Return what to say of an error of the disk."""
    if getattr(error, "winerror", None) in _WINDOWS_IN_USE:
        return SaveFault.IN_USE
    return _FAULTS.get(_name_of(error), SaveFault.OTHER)


def _name_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)

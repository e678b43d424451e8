"""The receipt that a customer takes along: its code, and the PDF that the code may lead to.

What is handed out is a copy, marked as one, of a sale that was approved and still stands, or of a
void or refund that is done: that is looked at when the code is made and again whenever somebody
fetches the file.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from hardware.camera.decode import DecoderChain
from kpay_desktop.bootstrap.printer import DocumentFor
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.domain.records import SaleRecord, SlipCopy, SlipKind
from kpay_desktop.hosts.receipts.request import Receipt
from kpay_desktop.hosts.receipts.server import ReceiptServer
from kpay_desktop.hosts.receipts.shelf import ReceiptShelf, Shelved
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.qr.errors import CodeError
from kpay_desktop.qr.symbol import ErrorCorrection, GreyReader, Symbol, prepare
from kpay_desktop.receipts.back_slip import back_slip
from kpay_desktop.receipts.day_slips import back_slip_from_record
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.short_back import has_back_receipt, short_back_text
from kpay_desktop.receipts.short_text import has_receipt, short_text
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.settings import Settings
from kpay_desktop.settings_receipt import ReceiptCode
from models.database import OpenedStore
from models.writer import SerialThread
from ui.backend import News
from ui.backend_receipt import ReceiptCodeTold

log = logging.getLogger(__name__)

Subject = SaleRecord | ReturnRecord
#: Returns a row as the store has it now. Waits; raises as ``SerialThread.call`` does.
Read = Callable[[Shelved], Subject | None]
#: Returns the customer's copy, marked as a copy.
CustomerCopy = Callable[[Subject], Document]

#: So many codes are waited for at most; the front asks again for what was refused.
MOST_WAITING: Final = 4
STORE_DEADLINE_S: Final = 3.0
_STORE_FAULTS: Final = (StoreError, BusyError, TimeoutError)


def open_e_receipts(
    settings: Settings,
    shop: SlipShop,
    opened: OpenedStore,
    document_for: DocumentFor,
    report: Callable[[News], None],
) -> EReceipts:
    """Return the receipts of a store, at work; ``stop`` ends it."""

    def read(wanted: Shelved) -> Subject | None:
        reports, number = opened.reports, wanted.subject_id
        if wanted.kind is SlipKind.RETURN:
            return opened.reader.call(lambda: reports.back(number), STORE_DEADLINE_S)
        return opened.reader.call(lambda: reports.sale(number), STORE_DEADLINE_S)

    def customer_copy(subject: Subject) -> Document:
        # The one copy that may be unmarked is the print queue's.
        if isinstance(subject, SaleRecord):
            return document_for(subject, SlipCopy.CUSTOMER, is_duplicate=True)
        slip = back_slip_from_record(subject, shop, SlipCopy.CUSTOMER, is_duplicate=True)
        return back_slip(slip)

    made = EReceipts(settings, shop, read, customer_copy, DecoderChain(), report)
    made.start()
    return made


class EReceipts:
    """Implements ``ui.backend_receipt.ReceiptBackend``, on a thread of its own for the codes."""

    def __init__(
        self,
        settings: Settings,
        shop: SlipShop,
        read: Read,
        customer_copy: CustomerCopy,
        reader: GreyReader,
        report: Callable[[News], None],
    ) -> None:
        self._shop = shop
        self._paper_mm = settings.devices.paper_mm
        self._read = read
        self._customer_copy = customer_copy
        self._reader = reader
        self._report = report
        self._thread = SerialThread("e-receipts", _fault, limit=MOST_WAITING)
        self._shelf = ReceiptShelf(settings.e_receipt.minutes * 60.0)
        is_served = settings.e_receipt.code is ReceiptCode.LAN
        self._server = (
            ReceiptServer(settings.e_receipt, self._fetch, self._moved) if is_served else None
        )
        self._newest: tuple[Shelved, Language] | None = None
        self._lock = threading.Lock()
        self._drawn: tuple[Document, bytes] | None = None

    def start(self) -> None:
        """Begin to make codes, and to serve if the profile says so. Only once."""
        self._thread.start()
        if self._server is not None:
            self._server.start()

    def stop(self, deadline_s: float) -> None:
        """Let nobody fetch anything any more."""
        self._shelf.clear()
        self._drawn = None
        if self._server is not None:
            self._server.stop(deadline_s)
        self._thread.stop(deadline_s)

    def show(self, subject_id: int, language: Language, kind: SlipKind = SlipKind.SALE) -> None:
        """Make the code of a receipt; ``ReceiptCodeTold`` follows."""
        self._make(Shelved(kind, subject_id), language)

    def _make(self, wanted: Shelved, language: Language) -> None:
        self._newest = wanted, language
        self._thread.submit(lambda: self._report(self._told(wanted, language)))

    def _moved(self) -> None:
        """Make the code of the newest receipt anew: it is fetched elsewhere now."""
        newest = self._newest
        if newest is not None:
            with suppress(BusyError):
                self._make(*newest)

    # --- the code -------------------------------------------------------------------------

    def _told(self, wanted: Shelved, language: Language) -> ReceiptCodeTold:
        none = ReceiptCodeTold(wanted.subject_id, language, None, kind=wanted.kind)
        try:
            subject = self._read(wanted)
            if subject is None or not _has_receipt(subject):
                return none
            link = self._link(wanted)
            symbol = self._linked(link) if link is not None else self._written(subject, language)
        except _STORE_FAULTS as error:
            log.error("no receipt code, the store did not answer: %s", type(error).__name__)
            return none
        except (CodeError, ValueError) as error:
            log.error("no receipt code: %s", type(error).__name__)
            return none
        return replace(none, symbol=symbol, is_link=link is not None)

    def _link(self, wanted: Shelved) -> str | None:
        """Return where the receipt is fetched; None: nowhere, so the code holds it itself."""
        return None if self._server is None else self._server.url(self._shelf.put(wanted))

    def _linked(self, link: str) -> Symbol:
        return prepare(link, self._reader)

    def _written(self, subject: Subject, language: Language) -> Symbol:
        if isinstance(subject, SaleRecord):
            text = short_text(subject, self._shop, language)
        else:
            text = short_back_text(subject, self._shop, language)
        # A screen is neither torn nor stained: larger modules help a phone more than spare ones.
        return prepare(text, self._reader, ErrorCorrection.L)

    # --- the file -------------------------------------------------------------------------

    def _fetch(self, token: str) -> Receipt | None:
        """Return a receipt as it stands now. On the server's threads."""
        wanted = self._shelf.found(token)
        subject = None if wanted is None else self._read(wanted)
        if subject is None or not _has_receipt(subject):
            if wanted is not None:
                self._shelf.take_away(wanted)
            return None
        name = "receipt" if isinstance(subject, SaleRecord) else subject.kind.value
        return Receipt(f"{name}-{subject.identity.voucher}.pdf", self._pdf(subject))

    def _pdf(self, subject: Subject) -> bytes:
        """Return the PDF; a phone asks for the same one a few times in a row."""
        from ui.slip_pdf import slip_pdf

        document = self._customer_copy(subject)
        with self._lock:
            # Known by its document: the row holds more of a card than its slip.
            if self._drawn is None or self._drawn[0] != document:
                self._drawn = document, slip_pdf(document, self._paper_mm)
            return self._drawn[1]


def _has_receipt(subject: Subject) -> bool:
    if isinstance(subject, SaleRecord):
        return has_receipt(subject)
    return has_back_receipt(subject)


def _fault(error: Exception) -> None:
    log.error("a receipt's task failed: %s", type(error).__name__, exc_info=error)

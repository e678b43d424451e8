"""The receipt that a customer takes along: its code, and the PDF that the code may lead to.

What is handed out is a copy, marked as one, of a sale that was approved and still stands: that is
looked at when the code is made and again whenever somebody fetches the file.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from hardware.camera.decode import DecoderChain
from kpay_desktop.bootstrap.printer import DocumentFor
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.hosts.receipts.request import Receipt
from kpay_desktop.hosts.receipts.server import ReceiptServer
from kpay_desktop.hosts.receipts.shelf import ReceiptShelf
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.qr.errors import CodeError
from kpay_desktop.qr.symbol import ErrorCorrection, GreyReader, Symbol, prepare
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.short_text import has_receipt, short_text
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.settings import Settings
from kpay_desktop.settings_receipt import ReceiptCode
from models.database import OpenedStore
from models.writer import SerialThread
from ui.backend import News
from ui.backend_receipt import ReceiptCodeTold

log = logging.getLogger(__name__)

#: Returns a sale's row as the store has it now. Waits; raises as ``SerialThread.call`` does.
ReadSale = Callable[[int], SaleRecord | None]
#: Returns the customer's copy, marked as a copy.
CustomerCopy = Callable[[SaleRecord], Document]

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

    def read_sale(sale_id: int) -> SaleRecord | None:
        return opened.reader.call(lambda: opened.reports.sale(sale_id), STORE_DEADLINE_S)

    def customer_copy(sale: SaleRecord) -> Document:
        # The one copy that may be unmarked is the print queue's.
        return document_for(sale, SlipCopy.CUSTOMER, is_duplicate=True)

    made = EReceipts(settings, shop, read_sale, customer_copy, DecoderChain(), report)
    made.start()
    return made


class EReceipts:
    """Implements ``ui.backend_receipt.ReceiptBackend``, on a thread of its own for the codes."""

    def __init__(
        self,
        settings: Settings,
        shop: SlipShop,
        read_sale: ReadSale,
        customer_copy: CustomerCopy,
        reader: GreyReader,
        report: Callable[[News], None],
    ) -> None:
        self._shop = shop
        self._paper_mm = settings.devices.paper_mm
        self._read_sale = read_sale
        self._customer_copy = customer_copy
        self._reader = reader
        self._report = report
        self._thread = SerialThread("e-receipts", _fault, limit=MOST_WAITING)
        self._shelf = ReceiptShelf(settings.e_receipt.minutes * 60.0)
        is_served = settings.e_receipt.code is ReceiptCode.LAN
        self._server = (
            ReceiptServer(settings.e_receipt, self._fetch, self._moved) if is_served else None
        )
        self._newest: tuple[int, Language] | None = None
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

    def show(self, sale_id: int, language: Language) -> None:
        """Make the code of a sale's receipt; ``ReceiptCodeTold`` follows."""
        self._newest = sale_id, language
        self._thread.submit(lambda: self._report(self._told(sale_id, language)))

    def _moved(self) -> None:
        """Make the code of the newest receipt anew: it is fetched elsewhere now."""
        newest = self._newest
        if newest is not None:
            with suppress(BusyError):
                self.show(*newest)

    # --- the code -------------------------------------------------------------------------

    def _told(self, sale_id: int, language: Language) -> ReceiptCodeTold:
        try:
            sale = self._read_sale(sale_id)
            if sale is None or not has_receipt(sale):
                return ReceiptCodeTold(sale_id, language, None)
            link = self._link(sale_id)
            symbol = self._linked(link) if link is not None else self._written(sale, language)
        except _STORE_FAULTS as error:
            log.error("no receipt code, the store did not answer: %s", type(error).__name__)
            return ReceiptCodeTold(sale_id, language, None)
        except (CodeError, ValueError) as error:
            log.error("no receipt code: %s", type(error).__name__)
            return ReceiptCodeTold(sale_id, language, None)
        return ReceiptCodeTold(sale_id, language, symbol, is_link=link is not None)

    def _link(self, sale_id: int) -> str | None:
        """Return where the receipt is fetched; None: nowhere, so the code holds it itself."""
        return None if self._server is None else self._server.url(self._shelf.put(sale_id))

    def _linked(self, link: str) -> Symbol:
        return prepare(link, self._reader)

    def _written(self, sale: SaleRecord, language: Language) -> Symbol:
        # A screen is neither torn nor stained: larger modules help a phone more than spare ones.
        return prepare(short_text(sale, self._shop, language), self._reader, ErrorCorrection.L)

    # --- the file -------------------------------------------------------------------------

    def _fetch(self, token: str) -> Receipt | None:
        """Return a receipt as it stands now. On the server's threads."""
        sale_id = self._shelf.sale_of(token)
        sale = None if sale_id is None else self._read_sale(sale_id)
        if sale is None or not has_receipt(sale):
            if sale_id is not None:
                self._shelf.take_away(sale_id)
            return None
        return Receipt(f"receipt-{sale.identity.voucher}.pdf", self._pdf(sale))

    def _pdf(self, sale: SaleRecord) -> bytes:
        """Return the sale's PDF; a phone asks for the same one a few times in a row."""
        from ui.slip_pdf import slip_pdf

        document = self._customer_copy(sale)
        with self._lock:
            # Known by its document: the sale's row holds more of a card than its slip.
            if self._drawn is None or self._drawn[0] != document:
                self._drawn = document, slip_pdf(document, self._paper_mm)
            return self._drawn[1]


def _fault(error: Exception) -> None:
    log.error("a receipt's task failed: %s", type(error).__name__, exc_info=error)

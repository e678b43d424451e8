"""What the windows ask of the world for the receipt on the customer's phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.qr.symbol import Symbol


@dataclass(frozen=True, slots=True)
class ReceiptCodeTold:
    """The code of a receipt. None: it has none, or none could be made now.

    ``kind``: a sale's, or a void's or refund's (``RETURN``), with ``subject_id`` its row's number.
    ``is_link``: it says where the receipt is fetched, which ends with its time; otherwise it holds
    the receipt itself, in ``language``.
    """

    subject_id: int
    language: Language
    symbol: Symbol | None
    is_link: bool = False
    kind: SlipKind = SlipKind.SALE


class ReceiptBackend(Protocol):
    """Receipts for phones. Calls hand over and return; ``ports.BusyError`` where that fails."""

    def show(self, subject_id: int, language: Language, kind: SlipKind = SlipKind.SALE) -> None:
        """Make the code of a receipt; :class:`ReceiptCodeTold` follows.

        It follows again, unasked, when the receipt is fetched elsewhere than before.
        """

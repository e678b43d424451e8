"""What the windows ask of the world for the receipt on the customer's phone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kpay_desktop.domain.language import Language
from kpay_desktop.qr.symbol import Symbol


@dataclass(frozen=True, slots=True)
class ReceiptCodeTold:
    """The code of a sale's receipt. None: it has none, or none could be made now.

    ``is_link``: it says where the receipt is fetched, which ends with its time; otherwise it holds
    the receipt itself, in ``language``.
    """

    sale_id: int
    language: Language
    symbol: Symbol | None
    is_link: bool = False


class ReceiptBackend(Protocol):
    """Receipts for phones. Calls hand over and return; ``ports.BusyError`` where that fails."""

    def show(self, sale_id: int, language: Language) -> None:
        """Make the code of a sale's receipt; :class:`ReceiptCodeTold` follows.

        It follows again, unasked, when the receipt is fetched elsewhere than before.
        """

"""The code by which a customer takes the receipt along: for which sale, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.qr.symbol import Symbol


@dataclass(frozen=True, slots=True)
class ReceiptWanted:
    """Which code: whose, as in ``ReceiptCodeTold``, and in which language its text is."""

    subject_id: int
    language: Language
    kind: SlipKind = SlipKind.SALE


@dataclass(frozen=True, slots=True)
class ReceiptModel:
    """``wanted`` was asked for at ``asked_at`` (monotonic); ``symbol`` is there once it is made.

    ``is_link``: see ``ReceiptCodeTold``. ``is_large``: the cashier lets the customer's screen show
    nothing else.
    """

    wanted: ReceiptWanted | None = None
    asked_at: float = 0.0
    symbol: Symbol | None = None
    is_link: bool = False
    is_large: bool = False

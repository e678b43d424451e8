"""The code at a slip's foot: scanning it opens the transaction it belongs to.

``KPAY:V:<terminal>:<batch>:<voucher>``, for example ``KPAY:V:80010001:000042:000138``. Voucher
numbers are a lane's own and come round again, so terminal and batch stand beside them. All its
characters are of the QR code's alphanumeric set, which keeps the code small on narrow paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Scanners may type the kind of symbol ahead of a code (ISO/IEC 15424), such as "]Q1".
_PATTERN = re.compile(r"(?:\][A-Za-z][0-9A-Za-z])?KPAY:V:([0-9A-Z]{8}):(\d{6}):(\d{6})")


@dataclass(frozen=True, slots=True)
class SlipCode:
    """Which sale a slip is of."""

    terminal_id: str
    batch_no: int
    voucher: str

    @property
    def text(self) -> str:
        """What the code holds."""
        return f"KPAY:V:{self.terminal_id}:{self.batch_no:06d}:{self.voucher}"


def read_slip_code(text: str) -> SlipCode | None:
    """Return what a scanned text says, or None if it is not the code of a slip."""
    match = _PATTERN.fullmatch(text.strip())
    if match is None or not text.isascii():
        return None
    return SlipCode(match[1], int(match[2]), match[3])

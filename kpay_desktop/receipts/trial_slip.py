"""The test slip of a printer: every kind of row, and that it is no receipt."""

from __future__ import annotations

from datetime import datetime

from kpay_desktop.receipts.document import (
    Centered,
    Columns,
    Document,
    Feed,
    QrCode,
    Row,
    Rule,
    Size,
)
from kpay_desktop.receipts.words import BOTH, Word
from kpay_desktop.settings import Settings

_LATIN = "ABCDEFGHIJKLM abcdefghijklm 0123456789"
_CHINESE = "消费 小费 合计 交易成功 凭证号"


def trial_slip(settings: Settings, at: datetime) -> Document:
    """Return the slip. It names no sale and no money; ``at`` is printed in its own time zone.

    In both languages whatever the slips': Chinese is what a new printer most often gets wrong.
    """
    simulated: list[Row] = []
    if settings.is_simulated:
        simulated = [Centered(f"*** {Word.SIMULATED.text(BOTH)} ***", bold=True)]
    mark = Centered(f"** {Word.NOT_A_RECEIPT.text(BOTH)} **", bold=True)
    devices, terminal = settings.devices, settings.terminal
    rows: list[Row] = [
        *simulated,
        Centered(settings.merchant.name, bold=True, size=Size.LARGE),
        Centered(Word.TEST_SLIP.text(BOTH), bold=True, size=Size.TALL),
        mark,
        Rule(),
        Columns(Word.TERMINAL_ID.text(BOTH), terminal.terminal_id),
        Columns(Word.PRINTER.text(BOTH), devices.printer),
        Columns(Word.PAPER.text(BOTH), f"{devices.paper_mm} mm"),
        Columns(Word.TIME.text(BOTH), at.strftime("%Y-%m-%d %H:%M:%S")),
        Rule(),
        Centered(_LATIN),
        Centered(_CHINESE),
        Centered(_CHINESE, bold=True, size=Size.TALL),
        # No slip's code: nothing opens when it is scanned.
        QrCode(f"KPAY TEST {terminal.terminal_id}"),
        Feed(),
        mark,
        *simulated,
    ]
    return Document(title=Word.TEST_SLIP.text(BOTH), rows=tuple(rows))

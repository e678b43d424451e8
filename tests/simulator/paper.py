"""The receipt printer: what it printed stays, whatever the till knows of it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, PrintOutcome, PrintReport
from kpay_desktop.receipts.document import Centered, Columns, Document
from tests.simulator.faults import Fault, Faults
from tests.simulator.threads import Director

WELL: Final = DeviceStatus(DeviceKind.PRINTER, Health.OK, "printer.ready")
OUT: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out")
SILENT: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.no_answer")


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip on paper, as somebody reads it. ``kind``: sale, void or refund; empty: another one."""

    kind: str
    voucher: int
    total_minor: int
    copy: str
    is_marked: bool


KINDS: Final = {"SALE": "sale", "CASH": "sale", "VOID": "void", "REFUND": "refund"}


class Printer:
    """Implements ``ports.Printer``. The paper outlives the till."""

    def __init__(self, director: Director, chance: random.Random, faults: Faults) -> None:
        self._director, self._chance, self._faults = director, chance, faults
        self._out_until_s = 0.0
        self.slips: list[Slip] = []

    def print_document(self, document: Document, deadline_s: float) -> PrintReport:
        director = self._director
        if self._is_out():
            director.sleep(0.1)
            return PrintReport(PrintOutcome.NOT_SENT, OUT)
        slip = _read(document)
        if self._faults.strikes(Fault.UNCONFIRMED):
            if self._chance.random() < 0.5:
                self.slips.append(slip)
            director.sleep(self._chance.uniform(1.0, deadline_s))
            return PrintReport(PrintOutcome.UNCONFIRMED, SILENT)
        early = self._chance.random() < 0.5
        if early:
            self.slips.append(slip)
        # The program may die while the slip comes out.
        director.sleep(self._chance.uniform(0.2, 2.0))
        if not early:
            self.slips.append(slip)
        return PrintReport(PrintOutcome.CONFIRMED, WELL)

    def status(self, deadline_s: float) -> DeviceStatus:
        return OUT if self._is_out() else WELL

    def kick_drawer(self, deadline_s: float) -> PrintReport:
        return PrintReport(PrintOutcome.CONFIRMED, WELL)

    def _is_out(self) -> bool:
        now = self._director.now_s
        if now >= self._out_until_s and self._faults.strikes(Fault.PAPER_OUT):
            self._out_until_s = now + self._chance.uniform(5.0, 300.0)
        return now < self._out_until_s


def _read(document: Document) -> Slip:
    """Read what one slip claims, as a person does: by what stands at the left of each line."""
    said: dict[str, str] = {}
    words: set[str] = set()
    kind = ""
    for row in document.rows:
        if isinstance(row, Columns):
            label = row.left.rstrip(_CHINESE).strip()
            said.setdefault(label, row.right)
            words.update((*row.left.split(), *row.right.split()))
            if "COPY" in row.right:
                kind = kind or KINDS.get(label.partition(" ")[0], "")
        elif isinstance(row, Centered):
            words.update(row.text.split())
            kind = kind or KINDS.get(row.text.partition(" ")[0], "")
    voucher = said.get("Voucher no.", "")
    return Slip(
        kind=kind if voucher.isdecimal() else "",
        voucher=int(voucher) if voucher.isdecimal() else 0,
        total_minor=_minor(said.get("TOTAL", "")),
        copy="merchant" if "MERCHANT" in words else "customer",
        is_marked="DUPLICATE" in words,
    )


def _minor(text: str) -> int:
    digits = "".join(sign for sign in text if sign.isdecimal() or sign == "-")
    return int(digits or 0)


_CHINESE: Final = "".join(chr(code) for code in range(0x4E00, 0x9FFF))

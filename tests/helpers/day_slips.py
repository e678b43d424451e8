"""The slips of a whole day, made fit to be compared with a golden text, and kept as pictures.

What is a run's own is written as ``#``, one for each figure, and nothing else is: numbers that
hosts and wallets give, trace numbers, cryptograms, dates and times, and the program's version.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from kpay_desktop.simulation.paper.items import PaperSlip
from kpay_desktop.simulation.paper.picture import png
from tests.helpers.slip_reader import read_slip

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "whole-day.txt"
#: Names a folder in which the pictures of the slips, and their text as compared, are kept.
KEEP = "KPAY_KEEP_SLIPS"
_CUT = "- " * 24 + "✂"
_OWN = re.compile(
    r"(?:Order no\.|Wallet txn no\.|Return no\.|Date/time|STAN|RRN|Approval code|Business day|From"
    r"|To|Original (?:time|approval|wallet no\.))\s+(?P<own>\S.*)"
)
_CRYPTOGRAM = re.compile(r"(?:ARQC|TC)\s+(?P<own>[0-9A-F]{16})")
#: Of a list: the time behind a row's kind, a wallet's number, an approval code.
_LISTED = (
    re.compile(r"\d{6} (?:SALE|VOID|REFUND)\s+(?P<own>\d\d-\d\d \d\d:\d\d)"),
    re.compile(r"(?P<own>(?:PN|4200|A)?\d{16,32})"),
    re.compile(r"(?:Approved|Done)\s+(?P<own>\d{6}) \d\d"),
)
_VERSION = re.compile(r"KPay Desktop (?P<own>\d+\.\d+\.\d+)")
_HEADS = ("SETTLEMENT", "TRANSACTION LIST")


def texts_of(slips: Sequence[PaperSlip]) -> list[str]:
    """Return the text of each slip."""
    return ["\n".join(line for line in read_slip(slip) if line) for slip in slips]


def comparable(texts: Sequence[str]) -> str:
    """Return slips as one text in which a run's own figures are ``#``.

    Lanes settle side by side: what closes a batch stands at the end of its day, in the order of the
    texts themselves.
    """
    days: list[list[str]] = [[], []]
    closings: list[list[str]] = [[], []]
    day = 0
    for text in texts:
        shown = "\n".join(map(_without_own, text.splitlines()))
        is_closing = any(head in text.splitlines() for head in _HEADS)
        if closings[0] and not is_closing:
            day = 1
        (closings if is_closing else days)[day].append(shown)
    ordered = [one for n in (0, 1) for one in (*days[n], *sorted(closings[n]))]
    return "".join(f"{text}\n{_CUT}\n" for text in ordered)


def _without_own(line: str) -> str:
    for pattern in (_OWN, _CRYPTOGRAM, _VERSION, *_LISTED):
        found = pattern.fullmatch(line)
        if found is not None:
            start, end = found.span("own")
            figures = r"[0-9A-F]" if pattern is _CRYPTOGRAM else r"\d"
            return line[:start] + re.sub(figures, "#", line[start:end]) + line[end:]
    return line


def keep(slips: Sequence[PaperSlip], text: str) -> None:
    """Keep a picture of each slip, and the text, if the environment names a folder."""
    folder = os.environ.get(KEEP, "")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, slip in enumerate(slips, start=1):
        (Path(folder) / f"day-{number:02d}.png").write_bytes(png(slip))
    (Path(folder) / GOLDEN.name).write_text(text, "utf-8")

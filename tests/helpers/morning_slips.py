"""The slips of a morning: read off the paper, made fit to be compared, and kept as pictures.

What is a run's own is written as ``#``, one for each figure, and nothing else is: the order number
behind the terminal's, the wallet's number behind what names the wallet, date and time; and one
``#`` for the program's version.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from kpay_desktop.simulation.paper.items import PaperSlip
from kpay_desktop.simulation.paper.picture import png
from tests.helpers.slip_reader import read_slip

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "morning-zh.txt"
#: Names a folder in which the pictures of the slips, and their text as compared, are kept.
KEEP = "KPAY_KEEP_SLIPS"
_CUT = "- " * 24 + "✂"
_OWN_FIGURES = (
    r"(?m)^订单号\s+80010001(\d+)$",
    r"(?m)^钱包交易号\s+(?:PN|4200)(\d+)$",
    r"(?m)^日期时间\s+(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$",
)
_VERSION = re.compile(r"(?m)^(KPay Desktop) \d+\.\d+\.\d+$")


def texts_of(slips: Sequence[PaperSlip]) -> list[str]:
    """Return the text of each slip, drawn rows read back into letters."""
    return ["\n".join(line for line in read_slip(slip) if line) for slip in slips]


def comparable(texts: Sequence[str]) -> str:
    """Return slips as one text in which a run's own figures are ``#``."""
    return "".join(f"{_without_own_figures(text)}\n{_CUT}\n" for text in texts)


def _without_own_figures(text: str) -> str:
    for pattern in _OWN_FIGURES:
        text, count = re.subn(pattern, _hidden, text)
        assert count == 1, f"{count} lines are like {pattern}:\n{text}"
    return _VERSION.sub(r"\1 #", text)


def _hidden(match: re.Match[str]) -> str:
    whole, start = match[0], match.start(1) - match.start()
    return whole[:start] + re.sub(r"\d", "#", whole[start:])


def for_the_auditor(texts: Sequence[str], file: Path) -> Path:
    """Write down what was read, a form feed below each slip."""
    file.write_text("".join(f"{text}\n\f" for text in texts), "utf-8")
    return file


def keep(slips: Sequence[PaperSlip], text: str) -> None:
    """Keep a picture of each slip, and the text, if the environment names a folder."""
    folder = os.environ.get(KEEP, "")
    if not folder:
        return
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, slip in enumerate(slips, start=1):
        (Path(folder) / f"slip-{number:02d}.png").write_bytes(png(slip))
    (Path(folder) / GOLDEN.name).write_text(text, "utf-8")

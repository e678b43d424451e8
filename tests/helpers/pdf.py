"""PDFs as others read them: with poppler's tools, which share nothing with what drew them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

DEADLINE_S = 60.0
_TEXT_START = "|"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a grey picture, a byte a pixel."""

    pixels: bytes
    width: int
    height: int


def pdf_lines(pdf: bytes) -> list[str]:
    """Return the words of each line, as the eye meets them, with one space between."""
    text = _run("pdftotext", "-layout", "-nopgbrk", "-", "-", given=pdf).decode()
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def pdf_facts(pdf: bytes) -> dict[str, str]:
    """Return what ``pdfinfo`` says: pages, size, title and more."""
    lines = _run("pdfinfo", "-", given=pdf).decode().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def pdf_fonts(pdf: bytes) -> list[tuple[str, bool, bool]]:
    """Return each font's name, whether it is in the file, and whether its text can be read."""
    rows = _run("pdffonts", "-", given=pdf).decode().splitlines()[2:]
    parts = [row.split() for row in rows]
    return [(part[0], part[-5] == "yes", part[-3] == "yes") for part in parts]


def pdf_picture(pdf: bytes, dpi: int) -> Picture:
    """Return the first page as it is shown at that resolution."""
    made = _run("pdftoppm", "-gray", "-singlefile", "-r", str(dpi), "-", given=pdf)
    kind, size, most, pixels = made.split(b"\n", 3)
    assert (kind, most) == (b"P5", b"255")
    width, height = map(int, size.split())
    return Picture(pixels, width, height)


def golden_lines(golden: str) -> list[str]:
    """Return the words of each line of a golden slip, its pictures and feeds left out."""
    lines = []
    for line in golden.splitlines():
        style, bar, text = line.partition(_TEXT_START)
        if not bar or style.strip().split(" ")[0] in {"rule", "qr", "feed", "signature"}:
            continue
        lines.append(" ".join(text.removesuffix(_TEXT_START).split()))
    return lines


def _run(*command: str, given: bytes) -> bytes:
    done = subprocess.run(
        command, input=given, capture_output=True, timeout=DEADLINE_S, check=False
    )
    assert (done.returncode, done.stderr) == (0, b""), f"{command[0]}: {done.stderr.decode()}"
    return done.stdout

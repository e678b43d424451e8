"""Compiles the catalogues of ``resources/translations`` (``.ts``) into what the windows load.

``python3 -m tools.translations`` writes every ``.qm`` anew; ``--check`` only says whether one is
out of date. The compiler is Qt's own, which comes with PySide6. Compiled catalogues are committed,
so that the till starts without a build step.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import PySide6
from PySide6.QtCore import QXmlStreamReader

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "translations"
TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a catalogue: where it stands, its id and its words."""

    context: str
    message_id: str
    text: str
    unfinished: bool


def compiler() -> Path:
    """Return Qt's catalogue compiler.

    Raises:
        FileNotFoundError: if the installed PySide6 lacks it.
    """
    folder = Path(PySide6.__file__).parent
    for name in ("lrelease", "lrelease.exe", "Linguist.app/Contents/MacOS/lrelease"):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"no lrelease in {folder}")


def compile_catalogue(source: Path, target: Path) -> None:
    """Write ``target`` (.qm) from ``source`` (.ts).

    Raises:
        subprocess.CalledProcessError: if the catalogue is not well-formed.
    """
    subprocess.run(
        [str(compiler()), "-silent", "-nounfinished", str(source), "-qm", str(target)],
        check=True,
        timeout=TIMEOUT_S,
    )


def entries(source: Path) -> Iterator[Entry]:
    """Yield the texts of a catalogue in the order of the file.

    Raises:
        ValueError: if it is not well-formed.
    """
    reader = QXmlStreamReader(source.read_text(encoding="utf-8"))
    context = message_id = text = ""
    unfinished = True
    while not reader.atEnd():
        token = reader.readNext()
        name = reader.name()
        if token is QXmlStreamReader.TokenType.StartElement:
            if name == "name":
                context = reader.readElementText()
            elif name == "message":
                message_id, text, unfinished = "", "", True
            elif name == "source":
                message_id = reader.readElementText()
            elif name == "translation":
                unfinished = reader.attributes().value("type") == "unfinished"
                text = reader.readElementText()
        elif token is QXmlStreamReader.TokenType.EndElement and name == "message":
            yield Entry(context, message_id, text, unfinished)
    if reader.hasError():
        raise ValueError(f"{source.name}: {reader.errorString()}")


def stale(folder: Path = FOLDER) -> list[str]:
    """Return the names of compiled catalogues that differ from their source."""
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        for source in sorted(folder.glob("*.ts")):
            fresh = Path(scratch) / f"{source.stem}.qm"
            compile_catalogue(source, fresh)
            kept = source.with_suffix(".qm")
            if not kept.is_file() or kept.read_bytes() != fresh.read_bytes():
                found.append(kept.name)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Compile, or check; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    if options.check:
        names = stale()
        for name in names:
            print(f"out of date: {name}")
        return 1 if names else 0
    for source in sorted(FOLDER.glob("*.ts")):
        # Whoever has the old one open keeps it whole.
        fresh = source.with_suffix(".new")
        compile_catalogue(source, fresh)
        fresh.replace(source.with_suffix(".qm"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

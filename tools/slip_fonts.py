"""Makes the bundled slip fonts: ``resources/fonts/slip-regular.otf`` and ``slip-bold.otf``.

Source: Noto Sans Mono CJK SC of Debian's package ``fonts-noto-cjk`` (SIL Open Font License 1.1).
Kept are ASCII, the accented Latin of Western names, and all of GB2312. Every glyph is put on the
grid that receipts are laid out on: one column is half an em, Chinese takes two. The source has
ASCII and Chinese on that grid already; accented Latin, Greek and Cyrillic are proportional there,
so they are narrowed to half an em, and symbols are centred in one or two columns.

The package is downloaded with ``apt-get download`` and unpacked with ``dpkg-deb -x`` into a
folder::

    python3 -m tools.slip_fonts FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

from kpay_desktop.receipts.columns import character_columns

FACE_INDEX = 7  # Noto Sans Mono CJK SC within the collection
COLUMN_UNITS = 500
FAMILY = "Slip Mono SC"
WEIGHTS = {"regular": "Regular", "bold": "Bold"}


def charset() -> list[str]:
    """Return the characters that slips can show."""
    characters = {chr(code) for code in range(0x20, 0x7F)}
    characters |= {chr(code) for code in range(0xA0, 0x100)} | {"\u20ac"}
    for lead in range(0xA1, 0xF8):
        for trail in range(0xA1, 0xFF):
            try:
                characters.add(bytes([lead, trail]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return sorted(characters)


def make_font(source: Path, style: str, target: Path) -> None:
    """Write one weight to ``target``."""
    font = TTCollection(str(source), lazy=True).fonts[FACE_INDEX]
    options = subset.Options()
    options.hinting = True
    options.layout_features = []
    options.notdef_outline = True
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in charset()])
    subsetter.subset(font)
    put_on_grid(font)
    rename(font, style)
    font.recalcTimestamp = False
    font.save(str(target), reorderTables=True)


def put_on_grid(font: TTFont) -> None:
    """Give every glyph the advance that layout counts for its character."""
    charstrings = font["CFF "].cff.topDictIndex[0].CharStrings
    glyphs = font.getGlyphSet()
    metrics = font["hmtx"].metrics
    for code, name in font.getBestCmap().items():
        wanted = character_columns(chr(code)) * COLUMN_UNITS
        advance = metrics[name][0]
        if wanted in {0, advance}:
            continue
        scale = min(1.0, wanted / advance)
        shift = (wanted - advance * scale) / 2
        outline = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(outline)
        old = charstrings[name]
        pen = T2CharStringPen(wanted - old.private.nominalWidthX, None)
        outline.replay(TransformPen(pen, Transform(scale, 0, 0, 1, shift, 0)))
        charstrings[name] = pen.getCharString(old.private, old.globalSubrs)
        metrics[name] = (wanted, round(metrics[name][1] * scale + shift))


def rename(font: TTFont, style: str) -> None:
    """Name the changed font for itself, and keep copyright and licence."""
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style}", 4: f"{FAMILY} {style}"}
    names[6] = f"{FAMILY.replace(' ', '')}-{style}"
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [names[6]]
    top.topDictIndex[0].FullName = names[4]
    top.topDictIndex[0].FamilyName = FAMILY


def main(arguments: list[str]) -> int:
    """Make both weights."""
    folder = Path(arguments[0])
    target = Path(__file__).resolve().parent.parent / "resources" / "fonts"
    for name, style in WEIGHTS.items():
        path = target / f"slip-{name}.otf"
        make_font(next(folder.rglob(f"NotoSansCJK-{style}.ttc")), style, path)
        print(f"{path.name}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Makes the fonts of the windows from the distribution's font packages.

The sources are the Debian packages ``fonts-inter`` (Inter, OFL) and ``fonts-noto-cjk`` (Noto Sans
CJK, OFL), downloaded with ``apt-get download`` and unpacked with ``dpkg-deb -x`` into one folder::

    python3 -m tools.fonts_ui FOLDER

Each face keeps the characters the till can need (Latin for Inter; ASCII and all of GB2312 for
Noto Sans SC) and the features the theme switches on. The families get names of their own so that
another version installed on the computer never mixes with them; neither licence reserves a name.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

OUT = Path(__file__).resolve().parent.parent / "resources" / "fonts"

INTER = ("Regular", "Medium", "SemiBold", "Bold")
INTER_FAMILY = "Inter KPay"
INTER_FEATURES = ["kern", "ccmp", "locl", "mark", "mkmk", "calt", "case", "tnum", "cv11"]

NOTO = ("Regular", "Bold")
NOTO_FAMILY = "Noto Sans SC KPay"
NOTO_FACE = "Noto Sans CJK SC"
NOTO_FEATURES = ["kern", "ccmp", "locl"]


def latin() -> set[int]:
    """Return Latin as Inter covers it: letters, figures, punctuation, arrows and a few signs."""
    ranges = ((0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2027), (0x2030, 0x203A), (0x2190, 0x2193))
    wanted = {code for first, last in ranges for code in range(first, last + 1)}
    return wanted | {0x20AC, 0x2122, 0x2212, 0x2215, 0x2248, 0x2260, 0x2264, 0x2265, 0xFFFD}


def gb2312() -> set[int]:
    """Return ASCII and every character of GB2312 with its full-width forms."""
    wanted = set(range(0x20, 0x7F)) | {0xB7, 0xD7, 0xF7, 0x20AC, 0x2212}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes((high, low)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return wanted


def cut(font: TTFont, codes: set[int], features: list[str]) -> None:
    """Keep ``codes`` and ``features`` of ``font``."""
    options = subset.Options()
    options.layout_features = features
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.hinting = False
    options.desubroutinize = False
    options.recalc_timestamp = False
    worker = subset.Subsetter(options)
    worker.populate(unicodes=sorted(codes))
    worker.subset(font)


def rename(font: TTFont, family: str, style: str) -> None:
    """Give ``font`` a family name that nothing else on the computer has."""
    table = font["name"]
    for name_id in (1, 2, 3, 4, 6, 16, 17):
        table.removeNames(nameID=name_id)
    compact = family.replace(" ", "")
    plain = style in {"Regular", "Bold"}
    names = {
        1: family if plain else f"{family} {style}",
        2: style if plain else "Regular",
        3: f"{compact}-{style}",
        4: f"{family} {style}",
        6: f"{compact}-{style}",
    }
    if not plain:
        names |= {16: family, 17: style}
    for name_id, text in names.items():
        table.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        top = cff.topDictIndex[0]
        top.FamilyName, top.FullName = family, names[4]


def even_figures(font: TTFont) -> None:
    """Give the tabular figures exactly one width: instances of the design are off by some units."""
    figures = {font.getBestCmap()[ord(figure)] for figure in "0123456789"}
    table = font["GSUB"].table
    wanted = {
        index
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for index in record.Feature.LookupListIndex
    }
    tabular = set()
    for index in wanted:
        for part in table.LookupList.Lookup[index].SubTable:
            mapping = getattr(part, "ExtSubTable", part).mapping
            tabular |= {mapping[name] for name in figures if name in mapping}
    metrics = font["hmtx"].metrics
    width = max(metrics[name][0] for name in tabular)
    for name in tabular:
        metrics[name] = (width, metrics[name][1])


def make_inter(folder: Path) -> list[Path]:
    """Write the Inter faces; return their files."""
    made = []
    for style in INTER:
        source = next(folder.rglob(f"Inter-{style}.otf"))
        font = TTFont(source)
        cut(font, latin(), INTER_FEATURES)
        even_figures(font)
        rename(font, INTER_FAMILY, style)
        target = OUT / f"Inter-{style}.otf"
        font.save(target)
        made.append(target)
    return made


def make_noto(folder: Path) -> list[Path]:
    """Write the Noto Sans SC faces; return their files."""
    made = []
    for style in NOTO:
        source = next(folder.rglob(f"NotoSansCJK-{style}.ttc"))
        faces = TTCollection(source).fonts
        font = next(
            face
            for face in faces
            if face["name"].getDebugName(16) == NOTO_FACE
            or face["name"].getDebugName(1) == NOTO_FACE
        )
        cut(font, gb2312(), NOTO_FEATURES)
        rename(font, NOTO_FAMILY, style)
        target = OUT / f"NotoSansSC-subset-{style}.otf"
        font.save(target)
        made.append(target)
    return made


def main(arguments: list[str] | None = None) -> int:
    """Make all faces from the folder of unpacked packages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the packages were unpacked")
    options = parser.parse_args(arguments)
    OUT.mkdir(parents=True, exist_ok=True)
    for path in make_inter(options.folder) + make_noto(options.folder):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

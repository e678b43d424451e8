"""From a document's rows to lines on paper of so many columns: pure, and nothing is lost.

80 mm paper has 48 columns, 58 mm paper has 32. A line's text already holds the spaces between its
columns, so whoever draws it needs a grid and no rules of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.signature import Signature
from kpay_desktop.receipts.columns import character_columns, printable, text_columns
from kpay_desktop.receipts.document import (
    Align,
    Centered,
    Columns,
    Document,
    Feed,
    QrCode,
    Rule,
    SignatureBox,
    Size,
)

COLUMNS_BY_PAPER_MM = {80: 48, 58: 32}
SIGNATURE_COLUMNS = 32
"""How wide a signature's box is: on both papers the same, 48 mm."""

SIGNATURE_PEN_DOTS = 3
"""How thick its strokes are, in dots of an eighth of a millimetre."""

# Never at the start of a line: they belong to the character before them (GB/T 15834).
_CLOSING = frozenset("，。、；：！？）》」』】〉”’％")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text. ``text`` fits: its columns times ``size.across`` is at most the paper."""

    text: str
    bold: bool = False
    size: Size = Size.NORMAL
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class QrLine:
    """A QR code in the middle."""

    text: str


@dataclass(frozen=True, slots=True)
class FeedLine:
    """Empty lines."""

    lines: int


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A signature's box in the middle, ``columns`` wide."""

    signature: Signature
    columns: int = SIGNATURE_COLUMNS


Line = TextLine | RuleLine | QrLine | FeedLine | SignatureLine


def layout(document: Document, columns: int) -> list[Line]:
    """Return the document's lines for paper of ``columns`` columns (at least 16).

    Raises:
        ValueError: the paper is narrower than that, or an amount is wider than the paper.
    """
    if columns < 16:
        raise ValueError("paper has at least 16 columns")
    lines: list[Line] = []
    for row in document.rows:
        match row:
            case Columns():
                _lay_columns(row, columns, lines)
            case Centered():
                texts = wrap(row.text, columns // row.size.across)
                lines += [TextLine(text, row.bold, row.size, Align.CENTER) for text in texts]
            case Rule():
                lines.append(RuleLine())
            case QrCode():
                lines.append(QrLine(row.text))
            case Feed():
                lines.append(FeedLine(row.lines))
            case SignatureBox():
                lines.append(SignatureLine(row.signature, min(columns, SIGNATURE_COLUMNS)))
    return lines


def wrap(text: str, columns: int) -> list[str]:
    """Break ``text`` into lines of at most ``columns`` columns.

    It breaks at spaces and between Chinese characters, and within a word only where the word alone
    is wider than the paper. Spaces at a break go; everything else stays. No text is no line.
    """
    text = printable(text).strip(" ")
    if not text:
        return []
    if text_columns(text) <= columns:
        return [text]
    lines: list[str] = []
    line = ""
    room = columns
    for atom in _atoms(text):
        width = text_columns(atom)
        if width > room:
            if atom == " ":
                continue
            if line.strip(" "):
                lines.append(line.rstrip(" "))
            *full, line = _pieces(atom, columns)
            lines.extend(full)
            room = columns - text_columns(line)
        elif line or atom != " ":
            line += atom
            room -= width
    if line.strip(" "):
        lines.append(line.rstrip(" "))
    return lines


def _lay_columns(row: Columns, columns: int, lines: list[Line]) -> None:
    left, center, right = printable(row.left), printable(row.center), printable(row.right)
    size = row.size
    if row.is_money:
        size = _size_for_money(right, size, columns)
    across = columns // size.across
    text = _side_by_side(left, center, right, across)
    if text is not None:
        lines.append(TextLine(text, row.bold, size))
        return
    lines += [TextLine(part, row.bold, size) for part in wrap(left, across)]
    lines += [TextLine(part, row.bold, size, Align.CENTER) for part in wrap(center, across)]
    lines += [
        TextLine(" " * (across - text_columns(part)) + part, row.bold, size)
        for part in wrap(right, across)
    ]


def _side_by_side(left: str, center: str, right: str, columns: int) -> str | None:
    """Return the one line that holds all three, or None where it would not."""
    left_width, right_width = text_columns(left), text_columns(right)
    gap = columns - left_width - right_width
    if not center:
        if gap < (1 if left and right else 0):
            return None
        return f"{left}{' ' * gap}{right}" if right else left
    width = text_columns(center)
    start = max((columns - width) // 2, left_width + 1 if left else 0)
    after = columns - right_width - start - width
    if after < (1 if right else 0):
        return None
    return (left + " " * (start - left_width) + center + " " * after + right).rstrip(" ")


def _size_for_money(amount: str, size: Size, columns: int) -> Size:
    width = text_columns(amount)
    if width > columns:
        raise ValueError("an amount is wider than the paper")
    if size is Size.LARGE and width > columns // size.across:
        return Size.TALL
    return size


def _atoms(text: str) -> list[str]:
    """Split into what never breaks inside: words, Chinese characters, single spaces."""
    atoms: list[str] = []
    in_word = False
    for character in text:
        if character == " ":
            atoms.append(character)
            in_word = False
            continue
        width = character_columns(character)
        joins = width == 0 or character in _CLOSING
        if atoms and atoms[-1] != " " and (joins or (width == 1 and in_word)):
            atoms[-1] += character
        else:
            atoms.append(character)
        in_word = width == 1 or (width == 0 and in_word)
    return atoms


def _pieces(atom: str, columns: int) -> list[str]:
    """Cut what is wider than a line; the last piece is the one that text may follow."""
    pieces = [""]
    room = columns
    for character in atom:
        width = character_columns(character)
        if width > room:
            pieces.append("")
            room = columns
        pieces[-1] += character
        room -= width
    return pieces

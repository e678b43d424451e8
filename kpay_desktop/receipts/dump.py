"""A slip as plain text: for golden files, for logs of tests and for screen readers."""

from __future__ import annotations

import hashlib

from kpay_desktop.domain.signature import HEIGHT, WIDTH, Signature
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.document import Align, Document
from kpay_desktop.receipts.layout import (
    FeedLine,
    Line,
    QrLine,
    RuleLine,
    SignatureLine,
    TextLine,
    layout,
)


def dump(document: Document, columns: int) -> str:
    """Return the slip as text, one line a line, with its edges and its styles beside it.

    A large line stands in its own, coarser grid: half as many columns between the edges.
    """
    lines = [f"{document.title} ({columns} columns)"]
    for line in layout(document, columns):
        style, text, width = _dump_line(line, columns)
        lines.append(f"{style:<11}|{text}{' ' * (width - text_columns(text))}|")
    return "\n".join(lines) + "\n"


def spoken(document: Document, columns: int) -> str:
    """Return the slip's words alone, a line each, for an accessible description."""
    texts = [line.text for line in layout(document, columns) if isinstance(line, TextLine)]
    return "\n".join(" ".join(text.split()) for text in texts)


def _dump_line(line: Line, columns: int) -> tuple[str, str, int]:
    match line:
        case TextLine():
            width = columns // line.size.across
            text = line.text
            if line.align is Align.CENTER:
                text = " " * ((width - text_columns(text)) // 2) + text
            styles = [line.size.value] if line.size.down > 1 else []
            if line.bold:
                styles.append("bold")
            return " ".join(styles), text, width
        case RuleLine():
            return "rule", "-" * columns, columns
        case QrLine():
            return "qr", line.text, columns
        case FeedLine():
            return f"feed {line.lines}", "", columns
        case SignatureLine():
            return "signature", _signature_words(line.signature), columns


def _signature_words(signature: Signature) -> str:
    """Name a drawing without drawing it: its box, its strokes, and a sum that tells it apart."""
    total = hashlib.sha256(signature.to_text().encode()).hexdigest()
    return f"[signature {WIDTH}x{HEIGHT}, {len(signature.strokes)} strokes, sha {total[:8]}]"

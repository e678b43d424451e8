"""The contrast of two colours, as WCAG 2.1 works it out."""

from __future__ import annotations

from PySide6.QtGui import QColor


def luminance(text: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    made = QColor(text)
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (made.redF(), made.greenF(), made.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.1."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)

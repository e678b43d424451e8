"""Finds room for a window over another one: where nothing is to be pressed or read.

Of a page on the screen everything that shows something counts as needed, but for widgets that
:func:`mark_spare` has marked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import TypeAlias

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QWidget

from ui.widgets.card import Card, Gap, Rule, Space

_SPARE, _WHOLE = "spare", "whole"
# What takes room and shows nothing that anybody needs.
_EMPTY = (Card, Gap, Rule, Space)
# Looked at as one, whatever is in them.
_UNITS = (QAbstractButton, QAbstractScrollArea, QLabel)
# Between a window and what it leaves free, in pixels.
_AIR = 6

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom; the last two lie outside."""


class Need(IntEnum):
    """How much of a page must stay free, from all that shows something down to its buttons."""

    PRESSED = 1
    ALMOST_ALL = 2
    ALL = 3


def mark_spare(*widgets: QWidget, at: Need = Need.ALL) -> None:
    """Let a window cover these widgets even where so much is needed.

    It says what they say, or they can wait for it.
    """
    for widget in widgets:
        widget.setProperty(_SPARE, int(at))


def keep_whole(widget: QWidget) -> None:
    """Let no window cover any of this widget, empty as it may be."""
    widget.setProperty(_WHOLE, True)


def needed_places(root: QWidget, need: Need = Need.ALL) -> list[QRect]:
    """Return where ``root`` shows what is needed, in the screen's coordinates."""
    is_needed = _says_something if need > Need.PRESSED else _can_be_pressed
    return [_place(widget) for widget in _shown(root, need) if is_needed(widget)]


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def _shown(root: QWidget, need: Need) -> Iterator[QWidget]:
    """Every widget on the screen that may not be covered, and holds no other."""
    for child in root.children():
        if not isinstance(child, QWidget) or not child.isVisible() or child.isWindow():
            continue
        if (child.property(_SPARE) or 0) >= need:
            continue
        if child.property(_WHOLE) or isinstance(child, _UNITS):
            yield child
        elif any(isinstance(inner, QWidget) for inner in child.children()):
            yield from _shown(child, need)
        elif type(child) is not QWidget:
            yield child


def _can_be_pressed(widget: QWidget) -> bool:
    return isinstance(widget, QAbstractButton) or bool(widget.property(_WHOLE))


def _says_something(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        return bool(widget.text())
    return not isinstance(widget, _EMPTY)


def largest_free(room: QRect, needed: Sequence[QRect], least: QSize) -> QRect | None:
    """Return the best free part of ``room`` that keeps off ``needed``; None below ``least``.

    The best part takes the largest window of three by four or four by three.
    """
    if room.isEmpty():
        return None
    boxes = [_box(place.adjusted(-_AIR, -_AIR, _AIR, _AIR).intersected(room)) for place in needed]
    boxes = [box for box in boxes if box[0] < box[2] and box[1] < box[3]]
    best: Box | None = None
    for free in _free_boxes(_box(room), boxes):
        width, height = free[2] - free[0], free[3] - free[1]
        if width < least.width() or height < least.height():
            continue
        if best is None or _worth(free) > _worth(best):
            best = free
    return None if best is None else _rect(best)


def _worth(box: Box) -> tuple[float, int]:
    width, height = box[2] - box[0], box[3] - box[1]
    side = max(min(width / 4, height / 3), min(width / 3, height / 4))
    return side, width * height


def _free_boxes(room: Box, boxes: Sequence[Box]) -> Iterator[Box]:
    """Every free box that cannot be made wider, between two edges of what is needed."""
    tops = sorted({room[1], *(box[3] for box in boxes)})
    bottoms = sorted({room[3], *(box[1] for box in boxes)})
    for top in tops:
        for bottom in bottoms:
            if top >= bottom:
                continue
            left = room[0]
            between = sorted(box for box in boxes if box[1] < bottom and box[3] > top)
            for box in between:
                if box[0] > left:
                    yield left, top, box[0], bottom
                left = max(left, box[2])
            if left < room[2]:
                yield left, top, room[2], bottom


def _box(rect: QRect) -> Box:
    return rect.x(), rect.y(), rect.x() + rect.width(), rect.y() + rect.height()


def _rect(box: Box) -> QRect:
    return QRect(box[0], box[1], box[2] - box[0], box[3] - box[1])

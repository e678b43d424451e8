"""The strokes of a signature as they are written, thinned so that they stay within its bounds."""

from __future__ import annotations

from kpay_desktop.domain.signature import (
    HEIGHT,
    MOST_POINTS,
    MOST_STROKES,
    WIDTH,
    Point,
    Signature,
)

#: A point nearer to the last one than this, in the signature's units, is left out at first.
LEAST_STEP = 2
#: The fullest that points are let become before every second one of what is there goes.
_FULL = MOST_POINTS - MOST_STROKES


class Strokes:
    """Collects points. However long somebody writes, :meth:`signature` keeps the limits.

    When there are too many points, those between the ends of each stroke are thinned by half, and
    new ones are kept at twice the distance.
    """

    def __init__(self) -> None:
        self._strokes: list[list[Point]] = []
        self._count = 0
        self._step = LEAST_STEP
        self._writing = False
        self._newest: tuple[Point, ...] | None = None

    @property
    def has_ink(self) -> bool:
        """True once a point is there."""
        return bool(self._strokes)

    @property
    def is_writing(self) -> bool:
        """True between the beginning and the end of a stroke."""
        return self._writing

    def begin(self, x: float, y: float) -> None:
        """Begin a stroke. One too many goes on in the last one."""
        self._writing = True
        point = _inside(x, y)
        if len(self._strokes) < MOST_STROKES:
            self._strokes.append([point])
            self._count += 1
            self._newest = (point,)
        else:
            self._add(point)

    def go_to(self, x: float, y: float) -> None:
        """Go on with the stroke; a point that is hardly farther is left out."""
        if not self._writing:
            return
        point, last = _inside(x, y), self._strokes[-1][-1]
        if max(abs(point[0] - last[0]), abs(point[1] - last[1])) >= self._step:
            self._add(point)
        else:
            self._newest = None

    def end(self) -> None:
        """End the stroke."""
        self._writing = False
        self._newest = None

    def newest(self) -> tuple[Point, ...] | None:
        """Return the piece that the last call added; None if it added none."""
        return self._newest

    def pieces(self) -> list[tuple[Point, ...]]:
        """Return all strokes."""
        return [tuple(stroke) for stroke in self._strokes]

    def signature(self) -> Signature | None:
        """Return what was written; None while there is nothing."""
        return Signature(tuple(self.pieces())) if self._strokes else None

    def _add(self, point: Point) -> None:
        stroke = self._strokes[-1]
        self._newest = (stroke[-1], point)
        stroke.append(point)
        self._count += 1
        if self._count >= _FULL:
            self._thin()

    def _thin(self) -> None:
        self._step *= 2
        self._strokes = [_half(stroke) for stroke in self._strokes]
        self._count = sum(map(len, self._strokes))


def _half(stroke: list[Point]) -> list[Point]:
    """Return a stroke with every second point between its ends left out."""
    if len(stroke) < 3:
        return stroke
    return [*stroke[:-1:2], stroke[-1]]


def _inside(x: float, y: float) -> Point:
    return min(WIDTH, max(0, round(x))), min(HEIGHT, max(0, round(y)))

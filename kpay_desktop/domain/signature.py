"""A customer's signature: the strokes of a pen in a box, as they were drawn."""

from __future__ import annotations

import json
from dataclasses import dataclass

WIDTH = 1_000
HEIGHT = 400
MOST_STROKES = 200
MOST_POINTS = 4_000

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Signature:
    """Strokes of points in a box of :data:`WIDTH` by :data:`HEIGHT`, from its upper left corner.

    Raises:
        ValueError: there is no stroke, there are too many, or a point lies outside the box.
    """

    strokes: tuple[tuple[Point, ...], ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.strokes) <= MOST_STROKES or not all(self.strokes):
            raise ValueError("a signature has 1 to 200 strokes, none of them empty")
        if sum(map(len, self.strokes)) > MOST_POINTS:
            raise ValueError("a signature has at most 4000 points")
        for stroke in self.strokes:
            for x, y in stroke:
                if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
                    raise ValueError("a signature stays in its box")

    def to_text(self) -> str:
        """Return it as text, for the store."""
        return json.dumps(self.strokes, separators=(",", ":"))

    @classmethod
    def of_text(cls, text: str) -> Signature:
        """Return what :meth:`to_text` wrote.

        Raises:
            ValueError: it is something else.
        """
        try:
            strokes = tuple(
                tuple((int(x), int(y)) for x, y in stroke) for stroke in json.loads(text)
            )
        except (TypeError, OverflowError, RecursionError):
            raise ValueError("not a signature") from None
        return cls(strokes)

"""Which keys stand where. Widths and places are in keys: a row of the letters has ten."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Sheet(Enum):
    """What the keys are for at the moment."""

    LETTERS = "letters"
    SIGNS = "signs"
    MORE = "more"
    FIGURES = "figures"
    DECIMAL = "decimal"


class Does(Enum):
    """What a key does."""

    TYPES = "types"
    SHIFT = "shift"
    BACK = "back"
    CLEAR = "clear"
    LEADS = "leads"
    SPACE = "space"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Place:
    """A key and the rectangle that it stands in."""

    does: Does
    face: str
    x: float
    y: int
    width: float = 1.0
    height: int = 1
    leads: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The keys of a sheet, ``columns`` wide and ``rows`` high."""

    columns: float
    rows: int
    places: tuple[Place, ...]


_WIDE, _COLUMNS, _ROWS = 1.5, 10.0, 4


def _typed(faces: str, y: int, x: float) -> tuple[Place, ...]:
    return tuple(Place(Does.TYPES, face, x + n, y) for n, face in enumerate(faces))


def _sheet(rows: tuple[str, str, str], third: Place, away: Place) -> Plan:
    """Return a sheet of three rows to type, with ``third`` before the last of them."""
    first, second, last = rows
    width = (_COLUMNS - 2 * _WIDE) / len(last)
    return Plan(
        _COLUMNS,
        _ROWS,
        (
            *_typed(first, 0, 0.0),
            *_typed(second, 1, (_COLUMNS - len(second)) / 2),
            third,
            *(Place(Does.TYPES, face, _WIDE + n * width, 2, width) for n, face in enumerate(last)),
            Place(Does.BACK, "", _COLUMNS - _WIDE, 2, _WIDE),
            away,
            Place(Does.TYPES, ",", _WIDE, 3),
            Place(Does.SPACE, " ", _WIDE + 1, 3, 4.5),
            Place(Does.TYPES, ".", _WIDE + 5.5, 3),
            Place(Does.DONE, "", _WIDE + 6.5, 3, 2.0),
        ),
    )


def _leads(face: str, y: int, sheet: Sheet) -> Place:
    return Place(Does.LEADS, face, 0.0, y, _WIDE, leads=sheet)


def _pad(corner: Place) -> Plan:
    figures = (
        Place(Does.TYPES, str(3 * y + x + 1), float(x), y) for y in range(3) for x in range(3)
    )
    return Plan(
        4.5,
        _ROWS,
        (
            *figures,
            corner,
            Place(Does.TYPES, "0", 1.0, 3),
            Place(Does.BACK, "", 2.0, 3),
            Place(Does.DONE, "", 3.0, 0, _WIDE, _ROWS),
        ),
    )


PLANS: dict[Sheet, Plan] = {
    Sheet.LETTERS: _sheet(
        ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
        Place(Does.SHIFT, "", 0.0, 2, _WIDE),
        _leads("123", 3, Sheet.SIGNS),
    ),
    Sheet.SIGNS: _sheet(
        ("1234567890", '-/:;()$&@"', "?!'_#"),
        _leads("#+=", 2, Sheet.MORE),
        _leads("ABC", 3, Sheet.LETTERS),
    ),
    Sheet.MORE: _sheet(
        ("[]{}<>\\|~^", "%*+=€£¥§°•", "?!'`"),
        _leads("123", 2, Sheet.SIGNS),
        _leads("ABC", 3, Sheet.LETTERS),
    ),
    Sheet.FIGURES: _pad(Place(Does.CLEAR, "C", 0.0, 3)),
    Sheet.DECIMAL: _pad(Place(Does.TYPES, ".", 0.0, 3)),
}

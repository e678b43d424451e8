"""What the desk's port reads and writes: JSON objects, taken field by field within limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias, TypeVar

from kpay_desktop.simulation.bank.http_codec import Answer

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]

MAX_BODY_BYTES = 16 * 1024
Choice = TypeVar("Choice", bound=StrEnum)


class DeskError(Exception):
    """The desk's request is refused; ``status`` is HTTP's, the text says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def read_object(raw: bytes) -> JsonObject:
    """Return the object that a body holds.

    Raises:
        DeskError: if it holds none, or too much.
    """
    if len(raw) > MAX_BODY_BYTES:
        raise DeskError(413, "too much for the desk")
    try:
        value: JsonValue = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise DeskError(400, "not JSON") from error
    if not isinstance(value, dict):
        raise DeskError(400, "not an object")
    return value


def text(body: Mapping[str, JsonValue], name: str, most: int) -> str:
    """Return a text of 1 to ``most`` characters that can be shown.

    Raises:
        DeskError: if the field holds none.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value or len(value) > most:
        raise DeskError(422, f"{name} is not a text of 1 to {most} characters")
    if not value.isprintable():
        raise DeskError(422, f"{name} holds characters that cannot be shown")
    return value


def flag(body: Mapping[str, JsonValue], name: str, *, default: bool | None = None) -> bool:
    """Return a boolean.

    Raises:
        DeskError: if the field holds none and there is no default.
    """
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise DeskError(422, f"{name} is not true or false")
    return value


def number(body: Mapping[str, JsonValue], name: str, most: float) -> float | None:
    """Return a number from 0 to ``most``, or None where there is none.

    Raises:
        DeskError: if the field holds something else.
    """
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DeskError(422, f"{name} is not a number")
    if not 0 <= value <= most:  # not a number is neither
        raise DeskError(422, f"{name} is not from 0 to {most:g}")
    return float(value)


def choice(
    body: Mapping[str, JsonValue], name: str, of: type[Choice], default: Choice | None = None
) -> Choice:
    """Return one of the values of an enumeration.

    Raises:
        DeskError: if the field holds something else, or nothing and there is no default.
    """
    value = body.get(name)
    if value is None and default is not None:
        return default
    if isinstance(value, str) and value in {one.value for one in of}:
        return of(value)
    raise DeskError(422, f"{name} is not one of {', '.join(one.value for one in of)}")


def answer(status: int, value: JsonObject) -> Answer:
    """Return ``value`` as an answer."""
    return Answer(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), status)

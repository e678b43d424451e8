"""Turns TOML tables into frozen dataclasses, strictly, with errors a shop's owner can act on."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class SettingsError(Exception):
    """A profile says something that cannot be. ``key`` is its full name, ``problem`` why."""

    def __init__(self, source: str, key: str, problem: str) -> None:
        where = f"{source}: {key}" if key else source
        super().__init__(f"{where} {problem}")
        self.source = source
        self.key = key
        self.problem = problem


class _RefusedError(ValueError):
    def __init__(self, key: str, problem: str) -> None:
        super().__init__(problem)
        self.key = key
        self.problem = problem


def require(condition: bool, key: str, problem: str) -> None:
    """Refuse a value from a dataclass's ``__post_init__``; the reader adds where it stood.

    Raises:
        ValueError: if ``condition`` does not hold.
    """
    if not condition:
        raise _RefusedError(key, problem)


def read_table(kind: type[T], table: Mapping[str, object], source: str, prefix: str = "") -> T:
    """Return ``table`` as an instance of the dataclass ``kind``.

    Raises:
        SettingsError: an unknown key, a missing one, a wrong type or a refused value.
    """
    if not dataclasses.is_dataclass(kind):
        raise TypeError(f"{kind} is not a dataclass")
    hints = typing.get_type_hints(kind)
    fields = {f.name: f for f in dataclasses.fields(kind)}
    for key in table:
        if key not in fields:
            # Only here, for somebody's slip: most profiles have none.
            import difflib

            near = difflib.get_close_matches(key, fields, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SettingsError(source, prefix + key, f"is not a setting{hint}")
    values: dict[str, object] = {}
    for name, spec in fields.items():
        if name in table:
            values[name] = _value(hints[name], table[name], source, prefix + name)
        elif spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING:
            raise SettingsError(source, prefix + name, "is missing")
    try:
        return kind(**values)
    except _RefusedError as refused:
        raise SettingsError(source, prefix + refused.key, refused.problem) from refused


def _value(hint: object, value: object, source: str, key: str) -> object:
    if typing.get_origin(hint) is tuple:
        return _tuple(hint, value, source, key)
    if isinstance(hint, types.UnionType) or not isinstance(hint, type):
        raise TypeError(f"{key}: settings hold plain types, not {hint}")
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise SettingsError(source, key, "must be a table")
        return read_table(hint, value, source, f"{key}.")
    if issubclass(hint, Enum):
        return _choice(hint, value, source, key)
    return _plain(hint, value, source, key)


def _tuple(hint: object, value: object, source: str, key: str) -> tuple[object, ...]:
    (item, _) = typing.get_args(hint)
    if not isinstance(value, list):
        raise SettingsError(source, key, "must be a list")
    return tuple(_value(item, v, source, f"{key}[{i}]") for i, v in enumerate(value))


def _choice(hint: type[Enum], value: object, source: str, key: str) -> Enum:
    for member in hint:
        if member.value == value:
            return member
    choices = ", ".join(str(m.value) for m in hint)
    raise SettingsError(source, key, f"must be one of: {choices}")


def _plain(hint: type, value: object, source: str, key: str) -> object:
    words = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
    if hint is float and type(value) is int:
        return float(value)
    # bool is an int to Python; to a person it is not.
    if type(value) is not hint:
        raise SettingsError(source, key, f"must be {words[hint]}")
    return value

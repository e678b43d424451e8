"""Frozen dataclasses to JSON text and back, for the journal.

Only what flows are made of: dataclasses, enums, aware datetimes, tuples, text, whole numbers,
booleans and None. Keys are sorted, so equal values give equal texts.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import TypeVar

T = TypeVar("T")


class CodecError(ValueError):
    """A stored text is not a value of the type it should be."""


# One encoder for good: json.dumps makes a new one at each call that asks for separators.
_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def encode(value: object) -> str:
    """Return the JSON text of a frozen dataclass."""
    return _json(_plain(value))


def encode_event(event: object) -> str:
    """Return the JSON text of an event, with the name of its type."""
    fields = _plain(event)
    if not isinstance(fields, dict):
        raise TypeError("events are dataclasses")
    return _json({"type": type(event).__name__, **fields})


def decode(kind: type[T], text: str) -> T:
    """Return the ``kind`` that ``text`` holds.

    Raises:
        CodecError: it holds something else.
    """
    try:
        table = json.loads(text)
        value = _build(kind, table)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise CodecError(f"not a stored {kind.__name__}") from error
    if not isinstance(value, kind):
        raise CodecError(f"not a stored {kind.__name__}")
    return value


# Told apart by their very type, before everything else: most of what a state holds.
_PLAIN_TYPES = frozenset({str, int, bool, type(None)})


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("flows hold aware times only")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, tuple):
        return [item if type(item) in _PLAIN_TYPES else _plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        # Written out for each field, because a call costs more than all the rest of it.
        return {
            name: field if type(field) in _PLAIN_TYPES else _plain(field)
            for name in _written_names(type(value))
            for field in (getattr(value, name),)
        }
    raise TypeError(f"flows do not hold a {type(value).__name__}")


@functools.cache
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(_hints(kind))


@functools.cache
def _written_names(kind: type) -> tuple[str, ...]:
    """Return the fields that are written: what is for eyes alone never is."""
    unwritten = {f.name for f in dataclasses.fields(kind) if f.metadata.get("unwritten")}
    return tuple(name for name in _field_names(kind) if name not in unwritten)


@functools.cache
def _hints(kind: type) -> Mapping[str, object]:
    hints = typing.get_type_hints(kind)
    if not dataclasses.is_dataclass(kind):
        raise TypeError(f"{kind} is not a dataclass")
    return {f.name: hints[f.name] for f in dataclasses.fields(kind)}


def _build(hint: object, value: object) -> object:
    origin = typing.get_origin(hint)
    if origin is tuple:
        (item, *_) = typing.get_args(hint)
        if not isinstance(value, list):
            raise TypeError("a list was expected")
        return tuple(_build(item, v) for v in value)
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        return _build(inner, value)
    if not isinstance(hint, type):
        raise TypeError("an unknown type was expected")
    return _build_type(hint, value)


def _build_type(hint: type, value: object) -> object:
    if issubclass(hint, Enum):
        return hint(value)
    if issubclass(hint, datetime):
        if not isinstance(value, str):
            raise TypeError("a time was expected")
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise TypeError("an aware time was expected")
        return at.astimezone(UTC)
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise TypeError("a table was expected")
        hints = _hints(hint)
        return hint(**{name: _build(hints[name], item) for name, item in value.items()})
    if type(value) is not hint:
        raise TypeError("another type was expected")
    return value

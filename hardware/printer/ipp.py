"""The little of the Internet Printing Protocol that CUPS is asked by (RFC 8010, RFC 8011)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

PRINT_JOB: Final = 0x0002
CANCEL_JOB: Final = 0x0008
GET_JOB: Final = 0x0009
GET_PRINTER: Final = 0x000B

SUCCESSFUL_BELOW: Final = 0x0100
NOT_FOUND: Final = 0x0406
NOT_POSSIBLE: Final = 0x0404

_VERSION: Final = b"\x01\x01"
_REQUEST_ID: Final = 1
_OPERATION_GROUP: Final = 0x01
_END: Final = 0x03
_FIRST_VALUE_TAG: Final = 0x10


class Tag(IntEnum):
    """Kinds of values (RFC 8010 §3.5.2)."""

    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    NAME = 0x42
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48
    MIME_TYPE = 0x49


class IppError(ValueError):
    """An answer that is no IPP."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute with its values."""

    tag: Tag
    name: str
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status code, and the attributes of all groups by name."""

    status: int
    attributes: Mapping[str, tuple[int | str, ...]]

    @property
    def is_good(self) -> bool:
        """True if the request was carried out."""
        return self.status < SUCCESSFUL_BELOW

    def number(self, name: str) -> int | None:
        """Return the first value of an attribute, if there is one and it is a number."""
        value = next(iter(self.attributes.get(name, ())), None)
        return value if isinstance(value, int) else None

    def words(self, name: str) -> tuple[str, ...]:
        """Return the values of an attribute that are text."""
        return tuple(v for v in self.attributes.get(name, ()) if isinstance(v, str))


def request(operation: int, attributes: Sequence[Attribute], data: bytes = b"") -> bytes:
    """Return the body of a request; ``data`` is the document that goes with it."""
    head = (
        Attribute(Tag.CHARSET, "attributes-charset", ("utf-8",)),
        Attribute(Tag.LANGUAGE, "attributes-natural-language", ("en",)),
    )
    parts = [_VERSION, struct.pack(">HI", operation, _REQUEST_ID), bytes((_OPERATION_GROUP,))]
    for attribute in (*head, *attributes):
        name = attribute.name.encode("ascii")
        for value in attribute.values:
            raw = _raw(value)
            parts.append(struct.pack(">BH", attribute.tag, len(name)) + name)
            parts.append(struct.pack(">H", len(raw)) + raw)
            name = b""  # further values of the same attribute have none
    parts.append(bytes((_END,)))
    parts.append(data)
    return b"".join(parts)


def answer(body: bytes) -> Answer:
    """Return what an answer says.

    Raises:
        IppError: it is broken off, or no IPP.
    """
    try:
        _, status, _ = struct.unpack_from(">HHI", body)
        attributes: dict[str, list[int | str]] = {}
        current: list[int | str] = []
        for name, value in _values(body, 8):
            if name:
                current = attributes.setdefault(name, [])
            current.append(value)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise IppError(type(error).__name__) from error
    return Answer(status, {name: tuple(values) for name, values in attributes.items()})


def _values(body: bytes, at: int) -> Iterator[tuple[str, int | str]]:
    while body[at] != _END:
        tag = body[at]
        at += 1
        if tag < _FIRST_VALUE_TAG:
            continue  # another group begins
        name, at = _counted(body, at)
        raw, at = _counted(body, at)
        yield name.decode("ascii"), _value(tag, raw)


def _counted(body: bytes, at: int) -> tuple[bytes, int]:
    (length,) = struct.unpack_from(">H", body, at)
    end = at + 2 + length
    if end >= len(body):
        raise IndexError(at)
    return body[at + 2 : end], end


def _value(tag: int, raw: bytes) -> int | str:
    if tag in {Tag.INTEGER, Tag.ENUM}:
        return int(struct.unpack(">i", raw)[0])
    if tag == Tag.BOOLEAN:
        return int(raw != b"\x00")
    # All others are not looked into; text may come in any form that the server likes.
    return raw.decode("utf-8", "replace")


def _raw(value: int | str) -> bytes:
    return struct.pack(">i", value) if isinstance(value, int) else value.encode("utf-8")

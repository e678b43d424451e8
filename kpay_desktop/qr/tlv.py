"""The fields that merchant codes are made of: id(2) + length(2) + value (EMVCo QR MPM §3.2).

The length counts characters, not bytes: a name of four Chinese characters has the length ``04``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kpay_desktop.qr.errors import CodeFault, refuse

MAX_VALUE = 99

# ASCII digits only: str.isdigit() and int() also take the digits of other scripts.
_HEAD = re.compile(r"[0-9]{4}")
_TAG = re.compile(r"[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a tag of two digits and at most 99 characters."""

    tag: str
    value: str


@dataclass(frozen=True, slots=True)
class Template:
    """A field whose value is fields again."""

    tag: str
    fields: tuple[Field, ...]

    def get(self, tag: str) -> str | None:
        """Return the value of the sub-tag, or None if it does not stand there."""
        return find(self.fields, tag)

    @property
    def guid(self) -> str:
        """Whose template it is (sub-tag 00), or an empty text."""
        return self.get("00") or ""


def find(fields: Iterable[Field], tag: str) -> str | None:
    """Return the value of the field ``tag``, or None."""
    return next((field.value for field in fields if field.tag == tag), None)


def read_fields(text: str, parent: str = "") -> tuple[Field, ...]:
    """Split ``text`` into its fields; ``parent`` is the tag that it is the value of.

    Raises:
        CodeError: STRUCTURE if a length does not fit, DUPLICATE if a tag stands there twice.
    """
    fields: dict[str, Field] = {}
    at = 0
    while at < len(text):
        head = _HEAD.match(text, at)
        if head is None:
            raise refuse(CodeFault.STRUCTURE, parent)
        tag, end = head[0][:2], at + 4 + int(head[0][2:])
        path = f"{parent}-{tag}" if parent else tag
        if end > len(text):
            raise refuse(CodeFault.STRUCTURE, path)
        if tag in fields:
            raise refuse(CodeFault.DUPLICATE, path)
        fields[tag] = Field(tag, text[at + 4 : end])
        at = end
    return tuple(fields.values())


def write_fields(fields: Iterable[Field]) -> str:
    """Return the fields as text, in the order given.

    Raises:
        CodeError: FORMAT if a tag is not two digits or a value is over 99 characters.
    """
    parts = []
    for field in fields:
        if not _TAG.fullmatch(field.tag) or len(field.value) > MAX_VALUE:
            raise refuse(CodeFault.FORMAT, field.tag)
        parts.append(f"{field.tag}{len(field.value):02d}{field.value}")
    return "".join(parts)

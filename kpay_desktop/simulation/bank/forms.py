"""Form bodies (``application/x-www-form-urlencoded``, UTF-8), read strictly.

A gateway that guesses at what a request meant signs what nobody asked for: what is not exactly a
form is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes, urlencode

MAX_FIELDS = 40
MAX_VALUE_CHARS = 2048

_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ENCODED = re.compile(rb"(?:[A-Za-z0-9_.~*!'(),:;/?@$\[\]+-]|%[0-9A-Fa-f]{2})*")


class FormError(ValueError):
    """The body is not a form that the gateway takes. The text names why, never a value."""


def decode(body: bytes) -> dict[str, str]:
    """Return the fields of a form body.

    Raises:
        FormError: if it is not one: bad escapes, bad UTF-8, a name twice, too many or too long.
    """
    fields: dict[str, str] = {}
    if not body:
        raise FormError("the form is empty")
    pairs = body.split(b"&")
    if len(pairs) > MAX_FIELDS:
        raise FormError("too many fields")
    for pair in pairs:
        raw_name, equals, raw_value = pair.partition(b"=")
        name = raw_name.decode("ascii", "replace")
        if not equals or not _NAME.fullmatch(name):
            raise FormError("a field has no proper name")
        if name in fields:
            raise FormError(f"the field {name} stands twice")
        fields[name] = _value(name, raw_value)
    return fields


def _value(name: str, raw: bytes) -> str:
    if not _ENCODED.fullmatch(raw):
        raise FormError(f"the field {name} is not encoded properly")
    try:
        value = unquote_to_bytes(raw.replace(b"+", b" ")).decode()
    except UnicodeDecodeError as error:
        raise FormError(f"the field {name} is not UTF-8") from error
    if len(value) > MAX_VALUE_CHARS:
        raise FormError(f"the field {name} is too long")
    if _CONTROL.search(value):
        raise FormError(f"the field {name} holds a control character")
    return value


def encode(fields: Mapping[str, str]) -> bytes:
    """Return ``fields`` as a form body."""
    return urlencode(fields, encoding="utf-8").encode("ascii")

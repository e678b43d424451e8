"""What can be wrong with a message. Errors name the place, never what stood there."""

from __future__ import annotations

from enum import StrEnum


class IsoFault(StrEnum):
    """Why bytes are no message, or fields cannot become one."""

    FRAME = "frame"
    TOO_LONG = "too_long"
    UNKNOWN_FIELD = "unknown_field"
    NOT_DIGITS = "not_digits"
    NOT_TEXT = "not_text"
    NOT_TRACK = "not_track"
    NOT_HEX = "not_hex"
    MALFORMED = "malformed"


class IsoError(Exception):
    """A message cannot be written or read.

    ``field`` is the number of the field as text, ``t`` the message type, ``p`` the bitmap, or
    empty. Neither text nor attributes nor context hold anything of the message: it may be a card's.
    """

    def __init__(self, fault: IsoFault, field: str = "") -> None:
        super().__init__(f"{fault.value} field {field}" if field else fault.value)
        self.fault = fault
        self.field = field

"""Pictures out of ``multipart/x-mixed-replace`` (RFC 2046 §5.1), as cameras on a network send them.

Pure and bounded: bytes go in as they come, whole bodies come out.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

MAX_PART_BYTES: Final = 8 * 1024 * 1024
MAX_HEAD_BYTES: Final = 8 * 1024
MAX_BETWEEN_BYTES: Final = 64 * 1024
"""What may stand before a boundary that nothing was promised for."""

_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*([0-9]{1,12})[ \t]*\r?$", re.IGNORECASE | re.M)
_BOUNDARY = re.compile(r';[ \t]*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)


class PartError(ValueError):
    """What comes is no series of pictures, or larger than any."""


class _State(Enum):
    BETWEEN = auto()
    HEAD = auto()
    BODY = auto()


def boundary_of(content_type: str) -> str | None:
    """Return the boundary that a header names; None: it names no series of parts."""
    if not content_type.strip().lower().startswith("multipart/"):
        return None
    found = _BOUNDARY.search(content_type)
    if found is None:
        return None
    # Many cameras write the dashes, which belong before it, into it.
    return (found[1] or found[2]).removeprefix("--") or None


class Parts:
    """Takes a stream apart. After a :class:`PartError` it is of no more use."""

    def __init__(self, boundary: str) -> None:
        self._mark = b"--" + boundary.encode("latin-1", "replace")
        self._data = bytearray()
        self._state = _State.BETWEEN
        self._length: int | None = None
        self._searched = 0

    def feed(self, data: bytes) -> list[bytes]:
        """Take what has come; return the bodies that are whole by now, oldest first.

        Raises:
            PartError: see there.
        """
        self._data += data
        whole: list[bytes] = []
        while self._step(whole):
            pass
        return whole

    def _step(self, whole: list[bytes]) -> bool:
        """Go on by one state; False: more bytes are needed for that."""
        if self._state is _State.BETWEEN:
            return self._find_boundary()
        if self._state is _State.HEAD:
            return self._read_head()
        return self._read_body(whole)

    def _find_boundary(self) -> bool:
        at = self._data.find(self._mark)
        if at < 0:
            if len(self._data) > MAX_BETWEEN_BYTES:
                raise PartError("no boundary")
            return False
        end = self._data.find(b"\n", at)
        if end < 0:
            if len(self._data) - at > MAX_HEAD_BYTES:
                raise PartError("no end of a boundary")
            return False
        del self._data[: end + 1]
        self._state = _State.HEAD
        return True

    def _read_head(self) -> bool:
        # A part without any header begins with the empty line.
        head = bytes(self._data[: MAX_HEAD_BYTES + 4])
        empty = re.search(rb"\A\r?\n|\n\r?\n", head)
        if empty is None:
            if len(self._data) > MAX_HEAD_BYTES:
                raise PartError("headers too long")
            return False
        found = _LENGTH.search(head[: empty.end()])
        self._length = None if found is None else int(found[1])
        if self._length is not None and self._length > MAX_PART_BYTES:
            raise PartError("part too large")
        del self._data[: empty.end()]
        self._state, self._searched = _State.BODY, 0
        return True

    def _read_body(self, whole: list[bytes]) -> bool:
        length = self._length
        if length is None:
            length = self._data.find(b"\n" + self._mark, self._searched)
            if length < 0:
                self._searched = max(0, len(self._data) - len(self._mark) - 1)
                if len(self._data) > MAX_PART_BYTES:
                    raise PartError("part too large")
                return False
        elif len(self._data) < length:
            return False
        whole.append(bytes(self._data[:length]))
        del self._data[:length]
        self._state = _State.BETWEEN
        return True

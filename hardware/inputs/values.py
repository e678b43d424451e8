"""What is attached, and which keyboards are none for people: hand scanners type as keyboards do."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: USB makers of hand scanners and card readers whose devices type, and who make no keyboards:
#: Honeywell (two numbers), Zebra/Symbol, Datalogic, Opticon, Code, Newland, MagTek, ID TECH.
READER_MAKERS = frozenset({0x0536, 0x0C2E, 0x05E0, 0x05F9, 0x065A, 0x11FA, 0x1EAB, 0x0801, 0x0ACD})
_READER_NAME = re.compile(
    r"scan|bar ?code|\breader\b|\bimager\b|rfid|magtek|sycreader", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Attached:
    """Whether there is a touch screen, and a keyboard for people."""

    touch: bool
    keyboard: bool

    @property
    def needs_keyboard(self) -> bool:
        """True where people can touch and cannot type."""
        return self.touch and not self.keyboard


NOTHING_KNOWN = Attached(touch=False, keyboard=True)
"""Where nothing can be asked, nothing is drawn over the page."""


def is_reader(name: str, maker: int) -> bool:
    """Return True for a scanner or card reader that types, by its name or its USB maker."""
    return maker in READER_MAKERS or _READER_NAME.search(name) is not None

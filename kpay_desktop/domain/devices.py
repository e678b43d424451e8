"""The devices of a counter, and what their lamps say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DeviceKind(StrEnum):
    """The devices of a counter, as lamps and the device page name them."""

    HOST = "host"
    PRINTER = "printer"
    CUSTOMER_SCREEN = "customer_screen"
    SOUND = "sound"
    CARD_READER = "card_reader"
    CAMERA = "camera"
    SCANNER = "scanner"


class Health(StrEnum):
    """A lamp's colour: ready, needs a look, does not work, not known yet."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """A device's live state. ``message_id`` is what the lamp says, ``detail`` a figure, a name."""

    kind: DeviceKind
    health: Health
    message_id: str
    detail: str = ""

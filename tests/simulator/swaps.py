"""Puts virtual threads and virtual time in the place of the real ones, in the program's modules."""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
from collections.abc import Iterator
from typing import Final, TypeVar

from tests.simulator.stand_ins import QueueModule, Threading, Time
from tests.simulator.threads import Director

T = TypeVar("T")

SELDOM: Final = (
    ("kpay_desktop.flows.card_work", "LISTEN_S", 15.0),
    ("kpay_desktop.flows.printing", "LAMP_EVERY_S", 30.0),
)
"""How often the program looks whether anything has changed, in seconds: idle looks cost days."""

ROOMS: Final = ("kpay_desktop.flows.", "models.")
"""Whose modules are swapped: flows with their workers, and the store."""


@contextlib.contextmanager
def swapped(director: Director) -> Iterator[None]:
    """Let the program's modules take turns under ``director`` for as long as this lasts."""
    stand_ins = (
        (threading, Threading(director)),
        (time, Time(director)),
        (queue, QueueModule(director)),
    )
    undone: list[tuple[object, str, object]] = []
    rooms = [module for name, module in sys.modules.items() if name.startswith(ROOMS)]
    for module in rooms:
        for real, stand_in in stand_ins:
            if getattr(module, real.__name__, None) is real:
                undone.append((module, real.__name__, real))
                setattr(module, real.__name__, stand_in)
    for place, figure, seconds in SELDOM:
        undone.append((sys.modules[place], figure, getattr(sys.modules[place], figure)))
        setattr(sys.modules[place], figure, seconds)
    try:
        yield
    finally:
        for room, name, was in undone:
            setattr(room, name, was)

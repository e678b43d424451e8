"""Looks for cards in the memory of this process, as far as living objects lead to them.

From the given roots, the modules of the program and what other threads have in hand, every object
is followed. What belongs to the simulation and to tests is left out: they know their cards.
"""

from __future__ import annotations

import bisect
import gc
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FrameType, FunctionType, ModuleType

from tests.helpers.canary_shapes import Canary, pattern_of

OURS = ("kpay_desktop", "ui", "hardware", "models", "logging", "queue", "concurrent")
FOREIGN = ("kpay_desktop.simulation", "tests", "_pytest")
_FENCE = b"\xff\xff\xff\xffZ\xff\xff\xff\xff"
_LEAST = 5
_STEPS = 8

Way = tuple[str, ...]


def cards_in_memory(roots: Mapping[str, object], canaries: Iterable[Canary]) -> list[str]:
    """Return where a card still is: the way to it by types and names, never the card."""
    gc.collect()
    pattern = pattern_of(canaries, is_plain=True)
    ways: list[Way] = []
    starts: list[int] = []
    data = bytearray()
    for way, leaf in _leaves({**_modules(), **_threads(), **roots}):
        ways.append(way)
        starts.append(len(data))
        data += leaf + _FENCE
    found = {
        " > ".join(ways[bisect.bisect_right(starts, at) - 1]) + f" ({what})"
        for at, _, what in pattern.hits(bytes(data))
    }
    return sorted(found)


def _modules() -> dict[str, object]:
    """Return what the program's modules hold by name."""
    return {
        f"{name}.{each}": value
        for name, module in list(sys.modules.items())
        if _is_of(name, OURS) and not _is_of(name, FOREIGN)
        for each, value in list(vars(module).items())
    }


def _threads() -> dict[str, object]:
    """Return what every other thread has in hand."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    held: dict[str, object] = {}
    for ident, frame in sys._current_frames().items():
        if ident == threading.get_ident():
            continue
        step: FrameType | None = frame
        while step is not None:
            if not _is_of(str(step.f_globals.get("__name__")), FOREIGN):
                place = f"thread {names.get(ident)} in {step.f_code.co_qualname}"
                held |= {f"{place}: {name}": value for name, value in dict(step.f_locals).items()}
            step = step.f_back
    return held


def _leaves(roots: Mapping[str, object]) -> Iterator[tuple[Way, bytes]]:
    seen: set[int] = set()
    # What was looked at is kept, so that no other object gets its place.
    kept: list[object] = []
    waiting: list[tuple[Way, object]] = [((name,), value) for name, value in roots.items()]
    while waiting:
        way, value = waiting.pop()
        leaf = _leaf(value)
        if leaf is not None:
            # One text may be in several hands, and each of them is named.
            if len(leaf) >= _LEAST:
                yield way, leaf
            continue
        if id(value) in seen:
            continue
        seen.add(id(value))
        kept.append(value)
        if isinstance(value, list | tuple | deque):
            # Signs one by one, as a keyboard types them.
            yield way, _joined(value)
        if not _is_foreign(value):
            further = (*way[-_STEPS:], type(value).__qualname__)
            waiting += [(further, each) for each in _below(value)]


def _leaf(value: object) -> bytes | None:
    match value:
        case str():
            return value.encode("utf-8", "surrogatepass")
        case bytes() | bytearray():
            return bytes(value)
        case bool() | float() | None:
            return b""
        case int():
            return str(value).encode() if abs(value) < 10**40 else b""
        case _:
            return None


def _joined(values: Iterable[object]) -> bytes:
    return b"".join(_leaf(each) or b"" for each in values if isinstance(each, str | bytes))


def _below(value: object) -> Iterable[object]:
    match value:
        case FunctionType():
            return (value.__closure__, value.__defaults__, value.__kwdefaults__)
        case dict():
            # A module's own names are roots already, or nobody's of ours.
            return () if "__builtins__" in value else (*value.keys(), *value.values())
        case _:
            return gc.get_referents(value)


def _is_foreign(value: object) -> bool:
    if isinstance(value, ModuleType | CodeType):
        return True
    if isinstance(value, type):
        return not _is_of(value.__module__, OURS) or _is_of(value.__module__, FOREIGN)
    named = value if isinstance(value, FunctionType) else type(value)
    return _is_of(str(named.__module__), FOREIGN)


def _is_of(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)

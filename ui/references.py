"""Keeps the interpreter alive below Python 3.12.

PySide6 6.12 is built for interpreters in which None, True and their like are immortal: many of its
calls hand one of them out without taking a reference to it, first of all every call that returns
nothing. Python 3.11 counts those references, and aborts with "deallocating None" after some
thousand calls. The remedy is to own more references than a till can ever use up.
"""

from __future__ import annotations

import ctypes
import sys

#: A thousand calls a second would use these up in 34 years.
SPARE_REFERENCES = 1 << 40

_SINGLETONS: tuple[object, ...] = (None, True, False, NotImplemented, Ellipsis)


def keep_singletons() -> None:
    """Give the singletons their spare references, once, where the interpreter counts them."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    for singleton in _SINGLETONS:
        if sys.getrefcount(singleton) < SPARE_REFERENCES // 2:
            # The count is the first field of every object (PyObject_HEAD).
            ctypes.c_ssize_t.from_address(id(singleton)).value += SPARE_REFERENCES

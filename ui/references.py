"""Keeps the interpreter alive below Python 3.12.

PySide6 6.12 is built for interpreters in which None is immortal: each of its calls that returns
nothing hands out None without taking a reference to it. Python 3.11 counts references to None, and
aborts with "deallocating None" after some thousand such calls. The remedy is to own more references
than a till can ever use up.
"""

from __future__ import annotations

import ctypes
import sys

#: A thousand calls a second would use these up in 34 years.
SPARE_REFERENCES = 1 << 40


def keep_none() -> None:
    """Give None its spare references, once, where the interpreter counts them."""
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython":
        return
    if sys.getrefcount(None) < SPARE_REFERENCES // 2:
        # The count is the first field of every object (PyObject_HEAD).
        ctypes.c_ssize_t.from_address(id(None)).value += SPARE_REFERENCES

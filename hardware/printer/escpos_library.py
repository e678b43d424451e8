"""Loads python-escpos, late and without what its import does beside.

The import takes a fifth of a second, so it waits until a slip is printed. It also sets up logging
for the whole process, leaves an empty folder behind in the temporary folder each time, and parses
its list of printers as YAML unless it finds it pickled. All three are dealt with here.
"""

from __future__ import annotations

import logging
import os
import pickle
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escpos.printer import Dummy

log = logging.getLogger(__name__)

_CACHE_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_lock = threading.Lock()


def load_dummy(cache: Path) -> type[Dummy]:
    """Return the library's class that collects bytes.

    ``cache`` is a folder of the till's own where the parsed printer list is kept: it is made
    owner-only, because a pickle must not come from anybody else.
    """
    with _lock:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _quiet_import(cache):
            try:
                from escpos.printer import Dummy
            except (EOFError, ValueError, pickle.UnpicklingError):
                # The power went while the list was being written. It is only a copy.
                log.warning("the printer list was damaged and is made again")
                for path in cache.glob("*.pickle"):
                    path.unlink()
                from escpos.printer import Dummy
        return Dummy


@contextmanager
def _quiet_import(cache: Path) -> Iterator[None]:
    """Keep the import's side effects from the rest of the process."""
    root = logging.getLogger()
    stopper = logging.NullHandler()
    before = os.environ.get(_CACHE_VARIABLE)
    make_folder = tempfile.mkdtemp
    thread = threading.get_ident()

    def no_folder(*arguments: str | None) -> str:
        # It makes a folder even where it is told which one to use. Other threads get theirs.
        return str(cache) if threading.get_ident() == thread else make_folder(*arguments)

    # With a handler on the root logger, basicConfig() leaves everything as it is.
    root.addHandler(stopper)
    os.environ[_CACHE_VARIABLE] = str(cache)
    vars(tempfile)["mkdtemp"] = no_folder
    try:
        yield
    finally:
        vars(tempfile)["mkdtemp"] = make_folder
        root.removeHandler(stopper)
        if before is None:
            os.environ.pop(_CACHE_VARIABLE, None)
        else:
            os.environ[_CACHE_VARIABLE] = before

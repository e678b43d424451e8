"""Icons, fonts, sounds, translations and themes, read through importlib.resources."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

# A zipped build unpacks what `path` hands out; those copies go when the program ends.
_KEPT = ExitStack()
atexit.register(_KEPT.close)


def read_bytes(*parts: str) -> bytes:
    """Return the bytes of a bundled file, for example ``read_bytes("fonts", "Inter-Bold.otf")``.

    Raises:
        FileNotFoundError: if the build lacks it.
    """
    return files(__name__).joinpath(*parts).read_bytes()


def names(folder: str, suffix: str) -> tuple[str, ...]:
    """Return the names of the bundled files of ``folder`` that end in ``suffix``, sorted."""
    found = files(__name__).joinpath(folder)
    if not found.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in found.iterdir() if entry.name.endswith(suffix)))


@lru_cache(maxsize=256)
def path(*parts: str) -> Path:
    """Return the file's path for libraries that open files themselves; it lasts until the end."""
    return _KEPT.enter_context(as_file(files(__name__).joinpath(*parts)))

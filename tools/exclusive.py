"""One set-up at a time: a lock on a file, freed by the system when its holder ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tools.errors import SetupError

WAIT_LIMIT_S = 1800.0
RETRY_S = 0.2

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: IO[bytes]) -> bool:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def exclusive(
    path: Path, waiting: Callable[[], None], limit_s: float = WAIT_LIMIT_S
) -> Iterator[None]:
    """Holds the lock file ``path`` for the block, waiting at most ``limit_s`` for its holder.

    ``waiting`` is called once if somebody else holds it. Raises SetupError when the time is up.
    A holder that was killed holds nothing: the lock belongs to the open file, not to the name.
    """
    with path.open("ab") as handle:
        if not _try_lock(handle):
            waiting()
            deadline = time.monotonic() + limit_s
            while not _try_lock(handle):
                if time.monotonic() > deadline:
                    raise SetupError(
                        f"Another set-up has held {path} for too long. End it, then try again."
                    )
                time.sleep(RETRY_S)
        yield

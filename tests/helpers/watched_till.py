"""The real program, with somebody inside who says whether the system may dump its memory.

``python -m tests.helpers.watched_till FOLDER ARGUMENTS…``: FOLDER becomes the working directory,
and gets the word in the file ``dumpable``, as ``prctl`` of Linux has it (0: it may not).
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from pathlib import Path

from kpay_desktop.__main__ import main

GET_DUMPABLE = 3
LOOK_EVERY_S = 0.05


def watch(folder: Path) -> None:
    """Write what holds now, again and again: it is the program that must have seen to it."""
    while True:
        dumpable = ctypes.CDLL(None).prctl(GET_DUMPABLE, 0, 0, 0, 0)
        part = folder / "dumpable.part"
        part.write_text(str(dumpable), "ascii")
        part.replace(folder / "dumpable")
        time.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    here = Path(sys.argv[1])
    os.chdir(here)
    threading.Thread(target=watch, args=(here,), daemon=True).start()
    sys.exit(main(sys.argv[2:]))

"""A disk of the day's own that can be filled: a small one, in a mount namespace of this process."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.mounts import can_mount

PR_SET_PDEATHSIG = 1
INSIDE = "KPAY_SOAK_INSIDE"
SIZE_KIB = 512 * 1_024
STEP_BYTES = 1 << 20
SMALL_BYTES = 4_096


def why_not() -> str:
    """Return why disks cannot be filled here, for people; an empty text if they can."""
    return "" if can_mount() else "this system does not let us mount a disk of our own"


def is_inside() -> bool:
    """True in a namespace of our own; this process then goes with the one that made it."""
    if not os.environ.get(INSIDE):
        return False
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    return True


def run_inside(arguments: Sequence[str]) -> int:
    """Run the same command in a namespace of its own, where disks can be mounted."""
    command = ["unshare", "-Urm", sys.executable, "-m", "tests.soak", *arguments]
    with subprocess.Popen(command, env=os.environ | {INSIDE: "1"}) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        return process.wait()


def mount(*folders: Path) -> None:
    """Put a small disk on each folder, in the order given."""
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = f"size={SIZE_KIB}k,mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(folder)], check=True)


def unmount(*folders: Path) -> None:
    """Take the disks away again."""
    for folder in folders:
        subprocess.run(["umount", str(folder)], check=True)


def fill(filler: Path) -> None:
    """Write ``filler`` until nothing more fits beside it."""
    with filler.open("wb", buffering=0) as file:
        for step in (STEP_BYTES, SMALL_BYTES, 1):
            try:
                while True:
                    os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, step)
            except OSError:
                continue

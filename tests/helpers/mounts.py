"""File systems of a test's own: full and read-only ones, in a mount namespace, for one process.

Only Linux has them, and not every machine lets a user make one; callers ask first and put the
nearest thing in their place.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


@functools.cache
def can_mount() -> bool:
    """True if this machine lets us mount in a namespace of our own."""
    unshare = shutil.which("unshare")
    if sys.platform != "linux" or unshare is None or shutil.which("mount") is None:
        return False
    tried = subprocess.run(
        [unshare, "-Urm", "sh", "-c", "mount -t tmpfs none /tmp"],
        check=False,
        capture_output=True,
        timeout=30,
    )
    return tried.returncode == 0


def run_python(
    code: str, *arguments: str, mount: str = "", timeout_s: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a process of its own; ``mount`` is a shell command that runs before it."""
    command = [sys.executable, "-c", code, *arguments]
    if mount:
        command = ["unshare", "-Urm", "sh", "-c", f'{mount} && exec "$@"', "sh", *command]
    return subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=timeout_s
    )


def tmpfs(folder: Path, size_kib: int) -> str:
    """Return the command that puts a small disk on ``folder``."""
    return f"mount -t tmpfs -o size={size_kib}k,mode=0700 none '{folder}'"


def read_only(folder: Path) -> str:
    """Return the command that makes ``folder`` read-only."""
    return f"mount --bind '{folder}' '{folder}' && mount -o remount,bind,ro '{folder}'"

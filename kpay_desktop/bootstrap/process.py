"""What the process itself promises: no core dumps, packages that are ours, a quick start."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib.util
import sys
from pathlib import Path

OUR_PACKAGES = ("kpay_desktop", "ui", "hardware", "models", "resources")
_PR_SET_DUMPABLE = 4
_FAIL_CRITICAL_ERRORS, _NO_FAULT_REPORT = 1, 2
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002


class ForeignPackageError(RuntimeError):
    """Another program's package of the same plain name would be used instead of ours."""


def check_packages() -> None:
    """Make sure that the packages with plain names are the ones beside this one.

    Raises:
        ForeignPackageError: one of them is missing or comes from elsewhere.
    """
    if getattr(sys, "frozen", False):
        return
    home = Path(__file__).resolve().parents[2]
    for name in OUR_PACKAGES:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or origin.parent != home / name:
            raise ForeignPackageError(f"the package {name} is not the till's own")


def forbid_core_dumps() -> None:
    """Keep this process's memory off the disk, whatever happens to it.

    Linux: no core file, and no helper of the system's that would take one (``core_pattern`` with a
    pipe). macOS: no core file. Windows: no box and no report of the system's own.
    """
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetErrorMode(_SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX)
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def hold_collection() -> None:
    """Let the garbage collector rest while the till starts: everything made then is to stay."""
    gc.disable()


def resume_collection() -> None:
    """Let it work again, and pass over what the start left, for good."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()

"""The fuzzer's library: fetched by ``run.py fuzz`` alone, and kept apart from all others.

It is built for few interpreters. On every other one inputs are changed without it, and why is said.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from tools.environment import Environment, clean_environment
from tools.errors import SetupError
from tools.exclusive import exclusive

OLDEST, NEWEST = (3, 11), (3, 14)


def why_not(system: str, machine: str, implementation: str, version: tuple[int, int]) -> str:
    """Return why there is no build of the library for such an interpreter, or nothing."""
    oldest, newest = (".".join(map(str, one)) for one in (OLDEST, NEWEST))
    if (system, machine, implementation) == (
        "linux",
        "x86_64",
        "CPython",
    ) and OLDEST <= version <= NEWEST:
        return ""
    this = f"{implementation} {version[0]}.{version[1]} on {system} {machine}"
    builds = f"it is built for CPython {oldest} to {newest} on Linux x86_64"
    return f"atheris has no build for {this}; {builds}"


def fuzzer_arguments(environment: Environment) -> tuple[str, ...]:
    """Return what tells the fuzzer where its library is, or why there is none.

    Raises:
        SetupError: it could not be fetched.
    """
    machine, implementation = platform.machine(), platform.python_implementation()
    reason = why_not(sys.platform, machine, implementation, sys.version_info[:2])
    if reason:
        return ("--why", reason)
    return ("--library", str(ensure_fuzzer(environment)))


def ensure_fuzzer(environment: Environment) -> Path:
    """Return the folder that holds the library, fetched now if it is not there.

    It lies in the environment's folder, so that one that is made anew has none. Its name follows
    from the lock file: what was locked before is not taken for what is locked now.

    Raises:
        SetupError: it could not be fetched.
    """
    lock = environment.fuzz_lock_file
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = environment.folder / f"fuzzer-{digest}"
    if folder.is_dir():
        return folder
    with exclusive(environment.root / ".venv.lock", _say_waiting):
        if not folder.is_dir():
            _fetch(environment, lock, folder)
    return folder


def _fetch(environment: Environment, lock: Path, folder: Path) -> None:
    print("Fetching the fuzzer, checked against its known hash (about 35 MB)", flush=True)
    draft = folder.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    pip = [str(environment.python), "-m", "pip", "--disable-pip-version-check", "install"]
    options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    done = subprocess.run(
        [*pip, *options, "--target", str(draft), "-r", str(lock)],
        env=clean_environment(os.environ),
        check=False,
    )
    if done.returncode != 0:
        raise SetupError("The fuzzer could not be fetched; what went wrong stands above.")
    draft.rename(folder)


def _say_waiting() -> None:
    print("Another set-up is at work in this folder; waiting for it.", flush=True)

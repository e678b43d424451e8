"""Runs a function in a process of its own that starts warm: everything is imported already.

A test that starts a till a hundred times would spend most of its time importing. The server from
which the processes are forked has no threads and nothing open.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

# What the till imports late, so that its first window comes early.
PRELOADED = (
    "argon2",
    "cryptography.hazmat.primitives.serialization",
    "escpos.printer",
    "hardware.camera.decode",
    "PIL.ImageDraw",
    "qrcode.main",
    "tests.faults.shop",
    "tests.helpers.lone_card_till",
    "tests.helpers.lone_scan_till",
    "tests.helpers.lone_till",
    "urllib3",
    "zxingcpp",
)

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(list(PRELOADED))
# Whoever starts a process collects the exit codes of all that have ended, and each can be read but
# once: a thread that asks for its own meanwhile would be told 255.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit code (minus the signal, if one ended it) and its words."""

    code: int
    said: str


def run_forked(
    target: Callable[..., int], arguments: Sequence[str], words: Path, deadline_s: float
) -> Ended:
    """Run ``target(*arguments)`` in a process; what it prints goes to the file ``words``.

    Raises:
        TimeoutError: it had not ended in time, and was killed.
    """
    process = _context.Process(target=_child, args=(target, tuple(arguments), str(words)))
    with _one_at_a_time:
        process.start()
    wait([process.sentinel], deadline_s)
    with _one_at_a_time:
        code = process.exitcode
    if code is None:
        process.kill()
        process.join()
        raise TimeoutError(words.read_text("utf-8", "replace"))
    process.close()
    return Ended(code, words.read_text("utf-8", "replace"))


def start_forked(target: Callable[..., None], arguments: Sequence[object]) -> BaseProcess:
    """Start ``target(*arguments)`` in a process; connections among the arguments go along."""
    process = _context.Process(target=target, args=tuple(arguments))
    with _one_at_a_time:
        process.start()
    return process


def pipe_pair() -> tuple[Connection, Connection]:
    """Return the two ends of a pipe that carries values both ways."""
    return _context.Pipe()


def _child(target: Callable[..., int], arguments: tuple[str, ...], words: str) -> None:
    handle = os.open(words, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.close(handle)
    sys.exit(target(*arguments))

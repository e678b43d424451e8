"""Starts the simulated bank beside the till, brings it back when it dies, and stops it.

The bank ends when its standard input does, so it goes with the till even when the till is killed.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

READY_DEADLINE_S = 60.0
FIRST_WAIT_S = 0.2
LAST_WAIT_S = 5.0
STEADY_AFTER_S = 10.0
MAX_READY_LINE = 4_096


@dataclass(frozen=True, slots=True)
class BankReady:
    """Where a bank listens, as it says itself when it is ready."""

    pid: int
    base_url: str
    desk_url: str
    desk_token: str
    credentials: Path


def bank_command(data: Path, merchant: str, *, cents_table: bool) -> tuple[str, ...]:
    """Return the command that starts the bank with this interpreter."""
    frozen = getattr(sys, "frozen", False)
    program = (sys.executable,) if frozen else (sys.executable, "-m", "kpay_desktop")
    cents = "--cents-table" if cents_table else "--no-cents-table"
    return (*program, "bank", "--data", str(data), "--merchant-name", merchant, cents)


class BankSupervisor:
    """Keeps one bank process alive. ``on_ready`` is called after each start, on a thread here."""

    def __init__(
        self, command: Sequence[str], log_file: Path, on_ready: Callable[[BankReady], None]
    ) -> None:
        self._command = tuple(command)
        self._log_file = log_file
        self._on_ready = on_ready
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="bank-supervisor", daemon=True)

    def start(self) -> None:
        """Start the bank, without waiting for it."""
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The bank's process number while it runs."""
        with self._lock:
            return self._process.pid if self._process else None

    def stop(self, deadline_s: float) -> None:
        """Stop the bank: ask by closing its input, then insist."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is not None:
            _end(process, deadline_s)
        if self._thread.ident is not None:
            self._thread.join(deadline_s)

    def _run(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._live_once()
            except OSError as error:
                log.error("bank not started: errno %s", error.errno)
            if time.monotonic() - began > STEADY_AFTER_S:
                wait_s = FIRST_WAIT_S
            if self._stopping.wait(wait_s):
                return
            wait_s = min(wait_s * 2, LAST_WAIT_S)

    def _live_once(self) -> None:
        with self._log_file.open("ab") as errors:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        with self._lock:
            self._process = process
        # Stopping may have looked for the process just before it was there.
        if self._stopping.is_set():
            _end(process, 1.0)
        watchdog = threading.Timer(READY_DEADLINE_S, process.kill)
        watchdog.start()
        try:
            ready = _read_ready(process)
        finally:
            watchdog.cancel()
        if ready is None:
            # One that is stopped before it was ready has nothing to answer for.
            if not self._stopping.is_set():
                log.error("the bank did not become ready")
            _end(process, 1.0)
        else:
            self._on_ready(ready)
        process.wait()
        with self._lock:
            self._process = None
        _close_pipes(process)
        if not self._stopping.is_set():
            log.warning("the bank ended with code %s", process.returncode)


def _read_ready(process: subprocess.Popen[bytes]) -> BankReady | None:
    if process.stdout is None:
        return None
    line = process.stdout.readline(MAX_READY_LINE)
    try:
        fields = json.loads(line)
        return BankReady(
            pid=int(fields["pid"]),
            base_url=str(fields["base_url"]),
            desk_url=str(fields["desk_url"]),
            desk_token=str(fields["desk_token"]),
            credentials=Path(str(fields["credentials"])),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _end(process: subprocess.Popen[bytes], deadline_s: float) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(deadline_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _close_pipes(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None and not pipe.closed:
            pipe.close()

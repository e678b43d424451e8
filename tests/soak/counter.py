"""The till's process as somebody who works at it has it: a screen, keys, cards, and its plug."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.helpers.bank import is_running
from tests.helpers.display import start
from tests.helpers.real_till import profile_text
from ui.views import Action

ROOT = Path(__file__).resolve().parents[2]
START_S, STOP_S, BANK_S = 60.0, 30.0, 20.0
CASHIER, CASHIER_PIN = "01", "135790"

#: Clocks for tests, beside those of the demo: what takes minutes in a shop takes seconds here.
CLOCKS = """
[scan_clock]
first_query_s = 0.1
query_s = 0.1
reverse_after_s = 0.2
reverse_first_s = 0.1
reverse_last_s = 0.5
wechat_limit_s = 2.0
alipay_limit_s = 2.0
paynow_limit_s = 2.0

[card_clock]
card_s = 3.0
sign_s = 10.0
arrival_s = 1.0
retry_first_s = 0.1
retry_last_s = 0.5
"""
QUICK = {
    "valid_s": "60",
    "poll_s": "0.1",
    "doubt_first_s": "0.1",
    "doubt_last_s": "0.5",
    "watch_first_s": "0.2",
    "watch_last_s": "5.0",
    "watch_for_s": "60",
    "watch_paid_for_s": "20",
}


class LostError(Exception):
    """The till has ended, or does not come to where it should; the text says what was awaited."""


@dataclass
class Screen:
    """What stands on the till's screen; ``changed`` hears of news."""

    now: dict[str, Any] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)
    is_over: bool = False
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)


def profile(printer_port: int, *, own_code: bool) -> str:
    """Return the shop's profile: the demo's, with a printer on a socket and quick clocks.

    ``own_code``: PayNow by the shop's own code, which no acquirer confirms.
    """
    text = profile_text(QUICK) + CLOCKS
    printer, gateway, bank, paynow = (
        'printer = "sim:"',
        "[gateway]\n",
        "[bank]\n",
        '[[wallets]]\nwallet = "paynow"\nshow = true\nscan = true\n',
    )
    assert all(each in text for each in (printer, gateway, bank, paynow))
    text = text.replace(printer, f'printer = "tcp:127.0.0.1:{printer_port}"')
    text = text.replace(gateway, f"{gateway}request_timeout_s = 2.0\n")
    text = text.replace(bank, f"{bank}cents_table = false\n")
    if own_code:
        text = text.replace(paynow, "") + '\n[own_paynow]\nuen = "201912345K"\n'
    return text


class Counter:
    """One till on one data folder, started and killed as often as wanted."""

    def __init__(self, data: Path, profile_file: Path) -> None:
        self.data = data
        self._profile = profile_file
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._asks = itertools.count(1)
        self.screen = Screen()
        self.starts = 0

    # --- the process --------------------------------------------------------------------------

    @property
    def errors(self) -> Path:
        """Where its standard error goes."""
        return self._profile.with_suffix(".stderr")

    def _complaint(self) -> str:
        lines = self.errors.read_text("utf-8").splitlines() if self.errors.exists() else []
        return lines[-1] if lines else ""

    def start(self) -> None:
        """Start it, and wait until somebody can sign in."""
        assert self._process is None
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "tests.soak.hand", str(theirs.fileno())]
            command += ["--profile", str(self._profile), "--data", str(self.data)]
            env = os.environ | {
                "QT_QPA_PLATFORM": "offscreen",
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            }
            self._process = start(command, env, self.errors, keep=(theirs.fileno(),))
        self._line, self.screen = ours, Screen()
        self._thread = threading.Thread(target=_hear, args=(ours, self.screen), daemon=True)
        self._thread.start()
        self.starts += 1

    def sign_in(self) -> None:
        """Sign the cashier in, as soon as the till takes it."""
        self.until("the operators", lambda now: bool(now["operators"]), START_S)
        deadline = time.monotonic() + START_S
        while not self.now.get("operator"):
            if time.monotonic() > deadline:
                raise LostError(f"nobody could sign in: {self.now}")
            if not self.now["busy"] and self.now["page"] == "sign_in":
                self.press(Action.PICK_OPERATOR, CASHIER)
                for figure in CASHIER_PIN:
                    self.press(Action.KEY, figure)
            self.wait(lambda now: bool(now["operator"]), 1.0)

    def strike(self) -> None:
        """End it without a warning, from any thread; :meth:`reap` follows."""
        process = self._process
        if process is not None:
            process.kill()

    def kill(self) -> None:
        """End it without a warning, and wait until its bank has gone with it."""
        self.strike()
        self.reap()

    def reap(self) -> None:
        """Wait until nothing is left of a till that has died, and of its bank."""
        if self._process is None:
            return
        bank = self.bank_pid
        self._end()
        deadline = time.monotonic() + BANK_S
        while bank and is_running(bank):
            if time.monotonic() > deadline:
                raise LostError("the bank did not end with the till")
            time.sleep(0.01)

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            raise LostError("the till did not stop") from error
        return self._end()

    def _end(self) -> int:
        assert self._process is not None
        assert self._line is not None
        assert self._thread is not None
        code = self._process.wait(STOP_S)
        self._thread.join(STOP_S)
        self._line.close()
        self._process = None
        return code

    @property
    def is_running(self) -> bool:
        """True while the process lives."""
        return self._process is not None and self._process.poll() is None

    def has_died(self) -> bool:
        """Wait a moment for a process that is about to be gone; True if it is."""
        if self._process is None:
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_S / 10)
        return not self.is_running

    @property
    def bank_pid(self) -> int:
        """The bank's process, as it says itself; 0 while there is none."""
        lock = self.data / "bank" / "bank.lock"
        text = lock.read_text("ascii").strip() if lock.exists() else ""
        return int(text or 0)

    # --- the screen ---------------------------------------------------------------------------

    @property
    def now(self) -> dict[str, Any]:
        """What stands on the screen."""
        with self.screen.changed:
            return self.screen.now

    def wait(self, true: Callable[[dict[str, Any]], bool], within_s: float) -> bool:
        """Wait until the screen is as wanted; False if it is not within the time.

        Raises:
            LostError: the till has ended.
        """
        screen = self.screen
        deadline = time.monotonic() + within_s
        with screen.changed:
            while True:
                if screen.now and true(screen.now):
                    return True
                if screen.is_over:
                    raise LostError(f"the till has ended {self._complaint()}")
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    return False
                screen.changed.wait(left_s)

    def wait_for_news(self, old: dict[str, Any], within_s: float) -> None:
        """Wait until something else than ``old`` stands on the screen, or the time is over.

        Raises:
            LostError: the till has ended.
        """
        self.wait(lambda now: now != old, within_s)

    def until(self, what: str, true: Callable[[dict[str, Any]], bool], within_s: float) -> None:
        """Wait until the screen is as wanted.

        Raises:
            LostError: it is not within the time, or the till has ended.
        """
        if not self.wait(true, within_s):
            raise LostError(f"{what}: never; the screen says {self.now}")

    def left(self, within_s: float) -> tuple[int, int] | None:
        """Return how many sales and slips are not at their end; None if the till does not say."""
        ask, screen = next(self._asks), self.screen
        self.tell(do="count", ask=ask)
        with screen.changed:
            screen.changed.wait_for(lambda: ask in screen.counts or screen.is_over, within_s)
            return screen.counts.pop(ask, None)

    # --- hands --------------------------------------------------------------------------------

    def tell(self, **asked: object) -> None:
        """Have the hand do something.

        Raises:
            LostError: the till has ended.
        """
        assert self._line is not None
        try:
            self._line.sendall(json.dumps(asked).encode("ascii") + b"\n")
        except OSError as error:
            raise LostError("the till has ended") from error

    def press(self, action: Action, value: str = "") -> None:
        """Press what means ``action`` on the page that stands."""
        self.tell(do="press", action=action.value, value=value)


def _hear(line: socket.socket, screen: Screen) -> None:
    """Take in what the till tells, until it ends."""
    with line.makefile("rb") as lines:
        try:
            for each in lines:
                told = json.loads(each)
                with screen.changed:
                    if told["tell"] == "count":
                        screen.counts[told["ask"]] = (told["sales"], told["slips"])
                    else:
                        screen.now = told
                    screen.changed.notify_all()
        except (OSError, ValueError):
            # Killed in the middle of a line.
            pass
    with screen.changed:
        screen.is_over = True
        screen.changed.notify_all()

"""The real program in a process of its own on a display, and the people around it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from hardware.camera.decode import DecoderChain
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.domain.records import BatchSummary, SaleRecord
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings import parse_settings
from kpay_desktop.simulation.desk_client import DeskClient, DeskError, Press, Scan
from models.database import open_store
from models.numbers import Lane
from tests.helpers.bank import is_running, wait_until
from tests.helpers.display import CUSTOMER, ROOT, Area, Display, start

AUDITOR = ROOT / "tests" / "end2end" / "auditor.py"
WAIT_S, STOP_S, RUN_S = 60.0, 30.0, 120.0
LOOK_EVERY_S = 0.02
AGAIN_S = 0.5
CASHIER_PIN, SUPERVISOR_PIN = "135790", "909090"
WECHAT, WECHAT_SCAN, PAYNOW = "F3", "F4", "F5"
CLERK, CUSTOMER_SCREEN = "KPay Desktop", "Customer screen"
QUICK = {
    "valid_s": "60",
    "poll_s": "0.3",
    "doubt_first_s": "0.1",
    "doubt_last_s": "0.5",
    "watch_first_s": "0.2",
    "watch_last_s": "1.0",
}


def profile_text(clocks: Mapping[str, str] = QUICK) -> str:
    """Return the demo's profile with English slips, which the auditor reads, and quick clocks."""
    text = (ROOT / "resources" / "profiles" / "demo.toml").read_text("utf-8")
    changed = text.replace('slips = ["en", "zh_CN"]', 'slips = ["en"]')
    assert changed != text
    # Nobody sits beside the machine that runs the tests.
    changed = changed.replace("[devices]\n", '[devices]\nsound = "sim:"\n')
    return changed + "\n[qr_clock]\n" + "".join(f"{k} = {v}\n" for k, v in clocks.items())


def make_data(folder: Path) -> Path:
    """Make a data folder with keys and operators, where a shop's day begins."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.lone_till", str(folder), "recover"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    shutil.rmtree(folder / "logs")
    # Copies of the folder may be in use side by side.
    (folder / "bank" / "ports.json").unlink()
    return folder


class RealTill:
    """The program on a data folder; a context manager that leaves nothing running.

    ``profile`` is its file; its standard error goes beside it. ``mount`` is a shell command that
    gives it a file system of its own. ``path`` is a folder whose programs it finds first.
    """

    def __init__(
        self,
        display: Display,
        data: Path,
        profile: Path,
        mount: str = "",
        path: Path | None = None,
    ) -> None:
        self.display, self.data, self._profile, self._mount = display, data, profile, mount
        self._path = path
        self._process: subprocess.Popen[bytes] | None = None
        self._window = ""
        self._banks: set[int] = set()

    def __enter__(self) -> RealTill:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self._note_bank()
            self.kill()
        wait_until("the bank's end", self.banks_are_gone, STOP_S)

    # --- the process --------------------------------------------------------------------------

    @property
    def errors(self) -> Path:
        """Where its standard error goes."""
        return self._profile.with_suffix(".stderr")

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running program."""
        assert self._process is not None, "the till was not started"
        return self._process

    @property
    def is_running(self) -> bool:
        """True until its process has ended."""
        return self.process.poll() is None

    @property
    def arguments(self) -> tuple[str, ...]:
        """The command line's, behind the program."""
        return ("--profile", str(self._profile), "--data", str(self.data))

    def start(self, program: Sequence[str] = (sys.executable, "-m", "kpay_desktop")) -> None:
        """Start it, without waiting for it."""
        command = [*program, *self.arguments]
        if self._mount:
            command = ["unshare", "-Urm", "sh", "-c", f'{self._mount} && exec "$@"', "sh", *command]
        env = self.display.env
        if self._path is not None:
            env["PATH"] = os.pathsep.join((str(self._path), env["PATH"]))
        self._process = start(command, env, self.errors)
        self._window = ""

    def kill(self) -> None:
        """End it without a warning."""
        self.process.kill()
        self.process.wait(STOP_S)

    def stop(self) -> int:
        """Ask it to end, as a system that shuts down does; return its exit code."""
        self._note_bank()
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end; return its exit code."""
        return self.process.wait(STOP_S)

    # --- its window ---------------------------------------------------------------------------

    @property
    def window(self) -> str:
        """The cashier's window."""
        if not self._window:
            self._window = self.display.window(self.process.pid, CLERK)
            self.display.activate(self._window)
        return self._window

    @property
    def customer_window(self) -> str:
        """The customer's window."""
        return self.display.window(self.process.pid, CUSTOMER_SCREEN)

    @property
    def title(self) -> str:
        """What the cashier's window says at the moment."""
        return self.display.title(self.window)

    def reaches(self, page: str, timeout_s: float = WAIT_S) -> str:
        """Wait until the window's title begins with ``page`` (a pattern); return the title."""
        deadline = time.monotonic() + timeout_s
        while not re.match(page, title := self.title):
            assert self.is_running, f"the till ended: {self.complaints()}"
            assert time.monotonic() < deadline, f"no page {page!r}; the window says {title!r}"
            time.sleep(LOOK_EVERY_S)
        return title

    def keys(self, *names: str) -> None:
        """Press keys in the cashier's window."""
        self.display.activate(self.window)
        self.display.key(*names)

    def go_to(self, page: str, *keys: str) -> None:
        """Press keys until the window shows ``page``: one that comes up may take the keyboard."""

        def there() -> bool:
            if not self.title.startswith(page):
                self.keys(*keys)
                time.sleep(AGAIN_S)
            return self.title.startswith(page)

        wait_until(page, there, WAIT_S)

    def sign_in(self, pin: str = CASHIER_PIN, operator: str = "") -> None:
        """Sign somebody in, by keys alone; the last figure of the PIN is enough."""
        self.reaches("Sign in")
        self.wait_for_bank()
        if operator:
            self.keys(operator)
        self.keys(*pin)
        self.reaches("Please enter the amount")

    def charge(self, method: str) -> None:
        """Press Charge, pick the way to pay by its key, and confirm."""
        self.keys("Return")
        self.reaches("Method")
        self.keys(method)
        self.reaches("Does the customer agree")
        self.keys("Return")

    def slips_are_out(self, count: int) -> None:
        """Wait until the printer has confirmed so many slips since the till's first start."""
        wait_until(f"{count} slips", lambda: self.log().count("slip confirmed") == count, WAIT_S)

    # --- the bank -----------------------------------------------------------------------------

    def wait_for_bank(self) -> DeskClient:
        """Wait until the bank answers at its desk."""
        wait_until("the bank", self._answers, WAIT_S)
        self._note_bank()
        return self.desk

    @property
    def desk(self) -> DeskClient:
        """The bank's desk, by the address that the bank left in its folder."""
        credentials = self.data / "bank" / "credentials"
        contract = tomllib.loads((credentials / "gateway.toml").read_text("utf-8"))
        return DeskClient(contract["desk_url"], (credentials / "desk_token").read_text().strip())

    @property
    def bank_pid(self) -> int:
        """The bank's process number, as it says itself; 0 while it is about to."""
        lock = self.data / "bank" / "bank.lock"
        return int(lock.read_text("ascii").strip() or 0) if lock.exists() else 0

    def _answers(self) -> bool:
        try:
            self.desk.state()
        except (DeskError, OSError):
            return False
        pid = self.bank_pid
        return pid > 0 and is_running(pid)

    def banks_are_gone(self) -> bool:
        """True if no bank runs that this till had started."""
        return not any(map(is_running, self._banks))

    def _note_bank(self) -> None:
        pid = self.bank_pid
        if pid:
            self._banks.add(pid)

    # --- what is left behind ------------------------------------------------------------------

    @property
    def paper(self) -> bytes:
        """Everything that went to the printer."""
        roll = self.data / "paper" / "roll.bin"
        return roll.read_bytes() if roll.exists() else b""

    def complaints(self) -> str:
        """Return what it wrote to its standard error."""
        return self.errors.read_text("utf-8")

    def log(self) -> str:
        """Return the till's log."""
        return (self.data / "logs" / "till.log").read_text("utf-8")


class Phone:
    """A customer: reads what the screens show, with the real decoder, and presses a button."""

    def __init__(self, till: RealTill, customer: str = "1010") -> None:
        self._till, self._customer = till, customer
        self._decoder = DecoderChain()

    def sees(self, area: Area = CUSTOMER.area) -> list[str]:
        """Return the codes that stand on a screen at this moment."""
        picture = self._till.display.picture(area).convert("L")
        return list(self._decoder.read_grey(picture.tobytes(), *picture.size))

    def code_area(self, screen: Area = CUSTOMER.area) -> Area:
        """Return where the code's modules are on a screen: nothing else there is quite black."""
        picture = self._till.display.picture(screen).convert("L")
        box = picture.point(lambda value: 255 if value == 0 else 0).getbbox()
        assert box is not None, "nothing is black on this screen"
        left, top, right, bottom = box
        return Area(screen.x + left, screen.y + top, right - left, bottom - top)

    def reads(self, area: Area = CUSTOMER.area) -> str:
        """Hold the phone to the customer's screen until it reads a code to pay by."""
        found: list[str] = []

        def look() -> bool:
            # The receipt of the customer before is lines of text, which no payment's code is.
            found[:] = [text for text in self.sees(area) if "\n" not in text]
            return bool(found)

        wait_until("a code on the customer's screen", look, WAIT_S)
        return found[0]

    def reads_anew(self, area: Area = CUSTOMER.area) -> Scan:
        """Read until the code is one that can be paid: a screen may still show the one before."""
        found: list[Scan] = []

        def look() -> bool:
            found[:] = [self.opens(self.reads(area))]
            return found[0].payable

        wait_until("a code that can be paid", look, WAIT_S)
        return found[0]

    def opens(self, code: str) -> Scan:
        """Show in the app what the code asks for."""
        return self._till.desk.scan(code)

    def presses(self, scan: Scan, decision: str = "pay") -> Press:
        """Press a button in the app."""
        return self._till.desk.press(scan.order, self._customer, decision)


def sales_of(data: Path) -> tuple[BatchSummary, list[SaleRecord]]:
    """Read the open batch out of a till's store, once no till runs on it."""
    settings = parse_settings(profile_text(), "test")
    store = open_store(
        data,
        KeySource(settings.store.key, settings.profile.name),
        Lane(settings.terminal.terminal_id, settings.store.first_batch),
        SystemClock(),
        _raise,
    )
    try:

        def read() -> tuple[BatchSummary, list[SaleRecord]]:
            summary = store.reports.batch_summary()
            return summary, store.reports.recent_sales(100)

        return store.reader.call(read, WAIT_S)
    finally:
        store.close(WAIT_S)


def _raise(error: Exception) -> None:
    raise error


def audit(data: Path, paper: Path | None = None) -> dict[str, Any]:
    """Let the outside auditor look, as a program of its own; fail with what it found.

    ``paper`` is what somebody read off drawn slips, which the auditor cannot read.
    """
    report = _report(data, paper)
    assert report["faults"] == []
    return report


def audit_faults(data: Path) -> list[str]:
    """Return what the outside auditor has to say against the books."""
    return list(_report(data, None)["faults"])


def _report(data: Path, paper: Path | None) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-I", str(AUDITOR), str(data / "bank"), str(paper or data / "paper")],
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.stderr == ""
    report: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == bool(report["faults"])
    return report

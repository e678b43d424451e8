"""Log files: bounded, and never with an exception's own words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.soak.faults_told import own_faults

ROOT = Path(__file__).resolve().parents[2]
SECRET = "4761739001010119"

PROGRAM = """
import sys, threading
from pathlib import Path
from kpay_desktop.bootstrap.logs import log_uncaught, start_logging

folder = Path(sys.argv[1])
start_logging(folder)
log_uncaught(folder)

def fail():
    number = "4761739001010119"
    raise ValueError("card " + number)

thread = threading.Thread(target=fail)
thread.start()
thread.join()
fail()
"""


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that logs into a folder."""
    return subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_uncaught_fault_is_logged_without_its_words_and_told(tmp_path: Path) -> None:
    done = run(PROGRAM, tmp_path)
    log = (tmp_path / "till.log").read_text("utf-8")
    assert done.returncode == 1
    assert done.stderr == (
        f"KPay Desktop: stopped by a fault of its own; see {tmp_path / 'till.log'}\n"
    )
    assert log.count("ValueError") == 2
    assert "uncaught in a thread" in log
    assert "uncaught in the main thread" in log
    assert " fail" in log
    # As a soak sees it.
    assert len(own_faults(tmp_path, tmp_path / "none")) == 2
    # Neither what the exception says nor what its frames held.
    assert SECRET not in log + done.stderr


FULL = """
import errno, io, logging, sys
from pathlib import Path
from kpay_desktop.bootstrap.logs import start_logging

class FullDisk(io.StringIO):
    def write(self, text):
        raise OSError(errno.ENOSPC, "full")

start_logging(Path(sys.argv[1]))
log = logging.getLogger("kpay_desktop.test")
(handler,) = logging.getLogger().handlers
log.info("first")
stream = handler.setStream(FullDisk())
try:
    raise ValueError("card 4761739001010119")
except ValueError as error:
    log.error("second", exc_info=error)
handler.setStream(stream)
log.info("third")
"""


def test_a_log_that_cannot_be_written_says_nothing_and_goes_on(tmp_path: Path) -> None:
    done = run(FULL, tmp_path)
    log = (tmp_path / "till.log").read_text("utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[-1] for line in log.splitlines()] == ["first", "third"]


LOST = """
import logging, sys
from pathlib import Path
from kpay_desktop.bootstrap.logs import log_uncaught, start_logging

start_logging(Path(sys.argv[1]), screen=sys.stderr)
log_uncaught(Path(sys.argv[1]))

class Dropped:
    def __del__(self):
        raise ValueError("card 4761739001010119")

Dropped()
logging.getLogger("kpay_desktop.test").info("figures %d %d", "4761739001010119")
"""


def test_what_is_raised_where_nobody_can_catch_it_is_logged_without_its_words(
    tmp_path: Path,
) -> None:
    done = run(LOST, tmp_path)
    log = (tmp_path / "till.log").read_text("utf-8")
    assert done.returncode == 0
    assert "uncaught and lost" in log
    assert "ValueError" in log
    # A line that cannot be formatted is left out, on the terminal too.
    assert "figures" not in log + done.stderr
    assert SECRET not in log + done.stderr

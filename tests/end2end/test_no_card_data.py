"""Cards are used in every way there is, and come to harm; nothing that was written holds one.

Searched is everything that a till's process writes: its data folder (database with log and free
pages, logs, paper, slips as PDF, support file, cache), the folder for temporary files, the home,
the working directory, what it says on the terminal, and shared memory. The simulated bank's own
folder is left out: a bank knows its cards. So are the hands that hold them, which are the test's.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.logs import LOG_FILE
from kpay_desktop.security.keys import CARD_KEY_FILE, KEY_FILE
from kpay_desktop.security.vault import KeptCard, Vault
from models.database import STORE_FILE
from tests.helpers.canary import Finding, Search, columns
from tests.helpers.canary_cards import CARDS, canaries

ROOT = Path(__file__).resolve().parents[2]
RUN_S = 240.0
SHARED = Path("/dev/shm")
Tell = Callable[[str], None]


@cache
def search() -> Search:
    """Return the search for all canaries: made once, it takes a while."""
    return Search(canaries())


class Place:
    """Where a till lives and may write."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "data"
        self.folders = {name: root / name for name in ("cwd", "tmp", "home")}
        for folder in self.folders.values():
            folder.mkdir()
        self._shared = shared_files()
        self._runs = 0

    def run(self, scenario: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a scenario to its end; what it says goes to files here too."""
        self._runs += 1
        env = {
            **os.environ,
            "HOME": str(self.folders["home"]),
            "TMPDIR": str(self.folders["tmp"]),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
        }
        command = [sys.executable, "-m", "tests.helpers.canary_day", str(self.data), scenario]
        done = subprocess.run(
            [*command, *arguments],
            cwd=self.folders["cwd"],
            env=env,
            capture_output=True,
            text=True,
            timeout=RUN_S,
            check=False,
        )
        (self.root / f"said-{self._runs}").write_text(done.stdout, "utf-8")
        (self.root / f"errors-{self._runs}").write_text(done.stderr, "utf-8")
        return done

    def findings(self) -> list[Finding]:
        """Search everything, but for the bank's folder."""
        found = search().below(self.root, without=[self.data / "bank"])
        found += search().store(self.data)
        for path in shared_files() - self._shared:
            try:
                found += search().file(path)
            except OSError:
                # Another process's, which has ended meanwhile.
                continue
        return found

    def log(self) -> str:
        """Return the till's log."""
        return (self.data / "logs" / LOG_FILE).read_text("utf-8")

    def kept(self) -> list[KeptCard]:
        """Return what the vault keeps."""
        vault = Vault((self.data / CARD_KEY_FILE).read_text("ascii").strip())
        key = (self.data / KEY_FILE).read_text("ascii").strip()
        rows = dict(columns(self.data, key))
        handles, seals = (
            rows[f"{self.data / STORE_FILE}: vault.{name}"].decode().split()
            for name in ("handle", "sealed")
        )
        return [
            vault.open(handle, bytes.fromhex(seal))
            for handle, seal in zip(handles, seals, strict=True)
        ]


def shared_files() -> set[Path]:
    return set(SHARED.iterdir()) if SHARED.is_dir() else set()


def lines(said: str, start: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith(start)]


def ends(said: str) -> dict[str, str]:
    """Return how each sale ended."""
    sold = (line.split()[1:3] for line in lines(said, "sold "))
    return {name.rstrip(":"): end for name, end in sold}


def check(done: subprocess.CompletedProcess[str], code: int = 0) -> None:
    """Hold that a run went as it should, and that memory held no card after a sale."""
    assert done.returncode == code, done.stdout + done.stderr
    assert lines(done.stdout, "late ") == []
    assert lines(done.stdout, "held ") == []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place of the test's own."""
    return Place(tmp_path)


def test_sales_that_end_well_leave_no_card(place: Place, tell: Tell) -> None:
    done = place.run("morning")
    check(done)
    sold = ends(done.stdout)
    assert set(sold.values()) == {"approved"}
    assert len(sold) == 7

    assert place.findings() == []
    names = {path.suffix for path in place.data.iterdir()}
    assert {".pdf", ".zip", ".db"} <= names
    # They were all there: the vault has their numbers, and nothing else of them.
    numbers = {CARDS[name].applications[name == "two"].pan for name in sold}
    assert {card.number for card in place.kept()} == numbers
    assert {(card.expiry, len(card.sequence)) for card in place.kept()} <= {
        ("3212", 2),
        ("3212", 0),
    }
    check_paper((place.data / "paper" / "roll.bin").read_bytes(), numbers)
    tell(f"{search().looked_at:,} bytes searched for cards in every shape, none found")


def check_paper(printed: bytes, numbers: set[str]) -> None:
    """Hold that slips say the last four digits, and no other of a number."""
    shown = set(re.findall(rb"[*xX\xfa\xf9. ]{4,}([0-9]{4,19})\b", printed))
    assert {number[-4:].encode() for number in numbers} <= shown
    for number in numbers:
        assert number[:6].encode() not in {each[:6] for each in shown}
        assert number[-8:].encode() not in printed


def test_sales_that_end_otherwise_leave_no_card(place: Place) -> None:
    done = place.run("evening")
    check(done)
    sold = ends(done.stdout)
    assert sold["declined"] == "declined"
    assert sold["late"] == "reversed"
    assert {sold[name] for name in ("cancelled", "bad-swipes", "malformed")} == {"closed"}
    # How far a message got before the answer was lost or the bank died is chance.
    assert {sold[name] for name in ("lost", "bank-killed")} <= {"declined", "reversed"}
    assert place.findings() == []


def test_exceptions_that_carry_cards_are_logged_without_them(place: Place) -> None:
    check(place.run("faults"))
    log = place.log()
    # Each was raised, with the card in its words and in local variables, and each is in the log.
    for name in ("failing", "_answer", "keep", "_read_stripe", "sale", "blurt"):
        assert re.search(rf"^  \w+\.py:\d+ {name}$", log, re.MULTILINE), name
    assert log.count("PlantedError") >= 8
    assert "uncaught in a thread" in log
    assert place.findings() == []


def test_a_disk_that_hangs_and_refuses_gets_no_card(place: Place) -> None:
    done = place.run("stall")
    check(done)
    assert ends(done.stdout) == {"fault": "reversed"}
    assert place.findings() == []


DEATHS = (
    ("confirming", signal.SIGKILL),
    ("confirming", signal.SIGSEGV),
    ("before sale", signal.SIGABRT),
    ("after sale", signal.SIGKILL),
    ("after commit approved", signal.SIGSEGV),
)


def test_tills_that_die_leave_no_card(place: Place) -> None:
    check(place.run("recover"))
    for point, end in DEATHS:
        done = place.run("die", point, end.name)
        assert done.returncode == -end, f"{point}: {done.stdout}{done.stderr}"
        # As it lies there: the database's log is as the dead till left it.
        assert place.findings() == [], point
    check(place.run("recover"))
    assert place.findings() == []
    assert {card.number for card in place.kept()} == {CARDS["crash"].pan}
    assert cores(place.root) == []


def cores(folder: Path) -> Sequence[Path]:
    return [path for path in folder.rglob("*core*") if path.is_file()]


def test_planted_mistakes_are_found(place: Place) -> None:
    done = place.run("planted")
    check(done)
    found = {(re.split(r"[/ ]", each.place)[-1], each.what) for each in place.findings()}
    assert {
        (LOG_FILE, "swipe: text"),
        ("vault.sealed", "swipe: text"),
        ("decrypted", "swipe: text"),
        ("journal.state", "holder: name"),
        ("decrypted", "holder: name"),
    } <= found
    # So is what memory holds before the sale has ended: in the card box, and at the desk.
    in_use = "".join(lines(done.stdout, "in use: "))
    assert "MemoryCardBox" in in_use
    assert "ReaderDesk" in in_use

"""SIGKILL at every point of a sale by the customer's code and of its reversal, on both sides.

Afterwards the customer's account, the bank's books, the till's rows and its slips agree to the
cent, and the code that the customer showed stands nowhere on the till's disk. The till runs without
windows; the store, the gateway's client and the printer's bytes are real, and so is the bank: where
the till dies it lives on, as banks do, and where it dies itself it has a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpay_desktop.simulation.bank.service import Bank, Wishes
from tests.helpers import lone_scan_till
from tests.helpers.canary import Search
from tests.helpers.canary_shapes import Canary
from tests.helpers.forked import run_forked

AUDITOR = Path(__file__).with_name("auditor.py")
RUN_S = 90.0
SIDE_BY_SIDE = 2
TWICE_EVERY = 3
TOTAL_MINOR = 3_080
CUSTOMER = "customer:1010"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What a run said before it ended."""

    code: int
    points: tuple[str, ...]
    ended: tuple[str, ...]
    shown: tuple[str, ...]
    errors: str


def run_till(data: Path, scenario: str, death: str = "0", bank: str = "") -> Told:
    """Run the lone till to its end, or to its death; ``bank`` is one that is there already."""
    # Beside the folder: what a test writes down is none of the till's.
    words = data.with_name(f"{data.name}.{scenario}.words")
    done = run_forked(lone_scan_till.main, (str(data), scenario, death, bank), words, RUN_S)
    lines = done.said.splitlines()
    known = ("point ", "ended ", "code ")
    return Told(
        done.code,
        tuple(line.split(" ", 2)[2] for line in lines if line.startswith("point ")),
        tuple(line.split(" ")[1] for line in lines if line.startswith("ended ")),
        tuple(line.split(" ")[1] for line in lines if line.startswith("code ")),
        "\n".join(line for line in lines if not line.startswith(known)),
    )


@contextlib.contextmanager
def living_bank(data: Path) -> Iterator[str]:
    """Open the till's bank, which stays; yield what it says of itself."""
    bank = Bank(Wishes(data / "bank"))
    try:
        yield json.dumps(
            {
                "pid": os.getpid(),
                "base_url": bank.gateway.url,
                "desk_url": bank.desk.url,
                "desk_token": bank.desk_token,
                "credentials": str(bank.folder.credentials),
            }
        )
    finally:
        bank.close()


def check(data: Path, ended: tuple[str, ...], shown: tuple[str, ...] = ()) -> str:
    """Hold the till's books against the bank's; return the sale's state in them."""
    done = subprocess.run(
        [sys.executable, "-I", str(AUDITOR), str(data / "bank"), str(data / "paper")],
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert len(ended) <= 1, "one press, one sale"
    state = ended[0] if ended else "no sale"
    moved = -report["moves"].get(CUSTOMER, 0)
    if state == "approved":
        assert moved == TOTAL_MINOR
        copies = {slip["copy"] for slip in report["slips"]}
        assert copies == {"merchant", "customer"}
    else:
        assert state in {"closed", "declined", "no sale"}
        assert moved == 0, f"charged, and {state} at the till"
        assert report["slips"] == []
    search = Search([Canary("payment code", (code,)) for code in shown])
    assert not shown or search.below(data, without=[data / "bank"]) == []
    assert not shown or search.store(data) == []
    return state


def bank_points(data: Path) -> int:
    """Return how many points the bank passed, over all its lives."""
    text = (data / "logs" / "bank.log").read_text("utf-8")
    return sum(line.startswith("bank-point ") for line in text.splitlines())


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with keys and operators, so that each run begins where a shop's day does."""
    folder = tmp_path_factory.mktemp("fresh") / "data"
    told = run_till(folder, "recover")
    assert (told.code, told.errors) == (0, "")
    return folder


def copy_of(fresh: Path, tmp_path: Path, name: str) -> Path:
    data = tmp_path / name
    shutil.copytree(fresh, data)
    (data / "logs" / "bank.log").unlink()
    # Two banks side by side must not both look for the ports of the first.
    (data / "bank" / "ports.json").unlink()
    return data


ENDS = {
    "pay": "approved",
    "password": "approved",
    "cancel": "closed",
    "undo": "declined",
    "lost": "approved",
}


def points_of(whole: Told) -> list[int]:
    """Return the points at which the till dies; the printer's have a test of their own."""
    return [number for number, name in enumerate(whole.points, 1) if " print " not in name]


@pytest.mark.parametrize("scenario", list(ENDS))
def test_till_killed_at_every_point_of_a_scan(
    fresh: Path, tmp_path: Path, scenario: str, tell: Tell
) -> None:
    with living_bank(copy_of(fresh, tmp_path, "whole")) as bank:
        whole = run_till(tmp_path / "whole", scenario, bank=bank)
    assert whole.ended == (ENDS[scenario],), whole.errors
    check(tmp_path / "whole", whole.ended, whole.shown)

    def die_at(number: int) -> bool:
        data = copy_of(fresh, tmp_path, str(number))
        with living_bank(data) as bank:
            died = run_till(data, scenario, str(number), bank)
            # One enquiry more or less, and a run has fewer points than the one that was counted.
            assert died.code in {0, -signal.SIGKILL}, died.errors
            last = run_till(data, "recover", "2" if number % TWICE_EVERY == 0 else "0", bank)
            if last.code == -signal.SIGKILL:
                last = run_till(data, "recover", "0", bank)
            assert last.code == 0, last.errors
        check(data, last.ended or died.ended, died.shown)
        shutil.rmtree(data)
        return died.code != 0

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        deaths = sum(pool.map(die_at, points_of(whole)))
    assert deaths >= 6
    tell(f"till killed at {deaths} points of a scanned sale ({scenario})")


@pytest.mark.parametrize("scenario", ["pay", "undo"])
def test_bank_killed_at_every_point_of_a_scan(
    fresh: Path, tmp_path: Path, scenario: str, tell: Tell
) -> None:
    whole = copy_of(fresh, tmp_path, "whole")
    told = run_till(whole, scenario)
    assert told.ended == (ENDS[scenario],), told.errors
    count = bank_points(whole)

    def die_at(number: int) -> bool:
        data = copy_of(fresh, tmp_path, str(number))
        told = run_till(data, scenario, f"b{number}")
        assert told.code == 0, told.errors
        check(data, told.ended, told.shown)
        died = (data / "bank.died").exists()
        shutil.rmtree(data)
        return died

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        deaths = sum(pool.map(die_at, range(1, count + 1)))
    assert deaths >= 4
    tell(f"bank killed at {deaths} points of a scanned sale ({scenario})")

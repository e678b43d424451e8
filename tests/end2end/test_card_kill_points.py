"""SIGKILL at every point of a sale by card and of its reversal, on both sides.

Afterwards nothing is approved at the bank without a row and both its slips, nothing is charged
twice, and the customers' accounts say so. The till runs without windows; the store, the readers'
desk, the kernel at a simulated card, the card host's client and the bank's process are real.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers import lone_card_till
from tests.helpers.forked import run_forked

AUDITOR = Path(__file__).with_name("auditor.py")
RUN_S = 90.0
SIDE_BY_SIDE = 2
TWICE_EVERY = 3
TOTAL_MINOR = 3_080
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What a run said before it ended."""

    code: int
    points: tuple[str, ...]
    ended: tuple[str, ...]
    errors: str


@dataclass(frozen=True, slots=True)
class Books:
    """What the auditor found: approvals that stand at the host, slips, what accounts lost."""

    cards: dict[str, int]
    slips: list[dict[str, object]]
    moved_minor: int


def run_till(data: Path, scenario: str, death: str = "0") -> Told:
    """Run the lone till to its end, or to its death."""
    words = data.with_name(f"{data.name}.{scenario}.words")
    done = run_forked(lone_card_till.main, (str(data), scenario, death), words, RUN_S)
    lines = done.said.splitlines()
    return Told(
        done.code,
        tuple(line.split(" ", 2)[2] for line in lines if line.startswith("point ")),
        tuple(line.split(" ")[1] for line in lines if line.startswith("ended ")),
        "\n".join(line for line in lines if not line.startswith(("point ", "ended "))),
    )


def audit(data: Path) -> Books:
    """Let the auditor look; fail with what it found."""
    done = subprocess.run(
        [sys.executable, "-I", str(AUDITOR), str(data / "bank"), str(data / "paper")],
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    moved = -sum(moved for code, moved in report["moves"].items() if code.startswith("card:"))
    return Books(report["cards"], report["slips"], moved)


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


def check(books: Books, ended: tuple[str, ...]) -> str:
    """Hold the till's books against the bank's; return the sale's state in them."""
    assert len(ended) <= 1, "one press, one sale"
    state = ended[0] if ended else "no sale"
    if state == "approved":
        assert list(books.cards.values()) == [TOTAL_MINOR]
        assert books.moved_minor == TOTAL_MINOR
    else:
        assert books.cards == {}, f"approved at the bank, {state} at the till"
        assert books.slips == []
        assert books.moved_minor == 0
    return state


ENDS = {"tap": "approved", "chip": "approved", "late-no": "closed", "lost": "closed"}
BEHIND = {"chip": "after sale"}
"""Where a scenario's own points begin, if another has those before."""


def points_of(scenario: str, whole: Told) -> list[int]:
    """Return the points at which the till dies; the printer's have a test of their own."""
    first = whole.points.index(BEHIND[scenario]) if scenario in BEHIND else 0
    return [
        number
        for number, name in enumerate(whole.points, 1)
        if number > first and " print " not in name
    ]


@pytest.mark.parametrize("scenario", list(ENDS))
def test_till_killed_at_every_point(fresh: Path, tmp_path: Path, scenario: str, tell: Tell) -> None:
    whole = run_till(copy_of(fresh, tmp_path, "whole"), scenario)
    assert whole.ended == (ENDS[scenario],), whole.errors
    check(audit(tmp_path / "whole"), whole.ended)

    def die_at(number: int) -> str:
        data = copy_of(fresh, tmp_path, str(number))
        died = run_till(data, scenario, str(number))
        assert died.code == -signal.SIGKILL, died.errors
        first = run_till(data, "recover", "2" if number % TWICE_EVERY == 0 else "0")
        last = first
        if first.code == -signal.SIGKILL:
            last = run_till(data, "recover")
        assert last.code == 0, last.errors
        state = check(audit(data), last.ended)
        shutil.rmtree(data)
        return f"{number} {whole.points[number - 1]}: {state}"

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        ends = list(pool.map(die_at, points_of(scenario, whole)))
    assert len(ends) >= 5
    tell(f"till killed at {len(ends)} points of a card sale ({scenario})")


@pytest.mark.parametrize("scenario", ["tap", "lost"])
def test_bank_killed_at_every_point(fresh: Path, tmp_path: Path, scenario: str, tell: Tell) -> None:
    whole = copy_of(fresh, tmp_path, "whole")
    assert run_till(whole, scenario).ended == (ENDS[scenario],)
    count = bank_points(whole)

    def die_at(number: int) -> bool:
        data = copy_of(fresh, tmp_path, str(number))
        told = run_till(data, scenario, f"b{number}")
        assert told.code == 0, told.errors
        check(audit(data), told.ended)
        died = (data / "bank.died").exists()
        shutil.rmtree(data)
        return died

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        deaths = sum(pool.map(die_at, range(1, count + 1)))
    assert deaths >= 4
    tell(f"bank killed at {deaths} points of a card sale ({scenario})")

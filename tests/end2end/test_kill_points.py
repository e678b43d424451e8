"""SIGKILL at every point of a sale, on both sides: afterwards the books agree, to the cent.

The till runs without windows, everything else is real: the store, the client, the bank's process,
the printer's bytes. The customer pays at once, or never, or while the till lies dead.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.printer.options import PrinterOptions
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from tests.helpers import lone_till
from tests.helpers.bank import BankProcess, BankStartError
from tests.helpers.forked import run_forked
from tests.helpers.paper import server

AUDITOR = Path(__file__).with_name("auditor.py")
RUN_S = 90.0
SIDE_BY_SIDE = 2
ONCE_MORE_EVERY = 4
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What a run said before it ended."""

    code: int
    points: tuple[str, ...]
    ended: tuple[str, ...]
    errors: str


def run_till(data: Path, scenario: str, death: str = "0", printer: str = "sim:") -> Told:
    """Run the lone till to its end, or to its death."""
    words = data.with_name(f"{data.name}.{scenario}.words")
    done = run_forked(lone_till.main, (str(data), scenario, death, printer), words, RUN_S)
    lines = done.said.splitlines()
    return Told(
        done.code,
        tuple(line.split(" ", 2)[2] for line in lines if line.startswith("point ")),
        tuple(line.split(" ")[1] for line in lines if line.startswith("ended ")),
        "\n".join(line for line in lines if not line.startswith(("point ", "ended "))),
    )


def bank_points(data: Path) -> int:
    """Return how many points the bank passed, over all its lives."""
    text = (data / "logs" / "bank.log").read_text("utf-8")
    return sum(line.startswith("bank-point ") for line in text.splitlines())


def audit(data: Path) -> dict[str, object]:
    """Let the auditor look; fail with what it found."""
    done = subprocess.run(
        [sys.executable, "-I", str(AUDITOR), str(data / "bank"), str(data / "paper")],
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, object] = json.loads(done.stdout)
    return report


@contextmanager
def bank_alone(data: Path) -> Iterator[BankProcess]:
    """Run the bank without its till, once the dead till's own one has ended by itself."""
    deadline = time.monotonic() + RUN_S
    with ExitStack() as running:
        bank: BankProcess | None = None
        while bank is None:
            try:
                bank = running.enter_context(BankProcess(data / "bank"))
            except BankStartError:
                # It may have been about to start when the till died.
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield bank


def pay_while_the_till_is_down(data: Path) -> bool:
    """Let the customer pay whatever code there is; True if money moved."""
    with bank_alone(data) as bank:
        paid = False
        for order in bank.desk.state().orders:
            scan = bank.desk.scan(order.payinfo)
            if scan.payable:
                paid = bank.desk.press(scan.order, "1010", "pay").result == "paid" or paid
        return paid


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


@pytest.mark.parametrize(
    ("scenario", "end", "late_customer"),
    [("pay", "approved", False), ("cancel", "closed", False), ("cancel", "closed", True)],
    ids=["paid", "cancelled", "paid-while-down"],
)
def test_till_killed_at_every_point(
    fresh: Path, tmp_path: Path, scenario: str, end: str, late_customer: bool, tell: Tell
) -> None:
    whole = run_till(copy_of(fresh, tmp_path, "whole"), scenario)
    assert whole.ended == (end,), whole.errors
    assert audit(tmp_path / "whole")["faults"] == []

    def die_at(number: int) -> str:
        data = copy_of(fresh, tmp_path, str(number))
        died = run_till(data, scenario, str(number))
        assert died.code == -signal.SIGKILL, died.errors
        paid = late_customer and pay_while_the_till_is_down(data)
        first = run_till(data, "recover")
        assert first.code == 0, first.errors
        if number % ONCE_MORE_EVERY == 0:
            again = run_till(data, "recover")
            did = [point for point in again.points if not point.endswith("reserve stans")]
            assert (again.code, did) == (0, []), "a start with nothing to do did something"
        told = first.ended or died.ended
        report = audit(data)
        slips = report["slips"]
        assert isinstance(slips, list)
        if paid:
            assert report["paid"], "the customer paid"
            assert slips, f"paid while down at {number}, and no slip"
        if not report["paid"]:
            assert slips == []
        shutil.rmtree(data)
        return f"{number} {whole.points[number - 1]}: {' '.join(told) or 'no sale'}"

    numbers = range(1, len(whole.points) + 1)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        ends = list(pool.map(die_at, numbers))
    assert len(ends) == len(whole.points) >= 14
    customer = "the customer pays meanwhile" if late_customer else "nobody pays meanwhile"
    tell(f"till killed at {len(ends)} points of a sale to be {end}, {customer}")


@pytest.mark.parametrize(("scenario", "ends"), [("pay", {"approved"}), ("cancel", {"closed"})])
def test_bank_killed_at_every_point(
    fresh: Path, tmp_path: Path, scenario: str, ends: set[str], tell: Tell
) -> None:
    whole = copy_of(fresh, tmp_path, "whole")
    assert set(run_till(whole, scenario).ended) == ends
    count = bank_points(whole)

    def die_at(number: int) -> str:
        data = copy_of(fresh, tmp_path, str(number))
        told = run_till(data, scenario, f"b{number}")
        assert told.code == 0, told.errors
        died = (data / "bank.died").exists()
        report = audit(data)
        # A bank that dies while it makes the order leaves a sale that was never shown.
        assert set(told.ended) <= {*ends, "closed"}
        if told.ended == ("approved",):
            assert report["paid"]
        else:
            assert report["slips"] == []
        shutil.rmtree(data)
        return f"bank {number}: {' '.join(told.ended)}{'' if died else ' (lived)'}"

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        lines = list(pool.map(die_at, range(1, count + 1)))
    deaths = sum("lived" not in line for line in lines)
    assert deaths >= 6
    tell(f"bank killed at {deaths} points of a sale ({scenario})")


@pytest.mark.parametrize("deaths", [1, 2])
@pytest.mark.parametrize("when", ["before-the-slip", "in-mid-slip"])
def test_till_killed_while_a_tcp_printer_has_no_paper(
    fresh: Path, tmp_path: Path, when: str, deaths: int
) -> None:
    data = copy_of(fresh, tmp_path, "dry")
    model = PrinterModel(data / "paper")
    if when == "in-mid-slip":
        # Behind what makes the printer's buffer known, and into the merchant's copy.
        model.turn_after(PrinterOptions().max_command_bytes + 2_000, Switches(paper=Paper.OUT))
    else:
        model.turn(Switches(paper=Paper.OUT))
    with server(model) as port:
        printer = f"tcp:127.0.0.1:{port}"
        first = "pay-torn" if when == "in-mid-slip" else "pay-dry"
        for scenario in (first, "recover-dry")[:deaths]:
            died = run_till(data, scenario, printer=printer)
            assert died.code == -signal.SIGKILL, died.errors
        assert not [slip for slip in model.slips if slip.is_cut]
        model.turn(Switches())
        told = run_till(data, "recover", printer=printer)
    model.close()
    assert told.code == 0, told.errors
    slips = audit(data)["slips"]
    assert isinstance(slips, list)
    marks = sorted((slip["copy"], slip["duplicate"]) for slip in slips)
    unmarked = [("customer", False), ("merchant", False)]
    # What the printer had taken it prints; the till never heard so, and prints it once more.
    assert marks == (unmarked if when == "before-the-slip" else [*unmarked, ("merchant", True)])
    assert model.problems == ()

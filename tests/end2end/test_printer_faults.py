"""Eight faults of a TCP printer at six moments: no slip is lost, none is doubled unmarked.

Whatever goes wrong, the queue goes on by itself once the fault is mended.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.printer.encoder import SlipEncoder
from hardware.printer.options import PrinterOptions
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.ports import PrintOutcome
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from tests.helpers.fault_lane import FAULTS, TICKS_WHILE_BAD, Lane, OnPaper, open_lane
from tests.helpers.paper import server

SIDE_BY_SIDE = 6
COPIES = (1, 2)
PRINTS_ON = {"near-end"}
ONCE = OnPaper(unmarked=1, marked=0, pieces=0)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One run. Hashable: runs are remembered by it."""

    fault: str
    moment: str
    copies: int

    def __str__(self) -> str:
        return f"{self.fault} {self.moment} {self.copies}"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run came to."""

    paper: dict[int, OnPaper]
    outcomes: list[PrintOutcome]
    lamps: list[str]
    problems: tuple[str, ...]


# --- the six moments: each brings the fault about and leaves the queue to it ---------------------


def before_connecting(lane: Lane, fault: Switches) -> None:
    lane.model.turn(fault)
    lane.wake()


def before_the_first_byte(lane: Lane, fault: Switches) -> None:
    lane.transport.opened = lambda: lane.model.turn(fault)
    lane.wake()


def in_the_middle(lane: Lane, fault: Switches) -> None:
    lane.model.turn_after(lane.head_bytes + lane.slip_bytes // 2, fault)
    lane.wake()


def before_its_word(lane: Lane, fault: Switches) -> None:
    """The slip is whole and cut; what asks for the printer's word is not reached."""
    lane.model.turn_after(lane.head_bytes + lane.slip_bytes, fault)
    lane.wake()


def between_copies(lane: Lane, fault: Switches) -> None:
    lane.printed = lambda: lane.model.turn(fault)
    lane.wake()
    lane.add_job()
    lane.wake()
    if lane.queue.phase is PrintPhase.IDLE:
        lane.tick()


def while_waiting(lane: Lane, fault: Switches) -> None:
    lane.model.turn(Switches(paper=Paper.OUT))
    lane.wake()
    assert lane.queue.phase is PrintPhase.WAITING
    lane.model.turn(fault)


MOMENTS = {
    "before-connecting": before_connecting,
    "before-the-first-byte": before_the_first_byte,
    "in-the-middle": in_the_middle,
    "before-its-word": before_its_word,
    "between-copies": between_copies,
    "while-waiting": while_waiting,
}
IN_DOUBT = {"in-the-middle", "before-its-word"}
CASES = [Case(*parts) for parts in itertools.product(FAULTS, MOMENTS, COPIES)]


def run(case: Case, cache: Path) -> Ended:
    """Fail, wait in vain, mend, and let the queue go on."""
    with open_lane(cache, case.copies) as lane:
        MOMENTS[case.moment](lane, FAULTS[case.fault])
        lane.printer.is_hasty = case.fault not in PRINTS_ON
        if not lane.printer.is_hasty:
            lane.run_dry()
        else:
            for _ in range(TICKS_WHILE_BAD):
                assert not lane.is_done, "printed by a printer that cannot"
                lane.tick()
            assert lane.queue.phase in {PrintPhase.WAITING, PrintPhase.HELD}
        lane.printer.is_hasty = False
        lane.model.turn(Switches())
        lane.run_dry()
        reports = [report.outcome for report in lane.printer.reports]
        return Ended(lane.paper(), reports, lane.lamps, lane.model.problems)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the library behind the encoder has been loaded."""
    folder = tmp_path_factory.mktemp("cache")
    SlipEncoder(PrinterOptions(), folder)
    return folder


@pytest.fixture(scope="module")
def ends(request: pytest.FixtureRequest, cache: Path) -> dict[Case, Ended | Exception]:
    """Run the chosen cases side by side: they wait for silent printers most of the time."""
    chosen: list[Case] = []
    for item in request.session.items:
        if isinstance(item, pytest.Function) and item.path == request.path:
            spec = getattr(item, "callspec", None)
            case = spec.params.get("case") if spec is not None else None
            if isinstance(case, Case):
                chosen.append(case)

    def guarded(case: Case) -> Ended | Exception:
        try:
            return run(case, cache)
        except (AssertionError, OSError, ValueError) as error:
            return error

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return dict(zip(chosen, pool.map(guarded, chosen), strict=True))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_slip_is_lost_and_none_doubled_unmarked(
    ends: dict[Case, Ended | Exception], case: Case
) -> None:
    end = ends[case]
    if isinstance(end, Exception):
        raise end
    assert end.problems == ()
    for number, paper in end.paper.items():
        assert paper.unmarked + paper.marked >= 1, f"slip {number} is lost"
        assert paper.unmarked <= 1, f"slip {number} is doubled unmarked"
    if case.fault in PRINTS_ON or case.moment not in IN_DOUBT:
        # Nothing had left when the fault came about: there is no doubt about any slip.
        assert set(end.paper.values()) == {ONCE}
        assert PrintOutcome.UNCONFIRMED not in end.outcomes
    else:
        first, *others = end.paper.values()
        assert first.marked == 1
        assert set(others) <= {ONCE}
        assert end.outcomes.count(PrintOutcome.UNCONFIRMED) == 1
    assert end.lamps[-1] in {"printer.ready", "printer.paper_low"}
    if case.fault in PRINTS_ON:
        assert "printer.paper_low" in end.lamps
    else:
        assert any(lamp not in {"printer.ready", "printer.unknown"} for lamp in end.lamps)


def test_every_fault_meets_every_moment(tell: Tell) -> None:
    assert len(CASES) == 8 * 6 * 2
    tell(f"printer failed in {len(CASES)} ways (8 faults, 6 moments, 1 and 2 copies)")


def test_slips_are_whole_although_the_printer_speaks_unasked(cache: Path) -> None:
    """The trap of lost slips, through the queue: a slow printer that sends its state by itself.

    Closing over what it said would reset the line, and the rest of the slip with it. The queue
    takes a slip for printed behind the printer's word alone, and the line is read to its end.
    """
    model = PrinterModel()
    model.turn(Switches(sends_status=True))
    with server(model, chunk_bytes=1_024, chunk_pause_s=0.001) as port:
        lane = Lane(model, port, cache, copies=2)
        lane.wake()
        lane.run_dry()
    assert lane.paper() == {1: ONCE, 2: ONCE}
    assert model.problems == ()

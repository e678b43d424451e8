"""The driver of queues: calls that hang, that fail and that come too late."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.printer.bounded import Bounded, LateError
from hardware.printer.options import PrinterOptions
from hardware.printer.spooled import JobEnd, SpooledPrinter, SpoolError
from hardware.printer.talk import FILE_FAILS, PAPER_OUT, READY, Patience
from kpay_desktop.ports import DeviceStatus, PrintOutcome, PrintReport
from kpay_desktop.receipts.document import Centered, Document

SLIP = Document("slip", (Centered("a slip"),))
QUICK = Patience(status_s=0.2, listen_s=0.05)


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


class Scripted:
    """A queue that does as each test says."""

    name = "scripted:"
    has_plug = True

    def __init__(self) -> None:
        self.on_state: Callable[[], DeviceStatus] = lambda: READY
        self.on_submit: Callable[[], int] = lambda: 7
        self.on_job: Callable[[], JobEnd] = lambda: JobEnd.DONE
        self.on_cancel: Callable[[], None] = lambda: None
        self.calls: list[str] = []

    def state(self, deadline: float) -> DeviceStatus:
        self.calls.append("state")
        return self.on_state()

    def submit(self, data: bytes, title: str, deadline: float) -> int:
        self.calls.append("submit")
        return self.on_submit()

    def job(self, number: int, deadline: float) -> JobEnd:
        self.calls.append(f"job {number}")
        return self.on_job()

    def cancel(self, number: int, deadline: float) -> None:
        self.calls.append(f"cancel {number}")
        self.on_cancel()


class Desk:
    """A scripted queue with its driver."""

    def __init__(self, folder: Path) -> None:
        self.queue = Scripted()
        self.heard: list[DeviceStatus] = []
        self.printer = SpooledPrinter(
            self.queue, PrinterOptions(drawer_pin=2), folder, self.heard.append, QUICK
        )

    def ended(self, deadline_s: float = 0.3) -> tuple[PrintOutcome, str]:
        return told(self.printer.print_document(SLIP, deadline_s))


def told(report: PrintReport) -> tuple[PrintOutcome, str]:
    return report.outcome, report.status.message_id


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    # The library behind the encoder is loaded once, which takes its time.
    assert made.ended(10.0) == (PrintOutcome.CONFIRMED, "printer.ready")
    made.queue.calls.clear()
    return made


def fails(*, is_certain: bool) -> Callable[[], int]:
    def fail() -> int:
        raise SpoolError("broken", FILE_FAILS, is_certain=is_certain)

    return fail


@pytest.mark.parametrize(
    ("is_certain", "outcome"), [(True, PrintOutcome.NOT_SENT), (False, PrintOutcome.UNCONFIRMED)]
)
def test_job_that_was_not_taken(desk: Desk, is_certain: bool, outcome: PrintOutcome) -> None:
    desk.queue.on_submit = fails(is_certain=is_certain)
    assert desk.ended() == (outcome, "printer.file_fails")


def test_queue_whose_state_cannot_be_read_is_sent_nothing(desk: Desk) -> None:
    def fail() -> DeviceStatus:
        raise SpoolError("broken", FILE_FAILS)

    desk.queue.on_state = fail
    assert desk.ended() == (PrintOutcome.NOT_SENT, "printer.file_fails")
    assert desk.printer.status(1.0) is FILE_FAILS
    assert desk.queue.calls == ["state", "state"]


def test_job_whose_end_cannot_be_read_is_asked_for_again(desk: Desk) -> None:
    answers = [SpoolError("broken", FILE_FAILS)]

    def job() -> JobEnd:
        if answers:
            raise answers.pop()
        return JobEnd.DONE

    desk.queue.on_job = job
    assert desk.ended(5.0) == (PrintOutcome.CONFIRMED, "printer.ready")


def test_job_that_does_not_end_is_in_doubt_and_people_hear_why(desk: Desk) -> None:
    desk.queue.on_job = lambda: JobEnd.WAITING
    assert desk.ended() == (PrintOutcome.UNCONFIRMED, "printer.queue_busy")
    assert desk.heard == []
    states = iter([READY])
    desk.queue.on_state = lambda: next(states, PAPER_OUT)
    assert desk.ended() == (PrintOutcome.UNCONFIRMED, "printer.paper_out")
    assert set(desk.heard) == {PAPER_OUT}


@pytest.mark.parametrize("goes_wrong", [False, True])
def test_pulse_that_did_not_get_there_is_taken_back(desk: Desk, goes_wrong: bool) -> None:
    desk.queue.on_job = lambda: JobEnd.WAITING

    def cancel() -> None:
        if goes_wrong:
            raise SpoolError("broken", FILE_FAILS)

    desk.queue.on_cancel = cancel
    report = desk.printer.kick_drawer(0.2)
    assert told(report) == (PrintOutcome.UNCONFIRMED, "printer.queue_busy")
    assert desk.queue.calls[-1] == "cancel 7"


def test_queue_that_hangs_costs_no_more_than_the_deadline(desk: Desk) -> None:
    free = threading.Event()

    def hang() -> int:
        free.wait(10.0)
        return 7

    desk.queue.on_submit = hang
    assert desk.ended() == (PrintOutcome.UNCONFIRMED, "printer.no_answer")
    # While that call is still at work nothing else is begun.
    assert desk.ended() == (PrintOutcome.NOT_SENT, "printer.no_answer")
    assert desk.printer.status(0.1).message_id == "printer.no_answer"
    assert desk.queue.calls == ["state", "submit"]
    free.set()
    desk.queue.on_submit = lambda: 8
    assert desk.ended(5.0) == (PrintOutcome.CONFIRMED, "printer.ready")
    assert desk.queue.calls[-2:] == ["job 8", "state"]


def test_calls_give_back_what_they_return_and_raise() -> None:
    bounded = Bounded("calls")
    assert bounded.call(lambda: 3, soon()) == 3

    def fail() -> int:
        raise KeyError("a name")

    with pytest.raises(KeyError, match="a name"):
        bounded.call(fail, soon())
    assert bounded.call(lambda: None, soon()) is None


def test_late_calls_say_whether_they_were_begun() -> None:
    bounded = Bounded("calls")
    free = threading.Event()
    with pytest.raises(LateError) as first:
        bounded.call(lambda: free.wait(10.0), soon(0.02))
    with pytest.raises(LateError) as second:
        bounded.call(lambda: None, soon(0.02))
    assert (first.value.has_begun, second.value.has_begun) == (True, False)
    free.set()
    assert bounded.call(lambda: "after", soon()) == "after"

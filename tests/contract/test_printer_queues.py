"""What printers behind queues keep to: a job that is not through is never printed twice by us."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.printer.encoder import SlipEncoder
from hardware.printer.options import PrinterOptions
from kpay_desktop.ports import Health, PrintOutcome
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.simulation.paper.printer import Paper, Switches
from tests.helpers.paper import SLIP
from tests.helpers.printers import QUEUES, QueueBench, any_bench

DOCUMENT = qr_sale(SLIP)
# However busy the machine is. Doubts end soon after the fault, by the bench's clock.
LONG_S = 60.0


@pytest.fixture(params=QUEUES)
def counter(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[QueueBench]:
    with any_bench(request.param, tmp_path) as made:
        assert isinstance(made, QueueBench)
        # The library behind the encoder is loaded once, which takes its time.
        SlipEncoder(PrinterOptions(), tmp_path / "cache").encode(DOCUMENT)
        yield made


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONG_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize(
    ("message_id", "switches"),
    [
        ("printer.paper_out", Switches(paper=Paper.OUT)),
        ("printer.cover_open", Switches(cover_open=True)),
        ("printer.offline", Switches(is_offline=True)),
    ],
)
def test_job_that_waits_for_the_printer_keeps_its_place_and_gets_no_second(
    counter: QueueBench, message_id: str, switches: Switches
) -> None:
    printer = counter.driver(PrinterOptions())
    counter.model.turn_after(10_000, switches)
    with counter.clock.ends_after(lambda: message_id in counter.heard):
        report = printer.print_document(DOCUMENT, LONG_S)
    assert (report.outcome, report.status.message_id) == (PrintOutcome.UNCONFIRMED, message_id)
    assert set(counter.heard) == {message_id}
    for _ in range(3):
        assert printer.status(LONG_S).health is Health.BAD
        again = printer.print_document(DOCUMENT, LONG_S)
        assert (again.outcome, again.status.message_id) == (PrintOutcome.NOT_SENT, message_id)
    assert len(counter.queue.jobs) == 1
    counter.model.turn(Switches())
    until(lambda: printer.status(LONG_S).message_id == "printer.ready")
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert [slip.is_cut for slip in counter.model.slips] == [True, True]
    assert counter.model.problems == ()


def test_jobs_of_others_are_waited_for(counter: QueueBench) -> None:
    printer = counter.driver(PrinterOptions())
    counter.model.turn(Switches(is_stalled=True))
    counter.queue.add("from the kitchen", b"\x1b@soup\n\x1dV\x01")
    until(lambda: printer.status(LONG_S).message_id == "printer.queue_busy")
    report = printer.print_document(DOCUMENT, LONG_S)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.NOT_SENT,
        "printer.queue_busy",
    )
    counter.model.turn(Switches())
    until(lambda: printer.status(LONG_S).message_id == "printer.ready")
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert counter.model.slips[0].lines == ("soup",)


def test_job_that_somebody_takes_out_is_in_doubt(counter: QueueBench) -> None:
    printer = counter.driver(PrinterOptions())
    counter.model.turn_after(10_000, Switches(is_stalled=True))

    def cancel() -> None:
        counter.queue.cancel(1)

    counter.model.on_change(cancel)
    report = printer.print_document(DOCUMENT, LONG_S)
    assert report.outcome is PrintOutcome.UNCONFIRMED


def test_pulse_that_the_printer_did_not_get_is_taken_back(counter: QueueBench) -> None:
    printer = counter.driver(PrinterOptions(drawer_pin=2))
    assert printer.status(LONG_S).message_id == "printer.ready"
    counter.model.turn(Switches(is_stalled=True))
    with counter.clock.ends_after(lambda: bool(counter.queue.jobs)):
        report = printer.kick_drawer(LONG_S)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.UNCONFIRMED,
        "printer.queue_busy",
    )
    until(lambda: not counter.queue.left)
    counter.queue.rest()
    counter.model.turn(Switches())
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    assert not counter.model.kicks


def test_queue_that_takes_no_jobs_is_sent_none(counter: QueueBench) -> None:
    printer = counter.driver(PrinterOptions())
    counter.queue.is_rejecting = True
    report = printer.print_document(DOCUMENT, LONG_S)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.NOT_SENT,
        "printer.queue_stopped",
    )
    assert counter.queue.jobs == {}


def test_slips_carry_their_title_and_nothing_but_their_bytes(counter: QueueBench) -> None:
    printer = counter.driver(PrinterOptions())
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED
    (job,) = counter.queue.jobs.values()
    assert job.title == DOCUMENT.title
    assert job.data.startswith(b"\x1b@")
    # A question would be answered to the queue, which drops it.
    assert b"\x1dr\x01" not in job.data
    assert b"\x10\x04" not in job.data

"""The spooler of Windows, as far as it can be tried without Windows: structures, calls, flags."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.printer import winspool
from hardware.printer.options import PrinterOptions
from hardware.printer.spooled import JobEnd, SpoolError
from hardware.printer.windows_queue import WindowsSpooler
from kpay_desktop.ports import PrintOutcome
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.simulation.paper.printer import Switches
from tests.helpers.paper import SLIP
from tests.helpers.printers import QueueBench, windows_bench
from tests.helpers.windows_spooler import QUEUE, WindowsTwin

DOCUMENT = qr_sale(SLIP)
POINTER = ctypes.sizeof(ctypes.c_void_p)


def soon() -> float:
    return time.monotonic() + 5.0


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[tuple[QueueBench, WindowsTwin]]:
    with windows_bench(tmp_path) as (bench, twin):
        yield bench, twin
        assert twin.open == {}, "a handle was left open"


def test_structures_are_as_large_as_in_the_manual() -> None:
    assert POINTER == 8, "the offsets below are those of 64 bits"
    assert ctypes.sizeof(winspool.PrinterInfo) == 136
    assert (winspool.PrinterInfo.attributes.offset, winspool.PrinterInfo.status.offset) == (
        104,
        124,
    )
    assert winspool.PrinterInfo.jobs.offset == 128
    assert ctypes.sizeof(winspool.JobInfo) == 96
    assert winspool.JobInfo.status.offset == 56
    assert ctypes.sizeof(winspool.DocInfo) == 24


def test_slip_is_through_when_its_job_has_left_the_queue(
    counter: tuple[QueueBench, WindowsTwin],
) -> None:
    bench, _ = counter
    report = bench.driver(PrinterOptions()).print_document(DOCUMENT, 10.0)
    assert report.outcome is PrintOutcome.CONFIRMED


def test_slip_is_through_when_its_job_is_kept_as_printed(
    counter: tuple[QueueBench, WindowsTwin],
) -> None:
    bench, twin = counter
    twin.keeps_printed = True
    report = bench.driver(PrinterOptions()).print_document(DOCUMENT, 10.0)
    assert report.outcome is PrintOutcome.CONFIRMED


def test_queue_of_another_name_is_unreachable(counter: tuple[QueueBench, WindowsTwin]) -> None:
    _, twin = counter
    other = WindowsSpooler("another", twin.calls)
    with pytest.raises(SpoolError, match="OpenPrinter 1801") as raised:
        other.state(soon())
    assert raised.value.state.message_id == "printer.unreachable"


@pytest.mark.parametrize(
    ("call", "is_certain"),
    [
        ("start_doc", True),
        ("start_page", False),
        ("write", False),
        ("end_page", False),
        ("end_doc", False),
    ],
)
def test_job_that_fails_halfway_leaves_doubt(
    counter: tuple[QueueBench, WindowsTwin], call: str, is_certain: bool
) -> None:
    bench, twin = counter
    twin.fails.add(call)
    with pytest.raises(SpoolError) as raised:
        bench.spooler.submit(b"slip", "slip", soon())
    assert raised.value.is_certain is is_certain


def test_state_that_cannot_be_read(counter: tuple[QueueBench, WindowsTwin]) -> None:
    bench, twin = counter
    twin.fails |= {"get_printer", "get_job"}
    with pytest.raises(SpoolError, match="GetPrinter"):
        bench.spooler.state(soon())
    bench.model.turn(Switches(is_stalled=True))
    number = bench.spooler.submit(b"slip", "slip", soon())
    with pytest.raises(SpoolError, match="GetJob"):
        bench.spooler.job(number, soon())


def test_texts_that_never_fit_end_the_asking(counter: tuple[QueueBench, WindowsTwin]) -> None:
    bench, twin = counter
    twin.extra_bytes = 100_000
    assert bench.spooler.state(soon()).message_id == "printer.ready"
    twin.grows_bytes = 100
    with pytest.raises(SpoolError, match="GetPrinter 122"):
        bench.spooler.state(soon())


def test_queue_set_to_work_offline_is_offline(counter: tuple[QueueBench, WindowsTwin]) -> None:
    bench, twin = counter
    twin.works_offline = True
    assert bench.spooler.state(soon()).message_id == "printer.offline"


def test_job_is_taken_back(counter: tuple[QueueBench, WindowsTwin]) -> None:
    bench, twin = counter
    bench.model.turn(Switches(is_stalled=True))
    number = bench.spooler.submit(b"slip", "slip", soon())
    assert bench.spooler.job(number, soon()) is JobEnd.WAITING
    bench.spooler.cancel(number, soon())
    assert bench.spooler.job(number, soon()) is JobEnd.FAILED
    bench.spooler.cancel(number, soon())
    twin.fails.add("set_job")
    second = bench.spooler.submit(b"slip", "slip", soon())
    with pytest.raises(SpoolError, match="SetJob"):
        bench.spooler.cancel(second, soon())
    assert bench.spooler.name == f"win:{QUEUE}"

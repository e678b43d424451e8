"""CUPS and its protocol: where it is found, what it says, and what it fails to say."""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printer import ipp
from hardware.printer.cups import CupsSpooler, find_server
from hardware.printer.ipp import Attribute, IppError, Tag
from hardware.printer.options import PrinterOptions
from hardware.printer.spooled import JobEnd, SpoolError
from kpay_desktop.ports import PrintOutcome
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from tests.helpers.cups_server import QUEUE, CupsTwin, Mood, cups_server, read_attributes, value
from tests.helpers.paper import SLIP
from tests.helpers.print_queues import QueueTwin
from tests.helpers.printers import QueueBench, cups_bench

DOCUMENT = qr_sale(SLIP)
LONG_S = 10.0


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[tuple[QueueBench, CupsTwin]]:
    with cups_bench(tmp_path) as made:
        yield made


def test_job_that_cups_gave_up_is_in_doubt(counter: tuple[QueueBench, CupsTwin]) -> None:
    bench, _ = counter
    bench.queue.gives_up = True
    bench.model.turn_after(10_000, Switches(has_power=False))
    report = bench.driver(PrinterOptions()).print_document(DOCUMENT, LONG_S)
    assert report.outcome is PrintOutcome.UNCONFIRMED


def test_cups_without_a_history_forgets_what_is_through(
    counter: tuple[QueueBench, CupsTwin],
) -> None:
    bench, twin = counter
    twin.keeps_history = False
    report = bench.driver(PrinterOptions()).print_document(DOCUMENT, LONG_S)
    assert report.outcome is PrintOutcome.CONFIRMED


def test_reasons_of_the_last_job_keep_no_slip_back(counter: tuple[QueueBench, CupsTwin]) -> None:
    bench, _ = counter
    bench.model.turn(Switches(cover_open=True))
    printer = bench.driver(PrinterOptions())
    assert printer.status(LONG_S).message_id == "printer.ready"
    bench.model.turn(Switches(paper=Paper.LOW))
    assert printer.status(LONG_S).message_id == "printer.paper_low"
    assert printer.print_document(DOCUMENT, LONG_S).outcome is PrintOutcome.CONFIRMED


def test_queue_that_does_not_exist_is_unreachable(counter: tuple[QueueBench, CupsTwin]) -> None:
    bench, twin = counter
    spooler = bench.spooler
    assert isinstance(spooler, CupsSpooler)
    other = CupsSpooler("other", spooler._server)
    with pytest.raises(SpoolError) as raised:
        other.state(soon())
    assert raised.value.state.message_id == "printer.unreachable"
    assert twin.users[-1]


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.BREAKS, Mood.GARBLES, Mood.FORBIDS])
def test_cups_that_does_not_answer_leaves_doubt_about_a_job_alone(
    counter: tuple[QueueBench, CupsTwin], mood: Mood
) -> None:
    bench, twin = counter
    twin.mood = mood
    for ask in (
        lambda: bench.spooler.state(soon(0.2)),
        lambda: bench.spooler.submit(b"slip", "slip", soon(0.2)),
        lambda: bench.spooler.cancel(1, soon(0.2)),
    ):
        with pytest.raises(SpoolError) as raised:
            ask()
        assert raised.value.is_certain == (mood is Mood.FORBIDS)
        assert "slip" not in str(raised.value)
    assert bench.queue.jobs == {}


def test_nobody_there_is_certain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    for server in (f"127.0.0.1:{port}", "/nowhere/cups.sock"):
        with pytest.raises(SpoolError) as raised:
            CupsSpooler(QUEUE, server).submit(b"slip", "slip", soon())
        assert raised.value.is_certain
        assert raised.value.state.message_id == "printer.unreachable"


def test_socket_of_the_file_system() -> None:
    model = PrinterModel()
    # The name of a socket is short on every system, and pytest's folders are deep.
    with tempfile.TemporaryDirectory() as folder:
        with cups_server(QueueTwin(model), Path(folder) / "cups.sock") as (_, where):
            spooler = CupsSpooler(QUEUE, where)
            assert spooler.state(soon()).message_id == "printer.ready"
            number = spooler.submit(b"slip", "", soon())
            assert spooler.job(number, soon()) is JobEnd.WAITING
            spooler.cancel(number, soon())
            assert spooler.job(number, soon()) is JobEnd.FAILED
            spooler.cancel(number, soon())
            spooler.cancel(99, soon())
        assert find_server({"CUPS_SERVER": where}) == where


def test_server_is_found() -> None:
    assert find_server({"CUPS_SERVER": " printhost:8631 "}) == "printhost:8631"
    assert find_server({}).startswith(("/", "localhost:"))


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_none(body: bytes) -> None:
    try:
        told = ipp.answer(body)
    except IppError:
        return
    assert 0 <= told.status <= 0xFFFF


TEXT = st.text(max_size=40)
NUMBER = st.integers(-(2**31), 2**31 - 1)


@given(title=TEXT, words=st.lists(TEXT, min_size=1, max_size=4), number=NUMBER, data=st.binary())
def test_another_reader_understands_our_requests(
    title: str, words: list[str], number: int, data: bytes
) -> None:
    body = ipp.request(
        ipp.PRINT_JOB,
        (
            Attribute(Tag.NAME, "job-name", (title,)),
            Attribute(Tag.KEYWORD, "requested-attributes", tuple(words)),
            Attribute(Tag.INTEGER, "job-id", (number,)),
        ),
        data,
    )
    assert body[:8] == b"\x01\x01\x00\x02\x00\x00\x00\x01"
    found, rest = read_attributes(body[8:])
    assert rest == data
    assert found["job-name"] == [title.encode()]
    assert found["requested-attributes"] == [word.encode() for word in words]
    assert int.from_bytes(found["job-id"][0], "big", signed=True) == number


def test_answer_is_read() -> None:
    body = b"\x01\x01\x00\x01\x00\x00\x00\x01\x01" + value(0x47, "attributes-charset", "utf-8")
    body += b"\x04" + value(0x23, "printer-state", 5)
    body += value(0x44, "printer-state-reasons", "paused") + value(0x44, "", "media-empty-error")
    body += value(0x22, "printer-is-accepting-jobs", False) + b"\x03"
    told = ipp.answer(body)
    assert told.is_good
    assert told.number("printer-state") == 5
    assert told.words("printer-state-reasons") == ("paused", "media-empty-error")
    assert told.number("printer-is-accepting-jobs") == 0
    assert told.number("attributes-charset") is None
    assert told.number("job-id") is None

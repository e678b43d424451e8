"""The printer's place in the till: what it reports to the windows, and what they may ask of it."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.ports import BusyError, DeviceStatus, PrintOutcome, PrintReport
from kpay_desktop.receipts.document import Centered, Document
from kpay_desktop.settings import demo_settings
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from tests.helpers.paper import HandExecutor, HandTimers, MemoryJobs, print_job
from ui.backend import News, QueueNews, SlipNews

WAIT_S = 60.0


def slip(job: PrintJob, _signature: Signature | None) -> Document:
    mark = " DUPLICATE" if job.duplicate else ""
    return Document("slip", (Centered(f"{job.subject_id} {job.copy.value}{mark}"),))


class Room:
    """A room whose store and clock are turned by hand; its printer's thread is real."""

    def __init__(self, folder: Path, printer: str, drawer: str) -> None:
        settings = demo_settings()
        devices = replace(settings.devices, printer=printer, drawer=drawer)
        folders = Folders(folder)
        folders.make()
        self.jobs = MemoryJobs([print_job(1)])
        self.store_thread = HandExecutor()
        self.timers = HandTimers()
        self.news: list[News] = []
        self.room = PrinterRoom(
            replace(settings, devices=devices),
            folders,
            self.jobs,
            self.store_thread,
            self.timers,
            slip,
            self.news.append,
        )

    @property
    def model(self) -> PrinterModel:
        model = self.room.model
        assert model is not None
        return model

    def until(self, true: Callable[[], bool]) -> None:
        """Let the store's thread work until ``true``."""
        deadline = time.monotonic() + WAIT_S
        while not true():
            assert time.monotonic() < deadline
            if not self.store_thread.run():
                time.sleep(0.002)

    @property
    def phases(self) -> list[tuple[str, str]]:
        """The print queue's phases with the printer's state, as the windows hear of them."""
        return [
            (news.phase.value, news.status.message_id)
            for news in self.news
            if isinstance(news, QueueNews)
        ]


@contextmanager
def open_room(folder: Path, printer: str = "sim:", drawer: str = "printer") -> Iterator[Room]:
    made = Room(folder, printer, drawer)
    try:
        yield made
    finally:
        made.room.stop(WAIT_S)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Room]:
    with open_room(tmp_path) as room:
        yield room


def test_windows_hear_of_slips_lamp_and_queue(made: Room) -> None:
    made.model.turn(Switches(paper=Paper.OUT))
    made.room.start()
    made.until(lambda: ("waiting", "printer.paper_out") in made.phases)
    lamps = [news.message_id for news in made.news if isinstance(news, DeviceStatus)]
    assert lamps[-1] == "printer.paper_out"
    made.model.turn(Switches())
    made.room.retry()
    made.until(lambda: ("idle", "printer.ready") in made.phases)
    assert made.phases[-2:] == [("printing", "printer.paper_out"), ("idle", "printer.ready")]
    slips = [news.state for news in made.news if isinstance(news, SlipNews)]
    assert slips[-1] is PrintState.PRINTED
    assert [one.lines for one in made.model.slips] == [("1 merchant",)]


def test_drawer_opens_on_the_printers_thread(made: Room) -> None:
    ends: queue.Queue[PrintReport | None] = queue.Queue()
    made.room.start()
    made.until(lambda: ("idle", "printer.ready") in made.phases)
    made.room.kick_drawer(ends.put)
    report = ends.get(timeout=WAIT_S)
    assert report is not None
    assert report.outcome is PrintOutcome.CONFIRMED
    assert made.model.kicks == (2,)


def test_drawer_of_a_till_that_closes_stays_shut(tmp_path: Path) -> None:
    with open_room(tmp_path) as made:
        made.room.start()
    with pytest.raises(BusyError):
        made.room.kick_drawer(lambda _: None)
    assert made.model.kicks == ()


def test_path_that_means_nothing_leaves_the_till_without_a_printer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with open_room(tmp_path, printer="lpt:1") as made:
        made.room.start()
        made.until(lambda: ("waiting", "printer.none") in made.phases)
        assert made.room.model is None
    assert "of a kind that is not known: lpt:" in caplog.text
    assert PrintPhase(made.phases[-1][0]) is PrintPhase.WAITING

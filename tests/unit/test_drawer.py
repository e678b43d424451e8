"""The cash drawer: its states on the page, and a supervisor's test of it."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.drawer import DrawerTest
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import (
    DeviceKind,
    DeviceStatus,
    Health,
    PrintOutcome,
    PrintReport,
    StoreError,
    StoreErrorKind,
)
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings import demo_settings
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from models.database import OpenedStore
from tests.helpers.front import CASHIER, SUPERVISOR, Front
from tests.helpers.more_pages import READY, printer
from tests.helpers.paper import HandExecutor, HandTimers, MemoryJobs
from tests.helpers.store import DEADLINE_S, HandClock, audit_rows, opened, write
from ui.backend import DrawerTested, News
from ui.views import BAD, OK, PLAIN, Action, Tone
from ui.views_more import DeviceRow, DevicesView

LOW = DeviceStatus(DeviceKind.PRINTER, Health.WARN, "printer.paper_low")
UNKNOWN = DeviceStatus(DeviceKind.PRINTER, Health.UNKNOWN, "printer.unknown")
WAITS = (Message("state.drawer_waits"), BAD)
READY_STATE = (Message("state.drawer_ready"), OK)
UNSEEN = (Message("state.unknown"), PLAIN)


# --- the page -------------------------------------------------------------------------------


def front_with(
    drawer: str = "printer", operator: Operator = SUPERVISOR, path: str = "sim:"
) -> Front:
    settings = demo_settings()
    devices = replace(settings.devices, drawer=drawer, printer=path)
    front = Front(replace(settings, devices=devices)).sign_in(operator)
    return front.press(Action.OPEN_PAGE, "devices")


def row_of(front: Front) -> DeviceRow:
    body = front.body(DevicesView)
    return next(row for row in body.rows if row.name == Message("more.drawer"))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (None, UNSEEN),
        (UNKNOWN, UNSEEN),
        (READY, READY_STATE),
        (LOW, READY_STATE),
        *(
            (printer(word), WAITS)
            for word in (
                "paper_out", "cover_open", "offline", "no_answer", "unreachable",
                "line_slow", "queue_stopped", "queue_busy", "file_fails",
            )
        ),
    ],
)  # fmt: skip
def test_its_state_is_what_the_printer_can_do_for_it(
    status: DeviceStatus | None, state: tuple[Message, Tone]
) -> None:
    front = front_with()
    if status is not None:
        front.controller.news(status)

    row = row_of(front)
    assert (row.state, row.tone) == state


def test_without_a_printer_it_says_so() -> None:
    row = row_of(front_with(path=""))

    assert (row.state, row.tone) == (Message("state.drawer_no_printer"), BAD)


def test_a_profile_without_a_drawer_has_no_row() -> None:
    body = front_with(drawer="").body(DevicesView)

    assert Message("more.drawer") not in [row.name for row in body.rows]


@pytest.mark.parametrize(
    ("drawer", "pin"), [("printer", "2"), ("printer:2", "2"), ("printer:5", "5")]
)
def test_its_pin_is_named(drawer: str, pin: str) -> None:
    assert row_of(front_with(drawer)).detail == message("more.drawer_detail", pin=pin)


def test_a_cashier_is_told_who_opens_it() -> None:
    front = front_with(operator=CASHIER)
    row = row_of(front)
    assert not row.test.enabled
    assert row.said == Message("more.drawer_supervisor")

    front.press(Action.OPEN_DRAWER)

    assert ("test_drawer", "01") not in front.backend.calls


def test_a_supervisor_opens_it_once_a_press() -> None:
    front = front_with()
    assert row_of(front).test.enabled

    front.press(Action.OPEN_DRAWER).press(Action.OPEN_DRAWER)

    assert front.backend.calls.count(("test_drawer", "90")) == 1
    row = row_of(front)
    assert row.said == Message("more.drawer_sent")
    assert not row.test.enabled


@pytest.mark.parametrize(
    ("news", "said"),
    [
        (
            DrawerTested(PrintReport(PrintOutcome.CONFIRMED, READY)),
            message("more.drawer_opened", time="14:32:08"),
        ),
        (
            DrawerTested(PrintReport(PrintOutcome.NOT_SENT, printer("paper_out"))),
            message("more.drawer_failed", reason="@printer.paper_out"),
        ),
        (
            DrawerTested(PrintReport(PrintOutcome.UNCONFIRMED, printer("no_answer"))),
            message("more.drawer_unconfirmed", reason="@printer.no_answer"),
        ),
        (DrawerTested(None), Message("more.test_busy")),
        (DrawerTested(None, is_noted=False), Message("more.drawer_unnoted")),
    ],
)
def test_what_it_came_to_is_said(news: DrawerTested, said: Message) -> None:
    front = front_with().press(Action.OPEN_DRAWER)
    front.controller.news(news)

    row = row_of(front)
    assert row.said == said
    assert row.test.enabled
    assert row_of(front.press(Action.OPEN_PAGE, "devices")).said is None


# --- the pulse ------------------------------------------------------------------------------


def no_slip(_job: PrintJob, _signature: Signature | None) -> Document:
    raise AssertionError("a drawer has nothing to do with slips")


class Counter:
    """A drawer on the simulated printer, and a real audit log."""

    def __init__(self, folder: Path, store: OpenedStore, drawer: str) -> None:
        settings = demo_settings()
        folders = Folders(folder / "till")
        folders.make()
        self.news: queue.Queue[News] = queue.Queue()
        self.queue_thread = HandExecutor()
        self.room = PrinterRoom(
            replace(settings, devices=replace(settings.devices, drawer=drawer)),
            folders,
            MemoryJobs(),
            self.queue_thread,
            HandTimers(),
            no_slip,
            lambda _: None,
        )
        clock = HandClock()
        self.test = DrawerTest(self.room, store.writer, store.audit, clock, self.news.put)
        self.store = store

    @property
    def model(self) -> PrinterModel:
        model = self.room.model
        assert model is not None
        return model

    def open(self) -> DrawerTested:
        self.test.open("90")
        news = self.news.get(timeout=DEADLINE_S)
        assert isinstance(news, DrawerTested)
        return news

    def rows(self) -> list[tuple[str, str, str]]:
        """Return what the audit log has of the drawer, once all of it is written."""
        write(self.store, lambda: None)
        return [
            (str(who), str(what), str(why))
            for who, what, subject, why in audit_rows(self.store)
            if subject == "drawer"
        ]

    def until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while not true():
            assert time.monotonic() < deadline
            time.sleep(0.005)


@contextmanager
def counter_at(folder: Path, drawer: str = "printer") -> Iterator[Counter]:
    with opened(folder / "data") as store:
        made = Counter(folder, store, drawer)
        made.room.start()
        try:
            yield made
        finally:
            made.room.stop(DEADLINE_S)


@pytest.mark.parametrize(("drawer", "pin"), [("printer", 2), ("printer:5", 5)])
def test_the_pulse_comes_after_its_row(tmp_path: Path, drawer: str, pin: int) -> None:
    with counter_at(tmp_path, drawer) as counter:
        told = counter.open()

        assert told.report is not None
        assert told.report.outcome is PrintOutcome.CONFIRMED
        assert counter.model.kicks == (pin,)
        assert counter.rows() == [("90", "drawer_opened", '{"reason":"test"}')]


def test_a_drawer_that_stays_shut_is_noted_as_well(tmp_path: Path) -> None:
    with counter_at(tmp_path) as counter:
        counter.model.turn(Switches(paper=Paper.OUT))

        told = counter.open()

        assert told.report is not None
        assert told.report.outcome is PrintOutcome.NOT_SENT
        assert told.report.status.message_id == "printer.paper_out"
        assert counter.model.kicks == ()
        counter.until(lambda: len(counter.rows()) == 2)
        assert [row[1] for row in counter.rows()] == ["drawer_opened", "drawer_not_opened"]


def test_without_its_row_it_stays_shut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError(StoreErrorKind.FULL)

    with counter_at(tmp_path) as counter:
        monkeypatch.setattr(counter.store.audit, "append", full)

        assert counter.open() == DrawerTested(None, is_noted=False)

        assert counter.model.kicks == ()
    assert "the drawer's row is not in the audit log: store full" in caplog.messages


def test_a_till_that_closes_opens_no_drawer(tmp_path: Path) -> None:
    with counter_at(tmp_path) as counter:
        counter.room.stop(DEADLINE_S)

        assert counter.open() == DrawerTested(None)

        assert counter.model.kicks == ()
        counter.until(lambda: len(counter.rows()) == 2)

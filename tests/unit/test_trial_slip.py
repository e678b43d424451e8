"""The test slip: on the simulated printer's paper, through the till's own printer thread."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.documents import Documents
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.domain.ledger import SettlementRecord
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.ports import PrintOutcome
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.document import Document, QrCode
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.layout import COLUMNS_BY_PAPER_MM, TextLine, layout
from kpay_desktop.receipts.slip_code import read_slip_code
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.trial_slip import trial_slip
from kpay_desktop.settings import demo_settings
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.slip_reader import read_slip
from ui.backend import News, SlipTested

NOON = datetime(2026, 11, 22, 14, 32, 8, tzinfo=timezone(timedelta(hours=8)))
DEADLINE_S = 60.0
COLUMNS = COLUMNS_BY_PAPER_MM[80]


def no_batch(_record: SettlementRecord, _kind: SlipKind, _is_duplicate: bool) -> Document:
    raise AssertionError("nothing is settled here")


class Room:
    """A printer room with everything around it in memory."""

    def __init__(self, folder: Path) -> None:
        folders = Folders(folder)
        folders.make()
        self.told: queue.Queue[SlipTested] = queue.Queue()
        executor, clock = InlineExecutor(), ManualClock(NOON.astimezone(UTC))
        shop = SlipShop.of(demo_settings(), "0.1.0")
        self.room = PrinterRoom(
            demo_settings(),
            folders,
            InMemoryStore(),
            executor,
            ManualTimers(clock, executor),
            Documents(shop, no_batch).of_job,
            self._report,
        )
        self.room.start()

    def _report(self, news: News) -> None:
        if isinstance(news, SlipTested):
            self.told.put(news)

    @property
    def model(self) -> PrinterModel:
        assert self.room.model is not None
        return self.room.model

    def test(self) -> SlipTested:
        self.room.test(NOON)
        return self.told.get(timeout=DEADLINE_S)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.room.stop(DEADLINE_S)


def test_it_comes_out_whole_and_confirmed(room: Room) -> None:
    ended = room.test()

    assert ended.report is not None
    assert ended.report.outcome is PrintOutcome.CONFIRMED
    (slip,) = room.model.slips
    lines = read_slip(slip)
    assert "** NOT A RECEIPT 非收据 **" in lines
    assert "*** SIMULATED 模拟 ***" in lines
    assert "TEST SLIP 测试单" in lines
    assert "[KPAY TEST 80010001]" in lines
    assert room.model.problems == ()


def test_without_paper_it_says_so_and_does_not_come_later(room: Room) -> None:
    room.model.turn(Switches(paper=Paper.OUT))

    ended = room.test()

    assert ended.report is not None
    assert ended.report.outcome is PrintOutcome.NOT_SENT
    assert ended.report.status.message_id == "printer.paper_out"
    room.model.turn(Switches())
    assert room.model.waiting_bytes == 0
    assert room.model.slips == ()


def test_it_is_no_sales_slip() -> None:
    slip = trial_slip(demo_settings(), NOON)
    text = dump(slip, COLUMNS)

    assert "2026-11-22 14:32:08" in text
    assert "SGD" not in text
    assert text.count("NOT A RECEIPT 非收据") == 2
    for row in slip.rows:
        if isinstance(row, QrCode):
            assert read_slip_code(row.text) is None


def test_a_real_till_does_not_call_it_simulated() -> None:
    demo = demo_settings()
    real = replace(
        demo,
        profile=replace(demo.profile, kind=type(demo.profile.kind).LAB),
        bank=replace(demo.bank, simulated=False),
        operators=(),
        cards=replace(demo.cards, enabled=False),
        gateway=replace(
            demo.gateway,
            base_url="https://bank.example",
            cusid="1",
            appid="2",
            private_key="a",
            bank_key="b",
        ),
    )

    assert "SIMULATED" not in dump(trial_slip(real, NOON), COLUMNS)


@pytest.mark.parametrize("paper_mm", [58, 80])
def test_it_fits_both_papers(paper_mm: int) -> None:
    demo = demo_settings()
    devices = replace(demo.devices, paper_mm=paper_mm, printer="tcp:printer.shop.example:9100")
    document = trial_slip(replace(demo, devices=devices), NOON)

    columns = COLUMNS_BY_PAPER_MM[paper_mm]
    lines = [line for line in layout(document, columns) if isinstance(line, TextLine)]
    assert lines
    assert all(text_columns(line.text) <= columns // line.size.across for line in lines)

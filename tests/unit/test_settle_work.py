"""Settlements on the thread of the card host: their turn, their answers, and what ends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta, timezone

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows import card_work
from kpay_desktop.flows.card_work import CardWork, CardWorkParts
from kpay_desktop.flows.settle_parts import BatchEffect
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.state import Difference
from kpay_desktop.ports_batch import BatchAnswer, BatchRow, BatchTotals, RowAnswer
from kpay_desktop.ports_cards import NoHostAnswer, Silence
from tests.helpers.card_line import (
    AT,
    PATIENCE_S,
    TIMEOUT_S,
    FakeHost,
    HostBrokeError,
    Line,
    authorise,
    reverse,
)

SHOP = timezone(timedelta(hours=8))
OURS, THEIRS = Totals(2, 3_850), Totals(1, 2_800)
TOTALS = s.SendTotals(41, 3, OURS, AT)
END = s.SendEnd(43, 3, OURS, AT)
ROW = BatchRow(
    42, None, 17, "000107", 3, 1_050, 50, EntryMode.TAP, "card:7", "112233445566", "A1B2C3", AT
)


@dataclass
class BatchHost(FakeHost):
    """A host that says of a batch what the test has it say."""

    batches: list[BatchAnswer | NoHostAnswer | Exception] = field(default_factory=list)
    rows: list[RowAnswer | NoHostAnswer | Exception] = field(default_factory=list)
    told: list[BatchTotals | BatchRow] = field(default_factory=list)

    def settle(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        self.note("settle", deadline_s)
        return self._said(batch)

    def end_upload(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        self.note("end", deadline_s)
        return self._said(batch)

    def _said(self, batch: BatchTotals) -> BatchAnswer | NoHostAnswer:
        self.told.append(batch)
        self.at_gate.set()
        assert self.gate.wait(PATIENCE_S)
        answer = self.batches.pop(0) if self.batches else BatchAnswer(batch.stan, "00")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def upload(self, row: BatchRow, deadline_s: float) -> RowAnswer | NoHostAnswer:
        self.note("row", deadline_s)
        self.told.append(row)
        answer = self.rows.pop(0) if self.rows else RowAnswer(row.stan, "00")
        if isinstance(answer, Exception):
            raise answer
        return answer


class BatchLine(Line):
    """A card work whose host settles, in a shop eight hours east."""

    def __init__(self) -> None:
        super().__init__()
        self.host: BatchHost = BatchHost()
        self.host.gate.set()
        self.events: list[s.Event] = []
        self.work = CardWork(
            CardWorkParts(
                host=self.host,
                timeout_s=TIMEOUT_S,
                local=lambda at: at.astimezone(SHOP),
                wants_sign_on=lambda code: code in {"77", "A0"},
                tell_trip=self.trips.append,
            )
        )

    def settle(self, effect: BatchEffect) -> None:
        self.work.settle(effect, self.events.append)

    def until_told(self, count: int) -> None:
        self.until(lambda: len(self.events) >= count)


@pytest.fixture
def line() -> Iterator[BatchLine]:
    made = BatchLine()
    yield made
    made.host.gate.set()
    assert made.work.stop(PATIENCE_S)


def test_totals_go_behind_reversals_and_before_later_sales(line: BatchLine) -> None:
    line.settle(TOTALS)
    line.perform(authorise(1))
    line.perform(reverse(3))
    line.work.start()
    line.until_told(1)
    line.until_answered(2)
    assert line.money() == ["reverse 3", "settle", "sale 1"]


def test_a_sale_that_waits_when_totals_are_handed_in_is_never_sent(line: BatchLine) -> None:
    line.perform(authorise(1))
    line.settle(TOTALS)
    line.until_answered(1)
    line.work.start()
    line.until_told(1)
    line.settle(END)
    line.until_told(2)
    assert line.money() == ["settle", "end"]


def test_the_same_message_does_not_wait_twice(line: BatchLine) -> None:
    line.host.gate.clear()
    line.settle(TOTALS)
    line.settle(TOTALS)
    line.work.start()
    assert line.host.at_gate.wait(PATIENCE_S)
    line.settle(TOTALS)
    line.host.gate.set()
    line.settle(END)
    line.until_told(2)
    assert line.money() == ["settle", "end"]
    assert line.events == [s.HostAgreed(41), s.HostAgreed(43)]


def test_messages_name_the_shops_own_time(line: BatchLine) -> None:
    line.settle(TOTALS)
    line.settle(ROW)
    line.work.start()
    line.until_told(2)
    totals, row = line.host.told
    assert isinstance(totals, BatchTotals)
    assert isinstance(row, BatchRow)
    assert (totals.local_at, totals.local_at.utcoffset()) == (AT, timedelta(hours=8))
    assert (row.sold_at, row.sold_at.utcoffset()) == (AT, timedelta(hours=8))
    assert line.events[1] == s.RowTaken(42)


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (BatchAnswer(41, "00", OURS), s.HostAgreed(41, OURS)),
        (BatchAnswer(41, "95", THEIRS), s.HostDiffers(41, THEIRS)),
        (BatchAnswer(41, "77"), s.BatchUnknown(41, "77")),
        (BatchAnswer(41, "03"), s.HostRefused(41, "03")),
        (BatchAnswer(41, "96"), s.HostRefused(41, "96")),
        (NoHostAnswer(41, Silence.MAC, sent=True), s.HostSilent(41, Silence.MAC)),
        (HostBrokeError("settle"), s.HostSilent(41, Silence.MALFORMED)),
    ],
)
def test_each_answer_to_totals_means_what_it_says(
    line: BatchLine,
    caplog: pytest.LogCaptureFixture,
    answer: BatchAnswer | NoHostAnswer | Exception,
    event: s.Event,
) -> None:
    line.host.batches = [answer]
    line.settle(TOTALS)
    line.work.start()
    line.until_told(1)
    assert line.events == [event]
    assert ("card host work failed" in caplog.text) is isinstance(answer, Exception)


@pytest.mark.parametrize(
    ("answer", "event"),
    [
        (RowAnswer(42, "00"), s.RowTaken(42)),
        (RowAnswer(42, "94"), s.RowTaken(42)),
        (RowAnswer(42, "25"), s.RowTaken(42, Difference(0, "000107", 1_050, code="25"))),
        (NoHostAnswer(42, Silence.CUT, sent=True), s.RowSilent(42, Silence.CUT)),
        (HostBrokeError("row"), s.RowSilent(42, Silence.MALFORMED)),
    ],
)
def test_each_answer_to_a_row_means_what_it_says(
    line: BatchLine,
    caplog: pytest.LogCaptureFixture,
    answer: RowAnswer | NoHostAnswer | Exception,
    event: s.Event,
) -> None:
    line.host.rows = [answer]
    line.settle(ROW)
    line.work.start()
    line.until_told(1)
    assert line.events == [event]
    assert ("card host work failed" in caplog.text) is isinstance(answer, Exception)


def test_another_batch_number_has_the_till_sign_on_once_more(line: BatchLine) -> None:
    line.host.batches = [BatchAnswer(41, "77")]
    line.settle(TOTALS)
    line.work.start()
    line.until_told(1)
    line.settle(s.SignOn())
    line.until_told(2)
    assert line.events[1] == s.SignedOn()
    line.host.signs_on = [False]
    line.settle(s.SignOn())
    line.until_told(3)
    assert line.events[2] == s.SignOnFailed()


def test_nothing_is_sent_to_a_host_that_cannot_be_greeted(line: BatchLine) -> None:
    line.host.signs_on = [False, False]
    line.settle(TOTALS)
    line.settle(ROW)
    line.work.start()
    line.until_told(2)
    assert line.events == [s.HostSilent(41, Silence.OFFLINE), s.RowSilent(42, Silence.OFFLINE)]
    assert line.money() == []


def test_a_full_queue_is_an_answer_too(line: BatchLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_work, "MOST_WAITING", 1)
    line.settle(TOTALS)
    line.settle(ROW)
    line.settle(s.SignOn())
    assert line.events == [s.RowSilent(42, Silence.OFFLINE), s.SignOnFailed()]


def test_once_stopped_nothing_is_told() -> None:
    line = BatchLine()
    line.settle(TOTALS)
    assert line.work.stop(PATIENCE_S)
    line.settle(ROW)
    assert line.events == []

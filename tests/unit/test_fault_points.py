"""Which points of a run are tried, and how they are counted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.figures import Figures, tables
from tests.faults.guard import Way
from tests.faults.judge_day import ACQUIRERS, kept, reached
from tests.faults.places import Call
from tests.faults.points import (
    Cell,
    Point,
    every,
    needed_cells,
    points_of,
    read_point,
    sample,
)
from tests.faults.shop import Told
from tests.faults.trial import Tried
from tests.helpers.day_audit_values import Day
from tests.helpers.day_books import BankBooks, Row, TillBooks

LOG = Call("pwrite64", "store.db-wal")
SEND = Call("sendto", "bank", is_line=True)
CALLS = {LOG: 40, SEND: 3, Call("pread64", "store.db"): 12, Call("mkdir", "logs"): 1}


def test_every_call_is_failed_with_each_of_its_errors_and_killed() -> None:
    points = points_of("pay", CALLS)
    hows = {point.how for point in points if point.call == LOG}
    assert hows == {
        *("once EIO", "once ENOSPC", "once EDQUOT", "kill", "torn", "cut", "short ENOSPC"),
        *("stays EIO", "stays EROFS", "stays ENOSPC", "stays EDQUOT"),
    }
    assert [p.nth for p in points if p.call == LOG and p.how == "kill"] == list(range(1, 41))
    assert {p.how for p in points if p.call == SEND} == {
        *("once EPIPE", "once ECONNRESET", "once ETIMEDOUT", "kill"),
        *("stays ECONNRESET", "stays ETIMEDOUT"),
    }
    assert {p.how for p in points if p.call.name == "pread64"} == {"once EIO"}


@pytest.mark.parametrize("point", points_of("late", {LOG: 1, SEND: 2}), ids=str)
def test_a_point_is_known_by_its_words(point: Point) -> None:
    assert read_point(str(point)) == point


@pytest.mark.parametrize(
    "words", ["", "pay", "nothing: fsync . #1 kill", "pay: fsync . #1 once ENOTHING"]
)
def test_words_of_no_point_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no "):
        read_point(words)


def test_some_of_everything_is_chosen_and_the_same_by_the_same_seed() -> None:
    points = points_of("pay", CALLS) + points_of("late", CALLS)
    chosen = every(points, 10, 7)
    assert chosen == every(list(reversed(points)), 10, 7)
    assert chosen != every(points, 10, 8)
    assert {point.cell for point in chosen} == {point.cell for point in points}
    assert len(chosen) < len(points) / 4
    assert sorted(every(points, 1, 7), key=str) == sorted(points, key=str)


def test_what_chance_gave_a_point_does_not_hang_on_the_others() -> None:
    """A run counts a few calls more or less than the one before; the seed still says which."""
    fewer = points_of("pay", {LOG: 40})
    more = points_of("pay", {LOG: 44})
    assert set(every(fewer, 5, 3)) <= set(every(more, 5, 3))


def test_a_sample_goes_wide() -> None:
    points = points_of("pay", CALLS) + points_of("late", CALLS)
    chosen = sample(points, 12, 1)
    assert len(set(chosen)) == 12
    assert {point.scenario for point in chosen} == {"pay", "late"}
    assert {point.call.name for point in chosen} == {"pwrite64", "sendto", "pread64", "mkdir"}
    assert {point.way for point in chosen} >= {Way.ONCE, Way.STAYS, Way.KILL}


def tried(point: Point, *, has_struck: bool = True, wrong: tuple[str, ...] = ()) -> Tried:
    return Tried(point, has_struck, lived=True, said_so=True, wrong=wrong, took_s=1.5)


def test_a_row_that_nothing_reached_is_missed() -> None:
    reached, passed_by = Point("pay", LOG, 3, Way.KILL), Point("pay", LOG, 99, Way.TORN)
    figures = Figures([tried(reached), tried(passed_by, has_struck=False)])
    assert figures.missing({reached.cell, passed_by.cell}) == [passed_by.cell]
    assert Cell("fsync, write-ahead log", "once EIO") in figures.missing(needed_cells())


def test_the_tables_count_what_was_reached() -> None:
    figures = Figures(
        [
            tried(Point("pay", LOG, 1, Way.ONCE, "EIO")),
            tried(Point("pay", LOG, 2, Way.STAYS, "EIO"), wrong=("lost",)),
            tried(Point("late", SEND, 1, Way.KILL)),
        ]
    )
    files, lines, scenarios = tables(figures).split("\n\n")
    assert files.splitlines()[1].split() == ["pwrite64,", "write-ahead", "log", "2", "1", "1.5"]
    assert lines.splitlines()[1].split() == ["sendto,", "bank", "1", "0", "1.5"]
    assert scenarios.splitlines()[-1].split()[:4] == ["3", "in", "all", "1"]


def test_a_system_without_the_means_is_told_what_is_needed(tmp_path: Path) -> None:
    code = (
        "import sys, platform; platform.machine = lambda: 'vax';"
        "from tests.faults.__main__ import main; sys.exit(main([]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "faults: failing system calls need Linux on x86-64 or 64-bit ARM.\n"


def day_of(**rows: tuple[Row, ...]) -> Day:
    return Day.of(BankBooks(), TillBooks(**rows), (), is_settled=True)


SOLD: tuple[Row, ...] = ({"id": 1, "order_no": "K1", "method": "card", "total_minor": 3_080},)
VOIDED: Row = {
    "id": 2,
    "method": "card",
    "kind": "void",
    "state": "done",
    "amount_minor": 3_080,
}
CLOSED: tuple[Row, ...] = tuple(
    {"id": number, "acquirer": acquirer, "phase": "settled"}
    for number, acquirer in enumerate(ACQUIRERS, start=1)
)


def test_what_the_cashier_wanted_has_to_happen_once() -> None:
    assert reached("void", day_of(sales=SOLD, returns=(VOIDED,))) == []
    assert reached("void", day_of(sales=SOLD, returns=(VOIDED, VOIDED)))
    assert reached("void", day_of(sales=SOLD, returns=({**VOIDED, "state": "undone"},)))
    assert reached("back", day_of(sales=SOLD, returns=(VOIDED,)))
    assert reached("cash", day_of(sales=SOLD))
    assert reached("settle", day_of(settlements=CLOSED)) == []
    assert reached("upload", day_of(settlements=CLOSED[:1]))
    assert reached("settle", day_of(settlements=(*CLOSED, CLOSED[0])))


@pytest.mark.parametrize(
    ("word", "text", "wrong"),
    [
        ("begun back", "2", []),
        ("begun back", "3", ["lost: back 3 was begun"]),
        ("begun", "K2", ["lost: K2 was begun"]),
        ("begun settlement", "9", ["lost: settlement 9 was begun"]),
        ("ended back", "2 undone", ["undone: back 2 was undone, and is done"]),
        ("ended settlement", "1 settled", []),
        ("ended settlement", "2 stopped", ["undone: settlement 2 was stopped, and is settled"]),
    ],
)
def test_what_was_begun_is_there_and_what_had_ended_has(
    word: str, text: str, wrong: list[str]
) -> None:
    day = day_of(sales=SOLD, returns=(VOIDED,), settlements=CLOSED)
    assert kept(day, Told([(word, text)]), Told()) == wrong

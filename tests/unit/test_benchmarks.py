"""The measurements' own figures are right, and each can be taken. Nothing is timed here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from benchmarks.__main__ import main
from benchmarks.catalogue import BENCHES, measure
from benchmarks.measure import Effort, Timing, percentile, race, timed
from benchmarks.report import Machine, Row, Target, as_json, compare, duration, table

LEAST = Effort(0.0)
SECONDS = st.lists(st.floats(min_value=1e-7, max_value=10.0), min_size=1, max_size=300)


# --- statistics -----------------------------------------------------------------------------


def test_percentiles_are_by_nearest_rank() -> None:
    hundred = [float(number) for number in range(100, 0, -1)]
    assert [percentile(hundred, percent) for percent in (1, 50, 99, 100)] == [
        1.0,
        50.0,
        99.0,
        100.0,
    ]
    assert percentile([7.0], 99) == 7.0
    assert percentile([1.0, 2.0], 50) == 1.0
    assert percentile([1.0, 2.0], 50.1) == 2.0


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1.0], 0), ([1.0], 101)])
def test_percentiles_of_nothing_are_refused(values: list[float], percent: float) -> None:
    with pytest.raises(ValueError, match=r"percentile|values"):
        percentile(values, percent)


@given(SECONDS, st.floats(min_value=0.1, max_value=100.0))
def test_a_percentile_is_a_value_that_enough_do_not_exceed(
    seconds: list[float], percent: float
) -> None:
    found = percentile(seconds, percent)
    assert found in seconds
    assert sum(value <= found for value in seconds) * 100 >= percent * len(seconds) - 1e-6
    assert sum(value < found for value in seconds) * 100 < percent * len(seconds) + 1e-6


@given(SECONDS)
def test_a_timing_keeps_its_figures_in_order(seconds: list[float]) -> None:
    timing = Timing(tuple(seconds))
    assert timing.least_s <= timing.median_s <= max(seconds)
    assert timing.median_s <= timing.p99_s or len(seconds) == 2
    assert timing.p99_s <= max(seconds)


def test_the_median_of_an_even_number_lies_between() -> None:
    assert Timing((4.0, 1.0, 3.0, 2.0)).median_s == 2.5


# --- taking times ---------------------------------------------------------------------------


def test_meters_take_turns_and_change_their_order() -> None:
    asked: list[str] = []

    def meter(name: str, seconds: float) -> float:
        asked.append(name)
        return seconds

    floor, ours = race(
        lambda: meter("f", 1.0), lambda: meter("o", 2.0), rounds=3, warm_up=1, in_a_row=2
    )

    assert "".join(asked) == "ooff" + "ffoo" + "ooff" + "ffoo"
    assert floor == Timing((1.0,) * 6)
    assert ours == Timing((2.0,) * 6)


def test_a_batch_is_one_time_for_each_of_its_runs() -> None:
    runs: list[int] = []
    seconds = timed(lambda: runs.append(1), batch=50)()
    assert len(runs) == 50
    assert seconds >= 0.0


def test_effort_never_leaves_something_undone() -> None:
    assert [Effort(share).times(40) for share in (0.0, 0.5, 1.0, 2.0)] == [1, 20, 40, 80]


# --- rows -----------------------------------------------------------------------------------

FLOOR = Timing((0.010, 0.010, 0.010))
OURS = Timing((0.018, 0.020, 0.050))


@pytest.mark.parametrize(
    ("target", "words", "is_met"),
    [
        (Target(), "", None),
        (Target(ratio=2.0), "≤ 2×", True),
        (Target(ratio=1.9), "≤ 1.9×", False),
        (Target(ours_s=0.4), "≤ 400 ms", True),
        (Target(ours_s=0.019), "≤ 19 ms", False),
        (Target(added_s=0.0101), "≤ +10.1 ms", True),
        (Target(added_s=0.009), "≤ +9 ms", False),
        (Target(p99_s=0.049), "p99 ≤ 49 ms", False),
        (Target(ratio=2.0, p99_s=0.051), "≤ 2×, p99 ≤ 51 ms", True),
        (Target(ratio=2.0, p99_s=0.049), "≤ 2×, p99 ≤ 49 ms", False),
    ],
)
def test_targets_are_judged_by_medians(target: Target, words: str, is_met: bool | None) -> None:
    row = compare("x", "work", ("floor", FLOOR), OURS, target)
    assert (row.target, row.is_met) == (words, is_met)
    assert (row.floor_s, row.ours_s, row.p99_s, row.repeats) == (0.010, 0.020, 0.050, 3)
    assert row.ratio == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (12.34, "12.3 s"),
        (0.4, "400 ms"),
        (0.1234, "123 ms"),
        (0.00123, "1.23 ms"),
        (0.000456, "456 µs"),
        (0.0000012, "1.2 µs"),
        (0.0, "0 µs"),
        (-0.002, "-2 ms"),
    ],
)
def test_durations_have_three_figures(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def _row(work: str) -> Row:
    return compare("x", work, ("floor", FLOOR), OURS, Target(ratio=2.0))


def test_the_table_stands_in_columns() -> None:
    missed = replace(_row("a longer name"), is_met=False)
    compared = replace(_row("中文"), target="", is_met=None)
    lines = table([_row("short"), missed, compared]).splitlines()

    assert len(lines) == 5
    assert [line.split()[-1] for line in lines[2:]] == ["yes", "NO", "·"]
    assert lines[2].index("floor") == lines[3].index("floor")
    # A Chinese letter is as wide as two others.
    assert lines[4].index("floor") == lines[3].index("floor") - 2


def test_an_empty_table_is_its_head() -> None:
    assert len(table([]).splitlines()) == 2


def test_json_holds_the_figures() -> None:
    said = json.loads(json.dumps(as_json(Machine.here(), [_row("work")])))
    assert said["rows"][0]["ratio"] == pytest.approx(2.0)
    assert said["rows"][0]["is_met"] is True
    assert said["machine"]["cores"] >= 1


# --- the measurements -----------------------------------------------------------------------


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", BENCHES)
def test_every_measurement_can_be_taken(name: str, tmp_path: Path) -> None:
    rows = measure(name, LEAST, tmp_path)

    assert rows
    for row in rows:
        assert row.bench == name
        assert min(row.floor_s, row.ours_s, row.p99_s) > 0
        assert row.repeats >= 1
        assert (row.is_met is None) == (row.target == "")
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_measures_what_it_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qapp: QApplication
) -> None:
    file = tmp_path / "figures.json"
    assert main(["pin", "qr", "--effort", "0", "--json", str(file)]) == 0
    said = capsys.readouterr().out
    assert "PIN checked" in said
    assert "code made" in said
    rows = json.loads(file.read_text("utf-8"))["rows"]
    assert rows[0]["bench"] == "pin"


def test_the_command_line_refuses_unknown_names(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "speed" in capsys.readouterr().err


def test_a_crash_still_shows_what_was_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(name: str, effort: Effort, folder: Path | None) -> list[Row]:
        if name == "qr":
            raise RuntimeError("boom")
        return [_row("measured before")]

    monkeypatch.setattr("benchmarks.__main__.measure", crash)
    with pytest.raises(RuntimeError, match="boom"):
        main(["pin", "qr"])
    assert "measured before" in capsys.readouterr().out

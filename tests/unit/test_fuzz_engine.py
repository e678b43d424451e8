"""The fuzzer: every target takes what it begins with, findings are told, figures are read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import plain
from tests.fuzz.__main__ import main, table
from tests.fuzz.engine import ROOT, Figures, fuzz, libfuzzer_options, read_plain, read_watched
from tests.fuzz.sessions import Session, read
from tests.fuzz.target import TARGETS, FindingError, Target, expect, load
from tests.fuzz.trees import read as read_objects
from tools.fuzzer import why_not

WATCHED = """\
INFO: seed corpus: files: 3 min: 1b max: 20b total: 34b rss: 40Mb
#4      INITED cov: 31 ft: 40 corp: 3/34b exec/s: 0 rss: 40Mb
#2048   pulse  cov: 74 ft: 471 corp: 90/20Kb lim: 200 exec/s: 1024 rss: 41Mb
#40479  DONE   cov: 78 ft: 480 corp: 91/21Kb lim: 4096 exec/s: 5782 rss: 42Mb
stat::number_of_executed_units: 40479
stat::average_exec_per_sec:     5782
"""
CRASHED = """\
#2048   pulse  cov: 74 ft: 471 corp: 90/20Kb lim: 200 exec/s: 1024 rss: 41Mb

 === Uncaught Python exception: ===
ValueError: what it was
Traceback (most recent call last):
  File "reader.py", line 3, in read
    raise ValueError("what it was")
ValueError: what it was

==12== ERROR: libFuzzer: fuzz target exited
"""


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_takes_seeds_and_changed_ones(name: str) -> None:
    target = load(name)
    assert target.seeds
    assert all(len(seed) <= target.longest for seed in target.seeds)
    for data in target.seeds:
        target.try_one(data)
    assert plain.run(target, Random(name), seconds=60.0, most=len(target.seeds) + 150) > 0


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_takes_nothing_and_next_to_nothing(name: str) -> None:
    target = load(name)
    for data in (b"", b"\x00", b"\xff", b"\x00" * 40, b"\xff" * 40):
        target.try_one(data)


def test_changes_by_chance_are_the_same_again() -> None:
    target = load("tlv")
    first, second = (
        [data for data, _ in zip(plain.inputs(target, Random(5)), range(400), strict=False)]
        for _ in range(2)
    )
    assert first == second
    assert len(set(first)) > 300


def test_a_finding_names_its_input() -> None:
    def refuse(data: bytes) -> None:
        expect("short", holds=len(data) < 3)

    with pytest.raises(FindingError, match="short") as found:
        plain.run(Target(refuse, [b"ab", b"abc"]), Random(1), seconds=60.0)
    assert found.value.__notes__ == ["input: 616263"]


def test_a_session_is_read_as_it_was_written() -> None:
    session = Session(7, (b"\x6f\x00\x90\x00", b"", b"\x6a\x82"))
    assert read(session.written()) == session
    assert read(b"\x01\x00\x05abc").answers == (b"abc",)
    assert read(b"") == Session(0, ())


def test_objects_that_are_none_are_kept_as_far_as_they_go() -> None:
    nodes = read_objects(bytes.fromhex("70059F0201015A9F"))
    assert b"".join(node.written() for node in nodes) == bytes.fromhex("70049F020101")


# --- figures --------------------------------------------------------------------------------


def test_figures_are_read_from_what_the_fuzzer_says() -> None:
    figures = read_watched("tlv", WATCHED, 0, 10.0, None)
    assert figures == Figures("tlv", 40_479, 10.0, 78, 480, 91)
    assert figures.per_second == pytest.approx(4_047.9)


def test_a_crash_is_a_finding_with_its_last_words() -> None:
    figures = read_watched("tlv", CRASHED, 77, 10.0, b"\x9f")
    assert (figures.executions, figures.edges) == (2_048, 74)
    assert figures.finding is not None
    assert figures.finding.data == b"\x9f"
    assert figures.finding.words.startswith("Traceback")
    assert figures.finding.words.endswith("ValueError: what it was")


def test_a_process_that_dies_without_a_word_is_a_finding() -> None:
    for read_figures in (read_watched, read_plain):
        figures = read_figures("tlv", "", -9, 1.0, None)
        assert figures.finding is not None
        assert figures.per_second == 0.0


def test_figures_stand_in_columns() -> None:
    rows = [Figures("tlv", 40_479, 10.0, 78, 480, 91), Figures("contact", 5, 0.0)]
    lines = table(rows).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[1].split() == ["tlv", "40,479", "4,048", "78", "480", "91", "0"]
    assert lines[2].split() == ["contact", "5", "0", "·", "·", "0", "0"]


# --- processes ------------------------------------------------------------------------------


def test_without_its_library_it_says_so_and_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seconds", "1", "--target", "dol", "--why", "no build here"]) == 0
    said = capsys.readouterr().out
    assert "Without coverage: no build here." in said
    name, executions, *_, findings = said.splitlines()[-1].split()
    assert (name, findings) == ("dol", "0")
    assert int(executions.replace(",", "")) > 0


def test_an_input_is_tried_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "input"
    path.write_bytes(b"\x029F02")
    assert main(["--target", "dol", "--input", str(path)]) == 0
    assert "takes this input" in capfd.readouterr().out
    assert main(["--input", str(path)]) == 2


def test_a_target_that_cannot_be_loaded_is_no_success(tmp_path: Path) -> None:
    """The library is not in this folder: nothing may look like a clean run."""
    figures = fuzz("dol", 1, tmp_path, None)
    assert figures.finding is not None
    assert "atheris" in figures.finding.words


@pytest.mark.parametrize("arguments", [["--target", "all"], ["--seconds", "0"]])
def test_what_does_not_exist_is_refused(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", *arguments],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2


def test_every_input_has_a_deadline_and_so_has_the_whole() -> None:
    options = libfuzzer_options(30, Path("found"))
    assert "-max_total_time=30" in options
    assert any(option.startswith("-timeout=") for option in options)
    assert any(option.startswith("-rss_limit_mb=") for option in options)


@pytest.mark.parametrize(
    ("here", "has_build"),
    [
        (("linux", "x86_64", "CPython", (3, 11)), True),
        (("linux", "x86_64", "CPython", (3, 14)), True),
        (("linux", "x86_64", "CPython", (3, 15)), False),
        (("linux", "x86_64", "PyPy", (3, 11)), False),
        (("linux", "aarch64", "CPython", (3, 12)), False),
        (("win32", "AMD64", "CPython", (3, 12)), False),
        (("darwin", "arm64", "CPython", (3, 12)), False),
    ],
)
def test_where_there_is_no_build_the_reason_is_said(
    here: tuple[str, str, str, tuple[int, int]], has_build: bool
) -> None:
    reason = why_not(*here)
    assert (reason == "") == has_build
    assert has_build or (here[0] in reason and "CPython 3.11 to 3.14" in reason)

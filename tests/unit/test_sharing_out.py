"""Tests shared out among processes: none is left out, and nothing that goes wrong is kept quiet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers import (
    FIRST,
    MAX_WORKERS,
    ONE_BY_ONE,
    count_workers,
    rank,
    rewrite_share,
    unit_of,
)

ROOT = Path(__file__).resolve().parents[2]
RUN_S = 120.0


def test_the_number_follows_the_machine_unless_somebody_says_it() -> None:
    assert [count_workers(cpus) for cpus in (1, 2, 64)] == [2, 4, MAX_WORKERS]
    assert count_workers(2, "3") == 3
    assert count_workers(2, "0") == 0
    with pytest.raises(pytest.UsageError):
        count_workers(2, "many")


def test_files_stay_together_and_the_long_ones_go_first() -> None:
    assert unit_of("tests/unit/test_money.py::test_a[1::2]") == "tests/unit/test_money.py"
    alone = f"{ONE_BY_ONE[0]}::test_a[1]"
    assert unit_of(alone) == alone
    ranks = [rank(f"{FIRST[0]}::test_a"), rank("tests/end2end/test_x.py::test_a"), rank("x.py::b")]
    assert ranks == sorted(set(ranks))


@pytest.mark.parametrize("name", sorted({*FIRST, *ONE_BY_ONE}))
def test_what_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_assertions_are_rewritten_in_shares_and_as_pytest_does(
    tmp_path: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"test_{name}" for name in "abcde"]
    for name in names:
        (tmp_path / f"{name}.py").write_text("def test_it():\n    assert [1, 2] == [1, 3]\n")

    def kept() -> list[str]:
        files = sorted((tmp_path / "__pycache__").iterdir())
        assert all("-pytest-" in file.name for file in files)
        return [file.name.partition(".")[0] for file in files]

    rewrite_share(pytestconfig, tmp_path, 1, 2)
    assert kept() == ["test_b", "test_d"]
    rewrite_share(pytestconfig, tmp_path, 0, 2)
    assert kept() == names
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    made = {file: file.stat().st_mtime_ns for file in (tmp_path / "__pycache__").iterdir()}
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--basetemp", str(tmp_path / "base")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    # Taken as they are, with the words of an assertion that pytest has rewritten.
    assert "At index 1 diff: 2 != 3" in done.stdout
    assert {file: file.stat().st_mtime_ns for file in made} == made


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What is said of tests of which one fails and two end their process: under it, and later."""
    folder = tmp_path_factory.mktemp("shared")
    # Found first, so that no configuration further up counts.
    (folder / "pytest.ini").write_text("[pytest]\n")
    for number in range(5):
        # The order of a set differs from process to process, unless all of them agree on one.
        (folder / f"test_file{number}.py").write_text(
            "import atexit, os, signal\n"
            "import pytest\n"
            "def die(): os.kill(os.getpid(), signal.SIGKILL)\n"
            "@pytest.mark.parametrize('word', {'one', 'two', 'three', 'four', 'five', 'six'})\n"
            "def test_words(word):\n"
            "    print('heard', word)\n"
            f"    assert word != 'three' or {number} != 2\n"
            f"def test_dies(): {number} == 1 and die()\n"
            f"def test_dies_later(): {number} == 4 and atexit.register(die)\n"
        )
    workers = ("-p", "xdist", "-p", "tests.workers", "-n", "2", "--dist", "loadfile")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *workers, "-rA", "--basetemp", str(folder / "base")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    sys.stdout.write(done.stdout + done.stderr)
    return done


def test_every_test_is_taken_once(told: subprocess.CompletedProcess[str]) -> None:
    passed = [line for line in told.stdout.splitlines() if line.startswith("PASSED ")]
    assert len(passed) == len(set(passed)) == 5 * 8 - 2
    assert told.returncode == pytest.ExitCode.TESTS_FAILED
    assert "2 failed, 38 passed, " in told.stdout


def test_a_failure_is_told_with_what_the_test_said(told: subprocess.CompletedProcess[str]) -> None:
    assert "FAILED test_file2.py::test_words[three]" in told.stdout
    assert "heard three" in told.stdout


def test_a_process_that_dies_fails_the_test_it_was_at_and_nothing_else(
    told: subprocess.CompletedProcess[str],
) -> None:
    assert "crashed while running 'test_file1.py::test_dies'" in told.stdout
    assert "PASSED test_file1.py::test_dies_later" in told.stdout


def test_a_process_that_dies_after_its_last_test_fails_the_run(
    told: subprocess.CompletedProcess[str],
) -> None:
    assert told.stdout.count("ended with -9") >= 2
    assert "ERROR gw" in told.stdout

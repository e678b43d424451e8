"""Plants a mistake in a copy of the tree, and lets what ought to find it look there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.plants.catalogue import Catcher, Plant

ROOT: Final = Path(__file__).resolve().parents[2]
COPIED: Final = ("kpay_desktop", "models", "hardware", "ui", "resources", "tests", "tools")
LONGEST_S: Final = 1_800.0
CAUGHT: Final = 1


class UnplantableError(Exception):
    """The text that a mistake takes the place of does not stand there once."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a mistake. ``words`` are the catcher's last."""

    plant: Plant
    is_caught: bool
    words: str
    took_s: float


@contextmanager
def copied_tree() -> Iterator[Path]:
    """Make a copy of the tree in a folder of its own, and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="kpay-plants-") as place:
        copy = Path(place) / "tree"
        copy.mkdir()
        skipped = shutil.ignore_patterns("__pycache__", ".*")
        for name in COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=skipped)
        shutil.copy2(ROOT / "pyproject.toml", copy / "pyproject.toml")
        yield copy


@contextmanager
def planted(copy: Path, plant: Plant) -> Iterator[None]:
    """Make the mistake in the copy, for as long as this lasts.

    Raises:
        UnplantableError: the tree has changed under it.
    """
    before = {edit.file: (copy / edit.file).read_text("utf-8") for edit in plant.edits}
    after = dict(before)
    for edit in plant.edits:
        if after[edit.file].count(edit.old) != 1:
            raise UnplantableError(f"{plant.name}: {edit.file} has not once: {edit.old}")
        after[edit.file] = after[edit.file].replace(edit.old, edit.new)
    try:
        for file, text in after.items():
            (copy / file).write_text(text, "utf-8")
        yield
    finally:
        for file, text in before.items():
            (copy / file).write_text(text, "utf-8")


def hunt(copy: Path, plant: Plant, size: int, workers: int) -> Found:
    """Plant a mistake and look for it: among ``size`` days, or states of the disk.

    Raises:
        UnplantableError: the tree has changed under it.
    """
    began = time.monotonic()
    with planted(copy, plant):
        ran = subprocess.run(
            [sys.executable, "-B", "-m", *_command(plant, size, workers)],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
    lines = [line for line in ran.stdout.splitlines() if line.strip()]
    told = next((line for line in lines if _tells(line)), "")
    # A catcher that fell over ends with 1 too, and has found nothing.
    is_caught = ran.returncode == CAUGHT and bool(told)
    if ran.returncode and not told:
        lines = [line for line in ran.stderr.splitlines() if line.strip()]
    words = told or (lines[-1] if lines else "")
    return Found(plant, is_caught, words, time.monotonic() - began)


def _tells(line: str) -> bool:
    return line.startswith(("found after", "the auditor does not notice", "broken", "not tried"))


def _command(plant: Plant, size: int, workers: int) -> tuple[str, ...]:
    if plant.catcher is Catcher.DISK:
        states = ("tests.disk", "--states", str(size), "--workers", str(workers))
        return (*states, "--day", *plant.faults) if plant.faults else states
    days = ("tests.simulator", "--hunt", "--seeds", str(size), "--workers", str(workers))
    return (*days, "--faults", *plant.faults) if plant.faults else days

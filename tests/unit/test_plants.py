"""The mistakes that are planted on purpose: each still fits the tree, and two are found quickly."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plants.catalogue import PLANTS, Plant
from tests.plants.hunt import ROOT, UnplantableError, copied_tree, hunt, planted
from tests.simulator.many import check_auditor


@pytest.mark.parametrize("plant", PLANTS.values(), ids=list(PLANTS))
def test_each_stands_once_in_the_tree(plant: Plant, tmp_path: Path) -> None:
    for edit in plant.edits:
        (tmp_path / edit.file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / edit.file).write_text((ROOT / edit.file).read_text("utf-8"), "utf-8")
    with planted(tmp_path, plant):
        for edit in plant.edits:
            text = (tmp_path / edit.file).read_text("utf-8")
            compile(text, edit.file, "exec")
            assert edit.old not in text or edit.old in edit.new
    with pytest.raises(UnplantableError):
        _plant_twice(tmp_path, plant)


def _plant_twice(copy: Path, plant: Plant) -> None:
    for edit in plant.edits:
        (copy / edit.file).write_text("", "utf-8")
    with planted(copy, plant):
        pass


def test_the_auditor_notices_whatever_is_spoilt() -> None:
    assert check_auditor() == []


def test_a_mistake_of_the_program_and_one_of_the_auditor_are_found() -> None:
    with copied_tree() as copy:
        for name in ("success-early", "auditor-no-accounts"):
            found = hunt(copy, PLANTS[name], 40, 1)
            assert found.is_caught, found.words

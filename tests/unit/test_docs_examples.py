"""The examples of the documents are run: a page that says what is not so fails here."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(page.name for page in DOCS.glob("*.md") if ">>> " in page.read_text("utf-8"))


def test_there_are_examples() -> None:
    assert "emv.md" in PAGES


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_are_true(page: str) -> None:
    failed, tried = doctest.testfile(
        str(DOCS / page), module_relative=False, encoding="utf-8", verbose=False
    )
    assert tried > 0
    assert failed == 0

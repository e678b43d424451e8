"""A simulated bank inside the tests' process, for those that talk to one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.helpers.inner_bank import InnerBank, inner_bank

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def inner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InnerBank]:
    """A bank for the tests of one file."""
    with inner_bank(tmp_path_factory.mktemp("bank") / "data") as running:
        yield running


@pytest.fixture
def reqsn() -> str:
    """An order number that nobody has used."""
    return f"T{next(_numbers):06d}"

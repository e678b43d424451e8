"""A display for the whole run, and tills on it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.helpers.display import Display
from tests.helpers.real_till import QUICK, RealTill, make_data, profile_text

NewTill = Callable[..., RealTill]


@pytest.fixture(scope="session")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Display]:
    """Two screens and a window manager, for as long as there are tests."""
    with Display(tmp_path_factory.mktemp("display")) as running:
        yield running


@pytest.fixture(scope="session")
def fresh_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with keys and operators; copied, never used."""
    return make_data(tmp_path_factory.mktemp("fresh") / "data")


@pytest.fixture
def data(fresh_data: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(fresh_data, tmp_path / "data"))


@pytest.fixture
def new_till(display: Display, data: Path, tmp_path: Path) -> Iterator[NewTill]:
    """Give a function that starts a till on the test's data; nothing of it stays."""
    with contextlib.ExitStack() as running:

        def make(
            name: str = "till",
            *,
            clocks: Mapping[str, str] = QUICK,
            mount: str = "",
            data: Path = data,
            more: str = "",
        ) -> RealTill:
            profile = tmp_path / f"{name}.toml"
            profile.write_text(profile_text(clocks) + more, "utf-8")
            return running.enter_context(RealTill(display, data, profile, mount))

        yield make


@pytest.fixture
def till(new_till: NewTill) -> RealTill:
    """A till that has been started."""
    return new_till()

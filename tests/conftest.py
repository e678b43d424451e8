"""Conditions under which every test runs: no real display, no user's data, and silence."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest_plugins = ["tests.workers"]

# What Python compiles is kept, whatever the environment says: without it, each of the thousand
# processes that tests start would compile the till anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Before anything imports Qt: tests paint into memory. End-to-end tests start a display of
# their own and hand it to the processes they start.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
# Nobody's real keyring is asked or written.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# What tests say for the end of the report: the mark of a line, and what stands above.
FIGURE, INSTEAD = "figure", "instead"
SECTIONS = {FIGURE: "figures", INSTEAD: "tried in another way"}

# How long a thread may take to end after its test, in seconds.
THREAD_GRACE_S = 30.0


def pytest_configure() -> None:
    """Settle how properties are tried."""
    from hypothesis import settings

    settings.register_profile("till", deadline=None, print_blob=True)
    settings.load_profile("till")


@pytest.fixture(autouse=True)
def private_home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the test's own, so that no test reads or writes the user's data."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    return home


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fails the test that left a thread running."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREAD_GRACE_S
    for thread in set(threading.enumerate()) - before:
        # A foreign thread (Qt's own) shows as a dummy that cannot be joined.
        if not isinstance(thread, threading._DummyThread):
            thread.join(max(0.0, deadline - time.monotonic()))
    left = [
        thread.name
        for thread in set(threading.enumerate()) - before
        if thread.is_alive() and not isinstance(thread, threading._DummyThread)
    ]
    assert not left, f"threads left running: {left}"


@pytest.fixture(autouse=True)
def silent_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that logged a warning which it did not look at (by asking for ``caplog``)."""
    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    listener = Listener(level=logging.WARNING)
    logging.getLogger().addHandler(listener)
    yield
    logging.getLogger().removeHandler(listener)
    if "caplog" not in request.fixturenames:
        assert not heard, "unexpected log lines: " + "; ".join(heard)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give a function that adds a figure to the end of the report."""
    return lambda line: request.node.user_properties.append((FIGURE, line))


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give a function that adds to the report what could not be tried as it should be here."""
    return lambda line: request.node.user_properties.append((INSTEAD, line))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was told, from whichever process it came."""
    told: list[tuple[str, str, str]] = [
        (report.nodeid, kind, str(line))
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "teardown"
        for kind, line in report.user_properties
    ]
    for kind, title in SECTIONS.items():
        lines = [line for _, each, line in sorted(told) if each == kind]
        if lines:
            terminalreporter.section(title)
            for line in lines:
                terminalreporter.write_line(line)

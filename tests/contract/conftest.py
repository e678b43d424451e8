"""What could not be tried as it should be on this machine: it stands in the report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_SAID = pytest.StashKey[list[str]]()


@pytest.fixture
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Give a function that adds a line to the end of the report."""
    return request.config.stash.setdefault(_SAID, []).append


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was said."""
    lines = config.stash.get(_SAID, [])
    if lines:
        terminalreporter.section("tried in another way")
        for line in lines:
            terminalreporter.write_line(line)

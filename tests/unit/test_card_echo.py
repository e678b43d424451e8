"""An echo on a line that says nothing holds up nobody."""

from __future__ import annotations

import pytest

from kpay_desktop.flows import card_work
from tests.helpers.card_line import PATIENCE_S, Line, authorise


def test_a_sale_does_not_wait_for_an_echo_that_nobody_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert card_work.ECHO_GIVES_WAY_S <= 1.0 < card_work.ECHO_DEADLINE_S
    monkeypatch.setattr(card_work, "ECHO_GIVES_WAY_S", 0.01)
    line = Line()
    line.host.is_half_open = True
    line.work.start()
    line.until(lambda: line.host.calls == ["sign on", "echo"])
    line.perform(authorise(1))
    line.until(lambda: bool(line.trips))
    assert line.host.calls == ["sign on", "echo", "sale 1", "echo"]
    assert line.trips == [12.5], "an echo that was given up says nothing of the host"
    assert line.work.stop(PATIENCE_S)


def test_the_end_waits_for_no_echo() -> None:
    line = Line()
    line.host.is_half_open = True
    line.work.start()
    line.until(lambda: line.host.calls == ["sign on", "echo"])
    assert line.work.stop(PATIENCE_S)
    assert line.trips == []

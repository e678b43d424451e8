"""A very short soak: the real program sells, is killed, and the books agree; see docs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.invariants import Invariant
from tests.soak.__main__ import main
from tests.soak.acts import Fault, Way
from tests.soak.day import SoakDay

SALES, KILL_EVERY, SEED = 6, 3, 9
#: What six sales always have something for.
TRIED = frozenset(Invariant) - {Invariant.REFUNDS, Invariant.UNKNOWN_ENDS}


def test_six_sales_and_two_kills(tmp_path: Path) -> None:
    day = SoakDay(tmp_path, SALES, KILL_EVERY, (Fault.PRINTER, Fault.READER), SEED)
    day.run()
    assert day.tally.broken == []
    assert day.tally.untried(TRIED) == []
    assert sum(day.figures.sales.values()) == SALES
    assert sum(day.figures.kills.values()) == SALES // KILL_EVERY
    ways = {Way(name) for name in day.figures.sales}
    assert any(way.is_card for way in ways)
    assert any(not way.is_card for way in ways)


def test_faults_are_named_as_the_help_says(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--faults", "bank,weather"])
    assert ended.value.code == 2
    assert "--faults" in capsys.readouterr().err

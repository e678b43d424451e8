"""Customers' codes are sold by in every way there is; nothing that was written holds one.

Searched is what the till's process writes: its data folder (database with log and free pages, logs,
paper, support file), its home, its folder for temporary files, and the terminal; and its memory,
once each sale is over. The simulated bank's own folder is left out: it gave the codes out.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kpay_desktop.bootstrap.logs import LOG_FILE
from tests.helpers.canary import Search
from tests.helpers.canary_shapes import Canary
from tests.helpers.display import ROOT

RUN_S = 240.0


def run(root: Path, scenario: str) -> list[str]:
    """Run a scenario; return its lines. What it says on the terminal goes to a file."""
    env = dict(os.environ)
    for name, folder in (("HOME", "home"), ("TMPDIR", "tmp")):
        (root / folder).mkdir()
        env[name] = str(root / folder)
    env |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.canary_codes", str(root / "data"), scenario],
        cwd=root / "home",
        env=env,
        capture_output=True,
        text=True,
        timeout=RUN_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (root / "errors").write_text(done.stderr, "utf-8")
    return done.stdout.splitlines()


def said(lines: list[str], word: str) -> list[str]:
    return [line.partition(" ")[2] for line in lines if line.startswith(f"{word} ")]


def search_for(lines: list[str]) -> Search:
    codes = said(lines, "code")
    return Search([Canary(f"code {number}", (code,)) for number, code in enumerate(codes)])


def test_sales_by_codes_leave_no_code(tmp_path: Path) -> None:
    lines = run(tmp_path, "day")
    assert said(lines, "late") == []
    ends = dict(line.split(": ") for line in said(lines, "sold"))
    assert len(ends) == 15
    assert ends["scanned"] == ends["typed"] == ends["approve"] == "approved"
    assert ends["payerror_paid"] == "declined"
    assert said(lines, "held") == []
    search = search_for(lines)
    assert search.below(tmp_path, without=[tmp_path / "data" / "bank"]) == []
    assert search.store(tmp_path / "data") == []
    # It did fail, with the code in its words; the log says where, and not with what.
    log = (tmp_path / "data" / "logs" / LOG_FILE).read_text("utf-8")
    assert "LookupError" in log
    assert list((tmp_path / "data").glob("*.zip"))


def test_codes_that_are_written_down_are_found(tmp_path: Path) -> None:
    lines = run(tmp_path, "planted")
    search = search_for(lines)
    found = search.below(tmp_path, without=[tmp_path / "data" / "bank"])
    assert {Path(each.place).name for each in found} >= {LOG_FILE}
    assert any("LAST" in place for place in said(lines, "held"))

"""What a soak takes for a fault of the till's own."""

from __future__ import annotations

from pathlib import Path

from tests.soak.faults_told import own_faults

LINES = """\
2026-11-22 22:41:07,297 ERROR store-writer kpay_desktop.flows.runner: step not written: store full
2026-11-22 22:41:08,011 ERROR store-writer kpay_desktop.flows.runner: step not written: store other
2026-11-22 23:06:56,383 CRITICAL MainThread kpay_desktop.uncaught: uncaught in the main thread
TypeError
  result.py:136 show_view
2026-11-22 23:06:57,334 ERROR MainThread ui.bridge: event not handled kind=BatchNews
TypeError
2026-11-22 23:06:58,001 INFO printer hardware.printer: slip confirmed
"""


def test_what_was_uncaught_or_left_half_shown_is_found_in_every_log(tmp_path: Path) -> None:
    terminal = tmp_path / "shop.stderr"
    assert own_faults(tmp_path, terminal) == []
    (tmp_path / "till.log").write_text(LINES, "utf-8")
    (tmp_path / "till.log.1").write_text(LINES.splitlines()[2], "utf-8")
    terminal.write_text("Traceback\n", "utf-8")

    found = own_faults(tmp_path, terminal)

    assert [fault.rpartition(": ")[2] for fault in found] == [
        "store other",
        "uncaught in the main thread",
        "event not handled kind=BatchNews",
        "uncaught in the main thread",
        "Traceback",
    ]

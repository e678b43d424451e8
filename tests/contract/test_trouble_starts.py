"""Tills that are started on the same data at the same moment: one opens, the others say why not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.mounts import ROOT
from tests.helpers.store import begin, make_folder, opened, sell

WAIT_S = 60.0
RIVALS = 3

# Ready, set, go: everything is loaded before the others are waited for.
RIVAL = """
import sys
from pathlib import Path
from kpay_desktop.ports import StoreError
from tests.helpers.store import DEADLINE_S, begin, open_quietly

print("ready", flush=True)
sys.stdin.readline()
try:
    store = open_quietly(Path(sys.argv[1]))
except StoreError as error:
    print(error.kind.value, flush=True)
else:
    begin(store)
    print("opened", flush=True)
    sys.stdin.readline()
    store.close(DEADLINE_S)
"""


@pytest.mark.parametrize("has_data", [True, False])
def test_of_tills_started_at_once_one_opens(tmp_path: Path, *, has_data: bool) -> None:
    folder = make_folder(tmp_path / "data")
    if has_data:
        with opened(folder) as store:
            sell(store)
    rivals = [
        subprocess.Popen(
            [sys.executable, "-c", RIVAL, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(RIVALS)
    ]
    said: list[str] = []
    try:
        for rival in rivals:
            assert rival.stdout is not None
            assert rival.stdout.readline() == "ready\n"
        for rival in rivals:
            assert rival.stdin is not None
            rival.stdin.write("go\n")
            rival.stdin.flush()
        for rival in rivals:
            assert rival.stdout is not None
            said.append(rival.stdout.readline().strip())
    finally:
        for rival in rivals:
            rival.communicate("end\n", timeout=WAIT_S)
    assert sorted(said) == ["in_use"] * (RIVALS - 1) + ["opened"]
    assert [rival.returncode for rival in rivals] == [0] * RIVALS
    # The one sale is there, and the next till gets the next number.
    with opened(folder) as store:
        assert begin(store).sale_id == (3 if has_data else 2)

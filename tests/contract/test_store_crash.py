"""SIGKILL in the middle of commits: what was returned is there, and the chains are whole."""

from __future__ import annotations

import random
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.sale import SaleState
from models.database import OpenedStore
from tests.helpers.store import begin, opened, write

ROOT = Path(__file__).parents[2]
KILLS = 12
SAID = {"begun", "shown", "approved", "stans", "armed", "reversing", "reversed", "signed"}


def kill_after(folder: Path, lines: int) -> list[str]:
    """Let a till sell until it has said so many lines, kill it, and return all that it said."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.store_child", str(folder), "100000"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as till:
        assert till.stdout is not None
        said = [till.stdout.readline().strip() for _ in range(lines)]
        till.kill()
        said += [line.strip() for line in till.stdout if line.endswith("\n")]
        till.wait(60)
    assert all(line.split()[0] in SAID for line in said), said[-1]
    return said


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_was_returned_survives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    orders: set[str] = set()
    stans: set[str] = set()
    approved: set[int] = set()
    steps = 0
    for _ in range(KILLS // 2):
        said = [line.split() for line in kill_after(tmp_path, chance.randrange(1, 60))]
        with opened(tmp_path) as store:
            report = store.verify(60)
            assert report.problems == ()
            for words in said:
                if words[0] == "stans":
                    # Given out is given out, whether or not anything was sent with it.
                    assert not stans & set(words[1:])
                    stans |= set(words[1:])
                    continue
                steps += 1
                sale = write(store, partial(store.store.sale, int(words[1])))
                assert sale is not None, words
                if words[0] == "begun":
                    assert sale.identity.order_no not in orders
                    orders.add(sale.identity.order_no)
                    assert (sale.identity.voucher, sale.identity.order_no) == (words[2], words[3])
                if words[0] == "approved":
                    approved.add(int(words[1]))
                    assert sale.state is SaleState.APPROVED
            for words in last_of_each_card(said):
                check_card(store, words)
            flows = {f.flow for f in write(store, store.store.open_flows)}
            assert not flows & {f"show_qr:{sale_id}" for sale_id in approved}
            assert report.journal_rows >= steps


def last_of_each_card(said: list[list[str]]) -> list[list[str]]:
    """Return the last that was said of each card."""
    cards = (words for words in said if words[-1].startswith("card-"))
    return list({words[-1]: words for words in cards}.values())


def check_card(store: OpenedStore, words: list[str]) -> None:
    """What was said of a card holds, or the step after it, which was not said any more."""
    name, sale_id, stan, handle = words
    sale = write(store, partial(store.store.sale, int(sale_id)))
    sealed = write(store, partial(store.store.sealed_card, handle))
    strokes = write(store, partial(store.store.signature, int(sale_id)))
    flow = write(store, partial(store.store.flow_of_stan, int(stan)))
    assert sale is not None
    assert sale.card is not None
    assert sale.card.stan == int(stan)
    assert flow == f"card_sale:{sale_id}"
    if name == "reversed":
        assert (sealed, sale.card.is_armed) == (None, False)
    if name == "armed":
        # Neither half of a step is there without the other.
        assert sale.card.is_armed == (sale.state in {SaleState.CHECKING, SaleState.REVERSING})
        assert (sealed is None) == (sale.state is SaleState.CLOSED)
    if name == "signed":
        assert strokes is not None
        assert sealed is not None


STARTER = """
import os, sys
from pathlib import Path
from models.session import Session
from tests.helpers.store import make_folder, open_quietly

left = int(sys.argv[2])

run_plainly = Session._run

def run_counting(session, sql, values):
    global left
    left -= 1
    if left == 0:
        os._exit(9)
    return run_plainly(session, sql, values)

Session._run = run_counting
store = open_quietly(make_folder(Path(sys.argv[1])))
sys.exit(0 if store.close(60) else 1)
"""


@pytest.mark.parametrize("statement", [1, 2, 8, 16, 22, 26, 29, 31, 33, 40, 52, 58])
def test_a_first_start_that_dies_at_any_statement_is_taken_up(
    tmp_path: Path, statement: int
) -> None:
    died = subprocess.run(
        [sys.executable, "-c", STARTER, str(tmp_path), str(statement)],
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert died.returncode == 9, "the first start has fewer statements than that"
    with opened(tmp_path) as store:
        assert store.verify(60).problems == ()
        assert begin(store).voucher == "000001"

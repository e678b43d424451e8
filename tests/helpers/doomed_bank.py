"""A bank's process that dies at a planned point of its books, and comes back on the same folder."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from kpay_desktop.simulation.desk_client import DeskClient
from tests.helpers.bank import ROOT, GatewayCaller
from tests.helpers.bank_books import assert_books_add_up, audited
from tests.helpers.card_caller import CardCaller


class DoomedBank:
    """A bank that kills itself at a point of its books, counted from when it is ready; 0: never."""

    def __init__(self, folder: Path, death: int) -> None:
        self._data = folder / "bank"
        self.books = self._data / "bank.sqlite3"
        (folder / "bank.died").unlink(missing_ok=True)
        command = ["-m", "tests.helpers.mortal_bank", str(death), "--data", str(self._data)]
        self._complaints = (folder / "words").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            cwd=ROOT,
        )
        assert self._process.stdout is not None
        ready = json.loads(self._process.stdout.readline())
        assert ready["ready"]
        self.cards = CardCaller(self._data / "credentials")
        self.gateway = GatewayCaller(ready["base_url"], self._data / "credentials")
        self.desk = DeskClient(ready["desk_url"], ready["desk_token"])

    def __enter__(self) -> DoomedBank:
        return self

    def __exit__(self, *_: object) -> None:
        self.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._complaints.close()

    def died(self) -> int:
        """Wait until it has died by itself; return its exit code."""
        return self._process.wait(60)

    def wait(self) -> int:
        """Close its input; return its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(60)

    def left(self, account: str) -> int:
        """Return what is left on an account, in cents; the books add up."""
        assert_books_add_up(self.books)
        with audited(self.books) as db:
            query = "SELECT balance_minor FROM accounts WHERE code = ?"
            return int(db.execute(query, (account,)).fetchone()[0])

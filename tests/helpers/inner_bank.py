"""A simulated bank inside the test's own process: quick to start, on real sockets all the same."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kpay_desktop.simulation.bank.service import Bank, Wishes
from kpay_desktop.simulation.desk_client import DeskClient
from tests.helpers.bank import GatewayCaller, assert_books_add_up


@dataclass(frozen=True, slots=True)
class InnerBank:
    """The running bank and what talks to it."""

    bank: Bank
    desk: DeskClient
    gateway: GatewayCaller

    def shown(self, reqsn: str) -> str:
        """Return the number by which a phone knows the order whose code it scanned."""
        return self.desk.scan(self.desk.order(reqsn).payinfo).order


@contextlib.contextmanager
def inner_bank(data: Path, *, cents_table: bool | None = None) -> Iterator[InnerBank]:
    """Run a bank on ``data``; its books are audited at the end."""
    bank = Bank(Wishes(data, cents_table=cents_table))
    try:
        yield InnerBank(
            bank,
            DeskClient(bank.desk.url, bank.desk_token),
            GatewayCaller(bank.gateway.url, bank.folder.credentials),
        )
    finally:
        bank.close()
    assert_books_add_up(data / "bank.sqlite3")

"""A simulated bank inside the test's own process: quick to start, on real sockets all the same."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kpay_desktop.simulation.bank.cardhost.trust import Link
from kpay_desktop.simulation.bank.service import Bank, Wishes
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from tests.helpers.bank import GatewayCaller
from tests.helpers.bank_books import assert_books_add_up
from tests.helpers.card_caller import CardCaller


@dataclass(frozen=True, slots=True)
class InnerBank:
    """The running bank and what talks to it."""

    bank: Bank
    desk: CardDeskClient
    gateway: GatewayCaller
    cards: CardCaller

    def shown(self, reqsn: str) -> str:
        """Return the number by which a phone knows the order whose code it scanned."""
        return self.desk.scan(self.desk.order(reqsn).payinfo).order

    def card_sale_state(self, stan: str) -> str:
        """Return how a card sale stands in the books; empty if the bank never heard of it."""
        sales = {one.stan: one.state for one in self.desk.card_state().sales}
        return sales.get(stan, "")

    def reverse(self, sale: Mapping[int, str]) -> str:
        """Send a card sale's reversal on a connection of its own; return its code."""
        return self.cards.ask("0400", self.cards.reversal(sale)).code

    def calm_cards(self) -> None:
        """Let the card host and its line be as they are at first."""
        for kind in ("sale", "back", "reversal", "settlement", "upload", "network"):
            self.desk.clear_next_card(kind)
        self.desk.set_card_line("up")


@contextlib.contextmanager
def inner_bank(
    data: Path,
    *,
    cents_table: bool | None = None,
    card_link: Link | None = None,
    card_mac: bool | None = None,
) -> Iterator[InnerBank]:
    """Run a bank on ``data``; its books are audited at the end."""
    bank = Bank(Wishes(data, cents_table=cents_table, card_link=card_link, card_mac=card_mac))
    try:
        yield InnerBank(
            bank,
            CardDeskClient(bank.desk.url, bank.desk_token),
            GatewayCaller(bank.gateway.url, bank.folder.credentials),
            CardCaller(bank.folder.credentials),
        )
    finally:
        bank.close()
    assert_books_add_up(data / "bank.sqlite3")

"""The auditor: reads the bank's books, the customers' accounts, the till's rows, wire and paper.

It looks at each message as it leaves, at each page that says "approved", and at everything in the
end. Rows are read from the disk past everything of the program's, by statements of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.invariants import Invariant, Tally
from tests.simulator.audit_batches import check_batches
from tests.simulator.audit_books import check_accounts, check_cards, check_returns, check_wallets
from tests.simulator.audit_paper import check_clear, check_paper
from tests.simulator.bank import Bank
from tests.simulator.disk import Disk
from tests.simulator.line import Kind, Sent
from tests.simulator.paper import Slip
from tests.simulator.rows import TAKEN, Books
from tests.simulator.till import News

NAMED = frozenset({"approved", "by_hand", "closed", "declined", "refunded", "paid_late", "voided"})
ENDED = frozenset({"done", "refused", "undone", "closed"})
_ARMED = (
    "SELECT c.stan, t.amount_minor + t.tip_minor, f.state FROM card_payments c"
    " JOIN attempts a ON a.id = c.attempt_id JOIN transactions t ON t.id = a.sale_id"
    " JOIN flows f ON f.name = a.flow WHERE c.is_armed = 1 UNION ALL"
    " SELECT r.stan, r.amount_minor, f.state FROM returns r JOIN flows f ON f.name = r.flow"
    " WHERE r.is_armed = 1"
)
_SETTLING = (
    "SELECT f.state FROM settlements s JOIN flows f ON f.name = s.flow"
    " WHERE s.acquirer = 'cards' AND s.finished_at IS NULL"
)


class Auditor:
    """Notes every try and every break in ``tally``."""

    def __init__(self, tally: Tally, disk: Disk, bank: Bank) -> None:
        self.tally = tally
        self._disk, self._bank = disk, bank

    # --- while the day goes on --------------------------------------------------------------

    def sent(self, sent: Sent) -> None:
        """Look at a message as it leaves: what it follows from must be on the disk."""
        key, rows = sent.key, self._disk.rows
        match sent.kind:
            case Kind.CARD_SALE | Kind.CARD_REVERSAL | Kind.CARD_BACK | Kind.BACK_REVERSAL:
                self._card_sent(sent)
            case Kind.TOTALS | Kind.END:
                self._totals_sent(sent)
            case Kind.ORDER | Kind.SCAN:
                found = rows("SELECT 1 FROM attempts WHERE order_no = ?", (key,))
                self._durable(sent, bool(found))
            case Kind.UNDO:
                self._durable(sent, self._is_undone(key))
            case Kind.REFUND:
                found = rows(
                    "SELECT 1 FROM credits WHERE refund_no = ? UNION ALL SELECT 1 FROM returns"
                    " WHERE number = ? AND state = 'pending' UNION ALL SELECT 1 FROM flows WHERE"
                    " instr(state, ?) LIMIT 1",
                    (key, key, f'"{key}"'),
                )
                self._durable(sent, bool(found))
            case _:
                pass

    def _card_sent(self, sent: Sent) -> None:
        armed: dict[int, tuple[int, Mapping[str, Any]]] = {
            int(stan): (int(minor), json.loads(state))
            for stan, minor, state in self._disk.rows(_ARMED)
        }
        mine = int(sent.key)
        self._durable(sent, mine in armed and armed[mine][0] == sent.amount_minor)
        if sent.kind in {Kind.CARD_SALE, Kind.CARD_BACK}:
            others = [
                stan for stan, (_, state) in armed.items() if stan != mine and not _is_lifted(state)
            ]
            self._alone(sent, sorted(others))

    def _alone(self, sent: Sent, others: list[int]) -> None:
        self.tally.check(
            Invariant.REVERSAL_FIRST,
            not others,
            f"{sent.kind} {sent.key} was sent while {others} stood armed",
        )

    def _totals_sent(self, sent: Sent) -> None:
        states = [json.loads(row[0]) for row in self._disk.rows(_SETTLING)]
        mine = [state for state in states if state["stan"] == int(sent.key)]
        is_so = len(mine) == 1 and _net(mine[0]["ours"]) == sent.amount_minor
        self._durable(sent, is_so)
        if sent.kind is Kind.TOTALS and mine:
            carried = {row["row_id"] for row in mine[0]["carried_rows"]}
            armed = self._disk.rows(
                "SELECT a.sale_id, c.stan FROM card_payments c JOIN attempts a"
                " ON a.id = c.attempt_id WHERE c.is_armed = 1 UNION ALL"
                " SELECT id, stan FROM returns WHERE is_armed = 1"
            )
            self._alone(sent, sorted(int(stan) for row, stan in armed if int(row) not in carried))

    def _durable(self, sent: Sent, is_so: bool) -> None:
        self.tally.check(
            Invariant.DURABLE_FIRST, is_so, f"{sent.kind} {sent.key} left before it was written"
        )

    def _is_undone(self, order_no: str) -> bool:
        """Whether an order is written down as one to be taken back, or voided."""
        found = self._disk.rows(
            "SELECT f.state, a.sale_id FROM flows f JOIN attempts a ON a.flow = f.name"
            " WHERE a.order_no = ?",
            (order_no,),
        )
        if not found:
            return False
        if json.loads(found[0][0]).get("armed_at") is not None:
            return True
        voids = "SELECT 1 FROM returns WHERE sale_id = ? AND kind = 'void' AND state = 'pending'"
        return bool(self._disk.rows(voids, (found[0][1],)))

    def told(self, news: News) -> None:
        """Look at a page that says that money came: the books must say so already."""
        view = news.view if isinstance(news, ChargeBegun) else news
        is_card = isinstance(view, CardSaleView) and view.state.phase is CardPhase.APPROVED
        is_wallet = isinstance(view, SaleView) and view.state.phase is Phase.APPROVED
        if not (is_card or is_wallet) or not isinstance(view, CardSaleView | SaleView):
            return
        sale_id = view.sale.identity.sale_id
        found = self._disk.rows("SELECT state FROM transactions WHERE id = ?", (sale_id,))
        is_so = bool(found) and found[0][0] in {"approved", "voided"}
        self.tally.check(Invariant.HAS_BANK, is_so, f"a page said approved before sale {sale_id}")

    # --- in the end -------------------------------------------------------------------------

    def close_day(
        self, slips: list[Slip], presses: Mapping[str, list[str]], logged: list[str]
    ) -> None:
        """Hold all books against each other, once everything has come to rest."""
        tally, bank, books = self.tally, self._bank, Books(self._disk)
        check_cards(tally, bank, books)
        check_wallets(tally, bank, books)
        check_returns(tally, bank, books)
        check_accounts(tally, bank, books)
        check_batches(tally, bank, books, self._disk)
        check_paper(tally, books, slips)
        check_clear(tally, self._disk, logged)
        self._presses(books, presses)
        self._ends(books)
        for complaint in bank.complaints:
            tally.check(Invariant.HAS_BANK, holds=False, what=f"the bank: {complaint}")

    def _presses(self, books: Books, presses: Mapping[str, list[str]]) -> None:
        for press, flows in presses.items():
            single = len(set(flows)) <= 1
            self.tally.check(Invariant.ONE_PER_PRESS, single, f"{press} began {flows}")
        for first, taken in self._disk.rows(
            "SELECT r.first_sale_id, SUM(t.state IN ('approved', 'by_hand')) FROM retries"
            " r JOIN transactions t ON t.id = r.sale_id GROUP BY r.first_sale_id"
        ):
            words = f"the purchase of sale {first} was paid {taken} times"
            self.tally.check(Invariant.ONE_PER_PRESS, taken <= 1, words)

    def _ends(self, books: Books) -> None:
        for row in books.sales:
            is_named = (row.state in NAMED and not row.is_armed) or bool(row.needs_person)
            self.tally.check(Invariant.UNKNOWN_ENDS, is_named, f"{row.flow} stands in {row.state}")
            if row.state in TAKEN and row.returning_minor and row.sale_id not in books.named:
                self.tally.fail(Invariant.UNKNOWN_ENDS, f"{row.flow} still gives something back")
        for back in books.backs:
            is_named = (back.state in ENDED and not back.is_armed) or bool(back.needs_person)
            self.tally.check(
                Invariant.UNKNOWN_ENDS, is_named, f"{back.flow} stands in {back.state}"
            )


def _is_lifted(state: Mapping[str, Any]) -> bool:
    return bool(state.get("is_lifted"))


def _net(totals: Mapping[str, Any]) -> int:
    return int(totals["sales_minor"]) - int(totals["refunds_minor"])

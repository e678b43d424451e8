"""The auditor: reads the bank's books, the customers' accounts, the till's rows, wire and paper.

It looks at each message as it leaves, at each page that says "approved", and at everything in the
end. Rows are read from the disk past everything of the program's, by statements of its own.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any, Final

from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import ChargeBegun, Observed, SaleView
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.invariants import Invariant, Tally
from tests.simulator.bank import Bank
from tests.simulator.disk import Disk
from tests.simulator.line import Kind, Sent
from tests.simulator.paper import Slip
from tests.simulator.people import Purchase
from tests.simulator.readers import NUMBERS

WANTED: Final = tuple(
    each for each in Invariant if each not in {Invariant.TOTALS, Invariant.ONE_BATCH}
)
"""What days of sales can try."""

TAKEN: Final = frozenset({"approved", "by_hand"})
NAMED: Final = frozenset({"approved", "by_hand", "closed", "declined", "refunded", "paid_late"})
COPIES: Final = ("merchant", "customer")
_SALES: Final = (
    "SELECT t.id, t.voucher, t.batch_id, t.batch_open, t.amount_minor + t.tip_minor, t.method,"
    " t.mode, t.state, a.order_no, a.flow, COALESCE(c.stan, 0), COALESCE(c.rrn, ''),"
    " COALESCE(c.is_armed, 0), a.id FROM transactions t JOIN attempts a ON a.sale_id = t.id"
    " LEFT JOIN card_payments c ON c.attempt_id = a.id ORDER BY t.id"
)


class Row:
    """A sale as the till's store has it."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.sale_id, self.voucher, self.batch_id = int(row[0]), int(row[1]), int(row[2])
        self.is_batch_open, self.total_minor = bool(row[3]), int(row[4])
        self.method, self.mode, self.state = str(row[5]), str(row[6]), str(row[7])
        self.order_no, self.flow = str(row[8]), str(row[9])
        self.stan, self.rrn, self.is_armed = int(row[10]), str(row[11]), bool(row[12])
        self.attempt_id = int(row[13])

    @property
    def is_card(self) -> bool:
        return self.method == "card"


class Auditor:
    """Notes every try and every break in ``tally``."""

    def __init__(self, tally: Tally, disk: Disk, bank: Bank) -> None:
        self.tally = tally
        self._disk, self._bank = disk, bank

    # --- while the day goes on --------------------------------------------------------------

    def sent(self, sent: Sent) -> None:
        """Look at a message as it leaves: what it follows from must be on the disk."""
        key = sent.key
        match sent.kind:
            case Kind.CARD_SALE | Kind.CARD_REVERSAL:
                self._card_sent(sent)
            case Kind.ORDER | Kind.SCAN:
                found = self._disk.rows("SELECT 1 FROM attempts WHERE order_no = ?", (key,))
                self._durable(sent, bool(found))
            case Kind.UNDO:
                state = self._state_of_order(key)
                self._durable(sent, state is not None and state.get("armed_at") is not None)
            case Kind.REFUND:
                found = self._disk.rows(
                    "SELECT paid_minor FROM credits WHERE refund_no = ? OR EXISTS (SELECT 1 FROM"
                    " flows WHERE state LIKE ?)",
                    (key, f'%"{key}"%'),
                )
                self._durable(sent, bool(found))
            case _:
                pass

    def _card_sent(self, sent: Sent) -> None:
        armed = {
            int(row[0]): int(row[1])
            for row in self._disk.rows(
                "SELECT c.stan, t.amount_minor + t.tip_minor FROM card_payments c JOIN attempts a"
                " ON a.id = c.attempt_id JOIN transactions t ON t.id = a.sale_id"
                " WHERE c.is_armed = 1"
            )
        }
        mine = int(sent.key)
        self._durable(sent, armed.get(mine) == sent.amount_minor)
        if sent.kind is Kind.CARD_SALE:
            others = sorted(set(armed) - {mine})
            self.tally.check(
                Invariant.REVERSAL_FIRST,
                not others,
                f"sale {mine} was sent while {others} stood armed",
            )

    def _durable(self, sent: Sent, is_so: bool) -> None:
        self.tally.check(
            Invariant.DURABLE_FIRST, is_so, f"{sent.kind} {sent.key} left before it was written"
        )

    def _state_of_order(self, order_no: str) -> dict[str, Any] | None:
        found = self._disk.rows(
            "SELECT f.state FROM flows f JOIN attempts a ON a.flow = f.name WHERE a.order_no = ?",
            (order_no,),
        )
        return None if not found else dict(json.loads(found[0][0]))

    def told(self, news: Observed) -> None:
        """Look at a page that says that money came: the books must say so already."""
        view = news.view if isinstance(news, ChargeBegun) else news
        is_card = isinstance(view, CardSaleView) and view.state.phase is CardPhase.APPROVED
        is_wallet = isinstance(view, SaleView) and view.state.phase is Phase.APPROVED
        if not (is_card or is_wallet) or not isinstance(view, CardSaleView | SaleView):
            return
        sale_id = view.sale.identity.sale_id
        found = self._disk.rows("SELECT state FROM transactions WHERE id = ?", (sale_id,))
        is_so = [row[0] for row in found] == ["approved"]
        self.tally.check(Invariant.HAS_BANK, is_so, f"a page said approved before sale {sale_id}")

    # --- in the end -------------------------------------------------------------------------

    def close_day(self, slips: list[Slip], purchases: list[Purchase], logged: list[str]) -> None:
        """Hold all books against each other, once everything has come to rest."""
        rows = [Row(row) for row in self._disk.rows(_SALES)]
        self._cards(rows)
        self._wallets(rows)
        self._presses(rows, purchases)
        self._ends(rows)
        self._vouchers(rows)
        self._paper(rows, slips)
        self._accounts(rows)
        self._clear(logged)
        for complaint in self._bank.complaints:
            self.tally.check(Invariant.HAS_BANK, holds=False, what=f"the bank: {complaint}")

    def _cards(self, rows: list[Row]) -> None:
        tally, held = self.tally, self._bank.cards.standing
        by_stan = {row.stan: row for row in rows if row.stan}
        for stan, sale in held.items():
            row = by_stan.get(stan)
            is_so = row is not None and row.state == "approved"
            tally.check(Invariant.HAS_ROW, is_so, f"the host holds {stan}, and no row says so")
            if row is not None:
                tally.check(
                    Invariant.AGREE,
                    row.total_minor == sale.amount_minor,
                    f"{stan}: {row.total_minor} in the till, {sale.amount_minor} at the host",
                )
        for row in rows:
            if row.is_card and row.state in TAKEN:
                is_so = row.stan in held and held[row.stan].rrn == row.rrn
                tally.check(Invariant.HAS_BANK, is_so, f"{row.flow} is approved by nobody")

    def _wallets(self, rows: list[Row]) -> None:
        tally, books = self.tally, self._bank.wallets
        known = books.payments()
        booked = {
            str(number): (int(attempt), int(paid), str(state))
            for number, attempt, paid, state in self._disk.rows(
                "SELECT wallet_txn_no, attempt_id, paid_minor, state FROM credits"
            )
        }
        orders = {row.order_no: row for row in rows}
        for number, (order_no, paid_minor) in known.items():
            if number in books.undone and number not in booked:
                continue
            credit, row = booked.get(number), orders.get(order_no)
            is_so = credit is not None and row is not None and credit[0] == row.attempt_id
            tally.check(Invariant.HAS_ROW, is_so, f"payment {number} of {order_no} has no row")
            if credit is not None:
                tally.check(
                    Invariant.AGREE,
                    credit[1] == paid_minor,
                    f"payment {number}: {credit[1]} in the till, {paid_minor} at the bank",
                )
        accepted: dict[int, list[str]] = defaultdict(list)
        for number, (attempt, paid_minor, state) in booked.items():
            tally.check(Invariant.HAS_BANK, number in known, f"payment {number} never was")
            back = books.refunded.get(number, 0)
            if state == "accepted":
                accepted[attempt].append(number)
                is_kept = number not in books.undone and not back
                tally.check(Invariant.HAS_BANK, is_kept, f"{number} was accepted and went back")
            if state == "refunded":
                is_back = number in books.undone or back == paid_minor
                tally.check(Invariant.HAS_BANK, is_back, f"{number} is said to be back")
            if back:
                within = back <= paid_minor and number not in books.undone
                tally.check(
                    Invariant.REFUNDS, within, f"{number}: {back} of {paid_minor} went back"
                )
        for row in rows:
            if not row.is_card and row.state == "approved":
                paid = [booked[number][1] for number in accepted[row.attempt_id]]
                is_so = paid == [row.total_minor]
                tally.check(Invariant.HAS_BANK, is_so, f"{row.flow} is approved with {paid}")

    def _presses(self, rows: list[Row], purchases: list[Purchase]) -> None:
        by_flow = {row.flow: row for row in rows}
        for purchase in purchases:
            taken = []
            for press, flows in purchase.begun.items():
                single = len(set(flows)) <= 1
                self.tally.check(Invariant.ONE_PER_PRESS, single, f"{press} began {flows}")
                taken += [flow for flow in set(flows) if by_flow[flow].state in TAKEN]
        for press_row in self._disk.rows(
            "SELECT r.first_sale_id, SUM(t.state IN ('approved', 'by_hand')) FROM retries r"
            " JOIN transactions t ON t.id = r.sale_id GROUP BY r.first_sale_id"
        ):
            self.tally.check(
                Invariant.ONE_PER_PRESS,
                press_row[1] <= 1,
                f"the purchase of sale {press_row[0]} was paid {press_row[1]} times",
            )

    def _ends(self, rows: list[Row]) -> None:
        for row in rows:
            is_named = row.state in NAMED and not row.is_armed
            self.tally.check(Invariant.UNKNOWN_ENDS, is_named, f"{row.flow} stands in {row.state}")

    def _vouchers(self, rows: list[Row]) -> None:
        times = Counter(row.voucher for row in rows if row.is_batch_open)
        for voucher, count in times.items():
            self.tally.check(Invariant.VOUCHERS, count == 1, f"voucher {voucher}: {count} times")

    def _paper(self, rows: list[Row], slips: list[Slip]) -> None:
        tally = self.tally
        by_key = {row.rrn if row.is_card else row.order_no: row for row in rows}
        unmarked: Counter[tuple[str, str]] = Counter()
        printed: set[tuple[str, str]] = set()
        for slip in slips:
            key = slip.rrn or slip.order_no
            row = by_key.get(key)
            printed.add((key, slip.copy))
            unmarked[key, slip.copy] += not slip.is_marked
            is_so = row is not None and row.state in TAKEN
            tally.check(Invariant.HAS_BANK, is_so, f"a slip of {key}, which is not approved")
            if row is not None:
                tally.check(
                    Invariant.AGREE,
                    slip.total_minor == row.total_minor,
                    f"a slip of {key} says {slip.total_minor}, its row {row.total_minor}",
                )
        for row in rows:
            if row.state not in TAKEN:
                continue
            key = row.rrn if row.is_card else row.order_no
            for copy in COPIES:
                is_single = unmarked[key, copy] <= 1
                tally.check(Invariant.ONE_SLIP, is_single, f"{key}: several unmarked {copy} copies")
                tally.check(Invariant.AGREE, (key, copy) in printed, f"{key} has no {copy} copy")

    def _accounts(self, rows: list[Row]) -> None:
        """What left each customer's account is what the till's rows say of it."""
        gone: Counter[str] = Counter()
        for move in self._bank.moves:
            gone[move.account] -= move.minor
        books, kept = self._bank.wallets, Counter[str]()
        numbers = {stan: sale.number for stan, sale in self._bank.cards.held.items()}
        for row in rows:
            if row.is_card and row.state in TAKEN and row.stan in numbers:
                kept[numbers[row.stan]] += row.total_minor
        states: dict[str, str] = {
            str(number): str(state)
            for number, state in self._disk.rows("SELECT wallet_txn_no, state FROM credits")
        }
        for number, (order_no, paid_minor) in books.payments().items():
            if states.get(number) in {"accepted", "inbox"}:
                kept[f"payer of {order_no}"] += paid_minor
        for account in sorted({*gone, *kept}):
            self.tally.check(
                Invariant.AGREE,
                gone[account] == kept[account],
                f"{gone[account]} left {account[-6:]}, the till has {kept[account]}",
            )

    def _clear(self, logged: list[str]) -> None:
        """Search everything that is kept for the numbers of the cards that were used."""
        tables = [
            str(row[0])
            for row in self._disk.rows(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        kept = [(name, self._disk.table(name)) for name in tables]
        for name, text in [*kept, ("the log", "\n".join(logged))]:
            leaks = [number[-4:] for number in NUMBERS if number[6:] in text]
            self.tally.check(Invariant.NO_CARD, not leaks, f"{name} has cards ending in {leaks}")

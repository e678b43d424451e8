"""The till's rows beside the bank's books and the customers' accounts."""

from __future__ import annotations

from collections import Counter, defaultdict

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.ports import Payment
from tests.helpers.invariants import Invariant, Tally
from tests.simulator.bank import Bank
from tests.simulator.rows import PAID, Books


def check_cards(tally: Tally, bank: Bank, books: Books) -> None:
    """Sales by card: each beside what the host holds."""
    held = {stan: sale for stan, sale in bank.cards.held.items() if not sale.is_reversed}
    by_stan = {row.stan: row for row in books.sales if row.stan}
    for stan, sale in held.items():
        row = by_stan.get(stan)
        wanted = "voided" if sale.voided_by else "approved"
        is_so = row is not None and (row.state == wanted or row.sale_id in books.named)
        said = "nothing" if row is None else row.state
        tally.check(Invariant.HAS_ROW, is_so, f"the host has {stan} {wanted}, the till {said}")
        if row is not None:
            words = f"{stan}: {row.total_minor} in the till, {sale.amount_minor} at the host"
            tally.check(Invariant.AGREE, row.total_minor == sale.amount_minor, words)
    for row in books.sales:
        if row.is_card and row.state in PAID:
            is_so = row.stan in held and held[row.stan].rrn == row.rrn
            tally.check(Invariant.HAS_BANK, is_so, f"{row.flow} is {row.state} by nobody")


def check_wallets(tally: Tally, bank: Bank, books: Books) -> None:
    """Payments by wallets: each beside the gateway's."""
    wallets = bank.wallets
    known, credits_ = wallets.payments(), books.credits
    orders = {row.order_no: row for row in books.sales}
    for number, (order_no, paid_minor) in known.items():
        if number in wallets.undone and number not in credits_:
            continue
        credit, row = credits_.get(number), orders.get(order_no)
        is_so = credit is not None and row is not None and credit[0] == row.attempt_id
        tally.check(Invariant.HAS_ROW, is_so, f"payment {number} of {order_no} has no row")
        if credit is not None:
            words = f"payment {number}: {credit[1]} in the till, {paid_minor} at the bank"
            tally.check(Invariant.AGREE, credit[1] == paid_minor, words)
    back_by_order, voided = _given_back(books)
    accepted: dict[int, list[int]] = defaultdict(list)
    for number, (attempt, paid_minor, state) in credits_.items():
        tally.check(Invariant.HAS_BANK, number in known, f"payment {number} never was")
        order_no = known.get(number, ("", 0))[0]
        back_minor = wallets.refunded.get(number, 0)
        if state == "accepted":
            accepted[attempt].append(paid_minor)
            is_kept = (number in wallets.undone) is (order_no in voided)
            tally.check(Invariant.HAS_BANK, is_kept, f"{number} was accepted and went back")
            words = f"{number}: {back_minor} went back, {back_by_order[order_no]} by the till"
            tally.check(Invariant.AGREE, back_minor == back_by_order[order_no], words)
        if state == "refunded":
            is_back = number in wallets.undone or back_minor == paid_minor
            tally.check(Invariant.HAS_BANK, is_back, f"{number} is said to be back")
        if back_minor:
            words = f"{number}: {back_minor} of {paid_minor} went back"
            within = back_minor <= paid_minor and number not in wallets.undone
            tally.check(Invariant.REFUNDS, within, words)
    for row in books.sales:
        if row.is_wallet and row.mode != "own" and row.state in {"approved", "voided"}:
            paid = accepted[row.attempt_id]
            is_so = paid == [row.total_minor]
            tally.check(Invariant.HAS_BANK, is_so, f"{row.flow} is {row.state} with {paid}")


def _given_back(books: Books) -> tuple[Counter[str], set[str]]:
    """Return what was refunded by order, in cents, and the orders that were voided."""
    refunded: Counter[str] = Counter()
    voided: set[str] = set()
    for back in books.done:
        sale = books.by_sale[back.sale_id]
        if sale.is_wallet and back.kind == "refund":
            refunded[sale.order_no] += back.amount_minor
        elif sale.is_wallet:
            voided.add(sale.order_no)
    return refunded, voided


def check_returns(tally: Tally, bank: Bank, books: Books) -> None:
    """Voids and refunds: each beside the bank's, and never more than the sale."""
    given, wallets = bank.cards.given, bank.wallets
    by_stan = {back.stan: back for back in books.backs if back.stan}
    for stan, held in given.items():
        row = by_stan.get(stan)
        is_so = row is not None and (row.state == "done" or bool(row.needs_person))
        is_so = is_so and row is not None and row.amount_minor == held.amount_minor
        words = f"the host gave back {stan}, the till has {'none' if row is None else row.state}"
        tally.check(Invariant.HAS_ROW, is_so, words)
    numbers = {back.number: back for back in books.backs}
    for number in wallets.refund_numbers:
        row = numbers.get(number)
        if row is not None:
            tally.check(Invariant.HAS_ROW, row.state == "done", f"{number} went back unknown")
    back_minor: Counter[int] = Counter()
    for back in books.backs:
        sale = books.by_sale[back.sale_id]
        if back.state in {"done", "pending"}:
            back_minor[back.sale_id] += back.amount_minor
        if back.state != "done":
            continue
        if sale.is_card:
            kind = ReturnKind(back.kind)
            is_so = back.stan in given and given[back.stan].kind is kind
            tally.check(Invariant.HAS_BANK, is_so, f"{back.flow} is done by nobody")
        elif sale.is_wallet and sale.mode != "own":
            undone = any(p.wallet_txn_no in wallets.undone for p in _payments(bank, sale.order_no))
            is_so = undone if back.kind == "void" else back.number in wallets.refund_numbers
            tally.check(Invariant.HAS_BANK, is_so, f"{back.flow} is done by nobody")
        if back.kind == "void":
            tally.check(Invariant.AGREE, sale.state == "voided", f"{sale.flow} is not voided")
    for sale_id, minor in back_minor.items():
        sale = books.by_sale[sale_id]
        words = f"{sale.flow}: {minor} of {sale.total_minor} back"
        tally.check(Invariant.REFUNDS, minor <= sale.total_minor, words)
        gone = sale.refunded_minor + sale.returning_minor
        voided = sale.total_minor if sale.state == "voided" else 0
        tally.check(Invariant.AGREE, gone in {minor, minor - voided}, f"{words}, its row {gone}")


def _payments(bank: Bank, order_no: str) -> list[Payment]:
    order = bank.wallets.orders.get(order_no)
    return [] if order is None else order.payments


def check_accounts(tally: Tally, bank: Bank, books: Books) -> None:
    """What left each customer's account is what the till's rows say of it; so is the drawer."""
    gone: Counter[str] = Counter()
    for move in bank.moves:
        gone[move.account] -= move.minor
    kept: Counter[str] = Counter()
    numbers = {stan: sale.number for stan, sale in bank.cards.held.items()}
    cards = {row.sale_id: numbers.get(row.stan, "nobody") for row in books.sales if row.is_card}
    for row in books.sales:
        if row.is_card and row.state in PAID:
            kept[cards[row.sale_id]] += row.total_minor
    for number, (order_no, paid_minor) in bank.wallets.payments().items():
        state = books.credits.get(number, (0, 0, ""))[2]
        if state in {"accepted", "inbox"}:
            kept[f"payer of {order_no}"] += paid_minor
    cash_minor = sum(row.due_minor for row in books.sales if row.state in PAID)
    for back in books.done:
        sale = books.by_sale[back.sale_id]
        if sale.is_card:
            kept[cards[back.sale_id]] -= back.amount_minor
        elif sale.is_wallet and sale.mode != "own":
            kept[f"payer of {sale.order_no}"] -= back.amount_minor
        cash_minor -= back.given_minor
    # What nobody knows is in no account yet, or is: a statement will say.
    unknown = {cards.get(sale_id, "") for sale_id in books.named}
    unknown |= {f"payer of {books.by_sale[sale_id].order_no}" for sale_id in books.named}
    for account in sorted({*gone, *kept} - unknown):
        words = f"{gone[account]} left {account[-6:]}, the till has {kept[account]}"
        tally.check(Invariant.AGREE, gone[account] == kept[account], words)
    words = f"the drawer's book has {books.drawer_minor}, its rows {cash_minor}"
    tally.check(Invariant.AGREE, books.drawer_minor == cash_minor, words)

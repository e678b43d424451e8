"""The answers that the demo desk has chosen in advance; they survive a restart."""

from __future__ import annotations

from kpay_desktop.simulation.bank.books import Transaction
from kpay_desktop.simulation.bank.outcomes import (
    AT_PAYMENT,
    BY_OUTCOME,
    Kind,
    Outcome,
    Plan,
    Way,
)


def set_next(tx: Transaction, kind: Kind, plan: Plan, *, sticky: bool) -> None:
    """Choose the next answer of a kind; a sticky one stays until it is cleared."""
    tx.execute(
        "INSERT OR REPLACE INTO next_answers VALUES (?, ?, ?, ?, ?)",
        (kind.value, plan.outcome.value, plan.delay_s, plan.times, int(sticky)),
    )


def clear(tx: Transaction, kind: Kind) -> None:
    """Forget the next answer of a kind."""
    tx.execute("DELETE FROM next_answers WHERE kind = ?", (kind.value,))


def chosen(tx: Transaction) -> dict[Kind, tuple[Plan, bool]]:
    """Return the chosen answers, each with whether it is sticky."""
    return {
        Kind(row["kind"]): (
            Plan(Outcome(row["outcome"]), row["delay_s"], row["times"]),
            bool(row["sticky"]),
        )
        for row in tx.execute("SELECT * FROM next_answers ORDER BY kind")
    }


def take(tx: Transaction, kind: Kind) -> Plan | None:
    """Return the chosen answer of a kind, if there is one, and use it up unless it is sticky."""
    answer = chosen(tx).get(kind)
    if answer is None:
        return None
    plan, sticky = answer
    if not sticky:
        clear(tx, kind)
    return plan


def take_for_order(tx: Transaction, way: Way) -> Plan | None:
    """As :func:`take` for a new order: what does not fit its way waits for another one."""
    answer = chosen(tx).get(Kind.SALE)
    if answer is None or way not in BY_OUTCOME[answer[0].outcome].ways:
        return None
    return take(tx, Kind.SALE)


def take_at_payment(tx: Transaction, way: Way) -> Plan | None:
    """As :func:`take_for_order` for an order that waits to be paid: only what is possible then."""
    answer = chosen(tx).get(Kind.SALE)
    if answer is None or answer[0].outcome not in AT_PAYMENT:
        return None
    return take_for_order(tx, way)

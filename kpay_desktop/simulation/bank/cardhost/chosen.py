"""The scenarios that the desk has chosen in advance; they survive a restart."""

from __future__ import annotations

from kpay_desktop.simulation.bank.books import Transaction
from kpay_desktop.simulation.bank.cardhost.scenarios import CardKind, CardPlan, Scenario


def set_next(tx: Transaction, kind: CardKind, plan: CardPlan, *, sticky: bool) -> None:
    """Choose what happens to the next requests of a kind; a sticky choice stays until cleared."""
    tx.execute(
        "INSERT OR REPLACE INTO card_next VALUES (?, ?, ?, ?, ?, ?)",
        (kind.value, plan.scenario.value, plan.code, plan.delay_s, plan.times, int(sticky)),
    )


def clear(tx: Transaction, kind: CardKind) -> None:
    """Forget what was chosen for a kind."""
    tx.execute("DELETE FROM card_next WHERE kind = ?", (kind.value,))


def chosen(tx: Transaction) -> dict[CardKind, tuple[CardPlan, bool]]:
    """Return what is chosen, each with whether it is sticky."""
    return {
        CardKind(row["kind"]): (
            CardPlan(Scenario(row["scenario"]), row["code"], row["delay_s"], row["times"]),
            bool(row["sticky"]),
        )
        for row in tx.execute("SELECT * FROM card_next ORDER BY kind")
    }


def take(tx: Transaction, kind: CardKind) -> CardPlan | None:
    """Return what is chosen for a kind, if anything is, and use up one of its times."""
    choice = chosen(tx).get(kind)
    if choice is None:
        return None
    plan, sticky = choice
    if not sticky and plan.scenario.value.startswith("reversal_"):
        # Their times count the reversals of one sale.
        clear(tx, kind)
    elif not sticky:
        tx.execute("UPDATE card_next SET times = times - 1 WHERE kind = ?", (kind.value,))
        tx.execute("DELETE FROM card_next WHERE times <= 0")
    return plan

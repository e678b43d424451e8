"""When a day has come to rest: nobody waits for anything, and the till knows what can be known."""

from __future__ import annotations

from typing import Final

from tests.simulator.bank import Bank
from tests.simulator.disk import Disk

_AT_WORK: Final = (
    "SELECT 0 FROM print_jobs WHERE state <> 'printed'",
    "SELECT 0 FROM settlements WHERE finished_at IS NULL",
    "SELECT 0 FROM credits WHERE state IN ('inbox', 'refunding')",
    """
    SELECT json_extract(f.state, '$.needs_person') FROM returns r JOIN flows f ON f.name = r.flow
    WHERE r.state IN ('open', 'pending') OR r.is_armed = 1
    """,
    """
    SELECT json_extract(f.state, '$.needs_person') FROM transactions t
    JOIN attempts a ON a.sale_id = t.id JOIN flows f ON f.name = a.flow
    LEFT JOIN card_payments c ON c.attempt_id = a.id
    WHERE c.is_armed = 1
        OR t.state IN ('open', 'checking', 'reversing', 'refunding', 'paid_late')
    """,
)
"""What is being worked on, and whether it needs a person: then it is named, and goes on."""

_KNOWN: Final = (
    "SELECT c.stan FROM card_payments c JOIN attempts a ON a.id = c.attempt_id"
    " JOIN transactions t ON t.id = a.sale_id JOIN flows f ON f.name = a.flow"
    " WHERE t.state IN ('approved', 'voided') OR json_extract(f.state, '$.needs_person')"
)
_UNSETTLED: Final = (
    "SELECT 1 FROM transactions WHERE batch_open = 1 AND state IN ('approved', 'by_hand', 'voided')"
    " UNION SELECT 1 FROM returns WHERE batch_open = 1 AND kind = 'refund' AND state = 'done'"
)


def is_at_rest(disk: Disk, bank: Bank) -> bool:
    """True if the till has no work left, and knows of all money that the bank knows of."""
    if any(not row[0] for statement in _AT_WORK for row in disk.rows(statement)):
        return False
    if any(order.held for order in bank.wallets.orders.values()):
        return False
    booked = {row[0] for row in disk.rows("SELECT wallet_txn_no FROM credits")}
    if {*bank.wallets.payments()} - booked - bank.wallets.undone:
        return False
    held = {stan for stan, sale in bank.cards.held.items() if not sale.is_reversed}
    return held <= {row[0] for row in disk.rows(_KNOWN)}


def has_unsettled(disk: Disk) -> bool:
    """True while something stands in an open batch."""
    return bool(disk.rows(_UNSETTLED))

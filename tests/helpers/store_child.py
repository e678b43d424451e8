"""A till of its own process that sells until it is killed: ``python -m tests.helpers.store_child``.

Every other sale is one by card, and some of those are taken back. Prints the number of each sale's
step once the store has returned, so whatever was printed must be on the disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kpay_desktop.domain.sale import SaleIdentity
from kpay_desktop.ports import StoreError
from models.store import SqlStore
from tests.helpers.store import (
    DEADLINE_S,
    Faults,
    HandClock,
    approved,
    draft,
    first_step,
    make_folder,
    open_quietly,
    shown,
)
from tests.helpers.store_cards import (
    armed,
    card_approved,
    card_draft,
    reversed_,
    reversing,
    signed,
    step,
)


def sell_for_ever(folder: Path, most: int) -> None:
    faults = Faults()
    store = open_quietly(make_folder(folder), faults=faults)
    till = store.store

    def work() -> None:
        for number in range(most):
            sell_by_code(till)
            sell_by_card(till, is_taken_back=number % 3 == 0)

    try:
        store.writer.call(work, 600.0)
    except StoreError as error:
        say(f"refused {error.kind.value}")
    say(f"closed {store.close(DEADLINE_S)}")


def sell_by_code(till: SqlStore) -> None:
    at = HandClock().now()
    identity = till.begin_sale(draft(), at, first_step(at))
    say_begun(identity)
    till.commit(shown(identity))
    say(f"shown {identity.sale_id}")
    till.commit(approved(identity))
    say(f"approved {identity.sale_id}")


def sell_by_card(till: SqlStore, *, is_taken_back: bool) -> None:
    identity = till.begin_sale(card_draft(), HandClock().now(), step)
    say_begun(identity)
    stan = till.reserve_stans(2)
    say(f"stans {stan} {stan + 1}")
    handle = f"card-{identity.sale_id}"
    till.commit(armed(identity, stan, handle))
    say(f"armed {identity.sale_id} {stan} {handle}")
    if is_taken_back:
        till.commit(reversing(identity, stan, handle))
        say(f"reversing {identity.sale_id} {stan} {handle}")
        till.commit(reversed_(identity, stan, handle))
        say(f"reversed {identity.sale_id} {stan} {handle}")
    else:
        till.commit(card_approved(identity, stan, handle))
        say(f"approved {identity.sale_id}")
        till.commit(signed(identity, stan, handle))
        say(f"signed {identity.sale_id} {stan} {handle}")


def say_begun(identity: SaleIdentity) -> None:
    say(f"begun {identity.sale_id} {identity.voucher} {identity.order_no}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sell_for_ever(Path(sys.argv[1]), int(sys.argv[2]))

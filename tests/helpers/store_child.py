"""A till of its own process that sells until it is killed: ``python -m tests.helpers.store_child``.

Prints the number of each sale's step once the store has returned, so whatever was printed must be
on the disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kpay_desktop.ports import StoreError
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


def sell_for_ever(folder: Path, most: int) -> None:
    faults = Faults()
    store = open_quietly(make_folder(folder), faults=faults)
    at = HandClock().now()

    def work() -> None:
        for _ in range(most):
            identity = store.store.begin_sale(draft(), at, first_step(at))
            say(f"begun {identity.sale_id} {identity.voucher} {identity.order_no}")
            store.store.commit(shown(identity))
            say(f"shown {identity.sale_id}")
            store.store.commit(approved(identity))
            say(f"approved {identity.sale_id}")

    try:
        store.writer.call(work, 600.0)
    except StoreError as error:
        say(f"refused {error.kind.value}")
    say(f"closed {store.close(DEADLINE_S)}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sell_for_ever(Path(sys.argv[1]), int(sys.argv[2]))

"""Whether the auditor would notice: a day that is well is spoilt, one thing at a time.

Each thing must break its invariant. An auditor that looks away is found by this, before a single
day is judged by it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tests.helpers.invariants import Invariant, Tally
from tests.simulator.auditor import Auditor
from tests.simulator.bank import Bank
from tests.simulator.bank_cards import HeldSale, Move
from tests.simulator.day import Day
from tests.simulator.disk import Disk
from tests.simulator.line import Kind, Sent
from tests.simulator.paper import Slip
from tests.simulator.readers import NUMBERS

NOBODY: Final = 424_242


@dataclass(slots=True)
class Scene:
    """All that an auditor gets to see of a day; whoever spoils it changes this."""

    disk: Disk
    bank: Bank
    slips: list[Slip]
    presses: dict[str, list[str]]
    logged: list[str]
    sent: list[Sent]

    def sql(self, statement: str, *values: str) -> None:
        """Change a row, until the scene is over."""
        assert self.disk.rows(f"{statement} RETURNING 1", values), statement


Spoil = Callable[[Scene], None]


def _unknown_sale(scene: Scene) -> None:
    held = HeldSale(NOBODY, "424242", 1, 100, NUMBERS[0], "1")
    scene.bank.cards.held[NOBODY] = held


def _forgotten_sale(scene: Scene) -> None:
    del scene.bank.cards.held[min(scene.bank.cards.standing)]


def _unknown_payment(scene: Scene) -> None:
    order_no = next(no for no, order in scene.bank.wallets.orders.items() if order.payments)
    scene.bank.wallets.pay(order_no)


def _dollar_gone(scene: Scene) -> None:
    scene.bank.moves.append(Move(NUMBERS[0], -100, "a dollar"))


def _other_total_on_paper(scene: Scene) -> None:
    place = next(at for at, slip in enumerate(scene.slips) if slip.kind == "sale")
    scene.slips[place] = replace(scene.slips[place], total_minor=1)


def _slip_lost(scene: Scene) -> None:
    scene.slips.remove(next(slip for slip in scene.slips if slip.kind == "sale"))


def _slip_twice(scene: Scene) -> None:
    unmarked = (slip for slip in scene.slips if slip.kind == "sale" and not slip.is_marked)
    scene.slips.append(next(unmarked))


def _slip_of_nothing(scene: Scene) -> None:
    scene.slips.append(Slip("void", NOBODY, -100, "merchant", is_marked=False))


def _two_for_one_press(scene: Scene) -> None:
    scene.presses["press"] = ["card_sale:1", "card_sale:2"]


def _hangs(scene: Scene) -> None:
    scene.sql("UPDATE transactions SET state = 'checking' WHERE id = 1")


def _back_hangs(scene: Scene) -> None:
    scene.sql("UPDATE returns SET state = 'pending' WHERE id = (SELECT MIN(id) FROM returns)")


def _cent_more(scene: Scene) -> None:
    scene.sql(
        "UPDATE transactions SET amount_minor = amount_minor + 1 WHERE id = (SELECT MIN(id)"
        " FROM transactions WHERE state = 'approved' AND method = 'card' AND batch_open = 0)"
    )


def _never_settled(scene: Scene) -> None:
    scene.sql("UPDATE settlements SET phase = 'stopped'")


def _voucher_twice(scene: Scene) -> None:
    scene.sql(
        "UPDATE transactions SET voucher = (SELECT voucher FROM transactions o WHERE o.batch_id ="
        " transactions.batch_id AND o.id <> transactions.id LIMIT 1) WHERE id = (SELECT MIN(t.id)"
        " FROM transactions t JOIN transactions o ON o.batch_id = t.batch_id AND o.id <> t.id)"
    )


def _too_much_back(scene: Scene) -> None:
    scene.sql(
        "UPDATE returns SET amount_minor = amount_minor + 100000000 WHERE id = (SELECT MIN(id)"
        " FROM returns WHERE state = 'done')"
    )


def _number_in_log(scene: Scene) -> None:
    scene.logged.append(f"card {NUMBERS[0]}")


def _number_in_row(scene: Scene) -> None:
    scene.sql("UPDATE transactions SET reason = ? WHERE id = 1", NUMBERS[1])


def _sent_unwritten(scene: Scene) -> None:
    scene.sent.append(Sent(0, 0.0, 1, Kind.CARD_SALE, str(NOBODY), 100))


def _order_unwritten(scene: Scene) -> None:
    scene.sent.append(Sent(0, 0.0, 1, Kind.ORDER, "NOBODY", 100))


def _sent_beside_reversal(scene: Scene) -> None:
    scene.sql(
        "UPDATE card_payments SET is_armed = 1 WHERE attempt_id = (SELECT MIN(attempt_id)"
        " FROM card_payments WHERE stan > 0)"
    )
    _sent_unwritten(scene)


SPOILS: Final[Mapping[str, tuple[Invariant, Spoil]]] = {
    "a sale that the host alone has": (Invariant.HAS_ROW, _unknown_sale),
    "a payment that the bank alone has": (Invariant.HAS_ROW, _unknown_payment),
    "a sale that the host has not": (Invariant.HAS_BANK, _forgotten_sale),
    "a slip of nothing": (Invariant.HAS_BANK, _slip_of_nothing),
    "a card sale sent before it was written": (Invariant.DURABLE_FIRST, _sent_unwritten),
    "an order sent before it was written": (Invariant.DURABLE_FIRST, _order_unwritten),
    "a sale sent beside a reversal": (Invariant.REVERSAL_FIRST, _sent_beside_reversal),
    "two sales for one press": (Invariant.ONE_PER_PRESS, _two_for_one_press),
    "a sale that hangs": (Invariant.UNKNOWN_ENDS, _hangs),
    "money back that hangs": (Invariant.UNKNOWN_ENDS, _back_hangs),
    "a cent more in a settled batch": (Invariant.TOTALS, _cent_more),
    "a batch that was never settled": (Invariant.ONE_BATCH, _never_settled),
    "a voucher given out twice": (Invariant.VOUCHERS, _voucher_twice),
    "a second unmarked slip": (Invariant.ONE_SLIP, _slip_twice),
    "more back than was paid": (Invariant.REFUNDS, _too_much_back),
    "a dollar that left an account": (Invariant.AGREE, _dollar_gone),
    "another total on paper": (Invariant.AGREE, _other_total_on_paper),
    "a slip that is missing": (Invariant.AGREE, _slip_lost),
    "a card number in the log": (Invariant.NO_CARD, _number_in_log),
    "a card number in a row": (Invariant.NO_CARD, _number_in_row),
}


def unnoticed(day: Day) -> list[str]:
    """Return what the auditor does not notice, of a day that has been lived and is well."""
    missed = []
    for name, (invariant, spoil) in SPOILS.items():
        day.disk.rows("BEGIN")
        try:
            scene = Scene(
                day.disk,
                copy.deepcopy(day.bank),
                [*day.printer.slips],
                day.presses(),
                [*day.memory.lines],
                [],
            )
            spoil(scene)
            tally = Tally()
            auditor = Auditor(tally, scene.disk, scene.bank)
            for sent in scene.sent:
                auditor.sent(sent)
            auditor.close_day(scene.slips, scene.presses, scene.logged)
        finally:
            day.disk.rows("ROLLBACK")
        if not any(words.startswith(f"{invariant}: ") for words in tally.broken):
            missed.append(f"{name} ({invariant})")
    return missed

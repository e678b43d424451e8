"""The rest of the day at the till: voids, refunds and settlements, page by page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from kpay_desktop.simulation.cards import catalogue
from kpay_desktop.simulation.cards.stripe import tracks
from tests.soak.acts import BROKEN_CARD, Act, Way
from tests.soak.cashier import LOOK_S, PATIENCE_S, SUPERVISOR, SUPERVISOR_PIN, Cashier
from tests.soak.counter import Counter
from ui.views import Action

SETTLE_S = 20.0
STRIDE = 7_919
ENDED = frozenset({"done", "refused", "undone", "closed"})
CLOSED = frozenset({"settled", "stopped"})
_SPECS = {spec.key: spec for spec in catalogue()}


class Backs:
    """Gives money back and settles, at a till whose sales ``cashier`` took."""

    def __init__(self, counter: Counter, cashier: Cashier) -> None:
        self._counter, self._cashier = counter, cashier

    def do(self, act: Act) -> bool:
        """Do what the act is; False if there was nothing to do it with, or it was refused.

        Raises:
            LostError: the till has ended.
        """
        if not self._cashier.to_amount():
            return False
        if act.way is Way.SETTLE:
            return self.settle()
        if not self._cashier.sold:
            return False
        known = sorted(self._cashier.sold)
        voucher = known[act.number * STRIDE % len(known)]
        sold = self._cashier.sold[voucher]
        self._cashier.tell_bank(act)
        if act.way is Way.VOID:
            shown = self._void(voucher, sold)
        else:
            shown = self._refund(voucher, act.number)
        if shown:
            self._follow(sold)
        self._cashier.to_amount()
        return shown

    # --- money back ---------------------------------------------------------------------------

    def _void(self, voucher: str, sold: Act) -> bool:
        counter = self._counter
        counter.press(Action.OPEN_PAGE, "void")
        if not counter.wait(_on("void"), PATIENCE_S):
            return False
        paid = "card" if sold.way.is_card else "cash" if sold.way is Way.CASH else "qr"
        counter.press(Action.VOID_KIND, paid)
        for figure in voucher:
            counter.press(Action.KEY, figure)
        counter.press(Action.PICK_OPERATOR, SUPERVISOR)
        for figure in SUPERVISOR_PIN:
            counter.press(Action.KEY, figure)
        counter.wait(lambda now: _stage(now) == "question" or _failed(now), PATIENCE_S)
        if _stage(counter.now) != "question":
            return False
        counter.press(Action.VOID_SALE)
        return self._is_begun()

    def _refund(self, voucher: str, number: int) -> bool:
        counter = self._counter
        counter.press(Action.OPEN_PAGE, "transactions")
        if not counter.wait(_on("transactions"), PATIENCE_S):
            return False
        counter.press(Action.TYPE, voucher)
        if not counter.wait(lambda now: [row[0] for row in now["rows"]] == [voucher], PATIENCE_S):
            return False
        counter.press(Action.PICK_SALE, str(counter.now["rows"][0][1]))
        counter.press(Action.REFUND_FOUND)
        counter.wait(lambda now: _stage(now) == "amount" or _failed(now), PATIENCE_S)
        if _stage(counter.now) != "amount":
            return False
        if number % 2:
            counter.press(Action.REFUND_PART, "part")
            for figure in str(100 + number % 400):
                counter.press(Action.KEY, figure)
        counter.press(Action.REFUND_SALE)
        self._cashier.supervise()
        return self._is_begun()

    def _is_begun(self) -> bool:
        """Wait until it was let happen, or was refused."""
        counter = self._counter
        counter.wait(lambda now: _stage(now) == "shown" or _failed(now), PATIENCE_S)
        return _stage(counter.now) == "shown"

    def _follow(self, sold: Act) -> None:
        """See it to its end; a card is shown once more where it is asked for."""
        counter = self._counter
        began = time.monotonic()
        shown = asked = False
        while time.monotonic() < began + PATIENCE_S:
            now = counter.now
            phase, for_s = now["back"]["phase"], time.monotonic() - began
            if phase in ENDED or now["page"] != "void":
                break
            if phase == "reading" and not shown:
                shown = True
                self._present(sold)
            elif phase == "reading" and for_s > PATIENCE_S / 2:
                counter.press(Action.BACK)
            elif phase == "confirming":
                counter.press(Action.VOID_CARD_IS_RIGHT)
            elif not asked and for_s > PATIENCE_S / 4:
                asked = True
                counter.press(Action.VOID_ASK_NOW)
            counter.wait_for_news(now, LOOK_S)
        counter.tell(do="away")

    def _present(self, sold: Act) -> None:
        if sold.card == BROKEN_CARD or sold.way is Way.SWIPE:
            self._counter.tell(do="swipe", typed=tracks(_SPECS[sold.card]).typed)
        elif sold.card:
            self._counter.tell(do="insert", card=sold.card)

    # --- settlement ---------------------------------------------------------------------------

    def settle(self) -> bool:
        """Settle every open batch; False if nothing was settled, or it is still under way."""
        counter = self._counter
        counter.press(Action.OPEN_PAGE, "settlement")
        if not counter.wait(_on("settlement"), PATIENCE_S):
            return False
        if all(phase in CLOSED for _, phase in counter.now["runs"]):
            counter.press(Action.BACK)
            counter.press(Action.SETTLE)
            counter.wait(lambda now: now["settling"] or bool(now["runs"]), LOOK_S)
        self.see_settled()
        runs = counter.now["runs"]
        self._cashier.to_amount()
        return bool(runs) and all(phase in CLOSED for _, phase in runs)

    def see_on(self) -> None:
        """Look after settlements that went on behind the sales."""
        if any(phase not in CLOSED for _, phase in self._counter.now["runs"]):
            self._counter.press(Action.OPEN_PAGE, "settlement")
            self._counter.wait(_on("settlement"), LOOK_S)
            self.see_settled()
            self._cashier.to_amount()

    def see_settled(self) -> None:
        """See the settlements that are under way to their end; nobody waits for what is unknown."""
        counter = self._counter
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline:
            now = counter.now
            if not now["settling"] and all(phase in CLOSED for _, phase in now["runs"]):
                return
            held = next((flow for flow, phase in now["runs"] if phase == "held"), "")
            if held and now["page"] == "settlement":
                counter.press(Action.SETTLE_WITHOUT, held)
                self._cashier.supervise()
            counter.wait_for_news(now, LOOK_S)


def _on(page: str) -> Callable[[dict[str, Any]], bool]:
    return lambda now: bool(now["page"] == page)


def _stage(now: dict[str, Any]) -> str:
    return str(now["back"]["stage"]) if now["page"] in {"void", "authorise"} else ""


def _failed(now: dict[str, Any]) -> bool:
    return bool(now["back"]["problem"]) or now["page"] not in {"void", "transactions", "authorise"}

"""Whoever works at the till, and the customers before it: what they do on each page."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from kpay_desktop.domain.signature import Signature
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.cards import catalogue
from kpay_desktop.simulation.cards.stripe import tracks
from kpay_desktop.simulation.desk_client import DeskError, DeskRefusedError
from tests.soak.acts import BROKEN_CARD, Act, Customer, Way
from tests.soak.counter import Counter, LostError
from ui.views import Action

CUSTOMER = "1010"
SUPERVISOR, SUPERVISOR_PIN = "90", "909090"
SIGNATURE = Signature((((100, 100), (500, 300), (900, 120)), ((200, 350), (800, 350))))
PATIENCE_S, LOOK_S, LEAVES_S, LINGER_S = 8.0, 0.3, 0.6, 30.0
ENDED = frozenset(
    {"approved", "closed", "declined", "paid_late", "refunded", "refunding", "by_hand", "voided"}
)
_SPECS = {spec.key: spec for spec in catalogue()}

Desk = Callable[[], CardDeskClient]


class Cashier:
    """Takes sales at a till. ``desk``: the bank's, wherever it listens now."""

    def __init__(self, counter: Counter, desk: Desk) -> None:
        self._counter, self._desk = counter, desk
        self._done: set[str] = set()
        self.sold: dict[str, Act] = {}

    # --- one sale -----------------------------------------------------------------------------

    def begin(self, act: Act) -> bool:
        """Charge a sale; False if the till does not let it be begun now.

        Raises:
            LostError: the till has ended.
        """
        counter = self._counter
        if not self.to_amount():
            return False
        known = counter.now["flow"]
        counter.press(Action.KEY, "clear")
        for figure in str(act.total_minor):
            counter.press(Action.KEY, figure)
        for action, value in ((Action.CHARGE, ""), (Action.PICK_METHOD, act.way.button)):
            counter.press(action, value)
        self.tell_bank(act)
        counter.press(Action.CONFIRM)
        self._done = set()
        if act.way.is_scan or act.way is Way.CASH:
            pages = {"scan", "result", "paying", "tender"}
            return counter.wait(lambda now: now["page"] in pages, PATIENCE_S)
        return counter.wait(lambda now: now["flow"] not in {"", known}, PATIENCE_S)

    def serve(self, act: Act) -> bool:
        """See a sale through; False if it is left while it still needs somebody.

        Raises:
            LostError: the till has ended.
        """
        deadline = time.monotonic() + PATIENCE_S
        began = time.monotonic()
        while time.monotonic() < deadline:
            now = self._counter.now
            if now["page"] == "amount":
                return True
            if now["page"] == "result" and now.get("sale_state") in ENDED:
                self._decide(now)
                if now["sale_state"] in {"approved", "by_hand"}:
                    self._remember(act, now["voucher"])
                self._counter.press(Action.NEW_SALE)
                self._counter.wait(lambda new: new["page"] == "amount", LOOK_S)
                continue
            self._do_on_page(act, now, time.monotonic() - began)
            self._counter.wait_for_news(now, LOOK_S)
        return self.to_amount()

    def _do_on_page(self, act: Act, now: dict[str, Any], for_s: float) -> None:
        match now["page"]:
            case "show_qr":
                self._shown(act, now, for_s)
            case "scan":
                self._scanning(act, now, for_s)
            case "paying":
                self._paying(act, now, for_s)
            case "card":
                self._card(act, now, for_s)
            case "tender" | "cash_sold":
                self._cash(act, now)
            case "result" | "unfinished":
                self._waiting(now["page"], for_s)
            case _:
                self._leave(now)

    def _waiting(self, page: str, for_s: float) -> None:
        """Look at a sale that is not known, or is being taken back; leave it after a while."""
        if page == "result" and for_s > PATIENCE_S / 2:
            self._once("check", lambda: self._counter.press(Action.CHECK_NOW))
        elif page == "unfinished" and for_s > PATIENCE_S / 2:
            self._counter.press(Action.NEW_SALE)
        elif page == "unfinished" and for_s > PATIENCE_S / 4:
            self._once("reverse", lambda: self._counter.press(Action.REVERSE_NOW))

    def _cash(self, act: Act, now: dict[str, Any]) -> None:
        if now["page"] == "cash_sold":
            self._remember(act, now["sold"])
            self._counter.press(Action.NEW_SALE)
        else:
            self._once("hand", lambda: self._counter.press(Action.CASH_HANDED, "500000"))
            self._once("take", lambda: self._counter.press(Action.TAKE_CASH))

    def _remember(self, act: Act, voucher: str) -> None:
        """Keep a sale that was paid: somebody may want the money back."""
        self.sold[voucher] = act

    def _once(self, what: str, do: Callable[[], object]) -> None:
        if what not in self._done:
            self._done.add(what)
            do()

    # --- by code ------------------------------------------------------------------------------

    def _shown(self, act: Act, now: dict[str, Any], for_s: float) -> None:
        is_shown = now["phase"] == "shown" and now["code"]
        if act.way is Way.OWN:
            if is_shown and act.customer is Customer.PAYS:
                self._once("by hand", lambda: self._counter.press(Action.CONFIRM_BY_HAND))
                self.supervise()
            elif is_shown:
                self._once("cancel", lambda: self._counter.press(Action.CANCEL_SALE))
            return
        if is_shown and act.customer in {Customer.PAYS, Customer.REFUSES, Customer.WAVERS}:
            decision = "pay" if act.customer is Customer.PAYS else "refuse"
            self._once("pay", lambda: self._pay(now["code"], decision))
        gone_s = LEAVES_S if act.customer is not Customer.PAYS else PATIENCE_S / 2
        if for_s > gone_s:
            self._once("cancel", lambda: self._counter.press(Action.CANCEL_SALE))
        if act.customer is Customer.LATE and "cancel" in self._done and now["code"]:
            self._once("late", lambda: self._pay(now["code"], "pay"))

    def _pay(self, code: str, decision: str) -> None:
        with contextlib.suppress(DeskError):
            scan = self._desk().scan(code)
            if scan.order:
                self._desk().press(scan.order, CUSTOMER, decision)

    def _scanning(self, act: Act, now: dict[str, Any], for_s: float) -> None:
        if act.customer is Customer.LEAVES or for_s > PATIENCE_S / 2:
            self._once("leave", lambda: self._counter.press(Action.BACK))
            return

        def show() -> None:
            with contextlib.suppress(DeskError):
                code = self._desk().issue_code(CUSTOMER, act.way.value.partition(":")[0]).code
                self._counter.tell(do="scan", text=code)
                self._counter.wait(lambda new: new["page"] != "scan" or new["busy"], LOOK_S)

        if not now["busy"]:
            self._once(f"scan {for_s:.0f}", show)

    def _paying(self, act: Act, now: dict[str, Any], for_s: float) -> None:
        """Be asked for a password."""
        if for_s < LEAVES_S / 2:
            return
        if act.customer in {Customer.LEAVES, Customer.LATE}:
            self._once("cancel", lambda: self._counter.press(Action.CANCEL_SALE))

        def type_it() -> None:
            decision = "refuse" if act.customer is Customer.REFUSES else "pay"
            with contextlib.suppress(DeskError):
                for one in self._desk().waiting_payments(CUSTOMER):
                    self._desk().press(one.order, CUSTOMER, decision)

        self._once(f"password {for_s:.0f}", type_it)
        if for_s > PATIENCE_S / 2:
            self._once("cancel", lambda: self._counter.press(Action.CANCEL_SALE))

    # --- by card ------------------------------------------------------------------------------

    def _card(self, act: Act, now: dict[str, Any], for_s: float) -> None:
        if now["signing"] == "waited_for":
            how = Action.SIGNED if act.number % 2 else Action.SIGN_ON_PAPER
            self._once("sign", lambda: self._counter.press(how, SIGNATURE.to_text()))
            return
        phase = now["phase"]
        if phase == "reading":
            if act.customer is Customer.LEAVES or for_s > PATIENCE_S / 2:
                self._once("cancel", lambda: self._counter.press(Action.CANCEL_SALE))
            elif now["ways"]:
                self._once(f"present {now['trouble']}", lambda: self._present(act, now))
        elif phase == "choosing":
            self._once("choose", lambda: self._counter.press(Action.CHOOSE_APPLICATION, "0"))
        elif phase == "confirming":
            if act.customer is Customer.REFUSES:
                self._once("cancel", lambda: self._counter.press(Action.CANCEL_SALE))
            else:
                self._once("confirm", lambda: self._counter.press(Action.CONFIRM_CARD))
        elif act.customer is Customer.WAVERS or act.fault == "reader pulled":
            self._once("away", lambda: self._counter.tell(do="away"))

    def _present(self, act: Act, now: dict[str, Any]) -> None:
        trouble, way = now["trouble"], act.way
        if trouble == "swipe":
            way = Way.SWIPE
        elif trouble or act.card == BROKEN_CARD:
            # Another way, as the page asks for; a stripe is taken once the chip has failed.
            way = Way.CHIP
        if way is Way.SWIPE:
            self._counter.tell(do="swipe", typed=tracks(_SPECS[act.card]).typed)
        else:
            how = "hold" if way is Way.TAP else "insert"
            self._counter.tell(do=how, card=act.card)

    # --- around -------------------------------------------------------------------------------

    def tell_bank(self, act: Act) -> None:
        """Have the bank do with this sale what is to happen to it."""
        if not act.outcome:
            return
        with contextlib.suppress(DeskError):
            if act.way.is_card:
                self._tell_host(act.outcome, "sale")
            elif act.way.is_sale:
                self._desk().set_next(act.outcome, delay_s=0.5)
            else:
                self._tell_both(act.outcome)

    def _tell_host(self, outcome: str, kind: str) -> None:
        name, _, code = outcome.partition(":")
        delay_s = None if code else 0.5
        self._desk().set_next_card(name, kind=kind, code=code, delay_s=delay_s)

    def _tell_both(self, outcome: str) -> None:
        """Of money back it is not known beforehand whom it goes through."""
        with contextlib.suppress(DeskRefusedError):
            self._tell_host(outcome, "back")
        for kind in ("refund", "cancel"):
            with contextlib.suppress(DeskRefusedError):
                self._desk().set_next(outcome, kind=kind, delay_s=0.5)

    def _decide(self, now: dict[str, Any]) -> None:
        """Accept money that came late, or send it back, by turns."""
        accept = now["sale_state"] == "paid_late" and sum(map(ord, now["order"])) % 2
        if not accept and not now["waits"]:
            return
        self._counter.press(Action.ACCEPT_LATE if accept else Action.REFUND_LATE)
        self.supervise()

    def decide_all(self) -> None:
        """Decide on all the money that waits in the inbox.

        Raises:
            LostError: the till has ended.
        """
        counter = self._counter
        if not self.to_amount():
            return
        counter.press(Action.OPEN_INBOX)
        counter.wait(lambda now: now["page"] == "inbox" and bool(now["inbox"]), LOOK_S)
        for flow in counter.now["inbox"]:
            counter.press(Action.OPEN_INBOX)
            counter.press(Action.OPEN_WAITING, flow)
            if counter.wait(_shows(flow), LOOK_S):
                self._decide(counter.now)
        self.to_amount()

    def supervise(self) -> None:
        """Have a supervisor come, if one is asked for."""
        counter = self._counter
        if not counter.wait(lambda now: bool(now["asks"]), LOOK_S):
            return
        counter.press(Action.PICK_OPERATOR, SUPERVISOR)
        for figure in SUPERVISOR_PIN:
            counter.press(Action.KEY, figure)
        counter.press(Action.AUTHORISE)
        counter.wait(lambda now: now["page"] != "authorise", 5.0)

    def to_amount(self, within_s: float = LINGER_S) -> bool:
        """Come to the page where a sale begins; False if the till does not let go.

        Raises:
            LostError: the till has ended.
        """
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            now = self._counter.now
            if now["page"] == "amount" and not now["busy"]:
                return True
            self._leave(now)
            self._counter.wait_for_news(now, LOOK_S)
        return False

    def _leave(self, now: dict[str, Any]) -> None:
        counter = self._counter
        match now["page"]:
            case "sign_in" | "lock":
                raise LostError("nobody is signed in any more")
            case "show_qr" | "paying":
                counter.press(Action.CANCEL_SALE)
            case "card":
                if now["signing"] == "waited_for":
                    counter.press(Action.SIGN_ON_PAPER)
                else:
                    counter.press(Action.CANCEL_SALE)
            case "void" if now["back"]["phase"] in {"reading", "confirming"}:
                counter.press(Action.BACK)
            case "authorise" | "scan" | "confirm" | "doubt" | "method" | "inbox" | "tender":
                counter.press(Action.BACK)
            case _:
                counter.press(Action.NEW_SALE)
                counter.press(Action.OPEN_PAGE, "amount")


def _shows(flow: str) -> Callable[[dict[str, Any]], bool]:
    return lambda now: bool(now["flow"] == flow)

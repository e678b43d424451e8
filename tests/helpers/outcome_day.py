"""Every outcome of the bank's table at one till: what people do, and the pages they come to.

The cents of a total choose the outcome, or the desk does. Where the cents bring a long wait the
cashier serves the next customer, as cashiers do, and the sale is opened again at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import CreditState
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.open_till import CASHIER, OpenTill
from ui.views import Action, Page

QUICK_S = 0.3
#: Nobody waits for it: the desk decides before.
LONG_S = 600.0
#: The first sale's dollars; each row has dollars of its own, so that no total is charged twice.
FIRST_DOLLARS = 100
CHECKING = (Phase.ASKING, Phase.CLOSING, Phase.ASKING_AGAIN)


@dataclass(frozen=True, slots=True)
class Look:
    """What both windows said at one moment, and the sale's own figures."""

    page: str
    english: str
    chinese: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome and what people do, with the pages that it passes; ``cents`` of 0: by the desk."""

    outcome: str
    script: Callable[[Counter], None]
    pages: tuple[str, ...]
    cents: int = 0
    method: str = "paynow"
    operator: str = CASHIER
    delay_s: float = QUICK_S
    later: Callable[[Counter], None] | None = None

    @property
    def name(self) -> str:
        """The test's name."""
        by = f".{self.cents}" if self.cents else "desk"
        who = "" if self.operator == CASHIER else "-supervisor"
        return f"{self.outcome}-{by}-{self.script.__name__}-{self.method}{who}"


@dataclass(slots=True)
class Counter:
    """One row's sale: scripts work at ``till`` and look at its pages."""

    till: OpenTill
    row: Row
    total_minor: int
    looks: list[Look] = field(default_factory=list)
    error: AssertionError | None = None
    flow: str = ""

    def look(self, page: str) -> None:
        """Read both windows in both languages."""
        english = self.till.said()
        self.till.speak(Language.ZH)
        chinese = self.till.said()
        self.till.speak(Language.EN)
        identity = self.till.sale.sale.identity
        dollars, cents = divmod(self.total_minor, 100)
        facts = {
            "total": f"SGD {dollars}.{cents:02d}",
            "plain": f"{dollars}.{cents:02d}",
            "voucher": identity.voucher,
            "order": identity.order_no,
            "txn": self.till.sale.sale.wallet_txn_no,
        }
        self.looks.append(Look(page, english, chinese, facts))

    def shows_code(self) -> None:
        """Wait until the customer sees the code."""
        self.till.until("a code", lambda: self.till.sale.symbol is not None)

    def pays(self) -> None:
        """The customer pays as soon as the code is there."""
        self.shows_code()
        assert self.till.customer() is not None

    def cancels(self) -> None:
        """The cashier cancels."""
        self.till.touch(Action.CANCEL_SALE)

    def approved(self, page: str = "approved") -> None:
        """The sale is approved and both slips are out."""
        self.till.reaches(Phase.APPROVED)
        self.till.slips_are_out()
        self.look(page)

    def closed(self, page: str) -> None:
        """The sale ends without a charge."""
        self.till.reaches(Phase.CLOSED, Phase.DECLINED)
        self.look(page)


def work(till: OpenTill, rows: Sequence[Row]) -> dict[Row, Counter]:
    """Take each row's sale, one after the other, then open again what was left for later."""
    counters = {
        row: Counter(till, row, (FIRST_DOLLARS + number) * 100 + row.cents)
        for number, row in enumerate(rows)
    }
    for counter in counters.values():
        _guarded(counter, _sell)
    for row, counter in counters.items():
        if row.later is not None and counter.error is None:
            _guarded(counter, _open_again)
    return counters


def _sell(counter: Counter) -> None:
    till, row = counter.till, counter.row
    operator = till.model.operator
    if operator is None or operator.operator_id != row.operator:
        till.sign_in(row.operator)
    if not row.cents:
        till.desk.set_next(row.outcome, delay_s=row.delay_s)
    till.charge(counter.total_minor, row.method)
    counter.flow = till.sale.flow
    row.script(counter)


def _open_again(counter: Counter) -> None:
    till, row = counter.till, counter.row
    assert row.later is not None
    operator = till.model.operator
    if operator is None or operator.operator_id != row.operator:
        till.sign_in(row.operator)
    till.press(Action.OPEN_UNFINISHED, counter.flow)
    assert till.sale.flow == counter.flow
    row.later(counter)


def _guarded(counter: Counter, do: Callable[[Counter], None]) -> None:
    """Keep what went wrong for the row's own test, and leave the counter free for the next."""
    till = counter.till
    try:
        do(counter)
    except AssertionError as error:
        counter.error = error
        till.line("up")
        till.desk.clear_next()
        if till.model.page is Page.SHOW_QR and till.model.sale is not None:
            till.press(Action.CANCEL_SALE)
            till.code_is_gone()
    till.press(Action.NEW_SALE)
    till.press(Action.OPEN_PAGE, Page.AMOUNT.value)


# --- what people do -----------------------------------------------------------------------------


def nobody_pays(counter: Counter) -> None:
    """The sale ends without a code."""
    counter.closed(counter.row.pages[-1])


def pays(counter: Counter) -> None:
    """The customer pays as soon as the code is there."""
    counter.pays()
    counter.approved()


def reads_then_pays(counter: Counter) -> None:
    """The cashier reads the page with the code; the customer pays."""
    counter.shows_code()
    counter.till.until("a check", lambda: counter.till.sale.checked_at is not None)
    counter.look("code")
    pays(counter)


def waits_for_the_code(counter: Counter) -> None:
    """The code takes a while."""
    counter.look("making")
    pays(counter)


def refuses(counter: Counter) -> None:
    """The customer refuses."""
    counter.shows_code()
    counter.till.customer("refuse")
    counter.closed("payer_refused")


def cancels(counter: Counter) -> None:
    """The cashier thinks better of it."""
    counter.shows_code()
    counter.cancels()
    counter.closed("cancelled")


def lets_it_expire(counter: Counter) -> None:
    """Nobody pays until the code's time is over."""
    counter.shows_code()
    counter.till.desk.expire(counter.till.sale.sale.identity.order_no)
    counter.closed("expired")


def cannot_pay(counter: Counter) -> None:
    """The app knows nothing of the code, and the cashier cancels."""
    counter.shows_code()
    assert counter.till.customer() is None
    counter.cancels()
    counter.closed("cancelled")


def _is_checked(counter: Counter) -> None:
    counter.pays()
    counter.cancels()
    counter.till.reaches(*CHECKING)
    counter.look("checking")


def pays_and_the_bank_thinks(counter: Counter) -> None:
    """The cashier cancels while the payment is under way; it is settled after all."""
    _is_checked(counter)
    counter.till.desk.settle(counter.till.sale.sale.identity.order_no)
    counter.approved()


def gets_the_money_back(counter: Counter) -> None:
    """The cashier cancels while the payment is under way; the bank returns the money."""
    _is_checked(counter)
    counter.till.desk.give_back(counter.till.sale.sale.identity.order_no)
    counter.closed("cancelled")


def cancels_and_serves_the_next(counter: Counter) -> None:
    """The cashier cancels while nobody can say whether the money moved, and does not wait."""
    counter.pays()
    counter.cancels()
    counter.till.code_is_gone()


def cancels_before_the_code(counter: Counter) -> None:
    """The cashier does not wait for a bank that says nothing."""
    counter.look("making")
    counter.cancels()
    counter.closed("cancelled")


def was_approved(counter: Counter) -> None:
    """Opened again: it was paid. Its slips are out."""
    counter.till.reaches(Phase.APPROVED)
    counter.look("approved_earlier")


def _pays_late(counter: Counter) -> None:
    counter.shows_code()
    counter.cancels()
    counter.till.reaches(Phase.CLOSED)
    counter.till.customer()
    counter.till.reaches(Phase.PAID_LATE)
    counter.look("paid_late" if counter.row.operator == CASHIER else "paid_late_supervisor")


def _asks(counter: Counter, action: Action, panel: str) -> None:
    """Whoever is signed in asks, and reads the panel in which a supervisor's PIN follows."""
    counter.till.touch(action)
    counter.look(panel)
    counter.till.authorise()


def pays_late(counter: Counter) -> None:
    """The customer pays a code that has been closed; the cashier asks and thinks better of it."""
    _pays_late(counter)
    counter.till.touch(Action.REFUND_LATE)
    counter.look("panel_refund")
    counter.till.touch(Action.BACK)
    counter.look("paid_late")


def pays_late_and_is_refunded(counter: Counter) -> None:
    """The same, and the money goes back with a supervisor's PIN."""
    _pays_late(counter)
    _asks(counter, Action.REFUND_LATE, _panel(counter, "refund"))
    counter.till.reaches(Phase.REFUNDED)
    counter.look("refunded")


def pays_late_and_is_accepted(counter: Counter) -> None:
    """The same, and the money is accepted with a supervisor's PIN."""
    _pays_late(counter)
    _asks(counter, Action.ACCEPT_LATE, _panel(counter, "accept"))
    counter.approved()


def _panel(counter: Counter, what: str) -> str:
    return f"panel_{what}" if counter.row.operator == CASHIER else f"panel_{what}_supervisor"


def came_late(counter: Counter) -> None:
    """Opened again: the money came after all."""
    counter.till.reaches(Phase.PAID_LATE)
    counter.look("paid_late")


def pays_twice(counter: Counter) -> None:
    """Two customers pay; the second payment goes back with a supervisor's PIN."""
    counter.pays()
    counter.till.reaches(Phase.APPROVED)
    counter.till.slips_are_out()
    _second_payment(counter, "paid_twice")
    _asks(counter, Action.REFUND_LATE, "panel_refund_second")
    counter.till.until(
        "the refund",
        lambda: counter.till.sale.state.payments[1].state is CreditState.REFUNDED,
    )
    counter.look("second_refunded")


def pays_and_goes(counter: Counter) -> None:
    """The first customer pays, and the cashier goes on before the second does."""
    counter.pays()
    counter.till.reaches(Phase.APPROVED)


def was_paid_twice(counter: Counter) -> None:
    """Opened again: a second payment came."""
    _second_payment(counter, "paid_twice_earlier")


def _second_payment(counter: Counter, page: str) -> None:
    counter.till.until("two payments", lambda: len(counter.till.sale.state.payments) == 2)
    counter.look(page)


def pays_and_the_bank_names_another_amount(counter: Counter) -> None:
    """The till believes no other amount; the bank then names the right one."""
    counter.pays()
    counter.till.reaches(Phase.DOUBT)
    counter.look("doubt")
    counter.till.desk.settle(counter.till.sale.sale.identity.order_no)
    counter.approved()


def pays_the_wrong_amount(counter: Counter) -> None:
    """The code asks for more than the sale: the till waits whether the bank keeps to it."""
    counter.pays()
    counter.till.reaches(Phase.DOUBT)
    counter.look("doubt")


def _pays_unheard(counter: Counter) -> None:
    # The customer's bank works: the money moves, and the till cannot hear of it.
    pressed = counter.till.customer()
    assert pressed is not None
    assert pressed.result == "paid"
    counter.cancels()
    counter.till.reaches(*CHECKING)
    counter.look("checking")


def pays_behind_a_silent_line(counter: Counter) -> None:
    """The bank says nothing while the customer pays; what is known then, and when it speaks."""
    counter.shows_code()
    counter.till.line("silent")
    _pays_unheard(counter)
    counter.till.line("up")
    counter.approved()


def pays_behind_a_cut_line(counter: Counter) -> None:
    """The line is cut while the customer pays. The lamp says so, in both languages."""
    till = counter.till
    counter.shows_code()
    till.line("cut")
    _pays_unheard(counter)
    till.until("the lamp", lambda: "Host · offline" in till.lamps())
    till.speak(Language.ZH)
    till.until("the lamp in Chinese", lambda: "主机 · 离线" in till.lamps())
    till.speak(Language.EN)
    till.line("up")
    counter.approved()

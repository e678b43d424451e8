"""What customers, cashiers, banks and lines do in the table of sales by customers' codes.

Each script begins when the sale has begun, and ends when nothing more is to be done for it.
"""

from __future__ import annotations

import os
import signal

from kpay_desktop.flows.wallet_sale.state import Phase
from tests.helpers.scan_sale import Sale

NOT_KNOWN = (Phase.PAYING, Phase.ASKING, Phase.REVERSING, Phase.ASKING_AGAIN)


def waits(sale: Sale) -> None:
    """The till says that the customer may have to type a password."""
    sale.passes(Phase.PAYING)


def mends(sale: Sale) -> None:
    """The line was broken when the code was to be sent, and is mended then."""
    sale.is_said("pay", "silence")
    sale.till.desk.mend_line()


def types(sale: Sale) -> None:
    """The customer types the password."""
    waits(sale)
    assert sale.customer().result in {"paid", "processing"}


def types_after_looks(sale: Sale) -> None:
    """The customer takes a while; the till has asked several times meanwhile."""
    waits(sale)
    sale.is_said("ask", "pending", times=3)
    sale.customer()


def refuses(sale: Sale) -> None:
    """The customer thinks better of it."""
    waits(sale)
    sale.customer("refuse")


def cancels(sale: Sale) -> None:
    """The customer types nothing, and the cashier cancels."""
    waits(sale)
    sale.cancel()


def cancels_at_once(sale: Sale) -> None:
    """The cashier cancels when the bank has the order, and has not answered."""
    sale.asks_customer()
    sale.cancel()


def presses_check(sale: Sale) -> None:
    """The cashier asks again and again, and cancels when it is too late for that."""
    for _ in range(10):
        sale.check()
    sale.reaches(Phase.APPROVED)
    sale.check()
    sale.cancel()


def types_then_cancelled(sale: Sale) -> None:
    """The customer types the password, and at the same moment the cashier cancels."""
    waits(sale)
    sale.customer()
    sale.cancel()


def types_while_taken_back(sale: Sale) -> None:
    """The cashier cancels; before the payment is taken back the customer types the password."""
    cancels(sale)
    sale.reaches(Phase.REVERSING)
    sale.is_said("undo", "silence")
    sale.customer()
    sale.till.mend()


def settles(sale: Sale) -> None:
    """The bank makes up its mind: the money is the shop's."""
    waits(sale)
    sale.till.desk.settle(sale.order_no)


def gives_back_and_cancels(sale: Sale) -> None:
    """The bank makes up its mind: the money goes back. The cashier does not wait any more."""
    waits(sale)
    sale.till.desk.give_back(sale.order_no)
    sale.cancel()


def settles_while_taken_back(sale: Sale) -> None:
    """The till already takes the payment back when the bank makes up its mind."""
    sale.reaches(Phase.REVERSING)
    sale.is_said("undo", "not_now", times=2)
    sale.till.desk.settle(sale.order_no)


def names_the_amount(sale: Sale) -> None:
    """The bank names another amount, and then the right one."""
    sale.reaches(Phase.DOUBT)
    assert sale.till.world.waiting_slips() == 0
    sale.till.desk.settle(sale.order_no)


def is_allowed_at_last(sale: Sale) -> None:
    """The bank refuses to take the payment back, until its desk decides."""
    sale.till.until("somebody to be told", lambda: sale.view.state.stuck)
    assert sale.view.state.phase is Phase.REVERSING
    sale.is_said("undo", "refused", times=2)
    sale.till.desk.settle(sale.order_no)


def money_comes_late(sale: Sale) -> None:
    """It was taken back, said the bank; and then the money came."""
    sale.reaches(Phase.CLOSED)
    assert sale.till.desk.settle(sale.order_no).settled_minor
    sale.reaches(Phase.PAID_LATE)


def bank_dies_then_types(sale: Sale) -> None:
    """The bank is killed and comes back while the customer thinks."""
    waits(sale)
    _restart(sale)
    sale.customer()


def bank_dies_then_cancels(sale: Sale) -> None:
    """The bank is killed and comes back, and the cashier cancels."""
    waits(sale)
    _restart(sale)
    sale.cancel()


def _restart(sale: Sale) -> None:
    world = sale.till.world
    first = world.bank
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)

    def is_back() -> bool:
        return world.bank is not None and world.bank.pid != first.pid

    sale.till.until("the bank's next life", is_back)


def line_cut_then_types(sale: Sale) -> None:
    """The line is cut while the customer types, and mended."""
    _types_behind(sale, "cut")


def line_silent_then_types(sale: Sale) -> None:
    """Nothing comes back while the customer types, and then it does."""
    _types_behind(sale, "silent")


def line_cut_then_cancels(sale: Sale) -> None:
    """The line is cut when the cashier cancels, and mended."""
    _cancels_behind(sale, "cut")


def line_silent_then_cancels(sale: Sale) -> None:
    """Nothing comes back when the cashier cancels, and then it does."""
    _cancels_behind(sale, "silent")


def _types_behind(sale: Sale, how: str) -> None:
    waits(sale)
    sale.till.break_line(how)
    assert sale.customer().result == "paid"
    _lasts(sale)


def _cancels_behind(sale: Sale, how: str) -> None:
    waits(sale)
    sale.till.break_line(how)
    sale.cancel()
    _lasts(sale)


def _lasts(sale: Sale) -> None:
    """Let the till ask in vain, say that nothing is known, and then mend the line."""
    heard = sale.till.heard
    before = heard.answers(sale.order_no, "ask").count("silence")
    sale.is_said("ask", "silence", times=before + 1)
    assert sale.view.state.phase in NOT_KNOWN
    sale.till.desk.mend_line()

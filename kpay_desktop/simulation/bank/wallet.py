"""The customers' wallets: what a phone reads in a code, and what paying it does to the books."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from kpay_desktop.simulation.bank import clock, emvco, next_answers, orders
from kpay_desktop.simulation.bank.books import (
    CLEARING,
    Transaction,
    balance_minor,
    next_number,
    post,
)
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.order_values import (
    Looks,
    Order,
    OrderState,
    Payment,
    PaymentState,
)
from kpay_desktop.simulation.bank.outcomes import Outcome, Way

LINKS = {"wechat": "weixin://wxpay/bizpayurl?pr=", "alipay": "https://qr.alipay.com/"}
"""What the codes of the wallets that hide the amount begin with."""
CUT_OFF = {"wechat": "weixin://", "alipay": "https://qr.alipay.com/"}
"""Such a code without what it is about."""

_LINKS = {
    name: re.compile(re.escape(prefix) + r"([A-Za-z0-9]{8,40})") for name, prefix in LINKS.items()
}

HELD_LOOKS = {
    Outcome.PENDING: Looks.PENDING,
    Outcome.UNCERTAIN: Looks.UNCERTAIN,
    Outcome.LATE: Looks.UNPAID,
}
"""Plans under which the customer's money is under way for a while, and what a query says then."""


class Reason(StrEnum):
    """Why a phone can pay a code, or cannot."""

    PAYABLE = "payable"
    NOT_A_CODE = "not_a_code"
    BROKEN = "broken"
    OTHER_MERCHANT = "other_merchant"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    CLOSED = "closed"
    PAID = "paid"
    PROCESSING = "processing"
    REFUSED = "refused"
    NO_FUNDS = "no_funds"
    NO_CUSTOMER = "no_customer"


class Decision(StrEnum):
    """What the customer presses."""

    PAY = "pay"
    REFUSE = "refuse"
    WAIT = "wait"
    PAY_TWICE = "pay_twice"


class Result(StrEnum):
    """What the phone shows afterwards."""

    PAID = "paid"
    PROCESSING = "processing"
    REFUSED = "refused"
    WAITING = "waiting"
    NOT_PAID = "not_paid"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a phone makes of a code; ``order`` is None where it names none of this bank's."""

    reason: Reason
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class Outturn:
    """What a press came to. ``trxids`` are the wallet's numbers of the payments it made."""

    result: Result
    reason: Reason = Reason.PAYABLE
    trxids: tuple[str, ...] = ()


class Notifier(Protocol):
    """Puts the callback for a credited payment into the outbox, in the same transaction."""

    def enqueue(self, tx: Transaction, order: Order, payment: Payment, at: datetime) -> None:
        """Write the callback if the order asked for one."""


def code_key(payload: str, merchant: Merchant) -> tuple[Reason, str]:
    """Return what a payload names: a reason, and with ``PAYABLE`` the key of an order."""
    text = payload.strip()
    for name, link in _LINKS.items():
        match = link.fullmatch(text)
        if match is not None:
            return Reason.PAYABLE, f"{name}:{match[1]}"
    if text.startswith(("weixin:", LINKS["alipay"])):
        return Reason.BROKEN, ""
    if not text.startswith("0002"):
        return Reason.NOT_A_CODE, ""
    try:
        code = emvco.read(text)
        account = emvco.fields(code.get("26", ""))
        bill = emvco.fields(code.get("62", ""))
    except emvco.CodeError:
        return Reason.BROKEN, ""
    if account.get("00") != emvco.PAYNOW_GUID or account.get("02") != merchant.uen:
        return Reason.OTHER_MERCHANT, ""
    return Reason.PAYABLE, f"paynow:{bill.get('01', '')}"


def standing(order: Order, payments: list[Payment], at: datetime) -> Reason:
    """Return whether a phone can pay ``order`` now: its code, or by its password."""
    if order.state is OrderState.DECLINED:
        return Reason.UNKNOWN
    if order.state is OrderState.REFUSED:
        return Reason.REFUSED
    if any(payment.state is PaymentState.SETTLED for payment in payments):
        return Reason.PAID
    if any(payment.state is PaymentState.HELD for payment in payments):
        return Reason.PROCESSING
    if order.plan.outcome is not Outcome.LATE:
        if order.state is OrderState.CLOSED:
            return Reason.CLOSED
        if at >= order.expires_at:
            return Reason.EXPIRED
    return Reason.PAYABLE


class Wallets:
    """The wallets' side of the bank. Every method works inside the caller's transaction."""

    def __init__(self, merchant: Merchant, notifier: Notifier) -> None:
        self._merchant = merchant
        self._notifier = notifier

    def look(self, tx: Transaction, payload: str, at: datetime) -> Sight:
        """Return what a phone makes of ``payload``."""
        reason, key = code_key(payload, self._merchant)
        if reason is not Reason.PAYABLE:
            return Sight(reason)
        order = orders.order_by_code(tx, key)
        if order is None or order.state is OrderState.DECLINED:
            return Sight(Reason.UNKNOWN)
        payments = orders.payments_of(tx, order.order_id)
        return Sight(standing(order, payments, at), order)

    def press(
        self, tx: Transaction, order: Order, customer_id: str, decision: Decision, at: datetime
    ) -> Outturn:
        """Carry out what the customer pressed."""
        if order.way is Way.SCAN:
            if order.customer != f"customer:{customer_id}":
                return Outturn(Result.NOT_PAID, Reason.UNKNOWN)
            # A code that was read is good for one payment.
            decision = Decision.PAY if decision is Decision.PAY_TWICE else decision
        payments = orders.payments_of(tx, order.order_id)
        once_more = decision is Decision.PAY_TWICE and any(
            payment.state is PaymentState.SETTLED for payment in payments
        )
        reason = standing(order, payments, at)
        if reason is not Reason.PAYABLE and not once_more:
            return Outturn(Result.NOT_PAID, reason)
        if decision is Decision.WAIT:
            orders.set_order_seen(tx, order.order_id)
            return Outturn(Result.WAITING)
        if decision is Decision.REFUSE:
            orders.set_order_state(tx, order.order_id, OrderState.REFUSED)
            return Outturn(Result.REFUSED)
        customer = f"customer:{customer_id}"
        funds = balance_minor(tx, customer)
        if funds is None:
            return Outturn(Result.NOT_PAID, Reason.NO_CUSTOMER)
        if funds < order.code_amount_minor:
            return Outturn(Result.NOT_PAID, Reason.NO_FUNDS)
        if once_more:
            credit = self.pay(tx, order, customer, at)
            return Outturn(Result.PAID, trxids=(credit.trxid,))
        return self._pay_first(tx, order, customer, decision, at)

    def _pay_first(
        self, tx: Transaction, order: Order, customer: str, decision: Decision, at: datetime
    ) -> Outturn:
        chosen = next_answers.take_at_payment(tx, order.way)
        if chosen is not None:
            orders.set_order_plan(tx, order.order_id, chosen)
            order = replace(order, plan=chosen)
        plan = order.plan
        if plan.outcome is Outcome.PAYER_REFUSES:
            orders.set_order_state(tx, order.order_id, OrderState.REFUSED)
            return Outturn(Result.REFUSED)
        looks = HELD_LOOKS.get(plan.outcome)
        if looks is None:
            first = self.pay(tx, order, customer, at)
        else:
            first = self.hold(tx, order, customer, at)
        trxids = [first.trxid]
        other = self._other_customer(tx, customer, order.code_amount_minor)
        if decision is Decision.PAY_TWICE and other is not None:
            trxids.append(self.pay(tx, order, other, at).trxid)
        elif plan.outcome is Outcome.PAID_TWICE and other is not None:
            trxids.append(self.hold(tx, order, other, at).trxid)
        result = Result.PAID if looks in {None, Looks.UNPAID} else Result.PROCESSING
        return Outturn(result, trxids=tuple(trxids))

    def _other_customer(self, tx: Transaction, customer: str, amount_minor: int) -> str | None:
        row = tx.execute(
            "SELECT code FROM accounts WHERE kind = 'customer' AND code <> ?"
            " AND balance_minor >= ? ORDER BY code LIMIT 1",
            (customer, amount_minor),
        ).fetchone()
        return None if row is None else str(row[0])

    # --- money ---

    def pay(self, tx: Transaction, order: Order, customer: str, at: datetime) -> Payment:
        """Charge the customer and credit the merchant in one posting."""
        payment = replace(
            _new_payment(tx, order, customer, at),
            state=PaymentState.SETTLED,
            looks=Looks.PAID,
            settled_at=at,
        )
        orders.add_payment(tx, payment)
        self._book(tx, customer, self._merchant.account, payment, "payment", at)
        self._notifier.enqueue(tx, order, payment, at)
        return payment

    def hold(self, tx: Transaction, order: Order, customer: str, at: datetime) -> Payment:
        """Charge the customer; the merchant is credited when the payment settles."""
        plan = order.plan
        follows = plan.outcome is Outcome.LATE and plan.delay_s is None
        payment = replace(
            _new_payment(tx, order, customer, at),
            looks=HELD_LOOKS.get(plan.outcome, Looks.PAID),
            after_close_s=plan.wait_s if follows else None,
            due_at=_due(order, at),
        )
        orders.add_payment(tx, payment)
        self._book(tx, customer, CLEARING, payment, "payment", at)
        return payment

    def settle(self, tx: Transaction, payment: Payment, at: datetime) -> None:
        """Credit the merchant with a held payment."""
        orders.set_payment_state(tx, payment.trxid, PaymentState.SETTLED, at)
        self._book(tx, CLEARING, self._merchant.account, payment, "settlement", at)
        order = orders.order_by_id(tx, payment.order_id)
        if order is not None:
            self._notifier.enqueue(tx, order, payment, at)

    def give_back(self, tx: Transaction, payment: Payment, at: datetime) -> None:
        """Return a payment to its customer: held money, or what the merchant was credited with."""
        settled = payment.state is PaymentState.SETTLED
        source = self._merchant.account if settled else CLEARING
        orders.set_payment_state(tx, payment.trxid, PaymentState.RETURNED, at)
        self._book(tx, source, payment.customer, payment, "return", at)

    def settle_due(self, tx: Transaction, at: datetime) -> int:
        """Do what is due: customers' own acts, held payments, pending refunds; return how many."""
        acting = orders.acting_orders(tx, at)
        for order in acting:
            self._act(tx, order, order.acts_at or at)
        payments = orders.held_payments(tx, at)
        for payment in payments:
            self.settle(tx, payment, payment.due_at or at)
        refunds = orders.pending_refunds(tx, at)
        for refund in refunds:
            paid = orders.payment_by_trxid(tx, refund.trxid)
            if paid is not None:
                orders.set_refund_done(tx, refund.reqsn, refund.due_at or at)
                post(
                    tx,
                    source=CLEARING,
                    target=paid.customer,
                    amount_minor=refund.amount_minor,
                    purpose="refund settlement",
                    reference=refund.refund_trxid,
                    at=at,
                )
        return len(acting) + len(payments) + len(refunds)

    def _act(self, tx: Transaction, order: Order, at: datetime) -> None:
        """Let the customer who is asked for the password type it, or refuse.

        It was planned with the order: what the desk has chosen since is for another one.
        """
        orders.set_order_acted(tx, order.order_id)
        customer = order.customer or ""
        if standing(order, orders.payments_of(tx, order.order_id), at) is not Reason.PAYABLE:
            return
        if order.plan.outcome is Outcome.PAYER_REFUSES:
            orders.set_order_state(tx, order.order_id, OrderState.REFUSED)
        elif (balance_minor(tx, customer) or 0) >= order.amount_minor:
            self.pay(tx, order, customer, at)

    def _book(
        self,
        tx: Transaction,
        source: str,
        target: str,
        payment: Payment,
        purpose: str,
        at: datetime,
    ) -> None:
        post(
            tx,
            source=source,
            target=target,
            amount_minor=payment.amount_minor,
            purpose=purpose,
            reference=payment.trxid,
            at=at,
        )


def _due(order: Order, at: datetime) -> datetime:
    """Return when a held payment settles: a delay after now, or after the code's end."""
    wait = timedelta(seconds=order.plan.wait_s)
    if order.plan.outcome is not Outcome.LATE or order.plan.delay_s is not None:
        return at + wait
    end = min(order.expires_at, order.closed_at or order.expires_at)
    return max(at, end + wait)


def follow_close(tx: Transaction, order_id: str, at: datetime) -> None:
    """After a close: late payments that count from the close are due sooner than at expiry."""
    for payment in orders.payments_of(tx, order_id):
        if payment.state is PaymentState.HELD and payment.after_close_s is not None:
            due_at = at + timedelta(seconds=payment.after_close_s)
            if payment.due_at is None or due_at < payment.due_at:
                orders.set_payment_due(tx, payment.trxid, due_at)


def _new_payment(tx: Transaction, order: Order, customer: str, at: datetime) -> Payment:
    number = next_number(tx, "wallet transaction")
    day = clock.business_day(at)
    heads = {"wechat": f"4200{day}", "paynow": f"PN{day}", "alipay": f"{day}22001"}
    return Payment(
        trxid=f"{heads[order.wallet]}{number:010d}",
        order_id=order.order_id,
        customer=customer,
        payer=f"****{customer[-4:]}",
        amount_minor=order.code_amount_minor,
        state=PaymentState.HELD,
        looks=Looks.PAID,
        after_close_s=None,
        made_at=at,
        due_at=None,
        settled_at=None,
    )

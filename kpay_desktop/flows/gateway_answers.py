"""What the answers of a wallet's gateway mean to a sale."""

from __future__ import annotations

from kpay_desktop.flows.money_back import values as b
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import (
    CloseAnswer,
    CloseStatus,
    NoAnswer,
    NoAnswerReason,
    OrderRefused,
    PaymentStatus,
    QueryAnswer,
    RefundAnswer,
    RefundStatus,
    ReverseAnswer,
    ReverseStatus,
)


def query_event(answer: QueryAnswer | NoAnswer, ticket: int) -> t.Event:
    """Return what an enquiry's answer means to the sale."""
    if isinstance(answer, NoAnswer):
        return t.QueryUnanswered(ticket, answer.reason)
    match answer.status:
        case PaymentStatus.PAID:
            return t.Paid(answer.order_minor, answer.payments, answer.paid_at)
        case PaymentStatus.PENDING:
            return t.Pending(ticket)
        case PaymentStatus.NOT_FOUND:
            return t.NotFound(ticket)
        case PaymentStatus.CLOSED:
            return t.Gone(ticket)
        case PaymentStatus.FAILED:
            return t.Failed(ticket, answer.code)
        case PaymentStatus.UNSURE:
            return t.Unsure(ticket, answer.code)


def close_event(answer: CloseAnswer | NoAnswer) -> t.Event:
    """Return what a close's answer means to the sale."""
    if isinstance(answer, NoAnswer):
        return t.CloseUnanswered()
    match answer.status:
        case CloseStatus.CLOSED:
            return t.CloseDone()
        case CloseStatus.ALREADY_PAID:
            return t.CloseRefused()
        case CloseStatus.NOT_FOUND:
            return t.CloseNotFound()
        case CloseStatus.UNSURE:
            return t.CloseUnanswered()


def code_event(answer: QueryAnswer | OrderRefused | NoAnswer, ticket: int) -> t.Event:
    """Return what the answer to a customer's code means to the sale."""
    match answer:
        case OrderRefused(code=code):
            return t.OrderDeclined(code)
        case NoAnswer(reason=reason):
            return t.OrderUnanswered(reason)
        case QueryAnswer():
            return query_event(answer, ticket)


def reverse_event(answer: ReverseAnswer | NoAnswer) -> t.Event:
    """Return what a reversal's answer means to the sale."""
    if isinstance(answer, NoAnswer):
        return t.ReverseUnanswered()
    match answer.status:
        case ReverseStatus.DONE:
            return t.ReverseDone()
        case ReverseStatus.NOT_NOW:
            return t.ReverseNotNow()
        case ReverseStatus.REFUSED:
            return t.ReverseRefused(answer.code)
        case ReverseStatus.NOT_FOUND:
            return t.ReverseNotFound()
        case ReverseStatus.UNSURE:
            return t.ReverseUnanswered()


def refund_event(answer: RefundAnswer | NoAnswer, refund_no: str) -> t.Event:
    """Return what a refund's answer means to the sale."""
    if isinstance(answer, RefundAnswer):
        if answer.status is RefundStatus.DONE:
            return t.RefundDone(refund_no)
        if answer.status is RefundStatus.REFUSED:
            return t.RefundRefused(refund_no, answer.code)
    return t.RefundUnanswered(refund_no)


def void_event(answer: ReverseAnswer | NoAnswer) -> b.Event:
    """Return what the answer to a void means: an order that was paid is taken back as a whole.

    "Not yet" and "not now" are no refusals, and are asked again.
    """
    if isinstance(answer, NoAnswer):
        return b.WalletSilent()
    match answer.status:
        case ReverseStatus.DONE:
            return b.WalletDone()
        case ReverseStatus.NOT_NOW:
            return b.WalletPending()
        case ReverseStatus.REFUSED | ReverseStatus.NOT_FOUND:
            return b.WalletRefused(answer.code)
        case ReverseStatus.UNSURE:
            return b.WalletSilent()


def back_event(answer: RefundAnswer | NoAnswer) -> b.Event:
    """Return what a refund's answer means to the flow that gives money back."""
    if isinstance(answer, NoAnswer):
        return b.WalletSilent()
    match answer.status:
        case RefundStatus.DONE:
            return b.WalletDone()
        case RefundStatus.PENDING:
            return b.WalletPending()
        case RefundStatus.REFUSED:
            return b.WalletRefused(answer.code)
        case RefundStatus.UNSURE:
            return b.WalletSilent()


def no_answer_event(effect: t.GatewayEffect, reason: NoAnswerReason) -> t.Event:
    """Return what the sale hears when nothing is known of what it asked for."""
    match effect:
        case t.CreateOrder() | t.SendCode() | t.DrawOwnCode():
            return t.OrderUnanswered(reason)
        case t.QueryOrder(ticket=ticket):
            return t.QueryUnanswered(ticket, reason)
        case t.CloseOrder():
            return t.CloseUnanswered()
        case t.ReverseOrder():
            return t.ReverseUnanswered()
        case t.RefundPayment(refund_no=refund_no):
            return t.RefundUnanswered(refund_no)

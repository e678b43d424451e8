"""What may be voided and refunded, and which plain message stands against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.returns import (
    PastReturn,
    Returnable,
    ReturnKind,
    ReturnLimits,
    ReturnProblem,
    ReturnState,
    left_minor,
    refund_problem,
    void_problem,
)
from kpay_desktop.domain.sale import WALLET_METHODS, Method, SaleState

PAID = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SALE = Returnable(Method.CARD, SaleState.APPROVED, 3_080, PAID, batch_is_open=True, is_shut=False)
CARDS = frozenset({Method.CARD})
CODES = frozenset(WALLET_METHODS)
VOID, REFUND = ReturnKind.VOID, ReturnKind.REFUND


def after(*past: tuple[ReturnKind, ReturnState, int]) -> Returnable:
    """The sale with what was begun before."""
    return replace(SALE, past=tuple(PastReturn(*one) for one in past))


@pytest.mark.parametrize(
    ("sale", "problem"),
    [
        (SALE, None),
        (replace(SALE, method=Method.WECHAT), ReturnProblem.WRONG_KIND),
        (replace(SALE, state=SaleState.DECLINED), ReturnProblem.NOT_APPROVED),
        (replace(SALE, state=SaleState.CHECKING), ReturnProblem.NOT_APPROVED),
        (replace(SALE, batch_is_open=False), ReturnProblem.SETTLED),
        (replace(SALE, is_shut=True), ReturnProblem.SETTLING),
        (after((VOID, ReturnState.DONE, 3_080)), ReturnProblem.ALREADY_VOIDED),
        (after((VOID, ReturnState.PENDING, 3_080)), ReturnProblem.PENDING),
        (after((VOID, ReturnState.OPEN, 3_080)), ReturnProblem.PENDING),
        (after((VOID, ReturnState.REFUSED, 3_080)), None),
        (after((VOID, ReturnState.UNDONE, 3_080)), None),
        (after((REFUND, ReturnState.DONE, 500)), ReturnProblem.REFUNDED_IN_PART),
        (after((REFUND, ReturnState.PENDING, 500)), ReturnProblem.PENDING),
        (after((REFUND, ReturnState.REFUSED, 500)), None),
    ],
)
def test_a_void_is_possible_or_it_is_said_why_not(
    sale: Returnable, problem: ReturnProblem | None
) -> None:
    assert void_problem(sale, CARDS) is problem


def test_a_code_is_voided_as_a_code() -> None:
    sale = replace(SALE, method=Method.PAYNOW)
    assert void_problem(sale, CODES) is None
    assert void_problem(sale, CARDS) is ReturnProblem.WRONG_KIND


@pytest.mark.parametrize(
    ("sale", "amount", "problem"),
    [
        (SALE, 3_080, None),
        (SALE, 1, None),
        (SALE, 0, ReturnProblem.NO_AMOUNT),
        (SALE, 3_081, ReturnProblem.TOO_MUCH),
        (replace(SALE, batch_is_open=False), 3_080, None),
        (replace(SALE, state=SaleState.CLOSED), 100, ReturnProblem.NOT_APPROVED),
        (replace(SALE, is_shut=True), 100, ReturnProblem.SETTLING),
        (after((REFUND, ReturnState.DONE, 3_000)), 80, None),
        (after((REFUND, ReturnState.DONE, 3_000)), 81, ReturnProblem.TOO_MUCH),
        (after((REFUND, ReturnState.PENDING, 3_080)), 1, ReturnProblem.NOTHING_LEFT),
        (after((REFUND, ReturnState.REFUSED, 3_080)), 3_080, None),
        (after((VOID, ReturnState.DONE, 3_080)), 1, ReturnProblem.ALREADY_VOIDED),
        (after((VOID, ReturnState.PENDING, 3_080)), 1, ReturnProblem.PENDING),
        (
            replace(SALE, past=(PastReturn(REFUND, ReturnState.DONE, 1),) * 50),
            1,
            ReturnProblem.TOO_MANY,
        ),
    ],
)
def test_a_refund_is_possible_or_it_is_said_why_not(
    sale: Returnable, amount: int, problem: ReturnProblem | None
) -> None:
    assert refund_problem(sale, amount, PAID + timedelta(days=1), ReturnLimits()) is problem


def test_a_refund_has_its_days() -> None:
    limits = ReturnLimits(days=30)
    assert refund_problem(SALE, 1, PAID + timedelta(days=30), limits) is None
    late = PAID + timedelta(days=30, seconds=1)
    assert refund_problem(SALE, 1, late, limits) is ReturnProblem.TOO_OLD


@given(st.data())
def test_refunds_that_are_let_through_never_exceed_the_sale(data: st.DataObject) -> None:
    sale, given_back = SALE, 0
    for _ in range(data.draw(st.integers(1, 60))):
        amount = data.draw(st.integers(-5, 3_500))
        if refund_problem(sale, amount, PAID, ReturnLimits()) is not None:
            continue
        state = data.draw(st.sampled_from(ReturnState))
        sale = replace(sale, past=(*sale.past, PastReturn(REFUND, state, amount)))
        given_back += amount if state in {ReturnState.DONE, ReturnState.PENDING} else 0
        assert given_back <= sale.total_minor
        assert 0 <= left_minor(sale) <= sale.total_minor - given_back

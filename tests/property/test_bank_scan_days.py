"""Orders by customers' codes in any order of events: one charge at most, and the books add up."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpay_desktop.simulation.bank.outcomes import BY_OUTCOME, Kind, Outcome, Way
from kpay_desktop.simulation.desk_client import DeskRefusedError
from tests.helpers.bank_books import assert_books_add_up, audited
from tests.helpers.inner_bank import InnerBank, inner_bank

TOTAL = 3080
WALLETS = ("wechat", "alipay", "paynow")
SLOW = {Outcome.NEVER, Outcome.SLOW}
_walks = itertools.count()

outcomes = st.sampled_from(
    sorted(one for one in set(Outcome) - SLOW if Way.SCAN in BY_OUTCOME[one].ways)
)
events = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("scan", "scan again", "reverse", "reverse", "query", "pay", "refuse", "wait"),
                *("expire", "refund", "settle", "return", "choose", "choose cancel", "give up"),
            ]
        ),
        st.integers(0, 1),
        outcomes,
    ),
    min_size=1,
    max_size=16,
)


@pytest.fixture(scope="module")
def inner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InnerBank]:
    with inner_bank(tmp_path_factory.mktemp("bank") / "data") as running:
        running.desk.set_scan_terms(earliest_cancel_s=0)
        yield running


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(events)
def test_whatever_happens_a_code_is_charged_once_and_taken_back_whole(
    inner: InnerBank, happenings: list[tuple[str, int, Outcome]]
) -> None:
    walk = next(_walks)
    codes = [inner.desk.issue_code("1010", WALLETS[walk % 3]).code for _ in range(2)]
    taken_back: set[str] = set()
    for step, (what, which, outcome) in enumerate(happenings):
        reqsn = f"Z{walk}O{which}"
        told = happen(inner, what, reqsn, (codes[which], outcome, f"Z{walk}S{step}"))
        try:
            order = inner.desk.order(reqsn)
        except DeskRefusedError:
            continue
        if what == "reverse" and told == "0000":
            taken_back.add(reqsn)
        assert len(order.payments) <= 1
        assert all(one.refunded_minor <= one.amount_minor for one in order.payments)
        if order.trxstatus == "0000":
            assert order.settled_minor == TOTAL
        if reqsn in taken_back:
            # Only money that was on its way can still come.
            assert order.trxstatus in {"3050", "0000"}
            assert order.trxstatus == "3050" or order.outcome == "late" or order.payments
    for kind in Kind:
        inner.desk.clear_next(kind.value)
    assert_books_add_up(inner.bank.folder.books)
    with audited(inner.bank.folder.books) as db:
        lost = db.execute(
            "SELECT reqsn FROM orders WHERE reversal NOTNULL AND outcome <> 'late'"
            " AND reqsn IN (SELECT reqsn FROM settled WHERE amount_minor > refunded_minor)"
        ).fetchall()
    assert lost == []


def happen(inner: InnerBank, what: str, reqsn: str, how: tuple[str, Outcome, str]) -> str:
    """Let one thing happen; return the bank's word, empty where it was refused or lost."""
    code, outcome, fresh = how
    gateway, desk = inner.gateway, inner.desk
    calls: dict[str, tuple[str, dict[str, str]]] = {
        "scan": ("unitorder/scanqrpay", gateway.scan_form(reqsn, TOTAL, code)),
        "scan again": ("unitorder/scanqrpay", gateway.scan_form(reqsn, TOTAL, code[:-1] + "0")),
        "reverse": (
            "tranx/cancel",
            {"reqsn": f"V{reqsn}", "oldreqsn": reqsn, "trxamt": str(TOTAL)},
        ),
        "query": ("tranx/query", {"reqsn": reqsn}),
        "refund": ("tranx/refund", {"reqsn": fresh, "oldreqsn": reqsn, "trxamt": "2000"}),
    }
    with contextlib.suppress(OSError, http.client.HTTPException, DeskRefusedError, ValueError):
        if what in calls:
            operation, fields = calls[what]
            _status, body = gateway.send(operation, gateway.form(**fields))
            return str(json.loads(body).get("trxstatus", ""))
        if what in {"expire", "give up"}:
            desk.expire(reqsn)
        elif what == "settle":
            desk.settle(reqsn)
        elif what == "return":
            desk.give_back(reqsn)
        elif what == "choose":
            desk.set_next(outcome.value, delay_s=0.0)
        elif what == "choose cancel":
            desk.set_next(outcome.value, kind="cancel", delay_s=0.0)
        else:
            desk.press(desk.order(reqsn).order, "1010", what)
    return ""

"""Every outcome of an order by a customer's code, on the wire and in the books."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from kpay_desktop.simulation.bank.outcomes import (
    AT_ANSWER,
    BY_CENTS,
    BY_OUTCOME,
    SPOILT_PAID_ANSWER,
    Outcome,
    Way,
)
from tests.helpers.bank import wait_until
from tests.helpers.inner_bank import InnerBank
from tests.helpers.scan_orders import (
    STILL_PAYING,
    TOTAL,
    becomes,
    charged,
    has_acted,
    scan,
    settled,
)

LINE_FAULTS = sorted(one.value for one in AT_ANSWER)
NOTHING_DONE = {"never", "http_500"}
SECRET = ("payerror_paid", "reversal_paying", "reversal_refused", "reversal_lost")


@pytest.fixture(autouse=True)
def at_once(inner: InnerBank) -> Iterator[None]:
    """Orders can be taken back at once."""
    inner.desk.set_scan_terms(earliest_cancel_s=0)
    yield
    for kind in ("sale", "cancel", "query"):
        inner.desk.clear_next(kind)


# --- outcomes of orders by a customer's code ---


def test_every_cents_figure_is_obeyed(inner: InnerBank, reqsn: str) -> None:
    for cents, rule in BY_CENTS[Way.SCAN].items():
        if rule.outcome in AT_ANSWER or rule.outcome is Outcome.LOSE_PAID_ANSWER:
            continue
        number = f"{reqsn}c{cents}"
        inner.gateway.send(
            "unitorder/scanqrpay",
            inner.gateway.form(
                **inner.gateway.scan_form(
                    number, 1200 + cents, inner.desk.issue_code("1010", "alipay").code
                )
            ),
        )
        assert inner.desk.order(number).outcome == rule.outcome.value


def test_an_outcome_of_the_other_way_waits_for_its_order(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("broken_code")
    assert scan(inner, reqsn).trxstatus == "0000"
    inner.gateway.order(f"{reqsn}s", TOTAL)
    assert inner.desk.order(f"{reqsn}s").outcome == "broken_code"
    inner.desk.set_next("payerror")
    assert inner.gateway.order(f"{reqsn}t", TOTAL).trxstatus == "0000"
    assert inner.desk.press(inner.shown(f"{reqsn}t"), "1010", "pay").result == "paid"
    assert scan(inner, f"{reqsn}u")["errmsg"] == "PAYERROR"
    ways = {row.outcome: row.ways for row in inner.desk.outcomes()}
    assert (ways["approve"], ways["broken_code"]) == (("show", "scan"), ("show",))
    assert ways["payerror"] == ("scan",)


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        ("decline", "NOTENOUGH"),
        ("code_expired", "AUTHCODEEXPIRE"),
        ("code_invalid", "AUTH_CODE_INVALID"),
        ("payerror", "PAYERROR"),
    ],
)
def test_refusals_move_no_money(inner: InnerBank, reqsn: str, outcome: str, word: str) -> None:
    inner.desk.set_next(outcome)
    for told in (scan(inner, reqsn), inner.gateway.query(reqsn)):
        assert (told.trxstatus, told["errmsg"], told["initamt"]) == ("3999", word, str(TOTAL))
    assert charged(inner, reqsn) == 0
    assert inner.desk.order(reqsn).payments == ()


def test_the_customer_pays_by_himself_after_the_delay(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("userpaying_paid", delay_s=0.3)
    assert scan(inner, reqsn).trxstatus == "2008"
    inner.desk.set_next("pending")
    becomes(inner, reqsn, "0000")
    assert settled(inner, reqsn) == [TOTAL]
    # What the desk chose meanwhile is for the next order.
    assert [one.outcome for one in inner.desk.state().next_answers] == ["pending"]


def test_a_customer_without_money_does_not_pay_by_himself(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("userpaying_paid", delay_s=0.5)
    code = inner.desk.issue_code("0019", "alipay").code
    assert inner.gateway.scan(reqsn, 450, code).trxstatus == "2008"
    other = inner.desk.issue_code("0019", "alipay").code
    inner.desk.set_next("approve")
    paid = inner.gateway.scan(f"{reqsn}b", 400, other).trxstatus
    wait_until("the customer's try", lambda: has_acted(inner, reqsn))
    # Whichever came first has the money.
    told = inner.gateway.query(reqsn).trxstatus
    assert (paid, told) in {("0000", "2008"), ("3999", "0000")}
    for number, amount_minor in ((reqsn, 450), (f"{reqsn}b", 400)):
        assert inner.gateway.reverse(number, amount_minor).trxstatus == "0000"


def test_the_customer_refuses_by_himself_after_the_delay(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("payer_refuses", delay_s=0.3)
    assert scan(inner, reqsn).trxstatus == "2008"
    becomes(inner, reqsn, "3045")
    inner.desk.set_next("payer_refuses", delay_s=600)
    assert scan(inner, f"{reqsn}b").trxstatus == "2008"
    order = inner.desk.order(f"{reqsn}b").order
    assert inner.desk.press(order, "1010", "pay").result == "refused"


@pytest.mark.parametrize("delay_s", [0.6, 600])
def test_nobody_pays_after_the_order_was_taken_back(
    inner: InnerBank, reqsn: str, delay_s: float
) -> None:
    inner.desk.set_next("userpaying_paid", delay_s=delay_s)
    scan(inner, reqsn)
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"
    assert has_acted(inner, reqsn)
    assert charged(inner, reqsn) == 0


def test_a_wallet_that_gave_up_is_not_paid_by_a_slow_customer(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_scan_terms(wechat_s=0.1)
    inner.desk.set_next("userpaying_paid", delay_s=0.3)
    scan(inner, reqsn)
    inner.desk.set_scan_terms(wechat_s=45)
    becomes(inner, reqsn, "3050")
    wait_until("the customer's try", lambda: has_acted(inner, reqsn))
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert settled(inner, reqsn) == []


@pytest.mark.parametrize("outcome", SECRET)
def test_payerror_with_money_taken(inner: InnerBank, reqsn: str, outcome: str) -> None:
    inner.desk.set_next(outcome)
    for told in (scan(inner, reqsn), inner.gateway.query(reqsn)):
        assert (told.trxstatus, told["errmsg"]) == ("3999", "PAYERROR")
        assert "trxamt" not in told.fields
    assert charged(inner, reqsn) == TOTAL
    assert settled(inner, reqsn) == [TOTAL]
    refusals = 0
    while True:
        try:
            told = inner.gateway.reverse(reqsn, TOTAL)
        except (OSError, http.client.HTTPException):
            assert outcome == "reversal_lost"
            assert refusals == 0
            refusals += 1
            continue
        if told.trxstatus == "0000":
            break
        refusals += 1
        assert charged(inner, reqsn) == TOTAL
        if outcome == "reversal_paying":
            assert (told.trxstatus, told["errmsg"]) == ("2008", STILL_PAYING)
        else:
            assert (outcome, told.trxstatus, told["errmsg"]) == (
                "reversal_refused",
                "3999",
                "REVERSE_REFUSED",
            )
            if refusals == 4:
                inner.desk.settle(reqsn)
                assert inner.gateway.query(reqsn)["trxamt"] == str(TOTAL)
    expected = {"payerror_paid": 0, "reversal_paying": 2, "reversal_refused": 4, "reversal_lost": 1}
    assert refusals == expected[outcome]
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert charged(inner, reqsn) == 0
    assert settled(inner, reqsn) == []


@pytest.mark.parametrize("outcome", SECRET)
def test_the_desk_gives_back_what_was_taken(inner: InnerBank, reqsn: str, outcome: str) -> None:
    inner.desk.set_next(outcome)
    scan(inner, reqsn)
    for decide in (inner.desk.give_back, inner.desk.give_back, inner.desk.settle):
        assert decide(reqsn).settled_minor == 0
        assert charged(inner, reqsn) == 0
        assert inner.gateway.query(reqsn)["errmsg"] == "PAYERROR"
    inner.gateway.send(
        "tranx/cancel",
        inner.gateway.form(reqsn=f"V{reqsn}", oldreqsn=reqsn, trxamt=str(TOTAL)),
    )
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert charged(inner, reqsn) == 0


@pytest.mark.parametrize("decision", ["settle", "return"])
def test_pending_is_not_taken_back_until_the_desk_decides(
    inner: InnerBank, reqsn: str, decision: str
) -> None:
    assert scan(inner, reqsn, 1293).trxstatus == "2008"
    for _ in range(2):
        told = inner.gateway.reverse(reqsn, 1293)
        assert (told.trxstatus, told["errmsg"]) == ("2008", STILL_PAYING)
    if decision == "settle":
        inner.desk.settle(reqsn)
        assert inner.gateway.query(reqsn).trxstatus == "0000"
    else:
        inner.desk.give_back(reqsn)
        assert inner.gateway.query(reqsn).trxstatus == "3045"
    assert inner.gateway.reverse(reqsn, 1293).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert charged(inner, reqsn) == 0


def test_uncertain_is_not_taken_back_before_it_is_known(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("uncertain", delay_s=600)
    assert scan(inner, reqsn).trxstatus == "3088"
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "3089"
    inner.desk.settle(reqsn)
    assert inner.gateway.query(reqsn).trxstatus == "0000"
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"


def test_late_money_comes_after_the_reversal(inner: InnerBank, reqsn: str) -> None:
    assert scan(inner, reqsn, 1294).trxstatus == "2008"
    assert inner.gateway.reverse(reqsn, 1294).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert charged(inner, reqsn) == 1294
    inner.desk.settle(reqsn)
    assert inner.gateway.query(reqsn)["trxamt"] == "1294"
    # Asked once more, it goes back; a refund would do, too.
    assert inner.gateway.reverse(reqsn, 1294).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert charged(inner, reqsn) == 0


def test_late_money_comes_by_itself(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("late", delay_s=3)
    scan(inner, reqsn)
    inner.gateway.reverse(reqsn, TOTAL)
    becomes(inner, reqsn, "0000")
    assert inner.gateway.refund(f"R{reqsn}", reqsn, TOTAL).trxstatus == "0000"
    # What was refunded is not paid back once more.
    assert inner.gateway.reverse(reqsn, TOTAL).trxstatus == "0000"
    assert settled(inner, reqsn) == [0]


@pytest.mark.parametrize("outcome", sorted(SPOILT_PAID_ANSWER))
def test_answers_that_say_paid_are_spoilt(inner: InnerBank, reqsn: str, outcome: Outcome) -> None:
    inner.desk.set_next(outcome.value, times=2)
    code = inner.desk.issue_code("1010", "wechat").code
    for operation, fields in (
        ("unitorder/scanqrpay", inner.gateway.scan_form(reqsn, TOTAL, code)),
        ("tranx/query", {"reqsn": reqsn}),
    ):
        form = inner.gateway.form(**fields)
        if outcome is Outcome.LOSE_PAID_ANSWER:
            with pytest.raises((OSError, http.client.HTTPException)):
                inner.gateway.send(operation, form)
            continue
        told = json.loads(inner.gateway.send(operation, form)[1])
        assert told["trxstatus"] == "0000"
        assert inner.gateway.signed_by_bank(told) is (outcome is not Outcome.BAD_SIGNATURE_PAID)
        assert (told["reqsn"] == reqsn) is (outcome is not Outcome.WRONG_REFERENCE_PAID)
        assert (told["randomstr"] == form["randomstr"]) is (outcome is not Outcome.REPLAYED_PAID)
        assert (told["trxamt"] == str(TOTAL)) is (outcome is not Outcome.WRONG_AMOUNT_PAID)
    assert inner.gateway.query(reqsn)["trxamt"] == str(TOTAL)
    assert settled(inner, reqsn) == [TOTAL]


@pytest.mark.parametrize("outcome", LINE_FAULTS)
def test_a_line_fault_while_a_code_is_charged(inner: InnerBank, reqsn: str, outcome: str) -> None:
    inner.desk.set_next(outcome, delay_s=0.1)
    code = inner.desk.issue_code("1010", "alipay").code
    form = inner.gateway.form(**inner.gateway.scan_form(reqsn, TOTAL, code))
    try:
        status, body = inner.gateway.send("unitorder/scanqrpay", form)
    except (OSError, http.client.HTTPException):
        assert outcome in {"never", "lose_answer", "half_body"}
    else:
        assert status == (500 if outcome == "http_500" else 200)
        good = outcome == "slow"
        assert good is (b"trxid" in body and inner.gateway.signed_by_bank(json.loads(body)))
    done = outcome not in NOTHING_DONE
    assert inner.gateway.query(reqsn).trxstatus == ("0000" if done else "1001")
    assert inner.desk.code_state(code) == ("used" if done else "good")
    assert settled(inner, reqsn) == ([TOTAL] if done else [])
    assert BY_OUTCOME[Outcome(outcome)].ways == frozenset(Way)

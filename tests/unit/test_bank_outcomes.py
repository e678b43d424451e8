"""Every outcome of the bank's table, as it shows on the wire and in the books."""

from __future__ import annotations

import http.client
import itertools
import json
import time
from pathlib import Path

import pytest

from kpay_desktop.simulation.bank import emvco
from kpay_desktop.simulation.bank.outcomes import (
    AT_ANSWER,
    AT_PAYMENT,
    BY_CENTS,
    RULES,
    Kind,
    Outcome,
    Way,
    plan_by_cents,
)
from tests.helpers.bank import Told, wait_until
from tests.helpers.inner_bank import InnerBank

TOTAL = 3080
LINE_FAULTS = sorted(one.value for one in AT_ANSWER)


def paid(inner: InnerBank, reqsn: str) -> str:
    return inner.desk.press(inner.shown(reqsn), "1010", "pay").result


def becomes(inner: InnerBank, reqsn: str, trxstatus: str) -> Told:
    wait_until(trxstatus, lambda: inner.gateway.query(reqsn).trxstatus == trxstatus)
    return inner.gateway.query(reqsn)


# --- the table ---


def test_ordinary_amounts_approve() -> None:
    for way, cents in itertools.product(Way, range(100)):
        if cents % 5 == 0 or cents <= 70:
            assert plan_by_cents(1200 + cents, way).outcome is Outcome.APPROVE
    for way in Way:
        figures = [rule.cents for rule in RULES if rule.cents is not None and way in rule.ways]
        assert sorted(BY_CENTS[way]) == sorted(figures)


def test_every_outcome_stands_in_the_table_once_and_can_be_chosen_by_cents() -> None:
    assert [rule.outcome for rule in RULES].count(Outcome.APPROVE) == 1
    assert {rule.outcome for rule in RULES} == set(Outcome)
    assert {rule.outcome for rule in RULES if rule.cents is None} == {
        Outcome.APPROVE,
        Outcome.CODE_INVALID,
        Outcome.USERPAYING,
    }
    assert len({rule.message_id for rule in RULES}) == len(RULES)
    assert all(Kind.SALE in rule.kinds for rule in RULES)


def test_the_table_in_the_documentation_is_this_table() -> None:
    text = (Path(__file__).parents[2] / "docs" / "bank.md").read_text("utf-8")
    for rule in RULES:
        cents = "" if rule.cents is None else f".{rule.cents:02d}"
        kinds = ", ".join(kind.value for kind in Kind if kind in rule.kinds)
        row = f"| `{rule.outcome.value}` | {cents} | {kinds} | {rule.bank} | {rule.till} |"
        assert row in text, f"docs/bank.md lacks: {row}"


def test_every_cents_figure_is_obeyed_by_the_bank(inner: InnerBank) -> None:
    for cents, rule in BY_CENTS[Way.SHOW].items():
        if rule.outcome in AT_ANSWER:
            continue
        reqsn = f"CENTS{cents}"
        inner.gateway.order(reqsn, 1200 + cents)
        assert inner.desk.order(reqsn).outcome == rule.outcome.value


def test_the_table_of_cents_can_be_put_off(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_cents_table(False)
    assert not inner.desk.state().cents_table
    assert inner.gateway.order(reqsn, 1291).trxstatus == "0000"
    inner.desk.set_cents_table(True)
    assert inner.gateway.order(f"{reqsn}b", 1291).trxstatus == "3999"


# --- what a shop sees ---


def test_decline(inner: InnerBank, reqsn: str) -> None:
    told = inner.gateway.order(reqsn, 1291)
    assert (told["retcode"], told.trxstatus) == ("SUCCESS", "3999")
    assert told["errmsg"]
    assert "payinfo" not in told.fields
    assert inner.gateway.query(reqsn).trxstatus == "3999"
    assert inner.desk.order(reqsn).payinfo == ""


def test_payer_refuses(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, 1292)
    assert paid(inner, reqsn) == "refused"
    assert inner.gateway.query(reqsn).trxstatus == "3045"


@pytest.mark.parametrize("decision", ["settle", "return"])
def test_pending_until_the_desk_decides(inner: InnerBank, reqsn: str, decision: str) -> None:
    inner.gateway.order(reqsn, 1293)
    assert paid(inner, reqsn) == "processing"
    assert inner.gateway.query(reqsn).trxstatus == "2008"
    assert inner.gateway.close(reqsn).trxstatus == "2008"
    inner.desk.expire(reqsn)
    assert inner.gateway.query(reqsn).trxstatus == "2008"
    if decision == "settle":
        assert inner.desk.settle(reqsn).settled_minor == 1293
        assert inner.gateway.query(reqsn)["trxamt"] == "1293"
    else:
        assert inner.desk.give_back(reqsn).settled_minor == 0
        assert inner.gateway.query(reqsn).trxstatus == "3045"


def test_pending_until_its_time(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("pending", delay_s=0.2)
    inner.gateway.order(reqsn, TOTAL)
    assert paid(inner, reqsn) == "processing"
    becomes(inner, reqsn, "0000")


def test_uncertain_says_that_funds_may_have_moved(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("uncertain", delay_s=0.3)
    inner.gateway.order(reqsn, TOTAL)
    assert paid(inner, reqsn) == "processing"
    assert inner.gateway.query(reqsn).trxstatus == "3088"
    assert inner.gateway.close(reqsn).trxstatus == "3089"
    becomes(inner, reqsn, "0000")


def test_late_comes_after_the_close(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("late", delay_s=0.3)
    inner.gateway.order(reqsn, TOTAL)
    assert paid(inner, reqsn) == "paid"
    assert inner.gateway.query(reqsn).trxstatus == "2000"
    assert inner.gateway.close(reqsn).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert becomes(inner, reqsn, "0000")["trxamt"] == str(TOTAL)


def test_late_by_cents_waits_for_the_close_however_long(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, 1294)
    assert paid(inner, reqsn) == "paid"
    with inner.bank._books.read() as tx:
        before = tx.execute("SELECT due_at FROM payments WHERE due_at NOT NULL").fetchall()
    inner.gateway.close(reqsn)
    with inner.bank._books.read() as tx:
        after = tx.execute("SELECT due_at FROM payments WHERE due_at NOT NULL").fetchall()
    assert max(row[0] for row in after) < max(row[0] for row in before)
    # The desk need not wait for it.
    inner.desk.settle(reqsn)
    assert inner.gateway.query(reqsn).trxstatus == "0000"


@pytest.mark.parametrize("how", ["expire", "close"])
def test_late_takes_a_dead_code(inner: InnerBank, reqsn: str, how: str) -> None:
    inner.desk.set_next("late", delay_s=0.1)
    inner.gateway.order(reqsn, TOTAL)
    order = inner.shown(reqsn)
    if how == "expire":
        inner.desk.expire(reqsn)
    else:
        inner.gateway.close(reqsn)
    assert inner.desk.press(order, "1010", "pay").result == "paid"
    becomes(inner, reqsn, "0000")


def test_paid_twice_by_two_customers(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("paid_twice", delay_s=0.2)
    inner.gateway.order(reqsn, TOTAL)
    assert paid(inner, reqsn) == "paid"
    first = inner.gateway.query(reqsn)
    assert "payments" not in first.fields
    wait_until("second", lambda: "payments" in inner.gateway.query(reqsn).fields)
    told = inner.gateway.query(reqsn)
    assert told["payments"].startswith(f"{first['trxid']}:{TOTAL},")
    assert told["payments"].endswith(f",{told['trxid']}:{TOTAL}")
    assert len({one.customer for one in inner.desk.order(reqsn).payments}) == 2


def test_a_wrong_amount_in_the_answer_stays_until_the_desk_ends_it(
    inner: InnerBank, reqsn: str
) -> None:
    inner.gateway.order(reqsn, 1299)
    assert paid(inner, reqsn) == "paid"
    for _ in range(3):
        told = inner.gateway.query(reqsn)
        assert (told.trxstatus, told["trxamt"], told["initamt"]) == ("0000", "1399", "1299")
    assert inner.desk.settle(reqsn).settled_minor == 1299
    assert inner.gateway.query(reqsn)["trxamt"] == "1299"


# --- a bank that is wrong ---


def test_a_wrong_amount_in_the_code(inner: InnerBank, reqsn: str) -> None:
    code = emvco.read(inner.gateway.order(reqsn, 1271)["payinfo"])
    assert code["54"] == "13.71"
    inner.gateway.order(f"{reqsn}w", 1271, "W01")
    scan = inner.desk.scan(inner.desk.order(f"{reqsn}w").payinfo)
    assert scan.amount_minor == 1371
    inner.desk.press(scan.order, "1010", "pay")
    told = inner.gateway.query(f"{reqsn}w")
    assert (told["trxamt"], told["initamt"]) == ("1371", "1271")


@pytest.mark.parametrize("paytype", ["P01", "W01"])
def test_a_wrong_reference_in_the_code(inner: InnerBank, reqsn: str, paytype: str) -> None:
    payinfo = inner.gateway.order(reqsn, 1272, paytype)["payinfo"]
    if paytype == "P01":
        assert emvco.fields(emvco.read(payinfo)["62"])["01"] != reqsn
    assert inner.desk.scan(payinfo).reason == "unknown"


def test_a_broken_code(inner: InnerBank, reqsn: str) -> None:
    payinfo = inner.gateway.order(reqsn, 1273)["payinfo"]
    with pytest.raises(emvco.CodeError):
        emvco.read(payinfo)
    assert inner.desk.scan(payinfo).reason == "broken"
    link = inner.gateway.order(f"{reqsn}w", 1273, "W01")["payinfo"]
    assert link == "weixin://"
    assert inner.desk.scan(link).reason == "broken"


@pytest.mark.parametrize(
    "outcome", ["bad_signature_paid", "wrong_reference_paid", "replayed_paid", "lose_paid_answer"]
)
def test_answers_that_say_paid_are_spoilt_a_number_of_times(
    inner: InnerBank, reqsn: str, outcome: str
) -> None:
    inner.desk.set_next(outcome, times=3)
    inner.gateway.order(reqsn, TOTAL)
    assert inner.gateway.query(reqsn).trxstatus == "2000"
    assert paid(inner, reqsn) == "paid"
    for _ in range(3):
        form = inner.gateway.form(reqsn=reqsn)
        if outcome == "lose_paid_answer":
            with pytest.raises((OSError, http.client.HTTPException)):
                inner.gateway.send("tranx/query", form)
            continue
        told = json.loads(inner.gateway.send("tranx/query", form)[1])
        assert told["trxstatus"] == "0000"
        assert inner.gateway.signed_by_bank(told) is (outcome != "bad_signature_paid")
        assert (told["reqsn"] == reqsn) is (outcome != "wrong_reference_paid")
        assert (told["randomstr"] == form["randomstr"]) is (outcome != "replayed_paid")
    assert inner.gateway.query(reqsn)["trxamt"] == str(TOTAL)


# --- the line fails, for every kind of request ---


def spoilt(inner: InnerBank, operation: str, fields: dict[str, str], outcome: str) -> None:
    """Send a request whose answer is spoilt by ``outcome``, and check in which way."""
    form = inner.gateway.form(**fields)
    started = time.monotonic()
    if outcome in {"never", "lose_answer", "half_body"}:
        with pytest.raises((OSError, http.client.HTTPException)):
            inner.gateway.send(operation, form)
        return
    status, body = inner.gateway.send(operation, form)
    if outcome == "http_500":
        assert status == 500
        return
    assert status == 200
    if outcome == "garbage":
        with pytest.raises(ValueError, match=r".+"):
            json.loads(body)
    elif outcome == "bad_signature":
        assert not inner.gateway.signed_by_bank(json.loads(body))
    else:
        assert outcome == "slow"
        assert time.monotonic() - started >= 0.2
        assert inner.gateway.signed_by_bank(json.loads(body))


@pytest.mark.parametrize("outcome", LINE_FAULTS)
def test_a_line_fault_while_an_order_is_made(inner: InnerBank, reqsn: str, outcome: str) -> None:
    inner.desk.set_next(outcome, delay_s=0.2)
    fields = {"reqsn": reqsn, "trxamt": str(TOTAL), "paytype": "P01"}
    spoilt(inner, "unitorder/pay", fields, outcome)
    made = inner.gateway.query(reqsn).trxstatus
    assert made == ("1001" if outcome in {"never", "http_500"} else "2000")
    assert inner.desk.state().next_answers == ()


@pytest.mark.parametrize("outcome", LINE_FAULTS)
@pytest.mark.parametrize("kind", ["query", "close", "refund"])
def test_a_line_fault_in_another_request(
    inner: InnerBank, reqsn: str, outcome: str, kind: str
) -> None:
    inner.gateway.order(reqsn, TOTAL)
    if kind == "refund":
        paid(inner, reqsn)
    inner.desk.set_next(outcome, kind=kind, delay_s=0.2)
    refund = {"reqsn": f"R{reqsn}", "oldreqsn": reqsn, "trxamt": "100"}
    operation, fields = {
        "query": ("tranx/query", {"reqsn": reqsn}),
        "close": ("unitorder/close", {"oldreqsn": reqsn}),
        "refund": ("tranx/refund", refund),
    }[kind]
    spoilt(inner, operation, fields, outcome)
    done = outcome not in {"never", "http_500"}
    if kind == "close":
        assert inner.gateway.query(reqsn).trxstatus == ("3050" if done else "2000")
    if kind == "refund":
        assert inner.desk.order(reqsn).payments[0].refunded_minor == (100 if done else 0)
        # The client repeats it: the money moves once.
        assert inner.gateway.call(operation, **fields).trxstatus == "0000"
        assert inner.desk.order(reqsn).payments[0].refunded_minor == 100


def test_a_refund_can_be_declined_or_pending(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    paid(inner, reqsn)
    inner.desk.set_next("decline", kind="refund")
    assert inner.gateway.refund(f"R{reqsn}", reqsn, 100).trxstatus == "3999"
    inner.desk.set_next("pending", kind="refund", delay_s=0.2)
    assert inner.gateway.refund(f"S{reqsn}", reqsn, 100).trxstatus == "2000"
    becomes(inner, f"S{reqsn}", "0000")
    assert inner.gateway.refund(f"S{reqsn}", reqsn, 100).trxstatus == "0000"
    assert inner.desk.order(reqsn).payments[0].refunded_minor == 100


# --- next answers ---


def test_a_sticky_answer_stays_until_it_is_cleared(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("decline", sticky=True)
    for number in range(3):
        assert inner.gateway.order(f"{reqsn}{number}", TOTAL).trxstatus == "3999"
    inner.desk.clear_next()
    assert inner.gateway.order(f"{reqsn}x", TOTAL).trxstatus == "0000"


def test_the_desk_wins_over_the_cents(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("approve")
    assert inner.gateway.order(reqsn, 1291).trxstatus == "0000"
    assert inner.gateway.order(f"{reqsn}b", 1291).trxstatus == "3999"


def test_an_answer_chosen_while_the_code_is_shown_meets_its_payment(
    inner: InnerBank, reqsn: str
) -> None:
    inner.gateway.order(reqsn, TOTAL)
    inner.desk.set_next("payer_refuses")
    assert paid(inner, reqsn) == "refused"
    assert inner.desk.state().next_answers == ()


def test_an_answer_for_an_order_waits_for_the_next_order(inner: InnerBank, reqsn: str) -> None:
    assert Outcome.DECLINE not in AT_PAYMENT
    inner.gateway.order(reqsn, TOTAL)
    inner.desk.set_next("decline")
    assert paid(inner, reqsn) == "paid"
    assert inner.gateway.order(f"{reqsn}b", TOTAL).trxstatus == "3999"

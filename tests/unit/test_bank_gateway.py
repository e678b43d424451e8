"""The gateway's protocol as a till meets it: envelope, orders, queries, closes, refunds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kpay_desktop.simulation.bank import emvco
from tests.helpers.inner_bank import InnerBank, inner_bank

TOTAL = 3080


def pay(inner: InnerBank, reqsn: str, decision: str = "pay", customer: str = "1010") -> str:
    return inner.desk.press(inner.shown(reqsn), customer, decision).result


# --- the envelope ---


def test_ping_answers(inner: InnerBank) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", inner.bank.gateway.port, timeout=5)
    connection.request("GET", "/apiweb/ping")
    answer = connection.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read()) == {"retcode": "SUCCESS"}
    connection.close()


@pytest.mark.parametrize(
    "changed",
    [
        {"cusid": "1"},
        {"appid": "1"},
        {"version": "12"},
        {"signtype": "MD5"},
        {"randomstr": "short"},
        {"randomstr": "a" * 33},
        {"randomstr": "a-b-c-d-e-f-g-h-i"},
        {"reqtime": "yesterday"},
        {"reqtime": ""},
    ],
)
def test_an_envelope_that_is_not_right_is_refused(
    inner: InnerBank, reqsn: str, changed: dict[str, str]
) -> None:
    form = inner.gateway.form(reqsn=reqsn, trxamt="100", paytype="P01", **changed)
    status, body = inner.gateway.send("unitorder/pay", form)
    told = json.loads(body)
    assert status == 200
    assert told["retcode"] == "FAIL"
    assert "trxstatus" not in told
    assert inner.gateway.signed_by_bank(told)
    assert inner.gateway.query(reqsn).trxstatus == "1001"


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_request_of_another_time_is_refused(inner: InnerBank, reqsn: str, minutes: int) -> None:
    at = datetime.now(UTC) + timedelta(hours=8, minutes=minutes)
    told = inner.gateway.order(reqsn, TOTAL, reqtime=at.strftime("%Y%m%d%H%M%S"))
    assert told["retcode"] == "FAIL"


def test_a_changed_request_is_refused(inner: InnerBank, reqsn: str) -> None:
    form = inner.gateway.form(reqsn=reqsn, trxamt="100", paytype="P01")
    form["trxamt"] = "1"
    _status, body = inner.gateway.send("unitorder/pay", form)
    assert json.loads(body)["retmsg"] == "the signature is wrong"


def test_the_same_request_twice_is_refused(inner: InnerBank, reqsn: str) -> None:
    form = inner.gateway.form(reqsn=reqsn)
    assert json.loads(inner.gateway.send("tranx/query", form)[1])["retcode"] == "SUCCESS"
    again = json.loads(inner.gateway.send("tranx/query", form)[1])
    assert (again["retcode"], again["retmsg"]) == ("FAIL", "this request was sent before")
    assert inner.gateway.signed_by_bank(again)


@pytest.mark.parametrize(
    ("operation", "body", "content_type", "status"),
    [
        ("nothing/here", b"a=1", "application/x-www-form-urlencoded", 404),
        ("tranx/query", b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        ("tranx/query", b"a=1", "application/json", 415),
        ("ping", b"a=1", "application/x-www-form-urlencoded", 405),
    ],
)
def test_what_is_no_request_gets_an_http_answer(
    inner: InnerBank, operation: str, body: bytes, content_type: str, status: int
) -> None:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", inner.bank.gateway.port, timeout=5)
    connection.request("POST", f"/apiweb/{operation}", body, {"Content-Type": content_type})
    answer = connection.getresponse()
    assert answer.status == status
    assert json.loads(answer.read())["retcode"] == "FAIL"
    connection.close()


# --- orders ---


def test_a_paynow_order_makes_a_code_with_its_amount_and_number(
    inner: InnerBank, reqsn: str
) -> None:
    told = inner.gateway.order(reqsn, TOTAL)
    assert (told["retcode"], told.trxstatus, told["reqsn"]) == ("SUCCESS", "0000", reqsn)
    code = emvco.read(told["payinfo"])
    assert code["54"] == "30.80"
    assert emvco.fields(code["62"])["01"] == reqsn
    pending = inner.gateway.query(reqsn)
    assert (pending.trxstatus, pending["initamt"], pending["currency"]) == ("2000", "3080", "SGD")
    assert "trxamt" not in pending.fields


def test_a_wechat_order_makes_a_link_with_a_token_of_its_own(inner: InnerBank, reqsn: str) -> None:
    first = inner.gateway.order(reqsn, TOTAL, "W01")
    second = inner.gateway.order(f"{reqsn}b", TOTAL, "W01")
    assert first["payinfo"].startswith("weixin://wxpay/bizpayurl?pr=")
    assert first["payinfo"] != second["payinfo"]


def test_a_number_is_used_once(inner: InnerBank, reqsn: str) -> None:
    assert inner.gateway.order(reqsn, TOTAL).trxstatus == "0000"
    again = inner.gateway.order(reqsn, TOTAL)
    assert (again["retcode"], again.trxstatus) == ("SUCCESS", "3888")
    assert "payinfo" not in again.fields
    assert inner.gateway.order(reqsn, TOTAL + 5, "W01").trxstatus == "3888"


@pytest.mark.parametrize(
    "changed",
    [
        {"trxamt": "0"},
        {"trxamt": "-1"},
        {"trxamt": "1.00"},
        {"trxamt": "100000000"},
        {"trxamt": "９９"},
        {"trxamt": ""},
        {"paytype": "X99"},
        {"paytype": ""},
        {"reqsn": ""},
        {"reqsn": "A" * 26},
        {"reqsn": "A-1"},
        {"validtime": "0"},
        {"validtime": "1441"},
        {"validtime": "soon"},
        {"notify_url": "https://127.0.0.1:80/"},
        {"notify_url": "http://example.org:80/"},
        {"notify_url": "http://10.0.0.1:80/"},
        {"notify_url": "http://127.0.0.1:99999/"},
    ],
)
def test_an_order_that_makes_no_sense_is_not_made(
    inner: InnerBank, reqsn: str, changed: dict[str, str]
) -> None:
    told = inner.gateway.call(
        "unitorder/pay", **{"reqsn": reqsn, "trxamt": "100", "paytype": "P01", **changed}
    )
    assert told["retcode"] == "FAIL"
    assert inner.gateway.query(reqsn).trxstatus == "1001"


def test_a_wechat_number_may_be_longer(inner: InnerBank, reqsn: str) -> None:
    longer = f"{reqsn}-{'x' * 24}"
    assert len(longer) == 32
    assert inner.gateway.order(longer, TOTAL, "W01").trxstatus == "0000"


# --- paying, querying, closing ---


@pytest.mark.parametrize("paytype", ["P01", "W01"])
def test_a_paid_order_says_by_whom_and_how_much(inner: InnerBank, reqsn: str, paytype: str) -> None:
    order_id = inner.gateway.order(reqsn, TOTAL, paytype)["trxid"]
    assert pay(inner, reqsn) == "paid"
    told = inner.gateway.query(reqsn)
    assert told.trxstatus == "0000"
    assert (told["trxamt"], told["initamt"], told["currency"]) == ("3080", "3080", "SGD")
    assert told["trxid"] == inner.desk.order(reqsn).payments[0].trxid != order_id
    assert told["acct"] == "****1010"
    assert "payments" not in told.fields
    for known in (order_id, told["trxid"]):
        assert inner.gateway.call("tranx/query", trxid=known)["reqsn"] == reqsn


def test_a_refused_order_says_so_and_stays_so(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    order = inner.shown(reqsn)
    assert inner.desk.press(order, "1010", "refuse").result == "refused"
    assert inner.gateway.query(reqsn).trxstatus == "3045"
    assert inner.desk.press(order, "1010", "pay").reason == "refused"


def test_a_customer_who_thinks_is_seen(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    order = inner.shown(reqsn)
    assert inner.desk.press(order, "1010", "wait").result == "waiting"
    assert inner.gateway.query(reqsn).trxstatus == "2008"
    assert inner.gateway.close(reqsn).trxstatus == "0000"
    assert inner.desk.press(order, "1010", "pay").reason == "closed"


def test_close_ends_an_order_and_may_be_repeated(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    payinfo = inner.desk.order(reqsn).payinfo
    for _ in range(2):
        assert inner.gateway.close(reqsn).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "3050"
    assert inner.desk.scan(payinfo).reason == "closed"


def test_close_of_a_paid_order_is_refused(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    pay(inner, reqsn)
    assert inner.gateway.close(reqsn).trxstatus == "3020"
    assert inner.gateway.query(reqsn).trxstatus == "0000"


def test_an_expired_order_says_so_and_cannot_be_paid(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    order = inner.shown(reqsn)
    assert inner.desk.expire(reqsn).trxstatus == "3054"
    assert inner.gateway.query(reqsn).trxstatus == "3054"
    assert inner.desk.press(order, "1010", "pay").reason == "expired"
    assert inner.gateway.close(reqsn).trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "3050"


def test_unknown_orders_are_not_found(inner: InnerBank) -> None:
    assert inner.gateway.query("NOBODY").trxstatus == "1001"
    assert inner.gateway.close("NOBODY").trxstatus == "1001"
    assert inner.gateway.call("tranx/query", trxid="NOBODY").trxstatus == "1001"
    assert inner.gateway.call("tranx/query")["retcode"] == "FAIL"
    assert inner.gateway.call("unitorder/close")["retcode"] == "FAIL"


def test_two_payments_of_one_code_are_both_told(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    order = inner.shown(reqsn)
    press = inner.desk.press(order, "1010", "pay_twice")
    assert len(set(press.trxids)) == 2
    told = inner.gateway.query(reqsn)
    assert told["payments"] == ",".join(f"{trxid}:3080" for trxid in press.trxids)
    assert told["trxid"] == press.trxids[1]
    # And once more, by somebody who kept the picture of the code.
    assert inner.desk.press(order, "5454", "pay").reason == "paid"
    third = inner.desk.press(order, "5454", "pay_twice").trxids
    assert len(inner.gateway.query(reqsn)["payments"].split(",")) == 3
    assert inner.gateway.query(reqsn)["trxid"] == third[0]


# --- money back ---


def test_a_refund_moves_money_once_however_often_it_is_sent(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    pay(inner, reqsn)
    trxid = inner.gateway.query(reqsn)["trxid"]
    before = {one.code: one.balance_minor for one in inner.desk.customers()}
    for _ in range(3):
        told = inner.gateway.refund(f"R{reqsn}", reqsn, 1000, trxid)
        assert (told.trxstatus, told["trxamt"]) == ("0000", "1000")
    after = {one.code: one.balance_minor for one in inner.desk.customers()}
    assert after["customer:1010"] - before["customer:1010"] == 1000
    assert inner.gateway.query(f"R{reqsn}").trxstatus == "0000"
    assert inner.gateway.query(reqsn).trxstatus == "0000"
    assert inner.desk.order(reqsn).payments[0].refunded_minor == 1000


def test_more_than_was_paid_is_never_given_back(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    pay(inner, reqsn)
    assert inner.gateway.refund(f"R{reqsn}", reqsn, 3000).trxstatus == "0000"
    assert inner.gateway.refund(f"S{reqsn}", reqsn, 81).trxstatus == "3999"
    assert inner.gateway.refund(f"S{reqsn}", reqsn, 81).trxstatus == "3999"
    assert inner.gateway.refund(f"U{reqsn}", reqsn, 80).trxstatus == "0000"
    assert inner.gateway.refund(f"V{reqsn}", reqsn, 1).trxstatus == "3999"


def test_a_refund_number_belongs_to_one_refund(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    pay(inner, reqsn)
    assert inner.gateway.refund(f"R{reqsn}", reqsn, 100).trxstatus == "0000"
    assert inner.gateway.refund(f"R{reqsn}", reqsn, 200).trxstatus == "3888"
    assert inner.gateway.refund(reqsn, reqsn, 100).trxstatus == "3888"
    assert inner.gateway.order(f"R{reqsn}", TOTAL).trxstatus == "3888"


def test_a_refund_needs_a_payment_that_is_meant_beyond_doubt(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    assert inner.gateway.refund(f"R{reqsn}", reqsn, 100).trxstatus == "1001"
    trxids = inner.desk.press(inner.shown(reqsn), "1010", "pay_twice").trxids
    assert inner.gateway.refund(f"S{reqsn}", reqsn, 100).trxstatus == "1001"
    assert inner.gateway.refund(f"U{reqsn}", reqsn, 100, "PN0").trxstatus == "1001"
    assert inner.gateway.refund(f"V{reqsn}", reqsn, TOTAL, trxids[1]).trxstatus == "0000"
    payments = inner.desk.order(reqsn).payments
    assert [one.refunded_minor for one in payments] == [0, TOTAL]


def test_only_the_whole_payment_of_the_day_is_cancelled(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    pay(inner, reqsn)

    def cancel(number: str, amount_minor: int) -> str:
        return inner.gateway.call(
            "tranx/cancel", reqsn=number, oldreqsn=reqsn, trxamt=str(amount_minor)
        ).trxstatus

    assert cancel(f"C{reqsn}", 1000) == "3999"
    assert cancel(f"D{reqsn}", TOTAL) == "0000"
    assert cancel(f"D{reqsn}", TOTAL) == "0000"
    assert cancel(f"E{reqsn}", TOTAL) == "3999"
    # The same number is not a refund's as well.
    assert inner.gateway.refund(f"D{reqsn}", reqsn, TOTAL).trxstatus == "3888"


@pytest.mark.parametrize(
    "changed", [{"trxamt": "0"}, {"reqsn": ""}, {"reqsn": "!"}, {"oldreqsn": ""}]
)
def test_a_refund_that_makes_no_sense_is_refused(
    inner: InnerBank, reqsn: str, changed: dict[str, str]
) -> None:
    form = {"reqsn": f"R{reqsn}", "oldreqsn": reqsn, "trxamt": "100", **changed}
    assert inner.gateway.call("tranx/refund", **form)["retcode"] == "FAIL"


# --- the disk ---


def test_a_full_disk_is_said_and_nothing_is_half_done(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with inner_bank(tmp_path / "data") as running:
        running.gateway.order("A1", TOTAL)
        order = running.shown("A1")
        with running.bank._books.read() as tx:
            # From here on the file may not grow: what a full disk says, SQLite says.
            tx.execute("PRAGMA max_page_count = 1")
        refused = 0
        for number in range(200):
            if running.gateway.order(f"B{number}", TOTAL).status == 503:
                refused += 1
                assert running.gateway.order(f"B{number}", TOTAL).status == 503
                break
        assert refused == 1
        with running.bank._books.read() as tx:
            tx.execute("PRAGMA max_page_count = 100000")
        assert running.gateway.query(f"B{number}").trxstatus == "1001"
        assert running.desk.press(order, "1010", "pay").result == "paid"
    assert "books not written" in caplog.text

"""The desk's port, its client and the phones behind it."""

from __future__ import annotations

import http.client
import json
import socket
import threading

import pytest

from kpay_desktop.simulation.bank.outcomes import RULES
from kpay_desktop.simulation.desk_client import (
    DeskClient,
    DeskError,
    DeskOfflineError,
    DeskRefusedError,
)
from tests.helpers.inner_bank import InnerBank

TOTAL = 3080
# From the README of xkjyeah/sgqr-data-url-spec.
FOREIGN_CODE = (
    "00020101021126380009SG.PAYNOW010100211+6591234567030115204000053037025802SG"
    "5902NA6009Singapore6304B5DB"
)


def ask(
    inner: InnerBank, method: str, path: str, body: bytes = b"", key: str | None = None
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", inner.bank.desk.port, timeout=5)
    try:
        headers = {"X-Desk-Key": inner.bank.desk_token if key is None else key}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("key", ["", "wrong", "é"])
def test_without_its_token_the_desk_gets_nothing(inner: InnerBank, key: str) -> None:
    for path in ("/desk/state", "/desk/outcomes", "/nothing"):
        status, body = ask(inner, "GET", path, key=key)
        assert status == 401
        assert list(json.loads(body)) == ["error"]
    with pytest.raises(DeskRefusedError) as refused:
        DeskClient(inner.bank.desk.url, "wrong").state()
    assert refused.value.status == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/desk/nothing", b"", 404),
        ("POST", "/desk/state", b"{}", 405),
        ("GET", "/desk/next", b"", 405),
        ("POST", "/desk/next", b"", 400),
        ("POST", "/desk/next", b"[]", 400),
        ("POST", "/desk/next", b"[" * 9000, 400),
        ("POST", "/desk/next", b'{"a":' * 2000, 400),
        ("POST", "/desk/next", b"\xff", 400),
        ("POST", "/desk/next", b"9" * 9000, 400),
        ("POST", "/desk/next", b" " * 17000, 413),
        ("POST", "/desk/next", b'{"outcome":"explode"}', 422),
        ("POST", "/desk/next", b'{"outcome":7}', 422),
        ("POST", "/desk/next", b'{"outcome":"late","kind":"query"}', 422),
        ("POST", "/desk/next", b'{"outcome":"late","kind":"nothing"}', 422),
        ("POST", "/desk/next", b'{"outcome":"late","delay_s":-1}', 422),
        ("POST", "/desk/next", b'{"outcome":"late","delay_s":NaN}', 422),
        ("POST", "/desk/next", b'{"outcome":"late","delay_s":1e400}', 422),
        ("POST", "/desk/next", b'{"outcome":"late","delay_s":' + b"9" * 400 + b"}", 422),
        ("POST", "/desk/next", b'{"outcome":"late","delay_s":true}', 422),
        ("POST", "/desk/next", b'{"outcome":"late","sticky":1}', 422),
        ("POST", "/desk/line", b'{"line":"knot"}', 422),
        ("POST", "/desk/cents", b"{}", 422),
        ("POST", "/desk/order", b"{}", 404),
        ("POST", "/desk/order", b'{"reqsn":"NOBODY"}', 404),
        ("POST", "/desk/order", b'{"reqsn":"\\ud800"}', 422),
        ("POST", "/desk/release", b'{"reqsn":"NOBODY","decision":"burn"}', 422),
        ("POST", "/desk/release", b'{"reqsn":"NOBODY","decision":"settle"}', 404),
        ("POST", "/desk/expire", b'{"order":"NOBODY"}', 404),
        ("POST", "/phone/scan", b'{"payload":7}', 422),
        ("POST", "/phone/pay", b'{"order":"1","decision":"pay"}', 422),
        ("POST", "/phone/pay", b'{"order":"1","customer":"1010","decision":"steal"}', 422),
        ("POST", "/phone/pay", b'{"order":"1","customer":"1010","decision":"pay"}', 404),
    ],
)
def test_what_the_desk_cannot_mean_is_refused_with_a_reason(
    inner: InnerBank, method: str, path: str, body: bytes, status: int
) -> None:
    got, answer = ask(inner, method, path, body)
    assert got == status
    assert json.loads(answer)["error"]
    assert inner.desk.state().next_answers == ()


def test_the_desk_sees_accounts_orders_and_next_answers(inner: InnerBank, reqsn: str) -> None:
    inner.gateway.order(reqsn, TOTAL)
    inner.desk.set_next("slow", kind="query", delay_s=1.5, sticky=True)
    state = inner.desk.state()
    inner.desk.clear_next("query")
    assert state.line == "up"
    assert state.merchant_name == "Orchid Tea House"
    assert state.orders[0].reqsn == reqsn
    assert state.orders[0].trxstatus == "2000"
    chosen = state.next_answers[0]
    assert (chosen.kind, chosen.outcome, chosen.delay_s, chosen.sticky) == (
        "query",
        "slow",
        1.5,
        True,
    )
    assert {one.kind for one in state.accounts} == {"customer", "merchant", "clearing"}
    assert [one.number for one in inner.desk.customers()] == [
        "0002",
        "0019",
        "0036",
        "1010",
        "5454",
    ]


def test_the_table_reaches_the_desk_whole(inner: InnerBank) -> None:
    table = inner.desk.outcomes()
    assert [row.message_id for row in table] == [rule.message_id for rule in RULES]
    assert table[0].message_id == "bank.outcome.approve"
    assert all(row.bank and row.till for row in table)


# --- phones ---


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", "not_a_code"),
        ("https://example.org", "not_a_code"),
        ("6901234567892", "not_a_code"),
        ("\x00\x01", "not_a_code"),
        ("x" * 9000, "not_a_code"),
        ("weixin://wxpay/bizpayurl?pr=", "broken"),
        ("weixin://wxpay/bizpayurl?pr=" + "a" * 24, "unknown"),
        ("0002010102", "broken"),
        (FOREIGN_CODE, "other_merchant"),
        (FOREIGN_CODE[:-1] + "C", "broken"),
    ],
)
def test_a_phone_says_plainly_what_it_cannot_pay(
    inner: InnerBank, payload: str, reason: str
) -> None:
    scan = inner.desk.scan(payload)
    assert (scan.payable, scan.reason) == (False, reason)
    assert scan.message_id == f"bank.phone.{reason}"


def test_a_phone_shows_who_asks_for_how_much(inner: InnerBank, reqsn: str) -> None:
    payinfo = inner.gateway.order(reqsn, TOTAL)["payinfo"]
    asked = inner.desk.scan(f" {payinfo}\n")
    assert asked.payable
    assert (asked.merchant, asked.amount_minor, asked.wallet, asked.reqsn) == (
        "Orchid Tea House",
        TOTAL,
        "paynow",
        reqsn,
    )
    assert inner.desk.press(asked.order, "5454", "wait").result == "waiting"
    paid = inner.desk.press(asked.order, "5454", "pay")
    assert paid.result == "paid"
    assert paid.trxids == (inner.gateway.query(reqsn)["trxid"],)
    again = inner.desk.press(asked.order, "5454", "pay")
    assert again.result == "not_paid", "a second press pays nothing"
    assert inner.desk.order(reqsn).settled_minor == TOTAL
    seen = inner.desk.scan(payinfo)
    assert (seen.payable, seen.message_id) == (False, "bank.phone.paid")


def test_a_phone_can_refuse(inner: InnerBank, reqsn: str) -> None:
    asked = inner.desk.scan(inner.gateway.order(reqsn, TOTAL, "W01")["payinfo"])
    assert asked.wallet == "wechat"
    assert inner.desk.press(asked.order, "1010", "refuse").result == "refused"
    assert inner.gateway.query(reqsn).trxstatus == "3045"


def test_a_customer_without_the_money_cannot_pay(inner: InnerBank, reqsn: str) -> None:
    asked = inner.desk.scan(inner.gateway.order(reqsn, TOTAL)["payinfo"])
    poor = inner.desk.press(asked.order, "0019", "pay")
    assert (poor.result, poor.message_id) == ("not_paid", "bank.phone.no_funds")
    assert inner.gateway.query(reqsn).trxstatus == "2000"
    stranger = inner.desk.press(asked.order, "9999", "pay")
    assert stranger.message_id == "bank.phone.no_customer"


def test_two_phones_pay_one_code(inner: InnerBank, reqsn: str) -> None:
    asked = inner.desk.scan(inner.gateway.order(reqsn, TOTAL)["payinfo"])
    assert len(inner.desk.press(asked.order, "1010", "pay_twice").trxids) == 2


def test_a_phone_without_its_bank_says_so() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        desk = DeskClient(f"http://127.0.0.1:{nobody.getsockname()[1]}", "x", timeout_s=2)
        with pytest.raises(DeskOfflineError):
            desk.scan("0002")
        with pytest.raises(DeskOfflineError):
            desk.state()


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"hello",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n[]",
        b"HTTP/1.1 200 OK\r\n\r\n{}",
        b"HTTP/1.1 what\r\n\r\n{}",
        b'HTTP/1.1 500 No\r\n\r\n{"error":1}',
    ],
)
def test_a_bank_that_answers_nonsense_is_an_error_of_the_desk(reply: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(2):
                sock, _address = server.accept()
                with sock:
                    sock.recv(65536)
                    sock.sendall(reply)

        thread = threading.Thread(target=answer)
        thread.start()
        client = DeskClient(f"http://127.0.0.1:{server.getsockname()[1]}", "x", timeout_s=2)
        with pytest.raises(DeskError):
            client.state()
        with pytest.raises(DeskError):
            client.scan("x")
        thread.join(5)


def test_a_bank_that_drips_does_not_hold_the_desk_past_its_deadline() -> None:
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            sock, _address = server.accept()
            with sock:
                while not stop.wait(0.02):
                    try:
                        sock.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        client = DeskClient(f"http://127.0.0.1:{server.getsockname()[1]}", "x", timeout_s=0.3)
        with pytest.raises(DeskOfflineError):
            client.state()
        stop.set()
        thread.join(5)


def test_a_desk_address_is_checked() -> None:
    for address in ("", "https://127.0.0.1:1", "http://127.0.0.1"):
        with pytest.raises(ValueError, match="desk address"):
            DeskClient(address, "x")

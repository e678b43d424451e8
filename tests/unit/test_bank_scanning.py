"""Orders by the code on a customer's phone: codes, the call, passwords and their clocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kpay_desktop.simulation.desk_client import DeskRefusedError, Waiting
from tests.helpers.bank import wait_until
from tests.helpers.bank_books import audited
from tests.helpers.inner_bank import InnerBank

TOTAL = 3080
WALLETS = ("wechat", "alipay", "paynow")


@pytest.fixture(autouse=True)
def usual_terms(inner: InnerBank) -> Iterator[None]:
    """The clocks as they are at first, after each test."""
    yield
    inner.desk.set_scan_terms(
        code_life_s=60,
        password_from_minor=100_000,
        wechat_s=45,
        alipay_s=60,
        paynow_s=60,
        earliest_cancel_s=15,
        spelling="usual",
    )


def code(inner: InnerBank, wallet: str = "wechat", customer: str = "1010") -> str:
    return inner.desk.issue_code(customer, wallet).code


def balance(inner: InnerBank, number: str) -> int:
    return {one.number: one.balance_minor for one in inner.desk.state().accounts}[number]


def waiting(inner: InnerBank, customer: str, reqsn: str) -> list[Waiting]:
    """Return what of one order waits on a customer's phone."""
    return [one for one in inner.desk.waiting_payments(customer) if one.reqsn == reqsn]


# --- codes ---


@pytest.mark.parametrize(
    ("wallet", "shape"),
    [
        ("wechat", r"1[0-5]\d{16}"),
        ("alipay", r"(2[5-9]|30)\d{16}"),
        ("paynow", r"PN[A-Z0-9]{22}"),
    ],
)
def test_codes_have_their_wallets_shape(inner: InnerBank, wallet: str, shape: str) -> None:
    codes = [inner.desk.issue_code("1010", wallet) for _ in range(20)]
    assert all(re.fullmatch(shape, one.code) for one in codes)
    assert len({one.code for one in codes}) == 20
    assert {(one.wallet, one.customer, one.life_s) for one in codes} == {(wallet, "1010", 60.0)}


def test_nobody_else_gets_a_code(inner: InnerBank) -> None:
    with pytest.raises(DeskRefusedError, match="no such customer"):
        inner.desk.issue_code("9999", "wechat")
    with pytest.raises(DeskRefusedError, match="wallet"):
        inner.desk.issue_code("1010", "visa")


def test_the_books_hold_no_code(inner: InnerBank, reqsn: str) -> None:
    shown = code(inner)
    inner.gateway.scan(reqsn, TOTAL, shown)
    with audited(inner.bank.folder.books) as db:
        assert shown not in "\n".join(db.iterdump())


# --- paying ---


@pytest.mark.parametrize("wallet", WALLETS)
def test_a_code_is_charged_at_once(inner: InnerBank, reqsn: str, wallet: str) -> None:
    before = balance(inner, "5454")
    told = inner.gateway.scan(reqsn, TOTAL, code(inner, wallet, "5454"))
    assert (told["retcode"], told.trxstatus, told["reqsn"]) == ("SUCCESS", "0000", reqsn)
    assert (told["trxamt"], told["initamt"], told["currency"]) == ("3080", "3080", "SGD")
    assert told["acct"] == "****5454"
    assert told["trxcode"] == {"wechat": "VSP501", "alipay": "VSP511", "paynow": "PAYNOW"}[wallet]
    assert re.fullmatch(r"\d{14}", told["fintime"])
    assert balance(inner, "5454") == before - TOTAL
    asked = inner.gateway.query(reqsn)
    common = ("trxstatus", "trxid", "trxamt", "initamt", "acct", "fintime", "trxcode")
    assert [asked[name] for name in common] == [told[name] for name in common]
    order = inner.desk.order(reqsn)
    assert (order.way, order.wallet, order.customer) == ("scan", wallet, "5454")
    assert order.settled_minor == TOTAL


def test_an_alipay_code_is_shown_and_paid_too(inner: InnerBank, reqsn: str) -> None:
    told = inner.gateway.order(reqsn, TOTAL, "A01")
    assert told["payinfo"].startswith("https://qr.alipay.com/")
    scan = inner.desk.scan(told["payinfo"])
    assert (scan.payable, scan.wallet, scan.amount_minor) == (True, "alipay", TOTAL)
    assert inner.desk.press(scan.order, "1010", "pay").result == "paid"
    assert inner.gateway.query(reqsn)["trxcode"] == "VSP511"
    assert inner.desk.scan("https://qr.alipay.com/").reason == "broken"


def test_a_number_is_charged_once_whatever_is_asked(inner: InnerBank, reqsn: str) -> None:
    before = balance(inner, "1010")
    assert inner.gateway.scan(reqsn, TOTAL, code(inner)).trxstatus == "0000"
    assert inner.gateway.scan(reqsn, TOTAL, code(inner)).trxstatus == "3888"
    assert inner.gateway.scan(reqsn, 500, code(inner, "alipay")).trxstatus == "3888"
    assert inner.gateway.order(reqsn, TOTAL).trxstatus == "3888"
    assert balance(inner, "1010") == before - TOTAL
    inner.gateway.order(f"{reqsn}s", TOTAL)
    assert inner.gateway.scan(f"{reqsn}s", TOTAL, code(inner)).trxstatus == "3888"


@pytest.mark.parametrize(
    ("spelling", "words"),
    [
        ("usual", ["AUTH_CODE_INVALID", "AUTHCODEEXPIRE", "AUTHCODEEXPIRE", "NOTENOUGH"]),
        (
            "other",
            ["AUTHCODE_INVALID", "AUTH_CODE_EXPIRED", "AUTH_CODE_EXPIRED", "BALANCE_NOT_ENOUGH"],
        ),
    ],
)
def test_refusals_in_both_spellings(
    inner: InnerBank, reqsn: str, spelling: str, words: list[str]
) -> None:
    inner.desk.set_scan_terms(spelling=spelling)
    used = code(inner)
    inner.gateway.scan(f"{reqsn}u", TOTAL, used)
    old = inner.desk.issue_code("1010", "paynow", life_s=0).code
    tries = ["130000000000000000", used, old, code(inner, "alipay", "0019")]
    before = inner.desk.state().accounts
    told = [inner.gateway.scan(f"{reqsn}{n}", TOTAL, one) for n, one in enumerate(tries)]
    assert [one.trxstatus for one in told] == ["3999"] * 4
    assert [one["errmsg"] for one in told] == words
    assert [inner.gateway.query(f"{reqsn}{n}")["errmsg"] for n in range(4)] == words
    assert inner.desk.state().accounts == before


def test_spellings_in_turn(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_scan_terms(spelling="in_turn")
    words = [
        inner.gateway.scan(f"{reqsn}{n}", TOTAL, "130000000000000000")["errmsg"] for n in range(4)
    ]
    assert words[:2] == words[2:]
    assert set(words) == {"AUTH_CODE_INVALID", "AUTHCODE_INVALID"}


@pytest.mark.parametrize("text", ["https://example.sg/pay", "8885007020331", "hQVDUFYwMQ==", "茶"])
def test_what_is_no_payment_code_is_invalid(inner: InnerBank, reqsn: str, text: str) -> None:
    told = inner.gateway.scan(reqsn, TOTAL, text)
    assert (told.trxstatus, told["errmsg"]) == ("3999", "AUTH_CODE_INVALID")


def test_a_refused_code_is_used_up(inner: InnerBank, reqsn: str) -> None:
    shown = code(inner, "alipay", "0019")
    assert inner.desk.code_state(shown) == "good"
    assert inner.gateway.scan(reqsn, TOTAL, shown)["errmsg"] == "NOTENOUGH"
    assert inner.gateway.scan(f"{reqsn}b", 100, shown)["errmsg"] == "AUTHCODEEXPIRE"
    assert inner.desk.code_state(shown) == "used"
    assert inner.desk.code_state("130000000000000000") == "unknown"
    old = inner.desk.issue_code("1010", "wechat", life_s=0)
    assert (old.life_s, inner.desk.code_state(old.code)) == (0.0, "expired")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("trxamt", "0"),
        ("trxamt", "1.00"),
        ("reqsn", "a b"),
        ("reqsn", "x" * 33),
        ("authcode", ""),
        ("authcode", "1" * 513),
        ("terminfo", ""),
        ("terminfo", "{"),
        ("terminfo", "[]"),
        ("terminfo", '{"termno": "1"}'),
        ("terminfo", '{"termno": 1, "devicetype": "11"}'),
    ],
)
def test_half_a_request_is_not_taken(inner: InnerBank, reqsn: str, name: str, value: str) -> None:
    shown = code(inner)
    fields = {**inner.gateway.scan_form(reqsn, TOTAL, shown), name: value}
    assert inner.gateway.call("unitorder/scanqrpay", **fields)["retcode"] == "FAIL"
    # Nothing came of it: the code is still good.
    assert inner.gateway.scan(f"{reqsn}b", TOTAL, shown).trxstatus == "0000"


def test_an_order_by_code_is_not_closed(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("userpaying")
    inner.gateway.scan(reqsn, TOTAL, code(inner))
    assert inner.gateway.close(reqsn).trxstatus == "3999"
    assert inner.gateway.query(reqsn).trxstatus == "2008"


# --- the password ---


def test_from_an_amount_on_the_customer_types_a_password(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_scan_terms(password_from_minor=3000)
    assert inner.gateway.scan(f"{reqsn}s", 2999, code(inner)).trxstatus == "0000"
    told = inner.gateway.scan(reqsn, 3000, code(inner, "wechat", "0036"))
    assert (told.trxstatus, told["initamt"]) == ("2008", "3000")
    assert "trxamt" not in told.fields
    assert waiting(inner, "1010", reqsn) == []
    (asked,) = waiting(inner, "0036", reqsn)
    assert (asked.reqsn, asked.wallet, asked.amount_minor) == (reqsn, "wechat", 3000)
    assert 0 < asked.left_s <= 45
    assert inner.desk.press(asked.order, "0036", "wait").result == "waiting"
    # Nobody else's phone pays it.
    assert inner.desk.press(asked.order, "1010", "pay").reason == "unknown"
    assert inner.gateway.query(reqsn).trxstatus == "2008"
    assert inner.desk.press(asked.order, "0036", "pay_twice").result == "paid"
    assert inner.gateway.query(reqsn)["trxamt"] == "3000"
    assert waiting(inner, "0036", reqsn) == []
    assert inner.desk.press(asked.order, "0036", "pay_twice").reason == "paid"


def test_the_customer_refuses(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("userpaying")
    inner.gateway.scan(reqsn, TOTAL, code(inner))
    (asked,) = waiting(inner, "1010", reqsn)
    assert inner.desk.press(asked.order, "1010", "refuse").result == "refused"
    assert inner.gateway.query(reqsn).trxstatus == "3045"


@pytest.mark.parametrize(
    ("wallet", "status"), [("wechat", "3050"), ("alipay", "3054"), ("paynow", "3054")]
)
def test_the_wallet_gives_up_by_itself(
    inner: InnerBank, reqsn: str, wallet: str, status: str
) -> None:
    inner.desk.set_scan_terms(wechat_s=0.5, alipay_s=0.5, paynow_s=0.5)
    inner.desk.set_next("userpaying")
    assert inner.gateway.scan(reqsn, TOTAL, code(inner, wallet)).trxstatus == "2008"
    order = inner.desk.order(reqsn).order
    wait_until("the limit", lambda: inner.gateway.query(reqsn).trxstatus == status)
    assert waiting(inner, "1010", reqsn) == []
    assert inner.desk.press(order, "1010", "pay").result == "not_paid"


def test_money_that_went_meanwhile_is_not_paid(inner: InnerBank, reqsn: str) -> None:
    inner.desk.set_next("userpaying")
    assert inner.gateway.scan(reqsn, 400, code(inner, "wechat", "0019")).trxstatus == "2008"
    assert inner.gateway.scan(f"{reqsn}b", 200, code(inner, "wechat", "0019")).trxstatus == "0000"
    (asked,) = waiting(inner, "0019", reqsn)
    assert inner.desk.press(asked.order, "0019", "pay").reason == "no_funds"
    inner.desk.set_scan_terms(earliest_cancel_s=0)
    inner.gateway.reverse(f"{reqsn}b", 200)


def test_the_terms_stay(inner: InnerBank) -> None:
    changed = inner.desk.set_scan_terms(paynow_s=7, spelling="other")
    assert changed == inner.desk.scan_terms()
    assert (changed.paynow_s, changed.wechat_s, changed.spelling) == (7.0, 45.0, "other")
    with pytest.raises(DeskRefusedError, match="paynow_s"):
        inner.desk.set_scan_terms(paynow_s=-1)
    with pytest.raises(DeskRefusedError, match="spelling"):
        inner.desk.set_scan_terms(spelling="odd")

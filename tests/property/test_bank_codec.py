"""Whatever comes in: the bank's codecs refuse or understand, and its books always add up."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import string
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpay_desktop.simulation.bank import emvco, forms
from kpay_desktop.simulation.bank.http_codec import Head, HttpError, Request, parse_head
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.outcomes import Kind, Outcome
from kpay_desktop.simulation.bank.signing import canonical
from kpay_desktop.simulation.bank.wallet import Reason, code_key
from kpay_desktop.simulation.desk_client import DeskRefusedError
from tests.helpers.bank_books import assert_books_add_up
from tests.helpers.inner_bank import InnerBank, inner_bank

names = st.from_regex(r"[a-z][a-z0-9_]{0,31}", fullmatch=True)
visible = st.characters(codec="utf-8", min_codepoint=0x20, exclude_characters="\x7f")
values = st.text(visible, max_size=60)
references = st.text(string.ascii_letters + string.digits, min_size=1, max_size=25)
MERCHANT = Merchant()


@given(st.dictionaries(names, values, min_size=1, max_size=20))
def test_every_form_comes_back_as_it_was(fields: dict[str, str]) -> None:
    assert forms.decode(forms.encode(fields)) == fields


@given(st.binary(max_size=400) | st.text("ab=&%+0fé\x00", max_size=60).map(str.encode))
def test_a_form_is_refused_or_means_one_thing(body: bytes) -> None:
    try:
        fields = forms.decode(body)
    except forms.FormError:
        return
    assert forms.decode(forms.encode(fields)) == fields


@given(
    st.integers(1, 99_999_999),
    references,
    st.text(visible, min_size=1, max_size=40),
)
def test_every_code_is_read_as_it_was_made(amount: int, reference: str, merchant: str) -> None:
    code = emvco.paynow_code(
        uen=MERCHANT.uen,
        merchant=merchant,
        city="Singapore",
        amount_minor=amount,
        reference=reference,
    )
    found = emvco.read(code)
    units, _point, cents = found["54"].partition(".")
    assert int(units) * 100 + int(cents) == amount
    assert found["59"] == merchant[:25]
    assert code_key(code, MERCHANT) == (Reason.PAYABLE, f"paynow:{reference}")


@given(references, st.data())
def test_a_code_with_one_character_changed_is_refused(reference: str, data: st.DataObject) -> None:
    code = emvco.paynow_code(
        uen=MERCHANT.uen,
        merchant="Tea",
        city="Singapore",
        amount_minor=3080,
        reference=reference,
    )
    at = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from(string.ascii_uppercase + string.digits))
    if code[at] == other:
        return
    with pytest.raises(emvco.CodeError):
        emvco.read(code[:at] + other + code[at + 1 :])


@given(
    st.text(max_size=120)
    | st.text(string.digits, max_size=120).map("000201".__add__)
    | st.text(string.digits, max_size=60).map(lambda text: emvco.sealed("000201" + text))
    | st.text(max_size=30).map("weixin://wxpay/bizpayurl?pr=".__add__)
)
def test_a_phone_makes_something_of_every_text(text: str) -> None:
    reason, key = code_key(text, MERCHANT)
    assert (reason is Reason.PAYABLE) == (key != "")


@given(st.binary(max_size=300) | st.text("GETPOSH/1. :\r\nConte-Lgh0", max_size=80).map(str.encode))
def test_a_head_is_read_or_refused_with_a_status(raw: bytes) -> None:
    try:
        head = parse_head(raw)
    except HttpError as error:
        status = error.status
    else:
        status = 200
        assert head.path
        assert head.body_bytes >= 0
    assert status in {200, 400, 411, 413, 417, 431, 501}


@given(st.dictionaries(names, values, max_size=12), values)
def test_the_signed_text_knows_neither_order_nor_sign(fields: dict[str, str], sign: str) -> None:
    fields.pop("sign", None)
    backwards = dict(reversed(fields.items()))
    assert canonical(fields) == canonical({**backwards, "sign": sign, "zz_empty": ""})


# --- the whole bank, past its sockets ---


@pytest.fixture(scope="module")
def inner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InnerBank]:
    with inner_bank(tmp_path_factory.mktemp("bank") / "data") as running:
        yield running


def request(method: str, path: str, body: bytes, **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(Head(method, path, named, len(body), keep_alive=True), body)


operations = st.sampled_from(
    ["unitorder/pay", "unitorder/close", "tranx/query", "tranx/refund", "tranx/cancel"]
)
protocol_names = st.sampled_from(
    ["trxamt", "reqsn", "oldreqsn", "oldtrxid", "trxid", "paytype", "validtime", "notify_url"]
)
protocol_values = values | st.sampled_from(["P01", "W01", "1", "3080", "F1", "http://127.0.0.1:1"])


@given(operations, st.dictionaries(protocol_names, protocol_values, max_size=8))
def test_every_signed_request_gets_a_signed_answer(
    inner: InnerBank, operation: str, fields: dict[str, str]
) -> None:
    body = forms.encode(inner.gateway.form(**fields))
    answer = inner.bank.gateway._handler(
        request(
            "POST",
            f"/apiweb/{operation}",
            body,
            content_type="application/x-www-form-urlencoded",
        )
    )
    told = json.loads(answer.body) if answer.wire == "whole" else {"retcode": "SUCCESS"}
    assert answer.status in {200, 400}
    assert told["retcode"] in {"SUCCESS", "FAIL"}


@given(operations | st.text(max_size=20), st.binary(max_size=200))
def test_rubbish_to_the_gateway_gets_an_answer(
    inner: InnerBank, operation: str, body: bytes
) -> None:
    for content_type in ("application/x-www-form-urlencoded", ""):
        answer = inner.bank.gateway._handler(
            request("POST", f"/apiweb/{operation}", body, content_type=content_type)
        )
        assert json.loads(answer.body)["retcode"] == "FAIL"


json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner_values: (
        st.lists(inner_values, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner_values, max_size=3)
    ),
    max_leaves=8,
)
desk_names = st.sampled_from(
    ["kind", "outcome", "sticky", "delay_s", "times", "on", "order", "reqsn", "decision",
     "customer", "payload", "wallet", "code", "life_s", "wechat_s", "spelling",
     "password_from_minor"]
)  # fmt: skip
desk_values = json_values | st.sampled_from(
    ["sale", "query", "late", "approve", "settle", "return", "pay", "F1", "1010", "wechat", 0.5]
)


@given(
    st.sampled_from(["next", "cents", "order", "release", "expire", "scan"]).map("/desk/".__add__)
    | st.sampled_from(["scan", "pay", "code", "code_state", "waiting"]).map("/phone/".__add__),
    st.dictionaries(desk_names, desk_values, max_size=6),
)
def test_every_wish_of_a_desk_gets_an_answer(
    inner: InnerBank, path: str, body: dict[str, object]
) -> None:
    raw = json.dumps(body).encode()
    answer = inner.bank.desk._handler(request("POST", path, raw, x_desk_key=inner.bank.desk_token))
    assert answer.status in {200, 404, 422}
    assert isinstance(json.loads(answer.body), dict)


# --- books under any order of events ---

events = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "order",
                "pay",
                "pay_twice",
                "refuse",
                "wait",
                "close",
                "query",
                "expire",
                "refund",
                "settle",
                "return",
                "choose",
                "choose refund",
            ]
        ),
        st.integers(0, 1),
        st.sampled_from(sorted(set(Outcome) - {Outcome.NEVER, Outcome.SLOW})),
    ),
    min_size=1,
    max_size=20,
)
_walks = itertools.count()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(events)
def test_whatever_happens_in_whatever_order_the_books_add_up(
    inner: InnerBank, happenings: list[tuple[str, int, Outcome]]
) -> None:
    walk = next(_walks)
    paid: set[str] = set()
    for step, (what, which, outcome) in enumerate(happenings):
        reqsn = f"Z{walk}O{which}"
        happen(inner, what, reqsn, outcome, f"Z{walk}S{step}")
        try:
            order = inner.desk.order(reqsn)
        except DeskRefusedError:
            continue
        # Paid once is paid for ever; a refund never exceeds its payment.
        assert order.trxstatus == "0000" or reqsn not in paid
        if order.trxstatus == "0000":
            paid.add(reqsn)
        assert all(one.refunded_minor <= one.amount_minor for one in order.payments)
        assert (order.settled_minor > 0) == (order.trxstatus == "0000")
    for kind in Kind:
        inner.desk.clear_next(kind.value)
    assert_books_add_up(inner.bank.folder.books)


def happen(inner: InnerBank, what: str, reqsn: str, outcome: Outcome, fresh: str) -> None:
    """Let one thing happen; that the bank refuses it or loses its answer is part of the game."""
    gateway, desk = inner.gateway, inner.desk
    order_form = gateway.form(reqsn=reqsn, trxamt="3080", paytype="P01")
    refund_form = gateway.form(reqsn=fresh, oldreqsn=reqsn, trxamt="2000")
    with contextlib.suppress(OSError, http.client.HTTPException, DeskRefusedError):
        if what == "order":
            gateway.send("unitorder/pay", order_form)
        elif what == "refund":
            gateway.send("tranx/refund", refund_form)
        elif what == "close":
            gateway.send("unitorder/close", gateway.form(oldreqsn=reqsn))
        elif what == "query":
            gateway.send("tranx/query", gateway.form(reqsn=reqsn))
        elif what == "expire":
            desk.expire(reqsn)
        elif what == "settle":
            desk.settle(reqsn)
        elif what == "return":
            desk.give_back(reqsn)
        elif what == "choose":
            desk.set_next(outcome.value, delay_s=0.0)
        elif what == "choose refund":
            desk.set_next(outcome.value, kind="refund", delay_s=0.0)
        else:
            desk.press(desk.order(reqsn).order, "1010", what)

"""What holds of every answer: changed, it is not believed; and none raises the undeclared."""

from __future__ import annotations

import contextlib
import functools
import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.hosts.wallets import codec
from kpay_desktop.hosts.wallets.fields import MAX_TEXT
from kpay_desktop.hosts.wallets.messages import (
    UnbelievedError,
    believe,
    read_answer,
    read_form,
    write_form,
)
from kpay_desktop.hosts.wallets.signing import Signer, Verifier, canonical, is_ambiguous
from kpay_desktop.ports import OrderRequest, PaymentStatus, RefundRequest
from tests.helpers.gateway import key_files, signed, signed_text

ORDER = OrderRequest("A1", Wallet.PAYNOW, 3080, 180, "")
REFUND = RefundRequest("R1", "A1", "T1", 3080)
NAMES = ("trxstatus", "reqsn", "trxid", "trxamt", "initamt", "currency", "fintime", "payments")
PLAIN = st.text(st.characters(exclude_categories=["C"]), max_size=20)
STATUSES = st.sampled_from(
    ("0000", "1001", "2000", "2008", "3020", "3045", "3050", "3054", "3088", "3089", "3888", "9")
)
VALUES = (
    PLAIN
    | STATUSES
    | st.integers(-10, 10**13).map(str)
    | st.sampled_from(("A1", "SGD", "T1:3080", "T1:3080,T2:1", "20261122143208"))
)
ANSWERS = st.dictionaries(st.sampled_from(NAMES), VALUES)


@functools.cache
def keys() -> tuple[Signer, Verifier]:
    with tempfile.TemporaryDirectory() as folder:
        files = key_files(Path(folder))
        signer, verifier = Signer(files.merchant_private), Verifier(files.bank_public)
        signer.load()
        verifier.load()
    return signer, verifier


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_body_raises_anything_undeclared(body: bytes) -> None:
    for read in (read_answer, read_form):
        with contextlib.suppress(UnbelievedError):
            assert all(isinstance(value, str) for value in read(body).values())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=10,
    )
)
def test_no_json_raises_anything_undeclared(value: object) -> None:
    with contextlib.suppress(UnbelievedError):
        fields = read_answer(json.dumps(value).encode())
        assert fields == value


@given(ANSWERS)
def test_no_fields_raise_anything_undeclared(answer: dict[str, str]) -> None:
    for understand in (
        lambda: codec.order_answer(answer, ORDER),
        lambda: codec.query_answer(answer, ORDER.order_no),
        lambda: codec.close_answer(answer, ORDER.order_no),
        lambda: codec.refund_answer(answer, REFUND),
        lambda: codec.callback_answer(answer),
    ):
        with contextlib.suppress(UnbelievedError):
            understand()


@given(ANSWERS)
def test_nothing_but_0000_is_ever_paid(answer: dict[str, str]) -> None:
    with contextlib.suppress(UnbelievedError):
        told = codec.query_answer(answer, ORDER.order_no)
        is_paid = told.status is PaymentStatus.PAID
        assert is_paid == (answer["trxstatus"] == "0000")
        assert is_paid == bool(told.payments)
        if is_paid:
            assert answer["currency"] == "SGD"
            assert answer["reqsn"] == ORDER.order_no
            assert told.payments[-1].paid_minor == int(answer["trxamt"]) > 0
            assert told.order_minor == int(answer["initamt"])


@given(st.dictionaries(st.sampled_from(NAMES), PLAIN, min_size=1))
def test_both_sides_sign_the_same_text(fields: dict[str, str]) -> None:
    assert canonical(fields) == signed_text(fields)
    assert keys()[1].is_genuine(signed(fields))


@given(st.dictionaries(st.sampled_from(NAMES), PLAIN.filter(bool), min_size=1), st.data())
def test_a_changed_answer_is_not_believed(fields: dict[str, str], data: st.DataObject) -> None:
    sent = {"randomstr": "r", "cusid": "c", "appid": "a"}
    whole = signed({**fields, **sent, "retcode": "SUCCESS"})
    name = data.draw(st.sampled_from(sorted(whole)))
    value = data.draw(PLAIN.filter(lambda text: text != whole[name]))
    changed = {**whole, name: value}
    with contextlib.suppress(UnbelievedError):
        believe(changed, sent, keys()[1].is_genuine)
        raise AssertionError(f"believed with another {name}")


@given(st.dictionaries(st.sampled_from(NAMES), PLAIN.filter(bool), min_size=2), st.data())
def test_fields_cannot_be_hidden_in_one_another(
    fields: dict[str, str], data: st.DataObject
) -> None:
    """Two neighbours of the signed text, sent as one field, have the same signature."""
    names = sorted(fields)
    at = data.draw(st.integers(0, len(names) - 2))
    merged = {name: value for name, value in fields.items() if name != names[at + 1]}
    merged[names[at]] = f"{fields[names[at]]}&{names[at + 1]}={fields[names[at + 1]]}"
    assert canonical(merged) == canonical(fields)
    assert is_ambiguous(merged)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), PLAIN, min_size=1))
def test_forms_come_back_as_they_were_written(fields: dict[str, str]) -> None:
    assert read_form(write_form(fields)) == fields


@given(st.text(max_size=200))
def test_the_body_of_an_order_is_never_ambiguous(description: str) -> None:
    order = OrderRequest("A1", Wallet.PAYNOW, 1, 1, description)
    fields = codec.order_fields(order, "Sale", "")
    assert not is_ambiguous(fields)
    assert 0 < len(fields["body"]) <= MAX_TEXT
    assert keys()[0].sign(fields)

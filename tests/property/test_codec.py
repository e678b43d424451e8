"""States and events to text and back; damage is refused and never half believed."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import QrMode, SaleIdentity, Wallet
from kpay_desktop.flows import codec
from kpay_desktop.flows.codec import CodecError
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, SeenPayment, WalletSaleState
from kpay_desktop.ports import NoAnswerReason, Payment
from tests.helpers.flows import NOON
from tests.helpers.wallet_sale import event_of, state_in

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
CENTS = st.integers(-(10**12), 10**12)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3.5))])
FORTY_YEARS_US = 40 * 365 * 86_400 * 10**6
TIMES = st.builds(
    lambda us, zone: (NOON + timedelta(microseconds=us)).astimezone(zone),
    st.integers(-FORTY_YEARS_US, FORTY_YEARS_US),
    ZONES,
)
PAYMENTS = st.builds(Payment, TEXT, CENTS)
SEEN = st.builds(
    SeenPayment,
    TEXT,
    CENTS,
    st.sampled_from(CreditKind),
    st.sampled_from(CreditState),
    st.none() | TEXT,
)
IDENTITIES = st.builds(
    SaleIdentity,
    sale_id=st.integers(1, 10**9),
    attempt_id=st.integers(1, 10**9),
    voucher=st.from_regex(r"[0-9]{6}", fullmatch=True),
    order_no=st.from_regex(r"[A-Za-z0-9]{1,25}", fullmatch=True),
    batch_no=st.integers(1, 999_999),
)
STATES = st.builds(
    WalletSaleState,
    identity=IDENTITIES,
    wallet=st.sampled_from(Wallet),
    total_minor=CENTS,
    created_at=TIMES,
    expires_at=TIMES,
    phase=st.sampled_from(Phase),
    end=st.none() | st.sampled_from(EndReason),
    code_text=TEXT,
    order_known=st.booleans(),
    refused_code=TEXT,
    payments=st.lists(SEEN, max_size=3).map(tuple),
    paid_at=st.none() | TIMES,
    ended_at=st.none() | TIMES,
    watching=st.booleans(),
    close_refused=st.booleans(),
    refunds=st.integers(0, 99),
    ticket=st.integers(0, 10**6),
    tries=st.integers(0, 10**6),
    close_again=st.booleans(),
    odd=st.lists(PAYMENTS, max_size=2).map(tuple),
    odd_at=st.none() | TIMES,
    odd_order_minor=st.none() | CENTS,
    insists=st.booleans(),
    doubted=st.booleans(),
    mode=st.sampled_from(QrMode),
    armed_at=st.none() | TIMES,
    undone=st.booleans(),
    stuck=st.booleans(),
)


def test_the_strategy_names_every_field_of_the_state() -> None:
    named = set(json.loads(codec.encode(state_in(Phase.SHOWN))))
    assert named == {f.name for f in dataclasses.fields(WalletSaleState)}


@given(STATES)
def test_a_state_comes_back_as_it_was(state: WalletSaleState) -> None:
    text = codec.encode(state)
    back = codec.decode(WalletSaleState, text)
    # Also what does not take part in comparison.
    for field in dataclasses.fields(WalletSaleState):
        assert getattr(back, field.name) == getattr(state, field.name), field.name
    assert codec.encode(back) == text
    assert "\n" not in text
    assert back.created_at.tzinfo is UTC


@pytest.mark.parametrize("ticket", [0, 5])
@pytest.mark.parametrize("kind", t.EVENT_TYPES)
def test_every_event_can_be_written(ticket: int, kind: type[t.Event]) -> None:
    event = event_of(kind, dataclasses.replace(state_in(Phase.CREATED), ticket=ticket))
    told = json.loads(codec.encode_event(event))
    assert told.pop("type") == kind.__name__
    assert codec.decode(kind, json.dumps(told)) == event


def test_equal_values_give_equal_texts() -> None:
    early = datetime(2026, 11, 20, 12, 0, tzinfo=timezone(timedelta(hours=8)))
    same = early.astimezone(UTC)
    assert codec.encode_event(t.Paid(1, (), early)) == codec.encode_event(t.Paid(1, (), same))


GOOD = json.loads(codec.encode(state_in(Phase.PAID_LATE)))
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


@given(st.sampled_from(sorted(GOOD)), JUNK)
def test_a_damaged_field_is_refused_or_a_value_of_its_type(name: str, junk: object) -> None:
    text = json.dumps({**GOOD, name: junk})
    try:
        state = codec.decode(WalletSaleState, text)
    except CodecError:
        return
    # What is let through is whole: it can be written again and says the same.
    assert codec.decode(WalletSaleState, codec.encode(state)) == state


@given(st.text(max_size=200) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(CodecError):
        codec.decode(WalletSaleState, text)


@given(st.data())
def test_a_cut_text_is_refused(data: st.DataObject) -> None:
    text = codec.encode(state_in(Phase.PAID_LATE))
    cut = data.draw(st.integers(0, len(text) - 1))
    with pytest.raises(CodecError):
        codec.decode(WalletSaleState, text[:cut])


@pytest.mark.parametrize(
    "change",
    [
        {"created_at": "2026-11-20T04:00:00"},
        {"created_at": 5},
        {"created_at": "0001-01-01T00:00:00+23:59"},
        {"created_at": "yesterday"},
        {"total_minor": 3_080.0},
        {"total_minor": True},
        {"total_minor": "3080"},
        {"order_known": 1},
        {"phase": "approve"},
        {"phase": ["approved"]},
        {"payments": {}},
        {"payments": [5]},
        {"payments": [{"wallet_txn_no": "T1"}]},
        {"identity": None},
        {"identity": {**GOOD["identity"], "voucher": "12"}},
        {"unknown": 1},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(CodecError):
        codec.decode(WalletSaleState, json.dumps({**GOOD, **change}))


def test_a_missing_field_without_a_default_is_refused() -> None:
    for name in ("identity", "wallet", "total_minor", "created_at", "expires_at"):
        with pytest.raises(CodecError):
            codec.decode(WalletSaleState, json.dumps({k: v for k, v in GOOD.items() if k != name}))


def test_a_text_of_an_older_program_gets_the_defaults() -> None:
    older = {k: v for k, v in GOOD.items() if k not in {"odd", "odd_at", "close_again"}}
    assert codec.decode(WalletSaleState, json.dumps(older)) == state_in(Phase.PAID_LATE)


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 10_000, "NaN", "[1]", "null", '"x"', "{}"])
def test_hostile_texts_are_refused(text: str) -> None:
    with pytest.raises(CodecError):
        codec.decode(WalletSaleState, text)


def test_what_a_flow_must_not_hold_cannot_be_written() -> None:
    @dataclasses.dataclass(frozen=True)
    class Odd:
        value: object

    for value in (1.5, b"x", {"a": 1}, [1], NOON.replace(tzinfo=None)):
        with pytest.raises(TypeError):
            codec.encode(Odd(value))
    with pytest.raises(TypeError):
        codec.encode_event("not an event")


def test_the_reason_of_no_answer_is_kept() -> None:
    event = t.OrderUnanswered(NoAnswerReason.SIGNATURE)
    assert json.loads(codec.encode_event(event)) == {
        "type": "OrderUnanswered",
        "reason": "signature",
    }

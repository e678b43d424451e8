"""Whatever a seed makes of a card, the till's kernels and the card's issuer understand it."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from kpay_desktop.emv.steps import Cvm, Decision, Reason
from kpay_desktop.emv.tap import tap_transaction
from kpay_desktop.simulation.cards import AppSpec, CardSpec, Fault, Scheme, issuer, make_card
from kpay_desktop.simulation.cards.dol import dol_bytes, dol_length, read_dol, told
from kpay_desktop.simulation.cards.errors import CardError
from kpay_desktop.simulation.cards.tlv import TlvError, read_tlvs, tlv
from tests.helpers.card_till import SGD_28, SGD_250, config, insert, number_of, run, transaction

NUMBERS = {
    Scheme.VISA: "4761739001091010",
    Scheme.MASTERCARD: "5454545454545454",
    Scheme.UNIONPAY: "6205500000000000004",
    Scheme.JCB: "3530111333300000",
    Scheme.AMEX: "378282246310005",
}


def made_of(scheme: Scheme, seed: int = 0) -> CardSpec:
    return CardSpec("any", "Any", (AppSpec(scheme, NUMBERS[scheme], "ANY"),), seed=seed)


SPECS = st.builds(made_of, st.sampled_from(Scheme), st.integers(0, 2**32))
SOME = settings(max_examples=40)


@SOME
@given(SPECS, st.sampled_from([SGD_28, SGD_250]))
def test_every_card_pays_by_chip(spec: CardSpec, amount_minor: int) -> None:
    done = insert(make_card(spec), amount_minor)
    assert done.outcome.decision is Decision.APPROVED
    # Authentication holds whatever the layout is; above the floor limit it goes online.
    assert done.outcome.tvr.hex() in {"0000008000", "0200008000"}
    (online,) = done.online
    assert number_of(online.tags) == spec.pan
    assert issuer.check_cryptogram(spec.pan, "01", online.tags).is_good


@SOME
@given(SPECS, st.sampled_from([SGD_28, SGD_250]))
def test_every_tap_pays_or_is_sent_to_the_chip(spec: CardSpec, amount_minor: int) -> None:
    made = make_card(spec)
    made.activate()
    done = run(tap_transaction(config(), transaction(amount_minor)), made)
    outcome, scheme = done.outcome, spec.applications[0].scheme
    if scheme not in {Scheme.VISA, Scheme.MASTERCARD}:
        assert (outcome.decision, outcome.reason) == (Decision.OTHER_WAY, Reason.INSERT_CHIP)
    elif outcome.decision is Decision.APPROVED:
        assert (outcome.cvm is Cvm.NONE) == (amount_minor == SGD_28)
        assert issuer.check_cryptogram(spec.pan, "01", done.online[0].tags).is_good
    else:
        # A card none of whose rules holds above the limit.
        assert (outcome.reason, amount_minor) == (Reason.INSERT_CHIP, SGD_250)
        assert not done.online


@SOME
@given(SPECS, st.sets(st.sampled_from(Fault), min_size=1, max_size=3))
def test_no_card_takes_the_till_down(spec: CardSpec, faults: set[Fault]) -> None:
    spoilt = CardSpec("any", "Any", spec.applications, seed=spec.seed, faults=frozenset(faults))
    made = make_card(spoilt)
    with contextlib.suppress(CardError):
        assert len(insert(made).online) <= 1
    made.activate()
    assert len(run(tap_transaction(config(), transaction()), made).online) <= 1


@settings(max_examples=60)
@given(st.binary(max_size=300))
def test_a_card_answers_any_bytes(raw: bytes) -> None:
    made = make_card(made_of(Scheme.VISA))
    made.power_on()
    for command in (raw, b"\x00\xa4\x04\x00\x07\xa0\x00\x00\x00\x03\x10\x10", raw, raw[1:]):
        answer = made.transmit(command)
        assert len(answer) >= 2
        assert answer[-2] >> 4 in {6, 9}


@settings(max_examples=150)
@given(st.binary(max_size=80))
def test_tlv_is_read_or_refused(raw: bytes) -> None:
    try:
        found = list(read_tlvs(raw))
    except TlvError:
        return
    assert list(read_tlvs(b"".join(tlv(tag, value) for tag, value in found))) == found


@given(st.lists(st.tuples(st.sampled_from([0x95, 0x9F02, 0x9F37, 0xDF25]), st.integers(0, 250))))
def test_lists_of_wishes_are_written_and_read(wishes: list[tuple[int, int]]) -> None:
    assert list(read_dol(dol_bytes(wishes))) == wishes
    data = bytes(range(250)) * len(wishes)
    values = told(wishes, data[: dol_length(wishes)])
    assert set(values) == {tag for tag, _ in wishes}

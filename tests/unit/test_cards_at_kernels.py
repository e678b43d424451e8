"""The till's kernels at the simulated cards: two readings of the same books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from kpay_desktop.emv.steps import Cvm, Decision, Outcome, Reason
from kpay_desktop.emv.tap import tap_transaction
from kpay_desktop.simulation.cards import (
    CardSpec,
    Fault,
    Protocol,
    Way,
    card,
    catalogue,
    issuer,
    make_card,
)
from kpay_desktop.simulation.cards.issuer import Order
from kpay_desktop.simulation.cards.spec import IssuerProof, Proof
from tests.helpers.card_till import (
    SGD_28,
    SGD_250,
    Run,
    answering,
    approving,
    config,
    insert,
    number_of,
    run,
    transaction,
)

SPEC = card("visa-debit")
FLOOR = "0000008000"


def tap(spec: CardSpec, amount_minor: int = SGD_28) -> Run:
    made = make_card(spec)
    made.activate()
    return run(tap_transaction(config(), transaction(amount_minor)), made)


def faulty(*faults: Fault, proof: Proof = Proof.DDA) -> CardSpec:
    return replace(SPEC, proof=proof, faults=frozenset(faults))


def ended(outcome: Outcome) -> tuple[Decision, Reason, str]:
    return outcome.decision, outcome.reason, outcome.tvr.hex()


def is_genuine(done: Run) -> bool:
    (online,) = done.online
    sequence = online.tags[0x5F34].hex()
    return issuer.check_cryptogram(number_of(online.tags), sequence, online.tags).is_good


# --- the catalogue --------------------------------------------------------------------------

APPROVED = (Decision.APPROVED, Reason.DONE)
CHIPS = {
    "visa-debit": (*APPROVED, Cvm.NONE, "0000008000"),
    "mastercard": (*APPROVED, Cvm.SIGNATURE, "0000008000"),
    "unionpay": (*APPROVED, Cvm.NONE, "0000008000"),
    "visa-no-funds": (*APPROVED, Cvm.NONE, "0000008000"),
    "jcb": (*APPROVED, Cvm.NONE, "0000008000"),
    "amex": (*APPROVED, Cvm.SIGNATURE, "0000008000"),
    "unionpay-debit": (*APPROVED, Cvm.SIGNATURE, "0200008000"),
    "visa-sda": (*APPROVED, Cvm.NONE, "0200008000"),
    "two-applications": (*APPROVED, Cvm.NONE, "0000008000"),
    "mastercard-refused": (*APPROVED, Cvm.NONE, "0000008000"),
    "visa-expired": (*APPROVED, Cvm.NONE, "0040008000"),
    "visa-needs-pin": (*APPROVED, Cvm.NOT_DONE, "0200908000"),
    "visa-declines": (Decision.DECLINED, Reason.CARD_DECLINED, Cvm.NONE, "0000008000"),
    "mastercard-declines-late": (
        Decision.DECLINED,
        Reason.CARD_DECLINED_AFTER_APPROVAL,
        Cvm.NONE,
        "0000008000",
    ),
    "mastercard-blocked": (Decision.ENDED, Reason.CARD_BLOCKED, Cvm.NOT_DONE, "0000000000"),
    "visa-silent": (Decision.ENDED, Reason.CARD_LOST, Cvm.NOT_DONE, "0000000000"),
    "visa-garbage": (Decision.ENDED, Reason.CARD_LOST, Cvm.NOT_DONE, "0000000000"),
    "visa-pulled-out": (Decision.ENDED, Reason.CARD_LOST, Cvm.NOT_DONE, "0000000000"),
    "jcb-malformed": (Decision.ENDED, Reason.BAD_CARD, Cvm.NOT_DONE, "0000000000"),
    "amex-malformed": (Decision.ENDED, Reason.BAD_CARD, Cvm.NOT_DONE, "0000000000"),
    "unionpay-malformed": (Decision.ENDED, Reason.BAD_CARD, Cvm.NOT_DONE, "0000000000"),
}


@pytest.mark.parametrize("key", CHIPS)
def test_chips_of_the_catalogue(key: str) -> None:
    """An issuer that always approves: what the chip alone comes to."""
    done = insert(make_card(card(key)))
    outcome = done.outcome
    decision, reason, cvm, tvr = CHIPS[key]
    assert (outcome.decision, outcome.reason, outcome.cvm) == (decision, reason, cvm)
    assert outcome.tvr.hex() == tvr
    if done.online:
        assert is_genuine(done)


def test_every_working_chip_is_in_the_table_above() -> None:
    chips = {spec.key for spec in catalogue() if Way.CHIP in spec.ways}
    elsewhere = {"mastercard-broken", "mastercard-not-genuine", "visa-application-blocked"}
    assert set(CHIPS) | elsewhere == chips


def test_a_copied_card_is_found_out_twice() -> None:
    done = insert(make_card(card("mastercard-not-genuine")))
    assert done.outcome.tvr.hex() == "0800008000"
    assert not is_genuine(done)


@pytest.mark.parametrize("protocol", Protocol)
@pytest.mark.parametrize("directory", [True, False])
def test_a_blocked_application_is_not_used(directory: bool, protocol: Protocol) -> None:
    spec = replace(card("visa-application-blocked"), directory=directory, protocol=protocol)
    outcome = insert(make_card(spec)).outcome
    assert (outcome.decision, outcome.reason) == (Decision.ENDED, Reason.APPLICATION_BLOCKED)
    assert not outcome.fallback


@pytest.mark.parametrize(("place", "number"), [(0, "4111111111111111"), (1, "4242424242424242")])
def test_the_customer_chooses_between_two_applications(place: int, number: str) -> None:
    done = insert(make_card(card("two-applications")), choose=lambda _asked: place)
    (asked,) = done.choices
    assert [choice.label for choice in asked.choices] == ["VISA DEBIT", "VISA CRÉDIT"]
    assert number_of(done.online[0].tags) == number
    assert is_genuine(done)


TAPS = {
    ("visa-debit", SGD_28): (*APPROVED, Cvm.NONE),
    ("visa-debit", SGD_250): (*APPROVED, Cvm.SIGNATURE),
    ("mastercard", SGD_28): (*APPROVED, Cvm.NONE),
    ("mastercard", SGD_250): (*APPROVED, Cvm.SIGNATURE),
    ("unionpay", SGD_28): (Decision.OTHER_WAY, Reason.INSERT_CHIP, Cvm.NOT_DONE),
    ("jcb", SGD_28): (Decision.OTHER_WAY, Reason.INSERT_CHIP, Cvm.NOT_DONE),
    ("amex", SGD_28): (Decision.OTHER_WAY, Reason.INSERT_CHIP, Cvm.NOT_DONE),
    # No rule of this card holds above the limit.
    ("mastercard-refused", SGD_250): (Decision.OTHER_WAY, Reason.INSERT_CHIP, Cvm.NOT_DONE),
    ("visa-declines", SGD_28): (Decision.DECLINED, Reason.CARD_DECLINED, Cvm.NOT_DONE),
    ("visa-pulled-out", SGD_28): (Decision.TRY_AGAIN, Reason.CARD_LOST, Cvm.NOT_DONE),
    ("phone-visa", SGD_250): (*APPROVED, Cvm.ON_DEVICE),
    ("phone-mastercard", SGD_250): (*APPROVED, Cvm.ON_DEVICE),
    ("phone-visa-locked", SGD_28): (*APPROVED, Cvm.NONE),
    ("phone-mastercard-locked", SGD_28): (*APPROVED, Cvm.NONE),
}


@pytest.mark.parametrize(("key", "amount_minor"), TAPS)
def test_taps_of_the_catalogue(key: str, amount_minor: int) -> None:
    done = tap(card(key), amount_minor)
    outcome = done.outcome
    assert (outcome.decision, outcome.reason, outcome.cvm) == TAPS[key, amount_minor]
    if done.online:
        assert is_genuine(done)


@pytest.mark.parametrize("key", ["phone-visa-locked", "phone-mastercard-locked"])
def test_a_locked_phone_is_tapped_again(key: str) -> None:
    made = make_card(card(key))
    made.activate()
    first = run(tap_transaction(config(), transaction(SGD_250)), made)
    assert first.outcome.decision is Decision.TRY_AGAIN
    assert not first.online
    made.confirm_owner()
    made.activate()
    second = run(tap_transaction(config(), transaction(SGD_250)), made)
    assert second.outcome.decision is Decision.APPROVED
    assert second.outcome.cvm is Cvm.ON_DEVICE


# --- offline data authentication: each fault sets its bits and no others ---------------------

CANNOT_PROVE = (
    Fault.CA_KEY_UNKNOWN,
    Fault.ISSUER_CERTIFICATE,
    Fault.ISSUER_EXPIRED,
    Fault.ISSUER_OTHER,
    Fault.STATIC_DATA,
    Fault.STATIC_LIST,
)
CANNOT_PROVE_THE_CARD = (Fault.ICC_CERTIFICATE, Fault.ICC_EXPIRED, Fault.ICC_OTHER)


@pytest.mark.parametrize("fault", CANNOT_PROVE)
@pytest.mark.parametrize(
    ("proof", "tvr"),
    [(Proof.SDA, "4200008000"), (Proof.DDA, "0800008000"), (Proof.CDA, "0400008000")],
)
def test_what_cannot_be_proved_is_noted(fault: Fault, proof: Proof, tvr: str) -> None:
    done = insert(make_card(faulty(fault, proof=proof)))
    assert ended(done.outcome) == (*APPROVED, tvr)
    assert is_genuine(done)


@pytest.mark.parametrize("fault", CANNOT_PROVE_THE_CARD)
@pytest.mark.parametrize(
    ("proof", "tvr"),
    [(Proof.SDA, "0200008000"), (Proof.DDA, "0800008000"), (Proof.CDA, "0400008000")],
)
def test_a_cards_own_certificate_matters_to_dynamic_cards(
    fault: Fault, proof: Proof, tvr: str
) -> None:
    assert ended(insert(make_card(faulty(fault, proof=proof))).outcome) == (*APPROVED, tvr)


@pytest.mark.parametrize(
    ("proof", "tvr"),
    [
        (Proof.NONE, "8000008000"),
        (Proof.SDA, "6200008000"),
        (Proof.DDA, "2800008000"),
        (Proof.CDA, "2400008000"),
    ],
)
def test_a_missing_certificate_is_missing_data(proof: Proof, tvr: str) -> None:
    spec = faulty(Fault.CERTIFICATE_MISSING, proof=proof)
    assert ended(insert(make_card(spec)).outcome) == (*APPROVED, tvr)


def test_wrong_signatures() -> None:
    sda = insert(make_card(faulty(Fault.STATIC_SIGNATURE, proof=Proof.SDA)))
    assert ended(sda.outcome) == (*APPROVED, "4200008000")
    dda = insert(make_card(faulty(Fault.DYNAMIC_SIGNATURE)))
    assert ended(dda.outcome) == (*APPROVED, "0800008000")
    cda = insert(make_card(faulty(Fault.DYNAMIC_SIGNATURE, proof=Proof.CDA)))
    assert ended(cda.outcome) == (Decision.DECLINED, Reason.TERMINAL_DECLINED, "0400008000")
    assert not cda.online


# --- other faults ---------------------------------------------------------------------------

BAD = (Decision.ENDED, Reason.BAD_CARD, "0000000000")
NONE_LEFT = (Decision.ENDED, Reason.NO_APPLICATION, "0000000000")
FAULTS: Mapping[Fault, tuple[Decision, Reason, str]] = {
    Fault.NO_ANSWERS: (Decision.ENDED, Reason.CARD_LOST, "0000000000"),
    Fault.CARD_BLOCKED: (Decision.ENDED, Reason.CARD_BLOCKED, "0000000000"),
    Fault.CONDITIONS: NONE_LEFT,
    Fault.ISSUER_REFUSED: (Decision.DECLINED, Reason.CARD_DECLINED_AFTER_APPROVAL, "0000008040"),
    Fault.NOT_FOR_GOODS: (Decision.DECLINED, Reason.TERMINAL_DECLINED, "0010008000"),
    Fault.OTHER_VERSION: (*APPROVED, "0080008000"),
    # Without a directory that can be used, the till goes through its own list.
    Fault.DIRECTORY_GARBAGE: (*APPROVED, FLOOR),
    Fault.DIRECTORY_BLOCKED: (*APPROVED, FLOOR),
    Fault.FCI_GARBAGE: NONE_LEFT,
    Fault.FCI_OTHER_NAME: NONE_LEFT,
    Fault.OPTIONS_GARBAGE: BAD,
    Fault.OPTIONS_SHORT: BAD,
    Fault.AFL_NO_SUCH_RECORD: BAD,
    Fault.AFL_NO_SUCH_FILE: BAD,
    Fault.RECORD_CUT_OFF: BAD,
    Fault.RECORD_NO_TEMPLATE: BAD,
    Fault.RECORD_ENDLESS: BAD,
    Fault.RECORD_DEEP: BAD,
    Fault.ELEMENT_TWICE: BAD,
    Fault.PAN_MISSING: BAD,
    Fault.EXPIRY_MISSING: BAD,
    Fault.EXPIRY_IMPOSSIBLE: BAD,
    Fault.CDOL_MISSING: BAD,
    Fault.CDOL_CUT_OFF: (Decision.ENDED, Reason.BAD_CARD, FLOOR),
    Fault.CRYPTOGRAM_SHORT: (Decision.ENDED, Reason.BAD_CARD, FLOOR),
    Fault.CRYPTOGRAM_GARBAGE: (Decision.ENDED, Reason.BAD_CARD, FLOOR),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("protocol", Protocol)
def test_cards_with_faults(fault: Fault, protocol: Protocol) -> None:
    done = insert(make_card(replace(faulty(fault), protocol=protocol)))
    assert ended(done.outcome) == FAULTS[fault]


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("key", ["visa-debit", "mastercard"])
def test_no_fault_breaks_a_tap(fault: Fault, key: str) -> None:
    done = tap(replace(card(key), faults=frozenset({fault})))
    assert done.outcome.decision in Decision
    assert len(done.online) <= 1


# --- removal --------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [False, True])
def test_a_card_is_pulled_out_at_every_command(late: bool) -> None:
    whole = make_card(SPEC)
    assert insert(whole).outcome.decision is Decision.APPROVED
    for at in range(1, whole.commands + 1):
        done = insert(make_card(replace(SPEC, pulled_at=at, pulled_late=late)))
        outcome = done.outcome
        assert outcome.decision is not Decision.APPROVED
        assert outcome.was_online == bool(done.online)
        expected = Reason.CARD_LOST_AFTER_APPROVAL if done.online else Reason.CARD_LOST
        assert outcome.reason is expected


@pytest.mark.parametrize("key", ["visa-debit", "mastercard"])
def test_a_tap_that_is_torn_is_asked_for_again(key: str) -> None:
    whole = make_card(card(key))
    whole.activate()
    run(tap_transaction(config(), transaction()), whole)
    for at in range(1, whole.commands + 1):
        done = tap(replace(card(key), pulled_at=at))
        assert done.outcome.decision is Decision.TRY_AGAIN
        assert not done.online


# --- issuers --------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [IssuerProof.COMMAND, IssuerProof.CDOL])
@pytest.mark.parametrize(
    ("answer", "decision", "reason"),
    [
        (approving, Decision.APPROVED, Reason.DONE),
        (answering("51"), Decision.DECLINED, Reason.ISSUER_DECLINED),
        (answering(None), Decision.DECLINED, Reason.NO_HOST),
        (answering("00", proves=False), Decision.DECLINED, Reason.CARD_DECLINED_AFTER_APPROVAL),
    ],
    ids=["approves", "declines", "silent", "unproved"],
)
def test_issuers(how: IssuerProof, answer: object, decision: Decision, reason: Reason) -> None:
    assert callable(answer)
    done = insert(make_card(replace(SPEC, issuer_proof=how)), issuer_of=answer)
    assert (done.outcome.decision, done.outcome.reason) == (decision, reason)


@pytest.mark.parametrize("before", [True, False])
def test_scripts_reach_the_card(before: bool) -> None:
    def scripts(pan: str, sequence: str, told: Mapping[int, bytes]) -> bytes:
        command = issuer.put_data(pan, sequence, told, 0x9F14, b"\x07")
        return issuer.script([command], before=before, number=bytes.fromhex("00000009"))

    made = make_card(SPEC)
    done = insert(made, issuer_of=answering("00", scripts=scripts))
    assert done.outcome.decision is Decision.APPROVED
    assert done.outcome.script_results.hex() == "2000000009"
    assert done.outcome.tsi[0] & 0x04
    assert made.memory.of(bytes.fromhex("A0000000031010")).changed == {"9F14": "07"}


def test_a_script_that_is_not_the_issuers_fails() -> None:
    def scripts(pan: str, sequence: str, told: Mapping[int, bytes]) -> bytes:
        command = issuer.order(pan, sequence, told, Order.BLOCK_APPLICATION)
        return issuer.script([command[:-1] + bytes((command[-1] ^ 1,))])

    made = make_card(SPEC)
    done = insert(made, issuer_of=answering("00", scripts=scripts))
    assert done.outcome.decision is Decision.APPROVED
    assert done.outcome.tvr.hex() == "0000008010"
    assert done.outcome.script_results[0] == 0x11
    assert insert(made).outcome.decision is Decision.APPROVED


def test_a_card_blocked_by_script_pays_no_more() -> None:
    def scripts(pan: str, sequence: str, told: Mapping[int, bytes]) -> bytes:
        return issuer.script([issuer.order(pan, sequence, told, Order.BLOCK_CARD)])

    made = make_card(SPEC)
    assert insert(made, issuer_of=answering("43", scripts=scripts)).outcome.tvr.hex() == FLOOR
    assert insert(made).outcome.reason is Reason.CARD_BLOCKED

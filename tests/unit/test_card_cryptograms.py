"""What a simulated card decides, proves and believes; what its issuer has it do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.simulation.cards import Fault, Protocol, card, issuer, make_card
from kpay_desktop.simulation.cards.issuer import Fit, Method, Order
from kpay_desktop.simulation.cards.issuer_data import CardResults, results_in, wrap
from kpay_desktop.simulation.cards.spec import AppSpec, CardSpec, IssuerProof, Proof, Scheme
from tests.helpers.card_talk import Talk, objects

VISA = bytes.fromhex("A0000000031010")
SPEC = replace(
    card("visa-debit"),
    protocol=Protocol.T1,
    proof=Proof.DDA,
    issuer_proof=IssuerProof.COMMAND,
)
AAC, TC, ARQC = 0x00, 0x40, 0x80


def asked(spec: CardSpec = SPEC, kind: int = ARQC) -> Talk:
    """Return a talk after the first cryptogram."""
    made = make_card(spec)
    made.power_on()
    talk = Talk(made)
    talk.begin(VISA)
    talk.read()
    assert talk.generate(kind).sw == 0x9000
    return talk


def answer(talk: Talk, code: str = "00", method: Method = Method.ONE) -> bytes:
    values = talk.field_55()
    return issuer.response(talk.card.spec.pan, "01", values, code, method=method).proof


def kind(talk: Talk) -> int:
    return talk.values[0x9F27][0]


# --- cryptograms ----------------------------------------------------------------------------


@pytest.mark.parametrize(("asked_for", "given"), [(AAC, AAC), (TC, ARQC), (ARQC, ARQC)])
def test_the_first_cryptogram_never_says_yes_alone(asked_for: int, given: int) -> None:
    talk = asked(kind=asked_for)
    assert kind(talk) == given
    checked = issuer.check_cryptogram(SPEC.pan, "01", talk.field_55())
    assert (checked.fit, checked.kind) == (Fit.GOOD, given)
    # Only an ARQC leaves the transaction open.
    assert talk.generate(TC, 0x8D).sw == (0x9000 if given == ARQC else 0x6985)


def test_the_issuer_finds_every_changed_bit() -> None:
    talk = asked()
    values = talk.field_55()
    for tag in (0x9F02, 0x95, 0x9F37, 0x82, 0x9F36, 0x9F10, 0x9F26):
        for bit in (0x01, 0x80):
            spoilt = {**values, tag: bytes((values[tag][0] ^ bit,)) + values[tag][1:]}
            assert issuer.check_cryptogram(SPEC.pan, "01", spoilt).fit is Fit.WRONG


def test_every_transaction_has_a_cryptogram_of_its_own() -> None:
    made = make_card(SPEC)
    seen = set()
    for _ in range(5):
        made.power_on()
        talk = Talk(made)
        talk.begin(VISA)
        talk.read()
        talk.generate(ARQC)
        seen.add((talk.values[0x9F36], talk.values[0x9F26]))
    assert len({counter for counter, _ in seen}) == len({made for _, made in seen}) == 5


def test_a_card_tells_its_issuer_that_it_never_heard_back() -> None:
    made = make_card(SPEC)
    told = []
    for _ in range(2):
        made.power_on()
        talk = Talk(made)
        talk.begin(VISA)
        talk.read()
        talk.generate(ARQC)
        told.append(results_in(Scheme.VISA, talk.values[0x9F10]))
    assert told == [bytes.fromhex("A00000"), bytes.fromhex("A08000")]


# --- the issuer's answer --------------------------------------------------------------------


@pytest.mark.parametrize("method", Method)
def test_a_card_believes_its_issuer(method: Method) -> None:
    talk = asked()
    assert talk.send("00820000", answer(talk, method=method), le=False).sw == 0x9000
    assert talk.generate(TC, 0x8D).sw == 0x9000
    assert kind(talk) == TC
    assert issuer.check_cryptogram(SPEC.pan, "01", talk.field_55()).is_good
    assert talk.send("80CA9F13").tags()[0x9F13] == talk.values[0x9F36]


@pytest.mark.parametrize("method", Method)
def test_one_wrong_bit_and_the_card_says_no(method: Method) -> None:
    right = answer(asked(), method=method)
    for at in range(len(right)):
        talk = asked()
        wrong = right[:at] + bytes((right[at] ^ 0x04,)) + right[at + 1 :]
        assert talk.send("00820000", wrong, le=False).sw == 0x6300
        talk.generate(TC, 0x8D)
        assert kind(talk) == AAC


def test_an_answer_of_yesterday_is_none_today() -> None:
    made = make_card(SPEC)
    made.power_on()
    first = Talk(made)
    first.begin(VISA)
    first.read()
    first.generate(ARQC)
    old = answer(first)
    made.power_on()
    second = Talk(made)
    second.begin(VISA)
    second.read()
    second.generate(ARQC)
    assert second.send("00820000", old, le=False).sw == 0x6300


def test_the_issuer_answers_once() -> None:
    talk = asked()
    proof = answer(talk)
    assert talk.send("00820000", bytes(3), le=False).sw == 0x6700
    assert talk.send("00820000", proof, le=False).sw == 0x9000
    assert talk.send("00820000", proof, le=False).sw == 0x6985


def test_without_its_issuers_proof_a_card_does_not_approve() -> None:
    talk = asked()
    talk.generate(TC, 0x8D)
    assert kind(talk) == AAC


def test_a_card_holds_the_till_to_what_its_issuer_said() -> None:
    talk = asked()
    # The issuer declines; a till that asks for approval all the same gets none.
    assert talk.send("00820000", answer(talk, "51"), le=False).sw == 0x9000
    talk.generate(TC, 0x8D)
    assert kind(talk) == AAC


@pytest.mark.parametrize("code", [b"Z3", b"Y3"])
def test_without_a_line_a_card_says_no(code: bytes) -> None:
    talk = asked(replace(SPEC, issuer_proof=IssuerProof.NONE))
    talk.told[0x8A] = code
    talk.generate(TC, 0x8D)
    assert kind(talk) == AAC


@pytest.mark.parametrize(("proves", "expected"), [("right", TC), ("wrong", AAC), ("nothing", AAC)])
def test_an_answer_may_come_with_the_second_cryptogram(proves: str, expected: int) -> None:
    talk = asked(replace(SPEC, issuer_proof=IssuerProof.CDOL))
    assert talk.send("00820000", answer(talk), le=False).sw == 0x6D00
    right = answer(talk)
    wrong = bytes((right[0] ^ 0x01,)) + right[1:]
    talk.told[0x91] = {"right": right, "wrong": wrong, "nothing": b""}[proves]
    talk.generate(TC, 0x8D)
    assert kind(talk) == expected


@pytest.mark.parametrize(
    ("fault", "first", "second"),
    [(Fault.AAC_FIRST, AAC, None), (Fault.AAC_SECOND, ARQC, AAC), (None, ARQC, TC)],
)
def test_cards_that_decline(fault: Fault | None, first: int, second: int | None) -> None:
    faults = frozenset({fault} if fault else ())
    talk = asked(replace(SPEC, faults=faults))
    assert kind(talk) == first
    if second is not None:
        talk.send("00820000", answer(talk), le=False)
        talk.generate(TC, 0x8D)
        assert kind(talk) == second


def test_a_wrong_cryptogram_is_found_by_the_issuer_alone() -> None:
    talk = asked(replace(SPEC, faults=frozenset({Fault.WRONG_CRYPTOGRAM})))
    assert issuer.check_cryptogram(SPEC.pan, "01", talk.field_55()).fit is Fit.WRONG


def test_a_card_of_nineteen_digits_has_its_keys_by_option_b() -> None:
    spec = replace(card("unionpay-debit"), protocol=Protocol.T1)
    made = make_card(spec)
    made.power_on()
    talk = Talk(made)
    talk.begin(bytes.fromhex("A000000333010101"))
    talk.read()
    talk.generate(ARQC)
    assert len(spec.pan) == 19
    assert issuer.check_cryptogram(spec.pan, "01", talk.field_55()).is_good


# --- issuer application data ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "written"),
    [
        (Scheme.VISA, "06011203A00000"),
        (Scheme.MASTERCARD, "0114A000000000000000FFFFFFFFFFFFFFFF"),
        (Scheme.UNIONPAY, "07010103A0000001"),
        (Scheme.JCB, "07010103A0000000"),
        (Scheme.AMEX, "06010103A00000"),
    ],
)
def test_issuer_application_data(scheme: Scheme, written: str) -> None:
    made = wrap(scheme, CardResults(first=ARQC))
    assert made.hex().upper() == written
    assert results_in(scheme, made) == bytes.fromhex("A00000")
    assert results_in(scheme, made[:-1]) is None
    assert results_in(scheme, b"\xee" + made[1:]) is None


def test_every_result_has_its_bit() -> None:
    plain = CardResults(first=AAC, second=AAC)
    assert plain.encode().hex() == "000000"
    assert replace(plain, first=TC).encode().hex() == "100000"
    assert replace(plain, first=ARQC).encode().hex() == "200000"
    assert replace(plain, second=TC).encode().hex() == "400000"
    assert CardResults(first=AAC).encode().hex() == "800000"
    assert replace(plain, issuer_failed=True).encode().hex() == "080000"
    assert replace(plain, not_online=True).encode().hex() == "010000"
    assert replace(plain, last_not_completed=True).encode().hex() == "008000"
    assert replace(plain, is_new=True).encode().hex() == "001000"
    assert replace(plain, issuer_failed_before=True).encode().hex() == "000800"
    assert replace(plain, scripts=3).encode().hex() == "000030"
    assert replace(plain, scripts=99).encode().hex() == "0000f0"
    assert replace(plain, script_failed=True).encode().hex() == "000008"
    assert replace(plain, proved_dynamically=True).encode().hex() == "000002"


# --- scripts --------------------------------------------------------------------------------


def run(talk: Talk, command: bytes) -> int:
    return talk.send(command[:4].hex(), command[5:], le=False).sw


def test_an_issuer_blocks_and_unblocks_an_application() -> None:
    talk = asked()
    values = talk.field_55()
    assert run(talk, issuer.order(SPEC.pan, "01", values, Order.BLOCK_APPLICATION)) == 0x9000
    made = talk.card
    made.power_on()
    again = Talk(made)
    assert again.select(VISA).sw == 0x6283
    # It can still be begun with, and says no; its issuer may forgive it then.
    assert again.options().sw == 0x9000
    again.read()
    again.generate(ARQC)
    assert kind(again) == AAC
    order = issuer.order(SPEC.pan, "01", again.field_55(), Order.UNBLOCK_APPLICATION)
    assert run(again, order) == 0x9000
    made.power_on()
    assert Talk(made).select(VISA).sw == 0x9000


def test_an_issuer_blocks_a_card_for_good() -> None:
    talk = asked()
    order = issuer.order(SPEC.pan, "01", talk.field_55(), Order.BLOCK_CARD)
    assert run(talk, order) == 0x9000
    talk.card.power_on()
    assert Talk(talk.card).select(VISA).sw == 0x6A81


def test_an_issuer_changes_what_may_be_changed() -> None:
    talk = asked()
    values = talk.field_55()
    command = issuer.put_data(SPEC.pan, "01", values, 0x9F14, b"\x09")
    assert run(talk, command) == 0x9000
    assert talk.send("80CA9F14").tags()[0x9F14] == b"\x09"
    assert run(talk, issuer.put_data(SPEC.pan, "01", values, 0x9F36, b"\x00\x00")) == 0x6A88
    assert run(talk, issuer.order(SPEC.pan, "01", values, Order.UNBLOCK_PIN)) == 0x9000


def test_nobody_else_has_a_card_obey() -> None:
    talk = asked()
    order = issuer.order(SPEC.pan, "01", talk.field_55(), Order.BLOCK_APPLICATION)
    bare = order[:4]
    assert talk.send("801E0000", bytes(8), le=False).sw == 0x6987
    assert talk.send(bare.hex(), bytes(7), le=False).sw == 0x6988
    wrong = order[:-1] + bytes((order[-1] ^ 0x80,))
    assert run(talk, wrong) == 0x6988
    # After a wrong MAC not even the right one is heard, until the next transaction.
    assert run(talk, order) == 0x6988
    assert not talk.card.memory.of(VISA).is_blocked


def test_an_order_is_for_one_transaction() -> None:
    talk = asked()
    order = issuer.order(SPEC.pan, "01", talk.field_55(), Order.BLOCK_APPLICATION)
    made = talk.card
    made.power_on()
    later = Talk(made)
    later.begin(VISA)
    later.read()
    later.generate(ARQC)
    assert run(later, order) == 0x6988


def test_scripts_are_templates_of_commands() -> None:
    values = asked().field_55()
    commands = [
        issuer.order(SPEC.pan, "01", values, Order.UNBLOCK_PIN),
        issuer.put_data(SPEC.pan, "01", values, 0x9F23, b"\x0a"),
    ]
    before = issuer.script(commands[:1], before=True, number=bytes.fromhex("00000007"))
    after = issuer.script(commands)
    assert objects(before) == [
        (0x71, before[2:]),
        (0x9F18, bytes.fromhex("00000007")),
        (0x86, commands[0]),
    ]
    assert [tag for tag, _ in objects(after)] == [0x72, 0x86, 0x86]
    made = issuer.response(SPEC.pan, "01", values, "00", scripts=[before, after])
    assert [tag for tag, _ in objects(made.encode())] == [
        0x91,
        0x71,
        0x9F18,
        0x86,
        0x72,
        0x86,
        0x86,
    ]


# --- specifications -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pan", ["", "4761739001091011", "47617390010910１0", "4" * 20, "476173900"]
)
def test_what_is_no_card_number(pan: str) -> None:
    with pytest.raises(ValueError, match="card number"):
        AppSpec(Scheme.VISA, pan, "X")


def test_what_is_no_card() -> None:
    app = card("visa-debit").applications[0]
    with pytest.raises(ValueError, match="account"):
        CardSpec("x", "X", ())
    with pytest.raises(ValueError, match="from 1"):
        CardSpec("x", "X", (app,), pulled_at=0)
    with pytest.raises(ValueError, match="two digits"):
        replace(app, sequence="1")
    assert app.pan not in repr(card("visa-debit"))

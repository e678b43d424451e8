"""Kernels that are told anything at all by a card, and what must hold of every end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from hardware.card_reader.facts import NoCardNumberError, chip_facts, data_of
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.emv import tags
from kpay_desktop.emv.apdu import ResponseApdu
from kpay_desktop.emv.config import EmvConfig, Transaction
from kpay_desktop.emv.contact import contact_transaction
from kpay_desktop.emv.steps import (
    Answer,
    CardLost,
    ChooseApplication,
    Chosen,
    Decision,
    GoOnline,
    Kernel,
    OnlineResult,
    Outcome,
    Reason,
    Say,
    Transmit,
)
from kpay_desktop.emv.tap import tap_transaction
from kpay_desktop.hosts.iso8583.chip import chip_field, read_issuer_answer
from kpay_desktop.hosts.iso8583.errors import IsoError
from kpay_desktop.simulation.cards.spec import Scheme
from tests.fuzz.sessions import (
    CHOICE_SHIFT,
    DECLINED,
    ISSUER_SPEAKS,
    MUCH,
    NO_ANSWER,
    UNPROVEN,
    changed_session,
    chip_sessions,
    read,
    tap_sessions,
)
from tests.fuzz.target import Target, expect
from tests.helpers.card_host import profile_for
from tests.helpers.card_till import SGD_28, SGD_250, config, transaction

#: No card, however it answers, gets more commands than this out of the till.
MOST_COMMANDS = 600
LONGEST = 12_000
APPROVED = {"00", "10", "11"}
# An issuer that says everything it can: its proof, a script before and one after.
_PROOF = bytes(range(8)) + b"00"
_SCRIPTS = bytes.fromhex("710D9F180400000001860484240000720F9F1804000000028606841600000100")
# What every sale here says of itself, besides its amount.
_TERMINAL_SAYS = {
    0x5F2A: "0702",
    0x9A: "261122",
    0x9C: "00",
    0x9F03: "000000000000",
    0x9F1A: "0702",
    0x9F33: "6028C8",
    0x9F35: "21",
    0x9F37: "A1A2A3A4",
    0x9F41: "00000042",
}

Begin = Callable[[EmvConfig, Transaction], Kernel]


@dataclass(slots=True)
class Told:
    """What a kernel asked for on its way."""

    commands: int = 0
    online: list[GoOnline] = field(default_factory=list)
    answered: list[OnlineResult] = field(default_factory=list)


def contact() -> Target:
    """Return the target of the contact kernel."""
    return _target(contact_transaction, EntryMode.CHIP, config(), chip_sessions())


def entry_point() -> Target:
    """Return the target of a tap with every application there is."""
    return _target(tap_transaction, EntryMode.TAP, config(), tap_sessions())


def kernel_2() -> Target:
    """Return the target of a tap where only Mastercard is taken."""
    only = _only(bytes.fromhex("A000000004"))
    return _target(tap_transaction, EntryMode.TAP, only, tap_sessions(Scheme.MASTERCARD))


def kernel_3() -> Target:
    """Return the target of a tap where only Visa is taken."""
    only = _only(bytes.fromhex("A000000003"))
    return _target(tap_transaction, EntryMode.TAP, only, tap_sessions(Scheme.VISA))


def _only(rid: bytes) -> EmvConfig:
    whole = config()
    return replace(whole, applications=tuple(a for a in whole.applications if a.aid[:5] == rid))


def _target(begin: Begin, entry: EntryMode, known: EmvConfig, seeds: tuple[bytes, ...]) -> Target:
    profile = profile_for(1)

    def try_one(data: bytes) -> None:
        session = read(data)
        about = transaction(SGD_250 if session.choices & MUCH else SGD_28)
        told = Told()
        outcome = _run(begin(known, about), session.choices, session.told(), told)
        _check(outcome, told)
        values = told.online[0].tags if told.online else outcome.tags
        with contextlib.suppress(IsoError):
            chip_field(profile, entry, values)
        with contextlib.suppress(NoCardNumberError):
            card = data_of(values)
            chip_facts("card:1", entry, values, card, outcome.cvm)
            for hidden in (card.number, card.track_2):
                expect("nothing is shown", holds=len(hidden) < 12 or hidden not in repr(outcome))

    return Target(try_one, seeds, LONGEST, changed_session)


def _run(kernel: Kernel, choices: int, answers: Iterator[bytes], told: Told) -> Outcome:
    answer: Answer = None
    while True:
        try:
            request = kernel.send(answer)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        match request:
            case Transmit():
                told.commands += 1
                expect("a card gets so many commands", holds=told.commands <= MOST_COMMANDS)
                answer = _answered(answers)
            case ChooseApplication():
                expect("nobody reads more names", holds=len(request.choices) <= MOST_COMMANDS)
                answer = Chosen(_choice(choices, len(request.choices)))
            case GoOnline():
                told.online.append(request)
                answer = _decided(choices, answers)
                told.answered.append(answer)
            case Say():
                answer = None


def _answered(answers: Iterator[bytes]) -> ResponseApdu | CardLost:
    raw = next(answers, b"")
    return ResponseApdu.decode(raw) if len(raw) >= 2 else CardLost()


def _choice(choices: int, count: int) -> int | None:
    return (0, count - 1, count, None)[choices >> CHOICE_SHIFT & 0x03]


def _decided(choices: int, answers: Iterator[bytes]) -> OnlineResult:
    if choices & NO_ANSWER:
        return OnlineResult(None)
    arc = "05" if choices & DECLINED else "00"
    if choices & ISSUER_SPEAKS:
        try:
            said = read_issuer_answer(next(answers, b"").hex())
        except IsoError:
            return OnlineResult(None)
        return OnlineResult(said.arc or arc, said.issuer_data, said.scripts)
    return OnlineResult(arc) if choices & UNPROVEN else OnlineResult(arc, _PROOF, _SCRIPTS)


def _check(outcome: Outcome, told: Told) -> None:
    arcs = [result.arc for result in told.answered]
    expect("the issuer is asked once at most", holds=len(told.online) <= 1)
    expect("it is said whether", holds=outcome.was_online == bool(told.online))
    expect("both are fields of bits", holds=(len(outcome.tvr), len(outcome.tsi)) == (5, 2))
    expect("they stand in the tags", holds=outcome.tags[tags.TVR] == outcome.tvr)
    expect("a declared end", holds=outcome.decision in Decision and outcome.reason in Reason)
    if outcome.decision is Decision.APPROVED:
        expect("approved by the issuer", holds=len(arcs) == 1 and arcs[0] in APPROVED)
        expect("with a reason", holds=outcome.reason is Reason.DONE)
    if outcome.was_online:
        expect("no stripe after it", holds=not outcome.fallback)
        expect("decided", holds=outcome.decision in {Decision.APPROVED, Decision.DECLINED})
    for request in told.online:
        values = request.tags
        needed = (tags.CRYPTOGRAM, tags.ATC, tags.AIP, tags.TVR, tags.UNPREDICTABLE, tags.AMOUNT)
        expect("the issuer gets what it checks", holds=all(tag in values for tag in needed))
        said = {tag: values[tag].hex().upper() for tag in _TERMINAL_SAYS}
        expect("no card says what the terminal says", holds=said == _TERMINAL_SAYS)
        amount = values[tags.AMOUNT].hex()
        expect("the sale's own amount", holds=int(amount) in {SGD_28, SGD_250})
        expect("a cryptogram", holds=len(values[tags.CRYPTOGRAM]) == 8)
        expect("an expiry", holds=isinstance(_expiry(values[tags.EXPIRY]), date))


def _expiry(written: bytes) -> date:
    year, month, day = (int(written[at : at + 1].hex()) for at in range(3))
    return date(2000 + year, month, day)

"""The card kernels without card and host: answers are recorded once, and played back.

The floor is what no kernel gets around: every answer's data objects walked through once by a bare
loop, and the certificates' and signatures' RSA and SHA-1. Selection, restrictions, verification,
risk, action codes and what is told to the card are ours alone. A Visa tap has nothing to open, and
so a floor of eight microseconds: there the time itself counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import BenchError, Effort, Timing, race, timed
from benchmarks.report import Row, Target, compare, counted
from kpay_desktop.emv import tags
from kpay_desktop.emv.authentication import (
    StaticRecord,
    recover_icc_key,
    recover_issuer_key,
    static_data,
)
from kpay_desktop.emv.bits import AipBit
from kpay_desktop.emv.certificates import PublicKey
from kpay_desktop.emv.config import EmvConfig, Transaction
from kpay_desktop.emv.contact import contact_transaction
from kpay_desktop.emv.offline import Method, method_for
from kpay_desktop.emv.records import read_afl
from kpay_desktop.emv.steps import Answer, Decision, GoOnline, Kernel, OnlineResult, Transmit
from kpay_desktop.emv.tap import tap_transaction
from kpay_desktop.emv.tlv import leaves, parse
from kpay_desktop.simulation.cards import card, make_card
from tests.helpers.card_till import Run, approving, config, insert, transaction
from tests.helpers.card_till import run as play

Begin = Callable[[EmvConfig, Transaction], Kernel]
CHIPS = {"Visa": "visa-debit", "Mastercard": "mastercard", "UnionPay": "unionpay"}
TAPS = {"Visa (kernel 3)": "visa-debit", "Mastercard (kernel 2)": "mastercard"}
# A card takes hundreds of milliseconds for the same commands.
QUICK, KERNEL = Target(ours_s=0.002), Target(ratio=6.0, ours_s=0.002)
OBJECTS, COMMANDS = Target(ratio=2.0), 1.0
_OBJECTS = bytes.fromhex("9F260811223344556677889F2701809F10120110A04003220000000000000000000000FF")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A whole transaction: how it begins, what card and issuer said, and what came of it."""

    begin: Begin
    answers: tuple[Answer, ...]
    done: Run


def run(effort: Effort, _folder: Path) -> list[Row]:
    rows = [_objects(effort)]
    chips = {name: _chip(key) for name, key in CHIPS.items()}
    taps = {name: _tap(key) for name, key in TAPS.items()}
    everything = [(f"chip, {name}", one) for name, one in chips.items()]
    everything += [(f"tap, {name}", one) for name, one in taps.items()]
    for name, recorded in everything:
        floor, ours = _times(recorded, effort)
        target = KERNEL if list(_signed(recorded, config())) else QUICK
        beside = ("its objects, RSA, SHA-1", floor)
        rows.append(compare("emv", f"{name}, without card", beside, ours, target))
    for name, recorded in everything:
        least = _least_commands(recorded, is_chip=name.startswith("chip"))
        sent = len(recorded.done.commands)
        beside_steps = ("the books' own steps", least)
        rows.append(counted("emv", f"{name}: commands", beside_steps, sent, "commands", COMMANDS))
    return rows


def _chip(key: str) -> Recorded:
    return _recorded(contact_transaction, insert(make_card(card(key))))


def _tap(key: str) -> Recorded:
    made = make_card(card(key))
    made.activate()
    return _recorded(tap_transaction, play(tap_transaction(config(), transaction()), made))


def _recorded(begin: Begin, done: Run) -> Recorded:
    if done.outcome.decision is not Decision.APPROVED or len(done.online) != 1:
        raise BenchError("the card was not approved")
    told = approving(done.online[0].tags)
    answers = _in_order(begin(config(), transaction()), iter(done.answers), told)
    return Recorded(begin, tuple(answers), done)


def _in_order(kernel: Kernel, given: Iterator[Answer], told: OnlineResult) -> Iterator[Answer]:
    """Yield what the kernel is sent, step by step."""
    answer: Answer = None
    while True:
        try:
            request = kernel.send(answer)
        except StopIteration:
            return
        answer = None
        if isinstance(request, Transmit):
            answer = next(given)
        elif isinstance(request, GoOnline):
            answer = told
        yield answer


def _times(recorded: Recorded, effort: Effort) -> tuple[Timing, Timing]:
    known, about = config(), transaction()

    def ours() -> None:
        kernel = recorded.begin(known, about)
        next(kernel)
        try:
            for answer in recorded.answers:
                kernel.send(answer)
        except StopIteration as end:
            if end.value.decision is Decision.APPROVED:
                return
        raise BenchError("what was played back was not approved")

    floor = _floor(recorded, known)
    timings = race(timed(floor), timed(ours), rounds=effort.times(300), warm_up=3)
    return timings[0], timings[1]


# --- floors -----------------------------------------------------------------------------------


def _floor(recorded: Recorded, known: EmvConfig) -> Callable[[], None]:
    answers = [answer.data for answer in recorded.done.answers]
    signed = list(_signed(recorded, known))

    def work() -> None:
        for data in answers:
            walk(data, 0, len(data))
        for signature, key in signed:
            number = int.from_bytes(signature, "big")
            modulus = int.from_bytes(key.modulus, "big")
            clear = pow(number, key.exponent, modulus).to_bytes(key.size, "big")
            hashlib.sha1(clear, usedforsecurity=False).digest()

    return work


def _signed(recorded: Recorded, known: EmvConfig) -> Iterator[tuple[bytes, PublicKey]]:
    """Yield every certificate and signature of the transaction, with the key that opens it."""
    values, today = recorded.done.outcome.tags, transaction().at.date()
    found = {
        node.tag: node.value for data in recorded.done.answers for node in leaves(parse(data.data))
    }
    method = method_for(known.terminal.capabilities, values[tags.AIP])
    if tags.ISSUER_CERTIFICATE not in found or method is None:
        return
    aid = values[tags.DF_NAME]
    index = found[tags.CA_INDEX_CARD][0]
    ca = known.ca_keys[aid[:5], index]
    yield found[tags.ISSUER_CERTIFICATE], PublicKey(ca.modulus, int.from_bytes(ca.exponent, "big"))
    issuer = recover_issuer_key(known, aid, found, today)
    yield found[tags.ICC_CERTIFICATE], issuer.key
    icc = recover_icc_key(issuer, found, _static(recorded), today)
    for answer in recorded.done.answers:
        for node in leaves(parse(answer.data)):
            is_signature = node.tag == tags.SIGNED_DYNAMIC
            is_plain = node.tag == tags.FORMAT_1 and len(node.value) == icc.key.size
            if is_signature or (is_plain and method is Method.DDA):
                yield node.value, icc.key


def _static(recorded: Recorded) -> bytes:
    """Return what the card's certificate covers (Book 3 §10.3)."""
    values = recorded.done.outcome.tags
    sent = zip(recorded.done.commands, recorded.done.answers, strict=True)
    read = {(c.p2 >> 3, c.p1): a.data for c, a in sent if c.ins == 0xB2}
    records = [
        StaticRecord(entry.sfi, read[entry.sfi, number])
        for entry in read_afl(values[tags.AFL])
        for number in range(entry.first, entry.first + entry.signed)
    ]
    return static_data(records, values, values[tags.AIP])


def walk(data: bytes, at: int, end: int) -> dict[int, bytes]:
    """Take well-made data objects apart, the shortest way: nothing is checked."""
    found: dict[int, bytes] = {}
    while at < end:
        first = tag = data[at]
        at += 1
        if first & 0x1F == 0x1F:
            tag = tag << 8 | data[at]
            at += 1
        length = data[at]
        at += 1
        if length == 0x81:
            length = data[at]
            at += 1
        if first & 0x20:
            found.update(walk(data, at, at + length))
        else:
            found[tag] = data[at : at + length]
        at += length
    return found


def _objects(effort: Effort) -> Row:
    """Data objects as a record holds them: 233 bytes in one template."""
    inside = (_OBJECTS * 7)[: 5 * len(_OBJECTS)]
    inside += bytes((0x5F, 0x50, 230 - len(inside) - 3)) + bytes(230 - len(inside) - 3)
    data = bytes((0x70, 0x81, len(inside))) + inside
    if {node.tag: node.value for node in leaves(parse(data))} != walk(data, 0, len(data)):
        raise BenchError("the two readings differ")
    floor, ours = race(
        timed(lambda: walk(data, 0, len(data)), 20),
        timed(lambda: parse(data), 20),
        rounds=effort.times(300),
        warm_up=2,
    )
    name = f"{len(data)} bytes of data objects"
    return compare("emv", name, ("a bare loop, unchecked", floor), ours, OBJECTS)


# --- commands ---------------------------------------------------------------------------------


def _least_commands(recorded: Recorded, *, is_chip: bool) -> int:
    """Return how many commands the books ask for with this card, no more (Book 3 §8.2)."""
    values = recorded.done.outcome.tags
    aip, locator = values[tags.AIP], values.get(tags.AFL, b"")
    records = sum(e.last - e.first + 1 for e in read_afl(locator)) if locator else 0
    # The directory and the application are selected, then the options are asked for.
    begin = 2 + 1
    if not is_chip:
        # Visa's cryptogram comes with the options, Mastercard's by a command of its own.
        return begin + records + (tags.CDOL_1 in values)
    directory = sum(c.ins == 0xB2 for c in recorded.done.commands) - records
    proof = method_for(config().terminal.capabilities, aip) is Method.DDA
    issuer = AipBit.ISSUER_AUTHENTICATION.is_in(aip)
    return begin + directory + records + proof + issuer + 2

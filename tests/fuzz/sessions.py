"""What a card answers in a whole transaction, as one input: recorded, taken apart, changed.

An input is a byte of choices, then every answer with its length before it, two bytes. When the
answers run out the card has left, or gives the last one for ever: the choices say which.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random

from kpay_desktop.emv.tap import tap_transaction
from kpay_desktop.simulation.cards import CardError, Way, catalogue, make_card
from kpay_desktop.simulation.cards.spec import Scheme
from tests.fuzz.target import Change
from tests.fuzz.trees import changed_objects
from tests.helpers.card_till import (
    SGD_28,
    SGD_250,
    Run,
    answering,
    config,
    insert,
    run,
    transaction,
)
from tests.helpers.emv_vectors import exchanges

#: The choices in the first byte.
MUCH, NO_ANSWER, DECLINED, UNPROVEN, ISSUER_SPEAKS = 0x01, 0x02, 0x04, 0x08, 0x10
#: Two bits: which application a customer chooses.
CHOICE_SHIFT = 5
#: The last answer is given for ever.
REPEATS = 0x80
STATUSES = (
    *(0x9000, 0x6283, 0x6285, 0x6300, 0x63C2, 0x6400, 0x6581, 0x6700, 0x6982, 0x6983, 0x6984),
    *(0x6985, 0x6986, 0x6A81, 0x6A82, 0x6A83, 0x6A88, 0x6C12, 0x6D00, 0x6E00, 0x6F00, 0x6110, 0),
)


@dataclass(frozen=True, slots=True)
class Session:
    """The choices, and the answers in their order, status words included."""

    choices: int
    answers: tuple[bytes, ...]

    def told(self) -> Iterator[bytes]:
        """Yield what the card answers, one after the other; nothing once it has left."""
        yield from self.answers
        while self.choices & REPEATS and self.answers:
            yield self.answers[-1]

    def written(self) -> bytes:
        parts = [len(a).to_bytes(2, "big") + a for a in (a[:0xFFFF] for a in self.answers)]
        return bytes((self.choices,)) + b"".join(parts)


def read(data: bytes) -> Session:
    """Return the session of any input; an answer that is cut short is as long as it is."""
    answers: list[bytes] = []
    at = 1
    while at + 2 <= len(data):
        size = int.from_bytes(data[at : at + 2], "big")
        answers.append(data[at + 2 : at + 2 + size])
        at += 2 + size
    return Session(data[0] if data else 0, tuple(answers))


def _answers(done: Run) -> tuple[bytes, ...]:
    return tuple(a.data + a.sw.to_bytes(2, "big") for a in done.answers)


@cache
def chip_sessions() -> tuple[bytes, ...]:
    """Return what every card of the simulation answers in its reader."""
    return tuple(_unique(_chips()))


def _chips() -> Iterator[bytes]:
    for spec in catalogue():
        if Way.CHIP not in spec.ways:
            continue
        for choices in (0, MUCH, DECLINED, NO_ANSWER, REPEATS):
            code = None if choices == NO_ANSWER else "05" if choices == DECLINED else "00"
            amount_minor = SGD_250 if choices == MUCH else SGD_28
            with contextlib.suppress(CardError):
                done = insert(make_card(spec), amount_minor, answering(code))
                yield Session(choices, _answers(done)).written()


@cache
def tap_sessions(*schemes: Scheme) -> tuple[bytes, ...]:
    """Return what cards and phones of these schemes answer to a tap; of all, without any."""
    return tuple(_unique(_taps(schemes)))


def _taps(schemes: tuple[Scheme, ...]) -> Iterator[bytes]:
    for spec in catalogue():
        scheme = spec.applications[0].scheme if spec.applications else None
        if Way.TAP not in spec.ways or (schemes and scheme not in schemes):
            continue
        for choices in (0, MUCH, REPEATS):
            amount_minor = SGD_250 if choices == MUCH else SGD_28
            card = make_card(spec)
            with contextlib.suppress(CardError):
                card.activate()
                card.confirm_owner()
                done = run(tap_transaction(config(), transaction(amount_minor)), card)
                yield Session(choices, _answers(done)).written()


@cache
def recorded_answers() -> tuple[tuple[bytes, ...], ...]:
    """Return the answers of all those, and of the published transactions."""
    published = [tuple(e.answer for e in exchanges(name)) for name in ("chip", "tap_mastercard")]
    sessions = [read(data).answers for data in (*chip_sessions(), *tap_sessions())]
    return (*published, *sessions)


def _unique(inputs: Iterator[bytes]) -> list[bytes]:
    return list(dict.fromkeys(inputs))


def changed_session(data: bytes, chance: Random, change: Change) -> bytes:
    """Return an input with one change: to an answer, a status word, their order, a choice."""
    session = read(data)
    answers = list(session.answers)
    choices = session.choices
    if not answers:
        return Session(choices, (b"\x90\x00",)).written()
    at = chance.randrange(len(answers))
    body, status = answers[at][:-2], answers[at][-2:]
    match chance.randrange(12):
        case 0 | 1 | 2 | 3 | 4:
            answers[at] = changed_objects(body, chance, change) + status
        case 5:
            answers[at] = change(answers[at])
        case 6 | 7:
            answers[at] = body + chance.choice(STATUSES).to_bytes(2, "big")
        case 8:
            del answers[at]
        case 9:
            answers[at:at] = [answers[at]] * chance.choice((1, 1, 2, 16))
        case 10:
            other = chance.randrange(len(answers))
            answers[at], answers[other] = answers[other], answers[at]
        case _:
            choices = chance.randrange(256)
    return Session(choices, tuple(answers)).written()

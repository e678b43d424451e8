"""Cards that exist only to be looked for, and a bank that knows them.

Their numbers lie in the ranges that the schemes keep for tests; their middles are unlike anything
that a till writes by itself. ``python -m tests.helpers.canary_cards ARGS…`` is the simulated bank.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kpay_desktop.simulation.bank import main as bank
from kpay_desktop.simulation.cards import (
    AppSpec,
    CardSpec,
    Fault,
    Scheme,
    Way,
    catalogue,
    tracks,
)
from kpay_desktop.simulation.cards import catalogue as catalogue_function
from kpay_desktop.simulation.cards.personalise import track_2_bytes
from kpay_desktop.simulation.cards.spec import IssuerProof, Proof, Verification, is_card_number
from tests.helpers.canary_shapes import Canary

FAMILY, GIVEN = "QUILLFEATHER", "ZEBEDIAH"
_CATALOGUE: Final = sys.modules[catalogue_function.__module__]


def numbered(head: str) -> str:
    """Return the number that begins so, its check digit behind."""
    return next(head + last for last in "0123456789" if is_card_number(head + last))


def _spec(key: str, scheme: Scheme, head: str, label: str = "CANARY") -> CardSpec:
    return CardSpec(
        key=f"canary-{key}",
        title="Canary",
        applications=(AppSpec(scheme, numbered(head), label),),
        holder=f"{FAMILY}/{GIVEN}",
        proof=Proof.DDA,
        verification=Verification.NOTHING,
    )


def _all() -> Iterator[tuple[str, CardSpec]]:
    visa, mastercard = Scheme.VISA, Scheme.MASTERCARD
    stripe = frozenset({Way.STRIPE})
    yield "tap", _spec("tap", visa, "476173186240597")
    yield (
        "sign",
        replace(
            _spec("sign", mastercard, "541333927461853"),
            verification=Verification.SIGNATURE,
            proof=Proof.CDA,
            issuer_proof=IssuerProof.CDOL,
        ),
    )
    yield "swipe", replace(_spec("swipe", visa, "476173638192745"), ways=stripe, service_code="101")
    yield (
        "fallback",
        replace(_spec("fallback", mastercard, "541333718264935"), faults=frozenset({Fault.NO_ATR})),
    )
    yield "declined", replace(_spec("declined", visa, "476173952731846"), refusal="51")
    yield "lost", _spec("lost", visa, "476173472916385")
    yield (
        "late",
        replace(_spec("late", mastercard, "541333583916274"), faults=frozenset({Fault.AAC_SECOND})),
    )
    yield "cancelled", _spec("cancelled", visa, "476173849275136")
    two = _spec("two", visa, "476173294857163", "VISA DEBIT")
    other = AppSpec(
        visa,
        numbered("476173731948526"),
        "VISA CREDIT",
        aid=bytes.fromhex("A000000003101002"),
        priority=2,
    )
    yield "two", replace(two, applications=(*two.applications, other), directory=True)
    yield "amex", _spec("amex", Scheme.AMEX, "37144963918274")
    yield "unionpay", _spec("unionpay", Scheme.UNIONPAY, "620550936281740592")
    yield "malformed", _spec("malformed", Scheme.JCB, "353011846295173")
    yield "fault", _spec("fault", visa, "476173517392846")
    yield "crash", _spec("crash", mastercard, "541333264817395")


CARDS: Final = dict(_all())


def canaries() -> tuple[Canary, ...]:
    """Return what is to be found nowhere of these cards."""
    numbers = (
        Canary(name, tuple(app.pan for app in spec.applications), tuple(_rests(spec)))
        for name, spec in CARDS.items()
    )
    return (*numbers, Canary("holder", (), (), (FAMILY, GIVEN)))


def _rests(spec: CardSpec) -> Iterator[str]:
    """Yield what stands behind the number on the stripe and in its chip equivalent (tag 57)."""
    for app in spec.applications:
        yield track_2_bytes(spec, app).hex().partition("d")[2].rstrip("f")
    if Way.STRIPE in spec.ways:
        yield tracks(spec).track_2.partition("=")[2].rstrip("?")


if __name__ == "__main__":
    vars(_CATALOGUE)["_CARDS"] = (*catalogue(), *CARDS.values())
    sys.exit(bank(sys.argv[1:]))

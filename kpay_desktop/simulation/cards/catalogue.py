"""The cards of the demo: every one shows something, and each is always the same.

Numbers are the schemes' and gateways' published test numbers, or lie in the ranges that the schemes
keep for tests (4761 73, 5413 33, 6200 00): none is anybody's account.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from kpay_desktop.simulation.cards.spec import (
    AppSpec,
    Behaviour,
    CardSpec,
    Fault,
    IssuerProof,
    Proof,
    Protocol,
    Scheme,
    Verification,
    Wallet,
    Way,
)

_PAST: Final = date(2022, 3, 31)
_CHIP_ONLY: Final = frozenset({Way.CHIP})
_TAP_ONLY: Final = frozenset({Way.TAP})
_STRIPE_ONLY: Final = frozenset({Way.STRIPE})
_NO_TAP: Final = frozenset({Way.CHIP, Way.STRIPE})


def _visa(pan: str, label: str = "VISA CREDIT") -> AppSpec:
    return AppSpec(Scheme.VISA, pan, label)


def _mastercard(pan: str, label: str = "MASTERCARD") -> AppSpec:
    return AppSpec(Scheme.MASTERCARD, pan, label)


def _unionpay(pan: str, label: str = "UNIONPAY CREDIT") -> AppSpec:
    return AppSpec(Scheme.UNIONPAY, pan, label)


def _main() -> Iterable[CardSpec]:
    """The five that the demo desk shows first."""
    yield CardSpec(
        "visa-debit",
        "Visa Debit",
        (_visa("4761739001091010", "VISA DEBIT"),),
        Behaviour.NO_SIGNATURE_UNDER_200,
        holder="TAN/HUI MIN",
        proof=Proof.CDA,
        issuer_proof=IssuerProof.COMMAND,
        verification=Verification.PIN_IF_POSSIBLE_OVER_200,
        directory=True,
        protocol=Protocol.T0,
    )
    yield CardSpec(
        "mastercard",
        "Mastercard",
        (_mastercard("5454545454545454"),),
        Behaviour.ASKS_SIGNATURE,
        holder="LIM/WEI JIE",
        proof=Proof.CDA,
        issuer_proof=IssuerProof.CDOL,
        verification=Verification.SIGNATURE,
        directory=True,
        protocol=Protocol.T1,
    )
    yield CardSpec(
        "unionpay",
        "UnionPay",
        (_unionpay("6200000000030036"),),
        Behaviour.APPROVES,
        holder="WANG/XIAO MING",
        proof=Proof.DDA,
        issuer_proof=IssuerProof.COMMAND,
        verification=Verification.NOTHING,
        directory=True,
    )
    yield CardSpec(
        "visa-no-funds",
        "Visa",
        (_visa("4000000000000002"),),
        Behaviour.INSUFFICIENT_FUNDS,
        balance_minor=0,
        proof=Proof.DDA,
        verification=Verification.NOTHING,
    )
    yield CardSpec(
        "mastercard-broken",
        "Mastercard",
        (_mastercard("5413330089610019"),),
        Behaviour.CHIP_FAILS,
        ways=_NO_TAP,
        faults=frozenset({Fault.NO_ATR}),
    )


def _schemes() -> Iterable[CardSpec]:
    yield CardSpec(
        "jcb",
        "JCB",
        (AppSpec(Scheme.JCB, "3530111333300000", "JCB CREDIT"),),
        holder="SATO/YUKI",
        proof=Proof.CDA,
        verification=Verification.SIGNATURE_OVER_200,
    )
    yield CardSpec(
        "amex",
        "American Express",
        (AppSpec(Scheme.AMEX, "378282246310005", "AMERICAN EXPRESS"),),
        holder="SMITH/JANE",
        proof=Proof.DDA,
        issuer_proof=IssuerProof.COMMAND,
        verification=Verification.SIGNATURE,
    )
    yield CardSpec(
        "unionpay-debit",
        "UnionPay Debit",
        (
            AppSpec(
                Scheme.UNIONPAY,
                "6205500000000000004",
                "UNIONPAY DEBIT",
                aid=bytes.fromhex("A000000333010101"),
            ),
        ),
        holder="LI/NA",
        proof=Proof.SDA,
        verification=Verification.PIN_IF_POSSIBLE,
    )
    yield CardSpec(
        "visa-sda",
        "Visa",
        (_visa("4012888888881881"),),
        ways=_NO_TAP,
        proof=Proof.SDA,
        directory=False,
        verification=Verification.SIGNATURE_OVER_200,
    )
    yield CardSpec(
        "two-applications",
        "Visa Debit and Credit",
        (
            _visa("4111111111111111", "VISA DEBIT"),
            AppSpec(
                Scheme.VISA,
                "4242424242424242",
                "VISA CREDIT",
                aid=bytes.fromhex("A000000003101002"),
                priority=2,
                preferred_name="VISA CRÉDIT",
            ),
        ),
        Behaviour.TWO_APPLICATIONS,
        ways=_NO_TAP,
        directory=True,
        proof=Proof.DDA,
        verification=Verification.NOTHING,
    )


def _refused() -> Iterable[CardSpec]:
    yield CardSpec(
        "mastercard-refused",
        "Mastercard",
        (_mastercard("5105105105105100"),),
        Behaviour.ACCOUNT_REFUSED,
        refusal="05",
        verification=Verification.NOTHING,
    )
    yield CardSpec(
        "visa-expired",
        "Visa",
        (_visa("4000000000000069"),),
        Behaviour.EXPIRED,
        expires=_PAST,
        effective=date(2018, 4, 1),
        verification=Verification.NOTHING,
    )
    yield CardSpec(
        "visa-needs-pin",
        "Visa",
        (_visa("4000056655665556", "VISA DEBIT"),),
        Behaviour.NEEDS_PIN,
        ways=_NO_TAP,
        service_code="220",
        refusal="55",
        verification=Verification.PIN_ALWAYS,
    )
    yield CardSpec(
        "visa-declines",
        "Visa",
        (_visa("4012000033330026"),),
        Behaviour.CARD_DECLINES,
        verification=Verification.NOTHING,
        faults=frozenset({Fault.AAC_FIRST}),
    )
    yield CardSpec(
        "mastercard-declines-late",
        "Mastercard",
        (_mastercard("5555555555554444"),),
        Behaviour.CARD_DECLINES_LATE,
        ways=_NO_TAP,
        verification=Verification.NOTHING,
        faults=frozenset({Fault.AAC_SECOND}),
    )
    yield CardSpec(
        "mastercard-blocked",
        "Mastercard",
        (_mastercard("5200828282828210"),),
        Behaviour.CARD_BLOCKED,
        ways=_NO_TAP,
        faults=frozenset({Fault.CARD_BLOCKED}),
    )
    yield CardSpec(
        "visa-application-blocked",
        "Visa",
        (_visa("4217651111111119"),),
        Behaviour.APPLICATION_BLOCKED,
        ways=_NO_TAP,
        faults=frozenset({Fault.APPLICATION_BLOCKED}),
    )
    yield CardSpec(
        "mastercard-not-genuine",
        "Mastercard",
        (_mastercard("2223003122003222"),),
        Behaviour.NOT_GENUINE,
        ways=_CHIP_ONLY,
        proof=Proof.DDA,
        verification=Verification.NOTHING,
        faults=frozenset({Fault.DYNAMIC_SIGNATURE, Fault.WRONG_CRYPTOGRAM}),
    )


def _broken() -> Iterable[CardSpec]:
    yield CardSpec(
        "visa-silent",
        "Visa",
        (_visa("4500600000000061"),),
        Behaviour.CHIP_SILENT,
        ways=_NO_TAP,
        faults=frozenset({Fault.NO_ANSWERS}),
    )
    yield CardSpec(
        "visa-garbage",
        "Visa",
        (_visa("4005519200000004"),),
        Behaviour.CHIP_GARBAGE,
        ways=_NO_TAP,
        faults=frozenset({Fault.GARBAGE}),
    )
    yield CardSpec(
        "visa-pulled-out",
        "Visa",
        (_visa("4009348888881881"),),
        Behaviour.PULLED_OUT,
        proof=Proof.DDA,
        verification=Verification.NOTHING,
        pulled_at=6,
    )
    yield CardSpec(
        "jcb-malformed",
        "JCB",
        (AppSpec(Scheme.JCB, "3566002020360505", "JCB CREDIT"),),
        Behaviour.MALFORMED,
        ways=_NO_TAP,
        faults=frozenset({Fault.RECORD_CUT_OFF}),
    )
    yield CardSpec(
        "amex-malformed",
        "American Express",
        (AppSpec(Scheme.AMEX, "371449635398431", "AMERICAN EXPRESS"),),
        Behaviour.MALFORMED,
        ways=_CHIP_ONLY,
        faults=frozenset({Fault.ELEMENT_TWICE}),
    )
    yield CardSpec(
        "unionpay-malformed",
        "UnionPay",
        (_unionpay("6250947000000014"),),
        Behaviour.MALFORMED,
        ways=_CHIP_ONLY,
        faults=frozenset({Fault.OPTIONS_GARBAGE}),
    )


def _phones_and_stripes() -> Iterable[CardSpec]:
    yield CardSpec(
        "phone-visa",
        "Visa on a phone",
        (_visa("4761739001010119"),),
        Behaviour.PHONE,
        ways=_TAP_ONLY,
        wallet=Wallet.VERIFIED,
        proof=Proof.DDA,
    )
    yield CardSpec(
        "phone-mastercard",
        "Mastercard on a phone",
        (_mastercard("5413330089604111"),),
        Behaviour.PHONE,
        ways=_TAP_ONLY,
        wallet=Wallet.VERIFIED,
        proof=Proof.CDA,
        verification=Verification.SIGNATURE,
    )
    yield CardSpec(
        "phone-visa-locked",
        "Visa on a locked phone",
        (_visa("4761739001010010"),),
        Behaviour.PHONE_ASKS,
        ways=_TAP_ONLY,
        wallet=Wallet.ASKS,
    )
    yield CardSpec(
        "phone-mastercard-locked",
        "Mastercard on a locked phone",
        (_mastercard("5413330089099130"),),
        Behaviour.PHONE_ASKS,
        ways=_TAP_ONLY,
        wallet=Wallet.ASKS,
        proof=Proof.CDA,
        verification=Verification.SIGNATURE,
    )
    yield CardSpec(
        "visa-stripe",
        "Visa",
        (_visa("4012000077777777"),),
        Behaviour.STRIPE_ONLY,
        ways=_STRIPE_ONLY,
        service_code="101",
        holder="NG/SIEW LING",
    )
    yield CardSpec(
        "mastercard-stripe",
        "Mastercard",
        (_mastercard("2222400060000007"),),
        Behaviour.STRIPE_ONLY,
        ways=_STRIPE_ONLY,
        service_code="101",
        holder="RAJAH/KUMAR",
    )


_CARDS: Final = (
    *_main(),
    *_schemes(),
    *_refused(),
    *_broken(),
    *_phones_and_stripes(),
)
_BY_KEY: Final = {spec.key: spec for spec in _CARDS}


def catalogue() -> tuple[CardSpec, ...]:
    """Return every card, those that the demo desk shows first at the front."""
    return _CARDS


def card(key: str) -> CardSpec:
    """Return one card.

    Raises:
        KeyError: there is no such card.
    """
    return _BY_KEY[key]

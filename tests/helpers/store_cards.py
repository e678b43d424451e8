"""Sales by card in the real store: the values and the steps of one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from kpay_desktop.domain.card import (
    CardFacts,
    CardRecord,
    EntryMode,
    Scheme,
    SealedCard,
    Signing,
    Verification,
)
from kpay_desktop.domain.records import Commit, PrintRequest, SaleUpdate, SlipCopy
from kpay_desktop.domain.sale import Method, SaleDraft, SaleIdentity, SaleState
from kpay_desktop.domain.signature import Signature
from models.database import OpenedStore
from tests.helpers.store import HandClock, write

HANDLE = "c0ffee01"
EXPIRY, HOLDER = "1228", "TAN/MEI LING"
SIGNED = Signature((((10, 20), (30, 40), (50, 60)), ((100, 200), (120, 220))))


def facts(handle: str = HANDLE) -> CardFacts:
    return CardFacts(
        handle=handle,
        scheme=Scheme.VISA,
        entry=EntryMode.CHIP,
        first_six="476173",
        last_four="0119",
        expiry=EXPIRY,
        holder=HOLDER,
        label="VISA CREDIT",
        aid="A0000000031010",
        verification=Verification.SIGNATURE,
        tvr="0000008000",
        tsi="E800",
        cryptogram="1122334455667788",
    )


def sealed(handle: str = HANDLE, fill: bytes = b"\x5e") -> SealedCard:
    return SealedCard(handle, b"\x01SEALED:" + handle.encode() + fill * 60, "f1" * 16)


def card_draft(amount_minor: int = 2_800, tip_minor: int = 280) -> SaleDraft:
    return SaleDraft(amount_minor, tip_minor, Method.CARD, None, "01")


def card_flow(identity: SaleIdentity) -> str:
    return f"card_sale:{identity.attempt_id}"


def step(identity: SaleIdentity, phase: str = "reading", *, is_open: bool = True) -> Commit:
    """A step that writes nothing but the journal and the flow."""
    return Commit(
        flow=card_flow(identity),
        event='{"type":"Step"}',
        state=f'{{"phase":"{phase}"}}',
        is_open=is_open,
        at=HandClock().now(),
    )


def begin_card(store: OpenedStore, sale: SaleDraft | None = None) -> SaleIdentity:
    at = HandClock().now()
    return write(store, lambda: store.store.begin_sale(sale or card_draft(), at, step))


def armed(identity: SaleIdentity, stan: int, handle: str = HANDLE) -> Commit:
    """The authorisation is about to leave: its reversal is armed and the card sealed."""
    record = CardRecord(facts(handle), stan=stan, is_armed=True)
    return replace(
        step(identity, "authorising"),
        sale=SaleUpdate(identity.sale_id, SaleState.CHECKING),
        card=record,
        sealed=sealed(handle),
    )


def card_approved(identity: SaleIdentity, stan: int, handle: str = HANDLE) -> Commit:
    """The host approved; the customer is to sign."""
    at = HandClock().now()
    return replace(
        step(identity, "approved"),
        sale=SaleUpdate(identity.sale_id, SaleState.APPROVED, paid_at=at, finished_at=at),
        card=approved_record(stan, handle),
    )


def approved_record(stan: int, handle: str = HANDLE) -> CardRecord:
    return CardRecord(
        facts(handle),
        stan=stan,
        rrn=f"{stan:012d}",
        approval_code="A12345",
        host_code="00",
        signing=Signing.WAITED_FOR,
    )


def signed(identity: SaleIdentity, stan: int, handle: str = HANDLE) -> Commit:
    """The customer has signed: slips are wanted, nothing is left to do."""
    return replace(
        step(identity, "approved", is_open=False),
        card=replace(approved_record(stan, handle), signing=Signing.ON_SCREEN),
        signature=SIGNED,
        print_requests=tuple(PrintRequest(identity.sale_id, copy) for copy in SlipCopy),
    )


def reversing(identity: SaleIdentity, stan: int, handle: str = HANDLE) -> Commit:
    """No answer came: not charged, and the host is being told so."""
    at = HandClock().now()
    update = SaleUpdate(identity.sale_id, SaleState.REVERSING, "no_answer", finished_at=at)
    record = CardRecord(facts(handle), stan=stan, is_armed=True)
    return replace(step(identity, "reversing"), sale=update, card=record)


def reversed_(identity: SaleIdentity, stan: int, handle: str = HANDLE) -> Commit:
    """The host has taken it back: nothing can ask for the card any more."""
    return replace(
        step(identity, "reversed", is_open=False),
        sale=SaleUpdate(identity.sale_id, SaleState.CLOSED),
        card=CardRecord(facts(handle), stan=stan, host_code="00"),
        wiped=handle,
    )


def sell_by_card(store: OpenedStore, handle: str = HANDLE) -> SaleIdentity:
    """One sale by card that the customer signed for."""
    identity = begin_card(store)
    stan = write(store, lambda: store.store.reserve_stans(1))
    for make in (armed, card_approved, signed):
        commit = make(identity, stan, handle)
        write(store, partial(store.store.commit, commit))
    return identity


def take_back(store: OpenedStore, handle: str) -> SaleIdentity:
    """One sale by card that got no answer and was reversed."""
    identity = begin_card(store)
    stan = write(store, lambda: store.store.reserve_stans(1))
    for make in (armed, reversing, reversed_):
        commit = make(identity, stan, handle)
        write(store, partial(store.store.commit, commit))
    return identity

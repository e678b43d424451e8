"""What a step of a sale by card writes beside the sale: facts, the vault, the signature.

The journal carries the facts, for good. Of what is sealed it has the handle alone, and of a
signature a digest: the one is wiped one day, and the other is long.
"""

from __future__ import annotations

from hashlib import sha256

from kpay_desktop.domain.card import (
    CardFacts,
    CardRecord,
    EntryMode,
    Scheme,
    SealedCard,
    Signing,
    Verification,
)
from kpay_desktop.domain.records import Commit
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models.session import Row, Session, Value

MOST_CONTACT = 120

Place = tuple[int, int]
"""The attempt of a flow, and its sale."""


def card_values(card: CardRecord) -> tuple[str | int, ...]:
    """Return the columns :data:`models.statements.CARD_NAMES` of a card's row."""
    facts = card.facts
    return (
        facts.handle,
        facts.scheme.value,
        facts.entry.value,
        facts.first_six,
        facts.last_four,
        facts.label,
        facts.aid,
        facts.verification.value,
        facts.tvr,
        facts.tsi,
        facts.cryptogram,
        card.stan,
        card.rrn,
        card.approval_code,
        card.host_code,
        card.signing.value,
        int(card.is_armed),
    )


def card_of(row: Row) -> CardRecord | None:
    """Return the card of :data:`models.statements.CARD_COLUMNS`; None where there is no row."""
    if row[0] is None:
        return None
    return CardRecord(
        facts=CardFacts(
            handle=row[0],
            scheme=Scheme(row[1]),
            entry=EntryMode(row[2]),
            first_six=row[3],
            last_four=row[4],
            label=row[5],
            aid=row[6],
            verification=Verification(row[7]),
            tvr=row[8],
            tsi=row[9],
            cryptogram=row[10],
        ),
        stan=row[11],
        rrn=row[12],
        approval_code=row[13],
        host_code=row[14],
        signing=Signing(row[15]),
        is_armed=bool(row[16]),
        contact=row[17],
    )


def digest(strokes: str) -> str:
    """Return what the journal has of a signature: SHA-256 of its stored text."""
    return sha256(strokes.encode("utf-8")).hexdigest()


def card_body(commit: Commit, place: Place | None) -> dict[str, object]:
    """Return what the journal has of a step's card."""
    body: dict[str, object] = {}
    if commit.card is not None and place is not None:
        facts = zip(sql.CARD_NAMES, card_values(commit.card), strict=True)
        body["card"] = {"attempt": place[0], **dict(facts)}
    if commit.sealed is not None:
        body["sealed"] = commit.sealed.handle
    if commit.wiped:
        body["wiped"] = commit.wiped
    if commit.signature is not None and place is not None:
        body["signature"] = {"sale": place[1], "sha256": digest(commit.signature.to_text())}
    return body


class CardRows:
    """The tables of cards, on the writer's connection. Writes belong to the caller's transaction.

    Every method may raise StoreError.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def place(self, commit: Commit) -> Place | None:
        """Return the attempt and the sale of the step's flow, if the step needs them.

        Raises:
            StoreError: (OTHER) the flow has no attempt.
        """
        if commit.card is None and commit.signature is None:
            return None
        row = self._session.row(sql.PLACE_OF_FLOW, (commit.flow,))
        if row is None:
            raise StoreError(StoreErrorKind.OTHER, "a card without an attempt")
        return row[0], row[1]

    def write(self, commit: Commit, place: Place | None) -> None:
        """Write what the step has of a card. What is sealed and wiped at once is wiped."""
        if place is not None:
            self._write_facts(commit, *place)
        if commit.sealed is not None:
            sealed = commit.sealed
            row = (sealed.handle, sealed.sealed.hex(), sealed.fingerprint)
            self._session.execute(sql.PUT_SEALED, row)
        if commit.wiped:
            self._session.execute(sql.WIPE, (commit.wiped,))

    def _write_facts(self, commit: Commit, attempt_id: int, sale_id: int) -> None:
        if commit.card is not None:
            self._session.execute(sql.PUT_CARD, (attempt_id, *card_values(commit.card)))
        if commit.signature is not None:
            values: tuple[Value, ...] = (sale_id, commit.signature.to_text())
            self._session.execute(sql.PUT_SIGNATURE, values)

    def flow_of_stan(self, stan: int) -> tuple[str, int] | None:
        """Return flow and number of the newest sale whose message had that trace number."""
        row = self._session.row(sql.FLOW_OF_STAN, (stan,))
        return None if row is None else (str(row[0]), int(row[1]))

    def sealed(self, handle: str) -> SealedCard | None:
        """Return what the vault holds under ``handle``."""
        row = self._session.row(sql.SEALED, (handle,))
        if row is None:
            return None
        try:
            return SealedCard(handle, bytes.fromhex(row[0]), row[1])
        except ValueError:
            raise StoreError(StoreErrorKind.DAMAGED, "a row of the vault is no seal") from None

    def signature(self, sale_id: int) -> Signature | None:
        """Return the signature of a sale."""
        row = self._session.row(sql.SIGNATURE, (sale_id,))
        if row is None:
            return None
        try:
            return Signature.of_text(row[0])
        except ValueError:
            raise StoreError(StoreErrorKind.DAMAGED, "a signature is not one") from None

    def note_contact(self, attempt_id: int, contact: str) -> None:
        """Keep a customer's contact beside the card, at most :data:`MOST_CONTACT` characters.

        Raises:
            StoreError: (OTHER) also when the attempt has no card.
        """
        kept = contact.strip()[:MOST_CONTACT]
        if self._session.execute(sql.NOTE_CONTACT, (kept, attempt_id)) != 1:
            raise StoreError(StoreErrorKind.OTHER, "a contact for an attempt without a card")

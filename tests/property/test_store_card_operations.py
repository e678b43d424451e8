"""Cards in whatever order: rows, vault and signatures are what a simple model says they are."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from kpay_desktop.domain.card import (
    CardFacts,
    CardRecord,
    EntryMode,
    Scheme,
    SealedCard,
    Signing,
    Verification,
)
from kpay_desktop.domain.records import Commit, SaleUpdate
from kpay_desktop.domain.sale import SaleIdentity, SaleState
from kpay_desktop.domain.signature import HEIGHT, WIDTH, Signature
from kpay_desktop.ports import StoreError
from models.card_rows import MOST_CONTACT
from models.database import OpenedStore
from tests.helpers.store import HandClock, make_folder, open_quietly, sell, write
from tests.helpers.store_cards import card_draft, step

HANDLES = st.sampled_from(["a", "b", "c", "d"])
HEX = st.text("0123456789ABCDEF", max_size=16)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
FACTS = st.builds(
    CardFacts,
    handle=HANDLES,
    scheme=st.sampled_from(Scheme),
    entry=st.sampled_from(EntryMode),
    first_six=st.from_regex(r"[0-9]{6}", fullmatch=True),
    last_four=st.from_regex(r"[0-9]{4}", fullmatch=True),
    expiry=st.just("1228"),
    holder=st.just("TAN/MEI LING"),
    label=WORDS,
    aid=HEX,
    verification=st.sampled_from(Verification),
    tvr=HEX,
    tsi=HEX,
    cryptogram=HEX,
)
CARDS = st.builds(
    CardRecord,
    facts=FACTS,
    stan=st.integers(0, 9),
    rrn=HEX,
    approval_code=WORDS,
    host_code=HEX,
    signing=st.sampled_from(Signing),
    is_armed=st.booleans(),
    contact=WORDS,
)
POINTS = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT))
STROKE = st.lists(POINTS, min_size=1, max_size=5).map(tuple)
SIGNATURES = st.builds(Signature, st.lists(STROKE, min_size=1, max_size=4).map(tuple))
SEALS = st.builds(SealedCard, HANDLES, st.binary(min_size=1, max_size=80), HEX)


class CardMachine(RuleBasedStateMachine):
    """A till that takes cards, and what it has to remember of them."""

    sales = Bundle("sales")

    def __init__(self) -> None:
        super().__init__()
        self.folder = make_folder(Path(tempfile.mkdtemp()))
        self.store: OpenedStore = open_quietly(self.folder)
        self.cards: dict[int, CardRecord] = {}
        self.vault: dict[str, SealedCard] = {}
        self.signatures: dict[int, Signature] = {}

    def teardown(self) -> None:
        try:
            assert self.store.verify(60).problems == ()
        finally:
            assert self.store.close(60)
            shutil.rmtree(self.folder)

    @rule(target=sales, card=st.none() | CARDS)
    def begin(self, card: CardRecord | None) -> SaleIdentity:
        def first(identity: SaleIdentity) -> Commit:
            return replace(step(identity), card=card)

        at = HandClock().now()
        store = self.store.store
        identity = write(self.store, lambda: store.begin_sale(card_draft(), at, first))
        if card is not None:
            self.cards[identity.attempt_id] = replace(card, contact="")
        return identity

    @rule(
        sale=sales,
        card=st.none() | CARDS,
        sealed=st.none() | SEALS,
        wiped=st.just("") | HANDLES,
        signature=st.none() | SIGNATURES,
        is_refused=st.booleans(),
    )
    def move(
        self,
        sale: SaleIdentity,
        card: CardRecord | None,
        sealed: SealedCard | None,
        wiped: str,
        signature: Signature | None,
        *,
        is_refused: bool,
    ) -> None:
        update = SaleUpdate(0 if is_refused else sale.sale_id, SaleState.CHECKING)
        commit = replace(
            step(sale), sale=update, card=card, sealed=sealed, wiped=wiped, signature=signature
        )
        try:
            write(self.store, lambda: self.store.store.commit(commit))
        except StoreError:
            assert is_refused
            return
        assert not is_refused
        if card is not None:
            known = self.cards.get(sale.attempt_id)
            contact = "" if known is None else known.contact
            self.cards[sale.attempt_id] = replace(card, contact=contact)
        if sealed is not None:
            self.vault[sealed.handle] = sealed
        self.vault.pop(wiped, None)
        if signature is not None:
            self.signatures[sale.sale_id] = signature

    @rule(sale=sales, contact=st.text(st.characters(codec="utf-8", exclude_characters="\0")))
    def note(self, sale: SaleIdentity, contact: str) -> None:
        card = self.cards.get(sale.attempt_id)
        try:
            write(self.store, lambda: self.store.store.note_contact(sale.attempt_id, contact))
        except StoreError:
            assert card is None
            return
        assert card is not None
        kept = contact.strip()[:MOST_CONTACT]
        self.cards[sale.attempt_id] = replace(card, contact=kept)

    @rule()
    def sell_by_code(self) -> None:
        sell(self.store)

    @rule()
    def restart(self) -> None:
        assert self.store.close(60)
        self.store = open_quietly(self.folder)

    @rule()
    def pause(self) -> None:
        write(self.store, self.store.store.rest)

    @invariant()
    def everything_is_as_it_was_left(self) -> None:
        store = self.store.store
        newest: dict[int, int] = {}
        for attempt_id, card in self.cards.items():
            sale = write(self.store, partial(store.sale, attempt_id))
            assert sale is not None
            assert sale.card == card
            assert (sale.card.facts.expiry, sale.card.facts.holder) == ("", "")
            newest[card.stan] = max(attempt_id, newest.get(card.stan, 0))
        for stan in range(10):
            flow = write(self.store, partial(store.flow_of_stan, stan))
            assert flow == (f"card_sale:{newest[stan]}" if stan in newest else None)
        for handle in "abcd":
            assert write(self.store, partial(store.sealed_card, handle)) == self.vault.get(handle)
        for sale_id, signature in self.signatures.items():
            assert write(self.store, partial(store.signature, sale_id)) == signature


TestCardMachine = CardMachine.TestCase
TestCardMachine.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

"""What a sale by card leaves in the store: its facts, its seal, its signature, its numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme, Signing, Verification
from kpay_desktop.domain.records import Commit, SaleFilter, SaleUpdate
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import StoreError, StoreErrorKind
from models.card_rows import MOST_CONTACT
from models.database import OpenedStore
from models.session import WrongThreadError
from tests.helpers.store import begin, flow_of, opened, raw, read, sale_shown, sell, shown, write
from tests.helpers.store_cards import (
    EXPIRY,
    HANDLE,
    HOLDER,
    SIGNED,
    approved_record,
    armed,
    begin_card,
    card_approved,
    card_flow,
    facts,
    reversing,
    sealed,
    sell_by_card,
    signed,
    step,
    take_back,
)
from tests.helpers.store_dump import dump


def refusal(store: OpenedStore, commit: Commit) -> StoreErrorKind:
    with pytest.raises(StoreError) as caught:
        write(store, partial(store.store.commit, commit))
    return caught.value.kind


def test_a_sale_by_card_has_its_card_from_the_step_that_brought_it(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin_card(store)
        begun = write(store, lambda: store.store.sale(identity.sale_id))
        assert begun is not None
        assert (begun.method, begun.mode, begun.card) == (Method.CARD, None, None)
        write(store, lambda: store.store.commit(armed(identity, 7)))
        sale = write(store, lambda: store.store.sale(identity.sale_id))
        assert sale is not None
        assert sale.card is not None
        assert (sale.card.stan, sale.card.is_armed, sale.card.rrn) == (7, True, "")
        write(store, lambda: store.store.commit(card_approved(identity, 7)))
        write(store, lambda: store.store.commit(signed(identity, 7)))
        sale = write(store, lambda: store.store.sale(identity.sale_id))
        assert sale is not None
        assert sale.card == replace(approved_record(7), signing=Signing.ON_SCREEN)
        assert sale.state is SaleState.APPROVED
        assert store.verify(60).problems == ()


def test_every_word_of_a_card_comes_back(tmp_path: Path) -> None:
    shapes = zip(
        (*Scheme, Scheme.VISA),
        (*EntryMode, *EntryMode),
        (*Verification, *Verification),
        (*Signing, *Signing),
        strict=False,
    )
    with opened(tmp_path) as store:
        for number, (scheme, entry, verification, signing) in enumerate(shapes, 1):
            identity = begin_card(store)
            shape = CardFacts(
                f"h{number}",
                scheme,
                entry,
                "621234",
                "9876",
                label="银联",
                aid="A0",
                verification=verification,
            )
            record = replace(approved_record(number), facts=shape, signing=signing)
            commit = replace(step(identity), card=record)
            write(store, partial(store.store.commit, commit))
            sale = write(store, partial(store.store.sale, identity.sale_id))
            assert sale is not None
            assert sale.card == record
        assert store.verify(60).problems == ()


def test_lists_pages_slips_and_reports_have_the_card(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        wallet = sell(store)
        identity = sell_by_card(store)
        sale = write(store, lambda: store.store.sale(identity.sale_id))
        assert sale is not None
        assert sale.card is not None
        reports = store.reports
        assert read(store, lambda: reports.sale(identity.sale_id)) == sale
        assert read(store, lambda: reports.sale_by_voucher(identity.voucher)) == sale
        assert read(store, lambda: reports.recent_sales(1)) == [sale]
        for wanted in (
            SaleFilter(method=Method.CARD),
            SaleFilter(method=Method.CARD, state=SaleState.APPROVED, cashier_id="01"),
            SaleFilter(voucher=identity.voucher),
        ):
            assert read(store, partial(reports.find_sales, wanted)).rows == (sale,)
        both = read(store, lambda: reports.find_sales(SaleFilter()))
        assert [row.card for row in both.rows] == [sale.card, None]
        jobs = write(store, lambda: store.store.print_jobs(10))
        assert [sale_shown(job).card for job in jobs] == [None, None, sale.card, sale.card]
        doubtful = write(store, lambda: store.store.doubtful_sales(3_080, sale.created_at, 9))
        assert [found.identity for found in doubtful] == [wallet]


def test_neither_expiry_nor_holder_is_written_anywhere(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell_by_card(store)
        sale = write(store, lambda: store.store.sale(identity.sale_id))
        assert sale is not None
        assert sale.card is not None
        assert (sale.card.facts.expiry, sale.card.facts.holder) == ("", "")
    assert facts().holder == HOLDER
    text = dump(tmp_path)
    assert "VISA CREDIT" in text
    assert HOLDER not in text
    assert f"'{EXPIRY}'" not in text
    assert f'"{EXPIRY}"' not in text


def test_the_journal_has_a_handle_and_a_digest_and_nothing_that_must_go(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell_by_card(store)
        take_back(store, "other")
        write(store, lambda: store.store.note_contact(identity.attempt_id, "+65 8123 4567"))
    with raw(tmp_path) as engine:
        rows = engine.execute("SELECT event || state || body FROM journal").fetchall()
        bodies = [json.loads(b) for (b,) in engine.execute("SELECT body FROM journal ORDER BY seq")]
    text = "".join(row[0] for row in rows)
    for secret in (sealed().sealed.hex(), sealed().fingerprint, "8123", "[[10,20]", HOLDER):
        assert secret not in text
    assert [body["sealed"] for body in bodies if "sealed" in body] == [HANDLE, "other"]
    assert [body["wiped"] for body in bodies if "wiped" in body] == ["other"]
    (signature,) = (body["signature"] for body in bodies if "signature" in body)
    digest = sha256(SIGNED.to_text().encode()).hexdigest()
    assert signature == {"sale": identity.sale_id, "sha256": digest}
    card = next(body["card"] for body in bodies if "card" in body)
    assert "contact" not in card
    assert (card["attempt"], card["stan"], card["is_armed"]) == (identity.attempt_id, 1, 1)


def test_a_step_of_a_wallet_says_nothing_of_cards(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
    with raw(tmp_path) as engine:
        bodies = [json.loads(body) for (body,) in engine.execute("SELECT body FROM journal")]
        assert engine.execute("SELECT COUNT(*) FROM card_payments").fetchone() == (0,)
    assert all(not {"card", "sealed", "wiped", "signature"} & set(body) for body in bodies)


def test_the_vault_holds_a_seal_until_it_is_wiped(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin_card(store)
        write(store, lambda: store.store.commit(armed(identity, 1)))
        assert write(store, lambda: store.store.sealed_card(HANDLE)) == sealed()
        # The same handle again takes the place of what was there.
        again = replace(step(identity), sealed=sealed(HANDLE, b"\x00"))
        write(store, lambda: store.store.commit(again))
        assert write(store, lambda: store.store.sealed_card(HANDLE)) == again.sealed
        assert write(store, lambda: store.store.sealed_card("none")) is None
        assert store.verify(60).problems == ()
    with opened(tmp_path) as store:
        assert write(store, lambda: store.store.sealed_card(HANDLE)) == again.sealed
        gone = replace(step(identity, is_open=False), wiped=HANDLE)
        write(store, lambda: store.store.commit(gone))
        assert write(store, lambda: store.store.sealed_card(HANDLE)) is None
        # Wiped is wiped, however often it is asked for.
        write(store, lambda: store.store.commit(gone))
        assert store.verify(60).problems == ()


def test_what_is_sealed_and_wiped_in_one_step_is_wiped(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin_card(store)
        both = replace(armed(identity, 1), wiped=HANDLE)
        write(store, lambda: store.store.commit(both))
        assert write(store, lambda: store.store.sealed_card(HANDLE)) is None
        assert store.verify(60).problems == ()


def test_a_signature_belongs_to_the_sale_of_its_flow(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        other = begin_card(store)
        identity = sell_by_card(store)
        assert write(store, lambda: store.store.signature(identity.sale_id)) == SIGNED
        assert write(store, lambda: store.store.signature(other.sale_id)) is None
        newer = Signature((((1, 1), (2, 2)),))
        write(store, lambda: store.store.commit(replace(step(identity), signature=newer)))
        assert write(store, lambda: store.store.signature(identity.sale_id)) == newer
        assert store.verify(60).problems == ()


def test_a_card_without_an_attempt_writes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin_card(store)
        stray = replace(armed(identity, 1), flow="card_sale:99", sale=None)
        unsigned = replace(stray, card=None, sealed=None, signature=SIGNED)
        for commit in (stray, unsigned):
            assert refusal(store, commit) is StoreErrorKind.OTHER
        assert write(store, lambda: store.store.sealed_card(HANDLE)) is None
        assert write(store, lambda: store.store.flow("card_sale:99")) is None
        assert store.store.journal_rows == 1
        assert store.verify(60).problems == ()


def test_a_step_that_is_refused_keeps_no_card(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell_by_card(store)
        wrong = replace(
            step(identity),
            sale=SaleUpdate(99, SaleState.CLOSED),
            card=replace(approved_record(1), rrn="999999999999"),
            sealed=sealed("other"),
            wiped=HANDLE,
            signature=Signature((((1, 1),),)),
        )
        before = write(store, lambda: store.store.sale(identity.sale_id))
        assert refusal(store, wrong) is StoreErrorKind.OTHER
        assert write(store, lambda: store.store.sale(identity.sale_id)) == before
        assert write(store, lambda: store.store.sealed_card(HANDLE)) == sealed()
        assert write(store, lambda: store.store.sealed_card("other")) is None
        assert write(store, lambda: store.store.signature(identity.sale_id)) == SIGNED
        assert store.verify(60).problems == ()


def test_a_contact_stays_whatever_the_flow_writes(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin_card(store)
        write(store, lambda: store.store.commit(armed(identity, 1)))
        rows = store.store.journal_rows
        note = "  陈女士 +65 8123 4567 "
        write(store, lambda: store.store.note_contact(identity.attempt_id, note))
        assert store.store.journal_rows == rows
        write(store, lambda: store.store.commit(reversing(identity, 1)))
        sale = write(store, lambda: store.store.sale(identity.sale_id))
        assert sale is not None
        assert sale.card is not None
        assert sale.card.contact == "陈女士 +65 8123 4567"
        write(store, lambda: store.store.note_contact(identity.attempt_id, "x" * 500))
        sale = write(store, lambda: store.store.sale(identity.sale_id))
        assert sale is not None
        assert sale.card is not None
        assert sale.card.contact == "x" * MOST_CONTACT
        assert store.verify(60).problems == ()


def test_a_contact_needs_a_card(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        wallet, card = sell(store), begin_card(store)
        for attempt_id in (wallet.attempt_id, card.attempt_id, 99):
            with pytest.raises(StoreError) as caught:
                write(store, partial(store.store.note_contact, attempt_id, "x"))
            assert caught.value.kind is StoreErrorKind.OTHER


def test_a_trace_number_leads_to_its_newest_flow(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        first, second = begin_card(store), begin_card(store)
        for identity in (second, first):
            write(store, partial(store.store.commit, armed(identity, 5, f"h{identity.sale_id}")))
        assert write(store, lambda: store.store.flow_of_stan(5)) == card_flow(second)
        assert write(store, lambda: store.store.flow_of_stan(6)) is None


def test_the_batch_of_a_sale_is_open_until_it_is_settled(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell_by_card(store)
        assert write(store, lambda: store.store.batch_is_open(identity.sale_id))
        assert not write(store, lambda: store.store.batch_is_open(99))
        session = store.store._session

        def settle() -> None:
            with session.transaction():
                session.execute("UPDATE batches SET is_open = 0 WHERE acquirer = 'cards'")

        write(store, settle)
        assert not write(store, lambda: store.store.batch_is_open(identity.sale_id))


def test_what_is_no_seal_or_signature_is_damage(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell_by_card(store)
    with raw(tmp_path) as engine:
        engine.execute("UPDATE vault SET sealed = 'xyz'")
        engine.execute("UPDATE signatures SET strokes = '[]'")
    with opened(tmp_path) as store:
        for work in (
            partial(store.store.sealed_card, HANDLE),
            partial(store.store.signature, identity.sale_id),
        ):
            with pytest.raises(StoreError) as caught:
                write(store, work)
            assert caught.value.kind is StoreErrorKind.DAMAGED


def test_card_methods_belong_to_the_writers_thread(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        calls = (
            lambda: port.reserve_stans(1),
            lambda: port.flow_of_stan(1),
            lambda: port.batch_is_open(1),
            lambda: port.sealed_card(HANDLE),
            lambda: port.signature(1),
            lambda: port.note_contact(1, "x"),
        )
        for call in calls:
            with pytest.raises(WrongThreadError):
                call()


def test_wallets_go_on_beside_cards(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell_by_card(store)
        identity = begin(store)
        write(store, lambda: store.store.commit(shown(identity)))
        flows = write(store, store.store.open_flows)
        assert [flow.flow for flow in flows] == [flow_of(identity)]

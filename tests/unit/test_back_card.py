"""Voids and refunds by card: armed before a byte leaves, done or taken back, never both."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows import card_lane
from kpay_desktop.flows.card_calls import IssuerWords
from kpay_desktop.flows.money_back import table
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import EndReason, Phase
from kpay_desktop.ports_cards import (
    CardRemoved,
    ChoiceNeeded,
    HostApproved,
    ReadFailed,
    ReadProblem,
)
from tests.helpers.back_counter import (
    CODE,
    NO,
    NOT_REVERSED,
    RRN,
    SILENT,
    TOTAL,
    UNSENT,
    YES,
    BackCounter,
)
from tests.helpers.card_counter import NUMBER
from tests.helpers.card_counter import RRN as SALE_RRN

BOTH = [(SlipCopy.MERCHANT, False), (SlipCopy.CUSTOMER, False)]
GONE = t.ReversalNotFound(batch_is_open=True, can_arrive=True)


@pytest.fixture
def counter() -> BackCounter:
    return BackCounter()


# --- a void ---------------------------------------------------------------------------------


def test_a_void_is_armed_on_the_disk_before_it_is_sent(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    mark = len(counter.diary)
    flow = counter.void(sale_id)
    assert counter.cards.since(mark) == ["begin", "SendToHost"]
    sale, record = counter.sale(sale_id), counter.row(flow)
    assert (record.state, record.is_armed, record.stan) == (ReturnState.PENDING, True, 2)
    assert (record.operator_id, record.approver_id) == ("01", "90")
    assert [each.act.subject for each in counter.store.authorised] == [f"sale:{sale_id}"]
    sent = counter.host[0].effect
    assert isinstance(sent, t.SendToHost)
    assert (sent.voucher, sent.batch_no, sent.amount_minor) == (
        *(sale.identity.voucher, sale.identity.batch_no),
        TOTAL,
    )
    assert (sent.rrn, sent.sold_at) == (SALE_RRN, counter.clock.now())
    assert sale.card is not None
    assert sent.handle == sale.card.facts.handle
    # Its number came out of the vault: the sale's was let go of long ago.
    kept = counter.box.get(sent.handle)
    assert kept is not None
    assert (kept.number, kept.track_2) == (NUMBER, "")


def test_a_void_that_is_done_voids_its_sale_and_prints_in_the_same_step(
    counter: BackCounter,
) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(YES, IssuerWords("00"))
    written = counter.store.journal[-1]
    assert written.sale is not None
    assert written.back is not None
    assert (written.sale.state, written.back.state) == (SaleState.VOIDED, ReturnState.DONE)
    assert len(written.print_requests) == 2
    assert counter.sale(sale_id).state is SaleState.VOIDED
    record = counter.view(flow).back
    assert (record.state, record.rrn, record.approval_code) == (ReturnState.DONE, RRN, CODE)
    assert record.sale.state is SaleState.VOIDED
    assert counter.slips(flow) == BOTH
    assert counter.diary[-1] == "print"
    assert counter.box.get(f"card:{counter.sale(sale_id).identity.attempt_id}") is None
    assert counter.store.open_flows() == []
    # The number of a sale stays in the vault until its batch is settled.
    assert counter.store.vault


def test_a_void_that_the_host_declines_leaves_the_sale_as_it_was(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(NO)
    assert counter.row(flow).state is ReturnState.REFUSED
    assert (counter.row(flow).host_code, counter.row(flow).is_armed) == ("12", False)
    assert counter.sale(sale_id).state is SaleState.APPROVED
    assert counter.slips(flow) == []
    assert counter.void(sale_id) != flow


def test_a_void_that_never_left_is_no_void(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(UNSENT)
    state = counter.stored(flow)
    assert (state.phase, state.end) == (Phase.REFUSED, EndReason.NOT_SENT)
    assert counter.sale(sale_id).returning_minor == 0


def test_a_void_that_times_out_is_reversed_itself(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(SILENT)
    assert counter.row(flow).state is ReturnState.PENDING
    assert counter.waiting() == ["ReverseAtHost"]
    reversal = counter.host[0].effect
    assert (reversal.stan, reversal.voucher) == (2, counter.sale(sale_id).identity.voucher)
    counter.answer(NOT_REVERSED)
    assert counter.host == []
    counter.timers.advance(5)
    counter.answer(t.ReversalDone())
    assert counter.row(flow).state is ReturnState.UNDONE
    assert counter.sale(sale_id).state is SaleState.APPROVED
    assert counter.slips(flow) == []
    assert counter.store.vault


def test_not_found_counts_once_it_can_no_longer_arrive(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(SILENT)
    counter.answer(GONE)
    assert counter.row(flow).state is ReturnState.PENDING
    counter.timers.advance(181)
    counter.answer(GONE)
    assert counter.row(flow).state is ReturnState.UNDONE


def test_not_found_in_a_batch_that_is_closed_is_a_persons_business(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(SILENT)
    counter.settle()
    counter.timers.advance(181)
    counter.answer(GONE)
    assert counter.stored(flow).needs_person
    assert counter.row(flow).state is ReturnState.PENDING


# --- a yes that comes late --------------------------------------------------------------------


def test_a_late_yes_to_a_void_that_is_being_reversed_changes_nothing(
    counter: BackCounter,
) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(SILENT)
    counter.cards.runner.late_answer(HostApproved(2, RRN, CODE, "00"))
    assert (counter.stored(flow).was_approved, counter.row(flow).rrn) == (True, RRN)
    assert counter.row(flow).state is ReturnState.PENDING
    counter.answer(t.ReversalDone())
    assert counter.row(flow).state is ReturnState.UNDONE


def test_a_late_yes_to_a_void_that_was_refused_is_taken_back(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(NO)
    counter.cards.runner.late_answer(HostApproved(2, RRN, CODE, "00"))
    assert counter.row(flow).state is ReturnState.PENDING
    assert counter.waiting() == ["ReverseAtHost"]
    counter.answer(t.ReversalDone())
    assert counter.row(flow).state is ReturnState.UNDONE
    assert counter.sale(sale_id).state is SaleState.APPROVED


def test_a_late_yes_waits_for_a_store_that_can_be_read(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(NO)
    counter.store.unreadable = True
    counter.cards.runner.late_answer(HostApproved(2, RRN, CODE, "00"))
    counter.store.unreadable = False
    counter.timers.advance(2)
    assert counter.row(flow).state is ReturnState.PENDING
    assert "late approval waits" in caplog.text


# --- a refund -------------------------------------------------------------------------------


def test_a_refund_before_settlement_goes_by_the_number_in_the_vault(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    flow = counter.refund(sale_id, 1_000)
    sent = counter.host[0].effect
    assert isinstance(sent, t.SendToHost)
    assert (sent.kind, sent.amount_minor, sent.rrn, sent.sold_at) == (
        *(ReturnKind.REFUND, 1_000),
        *("", None),
    )
    assert sent.voucher == counter.row(flow).identity.voucher
    assert sent.voucher != counter.sale(sale_id).identity.voucher
    counter.answer(YES)
    sale = counter.sale(sale_id)
    assert (sale.state, sale.refunded_minor, sale.returning_minor) == (
        *(SaleState.APPROVED, 1_000),
        0,
    )
    assert counter.slips(flow) == BOTH


def test_after_settlement_the_card_is_shown_again_and_sealed_before_it_is_sent(
    counter: BackCounter,
) -> None:
    sale_id = counter.sell_card()
    counter.settle()
    flow = counter.refund(sale_id)
    assert counter.readers.requests[-1].flow == flow
    assert counter.row(flow).state is ReturnState.OPEN
    assert counter.sale(sale_id).returning_minor == 1_000
    counter.present(flow)
    assert counter.stored(flow).phase is Phase.CONFIRMING
    assert not counter.store.vault
    counter.runner.confirm(flow)
    handle = f"back:{counter.row(flow).identity.return_id}"
    assert counter.cards.vault.open(handle, counter.store.vault[handle].sealed).number == NUMBER
    assert counter.host[0].effect.handle == handle
    counter.answer(YES, IssuerWords("00"))
    assert counter.row(flow).state is ReturnState.DONE
    # The row is sent to the host by its number when its batch is settled.
    assert handle in counter.store.vault
    assert counter.box.get(handle) is None


def test_a_number_that_the_vault_has_lost_is_read_from_the_card(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    counter.store.vault.clear()
    flow = counter.void(sale_id)
    assert counter.stored(flow).phase is Phase.READING
    counter.present(flow)
    counter.runner.confirm(flow)
    counter.answer(YES)
    assert counter.sale(sale_id).state is SaleState.VOIDED


def test_another_card_is_not_taken(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    counter.settle()
    flow = counter.refund(sale_id)
    counter.present(flow, last_four="0028")
    state = counter.view(flow).state
    assert (state.phase, state.problem) == (Phase.READING, ReadProblem.ANOTHER_CARD)
    assert len([r for r in counter.readers.requests if r.flow == flow]) == 2
    assert counter.box.get(table.handle_of(counter.row(flow).identity.return_id)) is None
    counter.present(flow)
    counter.runner.confirm(flow)
    assert counter.waiting() == ["SendToHost"]


def test_a_chip_hears_how_it_ended_and_the_page_hears_that_it_is_out(
    counter: BackCounter,
) -> None:
    sale_id = counter.sell_card()
    counter.settle()
    flow = counter.refund(sale_id)
    counter.present(flow, EntryMode.CHIP)
    assert counter.view(flow).card_in
    counter.runner.confirm(flow)
    counter.answer(YES, IssuerWords("00", b"\x91"))
    assert counter.readers.words[-1:] == [("00", b"\x91", b"")]
    assert counter.view(flow).card_in
    counter.runner.reader_news(CardRemoved(flow))
    assert not counter.view(flow).card_in


def test_a_chip_that_goes_while_the_host_is_asked_changes_nothing(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    counter.settle()
    flow = counter.refund(sale_id)
    counter.present(flow, EntryMode.CHIP)
    counter.runner.confirm(flow)
    counter.runner.reader_news(ReadFailed(flow, EntryMode.CHIP, ReadProblem.REMOVED))
    assert not counter.view(flow).card_in
    counter.answer(SILENT)
    assert counter.readers.words[-1:] == [(None, b"", b"")]
    counter.answer(t.ReversalDone())
    assert counter.row(flow).state is ReturnState.UNDONE
    assert not counter.store.vault


def test_the_application_that_paid_is_chosen(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    counter.settle()
    flow = counter.refund(sale_id)
    counter.runner.reader_news(ChoiceNeeded(flow, ("A", "B")))
    assert counter.diary[-1] == "choose 0"


def test_a_chip_that_fails_lets_its_stripe_be_read(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    counter.settle()
    flow = counter.refund(sale_id)
    failed = ReadFailed(flow, EntryMode.CHIP, ReadProblem.SWIPE, fallback=True)
    counter.runner.reader_news(failed)
    assert counter.readers.requests[-1].fallback
    assert counter.view(flow).state.problem is ReadProblem.SWIPE


@pytest.mark.parametrize("how", ["cancelled", "nobody came"])
def test_a_refund_whose_card_is_not_shown_ends_and_reserves_nothing(
    counter: BackCounter, how: str
) -> None:
    sale_id = counter.sell_card()
    counter.settle()
    flow = counter.refund(sale_id)
    counter.present(flow, last_four="0028")
    counter.present(flow)
    if how == "cancelled":
        counter.runner.cancel(flow)
    else:
        counter.timers.advance(120)
    assert counter.row(flow).state is ReturnState.CLOSED
    assert counter.sale(sale_id).returning_minor == 0
    assert counter.diary.count("stop") >= 1
    assert counter.box.get(table.handle_of(counter.row(flow).identity.return_id)) is None


def test_a_card_whose_data_is_gone_from_memory_is_read_again(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    counter.settle()
    flow = counter.refund(sale_id)
    counter.present(flow)
    counter.box.wipe(f"back:{flow.rpartition(':')[2]}")
    counter.runner.confirm(flow)
    state = counter.view(flow).state
    assert (state.phase, state.problem) == (Phase.READING, ReadProblem.TRY_AGAIN)
    assert counter.host == []


def test_a_batch_that_is_full_of_refunds_takes_no_more(
    counter: BackCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale_id = counter.sell_card()
    counter.refund(sale_id, 1)
    counter.answer(YES)
    monkeypatch.setattr(card_lane, "MOST_ROWS", 1)
    counter.press(ReturnKind.REFUND, sale_id, 1)
    assert counter.refused().problem is None
    assert counter.sale(sale_id).returning_minor == 0

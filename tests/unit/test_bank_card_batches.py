"""The card host's voids, refunds and settlement, as any terminal would see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.bank_books import audited
from tests.helpers.card_batch_caller import refund_to, row_of, totals_of, void_of
from tests.helpers.card_caller import CardTold
from tests.helpers.inner_bank import InnerBank, inner_bank

TOTAL = 3_080
CARD = "visa-stripe"


@pytest.fixture
def host(tmp_path: Path) -> Iterator[InnerBank]:
    """A bank whose terminal begins with batch 1."""
    with inner_bank(tmp_path / "bank", cents_table=False) as bank:
        yield bank


def left(bank: InnerBank) -> int:
    """Return what is left on the card, in cents."""
    accounts = {one.code: one for one in bank.desk.card_state().accounts}
    return accounts[f"card:{CARD}"].balance_minor


def sell(bank: InnerBank, amount_minor: int = TOTAL) -> tuple[dict[int, str], CardTold]:
    """Sell something; return what was asked and what was told."""
    asked = bank.cards.stripe_sale(amount_minor, CARD)
    told = bank.cards.ask("0200", asked)
    assert told.code == "00"
    return asked, told


# --- void -----------------------------------------------------------------------------------


def test_a_void_gives_the_money_back_once(host: InnerBank) -> None:
    before = left(host)
    asked, told = sell(host)
    void = void_of(host.cards, asked, told[37])
    voided = host.cards.ask("0200", void)
    assert (voided.kind, voided.code) == ("0210", "00")
    assert voided[37] != told[37]
    assert left(host) == before
    assert host.cards.ask("0200", void).raw == voided.raw, "the same message, the same answer"
    assert left(host) == before
    assert host.cards.ask("0200", void_of(host.cards, asked)).code == "12"


def test_a_void_of_no_sale_is_not_found(host: InnerBank) -> None:
    asked, told = sell(host)
    for void in (
        void_of(host.cards, asked) | {62: "999999"},
        void_of(host.cards, asked) | {4: f"{TOTAL + 1:012d}"},
        void_of(host.cards, asked, "000000000000"),
    ):
        assert host.cards.ask("0200", void).code == "25"
    assert host.cards.ask("0200", void_of(host.cards, asked, told[37])).code == "00"


def test_a_void_that_is_reversed_leaves_the_sale_charged(host: InnerBank) -> None:
    before = left(host)
    asked, _ = sell(host)
    void = void_of(host.cards, asked)
    host.cards.ask("0200", void)
    assert host.cards.ask("0400", void).code == "00"
    assert left(host) == before - TOTAL
    assert host.cards.ask("0400", void).code == "00"
    assert left(host) == before - TOTAL
    assert host.cards.ask("0200", void_of(host.cards, asked)).code == "00"
    assert left(host) == before


def test_a_reversal_that_overtakes_its_void_keeps_it_from_being_done(host: InnerBank) -> None:
    before = left(host)
    asked, _ = sell(host)
    void = void_of(host.cards, asked)
    assert host.cards.ask("0400", void).code == "25"
    assert host.cards.ask("0200", void).code == "05"
    assert left(host) == before - TOTAL


def test_a_voided_sale_that_is_reversed_is_not_paid_back_twice(host: InnerBank) -> None:
    before = left(host)
    asked, _ = sell(host)
    host.cards.ask("0200", void_of(host.cards, asked))
    assert host.reverse(asked) == "00"
    assert left(host) == before


def test_the_number_of_a_sale_is_no_number_for_a_void(host: InnerBank) -> None:
    asked, _ = sell(host)
    assert host.cards.ask("0200", void_of(host.cards, asked, stan=asked[11])).code == "94"


# --- refund ---------------------------------------------------------------------------------


def test_a_refund_gives_money_to_the_card(host: InnerBank) -> None:
    before = left(host)
    refund = refund_to(host.cards, 1_000, CARD)
    told = host.cards.ask("0200", refund)
    assert (told.code, left(host)) == ("00", before + 1_000)
    assert host.cards.ask("0200", refund).raw == told.raw
    assert left(host) == before + 1_000
    other = refund_to(host.cards, 2_000, CARD, stan=refund[11])
    assert host.cards.ask("0200", other).code == "94"
    assert host.cards.ask("0400", refund).code == "00"
    assert left(host) == before


def test_a_refund_to_an_unknown_card_is_declined(host: InnerBank) -> None:
    refund = refund_to(host.cards, 1_000, CARD) | {2: "4999990000000005"}
    assert host.cards.ask("0200", refund).code == "14"


@pytest.mark.parametrize("code", ["05", "96"])
def test_the_desk_chooses_the_answer_to_a_void(host: InnerBank, code: str) -> None:
    asked, _ = sell(host)
    host.desk.set_next_card("code", kind="back", code=code)
    void = void_of(host.cards, asked)
    assert host.cards.ask("0200", void).code == code
    assert host.cards.ask("0200", void_of(host.cards, asked)).code == "00"


# --- settlement -----------------------------------------------------------------------------


def test_totals_that_agree_close_the_batch(host: InnerBank) -> None:
    asked, told = sell(host)
    sell(host, 1_000)
    host.cards.ask("0200", void_of(host.cards, asked, told[37]))
    host.cards.ask("0200", refund_to(host.cards, 300, CARD))
    totals = totals_of(host.cards, 1, (1, 1_000, 1, 300))
    closed = host.cards.ask("0500", totals)
    assert (closed.kind, closed.code, closed[63]) == ("0510", "00", totals[63])
    assert host.cards.ask("0500", totals).raw == closed.raw, "a repeat has the same answer"
    assert host.cards.ask("0500", totals_of(host.cards, 1, (1, 1_000, 1, 300))).code == "80"
    after, _ = sell(host)
    assert host.desk.card_state().sales[0].batch_no == 2
    assert host.cards.ask("0200", void_of(host.cards, asked)).code == "25", "its batch is closed"
    assert host.cards.ask("0200", void_of(host.cards, after)).code == "00"


def test_totals_that_differ_are_told_and_settled_row_by_row(
    host: InnerBank, tmp_path: Path
) -> None:
    first, second = sell(host), sell(host, 1_000)
    refund = refund_to(host.cards, 300, CARD)
    refunded = host.cards.ask("0200", refund)
    wrong = host.cards.ask("0500", totals_of(host.cards, 1, (1, TOTAL, 0, 0)))
    assert (wrong.code, wrong[63]) == ("95", totals_of(host.cards, 1, (2, 4_080, 1, 300))[63])
    row = row_of(host.cards, *first)
    assert host.cards.ask("0320", row).code == "00"
    assert host.cards.ask("0320", row).code == "00", "a row again changes nothing"
    assert host.cards.ask("0320", row_of(host.cards, refund, refunded)).code == "00"
    end = totals_of(host.cards, 1, (1, TOTAL, 1, 300), end=True)
    closed = host.cards.ask("0500", end)
    assert (closed.code, closed[63]) == ("00", end[63])
    assert host.cards.ask("0500", end).raw == closed.raw
    with audited(tmp_path / "bank" / "bank.sqlite3") as db:
        batch = dict(db.execute("SELECT * FROM card_batches").fetchone())
        assert (batch["sales"], batch["uploaded"]) == (1, 1)
        uploads = {row["original_stan"] for row in db.execute("SELECT * FROM card_uploads")}
        assert uploads == {first[0][11], refund[11]}
        assert second[0][11] not in uploads


def test_a_row_that_the_host_has_otherwise_is_named_by_its_code(host: InnerBank) -> None:
    asked, told = sell(host)
    row = row_of(host.cards, asked, told)
    assert host.cards.ask("0320", row | {4: f"{TOTAL + 100:012d}"}).code == "13"
    strange = row | {60: f"0200999999{told[37]}"}
    assert host.cards.ask("0320", strange).code == "25"
    host.reverse(asked)
    assert host.cards.ask("0320", row_of(host.cards, asked, told)).code == "25"


def test_an_end_that_the_rows_do_not_bear_out_differs_still(host: InnerBank) -> None:
    asked, told = sell(host)
    host.cards.ask("0320", row_of(host.cards, asked, told))
    assert host.cards.ask("0500", totals_of(host.cards, 1, (2, 9_999, 0, 0), end=True)).code == "95"
    assert host.cards.ask("0500", totals_of(host.cards, 1, (1, TOTAL, 0, 0), end=True)).code == "00"


def test_an_empty_batch_can_be_settled(host: InnerBank) -> None:
    assert host.cards.ask("0500", totals_of(host.cards, 1, (0, 0, 0, 0))).code == "00"


@pytest.mark.parametrize(
    "spoilt", [{60: "1"}, {60: "abcdef"}, {63: "12"}, {63: "x" * 90}, {42: "1".ljust(15)}]
)
def test_totals_without_form_are_refused(host: InnerBank, spoilt: dict[int, str]) -> None:
    told = host.cards.ask("0500", totals_of(host.cards, 1, (0, 0, 0, 0)) | spoilt)
    assert told.code in {"30", "03"}
    assert host.cards.ask("0500", totals_of(host.cards, 1, (0, 0, 0, 0))).code == "00"


def test_batches_outlive_the_bank(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "bank", cents_table=False) as bank:
        sell(bank)
        totals = totals_of(bank.cards, 1, (1, TOTAL, 0, 0))
        closed = bank.cards.ask("0500", totals)
    with inner_bank(tmp_path / "bank", cents_table=False) as again:
        again.cards.stan = 500
        assert again.cards.ask("0500", totals).fields == closed.fields
        assert again.cards.ask("0500", totals_of(again.cards, 2, (0, 0, 0, 0))).code == "00"

"""No card's number is kept of what people type."""

from __future__ import annotations

import logging

import pytest

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.free_text import without_card_numbers
from kpay_desktop.flows.cash_view import DrawerDone
from tests.helpers.cash_counter import CASHIER, CashCounter
from tests.helpers.memory_store import InMemoryStore

NUMBERS = ("4761739001010010", "4761 7390 0101 0010", "4761-7390-0101-0010", "378282246310005")


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("around", ["{}", "card {} please", ";{}=22122011000012300000?"])
def test_a_number_is_hidden_wherever_it_stands(number: str, around: str) -> None:
    kept = without_card_numbers(around.format(number))
    assert number not in kept
    assert number.replace(" ", "").replace("-", "") not in kept
    assert "****" in kept


def test_digits_typed_before_and_behind_a_number_do_not_save_it() -> None:
    assert without_card_numbers("12 4761739001010010 7") == "****0107"


@pytest.mark.parametrize(
    "text",
    ["Change for the bank", "Invoice 2026-11-22 / 000017", "+65 9123 4567", "4761739001", ""],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert without_card_numbers(text) == text


@pytest.mark.parametrize("number", NUMBERS)
def test_a_reason_at_the_drawer_keeps_no_number(
    number: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store = InMemoryStore()
    counter = CashCounter(store=store)
    counter.desk.pay_in("press-1", 500, f"for {number}", CASHIER)
    leave = counter.leave(Supervised.NO_SALE, 0)
    counter.desk.open_drawer("press-2", number, CASHIER, leave)
    done = [one for one in counter.news if isinstance(one, DrawerDone)]
    assert [one.move.entry.reason for one in done] == [
        "for ****" + number[-4:],
        "****" + number[-4:],
    ]
    for commit in store.journal:
        assert number not in f"{commit.state}{commit.event}{commit.drawer}"
    assert number not in caplog.text

"""What differs is said in words on the page, whatever code stands behind it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kpay_desktop.domain.message import message
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settle_view import SettleBegun, SettleView
from kpay_desktop.flows.settlement.state import (
    Agreement,
    CarriedRow,
    Difference,
    Kind,
    Phase,
    SettlementState,
)
from kpay_desktop.flows.settlement.steps import CLOSED_THERE, NOT_COMPARED, NOT_FOUND, NOT_SENT
from tests.helpers.settle_front import at_settlement
from ui.present_settled import comparison, state_of
from ui.views import OK, WARN
from ui.views_settlement import SettlementView

STATE = SettlementState(
    settlement_id=1,
    kind=Kind.WALLETS,
    acquirer="wechat",
    batch_no=1,
    begun_at=datetime(2026, 11, 22, tzinfo=UTC),
    operator_id="01",
    phase=Phase.SETTLED,
    ours=Totals(1, 1_000),
    rows=1,
    agreement=Agreement.DIFFER,
)


@pytest.mark.parametrize(
    ("code", "theirs", "word"),
    [
        (NOT_COMPARED, None, "settlement.row_unanswered"),
        (NOT_SENT, None, "settlement.row_not_sent"),
        (NOT_FOUND, 0, "settlement.row_missing"),
        (CLOSED_THERE, 0, "settlement.row_missing"),
        ("", 900, "settlement.row_amount"),
        ("25", None, "settlement.row_refused"),
    ],
)
def test_a_difference_is_said_in_words(code: str, theirs: int | None, word: str) -> None:
    state = replace(STATE, differences=(Difference(7, "000107", 1_000, theirs, code),))
    (row,) = comparison(SettleView("settlement:1", 1, state)).rows
    assert row.about.id == word


def test_agreement_is_claimed_only_where_no_voucher_differs() -> None:
    agreed = replace(STATE, agreement=Agreement.UPLOADED)
    verdict = comparison(SettleView("settlement:1", 1, agreed)).verdict
    assert verdict is not None
    assert (verdict.text.id, verdict.tone) == ("settlement.uploaded", OK)
    named = replace(agreed, differences=(Difference(7, "000107", 1_000, None, "13"),))
    verdict = comparison(SettleView("settlement:1", 1, named)).verdict
    assert verdict is not None
    assert (verdict.text.id, verdict.tone) == ("settlement.differ", WARN)
    assert state_of(agreed) == (message("settlement.state_uploaded"), OK)
    assert state_of(named) == (message("settlement.state_differ"), WARN)
    assert state_of(replace(agreed, unnamed=1)) == (message("settlement.state_differ"), WARN)


def test_what_goes_on_in_the_next_batch_is_named_above_its_rows() -> None:
    rows = tuple(CarriedRow(n, f"00010{n}", Method.WECHAT, 1_000) for n in range(1, 5))
    shown = comparison(SettleView("settlement:1", 1, replace(STATE, carried_rows=rows)))
    assert shown.rows_title == message("settlement.carried", vouchers="000101, 000102, 000103")
    assert len(shown.rows) == 4


def test_batch_numbers_begin_again_behind_the_last() -> None:
    last = SettleView("settlement:1", 1, replace(STATE, batch_no=999_999))
    front = at_settlement()
    front.controller.news(SettleBegun((last,)))
    line = front.body(SettlementView).side.line
    assert line == message("settlement.settled_line", batch="999999", next="000001")

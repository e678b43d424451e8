"""Void, refund and settlement at a host that does as it is told: what is sent, what is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.totals import Totals
from kpay_desktop.hosts.iso8583.batch_messages import read_totals, totals_field
from kpay_desktop.hosts.iso8583.profile import parse_profile
from kpay_desktop.ports_batch import (
    BackRequest,
    BatchAnswer,
    BatchHost,
    BatchRow,
    BatchTotals,
    RowAnswer,
)
from kpay_desktop.ports_cards import (
    CardData,
    HostDeclined,
    HostDoubtful,
    ReversalAnswer,
    ReversalStatus,
    Silence,
)
from kpay_desktop.settings_reader import SettingsError
from tests.helpers.card_client import APPROVED, silence, till_with
from tests.helpers.card_host import LOCAL_AT, PAN, TRACK, WAIT_S, answers, cut

SOLD_AT = LOCAL_AT - timedelta(hours=3, minutes=30)
TERMINAL = {24: "003", 41: "11000042", 42: "888100000000042"}
VOID = BackRequest(
    ReturnKind.VOID, 42, "000123", 7, 1284, EntryMode.CHIP, "card:1", LOCAL_AT,
    "632614000041", SOLD_AT,
)  # fmt: skip
REFUND = replace(VOID, kind=ReturnKind.REFUND, voucher="000131", rrn="", sold_at=None)
TOTALS = Totals(12, 48_250, 1, 500)
BATCH = BatchTotals(42, 7, TOTALS, LOCAL_AT)
FIELD_63 = "012000000048250" + "001000000000500" + "0" * 60
ROW = BatchRow(
    43, None, 17, "000123", 7, 1284, 84, EntryMode.TAP, "card:1", "632614000041", "A1B2C3", SOLD_AT
)


def test_the_client_settles_and_gives_back() -> None:
    with till_with() as till:
        checked: BatchHost = till.client
        assert checked is till.client


# --- void and refund --------------------------------------------------------------------------


def test_a_void_names_the_sale_it_undoes() -> None:
    with till_with() as till:
        assert till.client.give_back(VOID, WAIT_S) == APPROVED
        fields = till.host.heard[0].fields
    assert fields == {
        **TERMINAL, 0: "0200", 2: PAN, 3: "020000", 4: "000000001284", 11: "000042",
        12: "110208", 13: "1122", 14: "2212", 22: "052", 25: "00", 37: "632614000041",
        62: "000123",
    }  # fmt: skip


def test_a_refund_is_as_a_sale_and_has_its_own_voucher() -> None:
    with till_with() as till:
        assert till.client.give_back(REFUND, WAIT_S) == APPROVED
        fields = till.host.heard[0].fields
    assert (fields[0], fields[3], fields[62]) == ("0200", "200000", "000131")
    assert fields[35] == TRACK
    assert not {2, 14, 37} & fields.keys()


def test_a_refund_with_a_card_of_the_vault_has_number_and_expiry() -> None:
    with till_with() as till:
        till.box.card = CardData(PAN, "2212")
        assert till.client.give_back(REFUND, WAIT_S) == APPROVED
        fields = till.host.heard[0].fields
    assert (fields[2], fields[14]) == (PAN, "2212")
    assert not {35, 55} & fields.keys()


@pytest.mark.parametrize(("request_", "code"), [(VOID, "020000"), (REFUND, "200000")])
def test_a_reversal_of_it_has_its_numbers_and_its_code(request_: BackRequest, code: str) -> None:
    with till_with(answers(f37="", f38="")) as till:
        done = ReversalAnswer(42, ReversalStatus.DONE, "00")
        assert till.client.reverse_back(request_, WAIT_S) == done
        fields = till.host.heard[0].fields
    assert (fields[0], fields[3], fields[11]) == ("0400", code, "000042")
    assert fields[62] == request_.voucher
    assert not {35, 37} & fields.keys()


def test_a_voids_answers_are_believed_like_a_sales() -> None:
    acts = (answers(f39="12"), answers(f39="68"), answers(f3="000000"), cut)
    with till_with(*acts) as till:
        assert till.client.give_back(VOID, WAIT_S) == HostDeclined(42, "12", "632614000042")
        assert till.client.give_back(VOID, WAIT_S) == HostDoubtful(42, "68")
        assert till.client.give_back(VOID, 0.5) == silence(Silence.MISMATCH)
        assert till.client.give_back(VOID, WAIT_S) == silence(Silence.CUT)


def test_without_a_card_nothing_is_sent() -> None:
    with till_with() as till:
        till.box.card = None
        nothing = silence(Silence.NO_CARD_DATA, sent=False)
        assert till.client.give_back(VOID, WAIT_S) == nothing
        assert till.client.reverse_back(REFUND, WAIT_S) == nothing
        assert till.client.upload(ROW, WAIT_S) == replace(nothing, stan=43)
        assert not till.host.heard


# --- settlement -------------------------------------------------------------------------------


def test_our_totals_are_sent_and_agreed_to() -> None:
    with till_with(answers(f37="", f38="", f63=FIELD_63)) as till:
        assert till.client.settle(BATCH, WAIT_S) == BatchAnswer(42, "00", TOTALS)
        fields = till.host.heard[0].fields
    assert fields == {
        **TERMINAL, 0: "0500", 3: "920000", 11: "000042", 60: "000007", 63: FIELD_63,
    }  # fmt: skip
    assert len(FIELD_63) == 90


def test_a_repeat_is_the_identical_message() -> None:
    with till_with(cut, answers(f39="95", f63="")) as till:
        assert till.client.settle(BATCH, WAIT_S) == silence(Silence.CUT)
        assert till.client.settle(BATCH, WAIT_S) == BatchAnswer(42, "95")
        first, second = (heard.data for heard in till.host.heard)
    assert first == second


def test_the_end_of_an_upload_has_its_own_code() -> None:
    with till_with(answers()) as till:
        assert till.client.end_upload(BATCH, WAIT_S) == BatchAnswer(42, "00")
        fields = till.host.heard[0].fields
    assert (fields[0], fields[3], fields[63]) == ("0500", "960000", FIELD_63)


def test_a_row_names_the_message_it_repeats() -> None:
    with till_with(answers(f39="25")) as till:
        assert till.client.upload(ROW, WAIT_S) == RowAnswer(43, "25")
        fields = till.host.heard[0].fields
    assert fields == {
        **TERMINAL, 0: "0320", 2: PAN, 3: "000000", 4: "000000001284", 11: "000043",
        12: "110208", 13: "1122", 14: "2212", 22: "072", 25: "00", 37: "632614000041",
        38: "A1B2C3", 39: "00", 54: "000000000084", 60: "0200000017632614000041", 62: "000123",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "code"), [(None, "000000"), (ReturnKind.VOID, "020000"), (ReturnKind.REFUND, "200000")]
)
def test_a_row_has_the_code_of_its_kind(kind: ReturnKind | None, code: str) -> None:
    with till_with() as till:
        assert till.client.upload(replace(ROW, kind=kind), WAIT_S) == RowAnswer(43, "00")
        assert till.host.heard[0].fields[3] == code


def test_totals_that_make_no_sense_are_none() -> None:
    for text in ("", "12", "0" * 29, "000000000000500" + "0" * 75, "x" * 90):
        assert read_totals(text) is None
    with till_with(answers(f63="9" * 90)) as till:
        assert till.client.settle(BATCH, WAIT_S) == BatchAnswer(42, "00")


COUNTS = st.integers(1, 999)
CENTS = st.integers(0, 10**12 - 1)


@given(st.builds(Totals, COUNTS, CENTS, COUNTS, CENTS))
def test_totals_are_read_back_as_they_were_written(totals: Totals) -> None:
    assert read_totals(totals_field(totals)) == totals


@pytest.mark.parametrize("totals", [Totals(1_000, 1), Totals(1, 10**12), Totals(0, 0, 1_000, 1)])
def test_totals_that_do_not_fit_are_refused(totals: Totals) -> None:
    with pytest.raises(ValueError, match=r"999|twelve"):
        totals_field(totals)


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("void = [2, 3, 4, 11, 35, 41, 42]", "void"),
        ("upload = [3, 4, 11, 41]", "upload"),
        ("settlement = [3, 11, 41, 42, 60]", "settlement"),
        ('void_code = "2"', "void_code"),
        ("sale = [3, 4, 11, 37, 41, 42]", "sale"),
    ],
)
def test_a_profile_that_cannot_be_is_refused_by_name(more: str, key: str) -> None:
    head = 'terminal_id = "11000042"\nmerchant_id = "1"\naddress = { host = "a.b", port = 1 }\n'
    with pytest.raises(SettingsError, match=key):
        parse_profile(f"{head}[messages]\n{more}\n")

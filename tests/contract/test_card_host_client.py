"""The card host's client against a host that does as it is told: what is sent, what is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.ports_cards import (
    HostDeclined,
    HostDoubtful,
    ReversalAnswer,
    ReversalStatus,
    Silence,
)
from tests.helpers.card_client import APPROVED, silence, till_with
from tests.helpers.card_host import (
    LOCAL_AT,
    PAN,
    REVERSAL,
    SALE,
    STRIPE_CARD,
    TRACK,
    WAIT_S,
    answers,
)

# --- what is sent -----------------------------------------------------------------------------


def test_a_chip_sale_carries_what_the_dialect_lists() -> None:
    with till_with() as till:
        assert till.client.sale(replace(SALE, tip_minor=84), WAIT_S) == APPROVED
        fields = till.host.heard[0].fields
    assert fields == {
        0: "0200", 3: "000000", 4: "000000001284", 11: "000042", 22: "052", 23: "001", 24: "003",
        25: "00", 35: TRACK, 41: "11000042", 42: "888100000000042", 54: "000000000084",
        55: fields[55], 62: "000123",
    }  # fmt: skip
    assert fields[55] == (
        "5F2A0207025F34010182021C008407A000000003101095050080008000"
        "9A032611229F02060000000012849F100706010A03A0A0009F1E083132333435363738"
        "9F2608A1B2C3D4E5F607189F2701809F360200429F3704DEADBEEF"
    )


@pytest.mark.parametrize(
    ("entry", "mode"),
    [
        (EntryMode.CHIP, "052"),
        (EntryMode.TAP, "072"),
        (EntryMode.SWIPE, "022"),
        (EntryMode.FALLBACK, "802"),
    ],
)
def test_each_way_to_read_a_card_has_its_mode(entry: EntryMode, mode: str) -> None:
    with till_with() as till:
        assert till.client.sale(replace(SALE, entry=entry), WAIT_S) == APPROVED
        fields = till.host.heard[0].fields
    assert fields[22] == mode
    has_chip = entry in {EntryMode.CHIP, EntryMode.TAP}
    assert (55 in fields) == has_chip
    assert ("9F6E0420700000" in fields.get(55, "")) == (entry is EntryMode.TAP)
    assert 54 not in fields
    assert 64 not in fields


def test_a_stripe_has_its_track_and_no_chip_data() -> None:
    with till_with() as till:
        till.box.card = STRIPE_CARD
        assert till.client.sale(replace(SALE, entry=EntryMode.SWIPE), WAIT_S) == APPROVED
        assert till.host.heard[0].fields[35] == TRACK
        assert not {2, 14, 23, 55} & till.host.heard[0].fields.keys()


def test_a_chip_that_keeps_its_track_gives_number_and_expiry() -> None:
    with till_with() as till:
        assert till.box.card is not None
        till.box.card = replace(till.box.card, track_2="")
        assert till.client.sale(SALE, WAIT_S) == APPROVED
        fields = till.host.heard[0].fields
    assert (fields[2], fields[14], 35 in fields) == (PAN, "2212", False)


def test_a_reversal_says_the_same_numbers_and_no_track() -> None:
    with till_with() as till:
        assert till.client.reverse(REVERSAL, WAIT_S) == ReversalAnswer(
            42, ReversalStatus.DONE, "00"
        )
        till.client.reverse(replace(REVERSAL, was_approved=True), WAIT_S)
        fields, after_approval = (heard.fields for heard in till.host.heard)
    assert fields == {
        0: "0400", 2: PAN, 3: "000000", 4: "000000001284", 11: "000042", 14: "2212", 22: "052",
        23: "001", 24: "003", 25: "00", 41: "11000042", 42: "888100000000042",
        55: "950500800080009F100706010A03A0A0009F1E083132333435363738", 62: "000123",
    }  # fmt: skip
    assert after_approval[55] == fields[55] + "9F36020042"


def test_a_reversal_needs_only_what_is_kept() -> None:
    with till_with() as till:
        assert till.box.card is not None
        till.box.card = replace(till.box.card, track_2="", tags={}, sequence="")
        assert till.client.reverse(REVERSAL, WAIT_S) == ReversalAnswer(
            42, ReversalStatus.DONE, "00"
        )
        assert not {23, 35, 55} & till.host.heard[0].fields.keys()


def test_sign_on_and_echo_have_numbers_of_their_own() -> None:
    with till_with() as till:
        assert till.client.sign_on(WAIT_S)
        trip_ms = till.client.echo(WAIT_S)
        assert trip_ms is not None
        assert trip_ms > 0
        sign_on, echo = (heard.fields for heard in till.host.heard)
        assert till.host.connections == 1
    own = {0: "0800", 24: "003", 41: "11000042", 42: "888100000000042"}
    assert sign_on == own | {3: "920000", 11: "000900"}
    assert echo == own | {3: "990000", 11: "000901"}


def test_a_refused_sign_on_is_none() -> None:
    with till_with(answers(f39="96"), answers(f39="96")) as till:
        assert not till.client.sign_on(WAIT_S)
        assert till.client.echo(WAIT_S) is None


def test_an_acquirer_may_want_other_fields() -> None:
    more = """
    [messages]
    sale = [2, 3, 4, 7, 11, 12, 13, 14, 22, 24, 25, 41, 42, 49, 60, 62, 63]
    constants = [{ number = 63, value = "KPAY" }]
    """
    with till_with(more=more) as till:
        assert till.client.sale(SALE, WAIT_S) == APPROVED
        fields = till.host.heard[0].fields
    at = LOCAL_AT.astimezone(UTC)
    assert (fields[7], fields[12], fields[13]) == (f"{at:%m%d%H%M%S}", "143208", "1122")
    assert (fields[2], fields[14], fields[49]) == (PAN, "2212", "702")
    assert (fields[60], fields[63], 35 in fields) == ("000007", "KPAY", False)


# --- nothing to send --------------------------------------------------------------------------


@pytest.mark.parametrize("track", ["", "%B4761^", "4761", "4761739001010119D22AB"])
def test_without_card_data_nothing_is_sent(track: str) -> None:
    with till_with() as till:
        till.box.card = replace(STRIPE_CARD, track_2=track)
        swipe = replace(SALE, entry=EntryMode.SWIPE)
        unsent = silence(Silence.NO_CARD_DATA, sent=False)
        assert till.client.sale(swipe, WAIT_S) == unsent
        till.box.card = replace(STRIPE_CARD, number="")
        assert till.client.reverse(REVERSAL, WAIT_S) == unsent
        till.box.card = None
        assert till.client.sale(SALE, WAIT_S) == unsent
        assert till.client.reverse(REVERSAL, WAIT_S) == unsent
        assert till.host.heard == []


@pytest.mark.parametrize("entry", [EntryMode.CHIP, EntryMode.SWIPE])
def test_what_could_not_be_taken_back_is_not_sent(entry: EntryMode) -> None:
    with till_with() as till:
        held = till.box.card if entry is EntryMode.CHIP else STRIPE_CARD
        assert held is not None
        assert held.track_2
        for missing in (replace(held, number=""), replace(held, expiry="")):
            till.box.card = missing
            asked = till.client.sale(replace(SALE, entry=entry), WAIT_S)
            assert asked == silence(Silence.NO_CARD_DATA, sent=False)
        assert till.host.heard == []


def test_what_cannot_be_written_is_not_sent(caplog: pytest.LogCaptureFixture) -> None:
    with till_with() as till:
        assert till.box.card is not None
        till.box.card = replace(till.box.card, sequence="A1")
        assert till.client.sale(SALE, WAIT_S) == silence(Silence.NO_CARD_DATA, sent=False)
        assert till.host.heard == []
    assert "field=23" in caplog.text
    assert PAN not in caplog.text


# --- codes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        *("01", "02", "03", "04", "05", "07", "12", "13", "14", "30", "41", "43", "45", "51", "54"),
        *("55", "57", "58", "61", "65", "77", "80", "97", "A0"),
    ],
)
def test_listed_codes_are_a_definite_no(code: str) -> None:
    with till_with(answers(f39=code, f38="")) as till:
        assert till.client.sale(SALE, WAIT_S) == HostDeclined(42, code, "632614000042")


@pytest.mark.parametrize("code", ["10", "25", "68", "91", "94", "96", "98", "06", "88", "ZZ", "0A"])
def test_everything_else_settles_nothing(code: str) -> None:
    with till_with(answers(f39=code)) as till:
        assert till.client.sale(SALE, WAIT_S) == HostDoubtful(42, code)


def test_an_acquirer_may_mean_91_and_96() -> None:
    more = '[codes]\ndeclines = ["05", "91", "96"]'
    with till_with(answers(f39="91"), answers(f39="51"), more=more) as till:
        assert till.client.sale(SALE, WAIT_S) == HostDeclined(42, "91", "632614000042")
        assert till.client.sale(replace(SALE, stan=43), WAIT_S) == HostDoubtful(43, "51")


def test_a_part_that_was_approved_is_in_doubt() -> None:
    with till_with(answers(f39="10", f4="000000001000")) as till:
        assert till.client.sale(SALE, WAIT_S) == HostDoubtful(42, "10")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("00", ReversalStatus.DONE),
        ("25", ReversalStatus.NOT_FOUND),
        ("12", ReversalStatus.REFUSED),
        ("05", ReversalStatus.REFUSED),
        ("94", ReversalStatus.REFUSED),
        ("96", ReversalStatus.REFUSED),
    ],
)
def test_a_reversal_is_done_by_00_alone(code: str, status: ReversalStatus) -> None:
    with till_with(answers(f39=code, f38="")) as till:
        assert till.client.reverse(REVERSAL, WAIT_S) == ReversalAnswer(42, status, code)


# --- what the issuer says to the card ---------------------------------------------------------


def test_issuer_data_and_scripts_are_taken_out() -> None:
    scripts = "71099F18040000000186007206860484160000"
    chip = f"8A023030910A11223344556677883030{scripts}"
    with till_with(answers(f55=chip)) as till:
        answer = till.client.sale(SALE, WAIT_S)
    assert answer == replace(
        APPROVED,
        issuer_data=bytes.fromhex("11223344556677883030"),
        scripts=bytes.fromhex(scripts),
    )
    assert "1122" not in repr(answer)


def test_a_decline_may_have_scripts() -> None:
    with till_with(answers(f39="05", f55="91081122334455667788")) as till:
        assert till.client.sale(SALE, WAIT_S) == HostDeclined(
            42, "05", "632614000042", bytes.fromhex("1122334455667788")
        )


@pytest.mark.parametrize("chip", ["91", "910411223344", "9108112233", "7180"])
def test_a_field_55_that_is_none_makes_no_answer(chip: str) -> None:
    with till_with(answers(f55=chip)) as till:
        assert till.client.sale(SALE, WAIT_S) == silence(Silence.MALFORMED)

"""The card host's client against a host that does as it is told: what is sent, what is believed."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.ports_cards import (
    CardHost,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    NoHostAnswer,
    ReversalAnswer,
    ReversalStatus,
    Silence,
)
from tests.helpers.card_host import (
    LOCAL_AT,
    PAN,
    REVERSAL,
    SALE,
    STRIPE_CARD,
    TRACK,
    WAIT_S,
    Act,
    Box,
    Heard,
    Line,
    ScriptedHost,
    answer_to,
    answers,
    cut,
    framed,
    message,
    profile_for,
    silent,
)

SHORT_S = 0.3
LateHeard = HostApproved | HostDeclined | HostDoubtful


@dataclass
class Till:
    """A client with what goes with it."""

    client: CardHostClient
    host: ScriptedHost
    box: Box
    late: list[LateHeard]
    ahead_s: list[float]


@contextmanager
def till_with(*acts: Act, answer_s: float = WAIT_S, more: str = "") -> Iterator[Till]:
    with ScriptedHost(list(acts)) as host:
        box, late, ahead_s = Box(), list[LateHeard](), [0.0]
        stans = iter(range(900, 999))
        client = CardHostClient(
            profile_for(host.port, answer_s=answer_s, more=more),
            box,
            next_stan=lambda: next(stans),
            late=late.append,
            now=lambda: LOCAL_AT,
            monotonic=lambda: time.monotonic() + ahead_s[0],
        )
        checked: CardHost = client
        assert checked is client
        try:
            yield Till(client, host, box, late, ahead_s)
        finally:
            client.shut_down()


APPROVED = HostApproved(42, "632614000042", "A1B2C3", "00")


def silence(reason: Silence, *, sent: bool = True, stan: int = 42) -> NoHostAnswer:
    return NoHostAnswer(stan, reason, sent)


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


# --- how it arrives ---------------------------------------------------------------------------


def bytewise(heard: Heard, line: Line) -> None:
    line.send(*(bytes([byte]) for byte in framed(message(answer_to(heard.fields)))))


def doubled(heard: Heard, line: Line) -> None:
    line.send(framed(message(answer_to(heard.fields))) * 2)


def test_parts_and_doubles_are_put_right() -> None:
    with till_with(bytewise, doubled, bytewise) as till:
        for stan in (42, 43, 44, 45):
            assert till.client.sale(replace(SALE, stan=stan), WAIT_S) == replace(
                APPROVED, stan=stan
            )
        assert till.host.connections == 1
    assert till.late == []


def sending(data: bytes) -> Act:
    return lambda _, line: line.send(data)


def half(heard: Heard, line: Line) -> None:
    data = framed(message(answer_to(heard.fields)))
    line.send(data[: len(data) // 2])


def half_and_cut(heard: Heard, line: Line) -> None:
    half(heard, line)
    line.cut()


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (cut, Silence.CUT),
        (half_and_cut, Silence.CUT),
        (sending(b"\xff\xff\xff\xff"), Silence.MALFORMED),
        (sending(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Silence.MALFORMED),
        (sending(b"\0\0"), Silence.MALFORMED),
        (sending(framed(b"")), Silence.MALFORMED),
        (sending(framed(b"\x02\x10")), Silence.MALFORMED),
        (sending(framed(bytes(40))), Silence.MALFORMED),
        (answers(f39=""), Silence.MALFORMED),
        (answers(f39="0 "), Silence.MALFORMED),
        (answers(f38=""), Silence.MALFORMED),
        (answers(f37="            "), Silence.MALFORMED),
        (answers(f3="200000"), Silence.MISMATCH),
        (answers(f4="000000001285"), Silence.MISMATCH),
        (answers(f4=""), Silence.MISMATCH),
        (answers(f41="11000043"), Silence.MISMATCH),
        (answers(f42="888100000000043"), Silence.MISMATCH),
    ],
)
def test_what_is_not_believed_is_unknown(act: Act, reason: Silence) -> None:
    with till_with(act) as till:
        assert till.client.sale(SALE, WAIT_S) == silence(reason)
        # The next one is not the worse for it.
        assert till.client.sale(replace(SALE, stan=43), WAIT_S) == replace(APPROVED, stan=43)
    assert till.late == []


@pytest.mark.parametrize("act", [silent, half, answers(f0="0800")])
def test_waiting_ends(act: Act) -> None:
    with till_with(act, answer_s=SHORT_S) as till:
        assert till.client.sale(SALE, WAIT_S) == silence(Silence.TIMEOUT)


@pytest.mark.parametrize(
    "changes", [{"f11": "000099"}, {"f0": "0410"}, {"f0": "0230"}, {"f0": "0810"}, {"f11": ""}]
)
def test_an_answer_to_nothing_settles_nothing(changes: dict[str, str]) -> None:
    def act(heard: Heard, line: Line) -> None:
        stranger = framed(message(answer_to(heard.fields, **changes)))
        line.send(stranger)
        # By the second one the time is over.
        till.ahead_s[0] += 2 * WAIT_S
        line.send(stranger)

    with till_with(act) as till:
        assert till.client.sale(SALE, WAIT_S) == silence(Silence.MISMATCH)
    assert till.late == []


def test_a_stranger_does_not_hide_the_answer() -> None:
    def stranger_first(heard: Heard, line: Line) -> None:
        line.send(
            framed(message(answer_to(heard.fields, f11="000099")))
            + framed(message(answer_to(heard.fields, f0="0800")))
            + framed(message(answer_to(heard.fields)))
        )

    with till_with(stranger_first) as till:
        assert till.client.sale(SALE, WAIT_S) == APPROVED
    assert till.late == []


def test_the_callers_deadline_counts_too() -> None:
    with till_with(answers(), silent) as till:
        assert till.client.echo(WAIT_S) is not None
        silent_sale = till.client.sale(SALE, SHORT_S)
        assert isinstance(silent_sale, NoHostAnswer)
        assert silent_sale.reason is Silence.TIMEOUT
        assert till.client.sale(SALE, 0.0) == silence(Silence.TIMEOUT, sent=False)


# --- late answers -----------------------------------------------------------------------------


def with_late(**changes: str) -> Act:
    """Leaves the first request unknown; answers it together with the second, in one piece."""
    before: list[Heard] = []

    def act(heard: Heard, line: Line) -> None:
        if not before:
            before.append(heard)
            line.send(framed(message(answer_to(heard.fields, f42="SOMEBODY ELSE  "))))
            return
        late = answer_to(before[0].fields, **changes)
        line.send(framed(message(late)) + framed(message(answer_to(heard.fields))))

    return act


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("00", APPROVED),
        ("05", HostDeclined(42, "05", "632614000042")),
        ("68", HostDoubtful(42, "68")),
    ],
)
def test_a_late_answer_goes_where_it_belongs(code: str, told: LateHeard) -> None:
    act = with_late(f39=code)
    with till_with(act, act) as till:
        assert till.client.sale(SALE, WAIT_S) == silence(Silence.MISMATCH)
        assert till.client.reverse(REVERSAL, WAIT_S) == ReversalAnswer(
            42, ReversalStatus.DONE, "00"
        )
        assert till.late == [told]
        assert till.host.connections == 1


@pytest.mark.parametrize("changes", [{"f4": "000000009999"}, {"f41": "99999999"}, {"f39": "!!"}])
def test_a_late_answer_must_fit_as_well(changes: dict[str, str]) -> None:
    act = with_late(**changes)
    with till_with(act, act) as till:
        till.client.sale(SALE, WAIT_S)
        assert till.client.sale(replace(SALE, stan=43), WAIT_S) == replace(APPROVED, stan=43)
    assert till.late == []


def test_a_no_that_becomes_a_yes_is_told() -> None:
    def no_then_yes(heard: Heard, line: Line) -> None:
        for code in ("05", "05", "00", "00"):
            line.send(framed(message(answer_to(heard.fields, f39=code))))

    with till_with(no_then_yes) as till:
        declined = till.client.sale(SALE, WAIT_S)
        assert declined == HostDeclined(42, "05", "632614000042")
        assert till.client.echo(WAIT_S) is not None
        assert till.late == [APPROVED]


def test_what_came_meanwhile_is_heard_without_asking() -> None:
    def late(heard: Heard, line: Line) -> None:
        assert till.host.wait_for(lambda: bool(waited))
        line.send(framed(message(answer_to(heard.fields))))

    waited: list[bool] = []
    with till_with(late, answer_s=SHORT_S) as till:
        assert till.client.sale(SALE, WAIT_S) == silence(Silence.TIMEOUT)
        with till.host.changing():
            waited.append(True)
        deadline = time.monotonic() + WAIT_S
        while not till.late and time.monotonic() < deadline:
            till.client.listen()
        assert till.late == [APPROVED]


# --- logs -------------------------------------------------------------------------------------


def test_no_card_data_is_logged_or_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    acts = [
        *(answers(), answers(f39="05"), answers(f4="000000000001"), answers(f41="xxxxxxxx"), cut),
        *(half_and_cut, sending(b"\xff\xff"), sending(framed(bytes(40))), doubled, bytewise),
    ]
    shown = []
    with till_with(*acts) as till:
        for stan, _ in enumerate(acts, 100):
            request = replace(SALE, stan=stan)
            shown += [repr(request), repr(till.client.sale(request, WAIT_S)), repr(till.client)]
        reversal = replace(REVERSAL, stan=100)
        shown += [repr(reversal), repr(till.client.reverse(reversal, WAIT_S))]
    everything = caplog.text + "".join(shown) + "".join(repr(vars(r)) for r in caplog.records)
    for secret in (PAN, TRACK, TRACK[:16] + "=", PAN[6:12], "A1B2C3D4E5F60718", "DEADBEEF"):
        assert secret not in everything
    assert "code=00" in caplog.text

"""Answers as lines bring them: in parts, doubled, late, or none that can be believed."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import pytest

from kpay_desktop.ports_cards import (
    HostDeclined,
    HostDoubtful,
    NoHostAnswer,
    ReversalAnswer,
    ReversalStatus,
    Silence,
)
from tests.helpers.card_client import APPROVED, LateHeard, silence, till_with
from tests.helpers.card_host import (
    PAN,
    REVERSAL,
    SALE,
    TRACK,
    WAIT_S,
    Act,
    Heard,
    Line,
    answer_to,
    answers,
    cut,
    framed,
    message,
    silent,
)

SHORT_S = 0.3


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

"""How the card host's answers leave: late, lost, cut, in pieces, glued, and by a broken line."""

from __future__ import annotations

import contextlib
import ssl
import time
from pathlib import Path

import pytest

from kpay_desktop.simulation.bank.books import Books
from kpay_desktop.simulation.bank.cardhost.host import CardHost, Reaction, Wire
from kpay_desktop.simulation.bank.cardhost.issuers import SimulatedIssuers
from kpay_desktop.simulation.bank.cardhost.message import next_frame
from tests.helpers.bank import wait_until
from tests.helpers.card_caller import CardCall, unpack
from tests.helpers.inner_bank import InnerBank

TOTAL = 3080
MERCHANT = "888800015411"
Refusal = type[OSError] | tuple[type[OSError], ...]
NO_TLS = (ssl.SSLError, ConnectionError)
DONE_AND_LOST = ("cut_after", "half_frame")


@pytest.fixture(autouse=True)
def as_before(inner: InnerBank) -> None:
    """Let the host be as it is at first."""
    inner.calm_cards()


def rest_of(call: CardCall) -> bytes:
    """Read to the end, however it comes."""
    parts = [call.waiting]
    try:
        while part := call.sock.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


@pytest.mark.parametrize("scenario", ["no_answer", "lose_answer"])
def test_silence_keeps_the_connection(inner: InnerBank, scenario: str) -> None:
    inner.desk.set_next_card(scenario)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        assert call.is_silent()
        assert call.ask("0800", inner.cards.network()).code == "00"
    is_done = scenario == "lose_answer"
    assert inner.card_sale_state(asked[11]) == ("approved" if is_done else "")
    assert inner.reverse(asked) == ("00" if is_done else "25")


@pytest.mark.parametrize("scenario", ["cut_before", *DONE_AND_LOST])
def test_a_broken_connection_says_nothing_of_the_books(inner: InnerBank, scenario: str) -> None:
    inner.desk.set_next_card(scenario)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        with pytest.raises(ConnectionError):
            call.receive()
        assert bool(call.waiting) is (scenario == "half_frame")
    is_done = scenario in DONE_AND_LOST
    assert inner.card_sale_state(asked[11]) == ("approved" if is_done else "")


def test_a_late_answer_does_not_hold_up_the_next(inner: InnerBank) -> None:
    inner.desk.set_next_card("late", delay_s=0.5)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        call.send("0400", inner.cards.reversal(asked))
        told = [call.receive(), call.receive()]
        for one in told:
            inner.cards.check(one)
    assert {(one.kind, one.code, one[11]) for one in told} == {
        ("0210", "00", asked[11]),
        ("0410", "00", asked[11]),
    }
    assert inner.card_sale_state(asked[11]) == "reversed"


def test_a_slow_answer_is_an_answer(inner: InnerBank) -> None:
    inner.desk.set_next_card("slow", delay_s=0.2)
    began = time.monotonic()
    assert inner.cards.ask("0200", inner.cards.stripe_sale(TOTAL)).code == "00"
    assert time.monotonic() - began >= 0.2


def test_a_sale_that_its_reversal_has_overtaken_is_refused(
    inner: InnerBank, tmp_path: Path
) -> None:
    sale = inner.cards.stripe_sale(589)
    back = inner.cards.reversal(sale)
    with contextlib.closing(Books(tmp_path / "bank.sqlite3", MERCHANT, "Tea")) as books:
        host = CardHost(books, MERCHANT, SimulatedIssuers(), inner.cards.key)

        def handle(kind: str, fields: dict[int, str], *, was_held_up: bool = False) -> Reaction:
            frame, rest = next_frame(inner.cards.frame(kind, fields))
            assert frame is not None
            assert rest == b""
            return host.handle(frame, was_held_up=was_held_up)

        held_up = handle("0200", sale)
        assert (held_up.wire, held_up.frame, held_up.delay_s) == (Wire.HELD_UP, b"", 45.0)
        codes = [
            unpack(one.frame[7:])[1][39]
            for one in (
                handle("0400", back),
                handle("0200", sale, was_held_up=True),
                handle("0400", back),
            )
        ]
        assert codes == ["25", "05", "00"]
        with books.read() as tx:
            assert tx.execute("SELECT state FROM card_sales").fetchall()[0][0] == "refused"
            assert tx.execute("SELECT COUNT(*) FROM ledger").fetchone()[0] == 0


def test_a_sale_under_way_arrives_though_its_connection_is_gone(inner: InnerBank) -> None:
    inner.desk.set_next_card("overtaken", delay_s=0.3)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        assert call.is_silent(0.05)
    wait_until("the sale arrives", lambda: inner.card_sale_state(asked[11]) == "approved")
    assert inner.reverse(asked) == "00"


def test_an_answer_in_pieces_is_whole_in_the_end(inner: InnerBank) -> None:
    inner.desk.set_next_card("pieces")
    assert inner.cards.ask("0200", inner.cards.chip_sale(TOTAL)).code == "00"


def test_a_glued_answer_leaves_with_the_next(inner: InnerBank) -> None:
    inner.desk.set_next_card("glued")
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        assert call.is_silent()
        call.send("0400", inner.cards.reversal(asked))
        first, second = call.receive(), call.receive()
        for told in (first, second):
            inner.cards.check(told)
    assert [(first.kind, first.code), (second.kind, second.code)] == [
        ("0210", "00"),
        ("0410", "00"),
    ]


def test_a_doubled_answer_comes_twice(inner: InnerBank) -> None:
    inner.desk.set_next_card("doubled")
    with inner.cards.dial() as call:
        first = call.ask("0200", inner.cards.stripe_sale(TOTAL))
        assert call.receive().raw == first.raw
        assert call.is_silent()


def test_a_corrupt_answer_has_the_right_length_and_makes_no_sense(inner: InnerBank) -> None:
    inner.desk.set_next_card("corrupt")
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        data = call.receive_raw()
        assert call.waiting == b""
    assert data[:2].hex() != "0210"
    assert inner.card_sale_state(asked[11]) == "approved"


@pytest.mark.parametrize(
    ("scenario", "line", "error"),
    [("refuse", "cut", ConnectionRefusedError), ("tls_failure", "tls_broken", NO_TLS)],
)
def test_nobody_gets_through_after_an_answer_was_lost(
    inner: InnerBank, scenario: str, line: str, error: Refusal
) -> None:
    inner.desk.set_next_card(scenario, delay_s=3000.0)
    asked = inner.cards.stripe_sale(TOTAL)
    with inner.cards.dial() as call:
        call.send("0200", asked)
        with pytest.raises(ConnectionError):
            call.receive()
    wait_until("the line has gone", lambda: inner.desk.card_state().line == line)
    with pytest.raises(error), inner.cards.dial():
        pass
    inner.desk.set_card_line("up")
    assert inner.reverse(asked) == "00"


@pytest.mark.parametrize("scenario", ["refuse", "tls_failure"])
def test_the_line_comes_back_by_itself(inner: InnerBank, scenario: str) -> None:
    inner.desk.set_next_card(scenario, delay_s=0.5)
    with inner.cards.dial() as call:
        call.send("0200", inner.cards.stripe_sale(TOTAL))
        with pytest.raises(ConnectionError):
            call.receive()
    wait_until("the line is back", lambda: inner.desk.card_state().line == "up")
    assert inner.cards.ask("0800", inner.cards.network()).code == "00"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("cut", ConnectionRefusedError),
        ("tls_broken", NO_TLS),
        ("tls_other_name", ssl.SSLCertVerificationError),
        ("tls_other_ca", ssl.SSLCertVerificationError),
        ("tls_expired", ssl.SSLCertVerificationError),
    ],
)
def test_the_desk_can_spoil_the_line(
    inner: InnerBank, line: str, error: type[OSError] | tuple[type[OSError], ...]
) -> None:
    inner.desk.set_card_line(line)
    assert inner.desk.card_state().line == line
    with pytest.raises(error), inner.cards.dial():
        pass
    inner.desk.set_card_line("up")
    assert inner.cards.ask("0800", inner.cards.network()).code == "00"


def test_the_line_can_be_silent_and_open_connections_end(inner: InnerBank) -> None:
    with inner.cards.dial() as call:
        assert call.ask("0800", inner.cards.network()).code == "00"
        inner.desk.set_card_line("silent")
        assert rest_of(call) == b""
    inner.desk.set_card_line("silent", for_s=0.2)
    wait_until("the line is back", lambda: inner.desk.card_state().line == "up")
    assert inner.cards.ask("0800", inner.cards.network()).code == "00"

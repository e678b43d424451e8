"""The till's card host client at the bank's card host: two codecs, one dialect."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.hosts.iso8583.profile import load_profile
from kpay_desktop.ports_cards import (
    CardData,
    CardSaleRequest,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    NoHostAnswer,
    ReversalRequest,
    ReversalStatus,
    SaleAnswer,
    Silence,
)
from kpay_desktop.simulation.bank.cardhost.trust import Link
from tests.helpers.bank import wait_until
from tests.helpers.card_caller import catalogue_card, chip_values
from tests.helpers.card_host import Box
from tests.helpers.inner_bank import InnerBank, inner_bank

TOTAL = 3080
CALL_S = 60.0
LOCAL_AT = datetime(2026, 11, 22, 14, 32, 8, tzinfo=timezone(timedelta(hours=8)))
# What a MAC alone would not show: the till compares each with what it sent.
MISMATCHES = ("wrong_stan", "wrong_amount", "wrong_terminal", "wrong_merchant", "wrong_code")

_stans = itertools.count(1)


class Lane:
    """A till's client with one card in its box."""

    def __init__(self, bank: InnerBank, answer_s: float = 60.0) -> None:
        profile = load_profile(bank.bank.folder.credentials / "card_host.toml")
        times = replace(profile.times, connect_s=60.0, answer_s=answer_s, overall_s=120.0)
        self.box = Box()
        self.late: list[HostApproved | HostDeclined | HostDoubtful] = []
        self.client = CardHostClient(
            replace(profile, times=times),
            self.box,
            next_stan=lambda: next(_stans),
            late=self.late.append,
        )

    def sale(self, entry: EntryMode = EntryMode.CHIP, amount_minor: int = TOTAL) -> CardSaleRequest:
        """Put a card into the box and return a sale with it."""
        stan = next(_stans)
        key = "visa-stripe" if entry is EntryMode.SWIPE else "visa-debit"
        spec = catalogue_card(key)
        is_chip = entry in {EntryMode.CHIP, EntryMode.TAP}
        self.box.put(
            "card:1",
            CardData(
                number=spec.pan,
                expiry=f"{spec.expires:%y%m}",
                track_2=f"{spec.pan}D{spec.expires:%y%m}{spec.service_code}1234567",
                sequence="01" if is_chip else "",
                tags=chip_values(spec, amount_minor, f"{stan:06d}") if is_chip else {},
            ),
        )
        return CardSaleRequest(stan, f"{stan:06d}", 1, amount_minor, 0, entry, "card:1", LOCAL_AT)

    def ask(self, request: CardSaleRequest) -> SaleAnswer:
        """Send a sale."""
        return self.client.sale(request, CALL_S)

    def reverse(self, request: CardSaleRequest) -> object:
        """Send the sale's reversal; return its status, or why there is none."""
        answer = self.client.reverse(
            ReversalRequest(
                request.stan,
                request.voucher,
                request.batch_no,
                request.amount_minor,
                request.entry,
                request.handle,
                request.local_at,
                was_approved=True,
            ),
            CALL_S,
        )
        return answer.reason if isinstance(answer, NoHostAnswer) else answer.status


@pytest.fixture(scope="module")
def inner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InnerBank]:
    with inner_bank(tmp_path_factory.mktemp("bank") / "data") as running:
        yield running


@pytest.fixture
def lane(inner: InnerBank) -> Iterator[Lane]:
    inner.calm_cards()
    running = Lane(inner)
    yield running
    running.client.shut_down()


def test_the_till_signs_on_and_hears_its_echo(lane: Lane) -> None:
    assert lane.client.sign_on(CALL_S)
    assert lane.client.echo(CALL_S) is not None


@pytest.mark.parametrize("entry", list(EntryMode))
def test_a_sale_each_way_is_approved_and_taken_back(
    inner: InnerBank, lane: Lane, entry: EntryMode
) -> None:
    request = lane.sale(entry)
    told = lane.ask(request)
    assert isinstance(told, HostApproved)
    sale = inner.desk.card_state().sales[0]
    assert (told.rrn, told.approval_code) == (sale.rrn, sale.approval_code)
    assert bool(told.issuer_data) is (entry is EntryMode.CHIP)
    assert sale.voucher == request.voucher
    assert lane.reverse(request) is ReversalStatus.DONE
    assert inner.card_sale_state(f"{request.stan:06d}") == "reversed"


@pytest.mark.parametrize("link", list(Link))
@pytest.mark.parametrize("with_mac", [True, False])
def test_the_profile_that_the_bank_hands_over_works(
    tmp_path: Path, link: Link, with_mac: bool
) -> None:
    with inner_bank(tmp_path / "b", card_link=link, card_mac=with_mac) as running:
        lane = Lane(running)
        try:
            assert lane.client.sign_on(CALL_S)
            assert isinstance(lane.ask(lane.sale()), HostApproved)
        finally:
            lane.client.shut_down()


@pytest.mark.parametrize(
    ("code", "kind"),
    [("05", HostDeclined), ("51", HostDeclined), ("98", HostDoubtful), ("10", HostDoubtful)],
)
def test_a_code_is_a_no_or_a_doubt(
    inner: InnerBank, lane: Lane, code: str, kind: type[HostDeclined] | type[HostDoubtful]
) -> None:
    inner.desk.set_next_card("code", code=code)
    request = lane.sale()
    told = lane.ask(request)
    assert isinstance(told, kind)
    assert told.code == code
    assert lane.reverse(request) is ReversalStatus.DONE


@pytest.mark.parametrize("scenario", ["scripts", "block_card"])
def test_scripts_reach_the_till(inner: InnerBank, lane: Lane, scenario: str) -> None:
    inner.desk.set_next_card(scenario)
    told = lane.ask(lane.sale())
    assert isinstance(told, HostApproved | HostDeclined)
    assert told.scripts
    assert told.issuer_data


@pytest.mark.parametrize("scenario", ["pieces", "doubled", "slow"])
def test_an_odd_answer_is_an_answer(inner: InnerBank, lane: Lane, scenario: str) -> None:
    inner.desk.set_next_card(scenario, delay_s=0.1)
    assert isinstance(lane.ask(lane.sale()), HostApproved)
    assert isinstance(lane.ask(lane.sale()), HostApproved)


@pytest.mark.parametrize(
    "scenario", [*MISMATCHES, "bad_mac", "no_mac", "corrupt", "cut_after", "half_frame"]
)
def test_what_cannot_be_believed_is_no_answer(inner: InnerBank, lane: Lane, scenario: str) -> None:
    inner.desk.set_next_card(scenario)
    impatient = Lane(inner, answer_s=1.0)
    request = impatient.sale()
    try:
        told = impatient.ask(request)
        assert isinstance(told, NoHostAnswer)
        assert told.sent
        wait_until(
            "the sale is booked",
            lambda: inner.card_sale_state(f"{request.stan:06d}") == "approved",
        )
    finally:
        impatient.client.shut_down()
    lane.box.put("card:1", impatient.box.card or CardData("", ""))
    assert lane.reverse(request) is ReversalStatus.DONE
    assert inner.card_sale_state(f"{request.stan:06d}") == "reversed"


@pytest.mark.parametrize("line", ["tls_broken", "tls_other_name", "tls_other_ca", "tls_expired"])
def test_a_till_refuses_a_host_that_is_not_the_acquirers(
    inner: InnerBank, lane: Lane, line: str
) -> None:
    inner.desk.set_card_line(line)
    request = lane.sale()
    told = lane.ask(request)
    assert isinstance(told, NoHostAnswer)
    assert not told.sent
    assert told.reason in {Silence.TLS, Silence.OFFLINE, Silence.CUT}
    assert inner.card_sale_state(f"{request.stan:06d}") == ""

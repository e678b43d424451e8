"""A client of a card host, and what it answers."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace

from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from kpay_desktop.hosts.net import LookUp, Resolver
from kpay_desktop.ports_cards import (
    HostApproved,
    HostDeclined,
    HostDoubtful,
    NoHostAnswer,
    SaleAnswer,
    Silence,
)
from tests.helpers.card_host import SALE, WAIT_S, Box
from tests.helpers.card_host_tls import Authority

APPROVED = HostApproved(42, "632614000042", "A1B2C3", "00")
UNSENT = {reason: NoHostAnswer(42, reason, sent=False) for reason in Silence}
SENT = {reason: NoHostAnswer(42, reason, sent=True) for reason in Silence}
Late = list[HostApproved | HostDeclined | HostDoubtful]


@contextlib.contextmanager
def client_of(
    profile: CardHostProfile,
    *,
    look_up: LookUp | None = None,
    late: Late | None = None,
    ahead_s: list[float] | None = None,
) -> Iterator[CardHostClient]:
    ahead = [0.0] if ahead_s is None else ahead_s
    stans = iter(range(900, 999))
    client = CardHostClient(
        profile,
        Box(),
        next_stan=lambda: next(stans),
        late=([] if late is None else late).append,
        resolver=None if look_up is None else Resolver(look_up),
        monotonic=lambda: time.monotonic() + ahead[0],
    )
    try:
        yield client
    finally:
        client.shut_down()


def sale(client: CardHostClient, stan: int = 42) -> SaleAnswer:
    return client.sale(replace(SALE, stan=stan), WAIT_S)


def tls(authority: Authority, more: str = "") -> str:
    return f'[tls]\nca_file = "{authority.ca_file}"\n{more}'

"""The card host's client with what goes with it, against a host that does as it is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.ports_cards import (
    CardHost,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    NoHostAnswer,
    Silence,
)
from tests.helpers.card_host import (
    LOCAL_AT,
    WAIT_S,
    Act,
    Box,
    ScriptedHost,
    profile_for,
)

LateHeard = HostApproved | HostDeclined | HostDoubtful
APPROVED = HostApproved(42, "632614000042", "A1B2C3", "00")


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
    """Give a client to a host that acts so, once for each message."""
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


def silence(reason: Silence, *, sent: bool = True, stan: int = 42) -> NoHostAnswer:
    """Return what a message without a believed answer comes to."""
    return NoHostAnswer(stan, reason, sent)

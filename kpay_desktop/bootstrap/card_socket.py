"""The card host that flows talk to, while the real client may still be on its way.

The till opens before its bank has answered. Until a client is there, every call has the honest
result: nothing was sent, because nobody could be reached.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from kpay_desktop.flows.card_work import LiveHost
from kpay_desktop.hosts.iso8583.codes import asks_for_sign_on
from kpay_desktop.hosts.iso8583.profile import CardHostProfile, TimeSettings
from kpay_desktop.ports_batch import (
    BackRequest,
    BatchAnswer,
    BatchRow,
    BatchTotals,
    RowAnswer,
)
from kpay_desktop.ports_cards import (
    CardSaleRequest,
    GivesWay,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    SaleAnswer,
    Silence,
)


class CardHostSocket:
    """A ``LiveHost`` into which a client is plugged, and another one when the host moves.

    ``make`` builds a client. Clients are made, used and closed by the caller's one thread; ``plug``
    is for any other.
    """

    def __init__(self, make: Callable[[CardHostProfile], LiveHost]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._wanted: CardHostProfile | None = None
        self._used: CardHostProfile | None = None
        self._client: LiveHost | None = None

    def plug(self, profile: CardHostProfile) -> None:
        """Talk to this host from the next call on."""
        with self._lock:
            self._wanted = profile

    @property
    def timeout_s(self) -> float:
        """How long one message and its answer may take, all in all."""
        with self._lock:
            profile = self._wanted
        return (TimeSettings() if profile is None else profile.times).overall_s

    def wants_sign_on(self, code: str) -> bool:
        """True if field 39 asks for a sign-on."""
        with self._lock:
            profile = self._wanted
        return profile is not None and asks_for_sign_on(profile, code)

    def _now(self) -> LiveHost | None:
        with self._lock:
            wanted = self._wanted
        if wanted is not None and wanted != self._used:
            old, self._client = self._client, self._make(wanted)
            self._used = wanted
            if old is not None:
                old.shut_down()
        return self._client

    # --- ports_cards.CardHost -------------------------------------------------------------

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        """Ask for an authorisation."""
        client = self._now()
        if client is None:
            return NoHostAnswer(request.stan, Silence.OFFLINE, sent=False)
        return client.sale(request, min(deadline_s, self.timeout_s))

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        """Take a message back."""
        client = self._now()
        if client is None:
            return NoHostAnswer(request.stan, Silence.OFFLINE, sent=False)
        return client.reverse(request, min(deadline_s, self.timeout_s))

    # --- ports_batch.BatchHost --------------------------------------------------------------

    def give_back(self, request: BackRequest, deadline_s: float) -> SaleAnswer:
        """Ask for a void or a refund."""
        client = self._now()
        if client is None:
            return NoHostAnswer(request.stan, Silence.OFFLINE, sent=False)
        return client.give_back(request, min(deadline_s, self.timeout_s))

    def reverse_back(
        self, request: BackRequest, deadline_s: float
    ) -> ReversalAnswer | NoHostAnswer:
        """Take a void or a refund back."""
        client = self._now()
        if client is None:
            return NoHostAnswer(request.stan, Silence.OFFLINE, sent=False)
        return client.reverse_back(request, min(deadline_s, self.timeout_s))

    def settle(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        """Send our totals."""
        client = self._now()
        if client is None:
            return NoHostAnswer(batch.stan, Silence.OFFLINE, sent=False)
        return client.settle(batch, min(deadline_s, self.timeout_s))

    def upload(self, row: BatchRow, deadline_s: float) -> RowAnswer | NoHostAnswer:
        """Send one row."""
        client = self._now()
        if client is None:
            return NoHostAnswer(row.stan, Silence.OFFLINE, sent=False)
        return client.upload(row, min(deadline_s, self.timeout_s))

    def end_upload(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        """Say that all rows were sent."""
        client = self._now()
        if client is None:
            return NoHostAnswer(batch.stan, Silence.OFFLINE, sent=False)
        return client.end_upload(batch, min(deadline_s, self.timeout_s))

    # --- the line -----------------------------------------------------------------------------

    def sign_on(self, deadline_s: float) -> bool:
        """Sign on; True if the host took it."""
        client = self._now()
        return client is not None and client.sign_on(min(deadline_s, self.timeout_s))

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        """Return the round trip of an echo in milliseconds, or None."""
        client = self._now()
        return None if client is None else client.echo(min(deadline_s, self.timeout_s), gives_way)

    def listen(self) -> None:
        """Hear late answers that have come. It does not wait."""
        client = self._now()
        if client is not None:
            client.listen()

    def shut_down(self) -> None:
        """Close the line."""
        if self._client is not None:
            self._client.shut_down()

"""The card host's client: one acquirer's sales, reversals, voids, refunds and settlement."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from kpay_desktop.hosts.iso8583.answers import code_of, reversal_answer, sale_answer
from kpay_desktop.hosts.iso8583.batch_messages import (
    back_fields,
    back_reversal_fields,
    batch_answer,
    row_answer,
    settlement_fields,
    upload_fields,
)
from kpay_desktop.hosts.iso8583.exchange import Answer, Exchange, Unanswered
from kpay_desktop.hosts.iso8583.messages import (
    Asked,
    network_fields,
    reversal_fields,
    sale_fields,
)
from kpay_desktop.hosts.iso8583.profile import APPROVED, CardHostProfile
from kpay_desktop.hosts.net import Resolver
from kpay_desktop.ports_batch import (
    BackRequest,
    BatchAnswer,
    BatchRow,
    BatchTotals,
    RowAnswer,
)
from kpay_desktop.ports_cards import (
    CardBox,
    CardSaleRequest,
    GivesWay,
    LateAnswer,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    SaleAnswer,
    Silence,
)


class CardHostClient:
    """A client of one acquirer's card host.

    It implements ``ports_cards.CardHost`` and ``ports_batch.BatchHost``.

    It belongs to one thread. Nothing is read or connected before the first call. ``next_stan``
    numbers sign-ons and echoes. ``late`` hears, during any call, of answers to sales that nobody
    waits for any more; it must not raise. ``now`` is the shop's own time.
    """

    def __init__(
        self,
        profile: CardHostProfile,
        cards: CardBox,
        *,
        next_stan: Callable[[], int],
        late: LateAnswer,
        resolver: Resolver | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._profile = profile
        self._cards = cards
        self._next_stan = next_stan
        self._late = late
        self._now = now
        self._exchange = Exchange(profile, resolver or Resolver(), self._came_late, monotonic)

    def load(self) -> None:
        """Read key and certificate files now, so that what is wrong with them is known.

        Raises:
            SettingsError: one of them cannot be used.
        """
        self._exchange.load()

    def shut_down(self) -> None:
        """Close the connection; the next call opens one again."""
        self._exchange.close()

    def listen(self) -> None:
        """Hear late answers that have come since the last call. It does not wait."""
        self._exchange.listen()

    # --- ports_batch.BatchHost ---

    def give_back(self, request: BackRequest, deadline_s: float) -> SaleAnswer:
        """Ask for a void or a refund (0200). It is sent once at most."""
        card = self._cards.get(request.handle)
        fields = None if card is None else back_fields(self._profile, request, card)
        answer = self._ask(fields, request.stan, deadline_s)
        if isinstance(answer, NoHostAnswer):
            return answer
        return sale_answer(self._profile, request.stan, answer)

    def reverse_back(
        self, request: BackRequest, deadline_s: float
    ) -> ReversalAnswer | NoHostAnswer:
        """Take a void or a refund back (0400) by its own numbers."""
        card = self._cards.get(request.handle)
        fields = None if card is None else back_reversal_fields(self._profile, request, card)
        answer = self._ask(fields, request.stan, deadline_s)
        if isinstance(answer, NoHostAnswer):
            return answer
        return reversal_answer(self._profile, request.stan, answer)

    def settle(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        """Send our totals (0500/920000); a repeat is the identical message.

        Raises:
            ValueError: field 63 cannot hold the totals.
        """
        return self._settle(batch, deadline_s, is_end=False)

    def end_upload(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        """Say that all rows were sent (0500/960000).

        Raises:
            ValueError: field 63 cannot hold the totals.
        """
        return self._settle(batch, deadline_s, is_end=True)

    def upload(self, row: BatchRow, deadline_s: float) -> RowAnswer | NoHostAnswer:
        """Send one row (0320)."""
        card = self._cards.get(row.handle)
        fields = None if card is None else upload_fields(self._profile, row, card)
        answer = self._ask(fields, row.stan, deadline_s)
        return answer if isinstance(answer, NoHostAnswer) else row_answer(row.stan, answer)

    def _settle(
        self, batch: BatchTotals, deadline_s: float, *, is_end: bool
    ) -> BatchAnswer | NoHostAnswer:
        fields = settlement_fields(self._profile, batch, is_end=is_end)
        answer = self._ask(fields, batch.stan, deadline_s)
        return answer if isinstance(answer, NoHostAnswer) else batch_answer(batch.stan, answer)

    def _ask(
        self, fields: dict[int, str] | None, stan: int, deadline_s: float
    ) -> Answer | NoHostAnswer:
        if fields is None:
            return NoHostAnswer(stan, Silence.NO_CARD_DATA, sent=False)
        answer = self._exchange.ask(fields, deadline_s)
        if isinstance(answer, Unanswered):
            return NoHostAnswer(stan, answer.reason, answer.sent)
        return answer

    # --- ports_cards.CardHost ---

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        """Ask for an authorisation (0200). It is sent once at most."""
        card = self._cards.get(request.handle)
        fields = None if card is None else sale_fields(self._profile, request, card)
        answer = self._ask(fields, request.stan, deadline_s)
        if isinstance(answer, NoHostAnswer):
            return answer
        return sale_answer(self._profile, request.stan, answer)

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        """Take a message back (0400) by its own numbers."""
        card = self._cards.get(request.handle)
        fields = None if card is None else reversal_fields(self._profile, request, card)
        answer = self._ask(fields, request.stan, deadline_s)
        if isinstance(answer, NoHostAnswer):
            return answer
        return reversal_answer(self._profile, request.stan, answer)

    def sign_on(self, deadline_s: float) -> bool:
        """Sign on (0800/920000); True if the host took it."""
        fields = self._network_fields(self._profile.messages.sign_on_code)
        answer = self._exchange.ask(fields, deadline_s)
        return isinstance(answer, dict) and code_of(answer) == APPROVED

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        """Return the round trip of an echo (0800/990000) in milliseconds, or None.

        It is given up once it ``gives_way``. A line on which it had no answer is closed: nothing of
        money goes over it.
        """
        fields = self._network_fields(self._profile.messages.echo_code)
        answer = self._exchange.ask(fields, deadline_s, gives_way)
        if isinstance(answer, Unanswered):
            self._exchange.close()
            return None
        return self._exchange.trip_ms if code_of(answer) == APPROVED else None

    def _network_fields(self, code: str) -> dict[int, str]:
        return network_fields(self._profile, code, self._next_stan(), self._now())

    def _came_late(self, known: Asked, answer: Answer) -> None:
        """Hand a late answer to a sale on; of other messages none is waited for."""
        if not known.is_sale:
            return
        told = sale_answer(self._profile, int(known.stan), answer)
        if not isinstance(told, NoHostAnswer):
            self._late(told)

"""The card host's end of the line, for one life of the till."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kpay_desktop.ports_batch import BackRequest, BatchAnswer, BatchRow, BatchTotals, RowAnswer
from kpay_desktop.ports_cards import (
    CardBox,
    CardSaleRequest,
    GivesWay,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    LateAnswer,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    ReversalStatus,
    SaleAnswer,
    Silence,
)
from tests.simulator.bank_cards import REFUSED, Mood
from tests.simulator.faults import Fault
from tests.simulator.line import Kind, Line, Silent

A = TypeVar("A")

MOODS = (
    (Fault.DECLINED, Mood.NO),
    (Fault.UNLISTED, Mood.UNLISTED),
    (Fault.UNSURE, Mood.UNSURE),
    (Fault.PART, Mood.PART),
)


class CardLine:
    """Implements the card host's ports with its line."""

    def __init__(self, line: Line, box: CardBox) -> None:
        self._line = line
        self._books = line.bank.cards
        self._box = box
        self._late: list[HostApproved | HostDeclined | HostDoubtful] = []
        self.tell_late: LateAnswer = _unheard

    def _ask(
        self,
        kind: Kind,
        stan: int,
        amount_minor: int,
        deadline_s: float,
        at_bank: Callable[[], A],
        late: Callable[[A], None] | None = None,
    ) -> A | NoHostAnswer:
        answer = self._line.ask(kind, str(stan), amount_minor, deadline_s, at_bank, late)
        if not isinstance(answer, Silent):
            return answer
        if not answer.sent:
            return NoHostAnswer(stan, Silence.OFFLINE, sent=False)
        return NoHostAnswer(stan, Silence.CUT if answer.was_cut else Silence.TIMEOUT, sent=True)

    def _number(self, handle: str) -> str | None:
        card = self._box.get(handle)
        return None if card is None else card.number

    def _mood(self) -> Mood:
        for fault, mood in MOODS:
            if self._line.faults.strikes(fault):
                return mood
        return Mood.YES

    def _came_late(self, answer: SaleAnswer) -> None:
        if not isinstance(answer, NoHostAnswer):
            self._late.append(answer)

    # --- sales ------------------------------------------------------------------------------

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        number, mood = self._number(request.handle), self._mood()
        if number is None:
            return NoHostAnswer(request.stan, Silence.NO_CARD_DATA, sent=False)
        return self._ask(
            *(Kind.CARD_SALE, request.stan, request.amount_minor, deadline_s),
            lambda: self._books.sale(request, number, mood),
            self._came_late,
        )

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        return self._take_back(
            *(Kind.CARD_REVERSAL, request.stan, request.amount_minor, request.handle, deadline_s),
            lambda: self._books.reverse(request),
        )

    def _take_back(
        self,
        kind: Kind,
        stan: int,
        amount_minor: int,
        handle: str,
        deadline_s: float,
        at_bank: Callable[[], ReversalAnswer],
    ) -> ReversalAnswer | NoHostAnswer:
        faults = self._line.faults
        if self._number(handle) is None:
            return NoHostAnswer(stan, Silence.NO_CARD_DATA, sent=False)
        if faults.strikes(Fault.REVERSAL_UNANSWERED):
            self._line.director.sleep(deadline_s)
            return NoHostAnswer(stan, Silence.TIMEOUT, sent=True)
        if faults.strikes(Fault.REVERSAL_REFUSED):
            answer = ReversalAnswer(stan, ReversalStatus.REFUSED, REFUSED)
            return self._ask(kind, stan, amount_minor, deadline_s, lambda: answer)
        return self._ask(kind, stan, amount_minor, deadline_s, at_bank)

    # --- money back -------------------------------------------------------------------------

    def give_back(self, request: BackRequest, deadline_s: float) -> SaleAnswer:
        number, mood = self._number(request.handle), self._mood()
        if number is None:
            return NoHostAnswer(request.stan, Silence.NO_CARD_DATA, sent=False)
        return self._ask(
            *(Kind.CARD_BACK, request.stan, request.amount_minor, deadline_s),
            lambda: self._books.give_back(request, number, mood),
            self._came_late,
        )

    def reverse_back(
        self, request: BackRequest, deadline_s: float
    ) -> ReversalAnswer | NoHostAnswer:
        return self._take_back(
            *(Kind.BACK_REVERSAL, request.stan, request.amount_minor, request.handle, deadline_s),
            lambda: self._books.reverse_back(request),
        )

    # --- batches ----------------------------------------------------------------------------

    def settle(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        faults, books = self._line.faults, self._books
        is_unsure = faults.strikes(Fault.UNSURE)
        if faults.strikes(Fault.BATCH_DIFFERS):
            for sale in list(books.standing.values())[:1]:
                sale.is_misbooked = True
        return self._ask(
            *(Kind.TOTALS, batch.stan, batch.totals.net_minor, deadline_s),
            lambda: books.settle(batch, is_unsure=is_unsure),
        )

    def upload(self, row: BatchRow, deadline_s: float) -> RowAnswer | NoHostAnswer:
        if self._number(row.handle) is None:
            return NoHostAnswer(row.stan, Silence.NO_CARD_DATA, sent=False)
        return self._ask(
            *(Kind.ROW, row.stan, row.amount_minor, deadline_s),
            lambda: self._books.upload(row),
        )

    def end_upload(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        is_unsure = self._line.faults.strikes(Fault.UNSURE)
        return self._ask(
            *(Kind.END, batch.stan, batch.totals.net_minor, deadline_s),
            lambda: self._books.end_upload(batch, is_unsure=is_unsure),
        )

    # --- the line ---------------------------------------------------------------------------

    def sign_on(self, deadline_s: float) -> bool:
        answer = self._line.ask(Kind.SIGN_ON, "", 0, deadline_s, lambda: True)
        return not isinstance(answer, Silent)

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        return None if self._line.bank.is_down else 1.0

    def listen(self) -> None:
        late, self._late = self._late, []
        for answer in late:
            self.tell_late(answer)

    def shut_down(self) -> None:
        """The line is closed with the program."""


def _unheard(_: HostApproved | HostDeclined | HostDoubtful) -> None:
    """Nobody takes late answers yet."""

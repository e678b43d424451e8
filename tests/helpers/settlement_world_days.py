"""Days of voids, refunds and settlements: what people, lines, disks and clocks do to the till."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from kpay_desktop.domain.card import CardFacts
from kpay_desktop.domain.returns import (
    Returnable,
    ReturnKind,
    ReturnLimits,
    refund_problem,
    void_problem,
)
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.money_back import table as back_table
from kpay_desktop.flows.money_back import values as b
from kpay_desktop.flows.money_back.state import MoneyBackState, Phase, Way
from kpay_desktop.flows.settlement import table as settle_table
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.state import Agreement, Difference
from kpay_desktop.flows.settlement.state import Phase as Settling
from kpay_desktop.ports_cards import ReadProblem, Silence
from tests.helpers.settlement_world import REFUND_ROWS, Event, Message, Till
from tests.helpers.truthful_card_host import Mood


class Fate(StrEnum):
    """What becomes of a message and its answer."""

    HEARD = "heard"
    HEARD_TWICE = "heard twice"
    SENT_TWICE = "sent twice"
    UNSENT = "unsent"
    LOST = "lost"
    ANSWER_LOST = "answer lost"
    ANSWER_LATE = "answer late"
    ON_ITS_WAY = "on its way"
    UNHEARD = "the program ends before the answer is heard"


Row = tuple[str, int]
"""Voucher and cents, of a refund below zero."""

_METHODS = {Way.CARD: Method.CARD, Way.WALLET: Method.PAYNOW}
_OPEN = {Phase.READING, Phase.CONFIRMING}


@dataclass(slots=True)
class Day(Till):
    """A till in its shop."""

    on_the_way: list[tuple[str, int, Message, Row]] = field(default_factory=list)
    late: list[tuple[str, int, Event]] = field(default_factory=list)
    sent: set[int] = field(default_factory=set)
    used: dict[int, set[str]] = field(default_factory=dict)

    # --- people -----------------------------------------------------------------------------

    def ask_back(self, pick: int, kind: ReturnKind, share: int) -> None:
        """Somebody wants a sale voided, or ``share`` percent of it refunded."""
        if not self.sales:
            return
        sale = self.sales[1 + pick % len(self.sales)]
        settling = self.settling(sale.way)
        is_shut = settling is not None and self.tables.is_shut(settling)
        armed = any(back_table.is_armed(one) for one in self.all_backs())
        if sale.way is Way.CARD and armed:
            return
        told = Returnable(
            _METHODS[sale.way], SaleState.APPROVED, sale.amount_minor, self.at,
            batch_is_open=sale.batch_no != 0, is_shut=is_shut, past=tuple(self.past(sale.sale_id)),
        )  # fmt: skip
        amount = sale.amount_minor * share // 100 if kind is ReturnKind.REFUND else told.total_minor
        problem = (
            void_problem(told, frozenset(Method))
            if kind is ReturnKind.VOID
            else refund_problem(told, amount, self.at, ReturnLimits())
        )
        if problem is None:
            self.give_back(sale, kind, amount)

    def ask_settlement(self, way: Way) -> None:
        """Somebody settles."""
        if self.settling(way) is None:
            self.settle(way)

    def at_the_reader(self, pick: int, what: int) -> None:
        """Something happens at the reader, or to the page beside it."""
        reading = [one for one in self.all_backs() if one.phase in _OPEN]
        if reading:
            back = reading[pick % len(reading)]
            self.tell("back", back.back_id, _reads(back)[what % 6])

    def press(self, pick: int, what: int) -> None:
        """Somebody presses what is on the page of a flow."""
        if what % 2 and self.backs:
            presses: tuple[b.Event, ...] = (b.TryNowPressed(), b.CancelPressed())
            self.tell("back", 1 + pick % len(self.backs), presses[what // 2 % 2])
        elif self.settlements:
            key = 1 + pick % len(self.settlements)
            if what % 8 == 0:
                self.tell("settle", key, s.CancelPressed())
            elif what % 8 == 2:
                self.lift(key)
            else:
                self.tell("settle", key, s.TryNowPressed())

    def lift(self, key: int) -> None:
        """A supervisor lets the batch close without what is named at this moment."""
        self.report(key)
        self.tell("settle", key, s.LiftPressed("01", "90"))

    def report(self, key: int) -> None:
        """Tell a settlement what its counter is like."""
        state = self.settlement(key)
        way = Way(state.acquirer)
        if state.phase is Settling.WAITING:
            if not any(one.phase in _OPEN and one.way is way for one in self.all_backs()):
                self.tell("settle", key, s.CounterIdle())
        elif state.phase in {Settling.CLEARING, Settling.HELD}:
            unknown = self.unknown(way)
            self.tell("settle", key, s.Uncleared(unknown) if unknown else s.Cleared())

    # --- the line ---------------------------------------------------------------------------

    def carry(self, way: Way, fate: Fate, mood: Mood) -> None:
        """Let the first message of a line have its fate."""
        by_wallet = (b.SendToGateway, s.CompareRow)
        mine = [one for one in self.line if isinstance(one[2], by_wallet) == (way is Way.WALLET)]
        if not mine:
            return
        flow, key, message = mine[0]
        self.line.remove(mine[0])
        row = self._row_of(key, message)
        if row is None:
            return
        if fate is Fate.UNSENT:
            self.tell(flow, key, _silence(message, sent=False, row=row))
            return
        self._transmit(key, message)
        if fate in {Fate.LOST, Fate.ON_ITS_WAY}:
            if fate is Fate.ON_ITS_WAY:
                self.on_the_way.append((flow, key, message, row))
            self.tell(flow, key, _silence(message, sent=True, row=row))
            return
        event = self.answer(message, mood, row)
        if fate is Fate.SENT_TWICE:
            event = self.answer(message, Mood.YES, row)
        if fate is Fate.UNHEARD:
            self.restart_now()
            return
        if fate in {Fate.ANSWER_LOST, Fate.ANSWER_LATE}:
            if fate is Fate.ANSWER_LATE:
                self.late.append((flow, key, event))
            event = _silence(message, sent=True, row=row)
        self.tell(flow, key, event)
        if fate is Fate.HEARD_TWICE and not isinstance(event, _ONCE):
            self.tell(flow, key, event)

    def _row_of(self, key: int, message: Message) -> Row | None:
        """Return voucher and cents of a row; None: nobody asks for it any more."""
        if not isinstance(message, s.SendRow | s.CompareRow):
            return "", 0
        state = self.settlement(key)
        if not settle_table.is_open(state):
            return None
        return self.rows(Way(state.acquirer), state.carried).get(message.sale_id)

    def _transmit(self, key: int, message: Message) -> None:
        if isinstance(message, b.SendToHost | b.ReverseAtHost):
            for one in self.totals_sent:
                assert not settle_table.is_open(self.settlement(one)), "sent into a shut batch"
        if isinstance(message, b.SendToHost):
            assert message.stan not in self.sent, "a void or refund by card is sent once"
            self.sent.add(message.stan)
        if isinstance(message, b.SendToGateway):
            numbers = self.used.setdefault(key, set())
            numbers.add(message.number)
            assert len(numbers) == 1, "a refund with two numbers"
        if isinstance(message, s.SendRow):
            self.numbers.setdefault((key, message.sale_id), set()).add(message.stan)
        if isinstance(message, s.SendTotals | s.SendEnd):
            state = self.settlement(key)
            assert state.ours == message.ours, "sent before it was written"
            assert self.totals_sent.setdefault(key, message.ours) == message.ours, "other totals"

    def answer(self, message: Message, mood: Mood, row: Row) -> Event:
        """Let the message arrive, and return what the answer means."""
        host = self.host
        if isinstance(message, b.SendToHost):
            code = host.give_back(message, mood)
            if code == "00":
                return b.HostApproved(f"{message.stan:012}", "A1B2C3")
            return b.HostDoubtful(code) if code == "96" else b.HostDeclined(code)
        if isinstance(message, b.ReverseAtHost):
            code = host.reverse(message, mood)
            if code == "25":
                is_open = self.batches[Way.CARD] == message.batch_no
                return b.ReversalNotFound(is_open, self._can_arrive(message.stan))
            return b.ReversalDone() if code == "00" else b.ReversalRefused(code)
        if isinstance(message, b.SendToGateway):
            status = self.gateway.give_back(message, mood)
            return _WALLET[status]
        if isinstance(message, s.CompareRow):
            return self._compared(message, row)
        return self._settling_answer(message, mood, row)

    def _settling_answer(
        self, message: s.SendTotals | s.SendEnd | s.SendRow | s.SignOn, mood: Mood, row: Row
    ) -> Event:
        host = self.host
        if isinstance(message, s.SendTotals):
            return _settled(message.stan, *host.settle(message, mood))
        if isinstance(message, s.SendEnd):
            return _settled(message.stan, *host.end(message, mood))
        if isinstance(message, s.SignOn):
            return s.SignedOn() if mood is Mood.YES and host.sign_on() else s.SignOnFailed()
        voucher, cents = row
        code = host.upload(message.stan, voucher, abs(cents))
        differs = Difference(message.sale_id, voucher, abs(cents), code=code)
        return s.RowTaken(message.stan, None if code == "00" else differs)

    def _can_arrive(self, stan: int) -> bool:
        return any(
            isinstance(message, b.SendToHost) and message.stan == stan
            for _, _, message, _ in self.on_the_way
        )

    def _compared(self, message: s.CompareRow, row: Row) -> Event:
        cents = row[1]
        if message.sale_id > REFUND_ROWS:
            held = self.gateway.refunds[f"R{message.sale_id - REFUND_ROWS}"]
            done = held.status == "done"
            return s.RowCompared(message.sale_id, Totals(0, 0, int(done), -cents if done else 0))
        paid = self.gateway.paid[self.sales[message.sale_id].order_no]
        return s.RowCompared(message.sale_id, Totals(1, paid))

    def arrive(self, pick: int, mood: Mood) -> None:
        """A message arrives of which nobody waits for an answer any more."""
        if self.on_the_way:
            flow, key, message, row = self.on_the_way.pop(pick % len(self.on_the_way))
            event = self.answer(message, mood, row)
            if not isinstance(event, _ONCE):
                self.late.append((flow, key, event))

    def hear(self, pick: int) -> None:
        """An answer comes late; of a void or refund by card only a yes is told then."""
        if not self.late:
            return
        flow, key, event = self.late.pop(pick % len(self.late))
        if isinstance(event, b.HostApproved):
            event = b.LateApproved(event.rrn) if pick % 2 else event
        elif isinstance(event, _BY_CARD):
            return
        self.tell(flow, key, event)

    def restart_now(self) -> None:
        """The program ends; answers on their way are lost, messages may still arrive."""
        self.late = []
        self.restart()

    def set_clock(self, seconds: int) -> None:
        """Somebody sets the clock of the wall."""
        self.at += timedelta(seconds=seconds)

    # --- the end ----------------------------------------------------------------------------

    def run_out(self) -> None:
        """Answer everything, and hold the till's books against the host's."""
        self.disk_fails = self.dies = 0
        for _ in range(60):
            while self.on_the_way:
                self.arrive(0, Mood.YES)
            while self.late:
                self.hear(0)
            for back in [*self.all_backs()]:
                if back.phase in _OPEN:
                    self.tell("back", back.back_id, b.CancelPressed())
            for way in (Way.CARD, Way.WALLET):
                while any(self._is_of(one[2], way) for one in self.line):
                    self.carry(way, Fate.HEARD, Mood.YES)
                    self.check()
            self.pass_time(300)
            for key in [*self.settlements]:
                self.report(key)
                if self.settlement(key).phase is Settling.HELD:
                    self.lift(key)
            if not self._has_work():
                break
        self.check()
        self._agree()

    def _has_work(self) -> bool:
        backs = [one for one in self.all_backs() if back_table.is_open(one)]
        settlements = map(self.settlement, self.settlements)
        return not all(one.needs_person for one in backs) or any(
            settle_table.is_open(one) for one in settlements
        )

    def _is_of(self, message: Message, way: Way) -> bool:
        return isinstance(message, b.SendToGateway | s.CompareRow) == (way is Way.WALLET)

    def _agree(self) -> None:
        for back in self.all_backs():
            stands = self._stands(back)
            if back.phase is Phase.DONE:
                assert stands, "done, and the customer has nothing"
            elif back_table.is_open(back):
                assert back.needs_person, "it hangs, and nobody is called"
            else:
                assert not stands, "ended, and the customer has the money"
        for key in self.settlements:
            state = self.settlement(key)
            assert not settle_table.is_open(state), "a settlement hangs"
            if state.agreement is Agreement.AGREE:
                assert state.theirs == state.ours, "they do not agree"
        ours = {one.batch_no for one in self.settled if one.way is Way.CARD}
        assert ours == {*self.host.closed}, "the host closed other batches"

    def _stands(self, back: MoneyBackState) -> bool:
        if back.way is Way.WALLET:
            refund = self.gateway.refunds.get(back.number)
            return refund is not None and refund.status == "done"
        held = self.host.backs.get(back.stan)
        return held is not None and held.stands


_WALLET: dict[str, Event] = {
    "done": b.WalletDone("W1"),
    "pending": b.WalletPending(),
    "refused": b.WalletRefused("3999"),
    "unsure": b.WalletSilent(),
}
# What a line says of a reversal or a card is heard for the message it answers, and never again.
_ONCE = (b.ReversalDone, b.ReversalNotFound, b.ReversalRefused, s.SignedOn, s.SignOnFailed)
_BY_CARD = (b.HostDeclined, b.HostDoubtful, *_ONCE)


def _reads(back: MoneyBackState) -> tuple[b.Event, ...]:
    paid = back.original
    assert isinstance(paid, CardFacts)
    right = replace(paid, handle=f"back:{back.back_id}")
    wrong = replace(right, last_four="0028")
    events: tuple[b.Event, ...] = (b.CardReady(right), b.Confirmed(), b.CardReady(right))
    return (*events, b.CardReady(wrong), b.ReadFailed(ReadProblem.BAD_CARD), b.CancelPressed())


def _silence(message: Message, *, sent: bool, row: Row) -> Event:
    reason = Silence.TIMEOUT if sent else Silence.OFFLINE
    if isinstance(message, b.SendToHost):
        return b.HostSilent(reason, sent=sent)
    if isinstance(message, b.ReverseAtHost):
        return b.ReversalSilent(reason)
    if isinstance(message, b.SendToGateway):
        return b.WalletSilent()
    if isinstance(message, s.SendRow):
        return s.RowSilent(message.stan, reason)
    if isinstance(message, s.SignOn):
        return s.SignOnFailed()
    if isinstance(message, s.CompareRow):
        return s.RowUnanswered(message.sale_id, row[0], abs(row[1]))
    return s.HostSilent(message.stan, reason)


def _settled(stan: int, code: str, theirs: Totals | None) -> Event:
    if code == "00":
        return s.HostAgreed(stan, theirs)
    if code == "95":
        return s.HostDiffers(stan, theirs)
    return s.BatchUnknown(stan, code) if code == "80" else s.HostRefused(stan, code)

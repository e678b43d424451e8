"""What settlements talk to in memory: the card host's line, and the wallets' gateway."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.runner_parts import Reply
from kpay_desktop.flows.settle_host import row_event, silent
from kpay_desktop.flows.settle_parts import BatchEffect, TellBatch
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.state import Difference
from kpay_desktop.flows.wallet_sale import values as w
from kpay_desktop.flows.wallet_sale.effects import QueryOrder
from kpay_desktop.ports import NoAnswerReason, Payment
from kpay_desktop.ports_batch import BatchRow, RowAnswer
from kpay_desktop.ports_cards import Silence
from tests.helpers.truthful_card_host import CardHost, Mood


@dataclass
class CardLine:
    """The way to a card host that keeps its word. A message that waits does not wait twice.

    ``sent`` is everything that reached the host, in its order.
    """

    host: CardHost = field(default_factory=CardHost)
    waiting: list[tuple[BatchEffect, TellBatch]] = field(default_factory=list)
    sent: list[BatchEffect] = field(default_factory=list)

    def settle(self, effect: BatchEffect, tell: TellBatch) -> None:
        if all(effect != one for one, _ in self.waiting):
            self.waiting.append((effect, tell))

    @property
    def names(self) -> list[str]:
        """What waits for an answer."""
        return [type(effect).__name__ for effect, _ in self.waiting]

    def answer(self, mood: Mood = Mood.YES) -> BatchEffect:
        """Let the oldest message arrive, and its answer too."""
        effect, tell = self.waiting.pop(0)
        tell(self._decided(effect, mood))
        return effect

    def lose_answer(self, mood: Mood = Mood.YES) -> None:
        """Let the oldest message arrive; its answer is lost."""
        effect, tell = self.waiting.pop(0)
        self._decided(effect, mood)
        tell(silent(effect, Silence.TIMEOUT))

    def lose(self) -> None:
        """Let the oldest message be lost on its way."""
        effect, tell = self.waiting.pop(0)
        tell(silent(effect, Silence.CUT))

    def say(self, event: s.Event) -> None:
        """Answer the oldest message with something else."""
        _, tell = self.waiting.pop(0)
        tell(event)

    def answer_all(self) -> None:
        """Let everything arrive, and whatever follows from it."""
        while self.waiting:
            self.answer()

    def _decided(self, effect: BatchEffect, mood: Mood) -> s.Event:
        self.sent.append(effect)
        match effect:
            case s.SignOn():
                is_on = mood is Mood.YES and self.host.sign_on()
                return s.SignedOn() if is_on else s.SignOnFailed()
            case BatchRow():
                code = self.host.upload(effect.stan, effect.voucher, effect.amount_minor)
                return row_event(effect, RowAnswer(effect.stan, code))
            case s.SendTotals():
                return _told(effect.stan, *self.host.settle(effect, mood))
            case s.SendEnd():
                return _told(effect.stan, *self.host.end(effect, mood))


def _told(stan: int, code: str, theirs: Totals | None) -> s.Event:
    if code == "00":
        return s.HostAgreed(stan, theirs)
    if code == "95":
        return s.HostDiffers(stan, theirs)
    return s.BatchUnknown(stan, code) if code == "80" else s.HostRefused(stan, code)


def refused_row(stan: int, code: str) -> s.RowTaken:
    """Return what the line tells of a row that the host refused with a code."""
    return s.RowTaken(stan, Difference(0, "", 0, code=code))


@dataclass
class GatewayLine:
    """The gateway: what it has of each order or refund, by its number; nothing else is there."""

    paid: dict[str, int] = field(default_factory=dict)
    waiting: list[tuple[QueryOrder, Reply]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def query(self, effect: QueryOrder, reply: Reply) -> None:
        self.waiting.append((effect, reply))

    def answer(self) -> None:
        """Answer the oldest enquiry by the books."""
        effect, reply = self.waiting.pop(0)
        self.asked.append(effect.order_no)
        minor = self.paid.get(effect.order_no)
        if minor is None:
            reply(w.NotFound(effect.ticket), None)
        else:
            number = f"T{effect.order_no}"
            reply(w.Paid(minor, (Payment(number, minor),)), None)

    def lose(self) -> None:
        """Leave the oldest enquiry without an answer."""
        effect, reply = self.waiting.pop(0)
        reply(w.QueryUnanswered(effect.ticket, NoAnswerReason.TIMEOUT), None)

    def say_pending(self) -> None:
        """Say of the oldest enquiry's order that somebody is still paying."""
        effect, reply = self.waiting.pop(0)
        reply(w.Pending(effect.ticket), None)

    def answer_all(self) -> None:
        """Answer everything, and whatever is asked then."""
        while self.waiting:
            self.answer()

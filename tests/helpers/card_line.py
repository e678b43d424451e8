"""A card host that says what a test has it say, and the till's thread that talks with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows import card_work
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_work import CardWork, CardWorkParts, HostEffect, IssuerWords
from kpay_desktop.flows.money_back import values as b
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
    HostApproved,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    ReversalStatus,
    SaleAnswer,
)

PATIENCE_S = 60.0
AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SOLD_AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TIMEOUT_S = 40.0


class HostBrokeError(RuntimeError):
    """A fault of the host's client that nobody foresaw."""


@dataclass
class FakeHost:
    """A card host that says what the test has it say, and writes down what it was asked."""

    calls: list[str] = field(default_factory=list)
    sales: list[SaleAnswer | Exception] = field(default_factory=list)
    reversals: list[ReversalAnswer | NoHostAnswer | Exception] = field(default_factory=list)
    signs_on: list[bool | Exception] = field(default_factory=list)
    echoes: list[float | Exception | None] = field(default_factory=list)
    requests: list[CardSaleRequest | ReversalRequest | BackRequest] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    at_gate: threading.Event = field(default_factory=threading.Event)
    listens_badly: bool = False
    listens: int = 0
    is_shut: bool = False
    is_half_open: bool = False

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        return self._sold("sale", request, deadline_s)

    def give_back(self, request: BackRequest, deadline_s: float) -> SaleAnswer:
        return self._sold(request.kind.value, request, deadline_s)

    def _sold(
        self, name: str, request: CardSaleRequest | BackRequest, deadline_s: float
    ) -> SaleAnswer:
        self.note(f"{name} {request.stan}", deadline_s)
        self.requests.append(request)
        self.at_gate.set()
        assert self.gate.wait(PATIENCE_S)
        answer = self.sales.pop(0) if self.sales else approved(request.stan)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        return self._reversed("reverse", request, deadline_s)

    def reverse_back(
        self, request: BackRequest, deadline_s: float
    ) -> ReversalAnswer | NoHostAnswer:
        return self._reversed(f"reverse {request.kind.value}", request, deadline_s)

    def settle(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        self.note("settle", deadline_s)
        return BatchAnswer(batch.stan, "00")

    def upload(self, row: BatchRow, deadline_s: float) -> RowAnswer | NoHostAnswer:
        self.note("upload", deadline_s)
        return RowAnswer(row.stan, "00")

    def end_upload(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        self.note("end", deadline_s)
        return BatchAnswer(batch.stan, "00")

    def _reversed(
        self, name: str, request: ReversalRequest | BackRequest, deadline_s: float
    ) -> ReversalAnswer | NoHostAnswer:
        self.note(f"{name} {request.stan}", deadline_s)
        self.requests.append(request)
        done = ReversalAnswer(request.stan, ReversalStatus.DONE, "00")
        answer = self.reversals.pop(0) if self.reversals else done
        if isinstance(answer, Exception):
            raise answer
        return answer

    def sign_on(self, deadline_s: float) -> bool:
        self.note("sign on", deadline_s)
        answer = self.signs_on.pop(0) if self.signs_on else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        self.calls.append("echo")
        assert deadline_s == card_work.ECHO_DEADLINE_S
        assert gives_way is not None
        if self.is_half_open:
            self.is_half_open = False
            ends = time.monotonic() + PATIENCE_S
            while not gives_way():
                assert time.monotonic() < ends
                time.sleep(0.002)
            return None
        answer = self.echoes.pop(0) if self.echoes else 12.5
        if isinstance(answer, Exception):
            raise answer
        return answer

    def listen(self) -> None:
        self.listens += 1
        if self.listens_badly:
            raise HostBrokeError("listen")

    def shut_down(self) -> None:
        self.is_shut = True

    def note(self, call: str, deadline_s: float) -> None:
        assert deadline_s == TIMEOUT_S
        self.calls.append(call)


class Line:
    """A card work with its host, and what was answered."""

    def __init__(self) -> None:
        self.host = FakeHost()
        self.host.gate.set()
        self.trips: list[float | None] = []
        self.answers: list[tuple[int, t.Event]] = []
        self.words: list[IssuerWords | None] = []
        self.work = CardWork(
            CardWorkParts(
                host=self.host,
                timeout_s=TIMEOUT_S,
                local=lambda at: at,
                wants_sign_on=lambda code: code in {"77", "A0"},
                tell_trip=self.trips.append,
            )
        )

    def perform(self, effect: HostEffect) -> None:
        def reply(event: t.Event, words: IssuerWords | None) -> None:
            self.answers.append((effect.stan, event))
            self.words.append(words)

        self.work.perform(effect, reply)

    def until(self, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < deadline, self.host.calls
            time.sleep(0.002)

    def until_answered(self, count: int) -> None:
        self.until(lambda: len(self.answers) >= count)

    def money(self) -> list[str]:
        """What was asked that moves money."""
        return [call for call in self.host.calls if call not in {"sign on", "echo"}]


def approved(stan: int) -> HostApproved:
    return HostApproved(stan, f"{stan:012d}", "A1B2C3", "00", b"\xa1", b"\x72")


def authorise(stan: int) -> t.Authorise:
    return t.Authorise(stan, f"{stan:06d}", 1, 3_080, 280, EntryMode.CHIP, f"card:{stan}", AT)


def reverse(stan: int, *, was_approved: bool = False, is_lifted: bool = False) -> t.Reverse:
    numbers = (stan, f"{stan:06d}", 1, 3_080)
    return t.Reverse(*numbers, EntryMode.CHIP, f"card:{stan}", AT, was_approved, is_lifted)


def give_back(stan: int, kind: ReturnKind = ReturnKind.VOID) -> b.SendToHost:
    numbers = (stan, "000107", 1, 3_080)
    rrn = "112233445566" if kind is ReturnKind.VOID else ""
    return b.SendToHost(kind, *numbers, EntryMode.CHIP, "card:9", rrn, AT, SOLD_AT)


def reverse_back(
    stan: int, kind: ReturnKind = ReturnKind.VOID, *, is_lifted: bool = False
) -> b.ReverseAtHost:
    numbers = (stan, "000107", 1, 3_080)
    return b.ReverseAtHost(kind, *numbers, EntryMode.CHIP, "card:9", AT, is_lifted)

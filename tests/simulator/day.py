"""One day, drawn from its seed: it is lived, settles, and is judged."""

from __future__ import annotations

import hashlib
import logging
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kpay_desktop.ports import StoreErrorKind
from tests.helpers.invariants import Invariant, Tally
from tests.helpers.store import make_folder, opened
from tests.simulator.auditor import Auditor
from tests.simulator.bank import Bank
from tests.simulator.disk import Disk, Moment, Refusal, folder, mounted
from tests.simulator.faults import ALL, Fault, Faults
from tests.simulator.line import Line, Sent
from tests.simulator.office import Office
from tests.simulator.paper import Printer
from tests.simulator.people import People
from tests.simulator.quiet import has_unsettled, is_at_rest
from tests.simulator.readers import Pockets, Readers
from tests.simulator.swaps import swapped
from tests.simulator.threads import Director, Doomed, EndlessError, Life, Strand
from tests.simulator.till import Around, News, SimClock, Till

TROUBLE_S: Final = 900.0
LOOK_EVERY_S: Final = 5.0
LONGEST_S: Final = 6 * 3_600.0
MOST_SALES: Final = 12
MOST_SETTLEMENTS: Final = 4
RESTART_S: Final = (0.5, 40.0)
#: What the till logs of faults of its own; a disk is to blame for all that is not "other".
_FAULTS: Final = ("flow bug", "failed:", "store other")


@dataclass(slots=True)
class Result:
    """What a day came to. ``trace`` is a line for everything that happened, in its order."""

    seed: int
    tally: Tally
    faults: tuple[Fault, ...] = ()
    struck: dict[Fault, int] = field(default_factory=dict)
    pairs: set[tuple[Fault, Fault]] = field(default_factory=set)
    trace: list[str] = field(default_factory=list)
    lives: int = 0
    messages: int = 0
    purchases: int = 0
    commits: int = 0

    @property
    def digest(self) -> str:
        """What tells two runs of one seed apart."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()[:16]


class _Memory(logging.Handler):
    """Keeps what the program logs."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.getMessage()}")


def template(place: Path) -> Path:
    """Make the data folder that days begin with, so that not each of them migrates its own."""
    made = make_folder(place / "new")
    with opened(made):
        pass
    return made


class Day:
    """A day and everybody in it."""

    def __init__(self, seed: int, among: tuple[Fault, ...], disk: Disk) -> None:
        dice = random.Random(seed)

        def chance() -> random.Random:
            return random.Random(dice.getrandbits(64))

        self.result = Result(seed, Tally())
        self._chance = chance()
        self.director = Director(chance())
        self.faults = Faults(chance(), among)
        self.bank = Bank()
        self.auditor = Auditor(self.result.tally, disk, self.bank)
        self.clock = SimClock(self.director)
        self.line = Line(self.director, chance(), self.faults, self.bank, self._sent)
        self.printer = Printer(self.director, chance(), self.faults)
        self.people = People(
            self.director, chance(), self.bank, lambda: self.till, lambda: self.faults.is_on
        )
        self._cards, self.pockets = chance(), Pockets()
        self.office = Office(
            self.director, chance(), self.pockets, lambda: self.till, lambda: self.faults.is_on
        )
        self.till: Till | None = None
        self.disk = disk
        self._full_until_s = 0.0
        self._code = "SQLITE_FULL"
        self._is_closing = False
        self._is_settled_at_end = self._chance.random() < 0.7
        self._look_at_s = 0.0
        disk.hook = self._at_disk
        self.director.on_over = self._buried
        self.memory = _Memory()

    # --- life -------------------------------------------------------------------------------

    def live(self) -> Result:
        """Live through the day, and judge it."""
        director = self.director
        self._boot()
        self._plan_day()
        began = director.now_s
        try:
            director.run(lambda: director.now_s >= began + TROUBLE_S, TROUBLE_S)
            self._calm()
            ended = director.run(self._is_quiet, LONGEST_S)
            self.trace("quiet" if ended else "never quiet")
            self._close_shop()
            self._last_look()
        except EndlessError as error:
            self.result.tally.fail(Invariant.UNKNOWN_ENDS, str(error))
        self._judge()
        return self.result

    def _close_shop(self) -> None:
        """Settle, until nothing stands in an open batch."""
        for _ in range(MOST_SETTLEMENTS):
            if not self._is_settled_at_end or not has_unsettled(self.disk):
                return
            self.office.settle()
            self.director.run(lambda: False, 5.0)
            self.director.run(self._is_quiet, 3_600.0)

    def _plan_day(self) -> None:
        chance, director = self._chance, self.director
        for _ in range(chance.randint(4, MOST_SALES)):
            self.people.come(chance.uniform(1.0, TROUBLE_S * 0.7))
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            director.plan(chance.uniform(200.0, TROUBLE_S), self.office.settle)
        if chance.random() < 0.4:
            # What goes wrong may still do so while the day is being closed.
            director.plan(TROUBLE_S - chance.uniform(5.0, 60.0), self.office.settle)
        for fault, act in (
            (Fault.TILL_DIES, self._kill),
            (Fault.BANK_DIES, self._kill_bank),
            (Fault.CLOCK_FORWARD, lambda: self._set_clock(1)),
            (Fault.CLOCK_BACK, lambda: self._set_clock(-1)),
        ):
            if fault in self.faults.active:
                for _ in range(chance.randint(1, 4)):
                    director.plan(chance.uniform(1.0, TROUBLE_S), self._struck(fault, act))

    def _struck(self, fault: Fault, act: Callable[[], None]) -> Callable[[], None]:
        def strike() -> None:
            if self.faults.is_on:
                self.faults.struck[fault] += 1
                act()

        return strike

    def _calm(self) -> None:
        """Nothing goes wrong from here on."""
        self.faults.is_on = False
        self.bank.is_down = False
        self._full_until_s = 0.0
        self.trace("calm")

    def _boot(self) -> None:
        director = self.director
        self.result.lives += 1
        life = Life(self.result.lives)
        director.life = life
        self.trace(f"life {life.number}")
        around = Around(
            director=director,
            clock=self.clock,
            disk=self.disk,
            line=self.line,
            printer=self.printer,
            readers=lambda box, till: Readers(director, self._cards, box, till, self.pockets),
            observe=self._observe,
        )
        self.till = Till(around, life)
        director.begin(Strand(director, life, "start", self.till.boot))

    def _buried(self) -> None:
        """The program has died: nothing of it does anything any more; somebody starts it again."""
        till, director = self.till, self.director
        director.end(director.life)
        self.disk.forget_life()
        if till is not None:
            self._note_end(till)
        director.life = Life(-1)
        self.till = None
        self.trace("died")
        if not self._is_closing:
            director.plan(self._chance.uniform(*RESTART_S), self._boot)

    def _note_end(self, till: Till) -> None:
        error = till.failed
        if error is not None and error.kind is StoreErrorKind.DAMAGED:
            self.result.tally.check(Invariant.STORE_WHOLE, holds=False, what=str(error))
        for fault in till.faults:
            if not fault.startswith("StoreError"):
                self.result.tally.fail(Invariant.NO_FAULT, f"a task failed: {fault}")
        self.trace(f"start failed: {error.kind.value}" if error is not None else "end")

    def _kill(self) -> None:
        if self.till is not None:
            self.director.life.is_over = True

    def _kill_bank(self) -> None:
        self.trace("bank down")
        self.bank.is_down = True

        def up() -> None:
            self.trace("bank up")
            self.bank.is_down = False

        self.director.plan(self._chance.uniform(1.0, 120.0), up)

    def _set_clock(self, way: int) -> None:
        step = self._chance.choice((30.0, 600.0, 7_200.0, 90_000.0))
        self.trace(f"clock {way * step:+.0f}")
        self.clock.ahead_s += way * step

    # --- what happens -----------------------------------------------------------------------

    def trace(self, what: str) -> None:
        """Note what happened."""
        self.result.trace.append(f"{self.director.now_s:.3f} {what}")

    def _sent(self, sent: Sent) -> None:
        self.trace(f"-> {sent.kind} {sent.key} {sent.amount_minor}")
        self.result.messages += 1
        self.auditor.sent(sent)

    def _observe(self, news: News) -> None:
        self.auditor.told(news)
        self.trace(f"told {_about(news)}")
        self.director.plan(0.0, lambda: self._seen(news))

    def _seen(self, news: News) -> None:
        self.people.see(news)
        self.office.see(news)

    def _at_disk(self, moment: Moment) -> None:
        faults, director = self.faults, self.director
        if director.life.is_over:
            raise Doomed
        if moment is Moment.COMMITTED:
            self.result.commits += 1
            if faults.strikes(Fault.TILL_DIES_AFTER):
                self._die("after a commit")
            return
        if moment is Moment.COMMIT and faults.strikes(Fault.TILL_DIES_BEFORE):
            self._die("before a commit")
        for fault, code in ((Fault.DISK_FULL, "SQLITE_FULL"), (Fault.READ_ONLY, "SQLITE_READONLY")):
            if faults.strikes(fault):
                self._code = code
                once = self._chance.random() < 0.5
                for_s = 0.0 if once else self._chance.uniform(0.1, 30.0)
                self._full_until_s = director.now_s + for_s
                self.trace(f"disk {code} for {for_s:.1f}")
                raise Refusal(code)
        if director.now_s < self._full_until_s:
            raise Refusal(self._code)

    def _die(self, where: str) -> None:
        self.trace(f"dies {where}")
        self.director.life.is_over = True
        raise Doomed

    # --- the end ----------------------------------------------------------------------------

    def _is_quiet(self) -> bool:
        """Nobody waits for anything, and the till knows of all money that is known."""
        till, director = self.till, self.director
        if till is None or not till.is_well or director.now_s < self._look_at_s:
            return False
        self._look_at_s = director.now_s + LOOK_EVERY_S
        return is_at_rest(self.disk, self.bank)

    def _last_look(self) -> None:
        """End the program, start it once more, and have it check its whole store."""
        till, director = self.till, self.director
        if till is not None and till.is_well:
            self._kill()
            director.run(lambda: self.till is not None and self.till.is_well, 200.0)
        till = self.till
        if till is None or till.opened is None:
            self.result.tally.check(Invariant.STORE_WHOLE, holds=False, what="it does not start")
            return
        store, found = till.opened, list[str]()
        is_done: list[bool] = []

        def verify() -> None:
            found.extend(store.verify(60.0).problems)
            is_done.append(True)

        director.begin(Strand(director, director.life, "verify", verify))
        director.run(lambda: bool(is_done), 120.0)
        self.result.tally.check(
            Invariant.STORE_WHOLE, bool(is_done) and not found, f"the whole check: {found}"
        )
        director.run(self._is_quiet, 600.0)

    @property
    def has_all(self) -> bool:
        """True if the day has sales and money back of each kind, and settled batches of them."""
        rows = self.disk.rows
        kinds = {row[0] for row in rows("SELECT kind FROM returns WHERE state = 'done'")}
        sold = rows(
            "SELECT COUNT(DISTINCT method), COUNT(*) FROM transactions"
            " WHERE batch_open = 0 AND state = 'approved'"
        )
        cards = self.bank.cards
        paid = any(order.payments for order in self.bank.wallets.orders.values())
        is_rich = sold[0][0] >= 3 and sold[0][1] >= 5 and len(cards.standing) >= 2
        return len(kinds) == 2 and is_rich and paid and bool(cards.closed)

    def presses(self) -> dict[str, list[str]]:
        """Return the flows that each press of Charge, Void or Refund began."""
        begun: dict[str, list[str]] = {}
        for purchase in self.people.purchases:
            begun.update(purchase.begun)
        for wish in self.office.wishes:
            begun.update(wish.begun)
        return begun

    def _judge(self) -> None:
        self._is_closing = True
        if self.till is not None:
            self._kill()
            self.director.on_over()
        result = self.result
        self.auditor.close_day(self.printer.slips, self.presses(), self.memory.lines)
        told = [line for line in self.memory.lines if any(word in line for word in _FAULTS)]
        for what, found in (("a thread died", self.director.deaths), ("logged", told)):
            holds = not found
            result.tally.check(Invariant.NO_FAULT, holds, f"{what}: {'; '.join(found[:3])}")
        result.faults, result.struck = self.faults.active, dict(self.faults.struck)
        result.pairs, result.purchases = self.faults.pairs, len(self.people.purchases)


def _about(news: News) -> str:
    view = getattr(news, "view", news)
    state = getattr(view, "state", None)
    flow = getattr(view, "flow", getattr(news, "request", ""))
    return f"{type(news).__name__} {flow} {getattr(state, 'phase', '')}"


def live(
    seed: int,
    new: Path,
    among: tuple[Fault, ...] = ALL,
    after: Callable[[Day], None] | None = None,
) -> Result:
    """Live through the day of a seed, on a copy of the folder ``new``.

    ``after`` may look at the day once it has been judged.
    """
    root = logging.getLogger()
    with folder() as place:
        disk = Disk(place / "till")
        shutil.copytree(new, disk.folder)
        day = Day(seed, among, disk)
        level, handlers = root.level, root.handlers[:]
        root.handlers[:] = [day.memory]
        root.setLevel(logging.INFO)
        try:
            with mounted(disk), swapped(day.director):
                result = day.live()
                if after is not None:
                    after(day)
                return result
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)

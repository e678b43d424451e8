"""A day: sale after sale at one till, with faults and kills, each followed by an audit."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import sys
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings import demo_settings
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.cards import catalogue
from kpay_desktop.simulation.desk_client import DeskError
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from kpay_desktop.simulation.paper.server import PrinterServer
from models.database import open_store
from models.numbers import Lane
from tests.helpers.canary import Search
from tests.helpers.canary_shapes import Canary
from tests.helpers.day_audit import audit
from tests.helpers.day_audit_values import Day
from tests.helpers.day_books import TillBooks, read_bank, read_paper, read_till
from tests.helpers.invariants import Invariant, Tally
from tests.soak import disk
from tests.soak.acts import BROKEN_CARD, GOOD_CARDS, OTHER_CARDS, Act, Fault, draw
from tests.soak.backs import Backs
from tests.soak.cashier import Cashier
from tests.soak.counter import Counter as Till
from tests.soak.counter import LostError, profile
from tests.soak.faults_told import own_faults

BANK_S, SETTLE_S, ANSWER_S, AGAIN_S = 60.0, 90.0, 10.0, 0.1
DESK_S = 5.0
KINDS = ("till", "bank", "both")
FILLER = "filler"
#: Runs that stand in other numbers too, as where two rows begin with the same six digits.
PLAIN = re.compile(r"(\d)\1{4}|(\d\d)\2{3}|(\d{3})\3{2}")
SWITCHES = {
    "out": Switches(paper=Paper.OUT),
    "cover": Switches(cover_open=True),
    "offline": Switches(is_offline=True),
    "mute": Switches(is_mute=True),
    "stalled": Switches(is_stalled=True),
    "power": Switches(has_power=False),
    "breaks": Switches(breaks_lines=True),
}
CLOCK_BY_S = {"back": -3_600.0, "forward": 3_600.0, "year": 365 * 86_400.0}


class BrokenError(Exception):
    """An audit in the middle of a day found a break; the day ends there."""


@dataclass
class Figures:
    """What a day was made of."""

    sales: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    kills: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    left: int = 0
    restarts_s: float = 0.0
    took_s: float = 0.0


class SoakDay:
    """One day in ``folder``. ``run`` returns when it is over; what it was is in the tallies."""

    def __init__(
        self, folder: Path, sales: int, kill_every: int, faults: Collection[Fault], seed: int
    ) -> None:
        self._folder, self._sales, self._kill_every = folder, sales, kill_every
        self._faults = frozenset(faults)
        self._seed = seed
        self._data = folder / "data"
        self._paper = folder / "paper"
        self.tally, self.figures = Tally(), Figures()
        self._numbers = iter(range(1, 10**9))
        self._printer = PrinterModel(self._paper)
        self._till = Till(self._data, folder / "shop.toml")
        self._cashier = Cashier(self._till, self._desk)
        self._backs = Backs(self._till, self._cashier)
        self._log = (folder / "day.log").open("a", encoding="utf-8")
        self._own = False
        self._timers: list[threading.Timer] = []

    # --- the day ------------------------------------------------------------------------------

    def run(self) -> None:
        """Do it all.

        Raises:
            BrokenError: an invariant broke; the tally has it.
            LostError: the till, or the bank, did not come back.
        """
        began = time.monotonic()
        roll = vars(self._printer)["_roll"]
        # The auditor reads all of the day's paper.
        vars(roll)["_max_bytes"] = 1 << 40
        server = PrinterServer(self._printer)
        server.start()
        try:
            self._lives(server.port)
        finally:
            for timer in self._timers:
                timer.cancel()
            if self._till.is_running:
                self._till.kill()
            server.stop()
            self._printer.close()
            self.figures.took_s = time.monotonic() - began
            self._log.close()

    def _lives(self, port: int) -> None:
        """The till lives, sells, dies and lives again, until all is sold; then it stops."""
        sold = 0
        while sold < self._sales:
            count = min(self._kill_every, self._sales - sold)
            chance = self._dice(f"life {sold}")
            self._own = chance.random() < 0.25
            text = profile(port, own_code=self._own)
            (self._folder / "shop.toml").write_text(text, "utf-8")
            self._open()
            doomed, settles, dies = chance.randint(1, count), chance.random(), chance.random()
            for nth in range(1, count + 1):
                self._sell(nth == doomed)
            sold += count
            self._settle()
            if settles < 0.5 or sold >= self._sales:
                self._backs.settle()
                self._settle()
            self._look(f"after {sold} sales")
            if sold < self._sales and dies < 0.5:
                self._till.kill()
            elif sold < self._sales:
                self._till.stop()
        self._end()

    def _dice(self, what: str) -> random.Random:
        """Return the chance of one thing: the same in each day of the seed."""
        return random.Random(f"soak {self._seed} {what}")

    def _sell(self, is_doomed: bool) -> None:
        """Take a sale; a till that dies in it is started again."""
        number = next(self._numbers)
        chance = self._dice(f"act {number}")
        act = draw(number, chance, self._faults, own=self._own)
        if is_doomed:
            act = replace(act, kill=chance.choice(KINDS), after_s=chance.uniform(0.0, 1.5))
        self._note(f"{act}")
        self.figures.sales[act.way.value] += 1
        try:
            with self._wrong(act):
                self._one(act)
        except LostError as error:
            if act.kill not in {"till", "both"} or not self._till.has_died():
                raise
            self._note(f"dead: {error}")
            self._open()

    def _one(self, act: Act) -> None:
        timer = threading.Timer(act.after_s, self._strike, (act.kill,))
        self._timers = [timer]
        if act.kill and not act.way.is_sale:
            timer.start()
        elif act.way.is_sale and not self._cashier.begin(act):
            self.figures.refused += 1
            self._note(f"not begun: {self._till.now}")
        if act.kill and act.way.is_sale:
            timer.start()
        try:
            began = time.monotonic()
            do = self._cashier.serve if act.way.is_sale else self._backs.do
            if not do(act):
                self.figures.left += 1
            self._note(f"served in {time.monotonic() - began:.2f} s: {self._till.now}")
        finally:
            if act.kill:
                # Where the sale was over sooner, the blow falls between two sales.
                timer.join()
        if act.kill in {"till", "both"}:
            self._till.until("its end", lambda _: False, BANK_S)

    def _strike(self, kind: str) -> None:
        self.figures.kills[kind] += 1
        bank = self._till.bank_pid
        if kind in {"bank", "both"} and bank:
            with contextlib.suppress(ProcessLookupError):
                os.kill(bank, signal.SIGKILL)
        if kind in {"till", "both"}:
            self._till.strike()

    # --- what goes wrong beside the till --------------------------------------------------------

    @contextlib.contextmanager
    def _wrong(self, act: Act) -> Iterator[None]:
        kind, _, how = act.fault.partition(" ")
        if act.outcome:
            self.figures.faults["bank"] += 1
        if kind:
            self.figures.faults[kind] += 1
            with contextlib.suppress(DeskError):
                self._turn(kind, how, on=True)
        try:
            yield
        finally:
            if kind and self._till.is_running:
                with contextlib.suppress(DeskError, LostError):
                    self._turn(kind, how, on=False)
            self._mend()

    def _mend(self) -> None:
        """Mend what needs no till and no bank for it."""
        self._printer.turn(Switches())
        (self._data / FILLER).unlink(missing_ok=True)

    def _turn(self, kind: str, how: str, *, on: bool) -> None:
        till = self._till
        match kind:
            case Fault.BANK:
                desk = self._desk()
                if on:
                    (desk.cut_line if how == "cut" else desk.silence_line)()
                else:
                    desk.mend_line()
                desk.set_card_line(how if on else "up")
            case Fault.PRINTER:
                self._printer.turn(SWITCHES[how] if on else Switches())
            case Fault.READER if how == "absent":
                till.tell(do="reader", works=not on)
            case Fault.DISK if on:
                disk.fill(self._data / FILLER)
            case Fault.CLOCK:
                till.tell(do="clock", by_s=CLOCK_BY_S[how] if on else 0.0)
            case Fault.DNS:
                till.tell(do="names", how=how if on else "")

    # --- opening, settling and looking ----------------------------------------------------------

    def _open(self) -> None:
        began = time.monotonic()
        if not self._till.is_running:
            self._till.reap()
            self._till.start()
            self._till.sign_in()
        self._wait_for_bank()
        self.figures.restarts_s += time.monotonic() - began

    def _wait_for_bank(self) -> None:
        deadline = time.monotonic() + BANK_S
        while True:
            try:
                self._desk().set_scan_terms(earliest_cancel_s=0.0)
            except (DeskError, OSError, ValueError, KeyError):
                if time.monotonic() > deadline:
                    raise LostError("the bank does not answer") from None
                time.sleep(AGAIN_S)
            else:
                return

    def _desk(self) -> CardDeskClient:
        credentials = self._data / "bank" / "credentials"
        try:
            contract = tomllib.loads((credentials / "gateway.toml").read_text("utf-8"))
            token = (credentials / "desk_token").read_text("ascii").strip()
        except OSError as error:
            raise DeskError("the bank has no folder yet") from error
        return CardDeskClient(contract["desk_url"], token, DESK_S)

    def _settle(self) -> None:
        """Mend everything, and let everything be worked to its end."""
        self._mend()
        self._wait_for_bank()
        desk = self._desk()
        for kind in ("sale", "query", "close", "refund", "cancel"):
            desk.clear_next(kind)
        for kind in ("sale", "back", "reversal", "settlement", "upload", "network"):
            desk.clear_next_card(kind)
        desk.mend_line()
        desk.set_card_line("up")
        self._till.tell(do="away")
        left: tuple[int, int] | None = None
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline:
            self._cashier.decide_all()
            self._backs.see_on()
            self._release(desk)
            left = self._till.left(ANSWER_S)
            if left is not None and not any(left):
                return
            time.sleep(AGAIN_S)
        self._note(f"sales and slips left: {left}")

    def _release(self, desk: CardDeskClient) -> None:
        """Let the bank say at last what became of money that it holds."""
        with contextlib.suppress(DeskError):
            for order in desk.state().orders:
                if any(payment.state == "held" for payment in order.payments):
                    desk.settle(order.reqsn)

    def _look(self, when: str) -> None:
        """Audit the day so far, until all is well or the time is over; the last one is the day's.

        What may still come, such as money that was paid late, is waited for; what may never be,
        such as an approval without the bank, does not go away.
        """
        deadline = time.monotonic() + SETTLE_S
        while True:
            tally = Tally()
            bank = read_bank(self._data / "bank" / "bank.sqlite3")
            till = read_till(self._data)
            audit(Day.of(bank, till, read_paper(self._paper), is_settled=True), tally)
            self._total(till, tally)
            faults = own_faults(self._data / "logs", self._till.errors)
            tally.check(Invariant.NO_FAULT, not faults, "; ".join(faults[:3]))
            if not tally.breaks or time.monotonic() > deadline:
                break
            self._release(self._desk())
            time.sleep(3 * AGAIN_S)
        self._note(f"{when}: {tally.breaks} broken {tally.broken[:3]}")
        self.figures.states = Counter(row["state"] for row in till.sales)
        self._last = tally
        if tally.breaks:
            self.tally.add(tally)
            raise BrokenError(f"{when}: {'; '.join(tally.broken[:3])}")

    def _total(self, till: TillBooks, tally: Tally) -> None:
        """The batch's total on the screen is the sum of its rows."""
        number, count, minor = self._till.now["batch"]
        rows = [row for row in till.sales if row["batch_open"] and row["state"] == "approved"]
        found = (len(rows), sum(row["total_minor"] for row in rows))
        what = f"the screen says {count} and {minor} of batch {number}, the rows say {found}"
        tally.check(Invariant.TOTALS, (count, minor) == found, what)

    def _end(self) -> None:
        """Stop in order, check the whole store, and search everything for cards."""
        code = self._till.stop()
        tally = self._last
        tally.check(Invariant.STORE_WHOLE, code == 0, f"the till ended with {code}")
        problems = whole_check(self._data)
        tally.check(Invariant.STORE_WHOLE, not problems, "; ".join(problems[:3]))
        search = Search(canaries())
        for path in sorted(self._folder.rglob("*")):
            if path.is_file() and self._data / "bank" not in path.parents:
                found = search.file(path)
                tally.check(Invariant.NO_CARD, not found, f"{path.name}: a card number")
        found = search.store(self._data)
        tally.check(Invariant.NO_CARD, not found, f"the store, decrypted: {found[:3]}")
        self.tally.add(tally)

    def _note(self, words: str) -> None:
        self._log.write(f"{time.time():.3f} {words}\n")
        self._log.flush()
        if os.environ.get("SOAK_LOUD"):
            sys.stderr.write(f"{words}\n")


def whole_check(data: Path) -> tuple[str, ...]:
    """Open a store as the till does, and return what its whole check finds."""
    settings = demo_settings()
    store = open_store(
        data,
        KeySource(settings.store.key, settings.profile.name),
        Lane(settings.terminal.terminal_id, settings.store.first_batch),
        SystemClock(),
        _raise,
    )
    try:
        return store.verify(BANK_S).problems
    finally:
        store.close(BANK_S)


def canaries() -> list[Canary]:
    """Return the cards that are looked for: numbers that are not found by chance anywhere."""
    specs = {spec.key: spec for spec in catalogue()}
    used = [specs[key] for key in (*GOOD_CARDS, *OTHER_CARDS, BROKEN_CARD)]
    return [Canary(spec.key, (spec.pan,)) for spec in used if not PLAIN.search(spec.pan)]


def _raise(error: Exception) -> None:
    raise error

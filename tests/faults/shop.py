"""The other side of a run: a bank that lives on, a customer with a phone, a printer of its own."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from kpay_desktop.simulation.bank.service import Bank, Wishes
from kpay_desktop.simulation.desk_client import DeskClient
from kpay_desktop.simulation.paper.printer import PrinterModel
from tests.faults import cashier, day_cashier, strace
from tests.faults.ears import Job
from tests.faults.guard import LONGEST_RUN_S, STRUCK, Ended, Plan, Site, Way, run_guarded
from tests.faults.other_ways import (
    AT_CARD_HOST,
    BY_CARD,
    CUSTOMER,
    PATIENCE_S,
    SCANNED,
    get_ready,
)
from tests.helpers.forked import pipe_pair, start_forked
from tests.helpers.paper import server

LATE_BY_S = 0.2
# How long something stays broken when the till shows nobody that it is.
MEND_AFTER_S = 0.5
LOOK_EVERY_S = 0.05
NOT_THE_TILLS = ("bank", "paper")
OF_TROUBLE = frozenset({"fault", "refused", "closed", "probe"})
LATER = " later"


@dataclass(slots=True)
class Told:
    """What came of a run: the cashier's words, and how the process ended."""

    words: list[tuple[str, str]] = field(default_factory=list)
    ended: Ended | None = None
    errors: str = ""

    def all(self, word: str) -> list[str]:
        """Return the texts that were told under ``word``."""
        return [text for said, text in self.words if said == word]


class Shop:
    """A data folder with its bank. One run at a time."""

    def __init__(
        self, data: Path, scenario: str, bank: Bank, printer: str, port: int, plant: str
    ) -> None:
        self.data = data
        self.scenario = scenario
        self.desk = DeskClient(bank.desk.url, bank.desk_token, PATIENCE_S)
        ports = {bank.gateway.port: "bank", port: "printer"}
        if scenario in {*BY_CARD, *AT_CARD_HOST}:
            ports[bank.cards.port] = "card host"
        self._site = Site(data, NOT_THE_TILLS, ports)
        bank_line = json.dumps(
            {
                "pid": os.getpid(),
                "base_url": bank.gateway.url,
                "desk_url": bank.desk.url,
                "desk_token": bank.desk_token,
                "credentials": str(bank.folder.credentials),
            }
        )
        codes = get_ready(bank, scenario, cashier.SALES)
        self.job = Job(str(data), scenario, bank_line, printer, plant=plant, codes=codes)
        if scenario in {"late", "refund"}:
            self.desk.set_next("late", sticky=True, delay_s=LATE_BY_S)

    def work(self, plan: Plan | None = None) -> Told:
        """Let the cashier do what the scenario says."""
        breaks_store = plan is not None and plan.way is Way.STAYS and not plan.call.is_line
        return self._run(replace(self.job, probe=breaks_store), plan)

    def work_under_strace(self, plan: Plan | None = None) -> Told:
        """Let the cashier do it under strace, which leaves its trace beside the data folder."""
        words, ended, errors = strace.work(self.job, plan, self.trace, self._react)
        return Told(words, ended, errors)

    @property
    def trace(self) -> Path:
        """Where strace's trace lies."""
        return self.data.with_name(f"{self.data.name}.strace")

    def recover(self) -> Told:
        """Start the till again and let it work everything to an end."""
        # Money by the customer's own code comes at once or not at all: nothing is waited for.
        comes = 0 if self.scenario in SCANNED else self._payments()
        again = replace(self.job, is_recovery=True, credits=comes)
        return self._run(again, None)

    def pay_what_can_be_paid(self) -> None:
        """Let the customer pay a code while the till is down."""
        for order in self.desk.state().orders:
            self._pay(order.payinfo)

    def pay_late(self) -> None:
        """Let the customer pay late what was not paid yet, whatever became of the till."""
        orders = self.desk.state().orders
        if orders and not self._payments():
            self._pay(orders[0].payinfo)

    # --- inside -------------------------------------------------------------------------------

    def _payments(self) -> int:
        return sum(len(order.payments) for order in self.desk.state().orders)

    def _pay(self, code: str) -> None:
        scan = self.desk.scan(code)
        if scan.payable:
            self.desk.press(scan.order, CUSTOMER, "pay")

    def _run(self, job: Job, plan: Plan | None) -> Told:
        ours, hands = pipe_pair()
        hears, pipe = pipe_pair()
        words = self.data.with_name(f"{self.data.name}.stderr")
        arguments = (job, self._site, plan, hands, pipe, str(words))
        process = start_forked(_supervise, arguments)
        hands.close()
        pipe.close()
        told = Told()
        try:
            with ours, hears:
                self._listen(told, ours, hears)
        finally:
            process.join(LONGEST_RUN_S)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()
        told.errors = words.read_text("utf-8", "replace")
        return told

    def _listen(self, told: Told, ours: Connection, hears: Connection) -> None:
        open_ends = [ours, hears]
        deadline = time.monotonic() + 2 * LONGEST_RUN_S
        mend_at: float | None = None
        is_mended = False
        while open_ends and time.monotonic() < deadline:
            for end in wait(open_ends, LOOK_EVERY_S):
                assert isinstance(end, Connection)
                try:
                    said = end.recv()
                except (EOFError, ConnectionResetError):
                    open_ends.remove(end)
                    continue
                if end is hears:
                    # What comes after the mending may have been said of a store that was well.
                    word = f"{said[0]}{LATER}" if is_mended and said[0] in OF_TROUBLE else said[0]
                    told.words.append((word, said[1]))
                    self._react(*said)
                    if said[0] == "probe":
                        mend_at = time.monotonic()
                elif said == STRUCK:
                    mend_at = time.monotonic() + MEND_AFTER_S
                else:
                    told.ended = said
            if mend_at is not None and time.monotonic() >= mend_at:
                mend_at, is_mended = None, True
                with contextlib.suppress(OSError):
                    ours.send("mend")

    def _react(self, word: str, text: str) -> None:
        """Be the customer."""
        pays = self.scenario in {"first", "pay", "queue", "sold"}
        if (word == "shown" and pays) or word == "pay late":
            self._pay(text)


def _supervise(
    job: Job, site: Site, plan: Plan | None, hands: Connection, pipe: Connection, words: str
) -> None:
    handle = os.open(words, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.close(handle)
    run_guarded(lambda: day_cashier.main(job, pipe.send), site, plan, hands, pipe)


@contextlib.contextmanager
def opened(data: Path, scenario: str, plant: str = "") -> Iterator[Shop]:
    """Open a shop on ``data``: its bank, and for the scenario ``print`` a printer on a socket.

    ``plant`` is a mistake that its till makes on purpose.
    """
    with contextlib.ExitStack() as stack:
        bank = Bank(Wishes(data / "bank", cents_table=False))
        stack.callback(bank.close)
        printer, port = "sim:", -1
        if scenario == "queue":
            # Nobody listens there.
            printer = "tcp:127.0.0.1:1"
        elif scenario == "print":
            model = PrinterModel(data / "paper")
            stack.callback(model.close)
            port = stack.enter_context(server(model))
            printer = f"tcp:127.0.0.1:{port}"
        yield Shop(data, scenario, bank, printer, port, plant)

"""What happens to canary cards at a till: ``python -m tests.helpers.canary_day DATA SCENARIO …``.

``morning`` and ``evening`` sell in every way there is; ``faults`` lets readers, kernels and the
host's client raise exceptions that carry card data; ``stall`` has a disk that hangs and refuses;
``die POINT SIGNAL`` ends by a signal; ``planted`` makes mistakes that a search must find;
``recover`` sells nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from PySide6.QtGui import QGuiApplication

from hardware.card_reader import desk, lane
from hardware.card_reader.sim import SimReader
from kpay_desktop.bootstrap.process import forbid_core_dumps
from kpay_desktop.domain.card import CardFacts
from kpay_desktop.domain.records import Commit, SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.domain.track import Stripe, read_stripe
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.hosts.iso8583 import client
from kpay_desktop.ports import StoreError, StoreErrorKind
from kpay_desktop.security.vault import KeptCard, Vault
from kpay_desktop.simulation.cards import CardSpec, Fault, make_card, tracks
from tests.helpers.canary_cards import CARDS
from tests.helpers.canary_till import HURRY_S, PATIENCE_S, UNDER_WAY, CanaryTill, Fate
from tests.helpers.mortal_store import MortalStore, say
from ui.backend import SlipSaved, SupportSaved
from ui.save_model import SavedSlip, SlipWanted

log = logging.getLogger("kpay_desktop.planted")
STALL_S = 0.7


def tap(till: CanaryTill, name: str) -> None:
    till.begin()
    till.reader.hold(make_card(CARDS[name]))
    till.until("the card", lambda: till.state.phase not in UNDER_WAY)
    till.go_on()
    till.done(name)


def insert(till: CanaryTill, name: str, spec: CardSpec | None = None, *, look: bool = True) -> None:
    till.begin()
    if till.insert(spec or CARDS[name]) is Phase.CHOOSING:
        till.world.cards.choose(till.flow, 1)
        till.until_phase(Phase.CONFIRMING)
    till.go_on()
    till.done(name, look=look)


def swipe(till: CanaryTill) -> None:
    till.begin()
    till.swipe(tracks(CARDS["swipe"]).typed)
    till.go_on()
    till.done("swipe")


def fall_back(till: CanaryTill) -> None:
    till.begin()
    till.insert(CARDS["fallback"])
    till.reader.take_away()
    till.swipe(tracks(CARDS["fallback"]).typed)
    till.go_on()
    till.done("fallback")


def cancel_while_confirming(till: CanaryTill) -> None:
    till.begin()
    till.insert(CARDS["cancelled"])
    till.world.cancel(till.flow)
    till.go_on()
    till.done("cancelled")


def bad_swipes(till: CanaryTill) -> None:
    """Half a stripe, a wrong digit, tracks of two cards, a chip card's; then cancel."""
    stripe, other = tracks(CARDS["swipe"]), tracks(CARDS["fallback"])
    pan = CARDS["swipe"].pan
    wrong = pan[:-1] + str((int(pan[-1]) + 1) % 10)
    till.begin()
    for typed in (
        stripe.track_1[:40],
        stripe.track_2[:30],
        stripe.track_2.replace(pan, wrong),
        stripe.track_1 + other.track_2,
        other.typed,
        stripe.track_1.lower(),
    ):
        till.swipe(typed)
        if till.state.phase is not Phase.READING:
            say("late a bad swipe was taken")
    till.go_on()
    till.world.swiped(stripe.typed)
    till.done("bad-swipes")


def lost_answer(till: CanaryTill) -> None:
    till.bank_desk.set_next_card("lose_answer")
    for host in till.hosts:
        host.patience_s = HURRY_S
    tap(till, "lost")
    for host in till.hosts:
        host.patience_s = PATIENCE_S


def bank_killed(till: CanaryTill) -> None:
    till.begin()
    till.insert(CARDS["lost"])
    bank = till.world.bank
    assert bank is not None
    os.kill(bank.pid, signal.SIGKILL)
    till.go_on()
    till.wait_for_bank(bank.pid)
    till.done("bank-killed")


def malformed(till: CanaryTill) -> None:
    for fault in (
        Fault.RECORD_CUT_OFF,
        Fault.RECORD_DEEP,
        Fault.ELEMENT_TWICE,
        Fault.PAN_OTHER_IN_TRACK,
        Fault.OPTIONS_GARBAGE,
        Fault.CRYPTOGRAM_SHORT,
    ):
        spec = replace(CARDS["malformed"], faults=frozenset({fault}))
        insert(till, "malformed", spec, look=False)
    insert(till, "malformed", replace(CARDS["malformed"], pulled_at=8))


def print_and_save(till: CanaryTill, folder: Path) -> None:
    """Reprint the newest sale's slips, save them as PDF, and write a support file."""
    assert till.view is not None
    sale_id = till.view.sale.identity.sale_id
    for copy, slip in (
        (SlipCopy.MERCHANT, SavedSlip.MERCHANT),
        (SlipCopy.CUSTOMER, SavedSlip.CUSTOMER),
    ):
        till.world.reprint(sale_id, copy)
        till.news.clear()
        till.world.save_slip(SlipWanted(slip, sale_id), str(folder / f"{slip}.pdf"))
        till.until("a PDF", lambda: any(isinstance(each, SlipSaved) for each in till.news))
    till.world.save_support()
    till.until("a support file", lambda: any(isinstance(n, SupportSaved) for n in till.news))


# --- scenarios ------------------------------------------------------------------------------


def morning(data: Path) -> None:
    """Sell in the ways that end well, print, and save."""
    application = QGuiApplication(["canary"])
    with CanaryTill(data) as till:
        tap(till, "tap")
        swipe(till)
        fall_back(till)
        insert(till, "two")
        insert(till, "amex")
        insert(till, "unionpay")
        insert(till, "sign")
        print_and_save(till, data)
    del application


def evening(data: Path) -> None:
    """Sell in the ways that do not."""
    with CanaryTill(data) as till:
        tap(till, "declined")
        lost_answer(till)
        insert(till, "late")
        cancel_while_confirming(till)
        bad_swipes(till)
        malformed(till)
        bank_killed(till)


def recover(data: Path) -> None:
    """Sell nothing: what was in flight is worked on."""
    with CanaryTill(data):
        pass


def die(data: Path, point: str, name: str) -> None:
    """Come to an end by a signal at a point of a sale, or while its card is being confirmed."""
    end = signal.Signals[name]
    with CanaryTill(data, Fate(point, end)) as till:
        till.begin()
        till.insert(CARDS["crash"])
        if point == "confirming":
            os.kill(os.getpid(), end)
        till.go_on()


class StallingStore(MortalStore):
    """Each write hangs; the first of a sale's approval is refused."""

    has_refused = False

    def commit(self, commit: Commit) -> None:
        """Write late, or not at all."""
        time.sleep(STALL_S)
        is_approval = commit.sale is not None and commit.sale.state is SaleState.APPROVED
        if is_approval and not self.has_refused:
            self.has_refused = True
            raise StoreError(StoreErrorKind.FULL, "no room")
        super().commit(commit)


def stall(data: Path) -> None:
    """Sell while the disk hangs, and refuses the approval."""
    with CanaryTill(data, wrap_store=lambda store: StallingStore(store, Fate())) as till:
        insert(till, "fault")


class PlantedError(Exception):
    """Carries what it must not."""


def blurt(*values: object, **more: object) -> NoReturn:
    """Fail with everything that was given, in the words and in a local variable."""
    words = repr((values, more)) + "".join(CARDS["fault"].pan for _ in values)
    raise PlantedError(words, values)


@contextlib.contextmanager
def replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """Let something else stand under a name."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def fail_at(count: int, call: Callable[..., bytes]) -> Callable[..., bytes]:
    """Return ``call`` that fails with its answer the ``count``-th time."""
    calls = iter(range(count))

    def failing(*values: object) -> bytes:
        answer = call(*values)
        if next(calls, None) is None:
            blurt(answer, answer.hex())
        return answer

    return failing


def faults(data: Path) -> None:
    """Let exceptions that carry card data arise wherever there is some."""
    stripe = tracks(CARDS["swipe"]).typed
    wrong = (
        (SimReader, "transmit", fail_at(9, SimReader.transmit), False),
        (lane, "data_of", blurt, False),
        (lane, "chip_facts", blurt, False),
        (desk, "stripe_facts", blurt, True),
        (desk, "read_stripe", functools.partial(blurt, stripe), True),
        (client, "sale_fields", blurt, False),
    )
    with CanaryTill(data) as till:
        for owner, name, value, is_swipe in wrong:
            till.begin()
            with replaced(owner, name, value):
                if is_swipe:
                    till.swipe(stripe)
                else:
                    till.insert(CARDS["fault"])
                till.go_on()
            till.done(f"fault-in-{name}")
    thread = threading.Thread(target=blurt, args=(stripe,))
    thread.start()
    thread.join()
    lost = functools.partial(blurt, stripe)
    dropped = type("Dropped", (), {"__del__": lambda _: lost()})()
    del dropped
    log.info("figures %d", stripe)


def planted(data: Path) -> None:
    """Make mistakes that a search must find.

    The track goes into the log, the number into the vault as it is, and the name into the journal.
    """

    def careless(typed: str) -> Stripe:
        log.info("swiped text=%s", typed)
        return read_stripe(typed)

    def unsealed(_vault: Vault, _handle: str, card: KeptCard) -> bytes:
        return bytes.fromhex(card.number)

    (holder,) = (each for each in dataclasses.fields(CardFacts) if each.name == "holder")
    with (
        CanaryTill(data) as till,
        replaced(desk, "read_stripe", careless),
        replaced(Vault, "seal", unsealed),
        replaced(holder, "metadata", {}),
    ):
        till.begin()
        till.swipe(tracks(CARDS["swipe"]).typed)
        for place in till.memory():
            say(f"in use: {place}")
        till.go_on()
        till.done("swipe")


SCENARIOS: dict[str, Callable[..., None]] = {
    each.__name__: each for each in (morning, evening, recover, die, stall, faults, planted)
}


def main(data: str, scenario: str, *arguments: str) -> int:
    """Run a scenario."""
    forbid_core_dumps()
    SCENARIOS[scenario](Path(data), *arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

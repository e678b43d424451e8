"""The customer's phone, without its picture: reads a code's text, asks the bank, pays or refuses.

Whoever draws the phone hands over what a decoder read from the screen's pixels, and shows what
:attr:`Phone.screen` says. The phone belongs to one thread at a time; calls wait for the bank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kpay_desktop.simulation.desk_client import DeskClient, DeskError

OFFLINE_ID = "bank.phone.offline"
IDLE_ID = "bank.phone.idle"


class Stage(StrEnum):
    """What the phone's screen is about.

    ``ASKING``: pay or refuse? ``WAITING``: the customer has the page open and thinks.
    ``PROCESSING``: the wallet works on it. ``CANNOT_PAY``: the code or the customer will not do.
    """

    IDLE = "idle"
    ASKING = "asking"
    WAITING = "waiting"
    PROCESSING = "processing"
    PAID = "paid"
    REFUSED = "refused"
    CANNOT_PAY = "cannot_pay"


@dataclass(frozen=True, slots=True)
class Screen:
    """What the phone shows. ``message_id`` says why it cannot pay, or how it ended.

    ``trxids`` are the wallet's transaction numbers of what was paid.
    """

    stage: Stage = Stage.IDLE
    message_id: str = IDLE_ID
    order: str = ""
    reqsn: str = ""
    wallet: str = ""
    merchant: str = ""
    amount_minor: int = 0
    trxids: tuple[str, ...] = ()

    @property
    def can_press(self) -> bool:
        """True while the buttons do something."""
        return self.stage in {Stage.ASKING, Stage.WAITING}


_STAGES = {
    "paid": Stage.PAID,
    "processing": Stage.PROCESSING,
    "refused": Stage.REFUSED,
    "waiting": Stage.WAITING,
    "not_paid": Stage.CANNOT_PAY,
}


class Phone:
    """One phone. ``customer`` is the number of the account it pays from."""

    def __init__(self, desk: DeskClient, customer: str = "1010") -> None:
        self._desk = desk
        self.customer = customer
        self.screen = Screen()

    def scan(self, payload: str) -> Screen:
        """Look a code's text up at the bank and show what it asks for."""
        try:
            found = self._desk.scan(payload)
        except DeskError:
            self.screen = Screen(Stage.CANNOT_PAY, OFFLINE_ID)
            return self.screen
        self.screen = Screen(
            stage=Stage.ASKING if found.payable else Stage.CANNOT_PAY,
            message_id=found.message_id,
            order=found.order,
            reqsn=found.reqsn,
            wallet=found.wallet,
            merchant=found.merchant,
            amount_minor=found.amount_minor,
        )
        return self.screen

    def pay(self) -> Screen:
        """Press Pay."""
        return self._press("pay")

    def pay_twice(self) -> Screen:
        """Two customers pay the same code at the same moment."""
        return self._press("pay_twice")

    def refuse(self) -> Screen:
        """Press Refuse."""
        return self._press("refuse")

    def wait(self) -> Screen:
        """Keep the page open and press nothing yet."""
        return self._press("wait")

    def put_away(self) -> Screen:
        """Back to the idle screen; at the bank nothing changes."""
        self.screen = Screen()
        return self.screen

    def _press(self, decision: str) -> Screen:
        if not self.screen.can_press:
            return self.screen
        try:
            press = self._desk.press(self.screen.order, self.customer, decision)
        except DeskError:
            # The page stays: pressing again is safe, the bank takes one payment for one code.
            self.screen = replace(self.screen, message_id=OFFLINE_ID)
            return self.screen
        self.screen = replace(
            self.screen,
            stage=_STAGES.get(press.result, Stage.CANNOT_PAY),
            message_id=press.message_id,
            trxids=press.trxids,
        )
        return self.screen

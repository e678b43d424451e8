"""The tour's hand: presses, waits, takes pictures, and does what the people at a counter do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import DeviceKind, Health
from ui.demo.desk_port import Decision, Line
from ui.present_receipt import receipt_of
from ui.till_model import SlipProgress
from ui.views import Action, Page, Press

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kpay_desktop.bootstrap.till import Till

PATIENCE_S = 60.0
DEVICES = {DeviceKind.HOST, DeviceKind.PRINTER, DeviceKind.CUSTOMER_SCREEN}
Step = Callable[[], bool]


class TourError(RuntimeError):
    """A page that should have come did not."""


class TourHand:
    """One till, and the folder its pictures go to. What waits is an iterator: run it to its end."""

    def __init__(self, till: Till, folder: Path, size: tuple[int, int]) -> None:
        self.till = till
        self.size = size
        self.saved = 0
        self._folder = folder

    # --- tools ----------------------------------------------------------------------------

    def save(self, name: str, *, customer: str = "") -> Iterator[None]:
        """Take a picture of the till's window, and one of the customer's if it has a name."""
        yield from self.settle()
        self.grab(self.till.window, name)
        if customer:
            self.grab(self.till.customer, customer)

    def grab(self, window: QWidget, name: str) -> None:
        """Take a picture of a window as it is now."""
        if not window.grab().save(str(self._folder / f"{name}.png")):
            raise TourError(f"{name} cannot be saved in {self._folder}")
        self.saved += 1

    def settle(self, seconds: float = 0.35) -> Iterator[None]:
        """Let the windows work for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(0.01)
            yield

    def wait(self, what: str, true: Step) -> Iterator[None]:
        """Wait until something is true.

        Raises:
            TourError: it did not come about.
        """
        end = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > end:
                raise TourError(f"waited in vain for {what}")
            time.sleep(0.01)
            yield

    def press(self, action: Action, value: str = "") -> None:
        """Press something."""
        self.till.controller.press(Press(action, value))

    def keys(self, *keys: str) -> None:
        """Type on the keypad."""
        for key in keys:
            self.press(Action.KEY, key)

    def phase(self, *phases: Phase) -> Step:
        """Tell whether the sale on the screen is in one of the phases."""

        def true() -> bool:
            sale = self.till.controller.model.sale
            return sale is not None and sale.state.phase in phases

        return true

    # --- what people do -------------------------------------------------------------------

    def sign_in(self, name: str) -> Iterator[None]:
        """Choose an operator and type the PIN."""
        model = self.till.controller.model
        operator = next(o for o in model.settings.operators if o.name == name)
        yield from self.wait("the people", lambda: bool(self.till.controller.model.operators))
        self.press(Action.PICK_OPERATOR, operator.operator_id)
        self.keys(*operator.pin[:-2])
        yield from self.save("11-sign-in" if operator.role is Role.CASHIER else "11-supervisor")
        self.keys(*operator.pin[-2:])
        yield from self.wait("signing in", lambda: self.till.controller.model.operator is not None)

    def authorise(self, picture: str = "") -> Iterator[None]:
        """Type the supervisor's PIN into the panel that stands."""
        model = self.till.controller.model
        if model.authorise is None:
            raise TourError("nobody is asked for a PIN")
        chosen = model.authorise.entry.selected_id
        pin = next(o.pin for o in model.settings.operators if o.operator_id == chosen)
        self.keys(*pin[:-2])
        if picture:
            yield from self.save(picture)
        self.keys(*pin[-2:])
        yield from self.wait("the approval", lambda: self.till.controller.model.authorise is None)

    def charge(self, *keys: str, method: Method = Method.PAYNOW) -> Iterator[None]:
        """Take an amount with a tip of ten percent, as far as the code."""
        self.keys(*keys)
        self.press(Action.TIP, "10")
        self.press(Action.CHARGE)
        self.press(Action.PICK_METHOD, f"{method.value}:show")
        self.press(Action.CONFIRM)
        yield from self.wait("the sale", self.phase(*Phase))

    def next_answer(self, outcome: str) -> None:
        """Choose what the bank does with the next order."""
        desk = self.till.world.desk()
        if desk is None or desk.set_outcome(outcome, PATIENCE_S, stays=False) is None:
            raise TourError("the bank's desk does not answer")

    def line(self, line: Line) -> None:
        """Cut or mend the line to the bank."""
        desk = self.till.world.desk()
        if desk is None or desk.set_line(line, PATIENCE_S) is None:
            raise TourError("the bank's desk does not answer")

    def phone_reads(self) -> Iterator[None]:
        """Let the demo's phone read the code."""
        desk = self.till.desk
        if desk is None:
            raise TourError("the demo desk did not open")
        yield from self.wait("the phone", desk.phone.scan.isEnabled)
        desk.phone.scan.click()
        yield from self.wait("the phone to read the code", lambda: desk.phone.shown.can_decide)

    def phone_pays(self) -> Iterator[None]:
        """Let the demo's phone read the code and pay."""
        yield from self.phone_reads()
        if self.till.desk is not None:
            self.till.desk.phone.decisions[Decision.PAY].click()

    def back_to_amount(self) -> Iterator[None]:
        """Press New sale."""
        self.press(Action.NEW_SALE)
        yield from self.wait(
            "the amount page", lambda: self.till.controller.model.page is Page.AMOUNT
        )

    def all_lamps_green(self) -> bool:
        """True while every device that this tour has says that it is well."""
        lamps = self.till.controller.model.lamps
        told = {lamp.kind for lamp in lamps}
        return told >= DEVICES and all(lamp.health is Health.OK for lamp in lamps)

    def slips_printed(self) -> bool:
        """True once both slips are on paper."""
        slips = self.till.controller.model.slips
        return bool(slips) and all(state is SlipProgress.PRINTED for _, state in slips)

    def receipt_is_there(self) -> bool:
        """True once the customer's screen has the code for the receipt."""
        return receipt_of(self.till.controller.model) is not None

    def desk_picture(self, name: str) -> Iterator[None]:
        """Take a picture of the demo desk."""
        desk = self.till.desk
        if desk is None:
            raise TourError("the demo desk did not open")
        desk.resize(*self.size)
        yield from self.settle(1.0)
        self.grab(desk, name)

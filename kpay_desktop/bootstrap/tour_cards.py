"""The tour through sales by card: read, confirmed, signed, declined, and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kpay_desktop.bootstrap.tour_hand import PATIENCE_S, TourError, TourHand
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardSaleView
from ui.customer.card_panels import SignPanel
from ui.demo.card_port import CardLine, CardWay
from ui.demo.desk_port import DeskPort
from ui.present_customer import result_is_fresh
from ui.sale_state import is_signing
from ui.views import Action, Page
from ui.widgets.sign_pad import SignPad

# A signature as the way of a pen, in parts of its field.
_WAY: Final = (
    *((0.28, 0.82), (0.33, 0.52), (0.38, 0.34), (0.40, 0.46), (0.37, 0.74), (0.40, 0.82)),
    *((0.45, 0.60), (0.49, 0.48), (0.50, 0.58), (0.48, 0.78), (0.52, 0.78), (0.57, 0.60)),
    *((0.59, 0.62), (0.58, 0.76), (0.62, 0.76), (0.68, 0.66), (0.75, 0.72), (0.82, 0.69)),
)
_STEPS: Final = 12


class CardPages:
    """Every page of a sale by card; nothing where the desk has no cards."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def pages(self) -> Iterator[None]:
        """Go the way; each ``yield`` lets the windows work."""
        if not self._desk.has_cards:
            return
        yield from self._tapped()
        yield from self._problems()
        yield from self._signed()
        yield from self._declined()
        yield from self._taken_back()

    @property
    def _desk(self) -> DeskPort:
        desk = self._hand.till.world.desk()
        if desk is None:
            raise TourError("there is no simulated world")
        return desk

    # --- hands ----------------------------------------------------------------------------

    @property
    def _view(self) -> CardSaleView | None:
        sale = self._hand.till.controller.model.sale
        return sale if isinstance(sale, CardSaleView) else None

    def _stands(self, *phases: Phase) -> bool:
        return self._view is not None and self._view.state.phase in phases

    def _phase(self, *phases: Phase) -> Iterator[None]:
        names = " or ".join(phase.value for phase in phases)
        yield from self._hand.wait(f"the card sale to be {names}", lambda: self._stands(*phases))

    def _charge(self, *keys: str) -> Iterator[None]:
        """Take an amount with a tip of ten percent, until the readers wait."""
        hand, front = self._hand, self._hand.till.controller
        hand.keys(*keys)
        hand.press(Action.TIP, "10")
        hand.press(Action.CHARGE)
        hand.press(Action.PICK_METHOD, "card:")
        hand.press(Action.CONFIRM)
        yield from hand.wait("the charge", lambda: not front.model.draft.charging)
        yield from self._phase(Phase.READING)

    def _use(self, key: str, way: CardWay) -> None:
        self._desk.use_card(key, way)

    def _take_card(self) -> Iterator[None]:
        self._desk.take_card()
        yield from self._hand.wait(
            "the card to be out", lambda: self._view is None or not self._view.card_in
        )

    def _answer(self, name: str) -> None:
        if self._desk.set_card_answer(name, PATIENCE_S, stays=True) is None:
            raise TourError("the card host's desk does not answer")

    def _line(self, line: CardLine) -> None:
        if self._desk.set_card_line(line, PATIENCE_S) is None:
            raise TourError("the card host's desk does not answer")

    # --- sales ----------------------------------------------------------------------------

    def _tapped(self) -> Iterator[None]:
        yield from self._charge("2", "8", "00")
        yield from self._hand.save("03c-sale-card", customer="22c-customer-card")
        self._use("visa-debit", CardWay.TAP)
        yield from self._phase(Phase.APPROVED)
        yield from self._hand.wait("the slips", self._hand.slips_printed)
        yield from self._hand.save("06g-card-approved", customer="24b-customer-card-approved")
        yield from self._hand.back_to_amount()

    def _problems(self) -> Iterator[None]:
        """A chip that fails, the application that the customer wants, and no card at all."""
        yield from self._charge("1", "2", "00")
        self._use("mastercard-broken", CardWay.INSERT)
        yield from self._hand.wait(
            "the stripe to be asked for",
            lambda: self._view is not None and self._view.state.fallback,
        )
        yield from self._hand.save("03d-card-fallback", customer="22d-customer-fallback")
        self._desk.take_card()
        self._hand.press(Action.CANCEL_SALE)
        yield from self._phase(Phase.CLOSED)
        yield from self._hand.save("06h-card-cancelled")
        yield from self._hand.back_to_amount()
        yield from self._charge("1", "2", "00")
        self._use("two-applications", CardWay.INSERT)
        yield from self._phase(Phase.CHOOSING)
        yield from self._hand.save("03e-card-choose", customer="22e-customer-choose")
        self._hand.press(Action.CHOOSE_APPLICATION, "0")
        yield from self._phase(Phase.CONFIRMING)
        yield from self._hand.save("03f-card-confirm")
        self._hand.press(Action.CANCEL_SALE)
        yield from self._phase(Phase.CLOSED)
        self._desk.take_card()
        yield from self._hand.back_to_amount()

    def _signed(self) -> Iterator[None]:
        yield from self._charge("2", "0", "9", "82")
        self._use("mastercard", CardWay.INSERT)
        yield from self._phase(Phase.CONFIRMING)
        self._hand.press(Action.CONFIRM_CARD)
        yield from self._hand.wait(
            "the signature to be asked for",
            lambda: self._view is not None and is_signing(self._view),
        )
        panel = self._hand.till.customer.panel
        if not isinstance(panel, SignPanel):
            raise TourError("the customer is not asked to sign")
        yield from self._hand.settle()
        self._sign(panel.field.pad)
        yield from self._hand.save("06i-card-signature", customer="23-customer-sign")
        panel.field.done.click()
        yield from self._hand.wait("the slips", self._hand.slips_printed)
        yield from self._hand.save("06j-card-signed", customer="24c-customer-remove-card")
        yield from self._take_card()
        yield from self._hand.back_to_amount()

    def _sign(self, pad: SignPad) -> None:
        """Write with the mouse."""
        box = pad.box()
        points = [
            QPoint(round(box.left() + x * box.width()), round(box.top() + y * box.height()))
            for x, y in _rounded(_WAY)
        ]
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[-1])

    def _declined(self) -> Iterator[None]:
        yield from self._charge("5", "00")
        self._use("visa-no-funds", CardWay.INSERT)
        yield from self._phase(Phase.CONFIRMING)
        self._hand.press(Action.CONFIRM_CARD)
        yield from self._phase(Phase.DECLINED)
        yield from self._hand.save("06k-card-declined", customer="25b-customer-card-declined")
        yield from self._take_card()
        yield from self._hand.back_to_amount()

    def _taken_back(self) -> Iterator[None]:
        """The line breaks while the bank is asked: not charged, and cards wait."""
        hand, front = self._hand, self._hand.till.controller
        # Late enough that the line is cut first, however busy the machine is.
        self._answer("late")
        yield from self._charge("3", "4", "00")
        self._use("visa-debit", CardWay.TAP)
        yield from self._phase(Phase.AUTHORISING)
        self._line(CardLine.CUT)
        yield from self._phase(Phase.REVERSING)
        yield from hand.wait(
            "the next attempt", lambda: self._view is not None and self._view.retry_at is not None
        )
        yield from hand.save("12g-card-reversing", customer="26b-customer-card-reversing")
        hand.press(Action.NOTE_CONTACT)
        yield from hand.save("12h-card-contact")
        hand.press(Action.SAVE_CONTACT, "Mr Tan, +65 8000 0000")
        hand.press(Action.OTHER_WAY)
        yield from hand.save("02b-other-ways")
        hand.press(Action.BACK)
        hand.press(Action.BACK)
        yield from hand.wait("the total", lambda: not result_is_fresh(front.model))
        hand.keys("7", "00")
        hand.press(Action.CHARGE)
        hand.press(Action.PICK_METHOD, "card:")
        hand.press(Action.CONFIRM)
        yield from hand.wait("the reversal before it", lambda: front.model.card.is_blocked)
        yield from hand.save("12i-card-blocked")
        self._answer("")
        self._line(CardLine.UP)
        hand.press(Action.REVERSE_NOW)
        yield from self._phase(Phase.REVERSED)
        yield from hand.save("12j-card-reversed")
        hand.press(Action.NEW_SALE)
        yield from hand.wait("the amount page", lambda: front.model.page is Page.AMOUNT)


def _rounded(way: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield points on a smooth curve through ``way`` (Catmull and Rom)."""
    ends = (way[0], *way, way[-1])
    for first, second, third, fourth in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(_STEPS):
            t = step / _STEPS
            yield (
                _between(first[0], second[0], third[0], fourth[0], t),
                _between(first[1], second[1], third[1], fourth[1], t),
            )
    yield way[-1]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    """Return the place between ``b`` and ``c`` at ``t`` (0 to 1)."""
    return (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    ) / 2

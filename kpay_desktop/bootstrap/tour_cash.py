"""The tour through cash: handed over, change given, and a shift at the drawer."""

from __future__ import annotations

from collections.abc import Iterator

from kpay_desktop.bootstrap.tour_hand import TourHand
from kpay_desktop.domain.moves import DrawerKind
from ui.drawer_model import DrawerModel, DrawerStage
from ui.present_customer import result_is_fresh
from ui.views import Action, Page


class CashPages:
    """Every page of cash."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def pages(self) -> Iterator[None]:
        """Go the way; each ``yield`` lets the windows work."""
        yield from self._opened()
        yield from self._sold()
        yield from self._paid_out()
        yield from self._closed()

    @property
    def _drawer(self) -> DrawerModel:
        return self._hand.till.controller.model.drawer

    def _stage(self, stage: DrawerStage) -> Iterator[None]:
        what = f"the drawer to be {stage.value}"
        yield from self._hand.wait(what, lambda: self._drawer.stage is stage)

    def _to_drawer(self, *, is_open: bool) -> Iterator[None]:
        self._hand.press(Action.OPEN_PAGE, Page.DRAWER.value)
        yield from self._hand.wait(
            "the shift",
            lambda: self._drawer.is_told and (self._drawer.shift is not None) is is_open,
        )

    def _count(self, kind: DrawerKind, *counted: tuple[int, str]) -> None:
        self._hand.press(Action.DRAWER_DO, kind.value)
        for worth, figures in counted:
            self._hand.press(Action.DRAWER_ROW, str(worth))
            self._hand.keys(*figures)

    def _opened(self) -> Iterator[None]:
        hand = self._hand
        yield from self._to_drawer(is_open=False)
        yield from hand.save("34-drawer")
        self._count(DrawerKind.OPENED, (1_000, "12"), (500, "10"), (100, "20"), (50, "20"))
        yield from hand.save("34b-drawer-count")
        hand.press(Action.DRAWER_CONFIRM)
        yield from self._stage(DrawerStage.DONE)
        yield from hand.back_to_amount()

    def _sold(self) -> Iterator[None]:
        hand, front = self._hand, self._hand.till.controller
        yield from hand.wait("the total", lambda: not result_is_fresh(front.model))
        hand.keys("2", "8", "0", "3")
        hand.press(Action.CHARGE)
        hand.press(Action.PICK_METHOD, "cash:")
        hand.keys("2", "0", "00")
        yield from hand.save("03g-cash-missing")
        hand.press(Action.CASH_HANDED, "5000")
        yield from hand.save("03h-cash", customer="21b-customer-cash")
        hand.press(Action.TAKE_CASH)
        yield from hand.wait("the sale", lambda: front.model.page is Page.CASH_SOLD)
        yield from hand.wait("the slip", hand.slips_printed)
        yield from hand.save("06r-cash-sold", customer="24f-customer-change")
        yield from hand.back_to_amount()

    def _paid_out(self) -> Iterator[None]:
        hand = self._hand
        yield from self._to_drawer(is_open=True)
        yield from hand.save("34c-drawer-open")
        hand.press(Action.DRAWER_DO, DrawerKind.PAID_OUT.value)
        hand.keys("5", "0", "00")
        hand.press(Action.DRAWER_REASON, hand.till.window.words("drawer.why_bank"))
        yield from hand.save("34d-drawer-paid-out")
        hand.press(Action.DRAWER_CONFIRM)
        yield from hand.authorise("34e-drawer-authorise")
        yield from self._stage(DrawerStage.DONE)
        yield from hand.save("34f-drawer-done")

    def _closed(self) -> Iterator[None]:
        hand = self._hand
        hand.press(Action.BACK)
        yield from self._stage(DrawerStage.OVERVIEW)
        # SGD 178.05 should be there; a coin of five cents is missing.
        self._count(DrawerKind.CLOSED, (1_000, "12"), (500, "8"), (100, "8"), (50, "20"))
        yield from hand.save("34g-drawer-counted")
        hand.press(Action.DRAWER_CONFIRM)
        yield from self._stage(DrawerStage.DONE)
        yield from hand.save("34h-drawer-closed")
        yield from hand.back_to_amount()

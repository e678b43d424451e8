"""The tour through sales: paid, printed, not charged, doubtful, paid late and paid twice."""

from __future__ import annotations

from collections.abc import Iterator

from kpay_desktop.bootstrap.tour_hand import TourError, TourHand
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.decision import is_insisted
from kpay_desktop.flows.wallet_sale.values import Phase
from ui.demo.desk_port import Line, PaperSwitch
from ui.present_customer import result_is_fresh
from ui.views import Action, Page


class SalePages:
    """Every page of a sale, one after the other."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def pages(self) -> Iterator[None]:
        """Go the way; each ``yield`` lets the windows work."""
        yield from self._first_sale()
        yield from self._paper_out()
        yield from self._not_charged()
        yield from self._checking()
        yield from self._other_amount()
        yield from self._late_money()

    def _first_sale(self) -> Iterator[None]:
        yield from self._hand.save("01a-amount-empty")
        for cents in ("8", "80"), ("2", "3", "5", "0"):
            yield from self._hand.charge(*cents, method=Method.WECHAT)
            yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
            self._hand.till.open_desk()
            yield from self._hand.phone_pays()
            yield from self._hand.wait("the approval", self._hand.phase(Phase.APPROVED))
            yield from self._hand.back_to_amount()
        self._hand.keys("2", "8", "00")
        self._hand.press(Action.TIP, "10")
        # The customer reads how the sale before this one ended, for as long as the profile asks.
        front = self._hand.till.controller
        yield from self._hand.wait("the total", lambda: not result_is_fresh(front.model))
        yield from self._hand.save("01-sale-amount", customer="21-customer-total")
        self._hand.press(Action.TIP_OTHER)
        self._hand.keys("3", "00")
        yield from self._hand.save("01b-tip-other")
        self._hand.press(Action.TIP, "10")
        self._hand.press(Action.CHARGE)
        yield from self._hand.save("02-sale-method")
        self._hand.press(Action.PICK_METHOD, "paynow:show")
        yield from self._hand.save("03-sale-confirm")
        self._hand.press(Action.CONFIRM)
        yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
        yield from self._hand.settle(1.2)
        yield from self._hand.save("04-sale-show-qr", customer="22-customer-qr")
        yield from self._hand.phone_reads()
        yield from self._hand.desk_picture("31-demo-desk")
        yield from self._hand.phone_pays()
        yield from self._hand.wait("the approval", self._hand.phase(Phase.APPROVED))
        yield from self._hand.wait("the slips", self._hand.slips_printed)
        yield from self._hand.wait("the receipt's code", self._hand.receipt_is_there)
        yield from self._hand.save("06-sale-approved", customer="24-customer-approved")
        yield from self._hand.settle(1.0)
        yield from self._hand.desk_picture("31b-demo-desk-slips")
        yield from self._hand.back_to_amount()

    def _paper_out(self) -> Iterator[None]:
        port = self._hand.till.world.desk()
        if port is None:
            raise TourError("there is no simulated printer")
        port.set_paper(PaperSwitch.OUT, on=True)
        yield from self._hand.charge("1", "2", "00")
        yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
        yield from self._hand.phone_pays()
        yield from self._hand.wait("the approval", self._hand.phase(Phase.APPROVED))
        yield from self._hand.wait("the printer's lamp", lambda: not self._hand.all_lamps_green())
        yield from self._hand.wait("the receipt's code", self._hand.receipt_is_there)
        yield from self._hand.save("13-paper-out")
        self._hand.press(Action.SHOW_RECEIPT)
        yield from self._hand.save("13b-receipt-shown", customer="24e-customer-receipt")
        port.set_paper(PaperSwitch.OUT, on=False)
        yield from self._hand.wait("the slips", self._hand.slips_printed)
        yield from self._hand.back_to_amount()

    def _not_charged(self) -> Iterator[None]:
        yield from self._hand.charge("5", "00")
        yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
        self._hand.press(Action.CANCEL_SALE)
        yield from self._hand.wait("the end", self._hand.phase(Phase.CLOSED))
        yield from self._hand.save("06b-not-charged", customer="25-customer-not-charged")
        yield from self._hand.back_to_amount()
        self._hand.next_answer("decline")
        yield from self._hand.charge("5", "00")
        yield from self._hand.wait("the refusal", self._hand.phase(Phase.DECLINED))
        yield from self._hand.save("06c-declined")
        yield from self._hand.back_to_amount()

    def _checking(self) -> Iterator[None]:
        yield from self._hand.charge("1", "4", "00")
        yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
        self._hand.line(Line.CUT)
        self._hand.press(Action.CANCEL_SALE)
        yield from self._hand.wait("doubt", self._hand.phase(Phase.ASKING))
        yield from self._hand.wait("the host's lamp", lambda: not self._hand.all_lamps_green())
        yield from self._hand.save("12-checking", customer="26-customer-checking")
        self._hand.press(Action.NEW_SALE)
        yield from self._hand.save("12b-checking-notice")
        yield from self._same_again("1", "4", "00")
        self._hand.line(Line.UP)
        yield from self._hand.wait("the lamps", self._hand.all_lamps_green)
        yield from self._hand.settle(2.5)
        yield from self._hand.save("12c-notice-not-charged")

    def _same_again(self, *cents: str) -> Iterator[None]:
        """Charge a total that is in doubt, see the warning, and think better of it."""
        self._hand.keys(*cents)
        self._hand.press(Action.TIP, "10")
        self._hand.press(Action.CHARGE)
        self._hand.press(Action.PICK_METHOD, f"{Method.PAYNOW.value}:show")
        self._hand.press(Action.CONFIRM)
        yield from self._hand.wait(
            "the warning", lambda: self._hand.till.controller.model.page is Page.DOUBT
        )
        yield from self._hand.save("03b-doubt")
        for _ in range(4):
            self._hand.press(Action.BACK)

    def _other_amount(self) -> Iterator[None]:
        """The bank makes a code of another amount and keeps saying that it was paid."""
        self._hand.next_answer("wrong_amount_code")
        yield from self._hand.charge("1", "7", "00", method=Method.WECHAT)
        yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
        yield from self._hand.phone_pays()
        yield from self._hand.wait("doubt", self._hand.phase(Phase.DOUBT))
        yield from self._hand.wait("the same word again", self._is_insisted)
        yield from self._hand.save("12d-other-amount")
        self._hand.press(Action.ACCEPT_LATE)
        yield from self._hand.authorise("12e-authorise-other")
        yield from self._hand.wait("the approval", self._hand.phase(Phase.APPROVED))
        yield from self._hand.wait("the slips", self._hand.slips_printed)
        yield from self._hand.save("12f-other-accepted")
        yield from self._hand.back_to_amount()

    def _is_insisted(self) -> bool:
        sale = self._hand.till.controller.model.sale
        return isinstance(sale, SaleView) and is_insisted(sale.state)

    def _late_money(self) -> Iterator[None]:
        self._hand.next_answer("late")
        yield from self._hand.charge("9", "00")
        yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
        yield from self._hand.phone_pays()
        yield from self._hand.settle(0.5)
        self._hand.press(Action.CANCEL_SALE)
        yield from self._hand.wait("the end", self._hand.phase(Phase.CLOSED))
        yield from self._hand.wait("the late money", self._hand.phase(Phase.PAID_LATE))
        yield from self._hand.save("07-paid-late", customer="27-customer-paid-late")
        self._hand.press(Action.REFUND_LATE)
        yield from self._hand.authorise("07e-authorise")
        yield from self._hand.wait("the refund", self._hand.phase(Phase.REFUNDED))
        yield from self._hand.save("07b-refunded")
        yield from self._hand.back_to_amount()
        self._hand.next_answer("paid_twice")
        yield from self._hand.charge("7", "00")
        yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
        yield from self._hand.phone_pays()
        yield from self._hand.wait("the second payment", self._paid_twice)
        yield from self._hand.save("07c-paid-twice")
        yield from self._hand.back_to_amount()
        yield from self._inbox()
        # What comes after this is a supervisor's round.
        self._hand.press(Action.SIGN_OUT)
        yield from self._hand.sign_in("Supervisor")

    def _paid_twice(self) -> bool:
        sale = self._hand.till.controller.model.sale
        return isinstance(sale, SaleView) and len(sale.state.payments) == 2

    def _inbox(self) -> Iterator[None]:
        """Let more money come late, and send all of it back from the list."""
        self._hand.next_answer("late")
        yield from self._hand.charge("6", "00", method=Method.WECHAT)
        yield from self._hand.wait("the code", self._hand.phase(Phase.SHOWN))
        yield from self._hand.phone_pays()
        yield from self._hand.settle(0.5)
        self._hand.press(Action.CANCEL_SALE)
        yield from self._hand.wait("the late money", self._hand.phase(Phase.PAID_LATE))
        yield from self._hand.back_to_amount()
        self._hand.press(Action.OPEN_INBOX)
        yield from self._hand.wait("the list", lambda: len(self._waiting()) == 2)
        yield from self._hand.save("20-inbox")
        for view in self._waiting():
            self._hand.press(Action.OPEN_INBOX)
            self._hand.press(Action.OPEN_WAITING, view.flow)
            self._hand.press(Action.REFUND_LATE)
            yield from self._hand.authorise()
        yield from self._hand.wait("the refunds", lambda: not self._waiting())
        yield from self._hand.back_to_amount()

    def _waiting(self) -> tuple[SaleView, ...]:
        return self._hand.till.controller.model.inbox.views

"""The tour through sales by the customer's code: the camera, wrong codes, passwords, reversals."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kpay_desktop.bootstrap.tour_hand import PATIENCE_S, TourError, TourHand
from kpay_desktop.domain.sale import Method, Wallet
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports_scan import CameraState
from kpay_desktop.simulation.camera import Fault
from kpay_desktop.simulation.desk_client import DeskClient
from ui.demo.desk import DemoDesk
from ui.demo.desk_port import Decision
from ui.demo.phone_code import CodePanel
from ui.demo.phone_face import Trait
from ui.demo.phone_view import Stage
from ui.demo.scan_port import Shown
from ui.views import Action

#: The demo's customer with almost nothing in the account.
POOR = "0019"


class ScanPages:
    """Every page of a sale whose code the customer shows."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def pages(self) -> Iterator[None]:
        """Go the way; each ``yield`` lets the windows work."""
        self._hand.till.open_desk()
        if self._desk.phone.code is None:
            return
        self._bank_takes_back_soon()
        yield from self._hand.wait("the phone's code", lambda: self._code.view.face is not None)
        yield from self._camera()
        yield from self._password()
        yield from self._taken_back()
        yield from self._too_little()

    @property
    def _desk(self) -> DemoDesk:
        desk = self._hand.till.desk
        if desk is None:
            raise TourError("the demo desk did not open")
        return desk

    @property
    def _code(self) -> CodePanel:
        code = self._desk.phone.code
        if code is None:
            raise TourError("the demo's phone has no code")
        return code

    def _bank_takes_back_soon(self) -> None:
        """Let the bank undo payments sooner than wallets do: nobody watches this."""
        bank = self._hand.till.world.world.bank
        if bank is not None:
            desk = DeskClient(bank.desk_url, bank.desk_token, PATIENCE_S)
            desk.set_scan_terms(earliest_cancel_s=2.5)

    # --- what people do -------------------------------------------------------------------

    def _to_the_camera(self, *cents: str) -> Iterator[None]:
        """Go as far as the page that reads WeChat Pay's codes."""
        self._hand.keys(*cents)
        self._hand.press(Action.TIP, "10")
        self._hand.press(Action.CHARGE)
        self._hand.press(Action.PICK_METHOD, f"{Method.WECHAT.value}:scan")
        self._hand.press(Action.CONFIRM)
        yield from self._hand.wait("the camera", lambda: self._camera_is(CameraState.SEEING))

    def _camera_is(self, *states: CameraState) -> bool:
        return self._hand.till.controller.model.scan.camera.state in states

    def _show(self, wallet: Wallet, shown: Shown = Shown.CODE) -> Iterator[None]:
        """Let the phone show another code."""
        phone, code = self._desk.phone, self._code
        if phone.back.isVisible():
            phone.back.click()
        if not code.wallets[wallet].is_chosen:
            code.wallets[wallet].click()
        if code.shown is not shown:
            code.show_what(shown)
        yield from self._hand.wait("the phone's code", lambda: code.is_current)

    def _turn(self, *traits: Trait) -> Iterator[None]:
        for trait in traits:
            self._code.turn_trait(trait)
        yield from self._hand.wait("the phone's code", lambda: self._code.is_current)
        # What is held up follows on a thread of its own.
        yield from self._hand.settle(0.8)

    def _hold(self) -> Iterator[None]:
        """Hold the phone to the camera, if it is not there already."""
        yield from self._hand.wait("the phone", self._code.hold.isEnabled)
        if not self._code.camera.is_held:
            self._code.hold.click()
        yield from self._hand.wait("the phone in front", lambda: self._code.camera.is_held)

    def _take_away(self) -> Iterator[None]:
        self._code.take_away()
        yield from self._hand.wait("the phone to go", lambda: not self._code.camera.is_held)

    # --- the pages ------------------------------------------------------------------------

    def _camera(self) -> Iterator[None]:
        """An empty counter, another wallet's code, a wrong code, and a camera that fails."""
        yield from self._take_away()
        yield from self._to_the_camera("2", "8", "00")
        yield from self._hand.save("05a-scan-counter", customer="22f-customer-show-code")
        yield from self._show(Wallet.ALIPAY)
        yield from self._hold()
        yield from self._asked()
        yield from self._hand.save("05b-scan-other-wallet")
        self._hand.press(Action.OTHER_WALLET, "no")
        yield from self._hand.save("05-sale-scan")
        yield from self._hand.desk_picture("31f-demo-desk-held")
        yield from self._turn(Trait.DARK, Trait.TILTED)
        self._hand.press(Action.OTHER_WALLET, "no")
        yield from self._hand.save("05c-scan-dark")
        yield from self._turn(Trait.DARK, Trait.TILTED)
        yield from self._take_away()
        self._hand.press(Action.OTHER_WALLET, "no")
        for fault, states, name in (
            (Fault.UNPLUGGED, (CameraState.LOST, CameraState.ABSENT), "05e-scan-unplugged"),
            (Fault.BUSY, (CameraState.BUSY,), "05f-scan-busy"),
        ):
            self._code.set_fault(fault)
            yield from self._hand.wait("the failure", partial(self._camera_is, *states))
            yield from self._hand.save(name)
            self._code.set_fault(fault)
            yield from self._hand.wait("the camera", partial(self._camera_is, CameraState.SEEING))
        self._hand.press(Action.TYPE_CODE)
        yield from self._hand.save("05g-scan-typed")
        self._hand.press(Action.TYPE_CODE)
        yield from self._show(Wallet.ALIPAY, Shown.PRODUCT)
        yield from self._hold()
        scan = self._hand.till.controller
        yield from self._hand.wait("the wrong code", lambda: scan.model.scan.wrong is not None)
        yield from self._hand.save("05d-scan-wrong")
        yield from self._take_away()

    def _asked(self) -> Iterator[None]:
        scan = self._hand.till.controller
        yield from self._hand.wait("the question", lambda: scan.model.scan.asked is not None)

    def _password(self) -> Iterator[None]:
        """The customer types a password; approved."""
        self._hand.next_answer("userpaying")
        yield from self._show(Wallet.WECHAT)
        yield from self._turn(Trait.BARS)
        yield from self._hold()
        yield from self._hand.wait("the password", self._hand.phase(Phase.PAYING))
        yield from self._hand.save("05h-paying", customer="22g-customer-paying")
        phone = self._desk.phone
        yield from self._hand.wait("the phone to ask", lambda: phone.shown.stage is Stage.ASKING)
        yield from self._hand.desk_picture("31g-demo-desk-password")
        phone.decisions[Decision.PAY].click()
        yield from self._hand.wait("the approval", self._hand.phase(Phase.APPROVED))
        yield from self._take_away()
        yield from self._hand.wait("the slips", self._hand.slips_printed)
        yield from self._hand.save("06m-scan-approved")
        yield from self._hand.back_to_amount()
        yield from self._show(Wallet.WECHAT)
        yield from self._hand.desk_picture("31h-demo-desk-bars")
        yield from self._turn(Trait.BARS)

    def _taken_back(self) -> Iterator[None]:
        """The wallet cannot say what it did: the payment is taken back, once the bank lets it."""
        self._hand.next_answer("reversal_refused")
        yield from self._by_hand("1", "9", "00")
        yield from self._hand.wait("the reversal", self._hand.phase(Phase.REVERSING))
        yield from self._hand.save("12k-scan-reversing", customer="26c-customer-scan-reversing")
        bank = self._desk.bank
        self._desk.banks.pick("qr")
        yield from self._hand.wait("the bank's desk", lambda: any(r.isVisible() for r in bank.held))
        yield from self._hand.desk_picture("31i-demo-desk-reversal")
        bank.held[0].give_back.click()
        yield from self._hand.wait("the end", self._hand.phase(Phase.CLOSED, Phase.DECLINED))
        yield from self._hand.save("06n-scan-reversed")
        self._desk.banks.pick("card_bank")
        yield from self._hand.back_to_amount()

    def _too_little(self) -> Iterator[None]:
        """The customer has too little money."""
        phone = self._desk.phone
        chips = {chip.value: chip for chip in phone.customers}
        chips[POOR].click()
        yield from self._by_hand("2", "1", "00")
        yield from self._hand.wait("the refusal", self._hand.phase(Phase.DECLINED))
        yield from self._hand.save("06p-scan-declined", customer="25c-customer-scan-declined")
        next(iter(chips.values())).click()
        yield from self._hand.back_to_amount()

    def _by_hand(self, *cents: str) -> Iterator[None]:
        """Scan the phone's code with the hand scanner, until its sale is on the screen."""
        ended = self._shown_flow
        yield from self._to_the_camera(*cents)
        yield from self._show(Wallet.WECHAT)
        # Nobody shows the same code twice.
        before = self._code.view.face
        self._code.wallets[Wallet.WECHAT].click()
        yield from self._hand.wait("another code", lambda: self._code.view.face != before)
        self._code.hand.click()
        # The sale before this one may have ended as this one will.
        yield from self._hand.wait("the sale", lambda: self._shown_flow not in {"", ended})

    @property
    def _shown_flow(self) -> str:
        sale = self._hand.till.controller.model.sale
        return "" if sale is None else sale.flow


class OwnCodePages:
    """A shop without an acquirer: its own PayNow code, and a supervisor's word."""

    def __init__(self, hand: TourHand) -> None:
        self._hand = hand

    def pages(self) -> Iterator[None]:
        """Go the way; each ``yield`` lets the windows work."""
        hand = self._hand
        yield from hand.wait("the till", lambda: bool(hand.till.controller.model.about))
        supervisor = "Supervisor"
        yield from hand.sign_in(supervisor)
        hand.keys("2", "8", "00")
        hand.press(Action.TIP, "10")
        hand.press(Action.CHARGE)
        hand.press(Action.PICK_METHOD, f"{Method.PAYNOW.value}:own")
        hand.press(Action.CONFIRM)
        yield from hand.wait("the code", hand.phase(Phase.SHOWN))
        yield from hand.save("04b-own-code", customer="22h-customer-own-code")
        hand.press(Action.CONFIRM_BY_HAND)
        yield from hand.wait("the panel", lambda: hand.till.controller.model.authorise is not None)
        yield from hand.authorise("04c-own-code-authorise")
        yield from hand.wait("the confirmation", hand.phase(Phase.BY_HAND))
        yield from hand.wait("the slips", hand.slips_printed)
        yield from hand.save("06q-by-hand", customer="24d-customer-by-hand")

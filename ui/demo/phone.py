"""The customer's phone: photographs the customer's window, shows what it read, pays or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.simulation.camera import Fault
from ui.demo.desk_port import Account, Decision, DeskPort, Outturn
from ui.demo.lane import Lane
from ui.demo.parts import DeskButton, DeskColumn, DeskScroll, account_name
from ui.demo.phone_code import CodePanel
from ui.demo.phone_face import Trait
from ui.demo.phone_message import PhoneMessage
from ui.demo.phone_options import OptionsPanel
from ui.demo.phone_parts import PhoneFrame
from ui.demo.phone_view import (
    IDLE,
    PhoneView,
    Seen,
    Stage,
    after_look,
    after_press,
    asking,
    is_receipt,
)
from ui.demo.photo import grey_pixels, sees_screen, take_photo
from ui.demo.scan_port import PhoneOrder, Shown
from ui.theme import REGULAR, SEMIBOLD, Look
from ui.widgets.buttons import MIDDLE, SMALL, Kind
from ui.widgets.card import Gap, Rule
from ui.widgets.label import RIGHT, Fit, Label
from ui.widgets.progress import ProgressBar
from ui.words import Words

#: What one look at the code and one press may take, in seconds.
SCAN_S, PAY_S = 6.0, 6.0
#: How long a window takes at most to come to the front and be painted.
HOLD_MS = 300
_BUSY = frozenset({Stage.LOOKING, Stage.PAYING})
_KEYS = {Decision.PAY: "F6", Decision.REFUSE: "F7", Decision.WAIT: "F8"}


@dataclass(frozen=True, slots=True)
class PhoneLanes:
    """The threads of the phone: what it reads and pays, its own code, and the till's camera."""

    phone: Lane
    code: Lane
    camera: Lane


class PhoneColumn(DeskColumn):
    """The phone with its customer and its buttons."""

    yields_title = True

    def __init__(
        self, port: DeskPort, lanes: PhoneLanes, customer_window: Callable[[], QWidget | None]
    ) -> None:
        super().__init__()
        self._port, self._lane = port, lanes.phone
        self._customer_window = customer_window
        self._words: Words | None = None
        self._accounts: tuple[Account, ...] = ()
        self._customer_id = ""
        self._decided = ""
        self.shown = IDLE
        self._held_up = QTimer(self)
        self._held_up.setSingleShot(True)
        self._held_up.setInterval(HOLD_MS)
        self._held_up.timeout.connect(self._step_back)
        self.frame = PhoneFrame()
        self.customers: list[DeskButton] = []
        self.holder = Label("", 13, SEMIBOLD, "ink2", fit=Fit.SHRINK)
        self.balance = Label("", 13, REGULAR, "ink3", fit=Fit.SHRINK, tabular=True, align=RIGHT)
        self.said = PhoneMessage()
        self.headline, self.body = self.said.headline, self.said.body
        self.amount, self.photo = self.said.amount, self.said.photo
        self.method_name, self.mark = self.said.method_name, self.said.mark
        self.bar = ProgressBar()
        self.scan = DeskButton(self._scan, Kind.PRIMARY, MIDDLE, key="F5")
        self.decisions = {
            decision: DeskButton(
                self._decide, Kind.SECONDARY, SMALL, decision.value, key=_KEYS[decision]
            )
            for decision in Decision
        }
        self.options_button = DeskButton(self._turn_options, Kind.CHIP, SMALL)
        self.back = DeskButton(self._put_back, Kind.SECONDARY, SMALL)
        self.code: CodePanel | None = None
        if port.has_scanning:
            self.code = CodePanel(port, (lanes.code, lanes.camera), self._show, self._asked)
        self.options = OptionsPanel(self._turn_trait, self._show_what, self._set_fault)
        self._options_area = DeskScroll(self.options)
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        self._chips = QHBoxLayout()
        self._owner = QHBoxLayout()
        self._owner.addWidget(self.holder, 1)
        self._owner.addWidget(self.balance)
        self._presses = QHBoxLayout()
        for button in self.decisions.values():
            self._presses.addWidget(button, 1)
        box = self.frame.box
        box.addLayout(self._chips)
        box.addWidget(Gap(6))
        box.addLayout(self._owner)
        box.addWidget(Gap(8))
        box.addWidget(Rule())
        if self.code is not None:
            box.addWidget(self.code, 1)
        box.addWidget(self.said, 1)
        box.addWidget(self.back)
        box.addWidget(self.bar)
        box.addWidget(Gap(10))
        box.addWidget(self.scan)
        box.addWidget(Gap(10))
        box.addLayout(self._presses)
        self.head.addWidget(self.options_button)
        self.box.addWidget(self.frame)
        self.box.addWidget(self._options_area)
        self.box.setStretchFactor(self.frame, 1)
        self.box.setStretchFactor(self._options_area, 1)
        self._options_area.hide()

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._chips.setSpacing(look.px(3))
        self._owner.setSpacing(look.px(8))
        self._presses.setSpacing(look.px(8))

    # --- what the desk tells it -----------------------------------------------------------------

    def show_words(self, words: Words) -> None:
        """Speak the language of ``words``."""
        self._words = words
        self.title.setText(words("demo.phone"))
        self.frame.setAccessibleName(words("demo.phone"))
        if self.code is not None:
            self.code.show_words(words)
        self._show_accounts()
        self._show()

    def show_accounts(self, accounts: tuple[Account, ...]) -> None:
        """Offer these customers; the chosen one stays if it is still there."""
        if accounts == self._accounts:
            return
        self._accounts = accounts
        if self._customer_id not in {account.customer_id for account in accounts}:
            self._customer_id = accounts[0].customer_id if accounts else ""
        self._show_accounts()
        self._show()

    def _show_accounts(self) -> None:
        words = self._words
        if words is None:
            return
        while len(self.customers) < len(self._accounts):
            account = self._accounts[len(self.customers)]
            chip = DeskButton(self._pick, Kind.CHIP, SMALL, account.customer_id)
            self._chips.addWidget(chip, 1)
            self.customers.append(chip)
        self.holder.setText("")
        self.balance.setText("")
        for index, chip in enumerate(self.customers):
            chip.setVisible(index < len(self._accounts))
            if index < len(self._accounts):
                account = self._accounts[index]
                name = account_name(account, words)
                chip.show_text(f"{account.customer_id}", tip=name)
                chip.setAccessibleName(name)
                chip.set_chosen(account.customer_id == self._customer_id)
                if chip.is_chosen:
                    self.holder.setText(name)
                    self.balance.setText(format_sgd(account.balance_minor))

        if self.code is not None:
            self.code.set_customer(self._customer_id)

    def _pick(self, customer_id: str) -> None:
        self._customer_id = customer_id
        self._show_accounts()

    def refresh(self) -> None:
        """Ask for the phone's code, and whether the bank waits for its customer."""
        if self.code is not None:
            self.code.refresh()

    def _asked(self, order: PhoneOrder | None) -> None:
        """Show the payment that waits for the customer's password, or that it waits no more."""
        before = self.shown
        if order is None:
            self._decided = ""
            if before.by_code and before.stage is Stage.ASKING:
                self._put(IDLE)
        elif order.handle != self._decided and before.stage not in _BUSY:
            is_asking = before.order == order and before.stage is Stage.ASKING
            if not is_asking:
                self._put(asking(order))

    def _put_back(self, _: str) -> None:
        self._put(IDLE)

    def _turn_trait(self, value: str) -> None:
        if self.code is not None:
            self.code.turn_trait(Trait(value))

    def _show_what(self, value: str) -> None:
        if self.code is not None:
            self.show_options(wanted=False)
            self._put(IDLE)
            self.code.show_what(Shown(value))

    def _set_fault(self, value: str) -> None:
        if self.code is not None:
            self.code.set_fault(Fault(value))

    def _turn_options(self, _: str) -> None:
        self.show_options(wanted=self._options_area.isHidden())

    def show_options(self, *, wanted: bool) -> None:
        """Show how the code is shown and what the camera suffers from, in place of the phone."""
        self._options_area.setVisible(wanted)
        self.frame.setVisible(not wanted)
        self._show()

    # --- presses --------------------------------------------------------------------------------

    def _scan(self, _: str) -> None:
        """Hold the phone to the customer's window: in front of the desk, if the desk covers it."""
        self._put(PhoneView(Stage.LOOKING, Message("demo.looking"), Message("demo.looking_body")))
        window, desk = self._customer_window(), self.window()
        if (
            window is not None
            and sees_screen()
            and desk.frameGeometry().intersects(window.frameGeometry())
        ):
            window.raise_()
            self._held_up.start()
        else:
            self._photograph()

    def _step_back(self) -> None:
        self._photograph()
        self.window().raise_()
        self.window().activateWindow()

    def _photograph(self) -> None:
        photo = take_photo(self._customer_window())
        if photo is None:
            self._put(
                PhoneView(Stage.UNSEEN, Message("demo.no_window"), Message("demo.no_window_body"))
            )
            return
        port = self._port

        def look() -> Seen:
            texts = tuple(port.photograph(*grey_pixels(photo)))
            if not texts or is_receipt(texts[0]):
                return Seen(photo, texts)
            return Seen(photo, texts, port.scan(texts[0], SCAN_S / 2))

        self._lane.ask(look, self._looked, SCAN_S)

    def _looked(self, answer: object) -> None:
        if self.shown.stage is Stage.LOOKING:
            self._put(after_look(answer))

    def _decide(self, value: str) -> None:
        before, order = self.shown, self.shown.order
        if not before.can_decide or order is None:
            return
        port, customer_id, decision = self._port, self._customer_id, Decision(value)

        def press() -> Outturn | None:
            return port.pay(order.handle, customer_id, decision, PAY_S)

        def pressed(answer: object) -> None:
            if self.shown.stage is Stage.PAYING:
                after = after_press(before, answer)
                # An answer on its way from before the press may still ask.
                self._decided = order.handle if after.stage is Stage.DONE else ""
                self._put(after)

        moment = Message("demo.one_moment")
        self._put(replace(before, stage=Stage.PAYING, body=moment))
        self._lane.ask(press, pressed, PAY_S)

    def _put(self, view: PhoneView) -> None:
        self.shown = view
        self._show()

    # --- the phone's screen ---------------------------------------------------------------------

    def _show(self) -> None:
        words = self._words
        if words is None:
            return
        view = self.shown
        busy = view.stage in _BUSY
        shows_code = self.code is not None and view.stage is Stage.IDLE
        self.said.setVisible(not shows_code)
        self.said.show_message(view, words)
        self._show_code(words, shows_code=shows_code)
        self.bar.set_busy(busy)
        keeps = self.bar.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(keeps)
        self.bar.setVisible(busy)
        # The till looks for a code: the phone's own comes first then.
        is_looked_for = shows_code and self.code is not None and self.code.camera.is_open
        scan_kind = Kind.SECONDARY if view.can_decide or is_looked_for else Kind.PRIMARY
        self.scan.show_text(words("demo.scan"), enabled=not busy, kind=scan_kind)
        for decision, button in self.decisions.items():
            pay = decision is Decision.PAY and view.can_decide
            button.show_text(
                words(f"demo.{decision.value}"),
                enabled=view.can_decide and bool(self._customer_id),
                kind=Kind.PRIMARY if pay else Kind.SECONDARY,
                tip=words(f"demo.{decision.value}_tip"),
            )

    def _show_code(self, words: Words, *, shows_code: bool) -> None:
        code = self.code
        self.options_button.setVisible(code is not None)
        self.back.setVisible(code is not None and not shows_code)
        if code is None:
            return
        code.setVisible(shows_code)
        self.back.show_text(
            words("demo.show_code"),
            tip=words("demo.show_code_tip"),
            enabled=self.shown.stage not in _BUSY,
        )
        is_open = not self._options_area.isHidden()
        is_other = bool(code.traits) or code.shown is not Shown.CODE
        self.options_button.show_text(words("demo.options"), tip=words("demo.options_tip"))
        self.options_button.set_chosen(is_open or is_other or code.camera.fault is not Fault.NONE)
        self.options.show_options(code.traits, code.shown, code.camera, words)

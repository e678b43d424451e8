"""The customer's phone: photographs the customer's window, shows what it read, pays or not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.sale import Method
from ui.demo.desk_port import Account, Decision, DeskPort, Outturn
from ui.demo.lane import Lane
from ui.demo.parts import DeskButton, DeskColumn, account_name
from ui.demo.phone_view import IDLE, PhoneView, Seen, Stage, after_look, after_press
from ui.demo.photo import grey_pixels, sees_screen, take_photo
from ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views import WARN
from ui.widgets.amount import AmountLabel
from ui.widgets.buttons import MIDDLE, SMALL, Kind
from ui.widgets.card import Gap, Rule
from ui.widgets.icons import paint_icon
from ui.widgets.label import CENTRE, RIGHT, Fit, Label
from ui.widgets.mark import Mark
from ui.widgets.method_mark import MethodMark
from ui.widgets.painting import rounded
from ui.widgets.progress import ProgressBar
from ui.widgets.styled import StyledWidget
from ui.words import Words, method_name

#: What one look at the code and one press may take, in seconds.
SCAN_S, PAY_S = 6.0, 6.0
#: How long a window takes at most to come to the front and be painted.
HOLD_MS = 300
_KEYS = {Decision.PAY: "F6", Decision.REFUSE: "F7", Decision.WAIT: "F8"}
_FRAME, _CORNER = 10, 36


class _Photo(StyledWidget):
    """A small picture of what the camera saw."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_photo(self, image: QImage | None) -> None:
        """Show ``image``, or hide."""
        self._image = image
        self.setVisible(image is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """The shape of a screen."""
        return QSize(self.look.px(220), self.look.px(128))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture as large as fits."""
        del event
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        area = QRectF(left, top, size.width(), size.height())
        painter.drawImage(area, self._image)
        painter.setPen(self.look.colour("line2"))
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))


class _Sign(StyledWidget):
    """The drawing of a code, while there is nothing else to show."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        side = self.look.px(72)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the drawing."""
        del event
        paint_icon(QPainter(self), "qr", QRectF(self.rect()), self.look.colour("ink3"), 1.2)


class PhoneFrame(StyledWidget):
    """The drawn phone around its screen."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setSpacing(0)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        side, top = look.px(_FRAME + 8), look.px(_FRAME + 16)
        self.box.setContentsMargins(side, top, side, top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint body and screen."""
        del event
        look = self.look
        painter = QPainter(self)
        area = QRectF(self.rect())
        radius = look.px(_CORNER)
        # A phone is dark on every ground; on a dark one its edge is drawn.
        rounded(painter, area, radius, look.colour("rail"), look.colour("line2"), 1)
        edge = look.px(_FRAME)
        inner = area.adjusted(edge, edge, -edge, -edge)
        rounded(painter, inner, radius - edge, look.colour("card"), None, 0)


class PhoneColumn(DeskColumn):
    """The phone with its customer and its buttons."""

    def __init__(
        self, port: DeskPort, lane: Lane, customer_window: Callable[[], QWidget | None]
    ) -> None:
        super().__init__()
        self._port, self._lane = port, lane
        self._customer_window = customer_window
        self._words: Words | None = None
        self._accounts: tuple[Account, ...] = ()
        self._customer_id = ""
        self.shown = IDLE
        self._held_up = QTimer(self)
        self._held_up.setSingleShot(True)
        self._held_up.setInterval(HOLD_MS)
        self._held_up.timeout.connect(self._step_back)
        self.frame = PhoneFrame()
        self.customers: list[DeskButton] = []
        self.holder = Label("", 13, SEMIBOLD, "ink2", fit=Fit.SHRINK)
        self.balance = Label("", 13, REGULAR, "ink3", fit=Fit.SHRINK, tabular=True, align=RIGHT)
        self.wallet = MethodMark(48)
        self.method_name = Label("", 13, MEDIUM, "ink3", align=CENTRE)
        self.sign = _Sign()
        self.mark = Mark(92)
        self.headline = Label("", 17, BOLD, "ink", fit=Fit.WRAP, align=CENTRE)
        self.amount = AmountLabel(38, CENTRE)
        self.body = Label("", 13, REGULAR, "ink3", fit=Fit.WRAP, align=CENTRE)
        self.photo = _Photo()
        self.bar = ProgressBar()
        self.scan = DeskButton(self._scan, Kind.PRIMARY, MIDDLE, key="F5")
        self.decisions = {
            decision: DeskButton(
                self._decide, Kind.SECONDARY, SMALL, decision.value, key=_KEYS[decision]
            )
            for decision in Decision
        }
        self._lay_out()
        self._show()

    def _lay_out(self) -> None:
        self.headline.set_line_height(1.3)
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
        box.addStretch(1)
        box.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.wallet, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (Gap(4), self.method_name, self.photo, Gap(10), self.headline, self.amount):
            box.addWidget(widget)
        box.addWidget(self.body)
        box.addStretch(1)
        box.addWidget(self.bar)
        box.addWidget(Gap(10))
        box.addWidget(self.scan)
        box.addWidget(Gap(10))
        box.addLayout(self._presses)
        self.box.addWidget(self.frame, 1)

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

    def _pick(self, customer_id: str) -> None:
        self._customer_id = customer_id
        self._show_accounts()

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
            return Seen(photo, texts, port.scan(texts[0], SCAN_S / 2) if texts else None)

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
                self._put(after_press(before, answer))

        self._put(PhoneView(Stage.PAYING, before.title, Message("demo.one_moment"), order=order))
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
        busy = view.stage in {Stage.LOOKING, Stage.PAYING}
        order = view.order
        asking = view.stage in {Stage.ASKING, Stage.PAYING}
        self.sign.setVisible(not (view.mark or order or view.photo))
        self.mark.setVisible(bool(view.mark))
        if view.mark:
            self.mark.show_mark(view.mark, view.tone)
        self.wallet.setVisible(asking and order is not None)
        self.method_name.setVisible(asking and order is not None)
        self.amount.setVisible(order is not None)
        if order is not None:
            self.wallet.show_method(Method.of(order.wallet), words)
            self.method_name.setText(method_name(Method.of(order.wallet), words))
            self.amount.set_minor(order.amount_minor)
        self.photo.show_photo(view.photo)
        self.headline.setText(words(view.title))
        self.body.setText(words(view.body))
        self.body.set_colour("warn" if asking and view.tone is WARN else "ink3")
        self.bar.set_busy(busy)
        keeps = self.bar.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(keeps)
        self.bar.setVisible(busy)
        scan_kind = Kind.SECONDARY if view.can_decide else Kind.PRIMARY
        self.scan.show_text(words("demo.scan"), enabled=not busy, kind=scan_kind)
        for decision, button in self.decisions.items():
            pay = decision is Decision.PAY and view.can_decide
            button.show_text(
                words(f"demo.{decision.value}"),
                enabled=view.can_decide and bool(self._customer_id),
                kind=Kind.PRIMARY if pay else Kind.SECONDARY,
                tip=words(f"demo.{decision.value}_tip"),
            )

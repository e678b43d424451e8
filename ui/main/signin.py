"""The sign-in page: who is at the counter, and their PIN. It is the locked screen as well."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kpay_desktop.domain.message import message
from ui.main.page import PageWidget, wrong_view
from ui.main.people import PERSON_HEIGHT, OperatorButton, OperatorGrid, PinDots, operator_keys
from ui.main.rail import Wordmark
from ui.theme import BOLD, MEDIUM, Look
from ui.views import BAD, WARN, Press
from ui.views_front import LockView, SignInView
from ui.views_screens import PageBody
from ui.widgets.buttons import MIDDLE, BigButton, Kind, OnPress
from ui.widgets.card import Gap
from ui.widgets.keypad import PIN_KEYS, Keypad
from ui.widgets.label import CENTRE, RIGHT, Fit, Label
from ui.widgets.lamps import LampRow
from ui.widgets.language import LanguageSwitch
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget
from ui.words import Words

# The dark half takes this much of the width (806 of 1366).
_DARK_PART, _LIGHT_PART = 59, 41


class LockPanel(StyledWidget):
    """Who is signed in behind the lock, how much waits there, and what a supervisor may choose."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.owner = Label(size=20, weight=MEDIUM, colour="rail_ink", fit=Fit.SHRINK)
        self.notices = Pill(tone=WARN, size=15)
        self.choices = [BigButton(on_press, Kind.CHIP, MIDDLE) for _ in range(2)]
        self._notice_row, self._choice_row = QHBoxLayout(), QHBoxLayout()
        self._notice_row.addWidget(self.notices)
        self._notice_row.addStretch(1)
        for button in self.choices:
            self._choice_row.addWidget(button)
        self._choice_row.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.owner)
        self._box.addLayout(self._notice_row)
        self._box.addLayout(self._choice_row)

    def show_lock(self, lock: LockView, words: Words) -> None:
        """Show ``lock`` in place."""
        self.owner.setText(words(lock.owner))
        self.notices.setVisible(lock.notices is not None)
        if lock.notices is not None:
            self.notices.show_state(words(lock.notices), WARN)
        for index, button in enumerate(self.choices):
            choice = lock.choices[index] if index < len(lock.choices) else None
            button.show_button(choice.button if choice is not None else None, words)
            button.set_chosen(choice is not None and choice.chosen)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._box.setSpacing(look.px(14))
        self._choice_row.setSpacing(look.px(10))


class _DarkHalf(StyledWidget):
    """The left half: the product, the greeting or the lock, the devices."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.lock: LockPanel | None = None
        self.mark = Wordmark(34, whole=True, centred=False)
        self.greeting = Label(size=44, weight=BOLD, colour="rail_ink", fit=Fit.WRAP)
        self.greeting.set_line_height(1.22)
        self.identity = Label(size=16, colour="rail_ink2", fit=Fit.ELIDE, tabular=True)
        self.lamps = LampRow(on_dark=True, spoken=True)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.mark)
        self._box.addStretch(1)
        self._box.addWidget(self.greeting)
        self._box.addWidget(Gap(12))
        self._box.addWidget(self.identity)
        self._locked = QVBoxLayout()
        self._box.addLayout(self._locked)
        self._box.addStretch(1)
        self._box.addWidget(self.lamps)

    def show_view(self, view: SignInView, words: Words) -> None:
        """Show greeting and devices, and the lock if there is one."""
        self.greeting.setText(words(view.lock.title if view.lock is not None else view.greeting))
        if view.lock is not None:
            if self.lock is None:
                # Only the locked screen has it: signing in does not wait for it.
                self.lock = LockPanel(self._on_press)
                self._locked.addWidget(Gap(26))
                self._locked.addWidget(self.lock)
            self.lock.show_lock(view.lock, words)
        self.identity.setText(
            words(
                message(
                    "frame.identity_short",
                    merchant=view.merchant_name,
                    terminal=view.terminal_id,
                )
            )
        )
        self.lamps.show_lamps(view.lamps, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        side = look.px(64)
        self._box.setContentsMargins(side, look.px(60), side, side)
        self._box.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dark ground."""
        del event
        QPainter(self).fillRect(self.rect(), self.look.colour("rail"))


class _LightHalf(StyledWidget):
    """The right half: people, dots, keys."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.people = OperatorGrid(on_press)
        self.dots = PinDots()
        self.line = Label(size=14, weight=MEDIUM, fit=Fit.WRAP, align=CENTRE)
        self.keypad = Keypad(on_press, PIN_KEYS, key_height=56)
        self.language = LanguageSwitch(on_press)
        self.mode = Label(size=14, colour="ink3", align=RIGHT)
        low = QHBoxLayout()
        low.addWidget(self.language)
        low.addStretch(1)
        low.addWidget(self.mode)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.people)
        self._box.addWidget(self.dots)
        self._box.addWidget(self.line)
        self._box.addWidget(self.keypad, 1)
        self._box.addLayout(low)

    @property
    def operators(self) -> list[OperatorButton]:
        """The people, as buttons."""
        return self.people.buttons

    def show_view(self, view: SignInView, words: Words) -> None:
        """Show who can sign in, the dots, and what went wrong."""
        self.people.show_operators(view.operators, view.selected_id, view.demo_pins, words)
        self.dots.show_pin(view.pin_entered, view.pin_length, words)
        self.keypad.show_words(words)
        self.keypad.setEnabled(not view.busy)
        if view.error is not None:
            self.line.set_colour(BAD)
            self.line.setText(words(view.error))
        else:
            hint = words(view.lock.hint) if view.lock is not None else ""
            self.line.set_colour("ink3")
            self.line.setText(words("signin.busy") if view.busy else hint)
        self.language.show_language(view.language)
        self.mode.setText(words("signin.demo") if view.simulated else "")

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        side = look.px(56)
        self._box.setContentsMargins(side, look.px(56), side, look.px(56))
        self._box.setSpacing(look.px(12))
        # People come a moment after the page: the keys must not move under a finger then.
        self.people.setMinimumHeight(look.px(PERSON_HEIGHT))
        self.dots.setFixedHeight(look.px(50))
        self.line.setMinimumHeight(look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the light ground."""
        del event
        QPainter(self).fillRect(self.rect(), self.look.colour("card"))


class SignInPage(PageWidget):
    """Shows :class:`SignInView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.left = _DarkHalf(on_press)
        self.right = _LightHalf(on_press)
        self._view: SignInView | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left, _DARK_PART)
        row.addWidget(self.right, _LIGHT_PART)
        for half in (self.left, self.right):
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`SignInView`."""
        if not isinstance(body, SignInView):
            raise wrong_view(self, body)
        self._view = body
        self.left.show_view(body, words)
        self.right.show_view(body, words)

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """F1, F2, … pick the operators in their order."""
        if self._view is None:
            return ()
        return operator_keys(self._view.operators)

"""A card on the desk: its colour, what it does, and what a hand can do with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.demo.card_port import CardsState, CardWay, PlasticCard
from ui.demo.parts import DeskButton
from ui.theme import BOLD, MEDIUM, REGULAR, Look
from ui.widgets.buttons import SMALL, Kind
from ui.widgets.card import Gap
from ui.widgets.label import RIGHT, Fit, Label
from ui.widgets.painting import mixed, rounded
from ui.widgets.styled import StyledWidget
from ui.words import Words

#: How much of the ink is in a button's face; more of it under the mouse.
FACE_PART, HOVER_PART, DOWN_PART, DISABLED_PART = 0.16, 0.2, 0.06, 0.07
_FADED_PART = 0.55
_PADDING, _BEZEL, _CORNER, _PHONE_CORNER = 14, 7, 14, 24
_SPEAKER_WIDTH, _SPEAKER_HEIGHT, _SPEAKER_ROOM = 44, 4, 10
_SCHEMES = frozenset({"visa", "mastercard", "unionpay", "jcb", "amex"})

UseCard = Callable[[str, CardWay], None]
LockPhone = Callable[[str, bool], None]


def ground_of(card: PlasticCard) -> str:
    """Return the token of a card's colour: its scheme's, or that of a card that will not do."""
    if card.faulty:
        return "plastic_faulty"
    if card.refused:
        return "plastic_refused"
    return f"plastic_{card.scheme if card.scheme in _SCHEMES else 'faulty'}"


def title_of(card: PlasticCard, words: Words) -> str:
    """Return a card's name in the window's language, or as it is printed on it."""
    known = f"plastic.title_{card.key.replace('-', '_')}"
    return words(known) if words.has(known) else card.title


class PlasticButton(DeskButton):
    """A button in the colour of the card that it is on."""

    def __init__(self, do: Callable[[str], None], value: str, ground: str, key: str = "") -> None:
        super().__init__(do, Kind.CHIP, SMALL, value, key=key)
        self._ground = ground

    def _colours(self) -> tuple[QColor, QColor | None, QColor]:
        """Return fill, border and ink of the present state."""
        ground, ink = self.look.colour(self._ground), self.look.colour("on_plastic")
        if not self.isEnabled():
            return mixed(ground, ink, DISABLED_PART), None, mixed(ink, ground, _FADED_PART)
        if self.isDown():
            return mixed(ground, ink, DOWN_PART), None, ink
        return mixed(ground, ink, HOVER_PART if self.underMouse() else FACE_PART), None, ink


class PlasticView(StyledWidget):
    """One card, or one phone. ``use`` and ``lock`` get its key; ``take`` pulls it out."""

    def __init__(
        self, card: PlasticCard, use: UseCard, lock: LockPhone, take: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.card = card
        self._use, self._lock = use, lock
        self._is_locked = card.asks_owner
        ground = ground_of(card)
        self.title = Label(card.title, 15, BOLD, "on_plastic", fit=Fit.SHRINK)
        self.last_four = Label(
            f"··{card.last_four}", 15, MEDIUM, "on_plastic", tabular=True, align=RIGHT
        )
        self.shows = Label("", 12.5, REGULAR, "on_plastic", fit=Fit.WRAP)
        self.shows.set_line_height(1.3)
        self.ways = {way: PlasticButton(self._used, way.value, ground) for way in CardWay}
        self.owner = PlasticButton(self._turn_lock, "", ground)
        self.where = Label("", 13, MEDIUM, "on_plastic", fit=Fit.SHRINK)
        self.take = PlasticButton(take, "", ground, key="F4")
        self._gaps = (Gap(6), Gap(8))
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.last_four)
        self._row = QHBoxLayout()
        for button in self.ways.values():
            self._row.addWidget(button, 1)
        self._row.addWidget(self.owner, 1)
        self._row.addWidget(self.where, 1)
        self._row.addWidget(self.take, 1)
        self.box = QVBoxLayout(self)
        self.box.setSpacing(0)
        self.box.addLayout(self._head)
        self.box.addWidget(self._gaps[0])
        self.box.addWidget(self.shows)
        self.box.addWidget(self._gaps[1])
        self.box.addLayout(self._row)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        side = look.px(_PADDING)
        top = side
        if self.card.phone:
            side += look.px(_BEZEL)
            top = side + look.px(_SPEAKER_ROOM)
        self.box.setContentsMargins(side, top, side, side)
        self._head.setSpacing(look.px(6))
        self._row.setSpacing(look.px(6))

    def _used(self, value: str) -> None:
        self._use(self.card.key, CardWay(value))

    def _turn_lock(self, _: str) -> None:
        self._lock(self.card.key, not self._is_locked)

    # --- what is shown -------------------------------------------------------------------------

    def show_card(self, state: CardsState, words: Words) -> None:
        """Show what can be done with the card now."""
        card = self.card
        name = title_of(card, words)
        full = f"{name} ··{card.last_four}"
        self.title.setText(name)
        self.setAccessibleName(full)
        self.shows.setText(words(f"plastic.shows_{card.behaviour}"))
        is_held = state.held == card.key
        # A phone has no other way than one; the room is its owner's.
        unwanted = frozenset(CardWay) - {CardWay.TAP} if card.asks_owner else frozenset()
        for way, button in self.ways.items():
            can = way in card.ways
            tip = words(f"plastic.{way.value}_tip") if can else self._why_not(way, words)
            button.show_text(words(f"plastic.{way.value}"), enabled=can, tip=tip)
            button.setAccessibleName(f"{words(f'plastic.{way.value}')} · {full}")
            button.setAccessibleDescription("" if can else tip)
            button.setVisible(not is_held and way not in unwanted)
        self._show_owner(state, words, full)
        self._show_place(state, words, full)
        self.update()

    def _why_not(self, way: CardWay, words: Words) -> str:
        return words(f"plastic.{'phone' if self.card.phone else 'card'}_no_{way.value}")

    def _show_owner(self, state: CardsState, words: Words, full: str) -> None:
        self._is_locked = self.card.key not in state.unlocked
        word = "unlock" if self._is_locked else "lock"
        text = words(f"plastic.{word}")
        self.owner.show_text(text, tip=words(f"plastic.{word}_tip"))
        self.owner.setAccessibleName(f"{text} · {full}")
        self.owner.setVisible(self.card.asks_owner and state.held != self.card.key)

    def _show_place(self, state: CardsState, words: Words, full: str) -> None:
        is_held = state.held == self.card.key
        is_in = state.way is CardWay.INSERT
        if is_held:
            self.where.setText(words("plastic.is_in" if is_in else "plastic.is_at"))
            text = words("plastic.pull_out" if is_in else "plastic.take_away")
            self.take.show_text(text, tip=words("plastic.pull_out_tip"))
            self.take.setAccessibleName(f"{text} · {full}")
        self.where.setVisible(is_held)
        self.take.setVisible(is_held)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the plastic, or the phone around it."""
        del event
        look = self.look
        painter = QPainter(self)
        area, ground = QRectF(self.rect()), look.colour(ground_of(self.card))
        if not self.card.phone:
            rounded(painter, area, look.px(_CORNER), ground, None, 0)
            return
        radius, edge = look.px(_PHONE_CORNER), look.px(_BEZEL)
        rounded(painter, area, radius, look.colour("rail"), look.colour("line2"), 1)
        screen = area.adjusted(edge, edge, -edge, -edge)
        rounded(painter, screen, radius - edge, ground, None, 0)
        width, height = look.px(_SPEAKER_WIDTH), look.px(_SPEAKER_HEIGHT)
        left = area.center().x() - width / 2
        top = screen.top() + edge
        speaker = QRectF(left, top, width, height)
        rounded(painter, speaker, height / 2, look.colour("rail"), None, 0)

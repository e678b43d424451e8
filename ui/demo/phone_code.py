"""The phone's payment code: shown, held to the till's camera, or read by its hand scanner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kpay_desktop.domain.message import message
from kpay_desktop.domain.sale import Method, Wallet
from kpay_desktop.simulation.camera import Fault
from ui.demo.lane import Lane
from ui.demo.parts import DeskButton
from ui.demo.phone_face import Face, Trait, digits_in_fours, make_face, paint_face
from ui.demo.scan_port import CameraState, PhoneOrder, PhoneState, ScanPort, Shown, ShownCode
from ui.demo.scene import counter_picture, phone_pictures
from ui.theme import MEDIUM, REGULAR, Look
from ui.widgets.buttons import SMALL, Kind
from ui.widgets.card import Gap
from ui.widgets.label import RIGHT, Fit, Label
from ui.widgets.styled import StyledWidget
from ui.words import Words, method_name

#: What one question for the code, and one set of pictures may take, in seconds.
CODE_S, HOLD_S = 3.0, 6.0
#: From here on the seconds that a code has left are marked.
_SOON_S = 10


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the phone is to show; an answer to anything else comes too late."""

    customer_id: str
    wallet: Wallet
    shown: Shown
    traits: frozenset[Trait]


@dataclass(frozen=True, slots=True)
class _Seen:
    """An answer: what the phone shows, and its screen."""

    wanted: _Wanted
    state: PhoneState
    face: Face


class FaceView(StyledWidget):
    """The phone's screen as the camera would see it."""

    def __init__(self) -> None:
        super().__init__()
        self._face: Face | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def face(self) -> Face | None:
        """What is shown."""
        return self._face

    def show_face(self, face: Face | None) -> None:
        """Show a screen, or nothing."""
        if face != self._face:
            self._face = face
            self.setAccessibleDescription("" if face is None else f"{face.title} {face.note}")
            self.update()

    def sizeHint(self) -> QSize:
        """As the phone is broad."""
        return QSize(self.look.px(220), self.look.px(220))

    def minimumSizeHint(self) -> QSize:
        """Still a code that one sees as such."""
        return QSize(self.look.px(120), self.look.px(104))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the screen."""
        del event
        if self._face is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        edge = QPainterPath()
        edge.addRoundedRect(area, self.look.px(8), self.look.px(8))
        painter.setClipPath(edge)
        paint_face(painter, area, Face("", "", dark=self._face.dark, dim=self._face.dim))
        gap = self.look.px(4)
        paint_face(painter, area.adjusted(gap, gap, -gap, -gap), self._face, self.look.scale)


class CodePanel(StyledWidget):
    """Wallets, the code of the chosen one, and the two ways by which a till reads it."""

    def __init__(
        self,
        port: ScanPort,
        lanes: tuple[Lane, Lane],
        changed: Callable[[], None],
        asked: Callable[[PhoneOrder | None], None],
    ) -> None:
        super().__init__()
        self._port = port
        self._code_lane, self._camera_lane = lanes
        self._changed, self._asked = changed, asked
        self._words: Words | None = None
        self._customer_id = ""
        self._wallet = Wallet.WECHAT
        self._asking = self._looking = self._holding = 0
        self._seen: _Seen | None = None
        self._reachable = True
        self.shown = Shown.CODE
        self.traits: frozenset[Trait] = frozenset()
        self.camera = CameraState()
        self.wallets = {
            wallet: DeskButton(self._pick, Kind.CHIP, SMALL, wallet.value) for wallet in Wallet
        }
        self.view = FaceView()
        self.left = Label("", 12, REGULAR, "ink3", fit=Fit.SHRINK, tabular=True)
        self.eye = Label("", 12, MEDIUM, "ink3", fit=Fit.SHRINK, align=RIGHT)
        self.hold = DeskButton(self._turn_hold, Kind.SECONDARY, SMALL, key="F9")
        self.hand = DeskButton(self._scan_by_hand, Kind.SECONDARY, SMALL, key="F3")
        self._lay_out()

    def _lay_out(self) -> None:
        self._chips, self._facts, self._ways = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for chip in self.wallets.values():
            self._chips.addWidget(chip, 1)
        self._facts.addWidget(self.left, 3)
        self._facts.addWidget(self.eye, 2)
        self._ways.addWidget(self.hold, 3)
        self._ways.addWidget(self.hand, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Gap(6))
        box.addLayout(self._chips)
        box.addWidget(Gap(4))
        box.addWidget(self.view, 1)
        box.addWidget(Gap(4))
        box.addLayout(self._facts)
        box.addWidget(Gap(6))
        box.addLayout(self._ways)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._chips.setSpacing(look.px(3))
        self._facts.setSpacing(look.px(6))
        self._ways.setSpacing(look.px(8))

    # --- what is chosen --------------------------------------------------------------------------

    @property
    def is_current(self) -> bool:
        """True once the screen shows what was chosen last."""
        return self._seen is not None and self._seen.wanted == self._wanted()

    def _wanted(self) -> _Wanted:
        return _Wanted(self._customer_id, self._wallet, self.shown, self.traits)

    def set_customer(self, customer_id: str) -> None:
        """Show the codes of another customer."""
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            self._ask()

    def _pick(self, value: str) -> None:
        renew = Wallet(value) is self._wallet and self.shown is Shown.CODE
        self._wallet, self.shown = Wallet(value), Shown.CODE
        self._changed()
        self._ask(renew=renew)
        self._show()

    def show_what(self, shown: Shown) -> None:
        """Show the code, or something that is none."""
        self.shown = shown
        self._changed()
        self._ask()

    def turn_trait(self, trait: Trait) -> None:
        """Show or hold the code another way."""
        self.traits = self.traits ^ {trait}
        self._changed()
        self._ask()

    def set_fault(self, fault: Fault) -> None:
        """Turn what the camera suffers from, or mend it."""
        port = self._port
        wanted = Fault.NONE if self.camera.fault is fault else fault
        self._camera_lane.ask(lambda: port.set_camera_fault(wanted), self._camera_heard, CODE_S)

    # --- the desk's threads ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask what the phone shows and how the camera is, unless answers are still to come."""
        port = self._port
        if not self._asking:
            self._ask()
        if not self._looking:
            self._looking += 1
            self._camera_lane.ask(port.camera_state, self._looked, CODE_S)

    def _ask(self, *, renew: bool = False) -> None:
        words, port = self._words, self._port
        if words is None or not self._customer_id:
            return
        wanted = self._wanted()
        before = self._seen
        title = _title(wanted, words)

        def ask() -> _Seen | None:
            state = port.phone_state(
                wanted.customer_id, wanted.wallet, wanted.shown, CODE_S, renew=renew
            )
            if state is None:
                return None
            code = state.code
            if (
                before is not None
                and before.wanted == wanted
                and before.state.code.text == code.text
                and before.face.title == title
            ):
                return _Seen(wanted, state, before.face)
            face = make_face(code.text, title, digits_in_fours(code.text), wanted.traits)
            return _Seen(wanted, state, face)

        self._asking += 1
        self._code_lane.ask(ask, self._heard, CODE_S)

    def _heard(self, answer: object) -> None:
        self._asking -= 1
        self._reachable = isinstance(answer, _Seen)
        if isinstance(answer, _Seen):
            if (answer.wanted.customer_id, answer.wanted.wallet) != (
                self._customer_id,
                self._wallet,
            ):
                return
            before, self._seen = self._seen, answer
            self._asked(answer.state.asked)
            is_new = before is None or (before.face, before.wanted) != (answer.face, answer.wanted)
            if is_new and self.camera.is_held:
                self._hold()
        self._show()

    def _looked(self, answer: object) -> None:
        self._looking -= 1
        self._camera_heard(answer)

    def _camera_heard(self, answer: object) -> None:
        if isinstance(answer, CameraState) and answer != self.camera:
            self.camera = answer
            self._changed()
            self._show()

    # --- the ways to the till --------------------------------------------------------------------

    def _turn_hold(self, _: str) -> None:
        if self.camera.is_held:
            self.take_away()
        else:
            self._hold()

    def _hold(self) -> None:
        seen, port = self._seen, self._port
        if seen is None:
            return
        face, traits = seen.face, seen.wanted.traits

        def hold() -> CameraState:
            return port.hold_up(tuple(phone_pictures(face, traits)), is_phone=True)

        self._in_front(hold)

    def take_away(self) -> None:
        """Take the phone away: the camera sees the counter."""
        port = self._port
        self._in_front(lambda: port.hold_up((counter_picture(),), is_phone=False))

    def _in_front(self, call: Callable[[], CameraState]) -> None:
        self._holding += 1
        self._camera_lane.ask(call, self._held, HOLD_S)
        self._show()

    def _held(self, answer: object) -> None:
        self._holding -= 1
        self._camera_heard(answer)
        self._show()

    def _scan_by_hand(self, _: str) -> None:
        seen, port = self._seen, self._port
        if seen is not None:
            text = seen.state.code.text
            self._camera_lane.ask(lambda: port.scan_by_hand(text), lambda _: None, CODE_S)

    # --- what is shown ---------------------------------------------------------------------------

    def show_words(self, words: Words) -> None:
        """Speak the language of ``words``."""
        self._words = words
        self._ask()
        self._show()

    def _show(self) -> None:
        words, seen = self._words, self._seen
        if words is None:
            return
        for wallet, chip in self.wallets.items():
            name = method_name(Method.of(wallet), words)
            chip.show_text(name, tip=words(message("demo.wallet_tip", wallet=name)))
            chip.set_chosen(wallet is self._wallet)
        self.view.setAccessibleName(words("demo.screen"))
        self.view.show_face(None if seen is None else seen.face)
        self._show_left(None if seen is None else seen.state.code, words)
        self._show_eye(words)
        held, is_open = self.camera.is_held, self.camera.is_open
        self.hold.show_text(
            words("demo.take_away" if held else "demo.hold"),
            tip=words("demo.take_away_tip" if held else "demo.hold_tip"),
            enabled=seen is not None and not self._holding,
            kind=Kind.PRIMARY if is_open and not held else Kind.SECONDARY,
        )
        self.hand.show_text(
            words("demo.hand"), tip=words("demo.hand_tip"), enabled=seen is not None
        )

    def _show_left(self, code: ShownCode | None, words: Words) -> None:
        colour = "ink3"
        if not self._reachable:
            text, colour = words("demo.offline"), "bad"
        elif code is None:
            text = words("demo.one_moment")
        elif code.shown is Shown.EXPIRED:
            text, colour = words("demo.code_expired"), "bad"
        elif code.shown is not Shown.CODE:
            text, colour = words("demo.code_none"), "warn"
        elif code.used:
            text, colour = words(message("demo.code_used", seconds=code.left_s)), "warn"
        else:
            text = words(message("demo.code_left", seconds=code.left_s))
            colour = "warn" if code.left_s <= _SOON_S else "ink3"
        self.left.setText(text)
        self.left.set_colour(colour)

    def _show_eye(self, words: Words) -> None:
        fault = self.camera.fault
        if fault is not Fault.NONE:
            text, colour = f"demo.eye_{fault.value}", "bad"
        else:
            text, colour = (
                ("demo.eye_on", "ok") if self.camera.is_open else ("demo.eye_off", "ink3")
            )
        self.eye.setText(words(text))
        self.eye.set_colour(colour)


def _title(wanted: _Wanted, words: Words) -> str:
    if wanted.shown in {Shown.CODE, Shown.EXPIRED}:
        name = method_name(Method.of(wanted.wallet), words)
        return words(message("demo.code_title", wallet=name))
    return words(f"demo.shown_{wanted.shown.value}")

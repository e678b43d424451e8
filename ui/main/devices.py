"""The device page: every device of the profile with its live state and its test."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.main.page import wrong_view
from ui.main.sub_page import SubPage
from ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views_more import DeviceRow, DevicesView, HostCard, PictureCard, ReadersCard
from ui.views_screens import PageBody
from ui.widgets.buttons import MIDDLE, BigButton, ButtonSize, Kind, OnPress
from ui.widgets.card import Card, Gap, Rule
from ui.widgets.facts import FactList
from ui.widgets.label import Fit, Label
from ui.widgets.pill import Pill
from ui.widgets.preview import Preview
from ui.widgets.styled import StyledWidget
from ui.words import Words

# Shares of what a row's buttons leave: what it is, how it is.
_NAME, _STATE = 6, 5
_BESIDE = ButtonSize(MIDDLE.height, MIDDLE.font, MIDDLE.weight, MIDDLE.radius, 14)
_PICTURE_HEIGHT, _LEAST_HEIGHT = 190, 90
_NEAR = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class DeviceLine(StyledWidget):
    """A device: name and place, state, test, and what the test has come to."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.name = Label("", 16, SEMIBOLD, "ink", fit=Fit.SHRINK)
        self.detail = Label("", 13, REGULAR, "ink3", fit=Fit.ELIDE_MIDDLE, tabular=True)
        self.pill = Pill(size=13)
        self.test = BigButton(on_press, Kind.QUIET, MIDDLE)
        self.beside = BigButton(on_press, Kind.SECONDARY, _BESIDE)
        self.said = Label("", 13, MEDIUM, "ink2", fit=Fit.WRAP, tabular=True)
        texts, state = QVBoxLayout(), QHBoxLayout()
        self._tests = QWidget()
        self._buttons = QHBoxLayout(self._tests)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(0)
        texts.addWidget(self.name)
        texts.addWidget(self.detail)
        state.addWidget(self.pill, 0, _NEAR)
        state.addStretch(1)
        self._buttons.addStretch(1)
        self._buttons.addWidget(self.test)
        self._buttons.addWidget(self.beside)
        self._row = QHBoxLayout()
        self._row.addLayout(texts, _NAME)
        self._row.addLayout(state, _STATE)
        self._row.addWidget(self._tests)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._row)
        self._box.addWidget(self.said)
        # At least, not exactly: what is said may take two lines.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def show_row(self, row: DeviceRow, words: Words) -> None:
        """Show ``row`` in place."""
        name, state = words(row.name), words(row.state)
        self.name.setText(name)
        self.detail.setText(words(row.detail))
        self.pill.show_state(state, row.tone)
        self.pill.setAccessibleName(f"{name}: {state}")
        self.test.show_button(row.test, words)
        self.test.setAccessibleName(f"{name}: {words(row.test.label)}")
        self.beside.show_button(row.beside, words)
        self.beside.setAccessibleName(f"{name}: {self.beside.text()}")
        self.said.setText(words(row.said) if row.said is not None else "")
        self.said.setVisible(row.said is not None)

    @property
    def wanted_px(self) -> int:
        """The width that its buttons need."""
        self._buttons.activate()
        return self._tests.sizeHint().width()

    def hold(self, width: int) -> None:
        """Give the buttons that width, so that the columns of all rows stand below each other."""
        self._tests.setFixedWidth(width)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        self._box.setSpacing(look.px(6))
        self._row.setSpacing(look.px(12))
        self._buttons.setSpacing(look.px(8))


class _Heads(StyledWidget):
    """The names of the columns."""

    def __init__(self) -> None:
        super().__init__()
        self.device, self.state = Label(size=13, colour="ink3"), Label(size=13, colour="ink3")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.device, _NAME)
        self._row.addWidget(self.state, _STATE)
        self._tests = QWidget()
        self._row.addWidget(self._tests)

    def hold(self, width: int) -> None:
        self._tests.setFixedWidth(width)

    def restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(12), look.px(4), look.px(12), look.px(10))
        self._row.setSpacing(look.px(12))


class HostPanel(Card):
    """The line to the bank."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(padding=22)
        self.title = Label("", 18, BOLD)
        self.gateway = Label("", 15, REGULAR, "ink2", fit=Fit.SHRINK)
        self.pill = Pill(size=13)
        self.facts = FactList()
        self.ask = BigButton(on_press, Kind.QUIET, MIDDLE)
        line = QHBoxLayout()
        line.addWidget(self.gateway, 1)
        line.addWidget(self.pill)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(12))
        self.box.addLayout(line)
        self.box.addWidget(Gap(8))
        self.box.addWidget(Rule())
        self.box.addWidget(self.facts)
        self.box.addWidget(Gap(16))
        self.box.addWidget(self.ask)

    def show_host(self, host: HostCard, words: Words) -> None:
        """Show ``host`` in place."""
        self.title.setText(words("more.host"))
        self.gateway.setText(words("more.host_gateway"))
        state = words(host.state)
        self.pill.show_state(state, host.tone)
        self.pill.setAccessibleName(f"{words('more.host_gateway')}: {state}")
        self.facts.show_facts([(words(name), words(value)) for name, value in host.facts])
        self.ask.show_button(host.ask, words)


class ReadersPanel(Card):
    """The readers of cards."""

    def __init__(self) -> None:
        super().__init__(padding=22)
        self.title = Label("", 16, SEMIBOLD, "ink", fit=Fit.SHRINK)
        self.detail = Label("", 13, REGULAR, "ink3", fit=Fit.ELIDE_MIDDLE, tabular=True)
        self.pill = Pill(size=13)
        self.ways = Label("", 13, MEDIUM, "ink2", fit=Fit.WRAP)
        line = QHBoxLayout()
        line.addWidget(self.title, 1)
        line.addWidget(self.pill)
        self.box.addLayout(line)
        self.box.addWidget(self.detail)
        self.box.addWidget(Gap(6))
        self.box.addWidget(self.ways)

    def show_readers(self, readers: ReadersCard, words: Words) -> None:
        """Show ``readers`` in place."""
        name, state = words(readers.name), words(readers.state)
        self.title.setText(name)
        self.detail.setText(words(readers.detail))
        self.pill.show_state(state, readers.tone)
        self.pill.setAccessibleName(f"{name}: {state}")
        self.ways.setText(words(readers.ways))


class PicturePanel(Card):
    """What the camera sees."""

    def __init__(self) -> None:
        super().__init__(padding=22)
        self.title = Label("", 18, BOLD)
        self.preview = Preview()
        self.state = Label("", 14, REGULAR, "ink3", fit=Fit.WRAP)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(12))
        self.box.addWidget(self.preview)
        self.box.addWidget(Gap(10))
        self.box.addWidget(self.state)
        self.preview.set_closed(closed=True)

    def show_picture(self, picture: PictureCard, words: Words) -> None:
        """Show ``picture`` in place."""
        self.title.setText(words(picture.title))
        self.preview.show_frames(picture.frames, mirror=picture.mirror)
        self.preview.setAccessibleName(words(picture.title))
        self.state.setText(words(picture.state))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.preview.setMinimumHeight(look.px(_LEAST_HEIGHT))
        self.preview.setMaximumHeight(look.px(_PICTURE_HEIGHT))


class DevicesPage(SubPage):
    """Shows :class:`DevicesView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.lines: list[DeviceLine] = []
        self.host = HostPanel(on_press)
        self._heads = _Heads()
        self._card = Card(padding=20)
        self._card.box.addWidget(self._heads)
        self._card.box.addWidget(Rule())
        self._card.box.addStretch(1)
        self.main.addWidget(self._card, 1)
        self.picture = PicturePanel()
        self.readers = ReadersPanel()
        self.side.addWidget(self.host)
        self.side.addWidget(self.readers)
        self.side.addWidget(self.picture)
        self.side.addStretch(1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`DevicesView`."""
        if not isinstance(body, DevicesView):
            raise wrong_view(self, body)
        self._heads.device.setText(words("more.device"))
        self._heads.state.setText(words("more.state"))
        while len(self.lines) < len(body.rows):
            line = DeviceLine(self._on_press)
            at = self._card.box.count() - 1
            self._card.box.insertWidget(at, line)
            self._card.box.insertWidget(at + 1, Rule())
            self.lines.append(line)
        for line, row in zip(self.lines, body.rows, strict=False):
            line.show_row(row, words)
        self._align()
        self.host.show_host(body.host, words)
        if body.picture is not None:
            self.picture.show_picture(body.picture, words)
        else:
            self.picture.preview.show_frames(None, mirror=False)
        # One at a time: the least window has no room for both.
        self.picture.setVisible(body.picture is not None)
        self.host.setVisible(body.picture is None)
        if body.readers is not None:
            self.readers.show_readers(body.readers, words)
        self.readers.setVisible(body.picture is None and body.readers is not None)
        self.show_back(body.back, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._align()

    def _align(self) -> None:
        width = max((line.wanted_px for line in self.lines), default=0)
        self._heads.hold(width)
        for line in self.lines:
            line.hold(width)

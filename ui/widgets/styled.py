"""How a look reaches widgets: when they are first shown, and whenever the window's changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from ui.theme import Look, look_of, scroll_style, set_look

# Every event comes by here. The two that matter are plain ones, of no class of their own, and each
# look at an enum's member goes through Python.
_POLISH, _MOVED = QEvent.Type.Polish, QEvent.Type.ParentChange


def _widget(styled: object) -> QWidget:
    if not isinstance(styled, QWidget):
        raise TypeError("a look is for widgets")
    return styled


class Styled:
    """Mixed into widgets that take fonts, lengths and colours from their window's look."""

    _styled_with: Look | None = None

    def restyle(self, look: Look) -> None:
        """Take over ``look``; called before the first paint and after every change."""

    @property
    def look(self) -> Look:
        """The look in force."""
        if self._styled_with is not None:
            return self._styled_with
        return look_of(_widget(self))

    def take_look(self, look: Look) -> None:
        """Restyle if ``look`` is not the one in force."""
        if look == self._styled_with:
            return
        self._styled_with = look
        self.restyle(look)
        widget = _widget(self)
        widget.updateGeometry()
        widget.update()

    def _polish(self, event: QEvent) -> None:
        if type(event) is not QEvent:
            return
        kind = event.type()
        if kind == _POLISH or (kind == _MOVED and self._styled_with is not None):
            self.take_look(look_of(_widget(self)))


class StyledWidget(Styled, QWidget):
    """A widget of the look."""

    def event(self, event: QEvent) -> bool:
        """Restyle just before the widget is first shown."""
        self._polish(event)
        return super().event(event)


class StyledLabel(Styled, QLabel):
    """A label of the look."""

    def event(self, event: QEvent) -> bool:
        """Restyle just before the label is first shown."""
        self._polish(event)
        return super().event(event)


class StyledButton(Styled, QAbstractButton):
    """A button of the look; subclasses paint it."""

    def event(self, event: QEvent) -> bool:
        """Restyle just before the button is first shown."""
        self._polish(event)
        return super().event(event)


class StyledScrollArea(Styled, QScrollArea):
    """A scrolling area of the look, without a frame."""

    def restyle(self, look: Look) -> None:
        """Take the scroll bar of the look."""
        self.setStyleSheet(scroll_style(look.tokens))

    def event(self, event: QEvent) -> bool:
        """Restyle just before the area is first shown."""
        self._polish(event)
        return super().event(event)


def apply_look(window: QWidget, look: Look) -> None:
    """Make ``look`` the look of ``window`` and of everything in it."""
    set_look(window, look)
    if isinstance(window, Styled):
        window.take_look(look)
    for child in window.findChildren(QWidget):
        if isinstance(child, Styled):
            child.take_look(look)

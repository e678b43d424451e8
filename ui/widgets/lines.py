"""Lines of words below each other, as many as a view has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from kpay_desktop.domain.message import Message
from ui.theme import REGULAR, Look
from ui.widgets.paragraph import Paragraph, put_text
from ui.words import Words

_GAP = 5


class Lines(QVBoxLayout):
    """A column of lines in the middle. ``labels`` are those made so far, shown or not."""

    def __init__(self, max_width: int) -> None:
        super().__init__()
        self.labels: list[Paragraph] = []
        self._max_width = max_width

    def show_lines(self, lines: tuple[Message, ...], words: Words) -> None:
        """Show ``lines``; a line more takes a label more, which stays for the next view."""
        while len(self.labels) < len(lines):
            label = Paragraph(17, REGULAR, "ink3", max_width=self._max_width)
            self.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
            self.labels.append(label)
        for index, label in enumerate(self.labels):
            put_text(label, words(lines[index]) if index < len(lines) else "")
            label.setVisible(index < len(lines))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self.setSpacing(look.px(_GAP))

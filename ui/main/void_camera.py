"""The Void page's camera: a slip is held to it, and its voucher fills the form."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy

from ui.main.scan import Stage
from ui.main.void_panels import Panel
from ui.theme import BOLD
from ui.views_void import ReturnCamera
from ui.widgets.buttons import LARGE, BigButton, Kind, OnPress
from ui.widgets.card import Gap
from ui.widgets.label import Fit, Label
from ui.words import Words


class CameraPanel(Panel):
    """The picture, what to do, and the way back to the keys."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.stage = Stage()
        self.close_button = BigButton(on_press, Kind.SECONDARY, LARGE)
        self.close_button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(12))
        self.box.addWidget(self.stage, 1)
        self.box.addWidget(Gap(12))
        self.box.addWidget(self.close_button)

    def show_camera(self, view: ReturnCamera | None, words: Words) -> None:
        """Show ``view`` in place; None: no picture is taken any more."""
        if view is None:
            self.stage.preview.show_frames(None, mirror=False)
            return
        self.title.setText(words(view.title))
        self.stage.show_view(view, words)
        self.close_button.show_button(view.close, words)

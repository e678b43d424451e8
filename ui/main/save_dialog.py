"""The question where a file is to be saved, in the system's own dialog where it has one.

The till goes on behind it: nothing waits in it, its answer is a press, and it goes away when the
view that asked it does.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QObject,
    QSize,
    QStandardPaths,
    Qt,
    QTranslator,
    Slot,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from kpay_desktop.domain.language import Language
from ui.theme import Look, palette
from ui.views import Action, Press
from ui.views_save import SaveView
from ui.widgets.buttons import TOUCH_PX, OnPress
from ui.words import Words

SUFFIX = "pdf"
# Of Qt's own dialog, in design pixels.
_WIDTH, _HEIGHT = 780, 540
_ICON_PX = 28
_LOCALES = {Language.EN: "en", Language.ZH: "zh_CN"}


class SaveDialog(QObject):
    """Asks as long as there is a view that asks. ``owner`` is the window that it stands over."""

    def __init__(self, owner: QWidget, on_press: OnPress) -> None:
        super().__init__(owner)
        self._owner = owner
        self._on_press = on_press
        self._view: SaveView | None = None
        self._texts: QTranslator | None = None
        self._folder = ""
        self.dialog: QFileDialog | None = None

    def show_view(self, view: SaveView | None, words: Words, look: Look) -> None:
        """Ask what ``view`` asks; None takes the question away."""
        if view == self._view:
            return
        self._view = view
        self._close()
        if view is not None:
            self._open(view, words, look)

    def _open(self, view: SaveView, words: Words, look: Look) -> None:
        self._speak(words.language)
        dialog = QFileDialog(self._owner, words(view.title), start_folder(self._folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(f"{words(view.kind)} (*.{SUFFIX})")
        dialog.setDefaultSuffix(SUFFIX)
        for label, text in (
            (QFileDialog.DialogLabel.Accept, view.save),
            (QFileDialog.DialogLabel.Reject, view.cancel),
            (QFileDialog.DialogLabel.LookIn, view.folder_label),
            (QFileDialog.DialogLabel.FileName, view.name_label),
            (QFileDialog.DialogLabel.FileType, view.kind_label),
        ):
            dialog.setLabelText(label, words(text))
        dialog.selectFile(view.name)
        dialog.setPalette(palette(look.tokens))
        dialog.setFont(look.font(14))
        _fit_fingers(dialog)
        room = self._owner.size()
        dialog.resize(
            min(look.px(_WIDTH), room.width() - 40), min(look.px(_HEIGHT), room.height() - 40)
        )
        dialog.fileSelected.connect(self._chosen)
        dialog.rejected.connect(self._given_up)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self.dialog = dialog
        # Its least size is known before the window is: later, not every platform takes it.
        layout = dialog.layout()
        if layout is not None:
            layout.activate()
        dialog.open()

    def _close(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.fileSelected.disconnect(self._chosen)
            dialog.rejected.disconnect(self._given_up)
            dialog.close()
            dialog.deleteLater()
        if self._texts is not None:
            QApplication.removeTranslator(self._texts)
            self._texts = None

    def _speak(self, language: Language) -> None:
        """Let Qt's own dialog speak the cashier's language, for as long as it stands."""
        texts = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if texts.load(QLocale(_LOCALES[language]), "qtbase", "_", folder):
            QApplication.installTranslator(texts)
            self._texts = texts

    @Slot(str)
    def _chosen(self, path: str) -> None:
        self._folder = str(Path(path).parent)
        self._on_press(Press(Action.SAVE_TO, path))

    @Slot()
    def _given_up(self) -> None:
        self._on_press(Press(Action.SAVE_NOWHERE))


def _fit_fingers(dialog: QFileDialog) -> None:
    """Make what is touched in Qt's own dialog as high as buttons are; others have none of it."""
    for kind in (QPushButton, QLineEdit, QComboBox):
        for part in dialog.findChildren(kind):
            part.setMinimumHeight(TOUCH_PX)
    for tool in dialog.findChildren(QToolButton):
        tool.setFixedSize(TOUCH_PX, TOUCH_PX)
    for view in dialog.findChildren(QAbstractItemView):
        view.setIconSize(QSize(_ICON_PX, _ICON_PX))


def start_folder(last: str) -> str:
    """Return where to begin: the folder of the last time, else the user's documents."""
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    for folder in (last, QStandardPaths.writableLocation(documents)):
        if folder and Path(folder).is_dir():
            return folder
    return str(Path.home())

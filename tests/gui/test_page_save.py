"""The question where a PDF is to be saved, over the real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QFileDialog

from kpay_desktop.domain.language import Language
from tests.helpers.found_sales import on_transactions
from tests.helpers.front import Front
from tests.helpers.gui import Presses, clipped
from tests.helpers.more_pages import front_at
from tests.helpers.pages import click, page_of, shown
from ui.main.devices import DevicesPage
from ui.main.save_dialog import start_folder
from ui.main.transactions import TransactionsPage
from ui.main.window import MainWindow
from ui.views import Action, Page, Press

NAME = "000138_2026-11-22_customer.pdf"


@pytest.fixture(autouse=True)
def documents(private_home: Path) -> Path:
    """The user's documents."""
    folder = private_home / "Documents"
    folder.mkdir()
    return folder


@pytest.fixture
def asking(window: MainWindow) -> Iterator[MainWindow]:
    """A window that asks where to save a receipt; what it asked with is gone at the end."""
    show(window, on_transactions().press(Action.SAVE_SLIP, "customer"))
    yield window
    show(window, on_transactions())
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


def show(window: MainWindow, front: Front) -> None:
    shown(window, front.screens().clerk)


def dialog_of(window: MainWindow) -> QFileDialog:
    (dialog,) = window.findChildren(QFileDialog)
    return dialog


def buttons(dialog: QFileDialog) -> dict[str, QAbstractButton]:
    (box,) = dialog.findChildren(QDialogButtonBox)
    return {button.text().replace("&", ""): button for button in box.buttons()}


def test_it_begins_with_the_users_documents_and_a_name(asking: MainWindow, documents: Path) -> None:
    dialog = dialog_of(asking)

    assert dialog.isVisible()
    assert dialog.windowModality() is Qt.WindowModality.WindowModal
    assert dialog.windowTitle() == "Save the receipt as PDF"
    assert Path(dialog.directory().absolutePath()) == documents
    assert [Path(path).name for path in dialog.selectedFiles()] == [NAME]
    assert list(buttons(dialog)) == ["Save", "Cancel"]


def test_the_answer_is_a_press(asking: MainWindow, presses: Presses, documents: Path) -> None:
    click(buttons(dialog_of(asking))["Save"])

    assert presses == [Press(Action.SAVE_TO, str(documents / NAME))]


def test_a_name_without_an_ending_gets_one(
    asking: MainWindow, presses: Presses, documents: Path
) -> None:
    dialog = dialog_of(asking)
    dialog.selectFile("mine")
    click(buttons(dialog)["Save"])

    assert presses == [Press(Action.SAVE_TO, str(documents / "mine.pdf"))]


@pytest.mark.parametrize("way", ["button", "key", "cross"])
def test_nobody_need_answer(asking: MainWindow, presses: Presses, way: str) -> None:
    dialog = dialog_of(asking)
    if way == "button":
        click(buttons(dialog)["Cancel"])
    elif way == "key":
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()

    assert presses == [Press(Action.SAVE_NOWHERE)]


def test_it_goes_away_with_the_view_and_tells_nobody(asking: MainWindow, presses: Presses) -> None:
    show(asking, on_transactions())
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))

    assert asking.findChildren(QFileDialog) == []
    assert presses == []


def test_the_same_view_asks_once(asking: MainWindow) -> None:
    before = dialog_of(asking)

    show(asking, on_transactions().press(Action.SAVE_SLIP, "customer"))

    assert dialog_of(asking) is before


def test_keys_of_the_till_do_not_reach_past_it(asking: MainWindow, presses: Presses) -> None:
    QTest.keyClicks(dialog_of(asking), "138")

    assert presses == []


def test_it_speaks_the_cashiers_language_and_no_other_window_does(
    window: MainWindow, qapp: QApplication
) -> None:
    front = on_transactions().press(Action.LANGUAGE, Language.ZH.value)
    show(window, front.press(Action.SAVE_SLIP, "merchant"))
    dialog = dialog_of(window)

    assert dialog.windowTitle() == "商户存根另存为 PDF"
    assert list(buttons(dialog)) == ["保存", "取消"]
    assert QCoreApplication.translate("QFileDialog", "File &name:") != "File &name:"
    assert clipped(window) == []

    show(window, front.press(Action.SAVE_NOWHERE))
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
    assert QCoreApplication.translate("QFileDialog", "File &name:") == "File &name:"


def test_the_next_time_begins_where_the_last_one_ended(
    asking: MainWindow, tmp_path: Path, presses: Presses
) -> None:
    dialog = dialog_of(asking)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("first.pdf")
    click(buttons(dialog)["Save"])
    show(asking, on_transactions())
    show(asking, on_transactions().press(Action.SAVE_SLIP, "merchant"))

    dialogs = [d for d in asking.findChildren(QFileDialog) if d.isVisible()]
    assert [Path(d.directory().absolutePath()) for d in dialogs] == [tmp_path]
    assert presses[0].value == str(tmp_path / "first.pdf")


def test_a_folder_that_is_gone_is_not_begun_with(tmp_path: Path, documents: Path) -> None:
    assert start_folder(str(tmp_path / "gone")) == str(documents)
    assert start_folder(str(tmp_path)) == str(tmp_path)
    documents.rmdir()
    assert start_folder("") == str(Path.home())


def test_buttons_stand_beside_the_reprints(window: MainWindow, presses: Presses) -> None:
    show(window, on_transactions())
    detail = page_of(window, TransactionsPage).detail

    for button, beside in zip(detail.buttons, detail.beside, strict=True):
        assert button.geometry().center().y() == beside.geometry().center().y()
        assert button.geometry().right() < beside.geometry().left()
        click(beside)
    QTest.keyClick(window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)

    assert [button.accessibleName() for button in detail.beside] == [
        "Reprint receipt: PDF",
        "Reprint merchant copy: PDF",
    ]
    both = [Press(Action.SAVE_SLIP, "customer"), Press(Action.SAVE_SLIP, "merchant")]
    assert presses == both * 2


def test_the_test_slip_has_its_button_on_the_devices(window: MainWindow, presses: Presses) -> None:
    show(window, front_at(Page.DEVICES))
    line = page_of(window, DevicesPage).lines[0]

    click(line.beside)

    assert presses == [Press(Action.SAVE_SLIP, "test")]
    assert line.beside.accessibleName() == "Receipt printer: PDF"

"""The phone's payment code on the demo desk: shown, held to the camera, scanned, and paid with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.simulation.camera import Fault, Picture
from tests.helpers.desk import ORDER
from tests.helpers.desk_scan import CODES, WRONG
from tests.helpers.desk_window import Desk, click, opened_desk
from tests.helpers.gui import clipped, nameless, too_small
from tests.helpers.pages import spilt
from ui.demo import lane
from ui.demo.desk_port import Decision, Outturn
from ui.demo.parts import ChoiceRow
from ui.demo.phone_code import CodePanel
from ui.demo.phone_face import Trait
from ui.demo.phone_view import Stage
from ui.demo.scan_port import Shown
from ui.demo.scene import SHAKES
from ui.words import words_of


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(lane, "GRACE_S", 0.0)
    with opened_desk(qapp, qtbot) as made:
        yield made


def code_of(desk: Desk) -> CodePanel:
    """Return the phone's code once it stands."""
    desk.settle()
    panel = desk.window.phone.code
    assert panel is not None
    desk.until(lambda: panel.view.face is not None)
    return panel


def grey(picture: Picture) -> bytes:
    """Return the green of each pixel."""
    return picture.pixels[1::3]


def seen_by_camera(desk: Desk) -> set[str]:
    """Return what stands in the pictures before the camera."""
    chain = DecoderChain()
    return {
        text
        for picture in desk.port.pictures
        for text in chain.read_grey(grey(picture), picture.width, picture.height)
    }


# --- the code ------------------------------------------------------------------------------------


def test_the_phone_shows_its_code_and_for_how_long(desk: Desk) -> None:
    panel = code_of(desk)
    face = panel.view.face

    assert face is not None
    assert (face.title, face.note) == ("WeChat Pay · payment code", "1345 6789 0123 4567 80")
    assert panel.left.text() == "New code in 42 s"
    desk.port.left_s = 7
    desk.until(lambda: panel.left.text() == "New code in 7 s")
    desk.port.used = True
    desk.until(lambda: panel.left.text() == "Used · new code in 7 s")


@pytest.mark.parametrize("wallet", list(Wallet))
def test_each_wallet_has_a_code_of_its_own(desk: Desk, wallet: Wallet) -> None:
    panel = code_of(desk)

    panel.wallets[wallet].click()
    desk.until(lambda: panel.wallets[wallet].is_chosen)
    start = CODES[wallet][:4]
    desk.until(lambda: panel.view.face is not None and panel.view.face.note.startswith(start))

    asked = [call[:2] for call in desk.port.named("phone_state")]
    assert asked[-1] == ("1010", wallet)


def test_the_chosen_wallet_again_shows_a_new_code(desk: Desk) -> None:
    panel = code_of(desk)

    click(panel.wallets[Wallet.WECHAT])

    desk.until(lambda: panel.view.face is not None and panel.view.face.note.endswith("81"))


def test_another_customer_shows_another_code(desk: Desk) -> None:
    code_of(desk)

    click(desk.window.phone.customers[2])

    desk.until(lambda: desk.port.named("phone_state")[-1][0] == "0036")


def test_a_bank_that_is_gone_is_said(desk: Desk) -> None:
    panel = code_of(desk)
    desk.port.unreachable = True
    desk.until(lambda: panel.left.text() == "The bank does not answer")
    desk.port.unreachable = False
    desk.until(lambda: panel.left.text() == "New code in 42 s")


# --- the camera and the scanner ------------------------------------------------------------------


def test_the_phone_is_held_to_the_camera_and_taken_away(desk: Desk) -> None:
    panel = code_of(desk)

    click(panel.hold)
    desk.until(lambda: panel.hold.text() == "Take away")
    assert len(desk.port.pictures) == SHAKES
    assert seen_by_camera(desk) == {"134567890123456780"}

    click(panel.hold)
    desk.until(lambda: panel.hold.text() == "Hold to the camera")
    assert desk.port.named("hold_up") == [(SHAKES, True), (1, False)]
    assert seen_by_camera(desk) == set()


def test_the_camera_sees_the_phone_as_it_is_now(desk: Desk) -> None:
    panel = code_of(desk)
    click(panel.hold)
    desk.until(lambda: desk.port.camera.is_held)

    # Its minute is over: the new code is what the camera sees.
    desk.port.renewed = 5
    desk.until(lambda: len(desk.port.named("hold_up")) == 2)
    assert seen_by_camera(desk) == {"134567890123456785"}

    click(desk.window.phone.options_button)
    click(desk.window.phone.options.traits[Trait.DARK])
    desk.until(lambda: len(desk.port.named("hold_up")) == 3)
    face = panel.view.face
    assert face is not None
    assert face.dark
    # Nothing has changed since: nothing is painted again.
    polls = len(desk.port.named("phone_state"))
    desk.until(lambda: len(desk.port.named("phone_state")) >= polls + 3)
    assert len(desk.port.named("hold_up")) == 3


def test_it_shows_when_the_till_looks(desk: Desk) -> None:
    panel = code_of(desk)
    assert panel.eye.text() == "Camera off"

    desk.port.camera = replace(desk.port.camera, is_open=True)

    desk.until(lambda: panel.eye.text() == "Camera on")


@pytest.mark.parametrize("fault", [Fault.UNPLUGGED, Fault.BUSY, Fault.FROZEN])
def test_the_camera_fails_and_is_mended(desk: Desk, fault: Fault) -> None:
    panel = code_of(desk)
    phone = desk.window.phone
    click(phone.options_button)
    switch = phone.options.faults[fault]

    click(switch)
    desk.until(lambda: switch.is_chosen)
    assert panel.eye.text() == words_of(Language.EN)(f"demo.eye_{fault.value}")
    assert phone.options_button.is_chosen
    click(switch)
    desk.until(lambda: not switch.is_chosen)

    assert desk.port.named("set_camera_fault") == [(fault,), (Fault.NONE,)]


def test_the_hand_scanner_reads_what_the_phone_shows(desk: Desk) -> None:
    panel = code_of(desk)

    click(panel.hand)

    desk.until(lambda: desk.port.heard == ["134567890123456780"])


@pytest.mark.parametrize("shown", [shown for shown in Shown if shown is not Shown.CODE])
def test_something_wrong_is_shown_and_scanned(desk: Desk, shown: Shown) -> None:
    panel = code_of(desk)
    phone = desk.window.phone
    click(phone.options_button)

    phone.options.things[shown].click()
    desk.until(lambda: panel.left.text() in {"Expired", "Not a payment code"})
    assert panel.isVisible()
    assert phone.options_button.is_chosen
    click(panel.hand)
    desk.until(lambda: desk.port.heard == [WRONG[shown]])

    # A wallet is the way back.
    click(panel.wallets[Wallet.ALIPAY])
    desk.until(lambda: panel.left.text() == "New code in 42 s")
    assert not phone.options_button.is_chosen


def test_the_keyboard_holds_and_scans(desk: Desk) -> None:
    panel = code_of(desk)
    desk.window.activateWindow()
    desk.until(panel.hold.isEnabled)
    QTest.keyClick(desk.window, Qt.Key.Key_F3)
    desk.until(lambda: bool(desk.port.heard))
    QTest.keyClick(desk.window, Qt.Key.Key_F9)
    desk.until(lambda: desk.port.camera.is_held)


# --- the password --------------------------------------------------------------------------------


def test_the_phone_asks_for_the_password_and_pays(desk: Desk) -> None:
    panel = code_of(desk)
    phone = desk.window.phone
    desk.port.asked = ORDER

    desk.until(lambda: phone.shown.stage is Stage.ASKING)
    assert phone.headline.text() == "Pay Orchid Tea House"
    assert phone.amount.text() == "SGD 30.80"
    assert phone.body.text() == "The shop has scanned your code. Pay this amount?"
    assert not panel.isVisible()

    desk.port.outturn = Outturn("waiting")
    click(phone.decisions[Decision.WAIT])
    desk.until(lambda: phone.body.text() == words_of(Language.EN)("demo.outturn_waiting"))
    desk.port.outturn = Outturn("paid")
    click(phone.decisions[Decision.PAY])
    desk.until(lambda: phone.headline.text() == "Paid")
    # The bank may say once more that it waits: that is from before the press.
    polls = len(desk.port.named("phone_state"))
    desk.until(lambda: len(desk.port.named("phone_state")) >= polls + 2)
    assert phone.shown.stage is Stage.DONE
    desk.port.asked = None

    click(phone.back)
    assert panel.isVisible()
    assert desk.port.named("pay") == [
        (ORDER.handle, "1010", Decision.WAIT),
        (ORDER.handle, "1010", Decision.PAY),
    ]


def test_a_payment_that_is_taken_back_leaves_the_phone(desk: Desk) -> None:
    panel = code_of(desk)
    desk.port.asked = ORDER
    desk.until(lambda: desk.window.phone.shown.stage is Stage.ASKING)

    desk.port.asked = None

    desk.until(panel.isVisible)


def test_a_code_that_was_read_off_the_screen_stays(desk: Desk) -> None:
    code_of(desk)
    desk.scan(Stage.ASKING)
    polls = len(desk.port.named("phone_state"))

    desk.until(lambda: len(desk.port.named("phone_state")) >= polls + 2)

    assert desk.window.phone.shown.stage is Stage.ASKING


# --- the window ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [(960, 620), (1024, 768), (1366, 768), (1920, 1080)], ids=str)
def test_texts_of_the_phone_fit(desk: Desk, language: Language, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    desk.window.present(language, "light")
    panel = code_of(desk)
    phone = desk.window.phone

    def fits() -> None:
        QCoreApplication.processEvents()
        assert clipped(desk.window) == []
        assert too_small(desk.window) == []
        assert nameless(desk.window) == []
        assert spilt(desk.window) == []

    fits()
    for wallet in Wallet:
        panel.wallets[wallet].click()
        desk.port.used = not desk.port.used
        desk.until(lambda: "42" in panel.left.text())
        fits()
    click(phone.options_button)
    for trait in Trait:
        click(phone.options.traits[trait])
    fits()
    for shown in Shown:
        row = phone.options.things[shown]
        row.click()
        desk.until(partial(_is_marked, row))
        fits()
    desk.port.camera = replace(desk.port.camera, is_open=True, fault=Fault.UNPLUGGED)
    panel.hold.click()
    desk.until(lambda: desk.port.camera.is_held)
    fits()
    desk.port.asked = ORDER
    desk.until(lambda: phone.shown.stage is Stage.ASKING)
    fits()
    assert desk.window.size().toTuple() == size


def _is_marked(row: ChoiceRow) -> bool:
    return row.is_chosen


def test_every_choice_has_words() -> None:
    for language in Language:
        words = words_of(language)
        for name in ("trait", "camera"):
            values = Trait if name == "trait" else [f for f in Fault if f is not Fault.NONE]
            assert all(words.has(f"demo.{name}_{value.value}") for value in values)
            assert all(words.has(f"demo.{name}_{value.value}_tip") for value in values)
        assert all(words.has(f"demo.shown_{shown.value}") for shown in Shown)
        assert all(words.has(f"demo.eye_{fault.value}") for fault in Fault if fault.value != "none")


def test_a_desk_without_a_camera_has_no_code(qapp: QApplication, qtbot: QtBot) -> None:
    with opened_desk(qapp, qtbot, scanning=False) as desk:
        desk.settle()

        assert desk.window.phone.code is None
        assert desk.window.phone.headline.text() == "Ready to pay"
        assert not desk.window.phone.options_button.isVisible()
        assert desk.port.named("phone_state") == []

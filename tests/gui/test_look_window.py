"""The cashier's window around its pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.ports import Health
from tests.helpers.gui import (
    CLERK,
    LAMPS,
    Presses,
    clipped,
    more_view,
    nameless,
    notice,
    signin_view,
    too_small,
    trouble_view,
)
from tests.helpers.pages import SIZES, page_of, shown
from ui.main.more import MorePage
from ui.main.pages import PAGES, make_page
from ui.main.window import MainWindow
from ui.theme import colour, prepare_application
from ui.tokens import DARK, LIGHT
from ui.views import Action, Button, Page, Press
from ui.views_front import SignInView
from ui.words import words_of


@pytest.mark.parametrize("name", CLERK)
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, name: str, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)

    shown(window, replace(CLERK[name](), language=language))

    assert window.size().toTuple() == size
    assert clipped(window) == []
    assert too_small(window) == []
    assert nameless(window) == []


@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_long_names_do_not_push_anything_out(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    view = more_view()
    assert view.frame is not None
    long = "The Very Long Name of a Shop in a Shopping Centre Pte. Ltd. 很长的商户名称有限公司" * 2
    operator = Operator("c9", "Bartholomew Featherstonehaugh", Role.SUPERVISOR)

    shown(window, replace(view, frame=replace(view.frame, merchant_name=long, operator=operator)))

    assert window.size().toTuple() == size
    assert clipped(window) == []
    assert window.top_bar.identity.shown_text().endswith("…")
    assert long in window.top_bar.identity.toolTip()


def test_top_bar_says_where_who_and_how(window: MainWindow) -> None:
    shown(window, more_view())
    bar = window.top_bar

    assert bar.title.text() == "More"
    assert bar.badge.text() == "SIMULATED 模拟"
    assert bar.identity.text() == "Orchid Tea House · TID 80010001 · Batch 000042"
    assert bar.clock.text() == "14:32"
    assert [lamp.text() for lamp in bar.lamps.lamps()] == ["Host", "Printer", "Customer screen"]
    assert bar.lamps.lamps()[0].toolTip() == "Host: Host online · 38 ms"


def test_lamps_follow_the_devices(window: MainWindow) -> None:
    view = more_view()
    shown(window, view)
    assert view.frame is not None
    broken = replace(LAMPS[0], health=Health.BAD, message_id="host.offline")

    shown(window, replace(view, frame=replace(view.frame, lamps=(broken,))))

    (lamp,) = window.top_bar.lamps.lamps()
    assert (lamp.health, lamp.accessibleName()) == (Health.BAD, "Host: Host offline")


def test_no_badge_where_the_money_is_real(window: MainWindow) -> None:
    view = more_view()
    assert view.frame is not None

    shown(window, replace(view, frame=replace(view.frame, simulated=False)))

    assert not window.top_bar.badge.isVisible()


@pytest.mark.parametrize("simulated", [True, False])
def test_the_demo_desk_can_be_reached_while_the_rail_rests(
    window: MainWindow, presses: Presses, simulated: bool
) -> None:
    """The phone that pays stands there: in a sale no other way leads to it."""
    view = more_view()
    assert view.frame is not None
    frame = replace(view.frame, rail_enabled=False, simulated=simulated)
    shown(window, replace(view, frame=frame))

    window.top_bar.badge.click()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)

    desk = Press(Action.DEMO_DESK)
    # A button that is not there cannot be hit; the key is nobody's where money is real.
    assert presses == ([desk, desk] if simulated else [desk])
    assert "Ctrl+D" in window.top_bar.badge.toolTip()


def test_sign_in_has_no_frame(window: MainWindow) -> None:
    shown(window, signin_view())

    assert not window.rail.isVisible()
    assert not window.top_bar.isVisible()
    assert not window.notice.isVisible()


def test_pages_are_kept_and_widgets_stay(window: MainWindow) -> None:
    shown(window, signin_view())
    first = window.page
    before = window.findChildren(QWidget)

    for entered in range(7):
        view = signin_view()
        assert isinstance(view.body, SignInView)
        shown(window, replace(view, body=replace(view.body, pin_entered=entered)))
    assert window.findChildren(QWidget) == before

    shown(window, more_view())
    shown(window, signin_view())
    assert window.page is first


def test_every_page_has_a_widget(qapp: QApplication, presses: Presses) -> None:
    prepare_application(qapp)
    assert set(PAGES) == set(Page)
    for page in Page:
        made = make_page(page, presses)
        wrong = trouble_view().body if page is not Page.TROUBLE else more_view().body
        with pytest.raises(TypeError):
            made.show_view(wrong, words_of(Language.EN))


def test_language_changes_while_running(window: MainWindow) -> None:
    shown(window, more_view())

    shown(window, replace(more_view(), language=Language.ZH))

    assert window.top_bar.title.text() == "更多"
    assert [b.text() for b in window.rail.buttons()] == ["消费", "更多"]
    assert page_of(window, MorePage).cards[0].title.text() == "设备"


def test_theme_changes_while_running(window: MainWindow) -> None:
    shown(window, more_view())
    corner = window.grab().toImage().pixelColor(600, 70)
    assert corner == colour(LIGHT.bg)

    shown(window, replace(more_view(), theme="dark"))

    assert window.grab().toImage().pixelColor(600, 70) == colour(DARK.bg)
    assert window.current_look.tokens is DARK


def test_size_changes_the_type(window: MainWindow) -> None:
    shown(window, more_view())
    small = window.top_bar.title.font().pixelSize()

    window.resize(1920, 1080)
    QCoreApplication.processEvents()

    assert window.top_bar.title.font().pixelSize() > small


def test_notice_opens_what_waits(window: MainWindow, presses: Presses) -> None:
    view = more_view()
    assert view.frame is not None
    shown(window, replace(view, frame=replace(view.frame, notice=notice())))
    assert window.notice.isVisible()
    assert "000138" in window.notice.text()

    QTest.mouseClick(window.notice, Qt.MouseButton.LeftButton)
    assert presses == [notice().press]

    shown(window, view)
    assert not window.notice.isVisible()


def test_a_disabled_rail_reports_nothing(window: MainWindow, presses: Presses) -> None:
    view = more_view()
    assert view.frame is not None
    shown(window, replace(view, frame=replace(view.frame, rail_enabled=False)))

    QTest.mouseClick(window.rail.buttons()[0], Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)

    assert presses == []


def test_rail_by_touch_and_by_key(window: MainWindow, presses: Presses) -> None:
    shown(window, more_view())
    sale, more = window.rail.buttons()

    QTest.mouseClick(sale, Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)

    assert presses == [Press(Action.OPEN_PAGE, "amount"), Press(Action.OPEN_PAGE, "more")]
    assert (sale.isChecked(), more.isChecked()) == (False, True)
    assert sale.toolTip() == "Sale (Ctrl+1)"


@pytest.mark.parametrize("language", list(Language))
def test_the_bar_that_asks_about_closing_is_read_whole_and_does_nothing(
    window: MainWindow, presses: Presses, language: Language
) -> None:
    window.resize(*min(SIZES))
    view = replace(more_view(), language=language)
    assert view.frame is not None
    asks = Button(Press(Action.QUIT), message("frame.quit_again", seconds=10), enabled=False)
    shown(window, replace(view, frame=replace(view.frame, notice=asks)))

    bar = window.notice
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton)

    assert presses == []
    assert "10" in bar.text()
    # The sign before it has its room, and as much is left free behind it.
    assert bar.fontMetrics().horizontalAdvance(bar.text()) < bar.width() - 2 * bar.height()


def test_closing_asks_first(window: MainWindow, presses: Presses) -> None:
    shown(window, more_view())

    assert not window.close()

    assert presses == [Press(Action.QUIT)]
    assert window.isVisible()

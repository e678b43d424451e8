"""The amount page: what it shows, and what it reports."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import SaleState
from tests.helpers.gui import Presses
from tests.helpers.page_views import (
    ROWS,
    amount_view,
    charge,
    empty_amount_view,
    huge_amount_view,
    tip_view,
    tips,
)
from tests.helpers.pages import click, page_of, show
from ui.main.amount import AmountPage
from ui.main.window import MainWindow
from ui.state_tones import STATE_TONES
from ui.views import WARN, Action, Page, Press, Step
from ui.views_sale import BatchView
from ui.words import words_of


def test_the_amount_page_shows_its_figures(window: MainWindow) -> None:
    show(window, Page.AMOUNT, amount_view(), step=Step.AMOUNT)
    card = page_of(window, AmountPage).card

    assert card.prompt.text() == "Please enter the amount"
    assert card.amount.text() == "SGD 28.00"
    assert card.tip_line.figures.text() == "2.80"
    assert card.total.text() == "SGD 30.80"
    assert [chip.text() for chip in card.tip_line.chips] == ["None", "5%", "10%", "15%", "Other…"]
    assert [chip.is_chosen for chip in card.tip_line.chips] == [False, False, True, False, False]
    assert page_of(window, AmountPage).charge.accessibleName() == "Charge SGD 30.80 →"


def test_a_key_changes_figures_and_no_widget(window: MainWindow) -> None:
    show(window, Page.AMOUNT, amount_view())
    page = page_of(window, AmountPage)
    before = set(map(id, page.findChildren(QWidget)))
    size = page.charge.size()

    more = replace(
        amount_view(),
        amount_minor=28_000,
        tip_minor=2800,
        total_minor=30_800,
        charge=charge("SGD 308.00"),
    )
    show(window, Page.AMOUNT, more)

    assert page.card.amount.text() == "SGD 280.00"
    assert page.charge.text() == "Charge SGD 308.00 →"
    assert set(map(id, page.findChildren(QWidget))) == before
    assert page.charge.size() == size


def test_keypad_and_chips_report(window: MainWindow, presses: Presses) -> None:
    show(window, Page.AMOUNT, amount_view())
    page = page_of(window, AmountPage)

    for key in ("7", "00", "back"):
        click(page.keypad.key(key))
    click(page.card.tip_line.chips[1])
    click(page.card.tip_line.chips[4])
    click(page.charge)
    click(page.card.back)

    assert presses == [
        Press(Action.KEY, "7"),
        Press(Action.KEY, "00"),
        Press(Action.KEY, "back"),
        Press(Action.TIP, "5"),
        Press(Action.TIP, "other"),
        Press(Action.CHARGE),
        Press(Action.BACK),
    ]


def test_the_keyboard_does_the_same(window: MainWindow, presses: Presses) -> None:
    show(window, Page.AMOUNT, amount_view())
    handle = window.windowHandle()
    assert handle is not None

    QTest.keyClicks(window, "28.5")
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Escape)

    assert presses == [
        Press(Action.KEY, "2"),
        Press(Action.KEY, "8"),
        Press(Action.KEY, "."),
        Press(Action.KEY, "5"),
        Press(Action.KEY, "back"),
        Press(Action.CHARGE),
        Press(Action.BACK),
    ]


def test_nothing_keyed_cannot_be_charged(window: MainWindow, presses: Presses) -> None:
    show(window, Page.AMOUNT, empty_amount_view())
    page = page_of(window, AmountPage)

    click(page.charge)
    QTest.keyClick(window, Qt.Key.Key_Return)

    assert presses == []
    assert not page.card.back.isVisible()
    assert page.batch.nothing.isVisible()
    assert page.batch.nothing.title.text() == "No sales in this batch yet"


def test_the_way_back_comes_and_goes_without_moving_the_rest(window: MainWindow) -> None:
    show(window, Page.AMOUNT, empty_amount_view())
    card = page_of(window, AmountPage).card
    before = card.amount.geometry()

    show(window, Page.AMOUNT, amount_view())

    assert card.back.isVisible()
    assert card.amount.geometry() == before


def test_the_tip_line_is_framed_while_it_is_filled(window: MainWindow) -> None:
    show(window, Page.AMOUNT, tip_view())
    card = page_of(window, AmountPage).card

    assert card.tip_line.is_editing
    assert card.prompt.text() == "Please enter the tip"

    show(window, Page.AMOUNT, amount_view())
    assert not card.tip_line.is_editing


def test_no_tips_no_tip_line(window: MainWindow) -> None:
    show(window, Page.AMOUNT, replace(amount_view(), tips=(), tip_minor=0))
    card = page_of(window, AmountPage).card

    assert not card.tip_line.isVisible()

    show(window, Page.AMOUNT, replace(amount_view(), tips=tips("5")[:3]))
    assert card.tip_line.isVisible()
    assert [chip.isVisible() for chip in card.tip_line.chips] == [True, True, True]


def test_a_hint_takes_the_place_of_the_prompt(window: MainWindow) -> None:
    show(window, Page.AMOUNT, huge_amount_view())
    card = page_of(window, AmountPage).card

    assert card.prompt.text() == "The most for one sale is SGD 10,000.00"
    assert card.prompt.ink() == window.current_look.tone_ink(WARN)

    show(window, Page.AMOUNT, amount_view())
    assert card.prompt.text() == "Please enter the amount"


def test_the_batch_shows_whole_rows_with_their_states(window: MainWindow) -> None:
    show(window, Page.AMOUNT, amount_view())
    batch = page_of(window, AmountPage).batch
    shown = [row for row in batch.rows.rows if row.isVisible()]

    assert batch.sum.text() == "37 sales · SGD 1,284.60"
    assert 3 <= len(shown) <= len(ROWS)
    assert shown[-1].geometry().bottom() <= batch.rows.height()
    assert shown[0].state.text() == "Approved"
    assert shown[0].details.text() == "14:26 · WeChat Pay"
    assert shown[2].accessibleName() == "000135, 14:11, WeChat Pay, SGD 41.00, Paid late"


def test_a_taller_window_shows_more_of_the_batch(window: MainWindow) -> None:
    many = tuple(replace(ROWS[0], voucher=f"{n:06d}") for n in range(40))
    view = replace(amount_view(), batch=BatchView(40, 1, many))
    show(window, Page.AMOUNT, view)
    batch = page_of(window, AmountPage).batch
    few = sum(row.isVisible() for row in batch.rows.rows)

    window.resize(1366, 1080)
    QCoreApplication.processEvents()

    assert sum(row.isVisible() for row in batch.rows.rows) > few


def test_one_sale_is_one_sale(window: MainWindow) -> None:
    show(window, Page.AMOUNT, replace(amount_view(), batch=BatchView(1, 880, ROWS[:1])))

    assert page_of(window, AmountPage).batch.sum.text() == "1 sale · SGD 8.80"


def test_every_state_of_a_sale_has_words_and_a_colour() -> None:
    assert set(STATE_TONES) == set(SaleState)
    for language in Language:
        assert all(words_of(language).has(f"sale.state_{state.value}") for state in SaleState)


def test_the_language_changes_everything_on_the_page(window: MainWindow) -> None:
    show(window, Page.AMOUNT, amount_view())
    show(window, Page.AMOUNT, amount_view(), language=Language.ZH)
    page = page_of(window, AmountPage)

    assert page.card.prompt.text() == "请输入金额"
    assert page.card.tip_line.label.text() == "小费"
    assert page.card.total_label.text() == "合计"
    assert page.charge.text() == "收款 SGD 30.80 →"
    assert page.card.back.text() == "返回"
    assert page.batch.title.text() == "本批次"
    assert page.batch.rows.rows[0].state.text() == "交易成功"


def test_what_was_confirmed_by_hand_is_counted_apart(window: MainWindow) -> None:
    show(window, Page.AMOUNT, amount_view(), step=Step.AMOUNT)
    batch = page_of(window, AmountPage).batch
    assert batch.sum.text() == "37 sales · SGD 1,284.60"
    assert batch.by_hand.text() == "By hand: 2 sales · SGD 61.60"

    show(window, Page.AMOUNT, empty_amount_view(), step=Step.AMOUNT)

    assert batch.by_hand.isHidden()

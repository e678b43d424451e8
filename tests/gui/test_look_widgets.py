"""The shared widgets."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from kpay_desktop.domain.language import Language
from tests.helpers.widgets import dark_pixels, put
from ui.theme import BOLD, Look
from ui.tokens import DARK, LIGHT
from ui.views import BAD, OK, WARN, Step
from ui.widgets.amount import AmountLabel
from ui.widgets.card import RADIUS, Card, Gap, Space
from ui.widgets.card import Rule as RuleLine
from ui.widgets.facts import FactList
from ui.widgets.icons import icon_names, icon_path, paint_icon
from ui.widgets.label import CENTRE, RIGHT, Fit, Label
from ui.widgets.mark import Mark
from ui.widgets.pill import Pill
from ui.widgets.progress import ProgressBar
from ui.widgets.steps import StepBar
from ui.widgets.styled import Styled, apply_look
from ui.words import words_of

EN, ZH = words_of(Language.EN), words_of(Language.ZH)


# --- looks --------------------------------------------------------------------------------------


def test_a_widget_made_later_takes_the_look_of_its_window(host: QWidget) -> None:
    apply_look(host, Look(DARK, 1.5))
    label = Label("text", size=20)

    put(host, label)

    assert label.font().pixelSize() == 30
    assert label.ink() == QColor(DARK.ink)


def test_a_change_of_look_reaches_every_widget(host: QWidget) -> None:
    label, card = Label("text", size=20), Card()
    put(host, label, card)
    assert label.ink() == QColor(LIGHT.ink)

    apply_look(host, Look(DARK, 2.0))

    assert label.font().pixelSize() == 40
    assert card.box.contentsMargins().left() == 48


def test_a_widget_takes_the_look_of_the_window_it_moves_to(host: QWidget) -> None:
    mark = Mark()
    mark.show()
    QCoreApplication.processEvents()
    apply_look(host, Look(DARK, 2.0))

    put(host, mark)

    assert mark.look == Look(DARK, 2.0)


def test_a_look_is_for_widgets() -> None:
    class Loose(Styled):
        pass

    with pytest.raises(TypeError):
        Loose().take_look(Look(DARK))


# --- labels -------------------------------------------------------------------------------------


def test_a_label_that_may_be_shortened_says_the_rest(host: QWidget) -> None:
    label = Label("A merchant with a name that is far too long", fit=Fit.ELIDE)
    label.setMaximumWidth(100)
    put(host, label)

    assert label.shown_text().endswith("…")
    assert label.toolTip() == label.text()
    assert not label.is_clipped()


def test_a_label_that_shrinks_keeps_its_text(host: QWidget) -> None:
    label = Label("SGD 1,284.60", size=30, fit=Fit.SHRINK, align=RIGHT)
    label.setMaximumWidth(140)
    put(host, label)

    assert label.shown_font().pixelSize() < 30
    assert label.shown_text() == "SGD 1,284.60"
    assert not label.is_clipped()


def test_a_label_without_room_is_found_out(host: QWidget) -> None:
    label = Label("SGD 1,284.60", size=30)
    put(host, label)
    assert not label.is_clipped()

    label.setFixedWidth(40)
    QCoreApplication.processEvents()

    assert label.is_clipped()


@pytest.mark.parametrize("text", ["A long line of words " * 8, "很长的一段文字没有空格" * 8])
def test_wrapped_text_asks_for_its_height(host: QWidget, text: str) -> None:
    label = Label(text, size=16, fit=Fit.WRAP)
    label.setFixedWidth(200)
    put(host, label)

    assert label.height() >= label.heightForWidth(200) > 5 * 16
    assert not label.is_clipped()


def test_a_greatest_width_wraps_earlier(qapp: QApplication, host: QWidget) -> None:
    text = "A line of words that is longer than the greatest width"
    wide, narrow = Label(text, fit=Fit.WRAP), Label(text, fit=Fit.WRAP, max_width=120, align=CENTRE)
    put(host, wide, narrow)

    assert narrow.heightForWidth(600) > wide.heightForWidth(600)


def test_line_breaks_stand(host: QWidget) -> None:
    label = Label("one\ntwo\nthree", fit=Fit.WRAP)
    put(host, label)

    assert label.heightForWidth(600) == pytest.approx(3 * 14 * 1.5, abs=2)


def test_type_and_colour_can_change(host: QWidget) -> None:
    label = Label("text")
    put(host, label)

    label.set_type(20, BOLD)
    label.set_colour(BAD)

    assert (label.font().pixelSize(), label.font().weight()) == (20, BOLD)
    assert label.ink() == QColor(LIGHT.bad)


# --- figures, steps, marks ----------------------------------------------------------------------


def test_amount_shrinks_and_never_loses_a_figure(host: QWidget) -> None:
    amount = AmountLabel(68)
    put(host, amount)
    for minor in (0, 2800, 99_999_999, 9_999_999_999):
        amount.set_minor(minor)
        assert not amount.is_clipped()
    assert amount.accessibleName() == amount.text() == "SGD 99,999,999.99"

    amount.set_minor(99_999_999)
    amount.setFixedWidth(180)
    assert not amount.is_clipped()
    assert dark_pixels(amount) > 0


@pytest.mark.parametrize("step", list(Step))
def test_steps_say_where_the_sale_is(host: QWidget, step: Step) -> None:
    bar = StepBar()
    bar.show_step(step, EN)
    put(host, bar)

    assert bar.texts() == ("Amount", "Method", "Customer pays", "Receipt")
    number = list(Step).index(step) + 1
    assert bar.accessibleName().startswith(f"Step {number} of 4: ")
    assert not bar.is_clipped()
    bar.show_step(step, ZH)
    assert bar.texts()[0] == "金额"


def test_steps_give_way_where_it_is_narrow(host: QWidget) -> None:
    bar = StepBar()
    bar.show_step(Step.PAY, EN)
    bar.setFixedWidth(420)
    put(host, bar)

    image = bar.grab().toImage()
    assert any(
        image.pixelColor(x, y) != image.pixelColor(0, 0)
        for x in range(380, 420)
        for y in range(image.height())
    )


@pytest.mark.parametrize("mark", ["tick", "cross", "wait", "alert", "nonsense"])
def test_marks_are_painted_in_their_state(host: QWidget, mark: str) -> None:
    widget = Mark()
    widget.show_mark(mark, WARN)
    put(host, widget)
    image = widget.grab().toImage()
    seen = {image.pixelColor(x, 66).name() for x in range(132)}
    seen |= {image.pixelColor(66, y).name() for y in range(132)}

    assert {LIGHT.warn, LIGHT.warn_soft} <= seen


def test_pills_and_their_states(host: QWidget) -> None:
    pill = Pill("Approved", OK)
    put(host, pill)
    width = pill.sizeHint().width()

    pill.show_state("Waiting for payment", WARN)

    assert (pill.text(), pill.tone) == ("Waiting for payment", WARN)
    assert pill.sizeHint().width() > width
    assert not pill.is_clipped() or pill.width() == width


@pytest.mark.parametrize("name", icon_names())
def test_icons_are_drawn_inside_their_grid(qapp: QApplication, name: str) -> None:
    bounds = icon_path(name).boundingRect()

    assert bounds.width() > 0 or bounds.height() > 0
    assert bounds.left() >= 1
    assert bounds.top() >= 1
    assert bounds.right() <= 23
    assert bounds.bottom() <= 23


def test_an_unknown_icon_is_nothing(qapp: QApplication) -> None:
    image = QImage(24, 24, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_icon(painter, "nonsense", image.rect().toRectF(), QColor("black"))
    painter.end()

    assert all(image.pixelColor(x, 12) == QColor("white") for x in range(24))


def test_cards_and_lines(host: QWidget) -> None:
    card, line, gap, space = Card(), RuleLine(), Gap(20), Space(30)
    put(host, card, line, gap, space)

    assert (gap.height(), space.width(), line.height()) == (20, 30, 1)
    assert card.grab().toImage().pixelColor(RADIUS, 10) == QColor(LIGHT.card)
    card.set_selected(True)
    assert card.grab().toImage().pixelColor(card.width() // 2, 0) == QColor(LIGHT.accent)


def test_facts_are_kept_and_shown_anew(host: QWidget) -> None:
    facts = FactList()
    facts.show_facts([("Total", "SGD 30.80"), ("Voucher no.", "000138")])
    put(host, facts)
    high = facts.sizeHint().height()

    facts.show_facts([("合计", "SGD 30.80")])
    QCoreApplication.processEvents()

    labels = [w.text() for w in facts.findChildren(Label) if w.isVisible()]
    assert labels == ["合计", "SGD 30.80"]
    assert facts.sizeHint().height() < high


# --- progress -----------------------------------------------------------------------------------


def test_progress_moves_only_while_it_works_and_is_seen(host: QWidget) -> None:
    bar = ProgressBar()
    bar.set_busy(True)
    moving = [bar.is_moving]

    put(host, bar)
    moving.append(bar.is_moving)
    host.hide()
    moving.append(bar.is_moving)
    host.show()
    moving.append(bar.is_moving)
    bar.set_fraction(0.5)
    moving.append(bar.is_moving)
    bar.set_busy(True)
    moving.append(bar.is_moving)
    bar.set_busy(False)
    moving.append(bar.is_moving)

    assert moving == [False, True, False, True, False, True, False]


@pytest.mark.parametrize(("given", "kept"), [(-1.0, 0.0), (0.5, 0.5), (7.0, 1.0)])
def test_progress_stays_within_its_groove(host: QWidget, given: float, kept: float) -> None:
    bar = ProgressBar()
    bar.set_tone(WARN)
    bar.set_fraction(given)
    put(host, bar)

    assert bar.fraction == kept
    image = bar.grab().toImage()
    filled = sum(
        1 for x in range(image.width()) if image.pixelColor(x, 5) == QColor(LIGHT.warn_dot)
    )
    assert filled == pytest.approx(kept * image.width(), abs=6)

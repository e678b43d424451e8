"""The Void page in a window: it fits, it is pressed, it speaks, and it refuses other views."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.returns import ReturnProblem
from kpay_desktop.flows.money_back.state import EndReason
from tests.helpers.day_views import (
    MINIMUM,
    VOID_VIEWS,
    form,
    keys,
    show_day,
)
from tests.helpers.gui import Presses, tree
from tests.helpers.page_views import confirm_view
from tests.helpers.pages import SIZES, assert_fits, click, page_of, show
from ui.keys import buttons_in, key_map
from ui.main.void import VoidPage
from ui.main.window import MainWindow
from ui.views import Action, Page, Press
from ui.views_void import VoidView
from ui.widgets.buttons import BigButton
from ui.widgets.card import Rule
from ui.words import words_of

ALL_SIZES = [MINIMUM, *SIZES]


def opened(window: MainWindow, name: str) -> VoidPage:
    show_day(window, VOID_VIEWS[name])
    return page_of(window, VoidPage)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", ALL_SIZES, ids=[f"{w}x{h}" for w, h in ALL_SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)

    for name, view in VOID_VIEWS.items():
        show_day(window, view, language=language)

        assert_fits(window, size, name)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_it_paints_in_every_theme(window: MainWindow, theme: str) -> None:
    for view in VOID_VIEWS.values():
        show_day(window, view, theme=theme)

        assert not window.grab().isNull()
    assert page_of(window, VoidPage).outcome.look.tokens.name == theme


def test_every_button_of_a_view_is_on_the_page(window: MainWindow, presses: Presses) -> None:
    for name, view in VOID_VIEWS.items():
        show_day(window, view)
        presses.clear()
        wanted = {button.press for button in buttons_in(view) if button.enabled}
        page = page_of(window, VoidPage)

        for widget in tree(page):
            if isinstance(widget, BigButton):
                click(widget)
        for field in page.form.fields:
            if field.isVisible():
                click(field)

        assert set(presses) == wanted, name


def test_the_button_names_what_it_does_and_is_not_enters(window: MainWindow) -> None:
    page = opened(window, "question")
    keep, void = page.sale.ways.buttons

    assert (keep.text(), void.text()) == ("Keep the sale", "Void SGD 23.50")
    meant = key_map(VOID_VIEWS["question"], keypad=False)
    assert (meant.enter, meant.escape) == (None, Press(Action.BACK))


def test_figures_are_keyed_and_a_supervisor_is_picked(window: MainWindow, presses: Presses) -> None:
    page = opened(window, "pin")

    page.keys.keypad.key("7").pressed.emit()
    page.keys.people.buttons[1].click()

    assert presses == [Press(Action.KEY, "7"), Press(Action.PICK_OPERATOR, "m1")]
    assert page.shortcuts() == (
        ("F1", Press(Action.PICK_OPERATOR, "s1")),
        ("F2", Press(Action.PICK_OPERATOR, "m1")),
    )
    assert opened(window, "voucher").shortcuts() == ()


def test_a_pin_is_spoken_of_by_its_length_alone(window: MainWindow) -> None:
    voucher, pin = opened(window, "pin").form.fields

    assert voucher.accessibleName() == "Voucher number of the original sale: 000137"
    assert pin.accessibleName() == "Supervisor PIN: PIN, 4 of 6 entered"
    assert (voucher.is_active, pin.is_active) == (False, True)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("problem", list(ReturnProblem))
def test_every_problem_is_told(
    window: MainWindow, problem: ReturnProblem, language: Language
) -> None:
    show_day(window, VOID_VIEWS[problem.value], language=language)
    page = page_of(window, VoidPage)
    told = words_of(language)(message(problem.value, left="SGD 20.00"))

    shown = page.keys.problem.label if page.keys.isVisible() else page.amount.problem
    assert shown.isVisible()
    assert shown.text() == told
    assert "{" not in told


def test_a_settled_sale_offers_the_refund(window: MainWindow, presses: Presses) -> None:
    for name in ("void.settled", "void.refunded_in_part"):
        page = opened(window, name)
        assert not page.keys.look_up.isVisible()
        click(page.keys.instead)

    assert presses == [Press(Action.REFUND_INSTEAD)] * 2


def test_what_is_not_known_moves_and_says_its_voucher(window: MainWindow) -> None:
    page = opened(window, "pending")

    assert page.outcome.bar.is_moving
    assert page.outcome.title.text() == "Voucher 000137 is being voided"
    assert page.outcome.mark.mark == "wait"
    assert not opened(window, "done").outcome.bar.isVisible()


@pytest.mark.parametrize("reason", list(EndReason))
def test_every_end_says_that_the_sale_stands(window: MainWindow, reason: EndReason) -> None:
    page = opened(window, f"closed_{reason.value}")

    assert "The sale stands." in page.outcome.lines[0].text()


def test_a_refund_shows_what_is_left_or_what_is_wrong(window: MainWindow) -> None:
    page = opened(window, "refund")
    assert page.amount.amount.minor == 500
    assert page.amount.left.text() == "SGD 20.00 of SGD 23.50 can still be refunded."
    assert page.amount.ways.buttons[1].text() == "Refund SGD 5.00"

    opened(window, "refund.too_much")

    assert not page.amount.left.isVisible()
    assert not page.amount.ways.buttons[1].isEnabled()


def test_a_key_makes_no_widget(window: MainWindow) -> None:
    for view in VOID_VIEWS.values():
        show_day(window, view)
    page = page_of(window, VoidPage)
    before = set(map(id, page.findChildren(QWidget)))

    for figures in ("0", "00", "000", "0001"):
        show_day(window, VoidView(form(figures, 0, "voucher"), keys()))
    for view in VOID_VIEWS.values():
        show_day(window, view)

    assert set(map(id, page.findChildren(QWidget))) == before


def test_it_refuses_the_view_of_another(window: MainWindow) -> None:
    with pytest.raises(TypeError, match="VoidPage cannot show ConfirmView"):
        show(window, Page.VOID, confirm_view())


def test_the_mistake_stands_where_the_hint_stood(window: MainWindow) -> None:
    page = opened(window, "wrong_pin")

    assert page.keys.problem.label.text() == words_of(Language.EN)(Message("signin.wrong_pin"))
    assert not page.keys.hint.isVisible()


def test_facts_stand_as_before_after_a_sale_with_more_of_them(window: MainWindow) -> None:
    window.resize(*MINIMUM)

    def lines(name: str) -> list[int]:
        facts = opened(window, name).found.facts
        window.grab()
        return [rule.y() for rule in facts.findChildren(Rule) if rule.isVisible()]

    before, _, more = lines("pending"), lines("void.refunded_in_part"), lines("huge_refund")

    assert lines("needs_person") == before == more[: len(before)]

"""Picture 13 while the printer takes slips and confirms none: nothing is printed by itself then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication

from kpay_desktop.domain.language import Language
from kpay_desktop.flows.print_values import PrintPhase
from tests.helpers.more_pages import printer, waiting
from tests.helpers.pages import SIZES, assert_fits, page_of
from ui.backend import QueueNews
from ui.main.result import ResultPage
from ui.main.window import MainWindow
from ui.views import Action

NO_ANSWER = printer("no_answer")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
@pytest.mark.parametrize("twice", [False, True])
def test_what_the_page_says_of_a_held_slip_fits(
    window: MainWindow, language: Language, size: tuple[int, int], twice: bool
) -> None:
    front = waiting("no_answer", twice=twice)
    front.controller.news(QueueNews(PrintPhase.HELD, NO_ANSWER))
    window.resize(*size)
    window.show_view(replace(front.screens().clerk, language=language))
    window.show()
    QCoreApplication.processEvents()

    assert_fits(window, size)


def test_a_held_slip_is_looked_for_before_it_is_sent_again(window: MainWindow) -> None:
    front = waiting("no_answer")
    front.controller.news(QueueNews(PrintPhase.HELD, NO_ANSWER))
    window.show_view(front.screens().clerk)
    window.show()
    page = page_of(window, ResultPage)
    assert "look whether it is on paper" in page.after.text()
    assert page.buttons.buttons[-1].press is not None
    assert page.buttons.buttons[-1].press.action is Action.PRINT_AGAIN

    front.controller.news(QueueNews(PrintPhase.WAITING, NO_ANSWER))
    window.show_view(front.screens().clerk)

    assert page.after.text() == "It prints by itself when the printer is ready."

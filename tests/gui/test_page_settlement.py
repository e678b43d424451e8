"""The Settlement page in a window: it fits, it is pressed, and it tells what there is to tell."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.flows.settlement.state import Agreement, Phase, StopReason
from tests.helpers.day_views import MINIMUM, show_day
from tests.helpers.gui import Presses, tree
from tests.helpers.page_views import confirm_view
from tests.helpers.pages import SIZES, assert_fits, click, page_of, show
from tests.helpers.settlement_views import SETTLEMENT_VIEWS
from ui.keys import buttons_in
from ui.main.settlement import SettlementPage
from ui.main.window import MainWindow
from ui.views import Action, Page, Press
from ui.widgets.buttons import BigButton
from ui.words import words_of

ALL_SIZES = [MINIMUM, *SIZES]


def opened(window: MainWindow, name: str) -> SettlementPage:
    show_day(window, SETTLEMENT_VIEWS[name])
    return page_of(window, SettlementPage)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", ALL_SIZES, ids=[f"{w}x{h}" for w, h in ALL_SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)

    for name, view in SETTLEMENT_VIEWS.items():
        show_day(window, view, language=language)

        assert_fits(window, size, name)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_it_paints_in_every_theme(window: MainWindow, theme: str) -> None:
    for view in SETTLEMENT_VIEWS.values():
        show_day(window, view, theme=theme)

        assert not window.grab().isNull()
    assert page_of(window, SettlementPage).comparison.rows.look.tokens.name == theme


def test_every_button_of_a_view_is_on_the_page(window: MainWindow, presses: Presses) -> None:
    for name, view in SETTLEMENT_VIEWS.items():
        show_day(window, view)
        presses.clear()

        for widget in tree(page_of(window, SettlementPage)):
            if isinstance(widget, BigButton):
                click(widget)

        assert set(presses) == {b.press for b in buttons_in(view) if b.enabled}, name


def test_rows_are_spoken_with_their_batch_and_what_went_back_has_its_minus(
    window: MainWindow,
) -> None:
    spoken = opened(window, "open").open.table.accessibleName().splitlines()

    assert spoken[0] == "Visa, 14, 512.40, 1, -15.00, 497.40"
    assert spoken[-1] == "Total, 37, 1,284.60, 1, -15.00, 1,269.60"
    full = opened(window, "full_day").open.table.accessibleName()
    assert "Cards (batch 000042 · 912 rows), 912" in full


def test_a_nearly_full_batch_and_unknown_sales_are_told(window: MainWindow) -> None:
    banners = opened(window, "full_day").open.banners.banners

    told = [banner.label.text() for banner in banners if banner.isVisible()]
    assert told[0].startswith("2 transactions are not known yet: 000136, 000139.")
    assert told[1:] == [
        "The card batch has 912 of 999 rows. Settle today; a full batch takes no more cards."
    ]


def test_settling_by_itself_can_be_kept_from_it(window: MainWindow, presses: Presses) -> None:
    page = opened(window, "full_day")
    assert page.side.notice.label.text() == "Settles by itself at 23:00, in 4 min."
    click(page.side.not_today)

    assert presses == [Press(Action.SETTLE_NOT_TODAY)]
    assert not opened(window, "open").side.not_today.isVisible()


def test_the_steps_say_how_far_it_is(window: MainWindow) -> None:
    side = opened(window, "uploading_beside").side

    spoken = [step.accessibleName() for step in side.steps]
    assert spoken[0] == "1. Totals are compared with the host. Done."
    assert spoken[1].endswith("compared once more. Now.")
    assert side.bar.fraction == pytest.approx(17 / 37)
    assert side.line.text() == "Totals differ. Transaction 17 of 37 is sent."
    assert opened(window, "phase_totals").side.bar.is_moving


def test_agreement_is_written_large(window: MainWindow) -> None:
    page = opened(window, "settled_agree")

    assert page.comparison.verdict.label.text() == "TOTALS AGREE"
    assert not page.comparison.rows.isVisible()
    assert [button.text() for button in page.side.buttons if button.isVisible()] == [
        "Print settlement slip",
        "Print transaction list",
        "Back",
    ]


@pytest.mark.parametrize("size", ALL_SIZES, ids=[f"{w}x{h}" for w, h in ALL_SIZES])
def test_vouchers_that_differ_are_named_as_far_as_there_is_room(
    window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    card = opened(window, "settled_differ").comparison

    assert card.rows.shown >= 2
    assert card.more.text().startswith(f"and {213 - card.rows.shown} more")
    assert "Sales SGD, 1,284.60, 1,261.10" in card.table.accessibleName()


def test_held_vouchers_leave_the_way_to_a_supervisor(window: MainWindow) -> None:
    page = opened(window, "held")
    without = page.side.buttons[1]

    assert page.comparison.rows.row_count == 3
    assert without.text() == "Settle without these 3"
    assert not page.comparison.more.isVisible()


def test_nobody_to_compare_with_leaves_the_column_open(window: MainWindow) -> None:
    card = opened(window, "settled_ours_alone").comparison

    assert "Sales, 37, –" in card.table.accessibleName()


@pytest.mark.parametrize("reason", list(StopReason))
def test_a_stop_says_why(window: MainWindow, reason: StopReason) -> None:
    side = opened(window, f"stopped_{reason.value}").side

    assert side.line.isVisible()
    assert "{" not in side.line.text()


def test_every_state_of_a_settlement_has_its_words() -> None:
    for language in Language:
        words = words_of(language)
        for phase in Phase:
            assert words.has(f"settlement.phase_{phase.value}")
        for one in Agreement:
            assert words.has(f"settlement.{one.value}")
            assert words.has(f"settlement.state_{one.value}")


def test_earlier_settlements_are_printed_again(window: MainWindow, presses: Presses) -> None:
    page = opened(window, "past")
    click(page.past.rows[2].button)

    assert presses == [Press(Action.PRINT_SETTLEMENT, "2")]
    assert page.past.rows[2].button.accessibleName() == (
        "Print again: 22 Nov 2026 22:45 · batch 000040"
    )


def test_an_empty_list_says_what_will_stand_there(window: MainWindow) -> None:
    assert opened(window, "past_empty").past.nothing.title.text() == "No settlement yet"
    page = opened(window, "empty")
    assert page.open.nothing.title.text() == "Nothing to settle"
    assert not page.open.table.isVisible()


def test_a_row_sent_makes_no_widget(window: MainWindow) -> None:
    for view in SETTLEMENT_VIEWS.values():
        show_day(window, view)
    page = page_of(window, SettlementPage)
    before = set(map(id, page.findChildren(QWidget)))

    for view in SETTLEMENT_VIEWS.values():
        show_day(window, view)

    assert set(map(id, page.findChildren(QWidget))) == before


def test_it_refuses_the_view_of_another(window: MainWindow) -> None:
    with pytest.raises(TypeError, match="SettlementPage cannot show ConfirmView"):
        show(window, Page.SETTLEMENT, confirm_view())

"""The More pages and the page of a printer without paper, in the real window."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from hardware.camera.decode import DecoderChain
from kpay_desktop.bootstrap.contact import contact_links
from kpay_desktop.domain.language import Language
from kpay_desktop.settings import demo_settings
from tests.helpers.front import SUPERVISOR, Front
from tests.helpers.gui import Presses
from tests.helpers.more_pages import (
    HOST,
    READY,
    every_front,
    front_at,
    printer,
    waiting,
)
from tests.helpers.pages import SIZES, assert_fits, click, page_of
from ui.customer.window import CustomerWindow
from ui.demo.photo import grey_pixels
from ui.main.about import AboutPage
from ui.main.choices import ChoicesPage
from ui.main.contact import ContactPage
from ui.main.devices import DevicesPage
from ui.main.help import HelpPage
from ui.main.more import MorePage
from ui.main.result import ResultPage
from ui.main.window import MainWindow
from ui.more_model import SUB_PAGES
from ui.views import Action, Page, Press
from ui.widgets.label import Label


def show(window: MainWindow, front: Front) -> None:
    window.show_view(front.screens().clerk)
    window.show()
    # A state that grows moves its row, and the row its bar: one round of events each.
    for _ in range(4):
        QCoreApplication.processEvents()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [*SIZES, (960, 640)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)

    for name, front in every_front():
        if front.model.language is not language:
            front.press(Action.LANGUAGE, language.value)
        show(window, front)

        assert_fits(window, size, name)


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_pages_paint_in_every_theme(window: MainWindow, theme: str) -> None:
    for name, front in every_front():
        show(window, front.press(Action.THEME, theme))
        assert not window.grab().isNull(), name


def test_more_is_cards_that_lead_on(window: MainWindow, presses: Presses) -> None:
    show(window, front_at())
    cards = [card for card in page_of(window, MorePage).cards if card.isVisible()]

    for card in cards:
        click(card)

    pages = ("drawer", "devices", "help", "contact", "language", "appearance", "sounds")
    assert presses == [
        *(Press(Action.OPEN_PAGE, page) for page in pages),
        Press(Action.DEMO_DESK),
        Press(Action.OPEN_PAGE, "about"),
        Press(Action.LOCK),
        Press(Action.SIGN_OUT),
    ]
    assert [card.accessibleName() for card in cards][:3] == ["Cash drawer", "Devices", "Help"]
    assert all(card.accessibleDescription() for card in cards)


@pytest.mark.parametrize(
    "page",
    SUB_PAGES,
)
def test_every_page_behind_more_leads_back(
    window: MainWindow, presses: Presses, page: Page
) -> None:
    show(window, front_at(page))
    shown = window.page
    assert isinstance(shown, DevicesPage | HelpPage | ContactPage | ChoicesPage | AboutPage)

    click(shown.back)

    assert presses == [Press(Action.OPEN_PAGE, "more")]
    assert shown.back.toolTip() == "Esc"


def test_devices_have_a_state_and_a_test_each(window: MainWindow, presses: Presses) -> None:
    show(window, front_at(Page.DEVICES, SUPERVISOR))
    page = page_of(window, DevicesPage)

    names = [(line.name.text(), line.pill.text()) for line in page.lines]
    assert names == [
        ("Receipt printer", "Ready"),
        ("Cash drawer", "Ready"),
        ("Camera", "Ready"),
        ("Hand scanner", "Ready"),
        ("Customer screen", "Ready"),
        ("Sound", "Ready"),
    ]
    assert page.lines[0].detail.text() == "Simulated · 80 mm"
    assert page.lines[1].detail.text() == "Printer’s plug · pin 2"
    assert page.lines[2].detail.text() == "USB 2.0 HD · the demo’s phone"
    assert page.lines[3].detail.text() == "types like a keyboard"
    assert page.lines[4].detail.text() == "Screen HDMI-2"
    assert page.lines[0].test.accessibleName() == "Receipt printer: Print a test slip"
    for button in (*(line.test for line in page.lines), page.host.ask):
        click(button)
    assert [press.action for press in presses] == [
        Action.PRINT_TEST,
        Action.OPEN_DRAWER,
        Action.TEST_SCAN,
        Action.TEST_SCAN,
        Action.IDENTIFY,
        Action.TRY_SOUND,
        Action.ASK_HOST,
    ]


def test_columns_of_devices_stand_below_each_other(window: MainWindow) -> None:
    for size in SIZES:
        window.resize(*size)
        show(window, front_at(Page.DEVICES))
        page = page_of(window, DevicesPage)
        pills = {line.pill.mapTo(page, line.pill.rect().topLeft()).x() for line in page.lines}
        assert len(pills) == 1, size


def test_a_state_changes_while_the_page_stands(window: MainWindow) -> None:
    front = front_at(Page.DEVICES)
    show(window, front)

    front.controller.news(printer("cover_open"))
    show(window, front)

    page = page_of(window, DevicesPage)
    assert page.lines[0].pill.text() == "Cover open"
    assert page.lines[0].pill.accessibleName() == "Receipt printer: Cover open"
    lamps = [lamp.text() for lamp in window.top_bar.lamps.lamps()]
    assert lamps == ["Host", "Printer · cover open", "Camera", "Customer screen"]


def test_choices_say_which_one_is_in_force(window: MainWindow, presses: Presses) -> None:
    show(window, front_at(Page.LANGUAGE))
    clerk, customer = page_of(window, ChoicesPage).groups
    click(clerk.choices[1])
    click(customer.choices[1])
    show(window, front_at(Page.APPEARANCE))
    themes = page_of(window, ChoicesPage).groups[0]
    click(themes.choices[2])

    assert presses == [
        Press(Action.LANGUAGE, "zh_CN"),
        Press(Action.SHOP_CUSTOMER_LANGUAGE, "zh_CN"),
        Press(Action.THEME, "contrast"),
    ]
    assert [choice.is_chosen for choice in themes.choices] == [True, False, False]


def test_a_long_data_folder_is_shortened_in_its_middle(window: MainWindow) -> None:
    show(window, front_at(Page.ABOUT))

    labels = window.findChildren(Label)
    value = next(label for label in labels if label.text().endswith("profiles/demo"))
    window.resize(1024, 768)
    QCoreApplication.processEvents()
    assert "…" in value.shown_text()
    assert value.shown_text().endswith("demo")


def test_the_contact_can_be_read_and_scanned(window: MainWindow) -> None:
    contact = demo_settings().contact
    show(window, front_at(Page.CONTACT))
    page = page_of(window, ContactPage)

    texts = [card.value.text() for card in page.cards]
    assert texts == [contact.phone, contact.whatsapp, contact.email]
    reader = DecoderChain()
    for card, link in zip(page.cards, contact_links(contact).values(), strict=True):
        grey = grey_pixels(card.code.grab().toImage())
        assert list(reader.read_grey(*grey)) == [link]


def test_help_shows_the_page_that_is_picked(window: MainWindow, presses: Presses) -> None:
    front = front_at(Page.HELP)
    show(window, front)
    page = page_of(window, HelpPage)
    assert page.title.text() == "Take a payment by showing a QR code"
    click(page.guide.buttons[2])
    assert presses == [Press(Action.HELP_TOPIC, "paper")]

    show(window, front.press(Action.HELP_TOPIC, "paper"))

    assert page.pictures.isVisible()
    assert [step.picture.step for step in page.pictures.steps] == ["open", "roll", "close"]
    assert page.guide.buttons[2].is_chosen


def test_the_paper_page_has_the_steps_and_goes_by_itself(
    window: MainWindow, presses: Presses
) -> None:
    front = waiting()
    show(window, front)
    page = page_of(window, ResultPage)

    assert page.title.text() == "Approved · SGD 30.80"
    assert page.lines[0].text() == "The payment is safe. The receipt waits for paper."
    assert page.after.text() == "It prints by itself when the printer is ready."
    assert [step.number.text() for step in page.paper.steps] == ["1", "2", "3"]
    assert all(step.picture.accessibleName() for step in page.paper.steps)
    assert not page.slip.isVisible()
    for button in page.buttons.buttons:
        click(button)
    assert presses == [Press(Action.NEW_SALE), Press(Action.PRINT_AGAIN)]

    front.controller.news(READY)
    front.controller.news(HOST)
    show(window, front)

    assert page.slip.isVisible()
    assert not page.paper.isVisible()
    assert not page.after.isVisible()


def test_the_customers_screen_says_its_name(qapp: QApplication) -> None:
    front = front_at(Page.DEVICES).press(Action.IDENTIFY)
    window = CustomerWindow(Presses())
    window.show_view(front.screens().customer)

    texts = [label.text() for label in window.findChildren(Label)]
    assert {"Customer screen", "HDMI-2"} <= set(texts)
    window.close_for_good()
    shiboken6.delete(window)

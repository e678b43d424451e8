"""The customer's window in a sale by card: what to do, a choice, and the field to sign in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.signature import HEIGHT, WIDTH, Signature
from kpay_desktop.ports_cards import ReadProblem
from tests.helpers.card_front import STATES, card_front, choosing, reading, signing
from tests.helpers.front import Front
from tests.helpers.gui import Presses, clipped, nameless, too_small
from tests.helpers.pages import spilt
from ui.customer.card_panels import CardPanel, ChoosePanel, SignPanel
from ui.customer.window import CustomerWindow
from ui.theme import prepare_application
from ui.views import Action
from ui.widgets.sign_pad import SignPad

SIZES = [(1366, 768), (1920, 1080), (1024, 768), (800, 480), (768, 1366)]


@pytest.fixture
def customer(qapp: QApplication, presses: Presses) -> Iterator[CustomerWindow]:
    """The customer's window."""
    prepare_application(qapp)
    made = CustomerWindow(presses)
    made.resize(1366, 768)
    yield made
    made.close_for_good()
    shiboken6.delete(made)


def show(window: CustomerWindow, front: Front, language: Language = Language.EN) -> None:
    """Show what the front shows its customer."""
    window.show_view(replace(front.screens().customer, language=language))
    window.show()
    QCoreApplication.processEvents()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_every_state_fits(
    customer: CustomerWindow, language: Language, size: tuple[int, int]
) -> None:
    customer.resize(*size)
    for name, make in STATES.items():
        show(customer, make(), language)
        assert customer.size().toTuple() == size, name
        assert clipped(customer) == [], name
        assert nameless(customer) == [], name
        assert too_small(customer.panel or customer) == [], name
        assert spilt(customer) == [], name


def test_the_customer_reads_what_to_do_with_the_card(customer: CustomerWindow) -> None:
    front = card_front(reading())
    show(customer, front)
    panel = customer.panel
    assert isinstance(panel, CardPanel)
    assert panel.title.text() == "Tap, insert or swipe"
    assert panel.amount.minor == 3080
    assert len(panel.ways.lamps) == 3

    front.news(reading(ReadProblem.INSERT_CHIP))
    show(customer, front, Language.ZH)
    assert panel.title.text() == "请拍卡、插卡或刷卡"
    assert panel.body.text() == "此卡带芯片，请插卡。"


def test_the_customer_may_choose_on_their_own_screen(
    customer: CustomerWindow, presses: Presses
) -> None:
    show(customer, card_front(choosing()))
    panel = customer.panel
    assert isinstance(panel, ChoosePanel)
    for button in panel.choices.buttons:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [press.value for press in presses] == ["0", "1", "none"]


# --- signing ------------------------------------------------------------------------------------


def sign_panel(window: CustomerWindow) -> SignPanel:
    panel = window.panel
    assert isinstance(panel, SignPanel)
    return panel


def at(pad: SignPad, x: float, y: float) -> QPoint:
    """Return the pixel of a place in the signature's box."""
    box = pad.box()
    return QPoint(
        round(box.left() + x * box.width() / WIDTH), round(box.top() + y * box.height() / HEIGHT)
    )


def draw(pad: SignPad, *points: tuple[float, float]) -> None:
    """Draw with the mouse."""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=at(pad, *points[0]))
    for point in points[1:]:
        QTest.mouseMove(pad, at(pad, *point))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=at(pad, *points[-1]))


def close_to(signature: Signature, *strokes: tuple[tuple[float, float], ...]) -> bool:
    """True if the strokes begin and end where they should, to within a few units."""
    if len(signature.strokes) != len(strokes):
        return False
    return all(
        abs(made[end][axis] - wanted[end][axis]) <= 4
        for made, wanted in zip(signature.strokes, strokes, strict=True)
        for end in (0, -1)
        for axis in (0, 1)
    )


@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_what_is_drawn_is_reported_once_it_is_done(
    customer: CustomerWindow, presses: Presses, size: tuple[int, int]
) -> None:
    customer.resize(*size)
    show(customer, card_front(signing()))
    panel = sign_panel(customer)
    field = panel.field
    assert panel.title.text() == "Please sign"
    assert panel.total.text() == "SGD 30.80"
    assert (field.clear.isEnabled(), field.done.isEnabled()) == (False, False)

    first, second = (
        ((100.0, 100.0), (500.0, 300.0), (800.0, 120.0)),
        ((50.0, 350.0), (900.0, 350.0)),
    )
    draw(field.pad, *first)
    draw(field.pad, *second)
    assert (field.clear.isEnabled(), field.done.isEnabled()) == (True, True)
    QTest.mouseClick(field.done, Qt.MouseButton.LeftButton)

    (press,) = presses
    assert press.action is Action.SIGNED
    assert close_to(Signature.of_text(press.value), first, second)


def test_who_signs_is_asked_to_take_the_card_meanwhile(customer: CustomerWindow) -> None:
    front = card_front(signing(card_in=True))
    show(customer, front)
    panel = sign_panel(customer)
    draw(panel.field.pad, (100, 100), (900, 300))
    assert panel.prompt.isVisible()
    assert panel.prompt.text() == "Please remove your card."

    front.news(signing())
    show(customer, front)
    assert not panel.prompt.isVisible()
    assert panel.field.pad.has_ink


def test_clear_begins_anew_and_nothing_is_reported(
    customer: CustomerWindow, presses: Presses
) -> None:
    show(customer, card_front(signing()))
    field = sign_panel(customer).field
    draw(field.pad, (100, 100), (200, 200))
    QTest.mouseClick(field.clear, Qt.MouseButton.LeftButton)
    assert not field.pad.has_ink
    assert not field.done.isEnabled()
    QTest.mouseClick(field.done, Qt.MouseButton.LeftButton)
    assert presses == []


def test_a_stroke_beside_the_field_leaves_nothing(customer: CustomerWindow) -> None:
    customer.resize(768, 1366)
    show(customer, card_front(signing()))
    pad = sign_panel(customer).field.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    QTest.mouseMove(pad, at(pad, 500, 200))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=at(pad, 500, 200))
    assert not pad.has_ink
    QTest.mouseClick(pad, Qt.MouseButton.RightButton, pos=at(pad, 500, 200))
    assert not pad.has_ink


def test_a_finger_signs_and_a_second_one_rests(customer: CustomerWindow, presses: Presses) -> None:
    show(customer, card_front(signing()))
    field = sign_panel(customer).field
    pad = field.pad
    screen = QTest.createTouchDevice()
    QTest.touchEvent(pad, screen).press(1, at(pad, 100, 100), pad).commit()
    QTest.touchEvent(pad, screen).move(1, at(pad, 400, 200), pad).press(
        2, at(pad, 900, 390), pad
    ).commit()
    QTest.touchEvent(pad, screen).move(1, at(pad, 600, 100), pad).move(
        2, at(pad, 900, 300), pad
    ).commit()
    QTest.touchEvent(pad, screen).release(1, at(pad, 600, 100), pad).release(
        2, at(pad, 900, 300), pad
    ).commit()
    QTest.mouseClick(field.done, Qt.MouseButton.LeftButton)
    (press,) = presses
    assert close_to(Signature.of_text(press.value), ((100, 100), (600, 100)))


def test_a_pen_signs(customer: CustomerWindow, presses: Presses) -> None:
    show(customer, card_front(signing()))
    field = sign_panel(customer).field
    for kind, place in (
        (QEvent.Type.TabletPress, (100, 100)),
        (QEvent.Type.TabletMove, (300, 200)),
        (QEvent.Type.TabletMove, (600, 100)),
        (QEvent.Type.TabletRelease, (600, 100)),
    ):
        QCoreApplication.sendEvent(field.pad, pen_event(field.pad, kind, place))
    QTest.mouseClick(field.done, Qt.MouseButton.LeftButton)
    (press,) = presses
    assert close_to(Signature.of_text(press.value), ((100, 100), (600, 100)))


def pen_event(pad: SignPad, kind: QEvent.Type, place: tuple[float, float]) -> QTabletEvent:
    """Return what a pen sends."""
    pixel = QPointF(at(pad, *place))
    return QTabletEvent(
        kind,
        QPointingDevice.primaryPointingDevice(),
        pixel,
        pad.mapToGlobal(pixel),
        0.5,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
    )


def test_what_was_written_stays_in_another_size_language_and_theme(
    customer: CustomerWindow, presses: Presses
) -> None:
    front = card_front(signing())
    show(customer, front)
    field = sign_panel(customer).field
    draw(field.pad, (100, 100), (900, 300))
    show(customer, front, Language.ZH)
    assert sign_panel(customer).title.text() == "请签名"
    customer.resize(1920, 1080)
    customer.show_view(front.screens().customer, "dark")
    QCoreApplication.processEvents()
    image = field.pad.grab().toImage()
    middle = at(field.pad, 500, 200)
    ratio = image.devicePixelRatio()
    near = [
        image.pixelColor(round((middle.x() + x) * ratio), round((middle.y() + y) * ratio))
        for x in range(-4, 5)
        for y in range(-4, 5)
    ]
    assert min(colour.lightness() for colour in near) < 90, "the ink is gone"
    QTest.mouseClick(field.done, Qt.MouseButton.LeftButton)
    assert close_to(Signature.of_text(presses[0].value), ((100, 100), (900, 300)))


def test_ink_of_one_sale_is_never_another_ones(customer: CustomerWindow) -> None:
    front = card_front(signing())
    show(customer, front)
    field = sign_panel(customer).field
    draw(field.pad, (100, 100), (900, 300))
    view = signing()
    identity = replace(view.state.identity, sale_id=139, attempt_id=139)
    other = replace(
        view,
        flow="card_sale:139",
        sale=replace(view.sale, identity=identity),
        state=replace(view.state, identity=identity),
    )
    show(customer, card_front(other))
    assert not field.pad.has_ink
    assert not field.done.isEnabled()


def test_ink_is_gone_once_it_was_signed(customer: CustomerWindow) -> None:
    show(customer, card_front(signing()))
    field = sign_panel(customer).field
    draw(field.pad, (100, 100), (900, 300))
    show(customer, STATES["approved"]())
    assert not field.pad.has_ink

"""The demo's camera scenes, read by the till's real camera, threads and decoders."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hardware.camera.desk import CameraDesk
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.ports_scan import CameraState, CameraTold, FrameBox
from kpay_desktop.settings_scan import CameraSettings
from kpay_desktop.simulation.camera import CameraFeed, Picture
from tests.helpers.desk_scan import CODES
from ui.demo.phone_face import Face, Trait, digits_in_fours, make_face
from ui.demo.scene import HEIGHT, SHAKES, WIDTH, counter_picture, phone_pictures
from ui.theme import prepare_application

BARS, DARK, DIM, TILTED, SMALL = Trait
WAYS = (
    (),
    *((trait,) for trait in Trait),
    (DARK, DIM),
    (DARK, TILTED),
    (DARK, SMALL),
    (DIM, TILTED),
    (TILTED, SMALL),
    (DARK, DIM, TILTED),
    (BARS, TILTED),
    (BARS, SMALL),
    (BARS, DIM),
)


class Till:
    """The till's camera at a feed, and what it read."""

    def __init__(self) -> None:
        self.feed = CameraFeed()
        self.read: list[str] = []
        self.told: list[CameraTold] = []
        self.box = FrameBox()
        self._lock = threading.Lock()
        settings = CameraSettings(source="sim:")
        self.desk = CameraDesk(settings, self.box, self.told.append, feed=self.feed)

    def seen(self, text: str) -> None:
        with self._lock:
            self.read.append(text)

    def looks(self) -> bool:
        return self.feed.is_open and any(one.state is CameraState.SEEING for one in self.told)


@pytest.fixture
def till(qapp: QApplication) -> Iterator[Till]:
    prepare_application(qapp)
    made = Till()
    yield made
    assert made.desk.stop(30.0)


def face_of(text: str, traits: frozenset[Trait]) -> Face:
    return make_face(text, "WeChat Pay · payment code", digits_in_fours(text), traits)


@pytest.mark.parametrize("wallet", list(Wallet))
@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_a_phone_is_read(till: Till, qtbot: QtBot, way: tuple[Trait, ...], wallet: Wallet) -> None:
    text, traits = CODES[wallet], frozenset(way)
    till.feed.hold(*phone_pictures(face_of(text, traits), traits))

    till.desk.open(till.seen)

    qtbot.waitUntil(lambda: bool(till.read), timeout=60_000)
    assert set(till.read) == {text}


def test_nothing_is_read_on_the_empty_counter(till: Till, qtbot: QtBot) -> None:
    till.feed.hold(counter_picture())
    till.desk.open(till.seen)
    qtbot.waitUntil(till.looks, timeout=60_000)
    pictures = 0

    def twelve_came() -> bool:
        nonlocal pictures
        pictures += till.box.take() is not None
        return pictures >= 12

    qtbot.waitUntil(twelve_came, timeout=60_000)
    assert till.read == []

    # A phone that comes after that is read at once.
    till.feed.hold(*phone_pictures(face_of(CODES[Wallet.ALIPAY], frozenset()), frozenset()))
    qtbot.waitUntil(lambda: till.read == [CODES[Wallet.ALIPAY]], timeout=60_000)


def test_a_hand_is_never_quite_still(qapp: QApplication) -> None:
    prepare_application(qapp)
    pictures = tuple(phone_pictures(face_of(CODES[Wallet.WECHAT], frozenset()), frozenset()))

    assert len(pictures) == SHAKES
    assert all((one.width, one.height) == (WIDTH, HEIGHT) for one in pictures)
    assert all(one.pixels != other.pixels for one, other in pairwise(pictures))


def brightness(picture: Picture) -> float:
    """Return how bright the middle of a picture is, of 255."""
    image = QImage(
        picture.pixels,
        picture.width,
        picture.height,
        3 * picture.width,
        QImage.Format.Format_BGR888,
    )
    shades = [
        image.pixelColor(x, y).lightness()
        for x in range(WIDTH // 2 - 60, WIDTH // 2 + 60, 4)
        for y in range(HEIGHT // 2 - 160, HEIGHT // 2 + 160, 4)
    ]
    return sum(shades) / len(shades)


def test_dark_mode_and_a_dim_screen_are_darker(qapp: QApplication) -> None:
    prepare_application(qapp)
    lights = [
        brightness(next(iter(phone_pictures(face_of(CODES[Wallet.WECHAT], traits), traits))))
        for traits in (frozenset[Trait](), frozenset({DIM}), frozenset({DARK}))
    ]
    assert lights[0] > 130 > lights[1] > 50
    assert lights[2] < 100


@pytest.mark.parametrize("text", ["https://www.example.com/menu?table=12", "付款"])
def test_what_bars_cannot_say_stands_in_a_square(text: str) -> None:
    face = face_of(text, frozenset({BARS}))
    assert (face.bars, face.symbol is not None) == (b"", True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("134567890123456789", "1345 6789 0123 4567 89"),
        ("PNA1B2C3D4E5F6G7H8J9K0L1", "PNA1 B2C3 D4E5 F6G7 H8J9 K0L1"),
        ("https://www.example.com/menu", "https://www.example.com/menu"),
        ("0002010102112638" * 4, "000201010211263800020101021126380…"),
    ],
)
def test_codes_are_written_as_phones_write_them(text: str, shown: str) -> None:
    assert digits_in_fours(text) == shown

"""Where the customer's window stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from ui.screens import AUTO, NONE, CustomerScreen, beside, pick_screen

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("wanted", "names", "main", "picked"),
    [
        (AUTO, ["A"], "A", None),
        (AUTO, ["A", "B"], "A", "B"),
        (AUTO, ["A", "B"], "B", "A"),
        (AUTO, ["A", "B", "C"], "A", "B"),
        ("C", ["A", "B", "C"], "A", "C"),
        ("C", ["A", "B"], "A", None),
        ("A", ["A", "B"], "A", None),
        (AUTO, [], "A", None),
    ],
)
def test_which_screen(wanted: str, names: list[str], main: str, picked: str | None) -> None:
    assert pick_screen(wanted, names, main) == picked


rects = st.builds(
    QRect,
    st.integers(-4000, 4000),
    st.integers(-4000, 4000),
    st.integers(320, 4000),
    st.integers(240, 3000),
)


@given(available=rects, till=rects)
def test_the_window_is_always_on_the_screen(available: QRect, till: QRect) -> None:
    place = beside(available, till)

    assert available.contains(place)
    assert place.width() >= min(480, available.width() - 16)
    assert place.height() >= min(360, available.height() - 44)


def test_the_window_stands_where_the_till_is_not() -> None:
    available = QRect(0, 0, 1920, 1040)

    right_of_it = beside(available, QRect(0, 100, 1120, 768))
    left_of_it = beside(available, QRect(800, 100, 1120, 768))

    assert right_of_it.left() >= 1120
    assert left_of_it.right() < 800


def test_the_keypad_stays_free_where_the_till_fills_the_screen() -> None:
    available = QRect(0, 0, 1366, 768)
    keypad = QRect(822, 80, 520, 576)

    place = beside(available, available)

    assert not place.intersects(keypad)
    # The amount is at the top.
    assert place.top() > 300


class Reports(list[DeviceStatus]):
    """Keeps what was reported."""

    def __call__(self, status: DeviceStatus) -> None:
        self.append(status)


@pytest.fixture
def windows(qapp: QApplication) -> Iterator[tuple[QWidget, QWidget]]:
    till, customer = QWidget(), QWidget()
    till.resize(300, 200)
    till.show()
    yield till, customer
    for widget in (till, customer):
        widget.hide()
        shiboken6.delete(widget)


def test_one_screen_gives_a_window(windows: tuple[QWidget, QWidget]) -> None:
    till, customer = windows
    reports = Reports()
    screen = CustomerScreen(customer, till, reports)

    screen.place()
    screen.place()

    assert customer.isVisible()
    assert not customer.isFullScreen()
    assert QGuiApplication.primaryScreen().availableGeometry().contains(customer.geometry())
    assert screen.screen_name is None
    assert reports == [DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.WARN, "screen.windowed")]
    screen.stop()


def test_a_window_that_was_moved_stays(windows: tuple[QWidget, QWidget]) -> None:
    till, customer = windows
    screen = CustomerScreen(customer, till, Reports())
    screen.place()
    customer.setGeometry(40, 50, 400, 300)
    QCoreApplication.processEvents()

    screen.place()

    assert customer.geometry() == QRect(40, 50, 400, 300)
    screen.stop()


def test_a_window_that_was_lost_comes_back(windows: tuple[QWidget, QWidget]) -> None:
    till, customer = windows
    screen = CustomerScreen(customer, till, Reports())
    screen.place()
    customer.setGeometry(9000, 50, 400, 300)
    QCoreApplication.processEvents()

    screen.place()

    assert QGuiApplication.primaryScreen().availableGeometry().contains(customer.geometry())
    screen.stop()


def test_no_window_where_none_is_wanted(windows: tuple[QWidget, QWidget]) -> None:
    till, customer = windows
    reports = Reports()
    screen = CustomerScreen(customer, till, reports, NONE)

    screen.place()

    assert not customer.isVisible()
    assert [status.message_id for status in reports] == ["screen.none"]
    screen.stop()


TWO = """
import json, sys
from PySide6.QtWidgets import QApplication, QWidget
from ui.screens import CustomerScreen
app = QApplication(["till"])
till, customer = QWidget(), QWidget()
till.resize(400, 300)
till.show()
app.processEvents()
said = []
placer = CustomerScreen(customer, till, said.append, sys.argv[1])
placer.place()
app.processEvents()
placer.place()
print(json.dumps({
    "till": till.screen().name(),
    "customer": customer.screen().name(),
    "full": customer.isFullScreen(),
    "geometry": customer.geometry().getRect(),
    "said": [[s.health.value, s.message_id, s.detail] for s in said],
}))
placer.stop()
"""


def two_screens(tmp_path: Path, wanted: str) -> dict[str, object]:
    """Run with two screens beside each other; return where the window went."""
    config = {
        "synchronousWindowSystemEvents": False,
        "windowFrameMargins": False,
        "screens": [
            {"name": "0-TILL", "x": 0, "y": 0, "width": 1920, "height": 1080,
             "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
            {"name": "1-CUSTOMER", "x": 1920, "y": 0, "width": 1280, "height": 800,
             "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
        ],
    }  # fmt: skip
    path = tmp_path / "screens.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TWO, wanted],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={path}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("wanted", [AUTO, "1-CUSTOMER"])
def test_a_second_screen_is_filled(tmp_path: Path, wanted: str) -> None:
    found = two_screens(tmp_path, wanted)

    assert (found["till"], found["customer"], found["full"]) == ("0-TILL", "1-CUSTOMER", True)
    assert found["geometry"] == [1920, 0, 1280, 800]
    assert found["said"] == [["ok", "screen.second", "1-CUSTOMER"]]


def test_a_screen_that_is_not_there_is_not_replaced(tmp_path: Path) -> None:
    found = two_screens(tmp_path, "HDMI-2")

    assert (found["customer"], found["full"]) == ("0-TILL", False)
    assert found["said"] == [["warn", "screen.windowed", ""]]

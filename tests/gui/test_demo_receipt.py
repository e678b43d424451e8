"""The demo's phone takes a receipt along: it reads the lines, and pays nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.language import Language
from tests.helpers.card_paper import CARD_SALE
from tests.helpers.desk_window import Desk, opened_desk
from tests.helpers.gui import clipped
from tests.helpers.receipt_views import LINK, text_code
from ui.demo import lane
from ui.demo.desk_port import Decision
from ui.demo.phone_view import Stage


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(lane, "GRACE_S", 0.0)
    with opened_desk(qapp, qtbot) as made:
        yield made


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=["1366", "1920"])
def test_it_shows_the_receipt_s_lines(
    desk: Desk, language: Language, size: tuple[int, int]
) -> None:
    text = text_code(CARD_SALE, language).text
    desk.port.texts = (text,)
    desk.settle()
    desk.window.present(language, "light")
    desk.window.resize(*size)

    desk.scan(Stage.RECEIPT)

    phone = desk.window.phone
    assert phone.said.lines.text() == text
    desk.until(lambda: clipped(phone) == [])
    assert desk.port.named("scan") == []
    assert not any(phone.decisions[decision].isEnabled() for decision in Decision)


def test_it_says_where_a_real_phone_would_fetch_it(desk: Desk) -> None:
    desk.port.texts = (LINK,)
    desk.settle()
    desk.scan(Stage.RECEIPT)
    phone = desk.window.phone
    assert phone.body.text() == "A phone in the shop’s network opens it here."
    assert phone.said.lines.text().replace("\n", "") == LINK
    desk.until(lambda: clipped(phone) == [])
    assert desk.port.named("scan") == []

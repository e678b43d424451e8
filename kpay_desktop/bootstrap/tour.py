"""The tour: drives the real windows through every page and saves a picture of each.

Nothing is staged: the bank is the simulator's process, the phone reads the customer's window, the
slips are read back from the printer's bytes. The pictures of README and docs come from here.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.tour_around import AroundPages
from kpay_desktop.bootstrap.tour_cards import CardPages
from kpay_desktop.bootstrap.tour_cash import CashPages
from kpay_desktop.bootstrap.tour_day import DayPages
from kpay_desktop.bootstrap.tour_desk import DeskPages
from kpay_desktop.bootstrap.tour_hand import TourError, TourHand
from kpay_desktop.bootstrap.tour_sales import SalePages
from kpay_desktop.bootstrap.tour_scan import OwnCodePages, ScanPages
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.settings import Settings
from kpay_desktop.settings_scan import OwnPayNowSettings, ScanClockSettings
from kpay_desktop.settings_shop import LanguageSettings, ScreenKeyboard
from kpay_desktop.settings_works import QrClockSettings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def run_tour(settings: Settings, folder: Path, language: Language, size: tuple[int, int]) -> int:
    """Save the pictures into ``folder``; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kpay-tour-") as scratch:
        data = Path(scratch)
        _use_offscreen(data, size)
        from kpay_desktop.bootstrap.first_window import make_application

        app = make_application()
        shops = (
            (_tour_settings(settings, language), _pages),
            (
                _own_code_settings(settings, language),
                _own_code_pages,
            ),
        )
        saved = 0
        for number, (shop, pages) in enumerate(shops):
            try:
                saved += _visit(app, shop, pages, data / str(number), folder, size)
            except TourError as error:
                sys.stderr.write(f"tour: {error}\n")
                return 1
    sys.stdout.write(f"{saved} pictures in {folder}\n")
    return 0


def _visit(
    app: QApplication,
    settings: Settings,
    pages: Callable[[TourHand], Iterator[None]],
    data: Path,
    folder: Path,
    size: tuple[int, int],
) -> int:
    """Go through the pages of one shop's till; return how many pictures were saved."""
    from kpay_desktop.bootstrap.till import Till

    folders = Folders(data)
    folders.make()
    till = Till(settings, folders)
    till.open(size)
    hand = TourHand(till, folder, size)
    try:
        for _ in pages(hand):
            app.processEvents()
    finally:
        till.quit()
        till.stop()
        _destroy_windows(app)
    return hand.saved


def _destroy_windows(app: QApplication) -> None:
    """Destroy a till's windows while their screens are there, not when the process ends."""
    from PySide6.QtCore import QEvent

    for window in app.topLevelWidgets():
        window.deleteLater()
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _use_offscreen(scratch: Path, size: tuple[int, int]) -> None:
    """Paint into memory, on two screens side by side."""
    width, height = size
    plain = {"y": 0, "height": height, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "0-cashier", "x": 0, "width": width, **plain},
        {"name": "1-customer", "x": width, "width": width, **plain},
    ]
    config = scratch / "screens.json"
    config.write_text(
        json.dumps({"synchronousWindowSystemEvents": False, "screens": screens}), "utf-8"
    )
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"


def _tour_settings(settings: Settings, language: Language) -> Settings:
    """The profile in silence, with quick clocks, so that nobody waits for a code to expire.

    Whatever is attached to this computer, no keys are drawn until the tour wants them.
    """
    quick = QrClockSettings(
        valid_s=74,
        poll_s=0.3,
        doubt_first_s=0.5,
        doubt_last_s=1.0,
        insist_s=2.0,
        watch_first_s=0.5,
        watch_last_s=1.0,
    )
    scans = ScanClockSettings(
        first_query_s=0.5, query_s=1.0, reverse_after_s=3.0, reverse_first_s=0.5, reverse_last_s=1.0
    )
    languages = LanguageSettings(language, language, settings.languages.slips)
    devices = replace(settings.devices, sound="sim:")
    appearance = replace(settings.appearance, screen_keyboard=ScreenKeyboard.OFF)
    return replace(
        settings,
        qr_clock=quick,
        scan_clock=scans,
        languages=languages,
        devices=devices,
        appearance=appearance,
    )


def _own_code_settings(settings: Settings, language: Language) -> Settings:
    """The same shop without an acquirer for PayNow: it shows a code of its own account."""
    others = tuple(each for each in settings.wallets if each.wallet is not Wallet.PAYNOW)
    own = OwnPayNowSettings(uen="202600001C")
    return replace(_tour_settings(settings, language), wallets=others, own_paynow=own)


def _pages(hand: TourHand) -> Iterator[None]:
    """Go the whole way; each ``yield`` lets the windows work."""
    yield from hand.wait(
        "the till", lambda: bool(hand.till.controller.model.about) and hand.all_lamps_green()
    )
    hand.grab(hand.till.customer, "20-customer-idle")
    yield from hand.sign_in("Cashier 01")
    yield from SalePages(hand).pages()
    yield from ScanPages(hand).pages()
    yield from CardPages(hand).pages()
    if hand.till.controller.model.settings.cash.takes:
        yield from CashPages(hand).pages()
    yield from DayPages(hand).pages()
    yield from DeskPages(hand).pages()
    yield from AroundPages(hand).pages()


def _own_code_pages(hand: TourHand) -> Iterator[None]:
    yield from OwnCodePages(hand).pages()

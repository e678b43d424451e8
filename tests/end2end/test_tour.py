"""The tour goes through every page with nobody's help, and says nothing on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

from kpay_desktop.settings_shop import Theme

ROOT = Path(__file__).resolve().parents[2]
SIZE = (1366, 768)
PICTURES = {
    "01-sale-amount",
    "01a-amount-empty",
    "01b-tip-other",
    "02-sale-method",
    "02b-other-ways",
    "03-sale-confirm",
    "03b-doubt",
    "03c-sale-card",
    "03d-card-fallback",
    "03e-card-choose",
    "03f-card-confirm",
    "03g-cash-missing",
    "03h-cash",
    "04-sale-show-qr",
    "04b-own-code",
    "04c-own-code-authorise",
    "05-sale-scan",
    "05a-scan-counter",
    "05b-scan-other-wallet",
    "05c-scan-dark",
    "05d-scan-wrong",
    "05e-scan-unplugged",
    "05f-scan-busy",
    "05g-scan-typed",
    "05h-paying",
    "06-sale-approved",
    "06b-not-charged",
    "06c-declined",
    "06g-card-approved",
    "06h-card-cancelled",
    "06i-card-signature",
    "06j-card-signed",
    "06k-card-declined",
    "06m-scan-approved",
    "06n-scan-reversed",
    "06p-scan-declined",
    "06q-by-hand",
    "06r-cash-sold",
    "07-paid-late",
    "07-transactions",
    "07b-refunded",
    "07c-paid-twice",
    "07d-transactions-search",
    "07e-authorise",
    "07e-transactions-saved",
    "07f-transactions-keys",
    "07g-transactions-voided",
    "07h-transactions-refunded",
    "08-void",
    "08a-void-form",
    "08b-void-pin",
    "08c-voided",
    "08d-void-settled",
    "08e-refund",
    "08f-refunded",
    "09-settlement",
    "09b-settlement-under-way",
    "09c-settlement-differs",
    "09d-settlement-agrees",
    "09e-settlement-earlier",
    "11-sign-in",
    "11-supervisor",
    "12-checking",
    "12b-checking-notice",
    "12c-notice-not-charged",
    "12d-other-amount",
    "12e-authorise-other",
    "12f-other-accepted",
    "12g-card-reversing",
    "12h-card-contact",
    "12i-card-blocked",
    "12j-card-reversed",
    "12k-scan-reversing",
    "13-paper-out",
    "13b-receipt-shown",
    "14-devices",
    "14b-customer-named",
    f"15-sale-{Theme.CONTRAST}",
    f"15-sale-{Theme.DARK}",
    "16-more",
    "16-more-about",
    "16-more-appearance",
    "16-more-language",
    "16-more-sounds",
    "17-trouble",
    "18-help",
    "18-help-away",
    "18-help-faq1",
    "18-help-paper",
    "19-contact",
    "20-customer-idle",
    "20-inbox",
    "21-customer-total",
    "21b-customer-cash",
    "22-customer-qr",
    "22c-customer-card",
    "22d-customer-fallback",
    "22e-customer-choose",
    "22f-customer-show-code",
    "22g-customer-paying",
    "22h-customer-own-code",
    "23-customer-sign",
    "24-customer-approved",
    "24b-customer-card-approved",
    "24c-customer-remove-card",
    "24d-customer-by-hand",
    "24e-customer-receipt",
    "24f-customer-change",
    "25-customer-not-charged",
    "25b-customer-card-declined",
    "25c-customer-scan-declined",
    "26-customer-checking",
    "26b-customer-card-reversing",
    "26c-customer-scan-reversing",
    "27-customer-paid-late",
    "28-customer-voided",
    "28b-customer-refunded",
    "31-demo-desk",
    "31b-demo-desk-slips",
    "31f-demo-desk-held",
    "31g-demo-desk-password",
    "31h-demo-desk-bars",
    "31i-demo-desk-reversal",
    "33-lock",
    "33-lock-other",
    "33-lock-supervisor",
    "34-drawer",
    "34b-drawer-count",
    "34c-drawer-open",
    "34d-drawer-paid-out",
    "34e-drawer-authorise",
    "34f-drawer-done",
    "34g-drawer-counted",
    "34h-drawer-closed",
}


def test_the_tour_saves_every_page_in_chinese(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "kpay_desktop", "tour", str(tmp_path), "--lang", "zh_CN"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Nothing is missing and nothing complains; the second start of the same data is refused.
    refusals = [line for line in done.stderr.splitlines() if line.startswith("KPay Desktop: ")]
    others = [line for line in done.stderr.splitlines() if line not in refusals]
    assert len(refusals) == 1
    assert others in ([], ["the till cannot start: in_use"])
    saved = {path.stem: QImage(str(path)) for path in tmp_path.glob("*.png")}
    assert set(saved) >= PICTURES
    for name, picture in saved.items():
        assert (picture.width(), picture.height()) == SIZE, name
        colours = {picture.pixel(x, y) for x in range(0, SIZE[0], 7) for y in range(0, SIZE[1], 7)}
        assert len(colours) > 10, f"{name} is empty"

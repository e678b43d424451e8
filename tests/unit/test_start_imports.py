"""What the till loads before its first paint, because each library more is waited for every day."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Loaded behind the first paint, or when they are first used.
LATER = (
    "PIL",
    "argon2",
    "cryptography",
    "cv2",
    "difflib",
    "escpos",
    "hardware",
    "iso8583",
    "keyring",
    "kpay_desktop.bootstrap.late_world",
    "kpay_desktop.bootstrap.till",
    "kpay_desktop.bootstrap.world",
    "kpay_desktop.domain.records",
    "kpay_desktop.emv",
    "kpay_desktop.flows",
    "kpay_desktop.hosts",
    "kpay_desktop.ports",
    "kpay_desktop.qr",
    "kpay_desktop.receipts",
    "kpay_desktop.simulation",
    "models",
    "nfc",
    "peewee",
    "psycopg",
    "pyzbar",
    "qrcode",
    "serial",
    "smartcard",
    "sqlcipher3",
    "ui.backend",
    "ui.bridge",
    "ui.controller",
    "ui.customer",
    "ui.demo",
    "ui.keyboard",
    "ui.main.amount",
    "ui.main.titles",
    "ui.presenter",
    "ui.screens",
    "ui.till_model",
    "ui.views_more",
    "ui.views_sale",
    "ui.views_transactions",
    "urllib3",
    "usb",
    "uuid",
    "zxingcpp",
)


@pytest.fixture(scope="module")
def loaded() -> frozenset[str]:
    """The modules that stand between the command line and the first window."""
    code = "import sys, kpay_desktop.bootstrap.command, kpay_desktop.bootstrap.first_window"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}, ui.main.signin; print(*sys.modules)"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return frozenset(done.stdout.split())


@pytest.mark.parametrize("module", LATER)
def test_what_can_wait_is_not_loaded_before_the_first_paint(
    loaded: frozenset[str], module: str
) -> None:
    early = [name for name in loaded if name == module or name.startswith(f"{module}.")]
    assert not early


def test_the_windows_are_what_is_loaded(loaded: frozenset[str]) -> None:
    assert {"ui.main.window", "ui.main.signin", "ui.first_paint"} <= loaded

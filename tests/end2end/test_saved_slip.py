"""A receipt saved as a PDF on the real windows, by keys alone, and read by somebody else."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.camera.decode import DecoderChain
from tests.helpers.bank import wait_until
from tests.helpers.pdf import pdf_facts, pdf_fonts, pdf_lines, pdf_picture
from tests.helpers.real_till import PAYNOW, WAIT_S, Phone, RealTill, audit

TITLE = "Save the receipt as PDF"
LOOK_EVERY_S = 0.5


@pytest.fixture
def documents(private_home: Path) -> Path:
    """The user's documents, before the till starts."""
    folder = private_home / "Documents"
    folder.mkdir()
    return folder


def sell(till: RealTill) -> None:
    """Sell for SGD 5.00 and go back to the first page."""
    till.keys("5", "0", "0")
    till.charge(PAYNOW)
    till.reaches("PayNow code is on the customer’s screen")
    phone = Phone(till)
    assert phone.presses(phone.opens(phone.reads())).result == "paid"
    till.reaches("Approved · SGD 5.00")
    till.slips_are_out(2)
    till.keys("Return")
    till.reaches("Please enter the amount")


def is_asked(till: RealTill) -> bool:
    """True while the question stands."""
    return bool(till.display.find(till.process.pid, TITLE))


def press_until(till: RealTill, key: str, *, asked: bool) -> None:
    """Press a key until the question stands, or is gone.

    Whatever has the keyboard gets it: a window behind a question cannot be brought to the front.
    """
    deadline = time.monotonic() + WAIT_S
    while is_asked(till) is not asked:
        assert time.monotonic() < deadline, key
        till.display.key(key)
        time.sleep(LOOK_EVERY_S)


def ask_where(till: RealTill) -> None:
    """Open today's sales and press the key of the PDF; the sale may not be found at once."""
    till.keys("ctrl+2")
    till.reaches("Transactions")
    press_until(till, "shift+F4", asked=True)
    till.display.activate(till.display.window(till.process.pid, TITLE))


def test_a_receipt_is_saved_where_somebody_says(
    documents: Path, new_till: Callable[[], RealTill], data: Path
) -> None:
    till = new_till()
    till.sign_in()
    sell(till)

    ask_where(till)
    press_until(till, "Return", asked=False)
    saved: list[Path] = []

    def is_there() -> bool:
        saved[:] = sorted(documents.iterdir())
        return [path.suffix for path in saved] == [".pdf"]

    wait_until("the file", is_there, WAIT_S)
    till.keys("ctrl+1")
    till.reaches("Please enter the amount")
    assert till.stop() == 0
    assert till.complaints() == ""
    assert audit(data)["faults"] == []

    (file,) = saved
    assert re.fullmatch(r"000001_\d{4}-\d{2}-\d{2}_customer\.pdf", file.name)
    pdf = file.read_bytes()
    lines = pdf_lines(pdf)
    assert lines.count("** DUPLICATE **") == 2
    assert "TOTAL SGD 5.00" in lines
    assert "CUSTOMER COPY" in lines
    assert pdf_facts(pdf)["Pages"] == "1"
    assert all(is_inside for _, is_inside, _ in pdf_fonts(pdf))
    page = pdf_picture(pdf, 203)
    (code,) = DecoderChain().read_grey(page.pixels, page.width, page.height)
    assert code == "KPAY:V:80010001:000001:000001"
    assert str(documents) not in till.log()


def test_nobody_need_say_where(documents: Path, new_till: Callable[[], RealTill]) -> None:
    till = new_till()
    till.sign_in()
    sell(till)

    ask_where(till)
    press_until(till, "Escape", asked=False)

    till.keys("ctrl+1")
    till.reaches("Please enter the amount")
    assert list(documents.iterdir()) == []
    assert till.stop() == 0

"""Hand scanners of every kind: what one scans is told alike, however it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpay_desktop.domain.sale import Method, Wallet
from kpay_desktop.domain.scanner import Scan, Scanner, ScannerSetup
from kpay_desktop.ports_scan import CodeSource
from kpay_desktop.qr.payment_code import PaymentCode, ScanProblem, WrongCode
from kpay_desktop.settings_scan import ScannerSettings
from tests.helpers.pty_scanner import PtyScanner
from tests.helpers.scan_room import ALIPAY, WECHAT, Counter, scan_counter, scan_settings

KINDS = ("keyboard", "line", "sim:")
PAYNOW = "PN0123456789ABCDEFGHIJKL"


@dataclass
class Held:
    """A scanner in somebody's hand, and the counter that it belongs to."""

    counter: Counter
    scan: Callable[[str], None]


def typing_into(counter: Counter) -> Callable[[str], None]:
    """Return what scans by keys, as the window's filter hears them."""

    def scan(text: str) -> None:
        scanner = Scanner(ScannerSetup())
        for at, sign in enumerate(f"{text}\r"):
            _, event = scanner.key(sign, 1_000 + 4 * at)
            if isinstance(event, Scan):
                counter.room.scanned(event.text, event.meant)

    return scan


@pytest.fixture(params=KINDS)
def held(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Held]:
    kind: str = request.param
    with ExitStack() as stack:
        source, far = kind, None
        if kind == "line":
            far = PtyScanner(tmp_path / "ttyACM0")
            stack.callback(far.pull_out)
            source = f"tty:/dev/..{far.link}"
        settings = scan_settings(
            scanner=ScannerSettings(source=source),
            wallets=(Wallet.WECHAT, Wallet.ALIPAY, Wallet.PAYNOW),
        )
        counter = stack.enter_context(scan_counter(settings))
        # The lamp says when the scanner is listened to.
        assert counter.lamp().message_id.startswith("scanner.")
        if far is not None:
            line = far
            yield Held(counter, lambda text: line.send(f"{text}\r\n".encode()))
        else:
            yield Held(counter, typing_into(counter) if kind == "keyboard" else counter.room.heard)


@pytest.mark.parametrize(
    ("text", "method"),
    [(WECHAT, Method.WECHAT), (ALIPAY, Method.ALIPAY), (PAYNOW, Method.PAYNOW)],
)
def test_a_payment_code_is_told_with_its_wallet(held: Held, text: str, method: Method) -> None:
    held.counter.room.open(Method.WECHAT)
    assert held.counter.scanner().is_ready
    held.scan(text)
    told = held.counter.told()
    assert (told.source, told.found) == (CodeSource.SCANNER, PaymentCode(method, text))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("8888021200133", ScanProblem.PRODUCT),
        ("https://example.com/menu", ScanProblem.LINK),
        ("134567890", ScanProblem.INCOMPLETE),
        ("kpay:v=1&n=000042", ScanProblem.OWN_SLIP),
    ],
)
def test_something_else_is_told_with_what_it_is(
    held: Held, text: str, problem: ScanProblem
) -> None:
    held.counter.room.open(Method.WECHAT)
    held.scan(text)
    assert held.counter.told().found == WrongCode(problem)
    held.scan(WECHAT)
    assert held.counter.told().found == PaymentCode(Method.WECHAT, WECHAT)


def test_the_same_code_again_is_said_to_be_that(held: Held) -> None:
    held.counter.room.open(Method.WECHAT)
    held.scan(WECHAT)
    held.counter.told()
    held.counter.room.open(Method.WECHAT)
    held.counter.scanner()
    held.scan(WECHAT)
    assert held.counter.told().found == WrongCode(ScanProblem.SAME_AGAIN)

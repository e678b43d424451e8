"""A simulated card in a virtual reader: the driver's side is played by the test."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from kpay_desktop.simulation.cards import CardMuteError, Way, card, make_card
from kpay_desktop.simulation.cards.vpcd import VirtualReader
from tests.helpers.card_talk import CHIP_DIRECTORY

WAIT_S = 60.0
SELECT = bytes.fromhex("00A404000E") + CHIP_DIRECTORY + b"\x00"


class Driver:
    """What the driver does: it listens, and sends length and body apart."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(WAIT_S)
        self.port: int = self.listener.getsockname()[1]
        self.line: socket.socket | None = None

    def accept(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line, _ = self.listener.accept()
        self.line.settimeout(WAIT_S)

    def tell(self, body: bytes) -> None:
        assert self.line is not None
        self.line.sendall(len(body).to_bytes(2, "big"))
        self.line.sendall(body)

    def ask(self, body: bytes) -> bytes | None:
        """Return the card's answer, or None if it left."""
        self.tell(body)
        length = self.take(2)
        return None if length is None else self.take(int.from_bytes(length, "big"))

    def take(self, length: int) -> bytes | None:
        assert self.line is not None
        found = b""
        while len(found) < length:
            part = self.line.recv(length - len(found))
            if not part:
                return None
            found += part
        return found

    def close(self) -> None:
        self.listener.close()
        if self.line is not None:
            self.line.close()


@pytest.fixture
def driver() -> Iterator[Driver]:
    made = Driver()
    yield made
    made.close()


def test_a_chip_in_a_virtual_reader(driver: Driver) -> None:
    with VirtualReader(make_card(card("visa-debit")), port=driver.port) as reader:
        driver.accept()
        assert reader.is_inserted
        assert driver.ask(b"\x04") == bytes.fromhex("3B6500004B5053494D")
        driver.tell(b"\x01")
        answer = driver.ask(SELECT)
        assert answer is not None
        assert answer[0] == 0x61
        driver.tell(b"\x02")
        # A reset forgets what was waiting.
        assert driver.ask(bytes.fromhex("00C00000") + answer[1:]) == bytes.fromhex("6985")
    assert driver.take(1) is None
    assert not reader.is_inserted


def test_a_tap_in_a_virtual_reader(driver: Driver) -> None:
    made = make_card(card("mastercard"))
    with VirtualReader(made, port=driver.port, way=Way.TAP):
        driver.accept()
        assert driver.ask(b"\x04") == bytes.fromhex("3B80800101")
        driver.tell(b"\x01")
        answer = driver.ask(SELECT.replace(CHIP_DIRECTORY, b"2PAY.SYS.DDF01"))
        assert answer is not None
        assert answer[:1] == b"\x6f"
        assert made.is_contactless


def test_a_card_that_is_pulled_out_closes_the_line(driver: Driver) -> None:
    made = make_card(card("visa-debit"))
    with VirtualReader(made, port=driver.port):
        driver.accept()
        driver.tell(b"\x01")
        made.pull_at(1)
        assert driver.ask(SELECT) is None


def test_a_silent_card_answers_with_nothing(driver: Driver) -> None:
    with VirtualReader(make_card(card("visa-silent")), port=driver.port):
        driver.accept()
        assert driver.ask(SELECT) == b""


def test_a_card_without_power_closes_the_line(driver: Driver) -> None:
    with VirtualReader(make_card(card("visa-debit")), port=driver.port):
        driver.accept()
        driver.tell(b"\x00")
        assert driver.ask(SELECT) is None


def test_a_card_goes_in_again(driver: Driver) -> None:
    reader = VirtualReader(make_card(card("visa-debit")), port=driver.port)
    for _ in range(3):
        reader.insert()
        driver.accept()
        assert driver.ask(b"\x04") is not None
    reader.remove()
    reader.remove()


def test_a_card_that_does_not_fit_is_not_inserted(driver: Driver) -> None:
    with pytest.raises(CardMuteError):
        VirtualReader(make_card(card("phone-visa")), port=driver.port).insert()


def test_without_a_reader_there_is_nothing_to_insert_into() -> None:
    # Bound and not listening: nobody else can take the port.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        with pytest.raises(TimeoutError, match="reader"):
            VirtualReader(make_card(card("visa-debit")), port=port).insert(deadline_s=0.1)

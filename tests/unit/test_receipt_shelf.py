"""Where receipts can be fetched, and for how long."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from kpay_desktop.domain.records import SlipKind
from kpay_desktop.hosts.receipts.lan import lan_address
from kpay_desktop.hosts.receipts.shelf import MOST_RECEIPTS, TOKEN_BYTES, ReceiptShelf, Shelved
from kpay_desktop.settings_receipt import is_private


def test_the_computer_s_own_address_is_a_private_one_if_it_has_any() -> None:
    address = lan_address()
    assert address is None or (is_private(address) and not address.startswith("127."))


@pytest.mark.parametrize(
    ("found", "address"),
    [("192.168.7.20", "192.168.7.20"), ("127.0.0.1", None), ("203.0.113.7", None), (None, None)],
)
def test_an_address_that_others_could_reach_too_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, found: str | None, address: str | None
) -> None:
    class Way:
        """A datagram socket on the way out of a computer that is there."""

        def __init__(self, *_: object) -> None:
            pass

        def __enter__(self) -> Way:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def connect(self, to: tuple[str, int]) -> None:
            assert not ipaddress.ip_address(to[0]).is_global
            if found is None:
                raise OSError("network is unreachable")

        def getsockname(self) -> tuple[str | None, int]:
            return found, 40_000

    monkeypatch.setattr(socket, "socket", Way)
    assert lan_address() == address


# --- the shelf ------------------------------------------------------------------------------


class Hand:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def sale(number: int) -> Shelved:
    return Shelved(SlipKind.SALE, number)


def test_a_receipt_lies_there_for_its_time() -> None:
    clock = Hand()
    shelf = ReceiptShelf(60.0, clock)
    token = shelf.put(sale(17))
    clock.now += 59.9
    assert shelf.found(token) == sale(17)
    clock.now += 0.1
    assert shelf.found(token) is None
    assert shelf.put(sale(17)) != token


def test_the_same_sale_keeps_its_token_and_its_time_begins_anew() -> None:
    clock = Hand()
    shelf = ReceiptShelf(60.0, clock)
    token = shelf.put(sale(17))
    clock.now += 40
    assert shelf.put(sale(17)) == token
    clock.now += 40
    assert shelf.found(token) == sale(17)


def test_money_back_lies_beside_the_sale_of_the_same_number() -> None:
    shelf = ReceiptShelf(60.0)
    back = Shelved(SlipKind.RETURN, 17)
    one, other = shelf.put(sale(17)), shelf.put(back)
    shelf.take_away(sale(17))
    assert (shelf.found(one), shelf.found(other)) == (None, back)


def test_the_shelf_has_an_end() -> None:
    shelf = ReceiptShelf(60.0)
    first, second = shelf.put(sale(1)), shelf.put(sale(2))
    for sale_id in range(3, MOST_RECEIPTS + 2):
        shelf.put(sale(sale_id))
    assert (shelf.found(first), shelf.found(second)) == (None, sale(2))


def test_what_is_taken_away_is_gone() -> None:
    shelf = ReceiptShelf(60.0)
    one, other = shelf.put(sale(1)), shelf.put(sale(2))
    shelf.take_away(sale(1))
    assert (shelf.found(one), shelf.found(other)) == (None, sale(2))
    shelf.clear()
    assert shelf.found(other) is None


def test_nobody_guesses_a_token() -> None:
    assert TOKEN_BYTES * 8 >= 128
    shelf = ReceiptShelf(60.0)
    tokens = {shelf.put(sale(sale_id)) for sale_id in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {22}

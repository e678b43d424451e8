"""The whole bank, put together: folder, books, keys, three ports and two working threads."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kpay_desktop.simulation.bank import books as ledger
from kpay_desktop.simulation.bank import clock, keys, orders, scan_terms
from kpay_desktop.simulation.bank.books import Books
from kpay_desktop.simulation.bank.cardhost import trust
from kpay_desktop.simulation.bank.cardhost.desk import CardDesk
from kpay_desktop.simulation.bank.cardhost.host import CardHost
from kpay_desktop.simulation.bank.cardhost.issuers import SimulatedIssuers
from kpay_desktop.simulation.bank.cardhost.port import CardPort
from kpay_desktop.simulation.bank.cardhost.trust import Door, Link
from kpay_desktop.simulation.bank.desk import Desk
from kpay_desktop.simulation.bank.desk_codes import CodeDesk
from kpay_desktop.simulation.bank.folder import Folder, Ports
from kpay_desktop.simulation.bank.gateway import CENTS_TABLE, Doors, Gateway
from kpay_desktop.simulation.bank.httpd import Endpoint
from kpay_desktop.simulation.bank.listener import Line, Listener
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.outbox import Outbox
from kpay_desktop.simulation.bank.wallet import Wallets

log = logging.getLogger(__name__)

LONGEST_PAUSE_S = 60.0
CARD_LINK, CARD_MAC = "card link", "card mac"

Port = TypeVar("Port", bound=Listener)


class PortError(Exception):
    """A port that was asked for by number is taken. The text is for people."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the bank is to run. A port of 0 means: the last one, else a free one.

    ``cents_table``, ``card_link`` and ``card_mac`` None leave the last choice, and so does each of
    the ``scan_terms`` (clocks and limits of customers' codes) that is not named.
    """

    data: Path
    port: int = 0
    desk_port: int = 0
    card_port: int = 0
    cents_table: bool | None = None
    card_link: Link | None = None
    card_mac: bool | None = None
    scan_terms: Mapping[str, float] = field(default_factory=dict)
    merchant: Merchant = field(default_factory=Merchant)


class Bank:
    """A running bank. Everything is up when the constructor returns."""

    def __init__(self, wishes: Wishes) -> None:
        """Open the folder and start.

        Raises:
            FolderError: if the folder is in use, damaged or cannot be written.
            BooksError: if the books cannot be opened.
            PortError: if a port that was asked for is taken.
        """
        self.folder = Folder(wishes.data)
        try:
            self._start(wishes)
        except BaseException:
            self.folder.close()
            raise

    def _start(self, wishes: Wishes) -> None:
        merchant = wishes.merchant
        pair = keys.load_or_make(self.folder)
        self.desk_token = self.folder.desk_token()
        self._books = Books(self.folder.books, merchant.cusid, merchant.name)
        try:
            if wishes.cents_table is not None:
                with self._books.write() as tx:
                    on = "on" if wishes.cents_table else "off"
                    ledger.set_setting(tx, CENTS_TABLE, on)
            if wishes.scan_terms:
                with self._books.write() as tx:
                    scan_terms.store(tx, wishes.scan_terms)
            self._outbox = Outbox(merchant, pair.signer)
            self._clockwork = Clockwork(self._books, Wallets(merchant, self._outbox), self._outbox)
            doors = Doors(
                books=self._books,
                merchant=merchant,
                signer=pair.signer,
                verifier=pair.verifier,
                wallets=self._clockwork.wallets,
                changed=self._changed,
            )
            self._open_ports(wishes, doors, merchant)
        except BaseException:
            self._books.close()
            raise

    def _open_ports(self, wishes: Wishes, doors: Doors, merchant: Merchant) -> None:
        last = self.folder.ports()
        gateway = Gateway(doors)
        with contextlib.ExitStack() as open_ports:
            self.gateway = _bind(
                "gateway",
                lambda port: Endpoint("gateway", gateway.handle, port),
                wishes.port,
                last.gateway,
            )
            open_ports.callback(self.gateway.stop)
            link, with_mac = remember_door(self._books, wishes.card_link, wishes.card_mac)
            mac_key = trust.mac_key(self.folder) if with_mac else None
            host = CardHost(self._books, merchant.cusid, SimulatedIssuers(), mac_key)
            contexts = trust.contexts(self.folder, link)
            self.cards = _bind(
                "card host",
                lambda port: CardPort(host, port, contexts),
                wishes.card_port,
                last.cards,
            )
            open_ports.callback(self.cards.stop)
            door = Door(self.cards.port, link, with_mac, merchant.terminal, merchant.cusid)
            trust.write_profile(self.folder, door)
            cards = CardDesk(self._books, host, self.cards)
            phones = CodeDesk(doors)
            desk = Desk(
                doors,
                self.desk_token,
                lambda: self.gateway.line,
                self._set_line,
                more_gets={**cards.gets, **phones.gets},
                more_posts={**cards.posts, **phones.posts},
            )
            self.desk = _bind(
                "desk",
                lambda port: Endpoint("desk", desk.handle, port),
                wishes.desk_port,
                last.desk,
            )
            open_ports.callback(self.desk.stop)
            self.folder.remember_ports(Ports(self.gateway.port, self.desk.port, self.cards.port))
            keys.write_profile(self.folder, merchant, self.gateway.url, self.desk.url)
            self.gateway.start()
            self.cards.start()
            self.desk.start()
            self._clockwork.start()
            self._outbox.start(self._books)
            open_ports.pop_all()

    def _changed(self) -> None:
        self._clockwork.wake()
        self._outbox.wake()

    def _set_line(self, line: Line) -> bool:
        self._outbox.set_open(line is Line.UP)
        return self.gateway.set_line(line)

    def close(self) -> None:
        """Stop: no new request is taken, what is under way is cut off, the books are closed."""
        self.gateway.stop()
        self.cards.stop()
        self.desk.stop()
        self._clockwork.stop()
        self._outbox.stop()
        self._books.close()
        self.folder.close()


class Clockwork:
    """Settles held payments and pending refunds at their time, also after a restart."""

    def __init__(self, books: Books, wallets: Wallets, outbox: Outbox) -> None:
        self.wallets = wallets
        self._books = books
        self._outbox = outbox
        self._changed = threading.Condition()
        self._dirty = False
        self._stop = False
        self._thread = threading.Thread(target=self._run, name="bank-clock", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; the thread is gone when this returns."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(LONGEST_PAUSE_S)

    def wake(self) -> None:
        """Look again: something may be due sooner than before."""
        with self._changed:
            self._dirty = True
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            try:
                pause_s = self._settle()
            except sqlite3.Error as error:
                log.warning("books not written error=%s", type(error).__name__)
                pause_s = 1.0
            with self._changed:
                self._changed.wait_for(lambda: self._stop or self._dirty, timeout=pause_s)
                self._dirty = False
                if self._stop:
                    return

    def _settle(self) -> float:
        """Settle what is due; return the seconds until something else is."""
        at = clock.now()
        with self._books.read() as tx:
            due_at = orders.next_due(tx)
        if due_at is None:
            return LONGEST_PAUSE_S
        if due_at > at:
            return min(LONGEST_PAUSE_S, (due_at - at).total_seconds())
        with self._books.write() as tx:
            self.wallets.settle_due(tx, at)
        self._outbox.wake()
        return 0.0


def remember_door(books: Books, link: Link | None, with_mac: bool | None) -> tuple[Link, bool]:
    """Return how tills reach the card host: as wished, else as last time, else TLS with a MAC."""
    if link is not None or with_mac is not None:
        with books.write() as tx:
            if link is not None:
                ledger.set_setting(tx, CARD_LINK, link.value)
            if with_mac is not None:
                ledger.set_setting(tx, CARD_MAC, "on" if with_mac else "off")
    with books.read() as tx:
        return (
            Link(ledger.setting(tx, CARD_LINK, Link.TLS.value)),
            ledger.setting(tx, CARD_MAC, "on") == "on",
        )


def _bind(name: str, make: Callable[[int], Port], wished: int, last: int) -> Port:
    """Bind the wished port, else the last one if it is free, else a free one."""
    if wished:
        try:
            return make(wished)
        except OSError as error:
            raise PortError(f"The port {wished} for the {name} is taken") from error
    if last:
        try:
            return make(last)
        except OSError as error:
            log.info("last port taken name=%s port=%d errno=%s", name, last, error.errno)
    try:
        return make(0)
    except OSError as error:
        raise PortError(f"There is no free port for the {name}") from error

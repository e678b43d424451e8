"""What till and card host trust each other by: certificates, a MAC key, and the profile file.

All of it is made at the first start, owner-only. ``credentials`` gets what a till needs, as any
acquirer would hand it over; ``keys`` keeps the rest, among it the certificates that are wrong on
purpose.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kpay_desktop.simulation.bank import sockets
from kpay_desktop.simulation.bank.cardhost.certificates import (
    CA_FILE,
    CLIENT_FILE,
    CLIENT_KEY_FILE,
    SERVER_NAME,
    SERVERS,
    make_certificates,
)
from kpay_desktop.simulation.bank.cardhost.mac import KEY
from kpay_desktop.simulation.bank.cardhost.port import CardLine, Contexts
from kpay_desktop.simulation.bank.folder import Folder, FolderError, read_small, write_atomically

if TYPE_CHECKING:
    import ssl

PROFILE = "card_host.toml"
MAC_FILE = "card_mac_key"


class Link(StrEnum):
    """How tills reach the host. ``MUTUAL``: TLS, and the till must show its certificate too."""

    TLS = "tls"
    MUTUAL = "mutual"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Door:
    """What a till's profile says of this host."""

    port: int
    link: Link
    with_mac: bool
    terminal: str
    merchant: str


def mac_key(folder: Folder) -> bytes:
    """Return the MAC key, made at the first start.

    Raises:
        FolderError: if its file is damaged or cannot be read or written.
    """
    path = folder.credentials / MAC_FILE
    stored = read_small(path)
    if stored is None:
        key = secrets.token_bytes(KEY)
        write_atomically(path, f"{key.hex().upper()}\n".encode("ascii"))
        return key
    try:
        key = bytes.fromhex(stored.decode("ascii"))
    except ValueError as error:
        raise FolderError(f"The key file is damaged: {path}") from error
    if len(key) != KEY:
        raise FolderError(f"The key file is damaged: {path}")
    return key


def contexts(folder: Folder, link: Link) -> Contexts | None:
    """Return the TLS of each state of the line, None for a plain one. Missing files are made.

    Raises:
        FolderError: if a file is damaged or cannot be read or written.
    """
    if link is Link.PLAIN:
        return None
    try:
        make_certificates(folder)
    except (TypeError, ValueError) as error:
        raise FolderError(f"The card host's certificates are damaged: {folder.keys}") from error
    found = {CardLine.UP: _context(folder, link, CardLine.UP)}
    lock = threading.Lock()

    def context(line: CardLine) -> ssl.SSLContext:
        with lock:
            if line not in found:
                found[line] = _context(folder, link, line)
            return found[line]

    return context


def _context(folder: Folder, link: Link, line: CardLine) -> ssl.SSLContext:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED if link is Link.MUTUAL else ssl.CERT_OPTIONAL
    try:
        context.load_cert_chain(folder.keys / SERVERS[line])
        context.load_verify_locations(folder.credentials / CA_FILE)
    except OSError as error:
        raise FolderError(f"The card host's certificates are damaged: {folder.keys}") from error
    return context


def write_profile(folder: Folder, door: Door) -> None:
    """Write ``credentials/card_host.toml``: the host as a till's profile names it.

    Raises:
        FolderError: if it cannot be written.
    """
    text = "\n".join((*_profile_lines(door), ""))
    path = folder.credentials / PROFILE
    if read_small(path) != text.encode("utf-8"):
        write_atomically(path, text.encode("utf-8"))


def _profile_lines(door: Door) -> Iterable[str]:
    yield "# Written by the simulated bank at every start."
    yield 'name = "Simulated acquirer"'
    yield f'terminal_id = "{door.terminal}"'
    yield f'merchant_id = "{door.merchant}"'
    yield 'nii = "003"'
    yield 'currency = "702"'
    yield from ("", "[address]", f'host = "{sockets.LOOPBACK}"', f"port = {door.port}")
    yield from ("", "[frame]", 'tpdu = "6000030000"')
    yield from ("", "[tls]")
    if door.link is Link.PLAIN:
        yield "enabled = false"
    else:
        yield f'ca_file = "{CA_FILE}"'
        yield f'server_name = "{SERVER_NAME}"'
        yield f'client_certificate = "{CLIENT_FILE}"'
        yield f'client_key = "{CLIENT_KEY_FILE}"'
    if door.with_mac:
        yield from ("", "[mac]", f'key_file = "{MAC_FILE}"')

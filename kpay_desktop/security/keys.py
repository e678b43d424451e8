"""The keys of database and card numbers: made once, kept by the system's keyring or in files.

A key is never made anew where data already lies: without its key the data is lost, and a fresh
key would only hide that. The system's keyring may ask its user or hang on a bus, so it is asked
on a thread of its own, with a deadline.
"""

from __future__ import annotations

import hmac
import os
import queue
import re
import secrets
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from kpay_desktop.settings_works import KeyStore

SERVICE = "KPay Desktop"
KEY_BYTES = 32
KEY_FILE = "store.key"
CARD_KEY_FILE = "cards.key"
_KEY_PATTERN = re.compile(r"[0-9a-f]{64}")


class KeyProblem(StrEnum):
    """Why there is no key."""

    NO_KEYRING = "no_keyring"
    TIMEOUT = "timeout"
    NOT_FOUND = "not_found"
    MALFORMED = "malformed"
    FILE_OPEN_TO_OTHERS = "file_open_to_others"
    FILE_UNREADABLE = "file_unreadable"
    FILE_UNWRITABLE = "file_unwritable"


class KeyUnavailableError(Exception):
    """There is no usable key; ``problem`` says why. Never carries key material."""

    def __init__(self, problem: KeyProblem, detail: str = "") -> None:
        super().__init__(f"{problem.value}: {detail}" if detail else problem.value)
        self.problem = problem
        self.detail = detail


@dataclass(frozen=True, slots=True)
class DatabaseKey:
    """A raw 256-bit key as 64 hex digits, and where it is kept. Its repr does not show it.

    The vault's key of card numbers is of the same kind, and another one.
    """

    hex: str = field(repr=False)
    place: KeyStore

    def __post_init__(self) -> None:
        if _KEY_PATTERN.fullmatch(self.hex) is None:
            raise KeyUnavailableError(KeyProblem.MALFORMED)

    @property
    def check(self) -> str:
        """A text that tells two keys apart and gives neither away (an HMAC of a fixed label)."""
        return hmac.new(bytes.fromhex(self.hex), b"KPay Desktop store", sha256).hexdigest()


class Ring(Protocol):
    """A keyring: the two calls that are used of the keyring library."""

    def get_password(self, service_name: str, username: str) -> str | None:
        """Return the secret, or None."""

    def set_password(self, service_name: str, username: str, password: str) -> None:
        """Keep the secret."""


def system_ring() -> Ring:
    """Return the system's keyring. Slow to import and to ask: only on a worker."""
    import keyring

    return keyring.get_keyring()


def database_key(
    folder: Path,
    account: str,
    store: KeyStore,
    *,
    may_make: bool,
    deadline_s: float,
    ring: Callable[[], Ring] = system_ring,
    file: str = KEY_FILE,
) -> DatabaseKey:
    """Return the key of the data in ``folder``.

    ``account`` is the name under which the keyring holds it, ``file`` the owner-only file's.
    ``may_make`` is true only where no data lies yet. Takes at most ``deadline_s`` (plus the disk's
    own time).

    Raises:
        KeyUnavailableError: there is none, or none that can be had in time.
    """
    if store is KeyStore.FILE:
        return _from_file(folder / file, may_make=may_make)
    return _within(deadline_s, lambda: _from_ring(ring, account, may_make=may_make))


@dataclass(frozen=True, slots=True)
class KeySource:
    """Where a data folder's key comes from; see :func:`database_key`."""

    store: KeyStore
    account: str
    deadline_s: float = 10.0
    ring: Callable[[], Ring] = system_ring
    file: str = KEY_FILE

    def of_cards(self) -> KeySource:
        """Return where the key of the vault's card numbers comes from: beside this one."""
        return replace(self, account=f"{self.account} cards", file=CARD_KEY_FILE)

    def find(self, folder: Path, *, may_make: bool) -> DatabaseKey:
        """Return the key.

        Raises:
            KeyUnavailableError: there is none, or none that can be had in time.
        """
        return database_key(
            folder,
            self.account,
            self.store,
            may_make=may_make,
            deadline_s=self.deadline_s,
            ring=self.ring,
            file=self.file,
        )


def make_key() -> str:
    """Return a new random key as 64 hex digits."""
    return secrets.token_hex(KEY_BYTES)


def _from_ring(ring: Callable[[], Ring], account: str, *, may_make: bool) -> DatabaseKey:
    from keyring.errors import KeyringError

    try:
        chosen = ring()
        stored = chosen.get_password(SERVICE, account)
        if stored is None and may_make:
            made = make_key()
            chosen.set_password(SERVICE, account, made)
            # A keyring that forgets (the null one) is found out before anything is encrypted.
            stored = chosen.get_password(SERVICE, account)
            if stored != made:
                raise KeyUnavailableError(KeyProblem.NO_KEYRING, "it keeps nothing")
    except (KeyringError, RuntimeError, OSError) as error:
        raise KeyUnavailableError(KeyProblem.NO_KEYRING, type(error).__name__) from error
    if stored is None:
        raise KeyUnavailableError(KeyProblem.NOT_FOUND, "the keyring has no such entry")
    return DatabaseKey(stored, KeyStore.SYSTEM)


def _from_file(path: Path, *, may_make: bool) -> DatabaseKey:
    try:
        text = _read_owner_only(path)
    except FileNotFoundError:
        if not may_make:
            raise KeyUnavailableError(KeyProblem.NOT_FOUND, path.name) from None
        text = make_key()
        try:
            write_owner_only(path, text + "\n")
        except OSError as error:
            raise KeyUnavailableError(
                KeyProblem.FILE_UNWRITABLE, error.strerror or path.name
            ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnavailableError(KeyProblem.FILE_UNREADABLE, type(error).__name__) from error
    return DatabaseKey(text, KeyStore.FILE)


def _read_owner_only(path: Path) -> str:
    with path.open("r", encoding="ascii") as file:
        if sys.platform != "win32" and os.fstat(file.fileno()).st_mode & 0o077:
            raise KeyUnavailableError(KeyProblem.FILE_OPEN_TO_OTHERS, path.name)
        return file.read(200).strip()


def write_owner_only(path: Path, text: str) -> None:
    """Write a small file that only its owner can read, whole or not at all, durably.

    Raises:
        OSError: the disk refused.
    """
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in ``folder`` durable, where the system has a way to.

    Raises:
        OSError: the disk refused.
    """
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _within(deadline_s: float, call: Callable[[], DatabaseKey]) -> DatabaseKey:
    """Run ``call`` on a thread of its own and return what it returns, or give up in time."""
    answers: queue.SimpleQueue[DatabaseKey | KeyUnavailableError] = queue.SimpleQueue()

    def work() -> None:
        # What a backend raises beyond its own errors goes on to the thread's excepthook; the
        # caller hears at once that there is no key instead of waiting for its deadline.
        answer: DatabaseKey | KeyUnavailableError = KeyUnavailableError(
            KeyProblem.NO_KEYRING, "it failed"
        )
        try:
            answer = call()
        except KeyUnavailableError as error:
            answer = error
        finally:
            answers.put(answer)

    # A daemon: a keyring that waits for its user for ever must not keep the program alive.
    threading.Thread(target=work, name="keyring", daemon=True).start()
    try:
        answer = answers.get(timeout=deadline_s)
    except queue.Empty:
        raise KeyUnavailableError(KeyProblem.TIMEOUT) from None
    if isinstance(answer, KeyUnavailableError):
        raise answer
    return answer

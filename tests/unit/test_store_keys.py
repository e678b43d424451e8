"""The database's key: made once, kept by a keyring or in an owner-only file, never made anew."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked, NoKeyringError

from kpay_desktop.security.keys import (
    KEY_FILE,
    DatabaseKey,
    KeyProblem,
    KeySource,
    KeyUnavailableError,
    database_key,
    write_owner_only,
)
from kpay_desktop.settings_works import KeyStore

KEY = "0f" * 32


class MemoryRing:
    """A keyring in memory. ``keeps`` False is the one that forgets everything."""

    def __init__(self, *, keeps: bool = True) -> None:
        self.secrets: dict[tuple[str, str], str] = {}
        self.keeps = keeps

    def get_password(self, service_name: str, username: str) -> str | None:
        return self.secrets.get((service_name, username))

    def set_password(self, service_name: str, username: str, password: str) -> None:
        if self.keeps:
            self.secrets[service_name, username] = password


class FailingRing(MemoryRing):
    """A keyring that refuses."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def get_password(self, service_name: str, username: str) -> str | None:
        raise self.error


class StuckRing(MemoryRing):
    """A keyring that waits for its user."""

    def __init__(self) -> None:
        super().__init__()
        self.release = threading.Event()

    def get_password(self, service_name: str, username: str) -> str | None:
        assert self.release.wait(30)
        return KEY


def source(ring: MemoryRing, deadline_s: float = 30.0) -> KeySource:
    return KeySource(KeyStore.SYSTEM, "demo", deadline_s, lambda: ring)


def problem_of(key: KeySource, folder: Path, *, may_make: bool) -> KeyProblem:
    with pytest.raises(KeyUnavailableError) as caught:
        key.find(folder, may_make=may_make)
    return caught.value.problem


def test_the_keyring_keeps_a_new_key_and_gives_it_back(tmp_path: Path) -> None:
    ring = MemoryRing()
    made = source(ring).find(tmp_path, may_make=True)
    assert made.place is KeyStore.SYSTEM
    assert len(made.hex) == 64
    assert ring.secrets == {("KPay Desktop", "demo"): made.hex}
    assert source(ring).find(tmp_path, may_make=False) == made
    assert not (tmp_path / KEY_FILE).exists()


def test_where_data_lies_no_key_is_made(tmp_path: Path) -> None:
    ring = MemoryRing()
    assert problem_of(source(ring), tmp_path, may_make=False) is KeyProblem.NOT_FOUND
    assert ring.secrets == {}
    file = KeySource(KeyStore.FILE, "demo")
    assert problem_of(file, tmp_path, may_make=False) is KeyProblem.NOT_FOUND
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.parametrize(
    "error", [NoKeyringError("none"), KeyringLocked("locked"), OSError(5, "bus"), RuntimeError()]
)
def test_a_keyring_that_refuses_is_no_keyring(tmp_path: Path, error: Exception) -> None:
    ring = FailingRing(error)
    assert problem_of(source(ring), tmp_path, may_make=True) is KeyProblem.NO_KEYRING


def test_a_keyring_that_forgets_is_found_out(tmp_path: Path) -> None:
    ring = MemoryRing(keeps=False)
    assert problem_of(source(ring), tmp_path, may_make=True) is KeyProblem.NO_KEYRING


def test_a_keyring_that_waits_for_its_user_is_given_up(tmp_path: Path) -> None:
    ring = StuckRing()
    try:
        assert problem_of(source(ring, 0.02), tmp_path, may_make=True) is KeyProblem.TIMEOUT
    finally:
        ring.release.set()


def test_the_machines_own_keyring_is_asked_by_default(tmp_path: Path) -> None:
    # The tests' environment names the backend that always refuses.
    key = KeySource(KeyStore.SYSTEM, "demo")
    assert problem_of(key, tmp_path, may_make=True) is KeyProblem.NO_KEYRING


@pytest.mark.parametrize("stored", ["", "abc", "0F" * 32, "0f" * 31, "zz" * 32])
def test_what_is_no_key_is_refused(tmp_path: Path, stored: str) -> None:
    ring = MemoryRing()
    ring.secrets["KPay Desktop", "demo"] = stored
    assert problem_of(source(ring), tmp_path, may_make=True) is KeyProblem.MALFORMED
    write_owner_only(tmp_path / KEY_FILE, stored)
    file = KeySource(KeyStore.FILE, "demo")
    assert problem_of(file, tmp_path, may_make=True) is KeyProblem.MALFORMED


def test_a_key_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    made = database_key(tmp_path, "demo", KeyStore.FILE, may_make=True, deadline_s=1)
    assert made.place is KeyStore.FILE
    if sys.platform != "win32":
        assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    again = database_key(tmp_path, "demo", KeyStore.FILE, may_make=False, deadline_s=1)
    assert again == made
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    write_owner_only(tmp_path / KEY_FILE, KEY)
    (tmp_path / KEY_FILE).chmod(0o644)
    file = KeySource(KeyStore.FILE, "demo")
    if sys.platform == "win32":
        # There the user's profile keeps others out; the mode says nothing.
        assert file.find(tmp_path, may_make=False).hex == KEY
    else:
        problem = problem_of(file, tmp_path, may_make=False)
        assert problem is KeyProblem.FILE_OPEN_TO_OTHERS


def test_a_key_file_that_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    file = KeySource(KeyStore.FILE, "demo")
    assert problem_of(file, tmp_path, may_make=True) is KeyProblem.FILE_UNREADABLE
    assert problem_of(file, tmp_path / "none", may_make=True) is KeyProblem.FILE_UNWRITABLE


def test_a_leftover_of_a_crash_does_not_stop_a_new_key(tmp_path: Path) -> None:
    (tmp_path / f"{KEY_FILE}.part").write_text("half")
    file = KeySource(KeyStore.FILE, "demo")
    assert len(file.find(tmp_path, may_make=True).hex) == 64
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_a_key_does_not_show_itself() -> None:
    key = DatabaseKey(KEY, KeyStore.FILE)
    assert KEY not in repr(key)
    assert KEY not in key.check
    assert key.check != DatabaseKey("1f" * 32, KeyStore.FILE).check

"""What a held call is about: a file of the till's data folder, or a line to somebody."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.faults.kernel import Held

BY_PATH = frozenset({"open", "mkdir", "unlink", "rename"})
BY_FOLDER_AND_PATH = frozenset({"openat", "mkdirat", "unlinkat", "renameat", "renameat2"})

# A call is told by what it does, whichever of its forms a library uses.
PLAIN_NAMES = {
    "openat": "open",
    "mkdirat": "mkdir",
    "unlinkat": "unlink",
    "renameat": "rename",
    "renameat2": "rename",
    "accept4": "accept",
}

_AT_CWD = -100
_MOST_PATH = 4096
_PAGE = 4096
_SOCKET = re.compile(r"socket:\[(\d+)\]")
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True, slots=True)
class Call:
    """What a call is: ``pwrite64`` of the file ``store.db-wal``, ``sendto`` on that to the bank."""

    name: str
    target: str
    is_line: bool = False

    def __str__(self) -> str:
        return f"{self.name} {'line to ' if self.is_line else ''}{self.target}"


class Places:
    """Knows one process's files and lines.

    ``elsewhere`` are folders within ``data`` that are not the till's: the bank's books, the paper.
    ``ports`` names the peers by the ports they listen on.
    """

    def __init__(
        self, pid: int, data: Path, elsewhere: tuple[str, ...], ports: Mapping[int, str]
    ) -> None:
        self._pid = pid
        self._data = str(data.resolve())
        self._elsewhere = elsewhere
        self._ports = ports
        self._lines: dict[str, str] = {}
        self._threads: set[int] = set()

    def of(self, held: Held) -> Call | None:
        """Return what the call is; None for one that is nobody's business here."""
        if not self._is_ours(held.thread):
            return None
        name = PLAIN_NAMES.get(held.name, held.name)
        try:
            line = self._line_of(held)
            target = self._file_of(held) if line is None else line
        except OSError:
            # The thread was killed meanwhile.
            return None
        return Call(name, target, line is not None) if target else None

    def path_of(self, held: Held) -> Path:
        """Return the file that the call is about."""
        by_path = held.name in BY_PATH or held.name in BY_FOLDER_AND_PATH
        return Path(self._path(held) if by_path else self._open_file(held))

    def other_path_of(self, held: Held) -> Path:
        """Return the second file that the call names."""
        folder = 1 if held.name in BY_PATH else 2
        return Path(self._path(held, folder))

    def is_to_write(self, held: Held) -> bool:
        """True unless the call opens a file for reading only."""
        if held.name not in {"open", "openat"}:
            return True
        flags = held.arguments[1 if held.name == "open" else 2]
        return bool(flags & _TO_WRITE)

    def is_new(self, held: Held) -> bool:
        """True if the call opens a file that is not there yet."""
        return not Path(self._path(held)).exists()

    def bytes_at(self, address: int, count: int) -> bytes:
        """Read the process's memory."""
        handle = os.open(f"/proc/{self._pid}/mem", os.O_RDONLY)
        try:
            return os.pread(handle, count, address)
        finally:
            os.close(handle)

    def _is_ours(self, thread: int) -> bool:
        """True for the process's own threads, false for those of programs that it started."""
        if thread not in self._threads:
            if not Path(f"/proc/{self._pid}/task/{thread}").exists():
                return False
            self._threads.add(thread)
        return True

    def _line_of(self, held: Held) -> str | None:
        """Return the peer's name, empty for a line of no interest; None for what is no line."""
        if held.name == "connect":
            return self._peer(self.bytes_at(held.arguments[1], 4))
        if held.name in BY_PATH or held.name in BY_FOLDER_AND_PATH:
            return None
        inode = _SOCKET.fullmatch(self._open_file(held))
        if inode is None:
            return None
        if inode[1] not in self._lines:
            self._lines[inode[1]] = self._look_up(inode[1])
        return self._lines[inode[1]]

    def _file_of(self, held: Held) -> str:
        """Return the file's name within the data folder; empty if it is not there."""
        by_path = held.name in BY_PATH or held.name in BY_FOLDER_AND_PATH
        path = self._path(held) if by_path else self._open_file(held)
        if path == self._data:
            return "."
        if not path.startswith(self._data + "/"):
            return ""
        name = path[len(self._data) + 1 :].removesuffix(" (deleted)")
        return "" if name.split("/", 1)[0] in self._elsewhere else name

    def _open_file(self, held: Held) -> str:
        return str(Path(f"/proc/{self._pid}/fd/{held.arguments[0] & 0xFFFFFFFF}").readlink())

    def _path(self, held: Held, first: int = 0) -> str:
        """Return the path that the arguments from ``first`` on name."""
        if held.name in BY_PATH:
            folder, address = _AT_CWD, held.arguments[first]
        else:
            folder = ctypes.c_int(held.arguments[first] & 0xFFFFFFFF).value
            address = held.arguments[first + 1]
        path = os.fsdecode(self._text_at(address))
        if path.startswith("/"):
            return path
        base = "cwd" if folder == _AT_CWD else f"fd/{folder}"
        return str(Path(f"/proc/{self._pid}/{base}").readlink() / path)

    def _text_at(self, address: int) -> bytes:
        text = b""
        while b"\0" not in text and len(text) < _MOST_PATH:
            # Up to the page's end: what lies behind it may not be there.
            at = address + len(text)
            text += self.bytes_at(at, _PAGE - at % _PAGE)
        return text.split(b"\0", 1)[0]

    def _peer(self, address: bytes) -> str:
        (family,) = struct.unpack_from("=H", address)
        (port,) = struct.unpack_from(">H", address, 2)
        return self._ports.get(port, "") if family == socket.AF_INET else ""

    def _look_up(self, inode: str) -> str:
        """Find a connection's peer in the kernel's table; empty if it is none of the network."""
        with Path(f"/proc/{self._pid}/net/tcp").open(encoding="ascii") as table:
            for line in table:
                fields = line.split()
                if len(fields) > 9 and fields[9] == inode:
                    peer = int(fields[2].rpartition(":")[2], 16)
                    # Whoever comes in from a port that nobody listens on calls back.
                    return self._ports.get(peer, "callback")
        return ""

"""Chosen system calls of a process, held up by the kernel until another process has decided.

Linux's seccomp with user notification (``man 2 seccomp``, ``man 2 seccomp_unotify``): the process
gives itself a filter, and each call that the filter names waits until the holder of the filter's
listener lets it go on, ends it with an error, or kills the process. What fails is the real call, in
the kernel, below every library. Needs Linux 5.5 on x86-64 or 64-bit ARM, and no privilege.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import platform
import select
import socket
import struct
from dataclasses import dataclass

# Numbers of the calls on x86-64 and on 64-bit ARM (include/uapi/asm-generic/unistd.h); None where
# the machine has no such call.
_NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "write": (1, 64),
    "open": (2, None),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "writev": (20, 66),
    "connect": (42, 203),
    "accept": (43, 202),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "sendmsg": (46, 211),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "ftruncate": (77, 46),
    "rename": (82, None),
    "mkdir": (83, None),
    "unlink": (87, None),
    "openat": (257, 56),
    "mkdirat": (258, 34),
    "unlinkat": (263, 35),
    "renameat": (264, 38),
    "fallocate": (285, 47),
    "accept4": (288, 242),
    "renameat2": (316, 276),
}
CALLS = tuple(_NUMBERS)

# The audit architecture, the number of seccomp(2) itself, and the column above.
_MACHINES = {"x86_64": (0xC000003E, 317, 0), "aarch64": (0xC00000B7, 277, 1)}

_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER = 1
_NEW_LISTENER = 1 << 3
_IOCTL_RECV = 0xC0502100
_IOCTL_SEND = 0xC0182101
_NOTIFICATION = struct.Struct("<QIIiIQ6Q")
_RESPONSE = struct.Struct("<QqiI")
_CONTINUE = 1

_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _NOTIFY = 0x7FFF0000, 0x7FC00000
_NUMBER_AT, _ARCH_AT, _FIRST_ARGUMENT_AT = 0, 4, 16

# A number that no other file of the process will get.
_HANDOFF_FD = 1_000


class KernelError(OSError):
    """This system cannot hold calls up; the text says why."""


@dataclass(frozen=True, slots=True)
class Held:
    """A call that waits for a decision: its thread, its name and its six arguments."""

    cookie: int
    thread: int
    name: str
    arguments: tuple[int, ...]


def why_not() -> str:
    """Return why calls cannot be held up here, for people; an empty text if they can."""
    if platform.system() != "Linux" or platform.machine() not in _MACHINES:
        return "failing system calls need Linux on x86-64 or 64-bit ARM"
    ours, theirs = socket.socketpair()
    with ours, theirs:
        child = os.fork()
        if child == 0:
            try:
                hold_calls(theirs)
            except OSError:
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
    return "" if status == 0 else "this kernel does not let a process hold up another's calls"


def hold_calls(handoff: socket.socket) -> None:
    """Hold up this thread's calls from now on, and those of threads and processes it starts.

    The listener goes through ``handoff``, which is closed.

    Raises:
        KernelError: the kernel refuses.
    """
    _, seccomp, _ = _MACHINES[platform.machine()]
    os.dup2(handoff.fileno(), _HANDOFF_FD, inheritable=False)
    handoff.close()
    program = _program()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    listener = libc.syscall(seccomp, _SET_MODE_FILTER, _NEW_LISTENER, ctypes.byref(program))
    if listener < 0:
        raise KernelError(ctypes.get_errno(), "seccomp with a listener was refused")
    with socket.socket(fileno=_HANDOFF_FD) as way:
        socket.send_fds(way, [b"\0"], [listener])
    os.close(listener)


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.POINTER(_Instruction)))


def _program() -> _Program:
    """Return the filter: the calls of the table, but for the message that hands it over."""
    architecture, _, column = _MACHINES[platform.machine()]
    numbers = {name: pair[column] for name, pair in _NUMBERS.items()}
    wanted = [number for number in numbers.values() if number is not None]
    sending = numbers["sendmsg"] or 0
    lines = [
        (_LOAD, 0, 0, _ARCH_AT),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _ALLOW),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_EQUAL, 0, 4, sending),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_EQUAL, 0, 1, _HANDOFF_FD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _NOTIFY),
        *((_EQUAL, len(wanted) - place, 0, number) for place, number in enumerate(wanted)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _NOTIFY),
    ]
    code = (_Instruction * len(lines))(*(_Instruction(*line) for line in lines))
    return _Program(len(lines), code)


class Listener:
    """The other end: what is held up, and what becomes of it."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        _, _, column = _MACHINES[platform.machine()]
        self._names = {pair[column]: name for name, pair in _NUMBERS.items()}

    @classmethod
    def received(cls, handoff: socket.socket) -> Listener:
        """Take what ``hold_calls`` sends.

        Raises:
            KernelError: it ended without sending anything.
        """
        _, handles, _, _ = socket.recv_fds(handoff, 1, 1)
        if not handles:
            raise KernelError(errno.ENOSYS, "no listener came")
        return cls(handles[0])

    def fileno(self) -> int:
        """Return the handle, for ``select``; readable when a call waits."""
        return self._handle

    def next(self) -> Held | None:
        """Return a call that waits; None if its thread has gone."""
        buffer = bytearray(_NOTIFICATION.size)
        try:
            fcntl.ioctl(self._handle, _IOCTL_RECV, buffer)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.EINTR}:
                return None
            raise
        cookie, thread, _, number, _, _, *arguments = _NOTIFICATION.unpack(buffer)
        return Held(cookie, thread, self._names[number], tuple(arguments))

    def let(self, held: Held) -> None:
        """Let the call happen."""
        self._answer(_RESPONSE.pack(held.cookie, 0, 0, _CONTINUE))

    def fail(self, held: Held, number: int) -> None:
        """End the call with an error, without its happening."""
        self._answer(_RESPONSE.pack(held.cookie, 0, -number, 0))

    def pretend(self, held: Held, result: int) -> None:
        """End the call with a result: somebody else has done what it was to do."""
        self._answer(_RESPONSE.pack(held.cookie, result, 0, 0))

    def close(self) -> None:
        """Hold nothing up any more; what waits fails with ``ENOSYS``."""
        os.close(self._handle)

    def _answer(self, response: bytes) -> None:
        try:
            fcntl.ioctl(self._handle, _IOCTL_SEND, response)
        except OSError as error:
            # The thread was killed meanwhile.
            if error.errno != errno.ENOENT:
                raise


def is_ready(listener: Listener, timeout_s: float) -> bool:
    """Wait for a call to be held up; False if none was within the time."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    return bool(poll.poll(timeout_s * 1_000))

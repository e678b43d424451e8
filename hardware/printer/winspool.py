"""The print spooler of Windows: its functions, its structures, and what its flags mean.

The functions come from ``winspool.drv`` on Windows alone; everything else here works anywhere, so
that it can be tried anywhere.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

RAW: Final = "RAW"
LEVEL_DOC: Final = 1
LEVEL_JOB: Final = 1
LEVEL_PRINTER: Final = 2
DELETE_JOB: Final = 5
ERROR_INVALID_PARAMETER: Final = 87
ERROR_INSUFFICIENT_BUFFER: Final = 122

# JOB_INFO_1.Status
JOB_GONE_WRONG: Final = 0x0004 | 0x0100  # being deleted, deleted
JOB_THROUGH: Final = 0x0080 | 0x1000  # printed, complete

# PRINTER_INFO_2.Status and .Attributes
PRINTER_STOPPED: Final = 0x0000_0001 | 0x0000_0004  # paused, about to be removed
PRINTER_DOOR_OPEN: Final = 0x0040_0000
PRINTER_PAPER_OUT: Final = 0x0000_0010
# an error, a jam, a paper problem, offline, not available, needs somebody, server away
PRINTER_AWAY: Final = (
    0x0000_0002 | 0x0000_0008 | 0x0000_0040 | 0x0000_0080 | 0x0000_1000 | 0x0010_0000 | 0x0280_0000
)
ATTRIBUTE_WORK_OFFLINE: Final = 0x0000_0400

# The sizes are Windows' own: a DWORD has four bytes on every system here.
_Dword = ctypes.c_uint32
_Text = ctypes.c_wchar_p
_Pointer = ctypes.c_void_p


class DocInfo(ctypes.Structure):
    """``DOC_INFO_1W``."""

    _fields_ = (("document", _Text), ("output_file", _Text), ("data_type", _Text))


class JobInfo(ctypes.Structure):
    """``JOB_INFO_1W``. What is not asked for is passed over."""

    _fields_ = (
        ("job_id", _Dword),
        ("names", _Pointer * 6),
        ("status", _Dword),
        ("figures", _Dword * 4),
        ("submitted", ctypes.c_uint16 * 8),
    )


class PrinterInfo(ctypes.Structure):
    """``PRINTER_INFO_2W``. What is not asked for is passed over."""

    _fields_ = (
        ("names", _Pointer * 7),
        ("device_mode", _Pointer),
        ("more_names", _Pointer * 4),
        ("security", _Pointer),
        ("attributes", _Dword),
        ("times", _Dword * 4),
        ("status", _Dword),
        ("jobs", _Dword),
        ("pages_a_minute", _Dword),
    )


Handle = ctypes.c_void_p
Buffer = ctypes.Array[ctypes.c_char]


@dataclass(frozen=True, slots=True)
class WinspoolCalls:
    """The spooler's functions, in the order of their arguments there. 0 means that they failed."""

    open_printer: Callable[[str, ctypes._Pointer[Handle], None], int]
    close_printer: Callable[[Handle], int]
    get_printer: Callable[[Handle, int, Buffer | None, int, ctypes._Pointer[_Dword]], int]
    start_doc: Callable[[Handle, int, ctypes._Pointer[DocInfo]], int]
    start_page: Callable[[Handle], int]
    write: Callable[[Handle, bytes, int, ctypes._Pointer[_Dword]], int]
    end_page: Callable[[Handle], int]
    end_doc: Callable[[Handle], int]
    get_job: Callable[[Handle, int, int, Buffer | None, int, ctypes._Pointer[_Dword]], int]
    set_job: Callable[[Handle, int, int, None, int], int]
    last_error: Callable[[], int]


if sys.platform == "win32":

    def load_winspool() -> WinspoolCalls:
        """Return the functions of this Windows.

        Raises:
            OSError: there is no spooler.
        """
        library = ctypes.WinDLL("winspool.drv", use_last_error=True)
        count = ctypes.POINTER(_Dword)
        types: dict[str, tuple[object, ...]] = {
            "OpenPrinterW": (_Text, ctypes.POINTER(Handle), ctypes.c_void_p),
            "ClosePrinter": (Handle,),
            "GetPrinterW": (Handle, _Dword, ctypes.c_char_p, _Dword, count),
            "StartDocPrinterW": (Handle, _Dword, ctypes.POINTER(DocInfo)),
            "StartPagePrinter": (Handle,),
            "WritePrinter": (Handle, ctypes.c_char_p, _Dword, count),
            "EndPagePrinter": (Handle,),
            "EndDocPrinter": (Handle,),
            "GetJobW": (Handle, _Dword, _Dword, ctypes.c_char_p, _Dword, count),
            "SetJobW": (Handle, _Dword, _Dword, ctypes.c_void_p, _Dword),
        }
        found: dict[str, ctypes._NamedFuncPointer] = {}
        for name, arguments in types.items():
            function = getattr(library, name)
            function.argtypes = arguments
            function.restype = _Dword
            found[name] = function
        return WinspoolCalls(
            open_printer=found["OpenPrinterW"],
            close_printer=found["ClosePrinter"],
            get_printer=found["GetPrinterW"],
            start_doc=found["StartDocPrinterW"],
            start_page=found["StartPagePrinter"],
            write=found["WritePrinter"],
            end_page=found["EndPagePrinter"],
            end_doc=found["EndDocPrinter"],
            get_job=found["GetJobW"],
            set_job=found["SetJobW"],
            last_error=ctypes.get_last_error,
        )

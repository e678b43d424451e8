"""Log files: bounded, owner-only, and without anything a card or a payment could leave in them.

Messages are written by us with named figures. Exceptions appear as their type and the places they
passed, never with their text or arguments: those may hold what was being processed.
"""

from __future__ import annotations

import logging
import logging.handlers
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

from kpay_desktop.version import PROGRAM

LOG_FILE = "till.log"
MAX_BYTES = 1_000_000
KEPT_FILES = 5

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFormatter(logging.Formatter):
    """Formats records without any exception's text."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line, and where its exception passed, if it has one."""
        if record.exc_info:
            # The base class would render the exception's text; it leaves alone what is there.
            record.exc_text = _places(record.exc_info)
        return super().format(record)


class _Quiet(logging.Handler):
    """A handler that leaves out the line that it cannot write.

    The base class would print the exceptions at work, with their texts and with what was to be
    logged, on the terminal. What ails the disk is on a page already, and the next line may go
    through.
    """

    def handleError(self, record: logging.LogRecord) -> None:
        """Leave the line out."""


class _LogFile(_Quiet, logging.handlers.RotatingFileHandler):
    """A log file on a disk that may fail."""


class _Screen(_Quiet, logging.StreamHandler[TextIO]):
    """The terminal, if somebody wants to see it there."""


def _places(info: ExcInfo) -> str:
    kind, _, trace = info
    frames = traceback.extract_tb(trace)
    places = [f"  {Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return "\n".join([kind.__name__ if kind else "no exception", *places])


def start_logging(folder: Path, *, screen: TextIO | None = None) -> None:
    """Write warnings and worse of libraries, and everything of ours from INFO, into ``folder``.

    ``screen`` gets them too, and the standard error alone where the folder cannot be written.
    """
    handlers: list[logging.Handler] = []
    try:
        handlers.append(
            _LogFile(
                folder / LOG_FILE, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
            )
        )
    except OSError:
        # A disk that takes no log is no reason to stay closed: a page says what is wrong with it.
        screen = screen or sys.stderr
    if screen is not None:
        handlers.append(_Screen(screen))
    root = logging.getLogger()
    for each in handlers:
        each.setFormatter(QuietFormatter())
        root.addHandler(each)
    root.setLevel(logging.WARNING)
    for ours in ("kpay_desktop", "ui", "hardware", "models"):
        logging.getLogger(ours).setLevel(logging.INFO)


def log_uncaught(folder: Path) -> None:
    """Send exceptions that nobody caught into the log of ``folder``, and say so on the terminal."""
    log = logging.getLogger("kpay_desktop.uncaught")

    def on_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.critical("uncaught in the main thread", exc_info=(kind, error, trace))
        if sys.stderr is not None:
            where = folder / LOG_FILE
            sys.stderr.write(f"{PROGRAM}: stopped by a fault of its own; see {where}\n")

    def on_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.critical(
                "uncaught in a thread",
                exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
            )

    def on_lost(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            trace = args.exc_traceback
            log.critical("uncaught and lost", exc_info=(args.exc_type, args.exc_value, trace))

    sys.excepthook = on_main
    threading.excepthook = on_thread
    # Where nobody can catch anything: while an object is let go of, or within a foreign call.
    sys.unraisablehook = on_lost

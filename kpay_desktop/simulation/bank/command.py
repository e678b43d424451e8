"""The bank's process: arguments, the line that says it is ready, and when it stops."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from kpay_desktop.simulation.bank.merchant import Merchant

EXIT_DONE = 0
EXIT_USAGE = 2
EXIT_IN_USE = 3
EXIT_DATA = 4
EXIT_PORT = 5

MAX_S = 3600.0
MAX_CENTS_DIGITS = 9
# Options for orders by a customer's code: the term's name, its kind, and what it is.
TERMS: dict[str, tuple[str, type[int] | type[float], str]] = {
    "--code-life": ("code_life_s", float, "how long a customer's payment code lives"),
    "--password-from": ("password_from_minor", int, "from here on a customer types a password"),
    "--wechat-limit": ("wechat_s", float, "how long WeChat Pay waits for the password"),
    "--alipay-limit": ("alipay_s", float, "how long Alipay waits for the password"),
    "--paynow-limit": ("paynow_s", float, "how long PayNow waits for the password"),
    "--earliest-cancel": ("earliest_cancel_s", float, "how old an order is that is taken back"),
}


def main(argv: Sequence[str]) -> int:
    """Run the bank until it is told to stop; return the exit code.

    0: stopped. 2: arguments. 3: the folder is in use. 4: its files are damaged or cannot be
    written. 5: a port that was asked for is taken.
    """
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(logging.Formatter("bank: %(levelname)s %(name)s %(message)s"))
        handler.addFilter(without_words)
    stop = threading.Event()
    _stop_on_signals(stop)
    if not arguments.stay:
        _stop_with_standard_input(stop)
    return _run(arguments, stop)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kpay_desktop bank",
        description="The simulated bank. No real money moves.",
        epilog="It stops on SIGTERM, on SIGINT and at the end of its standard input.",
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="its data folder")
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="the gateway's port (else the last one)"
    )
    parser.add_argument(
        "--desk-port", type=_port, default=0, metavar="N", help="the desk's port (else the last)"
    )
    parser.add_argument(
        "--card-port",
        type=_port,
        default=0,
        metavar="N",
        help="the card host's port (else the last)",
    )
    parser.add_argument(
        "--card-link",
        choices=("tls", "mutual", "plain"),
        default=None,
        help="how tills reach the card host (else as last time; at first: tls)",
    )
    parser.add_argument(
        "--card-mac",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="whether messages of the card host have a MAC (else as last time; at first: yes)",
    )
    parser.add_argument(
        "--cents-table",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="choose outcomes by the cents of an amount (else as last time; at first: yes)",
    )
    for name, (_term, kind, what) in TERMS.items():
        parser.add_argument(
            name,
            type=_cents if kind is int else _seconds,
            default=None,
            metavar="CENTS" if kind is int else "S",
            help=f"{what} (else as last time)",
        )
    parser.add_argument(
        "--merchant-name",
        type=_name,
        default=Merchant().name,
        metavar="NAME",
        help="the name in its codes",
    )
    parser.add_argument(
        "--stay", action="store_true", help="do not stop at the end of the standard input"
    )
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= MAX_S:
        raise argparse.ArgumentTypeError(f"a time is 0 to {MAX_S:g} seconds")
    return seconds


def _cents(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_CENTS_DIGITS):
        raise argparse.ArgumentTypeError(f"an amount has 1 to {MAX_CENTS_DIGITS} digits")
    return int(text)


def _name(text: str) -> str:
    name = text.strip()
    if not 1 <= len(name) <= 200 or not name.isprintable():
        raise argparse.ArgumentTypeError("a name has 1 to 200 characters that can be shown")
    return name


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def _terms(arguments: argparse.Namespace) -> dict[str, float]:
    """Return the terms that were named."""
    given = vars(arguments)
    named = {term: given[name[2:].replace("-", "_")] for name, (term, _, _) in TERMS.items()}
    return {term: value for term, value in named.items() if value is not None}


def _run(arguments: argparse.Namespace, stop: threading.Event) -> int:
    from kpay_desktop.simulation.bank.books import BooksError
    from kpay_desktop.simulation.bank.cardhost.trust import Link
    from kpay_desktop.simulation.bank.folder import FolderError, FolderInUseError
    from kpay_desktop.simulation.bank.service import Bank, PortError, Wishes

    wishes = Wishes(
        data=arguments.data.absolute(),
        port=arguments.port,
        desk_port=arguments.desk_port,
        card_port=arguments.card_port,
        card_link=None if arguments.card_link is None else Link(arguments.card_link),
        card_mac=arguments.card_mac,
        cents_table=arguments.cents_table,
        scan_terms=_terms(arguments),
        merchant=Merchant(name=arguments.merchant_name),
    )
    try:
        bank = Bank(wishes)
    except FolderInUseError as error:
        return _refuse("in_use", error, EXIT_IN_USE)
    except (FolderError, BooksError) as error:
        return _refuse("data", error, EXIT_DATA)
    except PortError as error:
        return _refuse("port", error, EXIT_PORT)
    try:
        _say(
            {
                "ready": True,
                "pid": os.getpid(),
                "base_url": bank.gateway.url,
                "desk_url": bank.desk.url,
                "card_url": bank.cards.url,
                "desk_token": bank.desk_token,
                "credentials": str(bank.folder.credentials),
            }
        )
        # In slices: a bare wait cannot be interrupted from the keyboard on Windows.
        while not stop.wait(0.5):
            pass
    finally:
        bank.close()
    return EXIT_DONE


def _say(line: dict[str, bool | int | str]) -> None:
    """Print one line of JSON; nobody need be listening."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def _refuse(why: str, error: Exception, code: int) -> int:
    _say({"ready": False, "error": why, "text": str(error)})
    sys.stderr.write(f"bank: {error}\n")
    return code


def _stop_on_signals(stop: threading.Event) -> None:
    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)


def _stop_with_standard_input(stop: threading.Event) -> None:
    """Stop at the end of standard input: when the till dies, however it dies, so does the bank."""
    try:
        if os.isatty(0):
            return
        os.fstat(0)
    except OSError:
        return  # there is no standard input that could end

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        stop.set()

    threading.Thread(target=watch, name="bank-input", daemon=True).start()


def without_words(record: logging.LogRecord) -> bool:
    """Reduce an exception in a log record to its kind and its places; its words may hold data."""
    if record.exc_info and record.exc_info[0] is not None:
        kind, _error, trace = record.exc_info
        places: list[str] = []
        while trace is not None:
            places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
            trace = trace.tb_next
        record.msg = f"{record.getMessage()} fault={kind.__name__} at={'>'.join(places)}"
        record.args = ()
        record.exc_info = None
    return True

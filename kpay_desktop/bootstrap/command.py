"""The command line: opens the till, or drives it through a tour."""

from __future__ import annotations

import argparse
import contextlib
import sys
from pathlib import Path

from kpay_desktop.bootstrap.card_profile import refuse_test_papers
from kpay_desktop.bootstrap.folders import Folders, default_root
from kpay_desktop.bootstrap.logs import log_uncaught, start_logging
from kpay_desktop.bootstrap.process import (
    ForeignPackageError,
    check_packages,
    forbid_core_dumps,
    hold_collection,
)
from kpay_desktop.domain.faults import StoreError
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.settings import Settings, demo_settings, load_settings
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.version import PROGRAM, VERSION

EXIT_REFUSED = 2
DEFAULT_SIZE = (1366, 768)
_ROLES = "cashier, supervisor or manager"


def run(arguments: list[str]) -> int:
    """Carry out a command line; return the exit code."""
    forbid_core_dumps()
    options = _parser().parse_args(arguments)
    try:
        check_packages()
        settings = load_settings(options.profile) if options.profile else demo_settings()
        refuse_test_papers(settings)
    except (SettingsError, ForeignPackageError) as error:
        sys.stderr.write(f"{PROGRAM}: {error}\n")
        return EXIT_REFUSED
    if options.command == "tour":
        from kpay_desktop.bootstrap.tour import run_tour

        return run_tour(settings, options.folder, options.lang, options.size)
    if options.command == "add-operator":
        from kpay_desktop.bootstrap.operators import add_operator

        folders = Folders((options.data or default_root(settings.profile.name)).resolve())
        operator = Operator(options.id, options.name, options.role)
        return add_operator(settings, folders, operator)
    return _open(settings, options.profile, options.data, loud=options.verbose)


def _open(settings: Settings, profile: Path | None, data: Path | None, *, loud: bool) -> int:
    folders = Folders((data or default_root(settings.profile.name)).resolve())
    with contextlib.suppress(StoreError):
        # The store meets the same disk again, and a page says what is wrong with it.
        folders.make()
    start_logging(folders.logs, screen=sys.stderr if loud else None)
    log_uncaught(folders.logs)
    hold_collection()
    from kpay_desktop.bootstrap.first_window import open_till

    return open_till(settings, folders, _arguments(profile, data))


def _arguments(profile: Path | None, data: Path | None) -> tuple[str, ...]:
    """Return the command line's arguments, with folders that hold wherever it is started."""
    chosen = (("--profile", profile), ("--data", data))
    return tuple(
        each for name, path in chosen if path is not None for each in (name, str(path.resolve()))
    )


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError("write WIDTHxHEIGHT, for example 1920x1080")
    size = int(width), int(height)
    if not (640 <= size[0] <= 7680 and 480 <= size[1] <= 4320):
        raise argparse.ArgumentTypeError("between 640x480 and 7680x4320")
    return size


def _role(text: str) -> Role:
    if text not in set(Role):
        raise argparse.ArgumentTypeError(f"no role {text!r}: write {_ROLES}")
    return Role(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kpay_desktop", description=f"{PROGRAM} {VERSION}")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {VERSION}")
    parser.add_argument(
        "--profile", type=Path, metavar="FILE", help="a shop's profile (TOML); default: the demo"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the data folder; default: this user's own"
    )
    parser.add_argument("--verbose", action="store_true", help="write the log to the terminal too")
    commands = parser.add_subparsers(dest="command")
    tour = commands.add_parser("tour", help="save a picture of every page")
    tour.add_argument("folder", type=Path, metavar="DIR")
    tour.add_argument("--lang", type=Language, choices=list(Language), default=Language.EN)
    tour.add_argument("--size", type=_size, default=DEFAULT_SIZE, metavar="WIDTHxHEIGHT")
    add = commands.add_parser("add-operator", help="add somebody who may sign in; asks for a PIN")
    add.add_argument("id", metavar="ID", help="a short number, such as 01")
    add.add_argument("name", metavar="NAME")
    add.add_argument("role", type=_role, metavar="ROLE", help=_ROLES)
    commands.add_parser("bank", help="the simulated bank alone; see its own --help")
    return parser

"""Adds operators to a shop's till from the command line: a live profile brings none along."""

from __future__ import annotations

import getpass
import re
import sys
from collections.abc import Callable

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.domain.operator import Operator
from kpay_desktop.ports import StoreError
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings import Settings
from models.database import open_store
from models.numbers import Lane
from models.operators import OperatorSeed

PIN = re.compile(r"[0-9]{4,6}")
EXIT_REFUSED = 2
CLOSE_DEADLINE_S = 10.0
Ask = Callable[[str], str]


def add_operator(
    settings: Settings, folders: Folders, operator: Operator, ask: Ask = getpass.getpass
) -> int:
    """Ask for a PIN twice and add the operator; return the exit code. The till must be closed."""
    if not re.fullmatch(r"[0-9A-Za-z]{1,8}", operator.operator_id) or not operator.name.strip():
        return _refuse("an operator has an id of 1 to 8 letters and digits, and a name")
    pin = ask("PIN (4 to 6 digits): ")
    if PIN.fullmatch(pin) is None:
        return _refuse("a PIN has 4 to 6 digits")
    if ask("The same PIN again: ") != pin:
        return _refuse("the two PINs differ")
    faults: list[Exception] = []
    try:
        folders.make()
        opened = open_store(
            folders.root,
            KeySource(settings.store.key, settings.profile.name),
            Lane(settings.terminal.terminal_id, settings.store.first_batch),
            SystemClock(),
            faults.append,
        )
    except StoreError as error:
        return _refuse(f"{folders.root}: {error}")
    try:
        added = opened.sign_in.seed([OperatorSeed(operator, pin)])
    except (StoreError, TimeoutError) as error:
        return _refuse(f"not added: {type(error).__name__}")
    finally:
        opened.close(CLOSE_DEADLINE_S)
    if not added:
        return _refuse(f"there is an operator {operator.operator_id} already")
    sys.stdout.write(f"{operator.name} may sign in as {operator.role.value}\n")
    return 0


def _refuse(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return EXIT_REFUSED

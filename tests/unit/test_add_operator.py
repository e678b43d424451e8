"""Adding an operator from the command line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.bootstrap.command import run
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.operators import add_operator
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.settings import demo_settings
from models.database import OpenedStore, open_store
from models.operators import SignInOutcome
from tests.helpers.store import DEADLINE_S, FILE_KEY, LANE

BOSS = Operator("77", "The Boss", Role.MANAGER)


def answers(*texts: str) -> Callable[[str], str]:
    waiting = list(texts)
    return lambda _: waiting.pop(0)


@contextlib.contextmanager
def opened(folder: Path) -> Iterator[OpenedStore]:
    store = open_store(folder, FILE_KEY, LANE, SystemClock(), lambda _: None)
    try:
        yield store
    finally:
        store.close(DEADLINE_S)


def test_an_operator_who_was_added_can_sign_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add_operator(demo_settings(), Folders(tmp_path), BOSS, answers("4321", "4321")) == 0
    assert "The Boss may sign in as manager" in capsys.readouterr().out
    with opened(tmp_path) as store:
        result = store.sign_in.sign_in("77", "4321")
    assert (result.outcome, result.operator) == (SignInOutcome.OK, BOSS)


@pytest.mark.parametrize(
    ("operator", "pins", "why"),
    [
        (BOSS, ("123",), "a PIN has 4 to 6 digits"),
        (BOSS, ("12345a",), "a PIN has 4 to 6 digits"),
        (BOSS, ("1234", "1235"), "the two PINs differ"),
        (Operator("7 7", "The Boss", Role.MANAGER), (), "1 to 8 letters and digits"),
        (Operator("77", " ", Role.MANAGER), (), "and a name"),
    ],
)
def test_what_is_not_as_it_must_be_is_refused_in_words(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    operator: Operator,
    pins: tuple[str, ...],
    why: str,
) -> None:
    assert add_operator(demo_settings(), Folders(tmp_path), operator, answers(*pins)) == 2
    assert why in capsys.readouterr().err


def test_a_role_that_there_is_not_is_answered_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        run(["add-operator", "77", "The Boss", "boss"])
    told = " ".join(capsys.readouterr().err.split())
    assert "no role 'boss': write cashier, supervisor or manager" in told


def test_an_id_is_given_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = [
        add_operator(demo_settings(), Folders(tmp_path), BOSS, answers("4321", "4321"))
        for _ in range(2)
    ]
    assert codes == [0, 2]
    assert "there is an operator 77 already" in capsys.readouterr().err


def test_while_the_till_is_open_nobody_is_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path):
        code = add_operator(demo_settings(), Folders(tmp_path), BOSS, answers("4321", "4321"))
    assert code == 2
    assert "in_use" in capsys.readouterr().err

"""run.py: what it understands, and what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import run
from tools.commands import (
    COMMANDS,
    Request,
    UsageError,
    check_commands,
    has_display,
    lock_commands,
    module_arguments,
    opens_windows,
    parse,
)
from tools.environment import (
    ROOT,
    Environment,
)


def run_script(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """run.py as a newcomer's terminal without a display would start it."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# What it understands


def test_nothing_opens_the_till() -> None:
    assert parse([]) == Request("till")


@pytest.mark.parametrize("word", ["-h", "--help", "help"])
def test_help_is_found_under_each_of_its_names(word: str) -> None:
    assert parse([word]) == Request("help")


def test_options_go_to_the_till() -> None:
    assert parse(["--profile", "lab"]) == Request("till", ("--profile", "lab"))
    assert parse(["--help-till"]) == Request("till", ("--help",))


def test_each_command_takes_its_arguments() -> None:
    assert parse(["test", "-k", "money"]) == Request("test", ("-k", "money"))
    assert parse(["bench", "start"]) == Request("bench", ("start",))
    assert parse(["lock", "--upgrade"]) == Request("lock", ("--upgrade",))
    assert parse(["check"]) == Request("check")
    assert parse(["setup"]) == Request("setup")


@pytest.mark.parametrize(
    "argv",
    [["tset"], ["tour"], ["tour", "--lang", "zh_CN"], ["check", "ui"], ["setup", "now"]],
)
def test_what_does_not_exist_is_refused(argv: list[str]) -> None:
    with pytest.raises(UsageError):
        parse(argv)


@given(st.lists(st.text(), max_size=4))
def test_any_command_line_is_read_or_refused(argv: list[str]) -> None:
    try:
        request = parse(argv)
    except UsageError:
        return
    assert request.command in (*COMMANDS, "till", "help")


def test_a_tour_is_saved_relative_to_where_it_was_asked_for(tmp_path: Path) -> None:
    request = parse(["tour", "pictures", "--lang", "zh_CN"])
    assert module_arguments(request, tmp_path) == (
        *("-m", "kpay_desktop", "tour"),
        *(str(tmp_path / "pictures"), "--lang", "zh_CN"),
    )


@pytest.mark.parametrize("command", ["add-operator", "bank"])
def test_what_opens_no_window_needs_no_display(command: str) -> None:
    """A shop is set up over a line as well."""
    assert parse([command, "01"]) == Request("till", (command, "01"))
    assert not opens_windows(parse(["--profile", "shop.toml", command]))
    assert not opens_windows(parse(["--version"]))
    assert opens_windows(parse(["--profile", "shop.toml"]))
    assert not opens_windows(parse(["setup"]))


def test_profile_and_data_are_found_from_where_they_were_typed(tmp_path: Path) -> None:
    request = parse(["--profile", "shop.toml", "--data=books", "add-operator", "01"])
    assert module_arguments(request, tmp_path)[2:] == (
        *("--profile", str(tmp_path / "shop.toml"), f"--data={tmp_path / 'books'}"),
        *("add-operator", "01"),
    )
    far = str(tmp_path / "elsewhere" / "shop.toml")
    request = parse(["--profile", far])
    assert module_arguments(request, tmp_path / "here")[-1] == far


def test_each_command_becomes_a_module(tmp_path: Path) -> None:
    assert module_arguments(parse([]), tmp_path) == ("-m", "kpay_desktop")
    shared = ("-m", "pytest", "-n", "auto", "--dist", "loadfile")
    told = module_arguments(parse(["test", "-x", "-n", "0"]), tmp_path)
    assert told == (*shared, "-x", "-n", "0"), "what is said later wins"
    assert module_arguments(parse(["test", "tests/gui"]), tmp_path) == (*shared, "tests/gui")
    for named in ("tests/unit/test_money.py", "tests/unit/test_money.py::test_a[b]"):
        alone = ("-m", "pytest", "-k", "x", named)
        assert module_arguments(parse(["test", "-k", "x", named]), tmp_path) == alone
    assert module_arguments(parse(["bench"]), tmp_path) == ("-m", "benchmarks")
    assert module_arguments(parse(["fuzz", "--seconds", "9"]), tmp_path) == (
        *("-m", "tests.fuzz"),
        *("--seconds", "9"),
    )


def test_a_display_is_asked_for_on_linux_only() -> None:
    assert not has_display({}, "linux")
    assert not has_display({"DISPLAY": ""}, "linux")
    assert has_display({"DISPLAY": ":0"}, "linux")
    assert has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert has_display({"QT_QPA_PLATFORM": "offscreen"}, "linux")
    assert has_display({}, "win32")
    assert has_display({}, "darwin")


def test_check_runs_lint_format_types_and_directions() -> None:
    names = [name for name, _ in check_commands(Environment())]
    assert names == ["lint", "format", "types", "directions"]


def test_lock_files_hold_hashes_and_no_registry() -> None:
    commands = lock_commands(Environment(), ["--upgrade"])
    assert len(commands) == 6
    for command in commands:
        assert {"--universal", "--generate-hashes", "--no-emit-index-url"} <= set(command)
        assert "--upgrade" in command


# What it says


def test_without_a_display_it_says_so_and_names_the_tour() -> None:
    answer = run_script()
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert "no display" in answer.stderr
    assert "python3 run.py tour DIR" in answer.stderr


def test_help_names_every_command() -> None:
    answer = run_script("--help")
    assert answer.returncode == 0
    assert answer.stderr == ""
    for command in COMMANDS:
        assert f"run.py {command}" in answer.stdout


def test_an_unknown_command_is_named_and_the_usage_shown() -> None:
    answer = run_script("tset")
    assert answer.returncode == 2
    assert "tset" in answer.stderr
    assert "run.py test" in answer.stderr


def test_an_older_python_is_told_what_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", {"python3.12": "/bin/python3.12"}.get)
    words = run._too_old()
    assert "3.11 or newer" in words
    assert "python3.12 run.py" in words
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert "install" in run._too_old()

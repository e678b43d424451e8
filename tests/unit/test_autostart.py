"""The entry that starts the till with the computer, on each system."""

from __future__ import annotations

import errno
import json
import os
import plistlib
import stat
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.bootstrap.autostart.entry import (
    ROOT,
    EntryError,
    EntryState,
    Program,
    StartEntry,
    keep,
    till_program,
)
from kpay_desktop.bootstrap.autostart.linux import (
    DesktopEntry,
    autostart_folder,
    desktop_file,
    exec_line,
)
from kpay_desktop.bootstrap.autostart.macos import LaunchAgent
from kpay_desktop.bootstrap.autostart.system import start_entry
from kpay_desktop.bootstrap.autostart.windows import (
    APPROVED_KEY,
    LONGEST_COMMAND,
    RUN_KEY,
    RunValue,
)
from tests.helpers.desktop_entry import read_entry, start_of

ENABLED, DISABLED = bytes([2, *[0] * 11]), bytes([3, *[0] * 11])
# What a folder may be called, and what a shell or a desktop would make something of.
EVIL = ' a "till" of $HOME & 100%u `x`; \\ #1 ~ 收银=1'

paths = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=30
)


@dataclass(slots=True)
class FakeRegistry:
    """Keys in memory; ``fails`` is raised by every call."""

    values: dict[tuple[str, str], object] = field(default_factory=dict)
    fails: OSError | None = None

    def read(self, key: str, name: str) -> object:
        self._fail()
        return self.values.get((key, name))

    def write(self, key: str, name: str, text: str) -> None:
        self._fail()
        self.values[key, name] = text

    def remove(self, key: str, name: str) -> None:
        self._fail()
        self.values.pop((key, name), None)

    def _fail(self) -> None:
        if self.fails is not None:
            raise self.fails


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program that writes down how it was started."""
    folder = tmp_path / EVIL
    folder.mkdir()
    script = folder / "run.py"
    script.write_text(
        "import json, os, sys\n"
        "told = {'argv': sys.argv, 'folder': os.getcwd()}\n"
        "json.dump(told, open(os.path.join(os.path.dirname(__file__), 'told'), 'w'))\n",
        "utf-8",
    )
    command = (sys.executable, str(script), "--profile", str(folder / "shop 1.toml"), "", "a=b")
    return Program("kpay-desktop-shop", "KPay Desktop (shop)", command, folder)


@pytest.fixture(params=["linux", "macos", "windows"])
def entry(request: pytest.FixtureRequest, program: Program, tmp_path: Path) -> StartEntry:
    """The program's entry on each system; none of its folders is there yet."""
    made: dict[str, StartEntry] = {
        "linux": DesktopEntry(program, tmp_path / "new" / "autostart"),
        "macos": LaunchAgent(program, tmp_path / "new"),
        "windows": RunValue(replace(program, command=("till.exe", "a b")), FakeRegistry()),
    }
    return made[str(request.param)]


def test_an_entry_is_switched_on_and_off_and_read_back(entry: StartEntry) -> None:
    assert entry.state() is EntryState.ABSENT

    for _ in range(2):
        entry.switch(on=True)
        assert entry.state() is EntryState.OURS
    for _ in range(2):
        entry.switch(on=False)
        assert entry.state() is EntryState.ABSENT


def test_settings_are_kept_without_need(entry: StartEntry) -> None:
    keep(entry, wanted=False)
    assert entry.state() is EntryState.ABSENT
    keep(entry, wanted=True)
    keep(entry, wanted=True)
    assert entry.state() is EntryState.OURS
    keep(entry, wanted=False)
    assert entry.state() is EntryState.ABSENT


# --- a Linux desktop --------------------------------------------------------------------------


@pytest.fixture
def desktop(program: Program, tmp_path: Path) -> DesktopEntry:
    """The program's entry on a Linux desktop."""
    return DesktopEntry(program, tmp_path / "autostart")


def test_the_desktop_starts_the_program_as_it_was_told(
    desktop: DesktopEntry, program: Program
) -> None:
    desktop.switch(on=True)

    start = start_of(desktop.path.read_text("utf-8"))
    assert (start.command, start.folder) == (program.command, program.folder)
    done = subprocess.run(
        start.command, cwd=start.folder, capture_output=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    told = json.loads((program.folder / "told").read_text("utf-8"))
    assert told["argv"] == list(program.command[1:])
    assert told["folder"] == str(program.folder)


@given(arguments=st.lists(paths, max_size=4), folder=paths)
def test_any_path_survives_the_files_quoting(arguments: list[str], folder: str) -> None:
    command = (sys.executable, *arguments)
    program = Program("name", "title", command, Path("/") / folder)

    start = start_of(desktop_file(program))

    assert (start.command, start.folder) == (command, program.folder)


@pytest.mark.parametrize(
    ("argument", "written"),
    [
        ("/usr/bin/python3", "/usr/bin/python3"),
        ("a b", '"a b"'),
        ("", '""'),
        ("a$b", r'"a\\$b"'),
        ('a"b', r'"a\\"b"'),
        ("a\\b", r'"a\\\\b"'),
        ("100%", "100%%"),
    ],
)
def test_arguments_are_quoted_by_the_specification(argument: str, written: str) -> None:
    assert exec_line(["p", argument]) == f"p {written}"


def test_the_file_is_named_and_may_be_read(desktop: DesktopEntry) -> None:
    desktop.switch(on=True)

    keys = read_entry(desktop.path.read_text("utf-8"))
    assert desktop.path.name == "kpay-desktop-shop.desktop"
    assert (keys["Name"], keys["Terminal"]) == ("KPay Desktop (shop)", "false")
    assert stat.S_IMODE(desktop.path.stat().st_mode) == 0o644
    assert [path.name for path in desktop.path.parent.iterdir()] == [desktop.path.name]


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_what_the_desktop_switched_off_stays_off(desktop: DesktopEntry, line: str) -> None:
    desktop.switch(on=True)
    text = desktop.path.read_text("utf-8").replace("X-GNOME-Autostart-enabled=true\n", "")
    desktop.path.write_text(f"{text}{line}\n", "utf-8")

    keep(desktop, wanted=True)
    keep(desktop, wanted=False)
    assert desktop.state() is EntryState.SWITCHED_OFF

    desktop.switch(on=True)
    assert desktop.state() is EntryState.OURS


def test_an_entry_of_a_till_that_was_moved_is_mended(
    desktop: DesktopEntry, program: Program
) -> None:
    old = replace(program, command=("/old/python", "/old/run.py"))
    DesktopEntry(old, desktop.path.parent).switch(on=True)
    assert desktop.state() is EntryState.OTHER

    keep(desktop, wanted=False)
    assert desktop.state() is EntryState.OTHER
    keep(desktop, wanted=True)
    assert desktop.state() is EntryState.OURS


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "[Other]\nType=Application\n", "[Desktop Entry]\n# Exec=x\nExec\n", "\xff\0"],
)
def test_a_file_that_says_nothing_is_not_ours(desktop: DesktopEntry, text: str) -> None:
    desktop.path.parent.mkdir()
    desktop.path.write_text(text, "latin-1")

    assert desktop.state() is EntryState.OTHER


def test_the_folder_is_the_persons_own(tmp_path: Path) -> None:
    usual = tmp_path / ".config" / "autostart"
    assert autostart_folder({}, tmp_path) == usual
    assert autostart_folder({"XDG_CONFIG_HOME": "relative"}, tmp_path) == usual
    assert autostart_folder({"XDG_CONFIG_HOME": "/other"}, tmp_path) == Path("/other/autostart")


def test_a_program_that_no_entry_can_name_is_refused(desktop: DesktopEntry) -> None:
    odd = Program("name", "title", ("/opt/a=b/python",), Path("/"))

    with pytest.raises(EntryError) as refused:
        DesktopEntry(odd, desktop.path.parent).switch(on=True)
    assert refused.value.reason.id == "comfort.start_failed"


@pytest.mark.parametrize("system", ["linux", "macos"])
def test_a_folder_that_is_none_is_told(program: Program, tmp_path: Path, system: str) -> None:
    (tmp_path / "autostart").write_text("a file", "utf-8")
    (tmp_path / "Library").write_text("a file", "utf-8")
    made: dict[str, StartEntry] = {
        "linux": DesktopEntry(program, tmp_path / "autostart"),
        "macos": LaunchAgent(program, tmp_path),
    }

    assert made[system].state() is EntryState.ABSENT
    made[system].switch(on=False)
    with pytest.raises(EntryError) as refused:
        made[system].switch(on=True)
    assert refused.value.reason.id == "comfort.start_failed"


def test_an_entry_that_is_a_folder_cannot_be_read(desktop: DesktopEntry) -> None:
    desktop.path.mkdir(parents=True)

    with pytest.raises(EntryError):
        desktop.state()
    with pytest.raises(EntryError):
        desktop.switch(on=True)
    assert [path.name for path in desktop.path.parent.iterdir()] == [desktop.path.name]


# --- macOS ------------------------------------------------------------------------------------


def test_the_launch_agent_starts_the_program(program: Program, tmp_path: Path) -> None:
    agent = LaunchAgent(program, tmp_path)
    agent.switch(on=True)

    assert agent.path == tmp_path / "Library/LaunchAgents/com.kpay-group.kpay-desktop-shop.plist"
    told = plistlib.loads(agent.path.read_bytes())
    assert told["Label"] == agent.path.stem
    assert told["ProgramArguments"] == list(program.command)
    assert told["WorkingDirectory"] == str(program.folder)
    assert told["RunAtLoad"] is True


def test_an_agent_that_is_disabled_or_not_ours(program: Program, tmp_path: Path) -> None:
    agent = LaunchAgent(program, tmp_path)
    agent.switch(on=True)
    told = plistlib.loads(agent.path.read_bytes())

    agent.path.write_bytes(plistlib.dumps(told | {"Disabled": True}))
    assert agent.state() is EntryState.SWITCHED_OFF
    for other in (b"", b"<plist", b"bplist00", plistlib.dumps([1]), plistlib.dumps({})):
        agent.path.write_bytes(other)
        assert agent.state() is EntryState.OTHER, other


# --- Windows ----------------------------------------------------------------------------------


def windows(*command: str) -> tuple[RunValue, FakeRegistry]:
    registry = FakeRegistry()
    program = Program("kpay-desktop-shop", "KPay Desktop (shop)", command, Path("C:/till"))
    return RunValue(program, registry), registry


def test_windows_gets_a_command_line_with_quoted_paths() -> None:
    value, registry = windows(
        r"C:\Program Files\Python\pythonw.exe", "C:\\KPay till\\run.py", "--data", "D:\\a b\\"
    )

    value.switch(on=True)

    assert registry.values == {
        (RUN_KEY, "KPay Desktop (shop)"): r'"C:\Program Files\Python\pythonw.exe"'
        r' "C:\KPay till\run.py" --data "D:\a b\\"'
    }


def test_what_task_manager_switched_off_stays_off() -> None:
    value, registry = windows("till.exe")
    value.switch(on=True)
    registry.values[APPROVED_KEY, "KPay Desktop (shop)"] = ENABLED
    assert value.state() is EntryState.OURS
    registry.values[APPROVED_KEY, "KPay Desktop (shop)"] = DISABLED
    assert value.state() is EntryState.SWITCHED_OFF

    keep(value, wanted=True)
    assert value.state() is EntryState.SWITCHED_OFF
    value.switch(on=True)
    assert value.state() is EntryState.OURS


def test_a_command_that_windows_would_not_start_is_refused() -> None:
    value, registry = windows("till.exe", "x" * LONGEST_COMMAND)

    with pytest.raises(EntryError) as refused:
        value.switch(on=True)
    assert refused.value.reason.id == "comfort.start_too_long"
    assert registry.values == {}
    value.switch(on=False)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "comfort.start_denied"),
        (errno.EROFS, "comfort.start_denied"),
        (errno.ENOSPC, "comfort.start_full"),
        (errno.EIO, "comfort.start_failed"),
    ],
)
def test_a_registry_that_refuses_says_why(number: int, reason: str) -> None:
    value, registry = windows("till.exe")
    registry.fails = OSError(number, os.strerror(number))

    for call in (value.state, lambda: value.switch(on=True), lambda: value.switch(on=False)):
        with pytest.raises(EntryError) as refused:
            call()
        assert refused.value.reason.id == reason


# --- this program on this system --------------------------------------------------------------


def test_the_till_is_started_by_run_py_and_an_interpreter_of_its_own() -> None:
    program = till_program("shop", ["--profile", "/etc/kpay/shop.toml"])

    python, script, *arguments = program.command
    assert Path(script) == ROOT / "run.py"
    assert Path(script).is_file()
    assert arguments == ["--profile", "/etc/kpay/shop.toml"]
    assert ROOT / ".venv" not in Path(python).parents
    said = subprocess.run(
        [python, "-c", "import sys; print(sys.version_info[:2] >= (3, 11))"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert said.stdout == "True\n"


def test_a_packed_till_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    assert till_program("shop", ["--data", "d"]).command == (sys.executable, "--data", "d")


def test_this_systems_entry_lies_in_this_persons_home(private_home: Path) -> None:
    entry = start_entry(till_program("shop", []))
    entry.switch(on=True)

    assert entry.state() is EntryState.OURS
    assert isinstance(entry, DesktopEntry)
    assert private_home in entry.path.parents
    entry.switch(on=False)

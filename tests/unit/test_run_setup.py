"""run.py's environment: when it is set up again, by whom, and with what."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tools import system_packages
from tools.environment import (
    ROOT,
    Environment,
    Level,
    clean_environment,
    parse_pip_config,
    uv_environment,
)
from tools.errors import SetupError
from tools.exclusive import exclusive


@pytest.fixture
def project(tmp_path: Path) -> Environment:
    """A project's folder with lock files and an environment of which only the name exists."""
    requirements = tmp_path / "requirements"
    requirements.mkdir()
    for name in ("run", "test", "setup", "build", "readers"):
        (requirements / f"{name}.lock").write_text(f"{name}==1\n")
    environment = Environment(tmp_path)
    environment.python.parent.mkdir(parents=True)
    environment.python.write_text("")
    return environment


def test_an_environment_without_a_stamp_is_not_ready(project: Environment) -> None:
    assert not project.is_ready(Level.RUN)


def test_a_stamped_environment_is_ready_and_left_alone(project: Environment) -> None:
    project.write_stamp(Level.RUN)
    assert project.is_ready(Level.RUN)
    project.ensure(Level.RUN)
    assert not (project.root / ".venv.lock").exists()


def test_the_tests_need_more_than_the_till(project: Environment) -> None:
    project.write_stamp(Level.RUN)
    assert not project.is_ready(Level.TEST)
    project.write_stamp(Level.TEST)
    assert project.is_ready(Level.TEST)
    assert project.is_ready(Level.RUN)


@pytest.mark.parametrize("name", ["run.lock", "setup.lock", "build.lock", "readers.lock"])
def test_a_changed_lock_file_sets_up_again(project: Environment, name: str) -> None:
    project.write_stamp(Level.RUN)
    (project.root / "requirements" / name).write_text("other==2\n")
    assert not project.is_ready(Level.RUN)


def test_a_vanished_interpreter_sets_up_again(project: Environment) -> None:
    project.write_stamp(Level.RUN)
    project.python.unlink()
    assert not project.is_ready(Level.RUN)


def test_an_environment_that_was_moved_sets_up_again(project: Environment, tmp_path: Path) -> None:
    project.write_stamp(Level.RUN)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    (tmp_path / "requirements").rename(moved / "requirements")
    project.folder.rename(moved / ".venv")
    assert not Environment(moved).is_ready(Level.RUN)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": 7}', '{"level": "TEST"}', "\0"])
def test_a_damaged_stamp_counts_as_none(project: Environment, content: str) -> None:
    project.stamp.write_text(content)
    assert not project.is_ready(Level.RUN)


def test_changed_system_packages_set_up_again(
    project: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write_stamp(Level.RUN)
    monkeypatch.setattr("tools.environment.RUN_PACKAGES", ("libnew1",))
    assert not project.is_ready(Level.RUN)


COMPILE = "compile kpay_desktop ui hardware models resources"


class Workshop(Environment):
    """An environment whose installers only note what they would do, or are interrupted."""

    def __init__(self, root: Path, interrupted: bool = False) -> None:
        super().__init__(root)
        self.done: list[str] = []
        self.interrupted = interrupted

    def _create(self) -> None:
        self.done.append("create")
        self.python.parent.mkdir(parents=True)
        self.python.write_text("")

    def _install(self, lock_file: Path) -> None:
        assert not self.stamp.exists(), "a set-up that ends here must not look complete"
        self.done.append(f"install {lock_file.name}")
        if self.interrupted:
            raise KeyboardInterrupt

    def install_readers(self) -> None:
        self.done.append("readers")

    def _probe(self) -> None:
        self.done.append("probe")

    def _compile(self, places: Iterable[str]) -> None:
        self.done.append(f"compile {' '.join(Path(place).name for place in places)}")


@pytest.fixture
def no_system_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.environment.ensure_system_packages", lambda with_tests: None)


@pytest.mark.usefixtures("no_system_packages")
def test_a_half_made_environment_is_built_anew(project: Environment) -> None:
    left = project.folder / "left-behind"
    left.write_text("")
    workshop = Workshop(project.root)
    workshop.ensure(Level.RUN)
    assert workshop.done == ["create", "install run.lock", "readers", "probe", COMPILE]
    assert not left.exists()
    assert workshop.is_ready(Level.RUN)


@pytest.mark.usefixtures("no_system_packages")
def test_an_interrupted_set_up_is_repaired_by_the_next(project: Environment) -> None:
    project.write_stamp(Level.RUN)
    with pytest.raises(KeyboardInterrupt):
        Workshop(project.root, interrupted=True).ensure(Level.TEST)
    assert not project.is_ready(Level.RUN)
    workshop = Workshop(project.root)
    workshop.ensure(Level.TEST)
    assert workshop.done == ["create", "install test.lock", "readers", "probe", COMPILE]


@pytest.mark.usefixtures("no_system_packages")
def test_a_whole_environment_is_brought_up_to_date_in_place(project: Environment) -> None:
    project.write_stamp(Level.TEST)
    (project.root / "requirements" / "run.lock").write_text("other==2\n")
    (project.root / "requirements" / "test.lock").write_text("other==2\n")
    workshop = Workshop(project.root)
    workshop.ensure(Level.RUN)
    # What the tests need stays, although the till alone was asked for.
    assert workshop.done == ["install test.lock", "readers", "probe", COMPILE]
    assert workshop.is_ready(Level.TEST)


# Two at once


def test_a_second_set_up_waits_for_the_first(tmp_path: Path) -> None:
    path, order = tmp_path / "lock", []
    said = threading.Event()

    def second() -> None:
        with exclusive(path, said.set):
            order.append("second")

    thread = threading.Thread(target=second)
    with exclusive(path, lambda: None):
        thread.start()
        assert said.wait(10)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_waiting_has_an_end(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with (
        exclusive(path, lambda: None),
        pytest.raises(SetupError, match="too long"),
        exclusive(path, lambda: None, limit_s=0.0),
    ):
        pass


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock and would for a minute."""
    program = (
        "import pathlib, sys, time\n"
        "from tools.exclusive import exclusive\n"
        "with exclusive(pathlib.Path(sys.argv[1]), lambda: None):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "lock")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_killed_set_up_holds_nothing(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    waited = []
    holder.kill()
    holder.wait(10)
    with exclusive(tmp_path / "lock", lambda: waited.append(True), limit_s=0.0):
        assert waited == []


# What the system must bring


def test_packages_are_found_under_their_newer_name() -> None:
    wanted = ["libglib2.0-0", "libgl1", "xvfb"]
    assert system_packages.missing_packages(wanted, ["libglib2.0-0t64", "libgl1"]) == ["xvfb"]


def test_only_whole_installations_count() -> None:
    listing = "libgl1 ii \nlibegl1 rc \nxvfb un \nlibdbus-1-3 iU \nnonsense\n"
    assert system_packages.parse_dpkg(listing) == ["libgl1"]


def test_tests_need_a_display_server_and_the_till_does_not() -> None:
    till = system_packages.wanted_packages(with_tests=False, has_ensurepip=True)
    tests = system_packages.wanted_packages(with_tests=True, has_ensurepip=True)
    assert "xvfb" not in till
    assert set(tests) - set(till) == set(system_packages.TEST_PACKAGES)


def test_venv_is_asked_for_where_python_comes_without() -> None:
    wanted = system_packages.wanted_packages(with_tests=False, has_ensurepip=False)
    assert wanted[0] == f"python3.{sys.version_info.minor}-venv"


def test_whoever_may_not_install_is_given_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "is_debian_family", lambda: True)
    monkeypatch.setattr(system_packages, "_installed", lambda _names: [])
    monkeypatch.setattr(system_packages, "_privilege", lambda: None)
    with pytest.raises(SetupError) as caught:
        system_packages.ensure_system_packages(with_tests=False, system="linux")
    assert "sudo apt-get install -y --no-install-recommends" in str(caught.value)
    assert "libxcb-cursor0" in str(caught.value)


def test_a_till_is_set_up_where_readers_cannot_be(
    project: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []

    def fails(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr("tools.environment.ensure_reader_packages", lambda: ["gcc"])
    monkeypatch.setattr("tools.environment.subprocess.run", fails)
    project.install_readers()
    said = capsys.readouterr().out
    assert "missing: gcc" in said
    assert "The till sells by code" in said
    assert len(asked) == 1, "nothing is built where what builds could not be had"
    assert {"--require-hashes", str(project.build_lock_file)} <= set(asked[0])


def test_what_readers_lack_is_named_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "is_debian_family", lambda: True)
    monkeypatch.setattr(system_packages, "_installed", lambda _names: ["gcc", "libc6-dev"])
    monkeypatch.setattr(system_packages, "_privilege", lambda: None)
    lacking = system_packages.ensure_reader_packages(system="linux")
    assert lacking[:2] == ["libpcsclite-dev", "pcscd"]
    assert system_packages.ensure_reader_packages(system="win32") == []


def test_elsewhere_missing_libraries_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_packages, "is_debian_family", lambda: False)
    monkeypatch.setattr("ctypes.util.find_library", {"GL": "libGL.so.1"}.get)
    system_packages.ensure_system_packages(with_tests=False, system="linux")
    said = capsys.readouterr().out
    assert "xcb-cursor" in said
    assert "GL," not in said.replace("EGL,", "")


def test_windows_and_mac_bring_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_packages, "is_debian_family", lambda: pytest.fail("was asked"))
    system_packages.ensure_system_packages(with_tests=True, system="win32")
    system_packages.ensure_system_packages(with_tests=True, system="darwin")


# Sources of packages


def test_pips_own_settings_reach_uv() -> None:
    listing = (
        "global.find-links='/media/wheels\\n/srv/wheels'\n"
        "global.index-url='file:///old'\n"
        ":env:.index-url='file:///mirror'\n"
        ":env:.no-index='1'\n"
        "global.cert='/etc/ca.pem'\n"
        "no value here\n"
    )
    told = uv_environment({}, listing)
    assert told["UV_DEFAULT_INDEX"] == "file:///mirror"
    assert told["UV_FIND_LINKS"] == "/media/wheels,/srv/wheels"
    assert told["UV_NO_INDEX"] == "1"
    assert told["SSL_CERT_FILE"] == "/etc/ca.pem"


def test_what_uv_was_told_itself_stays() -> None:
    listing = "global.index-url='file:///pip'\nglobal.find-links='/pip'\n"
    told = uv_environment({"UV_DEFAULT_INDEX": "file:///uv", "UV_FIND_LINKS": "/uv"}, listing)
    assert told["UV_DEFAULT_INDEX"] == "file:///uv"
    assert told["UV_FIND_LINKS"] == "/uv"
    assert "UV_DEFAULT_INDEX" not in uv_environment({"UV_INDEX_URL": "file:///uv"}, listing)
    assert parse_pip_config("") == {}


def test_a_foreign_environment_does_not_leak_in() -> None:
    assert clean_environment({"PYTHONPATH": "/x", "VIRTUAL_ENV": "/y", "LANG": "C"}) == {
        "LANG": "C"
    }

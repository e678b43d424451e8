"""The commands of run.py: what was asked, the set-up it needs, and the process that does it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.environment import ROOT, Environment, Level
from tools.errors import SetupError
from tools.fuzzer import fuzzer_arguments

USAGE = """\
KPay Desktop

  python3 run.py [options]       set up if needed, then open the till
  python3 run.py test [pytest options]
                                 set up with all test parts, then pass every test, in
                                 several processes (-n 0: in one, as for a file named)
  python3 run.py check           lint, format, types and directions between rooms
  python3 run.py tour DIR [--lang zh_CN] [--size 1920x1080]
                                 save a picture of every page in DIR; needs no display
  python3 run.py bench [names]   measure, each beside its floor from the same run
  python3 run.py faults [--seed S] [--every N | --all] [--only NAMES]
                                 kill the till and fail its system calls, point by point
  python3 run.py soak [--sales N] [--kill-every K] [--faults LIST] [--seed S]
                                 sell at the real program, which is killed, and audit the books
  python3 run.py simulate [--seeds N] [--first S] [--faults NAMES]
                                 live through whole days by seed, in virtual time
  python3 run.py plants [--only NAMES]
                                 make mistakes on purpose in a copy, and see each of them found
  python3 run.py disk-states [--states N] [--seed S]
                                 open every state in which a power cut could leave a day's files
  python3 run.py fuzz [--seconds N] [--target NAME]
                                 give every reader of foreign bytes what nobody thought of
  python3 run.py setup           only set up
  python3 run.py lock            resolve requirements/*.lock anew from pyproject.toml
  python3 run.py --help          this text

Options that are not listed go to the till itself: python3 run.py --help-till lists them.
"""

NO_DISPLAY = """\
There is no display here to open the till on (neither DISPLAY nor WAYLAND_DISPLAY is set).
Start it from a desktop session, or have its pages saved as pictures:
    python3 run.py tour DIR
"""

_TRIALS = {
    "faults": "tests.faults",
    "soak": "tests.soak",
    "simulate": "tests.simulator",
    "plants": "tests.plants",
    "fuzz": "tests.fuzz",
}
"""Which package tries the till in which way."""

COMMANDS = ("test", "check", "tour", "bench", *_TRIALS, "setup", "lock")

#: The till's own, which open no window: they do in a terminal far from any screen.
TERMINAL_COMMANDS = ("add-operator", "bank")

_PATHS = ("--profile", "--data")

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130

#: Of Windows: what is started opens no terminal of its own.
CREATE_NO_WINDOW = 0x0800_0000

#: Of pytest: several processes take the tests, file by file. What is said later wins: -n 0.
SHARED_OUT = ("-n", "auto", "--dist", "loadfile")

LOCK_OPTIONS = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"),
    *("--no-emit-index-url", "--no-emit-find-links", "--quiet"),
)


class UsageError(Exception):
    """The command line asks for something that does not exist; the message says what."""


@dataclass(frozen=True, slots=True)
class Request:
    """A command ("till", "help" or one of COMMANDS) and what goes with it."""

    command: str
    arguments: tuple[str, ...] = ()


def parse(argv: Sequence[str]) -> Request:
    """Reads the command line; raises UsageError."""
    if not argv:
        return Request("till")
    first, rest = argv[0], tuple(argv[1:])
    if first in ("-h", "--help", "help"):
        return Request("help")
    if first == "--help-till":
        return Request("till", ("--help", *rest))
    if first.startswith("-") or first in TERMINAL_COMMANDS:
        return Request("till", tuple(argv))
    if first not in COMMANDS:
        raise UsageError(f"There is no command “{first}”.")
    if first == "tour" and (not rest or rest[0].startswith("-")) and "--help" not in rest:
        raise UsageError("tour needs the folder to save its pictures in: python3 run.py tour DIR")
    if first in ("check", "setup") and rest:
        raise UsageError(f"{first} takes nothing more, and got: {' '.join(rest)}")
    return Request(first, rest)


def opens_windows(request: Request) -> bool:
    """Whether it opens the till's windows, and not a command of the till for the terminal."""
    windowless = {"-h", "--help", "--version", *TERMINAL_COMMANDS}
    return request.command == "till" and not windowless & set(request.arguments)


def has_display(environ: Mapping[str, str], system: str) -> bool:
    """Whether windows can open; ``system`` is as in sys.platform.

    A Qt platform chosen by hand counts as a display: whoever names one knows why.
    """
    if system != "linux":
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(environ.get(name) for name in names)


def module_arguments(request: Request, caller_folder: Path) -> tuple[str, ...]:
    """The arguments for the environment's Python that carry ``request`` out.

    The process runs in the project's folder, so files and folders are made absolute first.
    """
    if request.command == "till":
        return ("-m", "kpay_desktop", *_absolute(request.arguments, caller_folder))
    if request.command == "test":
        names_tests = any(_is_test(word) for word in request.arguments)
        return ("-m", "pytest", *(() if names_tests else SHARED_OUT), *request.arguments)
    if request.command == "bench":
        return ("-m", "benchmarks", *request.arguments)
    if request.command in _TRIALS:
        return ("-m", _TRIALS[request.command], *request.arguments)
    if request.command == "tour":
        folder, *options = request.arguments
        if not folder.startswith("-"):
            folder = str(caller_folder / folder)
        return ("-m", "kpay_desktop", "tour", folder, *_absolute(tuple(options), caller_folder))
    raise ValueError(request.command)


def _absolute(arguments: tuple[str, ...], caller_folder: Path) -> tuple[str, ...]:
    """The till's arguments, with the paths among them as seen from where they were typed."""
    words, before = [], ""
    for word in arguments:
        option, equals, value = word.partition("=")
        if before in _PATHS:
            words.append(str(caller_folder / word))
        elif equals and option in _PATHS:
            words.append(f"{option}={caller_folder / value}")
        else:
            words.append(word)
        before = word
    return tuple(words)


def _is_test(word: str) -> bool:
    """Whether an argument for pytest names a file of tests, or one of its tests."""
    return not word.startswith("-") and word.partition("::")[0].endswith(".py")


def check_commands(environment: Environment) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What ``check`` runs, in order: a name for people and the command."""
    binaries = environment.python.parent
    return (
        ("lint", (str(binaries / "ruff"), "check", ".")),
        ("format", (str(binaries / "ruff"), "format", "--check", ".")),
        ("types", (str(environment.python), "-m", "mypy")),
        ("directions", (str(binaries / "lint-imports"), "--no-logo")),
    )


def lock_commands(environment: Environment, options: Sequence[str]) -> list[list[str]]:
    """The commands that resolve the lock files from pyproject.toml, for every system at once."""
    held_back = str(environment.root / "requirements" / "constraints.txt")
    resolve = [str(environment.uv), "pip", "compile", *LOCK_OPTIONS, "-c", held_back, *options]
    run, test = (str(environment.lock_file(level)) for level in (Level.RUN, Level.TEST))
    return [
        [*resolve, "pyproject.toml", "-o", run],
        [*resolve, "pyproject.toml", "--group", "test", "-c", run, "-o", test],
        [*resolve, "--group", "setup", "-o", str(environment.setup_lock_file)],
        [*resolve, "--group", "build", "-c", run, "-o", str(environment.build_lock_file)],
        [*resolve, "--group", "readers", "-c", run, "-o", str(environment.readers_lock_file)],
        [*resolve, "--group", "fuzz", "-o", str(environment.fuzz_lock_file)],
    ]


def main(argv: Sequence[str]) -> int:
    """Carries a command line out; the exit code, unless the process was replaced."""
    try:
        request = parse(argv)
    except UsageError as error:
        print(f"{error}\n\n{USAGE}", end="", file=sys.stderr)
        return EXIT_USAGE
    if request.command == "help":
        print(USAGE, end="")
        return 0
    if opens_windows(request) and not has_display(os.environ, sys.platform):
        print(NO_DISPLAY, end="", file=sys.stderr)
        return EXIT_USAGE
    try:
        return _perform(request, Environment(ROOT))
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("\nInterrupted. The next start repairs what is unfinished.", file=sys.stderr)
        return EXIT_INTERRUPTED


def _perform(request: Request, environment: Environment) -> int:
    needs_tests = request.command in ("test", "check", "lock", *_TRIALS)
    environment.ensure(Level.TEST if needs_tests else Level.RUN)
    if request.command == "fuzz" and not {"-h", "--help"} & set(request.arguments):
        request = Request("fuzz", (*fuzzer_arguments(environment), *request.arguments))
    caller_folder = Path.cwd()
    os.chdir(environment.root)
    if request.command == "setup":
        return 0
    if request.command == "check":
        return _check(environment)
    if request.command == "lock":
        return _all_succeed(lock_commands(environment, request.arguments))
    if request.command in ("tour", "bench") and not has_display(os.environ, sys.platform):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return _become([str(environment.python), *module_arguments(request, caller_folder)])


def _check(environment: Environment) -> int:
    failed = []
    for name, command in check_commands(environment):
        print(f"== {name}", flush=True)
        if subprocess.run(command, check=False).returncode != 0:
            failed.append(name)
    print(f"check: {'failed: ' + ', '.join(failed) if failed else 'all good'}", flush=True)
    return EXIT_FAILED if failed else 0


def _all_succeed(commands: Sequence[Sequence[str]]) -> int:
    for command in commands:
        if subprocess.run(command, check=False).returncode != 0:
            return EXIT_FAILED
    return 0


def _become(command: list[str], system: str = sys.platform) -> int:
    """Runs ``command`` in place of this process, or on Windows, which cannot do that, under it."""
    # Started without a terminal (pythonw), there is nothing to write to.
    has_terminal = sys.stdout is not None
    if has_terminal:
        sys.stdout.flush()
    if system == "win32":
        flags = 0 if has_terminal else CREATE_NO_WINDOW
        return subprocess.run(command, check=False, creationflags=flags).returncode
    return os.execv(command[0], command)

"""The project's own Python environment: made, repaired, brought up to date, or left alone."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from pathlib import Path

from tools.errors import SetupError
from tools.exclusive import exclusive
from tools.system_packages import (
    READER_PACKAGES,
    RUN_PACKAGES,
    TEST_PACKAGES,
    ensure_reader_packages,
    ensure_system_packages,
)

ROOT = Path(__file__).resolve().parent.parent
# Raised when set-up itself changes, so that environments made before are looked at again.
SETUP_FORMAT = "1"

# For how long the libraries of card readers may take to be built.
BUILD_S = 600.0

# Imported once after an installation. The first must work; without the second the till still
# sells, and says which device it cannot use.
ESSENTIAL_IMPORTS = (
    "PySide6.QtGui",
    "PySide6.QtSvg",
    "PySide6.QtWidgets",
    "argon2",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "peewee",
    "sqlcipher3",
    "urllib3",
    "zxingcpp",
)
OPTIONAL_IMPORTS = ("escpos.printer", "pyzbar.pyzbar", "cv2", "smartcard.scard", "nfc.clf")
# The till's own packages, compiled at set-up so that the first start is as quick as the others.
ROOMS = ("kpay_desktop", "ui", "hardware", "models", "resources")
MAC_HINTS = {"pyzbar.pyzbar": "brew install zbar"}


class Level(IntEnum):
    """How much is installed: what the till needs, or what its tests and checks need, too."""

    RUN = 1
    TEST = 2


class Environment:
    """The environment in ``root/.venv`` and the stamp that says it is whole.

    The stamp is removed before anything changes and written when everything is done. So an
    environment without one is half-made and is built anew.
    """

    def __init__(self, root: Path = ROOT) -> None:
        """``root`` is the project's folder."""
        self.root = root
        self.folder = root / ".venv"
        self.stamp = self.folder / "kpay-setup.json"
        binaries = "Scripts" if sys.platform == "win32" else "bin"
        self.python = (
            self.folder / binaries / ("python.exe" if sys.platform == "win32" else "python")
        )
        self.uv = self.folder / binaries / ("uv.exe" if sys.platform == "win32" else "uv")

    def lock_file(self, level: Level) -> Path:
        """The locked requirements of ``level``."""
        return self.root / "requirements" / f"{level.name.lower()}.lock"

    @property
    def setup_lock_file(self) -> Path:
        """The locked requirements of set-up itself."""
        return self.root / "requirements" / "setup.lock"

    @property
    def build_lock_file(self) -> Path:
        """The locked requirements of what builds the card readers' libraries."""
        return self.root / "requirements" / "build.lock"

    @property
    def readers_lock_file(self) -> Path:
        """The locked requirements of card readers."""
        return self.root / "requirements" / "readers.lock"

    @property
    def fuzz_lock_file(self) -> Path:
        """The locked requirements of the fuzzer, which set-up leaves alone."""
        return self.root / "requirements" / "fuzz.lock"

    def base_key(self) -> str:
        """Names the interpreter, machine and place that an environment is bound to."""
        parts = (
            SETUP_FORMAT,
            platform.python_implementation(),
            platform.python_version(),
            sys.platform,
            platform.machine(),
            str(self.folder),
        )
        return " ".join(parts)

    def key(self, level: Level) -> str:
        """A digest of everything that decides what an environment of ``level`` holds."""
        digest = hashlib.sha256(self.base_key().encode())
        packages = RUN_PACKAGES + READER_PACKAGES + (TEST_PACKAGES if level is Level.TEST else ())
        digest.update(" ".join(packages).encode())
        locks = (self.setup_lock_file, self.lock_file(level))
        for path in (*locks, self.build_lock_file, self.readers_lock_file):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def read_stamp(self) -> dict[str, str]:
        """What the stamp says, or nothing if there is none that can be read."""
        try:
            said = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(said, dict):
            return {}
        return {str(name): str(value) for name, value in said.items()}

    def write_stamp(self, level: Level) -> None:
        """Says that the environment is whole at ``level``; on the disk at once or not at all."""
        said = {"base": self.base_key(), "key": self.key(level), "level": level.name}
        draft = self.stamp.with_suffix(".draft")
        draft.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
        draft.replace(self.stamp)

    def is_ready(self, level: Level) -> bool:
        """Whether the environment already serves ``level``, without starting any process."""
        key = self.read_stamp().get("key")
        return (
            key is not None
            and self.python.exists()
            and any(key == self.key(enough) for enough in Level if enough >= level)
        )

    def ensure(self, level: Level) -> None:
        """Makes the environment serve ``level``; raises SetupError with what a person can do."""
        if self.is_ready(level):
            return
        with exclusive(self.root / ".venv.lock", _say_waiting):
            if not self.is_ready(level):
                self._set_up(level)

    def _set_up(self, level: Level) -> None:
        stamp = self.read_stamp()
        level = max(level, _level_named(stamp.get("level")))
        _say("Setting KPay Desktop up. The first time takes one to five minutes.")
        ensure_system_packages(with_tests=level is Level.TEST)
        if stamp.get("base") == self.base_key() and self.python.exists():
            self.stamp.unlink()
        else:
            self._remove()
            _say("Making its own Python environment in .venv")
            self._create()
        self._install(self.lock_file(level))
        self.install_readers()
        self._probe()
        self._compile(str(self.root / room) for room in ROOMS)
        self.write_stamp(level)
        _say("Set-up is complete.")

    def _remove(self) -> None:
        if not self.folder.exists() and not self.folder.is_symlink():
            return
        _say("Clearing away an environment that is unfinished or of another Python")
        try:
            if self.folder.is_symlink():
                self.folder.unlink()
            else:
                # The stamp goes first, whatever order the folder is listed in.
                self.stamp.unlink(missing_ok=True)
                shutil.rmtree(self.folder)
        except OSError as error:
            raise SetupError(
                f"The folder {self.folder} cannot be removed ({error.strerror}).\n"
                "Close every program that was started from it, then try again."
            ) from error

    def _create(self) -> None:
        # Started from inside an environment, the interpreter behind it is the one to use.
        interpreter = str(getattr(sys, "_base_executable", "") or sys.executable)
        made = subprocess.run([interpreter, "-m", "venv", str(self.folder)], check=False)
        if made.returncode != 0:
            raise SetupError("Python could not make an environment; what it said stands above.")

    def _install(self, lock_file: Path) -> None:
        _say("Fetching its libraries, each checked against its known hash (about 340 MB)")
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check"]
        install = [*pip, "install", "--quiet", "--require-hashes", "--only-binary", ":all:"]
        environment = clean_environment(os.environ)
        # What it says of a failure is kept back: pip, tried next, says it of what matters.
        fetched = subprocess.run(
            [*install, "-r", str(self.setup_lock_file)],
            env=environment,
            capture_output=True,
            check=False,
        )
        if fetched.returncode == 0 and self._install_with_uv(lock_file, pip, environment):
            return
        _say("The quick installer is of no use here; going on with pip, which takes longer")
        done = subprocess.run([*install, "-r", str(lock_file)], env=environment, check=False)
        if done.returncode != 0:
            raise SetupError(
                "The libraries could not be fetched; what went wrong stands above.\n"
                "Check the network. Behind a mirror or without a network, point pip at your\n"
                "own source (PIP_INDEX_URL, or PIP_NO_INDEX=1 and PIP_FIND_LINKS=folder)."
            )
        _say("Compiling them")
        self._compile([str(self.folder)])

    def install_readers(self) -> None:
        """Adds the libraries of card readers, of which some must be built here.

        A till without them sells by code all the same, and says that it reads no cards; so what
        fails is named and no more.
        """
        lacking = ensure_reader_packages()
        if lacking:
            _say("For card readers these are missing: " + ", ".join(lacking))
        _say("Building the libraries of card readers")
        clean = clean_environment(os.environ)
        # What builds is part of this environment, so that every part of it is held to its hash.
        clean["PATH"] = f"{self.python.parent}{os.pathsep}{clean.get('PATH', os.defpath)}"
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        steps = (
            ("--only-binary", ":all:", "-r", str(self.build_lock_file)),
            ("--no-build-isolation", "--no-deps", "-r", str(self.readers_lock_file)),
        )
        try:
            done = all(
                subprocess.run(
                    [*pip, "--require-hashes", *step],
                    env=clean,
                    capture_output=True,
                    check=False,
                    timeout=BUILD_S,
                ).returncode
                == 0
                for step in steps
            )
        except subprocess.TimeoutExpired:
            done = False
        if not done:
            _say("They could not be built. The till sells by code, and reads no cards.")

    def _compile(self, places: Iterable[str]) -> None:
        """Compiles what the first start would compile otherwise, on every start where a variable
        keeps Python from writing what it compiled. Failing does no harm but that of a slow start.
        """
        subprocess.run(
            [str(self.python), "-m", "compileall", "-q", "-j", "0", *places],
            env=clean_environment(os.environ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )

    def _install_with_uv(
        self, lock_file: Path, pip: Sequence[str], environment: Mapping[str, str]
    ) -> bool:
        told = subprocess.run(
            [*pip, "config", "list"], env=environment, capture_output=True, text=True, check=False
        )
        quiet = [] if sys.stderr is not None and sys.stderr.isatty() else ["--quiet"]
        done = subprocess.run(
            [
                *(str(self.uv), "pip", "sync", *quiet, "--require-hashes", "--compile-bytecode"),
                *("--only-binary", ":all:", "--python", str(self.python), str(lock_file)),
            ],
            env=uv_environment(environment, told.stdout),
            check=False,
        )
        return done.returncode == 0

    def _probe(self) -> None:
        """Imports what was installed, because only that shows that the system's parts suffice."""
        environment = dict(clean_environment(os.environ), QT_QPA_PLATFORM="offscreen")
        for module in ESSENTIAL_IMPORTS + OPTIONAL_IMPORTS:
            tried = subprocess.run(
                [str(self.python), "-c", f"import {module}"],
                env=environment,
                cwd=self.folder,
                capture_output=True,
                text=True,
                check=False,
            )
            if tried.returncode == 0:
                continue
            last = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
            hint = MAC_HINTS.get(module) if sys.platform == "darwin" else None
            message = f"{module} does not load on this system: {last}"
            if hint:
                message += f"\nTry: {hint}"
            if module in ESSENTIAL_IMPORTS:
                raise SetupError(message)
            _say(message)


def _level_named(name: str | None) -> Level:
    return Level.__members__.get(name or "", Level.RUN)


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` without what would make an interpreter look outside its own environment."""
    foreign = {"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "PIP_USER"}
    return {name: value for name, value in environ.items() if name not in foreign}


def parse_pip_config(listing: str) -> dict[str, str]:
    """Options by name from ``pip config list``; what the environment says wins over files."""
    options: dict[str, str] = {}
    from_environment: dict[str, str] = {}
    for line in listing.splitlines():
        name, _, quoted = line.partition("=")
        section, _, option = name.rpartition(".")
        try:
            value = str(ast.literal_eval(quoted))
        except (SyntaxError, ValueError):
            continue
        if section == ":env:":
            from_environment[option] = value
        elif section in ("global", "install"):
            options[option] = value
    return options | from_environment


def uv_environment(environ: Mapping[str, str], pip_config: str) -> dict[str, str]:
    """``environ`` with pip's settings said in uv's words, where uv has not been told itself."""
    told = dict(environ)
    pip = parse_pip_config(pip_config)
    if "index-url" in pip and "UV_INDEX_URL" not in told:
        told.setdefault("UV_DEFAULT_INDEX", pip["index-url"])
    if "find-links" in pip:
        told.setdefault("UV_FIND_LINKS", ",".join(pip["find-links"].split()))
    if pip.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        told.setdefault("UV_NO_INDEX", "1")
    if "cert" in pip:
        told.setdefault("SSL_CERT_FILE", pip["cert"])
    told.setdefault("UV_HTTP_TIMEOUT", "120")
    return told


def _say_waiting() -> None:
    _say("Another set-up is at work in this folder; waiting for it.")


def _say(words: str) -> None:
    print(words, flush=True)

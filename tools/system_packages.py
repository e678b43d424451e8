"""What the operating system must bring: found, installed where that is allowed, else named."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

from tools.errors import SetupError

# Debian's names. Releases after the 64-bit time change append "t64" to some of them.
RUN_PACKAGES: tuple[str, ...] = (
    # Qt, any platform
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libxkbcommon0",
    # Qt on X11
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-shape0",
    "libxcb-xkb1",
    "libxkbcommon-x11-0",
    # Qt on Wayland
    "libwayland-cursor0",
    "libwayland-egl1",
    # Codes read from a camera or a screen
    "libzbar0",
    # Printers on USB
    "libusb-1.0-0",
)
# Card readers: their service, and what builds the library that talks to it. A till does without.
READER_PACKAGES: tuple[str, ...] = ("gcc", "libc6-dev", "libpcsclite-dev", "pcscd")
TEST_PACKAGES: tuple[str, ...] = (
    *READER_PACKAGES,
    "openbox",
    "poppler-utils",
    "strace",
    "vsmartcard-vpcd",
    "x11-utils",
    "x11-xserver-utils",
    "xauth",
    "xdotool",
    "xvfb",
)

# The same on other Linux systems, as library names for the loader.
RUN_LIBRARIES: tuple[str, ...] = (
    "dbus-1",
    "EGL",
    "fontconfig",
    "GL",
    "glib-2.0",
    "xkbcommon",
    "xcb-cursor",
    "zbar",
    "usb-1.0",
)
TEST_TOOLS: tuple[str, ...] = (
    "openbox",
    "pdffonts",
    "pdfinfo",
    "pdftoppm",
    "pdftotext",
    "strace",
    "xauth",
    "xdotool",
    "xprop",
    "xrandr",
    "Xvfb",
)

APT_OPTIONS: tuple[str, ...] = ("-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3")


def wanted_packages(with_tests: bool, has_ensurepip: bool) -> tuple[str, ...]:
    """Debian packages that the till needs, and its tests if ``with_tests``."""
    major, minor = sys.version_info[:2]
    venv = () if has_ensurepip else (f"python{major}.{minor}-venv",)
    return venv + RUN_PACKAGES + (TEST_PACKAGES if with_tests else ())


def missing_packages(wanted: Iterable[str], installed: Iterable[str]) -> list[str]:
    """Those of ``wanted`` that ``installed`` lacks under either of their names."""
    have = set(installed)
    return [name for name in wanted if name not in have and f"{name}t64" not in have]


def parse_dpkg(listing: str) -> list[str]:
    """Names of packages that are really installed, from lines of "name status-abbreviation"."""
    names = []
    for line in listing.splitlines():
        name, _, status = line.partition(" ")
        if status.startswith("ii"):
            names.append(name)
    return names


def is_debian_family() -> bool:
    """Whether packages are looked after by dpkg and apt here."""
    return bool(shutil.which("dpkg-query") and shutil.which("apt-get"))


def ensure_system_packages(with_tests: bool, system: str = sys.platform) -> None:
    """Makes sure that the system's own parts are there; raises SetupError naming those that lack.

    On Debian and its relatives missing packages are installed when this user may do so without
    being asked for a password. Elsewhere missing libraries are named, and set-up goes on: it ends
    with an import of what needs them, which is the final word.
    """
    if system != "linux":
        return
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    if is_debian_family():
        _ensure_debian(wanted_packages(with_tests, has_ensurepip))
        return
    if not has_ensurepip:
        raise SetupError("This Python has no ensurepip. Install your system's package for venv.")
    lacking = [name for name in RUN_LIBRARIES if ctypes.util.find_library(name) is None]
    if with_tests:
        lacking += [name for name in TEST_TOOLS if shutil.which(name) is None]
    if lacking:
        print(
            "These parts of the system were not found: " + ", ".join(lacking) + ".\n"
            "If the till does not start, install them with your system's package manager.",
            flush=True,
        )


def ensure_reader_packages(system: str = sys.platform) -> list[str]:
    """Makes sure of what card readers need on Debian and its relatives; returns what lacks."""
    if system != "linux" or not is_debian_family():
        return []
    wanted = list(READER_PACKAGES)
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        wanted.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-dev")
    try:
        _ensure_debian(wanted)
    except SetupError:
        return missing_packages(wanted, _installed(wanted))
    return []


def _installed(names: Sequence[str]) -> list[str]:
    both = [form for name in names for form in (name, f"{name}t64")]
    # The exit code says that some name is unknown, which is what is being asked.
    answer = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Abbrev}\\n", *both],
        capture_output=True,
        text=True,
        check=False,
    )
    return parse_dpkg(answer.stdout)


def _ensure_debian(wanted: Sequence[str]) -> None:
    missing = missing_packages(wanted, _installed(wanted))
    if not missing:
        return
    command = install_command(missing)
    prefix = _privilege()
    if prefix is None:
        raise SetupError(
            "These system packages are missing: " + ", ".join(missing) + ".\n"
            "Please install them, then run this again:\n"
            "    sudo apt-get update && sudo " + " ".join(command)
        )
    print(
        f"Installing {len(missing)} system packages (about a minute): " + " ".join(missing),
        flush=True,
    )
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C.UTF-8")
    # A list of packages that cannot be refreshed may still be good enough.
    refreshed = _quiet([*prefix, "apt-get", *APT_OPTIONS, "update"], environment)
    done = _quiet([*prefix, *command[:1], *APT_OPTIONS, *command[1:]], environment)
    still = missing_packages(wanted, _installed(wanted))
    if still:
        said = (refreshed.stdout + done.stdout).strip().splitlines()[-15:]
        raise SetupError(
            "\n".join(said) + "\nThese system packages could not be installed: " + ", ".join(still)
        )


def install_command(packages: Sequence[str]) -> list[str]:
    """The command that installs ``packages``, without what gives the right to do so."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def _privilege() -> list[str] | None:
    """What to put before a command to run it as root: nothing, sudo, or None if there is no way."""
    if sys.platform != "win32" and os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if allowed.returncode == 0:
            return ["sudo", "-n", "DEBIAN_FRONTEND=noninteractive"]
    return None


def _quiet(command: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

"""A real display for tests: Xvfb with two screens beside each other and a window manager.

Keys and clicks go in through the X server (XTEST), as from a keyboard and a mouse; what is on the
screens comes out as pixels. Everything here runs as tools of its own beside the till.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PIL import Image, ImageGrab

from tests.helpers.bank import wait_until

#: The tools, and the Debian packages that bring them.
TOOLS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xprop": "x11-utils",
    "xwininfo": "x11-utils",
    "xrandr": "x11-xserver-utils",
}
_GEOMETRY = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
START_S, STOP_S, CALL_S = 60.0, 10.0, 30.0
ROOT = Path(__file__).resolve().parents[2]
# Of the desktop that the tests are started on: with its own dialogs the till would look otherwise.
_FOREIGN = ("QT_", "WAYLAND_", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION", "GNOME_", "KDE_")

# Between fork and exec: whoever is started here ends when the tests do, even by SIGKILL.
_GOES_WITH_PARENT = (
    "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 15); os.execvp(sys.argv[1], sys.argv[1:])"
)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on the display, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height

    @property
    def centre(self) -> tuple[int, int]:
        """The point in the middle."""
        return self.x + self.width // 2, self.y + self.height // 2

    def holds(self, other: Area) -> bool:
        """True if ``other`` lies in it whole."""
        left, top, right, bottom = self.box
        x1, y1, x2, y2 = other.box
        return left <= x1 and top <= y1 and x2 <= right and y2 <= bottom


@dataclass(frozen=True, slots=True)
class Monitor:
    """A screen of the display: its name, its place, and its size on the desk in millimetres."""

    name: str
    area: Area
    width_mm: int
    height_mm: int

    @property
    def pixels_per_mm(self) -> float:
        """How fine it is."""
        return self.area.width / self.width_mm


#: A laptop's panel and a 22 inch screen for the customer.
COUNTER = Monitor("counter", Area(0, 0, 1366, 768), 344, 194)
CUSTOMER = Monitor("customer", Area(1366, 0, 1920, 1080), 476, 268)


class MissingToolsError(Exception):
    """The display cannot be started here; the text says what to install."""


def start(
    command: list[str], env: Mapping[str, str], errors: Path, *, keep: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start a process that ends with this one; its standard error goes to a file."""
    with errors.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _GOES_WITH_PARENT, *command],
            cwd=ROOT,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=file,
            pass_fds=keep,
        )


def end(process: subprocess.Popen[bytes]) -> int:
    """Ask a process to end, then insist; return its exit code."""
    process.terminate()
    try:
        return process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(STOP_S)


class Display:
    """One X server with its window manager; a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self.name = ""

    def __enter__(self) -> Display:
        lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
        if lacking:
            packages = " ".join(sorted({TOOLS[tool] for tool in lacking}))
            command = f"apt-get install --no-install-recommends {packages}"
            raise MissingToolsError(f"{', '.join(lacking)} not found: {command}")
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the window manager, then the server."""
        for process in reversed(self._processes):
            end(process)
        self._processes.clear()

    @property
    def env(self) -> dict[str, str]:
        """The environment of a program that opens its windows here."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
        return env | {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}

    def _start(self) -> None:
        width = COUNTER.area.width + CUSTOMER.area.width
        height = max(COUNTER.area.height, CUSTOMER.area.height)
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as numbers:
            try:
                # The server picks a number that nobody has, and says it when it is ready.
                options = f"-displayfd {writing} -noreset -nolisten tcp -screen 0"
                self._processes.append(
                    start(
                        ["Xvfb", *options.split(), f"{width}x{height}x24"],
                        os.environ,
                        self._folder / "xvfb.log",
                        keep=(writing,),
                    )
                )
            finally:
                os.close(writing)
            is_ready = bool(select.select([numbers], [], [], START_S)[0])
            number = numbers.readline().strip().decode("ascii") if is_ready else ""
        if not number:
            raise MissingToolsError((self._folder / "xvfb.log").read_text("utf-8"))
        self.name = f":{number}"
        self.plug_in(COUNTER, "screen")
        self.plug_in(CUSTOMER)
        env = self.env | {"HOME": str(self._folder)}
        self._processes.append(
            start(["openbox", "--sm-disable"], env, self._folder / "openbox.log")
        )
        wait_until("the window manager", self._is_managed, START_S)

    def _is_managed(self) -> bool:
        return "window id" in self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")

    # --- tools --------------------------------------------------------------------------------

    def run(self, *command: str) -> str:
        """Run a tool on this display; return what it prints, also if it fails."""
        return self._run(command).stdout.decode("utf-8", "replace").strip()

    def must(self, *command: str) -> str:
        """Run a tool that may not fail; return what it prints."""
        done = self._run(command)
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr.decode()}"
        return done.stdout.decode("utf-8").strip()

    def _run(self, command: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=CALL_S,
            check=False,
        )

    # --- screens ------------------------------------------------------------------------------

    def plug_in(self, monitor: Monitor, output: str = "none") -> None:
        """Add a screen. The first one takes the server's own output."""
        area = monitor.area
        size = f"{area.width}/{monitor.width_mm}x{area.height}/{monitor.height_mm}"
        name = f"*{monitor.name}" if output != "none" else monitor.name
        self.must("xrandr", "--setmonitor", name, f"{size}+{area.x}+{area.y}", output)

    def unplug(self, monitor: Monitor) -> None:
        """Take a screen away."""
        self.must("xrandr", "--delmonitor", monitor.name)

    def picture(self, area: Area | None = None) -> Image.Image:
        """Return what the screens show."""
        box = area.box if area is not None else None
        return ImageGrab.grab(bbox=box, xdisplay=self.name)

    # --- windows ------------------------------------------------------------------------------

    def find(self, pid: int, title: str) -> str:
        """Return the number of a visible window of a process by a part of its title, or ""."""
        found = self.run(
            *("xdotool", "search", "--all", "--onlyvisible", "--pid", str(pid), "--name", title)
        )
        return found.partition("\n")[0]

    def window(self, pid: int, title: str) -> str:
        """Wait for a window of a process by a part of its title (a pattern)."""
        found = ""

        def look() -> bool:
            nonlocal found
            found = self.find(pid, title)
            return bool(found)

        wait_until(f"a window {title}", look, START_S)
        return found

    def title(self, window: str) -> str:
        """Return a window's title; "" once it is gone."""
        return self.run("xdotool", "getwindowname", window)

    def area(self, window: str) -> Area:
        """Return where a window's inside stands; nowhere once it is gone."""
        # xdotool counts a frame's border twice.
        told = self.run("xwininfo", "-id", window)
        figures = [re.search(rf"{name}:\s+(-?\d+)", told) for name in _GEOMETRY]
        return Area(*(int(figure[1]) if figure else 0 for figure in figures))

    def close_window(self, window: str) -> None:
        """Ask a window to close, by the window manager's own key."""
        self.activate(window)
        self.key("alt+F4")

    # --- hands --------------------------------------------------------------------------------

    def activate(self, window: str) -> None:
        """Bring a window to the front and give it the keyboard."""
        self.must("xdotool", "windowactivate", "--sync", window)

    def key(self, *names: str) -> None:
        """Press and release keys, by their X names, one after the other."""
        self.must("xdotool", "key", "--delay", "8", *names)

    def click(self, x: int, y: int) -> None:
        """Click with the left button at a point of the display."""
        self.must("xdotool", "mousemove", str(x), str(y), "click", "1")

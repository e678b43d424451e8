"""Calls into Qt must not use up the interpreter's references to None, True and their like."""

from __future__ import annotations

import subprocess
import sys

_MANY_CALLS = """
import ui
from PySide6.QtCore import QCoreApplication, QEvent, QObject

class Watcher(QObject):
    def eventFilter(self, watched, event):
        return False
    def event(self, event):
        return True

app = QCoreApplication([])
thing, watcher = QObject(), Watcher()
thing.installEventFilter(watcher)
for _ in range(50_000):
    thing.setObjectName("a")
    QCoreApplication.sendEvent(thing, QEvent(QEvent.Type.User))
    QCoreApplication.sendEvent(watcher, QEvent(QEvent.Type.User))
del thing, watcher, app
print("alive")
"""


def test_many_calls_leave_the_interpreter_alive() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MANY_CALLS], capture_output=True, text=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-500:]

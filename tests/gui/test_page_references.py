"""Calls into Qt must not use up the interpreter's references to None, True and their like.

Below Python 3.12 these are counted. PySide6 6.12.0 loses one with each call that returns nothing,
and ends the interpreter with "deallocating None" within minutes; docs/adr/0005 tells the story.
"""

from __future__ import annotations

import subprocess
import sys

_MANY_CALLS = """
import sys
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

class Watcher(QObject):
    told = Signal(bool)
    def eventFilter(self, watched, event):
        return False
    def event(self, event):
        return True

app = QCoreApplication([])
thing, watcher = QObject(), Watcher()
thing.installEventFilter(watcher)
watcher.told.connect(lambda value: None)
singletons = (None, True, False)

def calls(times):
    for _ in range(times):
        thing.setObjectName("a")
        watcher.told.emit(True)
        QCoreApplication.sendEvent(thing, QEvent(QEvent.Type.User))
        QCoreApplication.sendEvent(watcher, QEvent(QEvent.Type.User))

calls(100)
before = [sys.getrefcount(one) for one in singletons]
calls(1000)
after = [sys.getrefcount(one) for one in singletons]
print(max(b - a for a, b in zip(after, before)))
"""


def test_many_calls_lose_no_references() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MANY_CALLS], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) < 10

"""Sets KPay Desktop up and opens it, tests it, checks it or pictures it; see ``--help``.

This file is kept to what any Python 3 understands, so that one that is too old is told so.
"""

import shutil
import sys

MINIMUM_PYTHON = (3, 11)


def _too_old() -> str:
    newer = [name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)]
    advice = f"run it as: {newer[0]} run.py" if newer else "please install a newer one."
    needed = ".".join(str(part) for part in MINIMUM_PYTHON)
    this = ".".join(str(part) for part in sys.version_info[:2])
    return f"KPay Desktop needs Python {needed} or newer, and this is {this}: {advice}"


if __name__ == "__main__":
    if sys.version_info[:2] < MINIMUM_PYTHON:
        sys.exit(_too_old())
    from tools.commands import main

    sys.exit(main(sys.argv[1:]))

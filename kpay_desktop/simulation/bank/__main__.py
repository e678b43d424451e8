"""``python -m kpay_desktop.simulation.bank``: the bank without the rest of the program."""

from __future__ import annotations

import sys

from kpay_desktop.simulation.bank import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The program's door: ``python -m kpay_desktop``, and ``bank`` for the simulated bank."""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Run what the command line asks for; return the exit code."""
    if arguments[:1] == ["bank"]:
        # The bank shares nothing with the till: it must not even load it.
        from kpay_desktop.simulation.bank import main as bank

        return bank(arguments[1:])
    from kpay_desktop.bootstrap.command import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

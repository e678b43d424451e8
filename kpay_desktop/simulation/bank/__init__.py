"""The simulated bank: a process of its own, with its own ledger, codec and signature code.

It speaks the wallet gateway's protocol over loopback HTTP and shares no line with the till. How to
run it, its files, its protocol and the table of its outcomes: ``docs/bank.md``.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Run the bank until it is told to stop; return the process's exit code."""
    from kpay_desktop.simulation.bank.no_dumps import forbid_core_dumps

    forbid_core_dumps()
    from kpay_desktop.simulation.bank import command

    return command.main(argv)

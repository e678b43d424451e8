"""What is read where slips are looked for: a slip's code, or a plain word for anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kpay_desktop.ports_scan import CodeSource, SlipProblem, SlipTold
from kpay_desktop.qr.payment_code import MOST_READ, PaymentCode, ScanProblem, classify
from kpay_desktop.receipts.slip_code import SlipCode, read_slip_code

#: Codes of customers that could not be paid with are customers' codes all the same.
_CUSTOMERS: Final = frozenset(
    {
        ScanProblem.CARD_CODE,
        ScanProblem.CARD_CODE_DAMAGED,
        ScanProblem.CARD_CODE_UNKNOWN,
        ScanProblem.CARD_NUMBER,
        ScanProblem.EXPIRED,
    }
)
_PARTS: Final = frozenset({ScanProblem.EMPTY, ScanProblem.NOT_TEXT, ScanProblem.INCOMPLETE})


class SlipReading:
    """Tells ``tell`` of each thing that was read. Nothing is kept, and nothing is logged."""

    #: Slips may be scanned one after the other.
    is_reading: Final = True

    def __init__(self, tell: Callable[[SlipTold], None]) -> None:
        self._tell = tell

    def begin(self) -> None:
        """Nothing is left of what was read before."""

    def seen(self, text: str) -> None:
        """Take what the camera saw."""
        self.said(CodeSource.CAMERA, text)

    def said(self, source: CodeSource, text: str, meant: str = "") -> None:
        """Take what was read; ``meant``: the same keys by an American keyboard, or nothing."""
        self._tell(SlipTold(source, _found(text, meant)))

    def broke(self, problem: ScanProblem) -> None:
        """Take a scan by hand of which not all came, or too much."""
        is_part = problem is ScanProblem.INCOMPLETE
        told = SlipProblem.INCOMPLETE if is_part else SlipProblem.NO_SLIP
        self._tell(SlipTold(CodeSource.SCANNER, told))


def _found(text: str, meant: str) -> SlipCode | SlipProblem:
    # Longer than any symbol says: not even looked at.
    read = [one for one in (text, meant) if one and len(one) <= MOST_READ]
    for one in read:
        slip = read_slip_code(one)
        if slip is not None:
            return slip
    problems = [_problem(one) for one in read]
    for problem in (SlipProblem.PAYMENT_CODE, SlipProblem.INCOMPLETE):
        if problem in problems:
            return problem
    return SlipProblem.NO_SLIP


def _problem(text: str) -> SlipProblem:
    found = classify(text)
    if isinstance(found, PaymentCode) or found.problem in _CUSTOMERS:
        return SlipProblem.PAYMENT_CODE
    return SlipProblem.INCOMPLETE if found.problem in _PARTS else SlipProblem.NO_SLIP

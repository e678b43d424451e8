"""What can be wrong with a code, as message ids, and the one exception of this room."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeFault(StrEnum):
    """What is wrong with a code; the value is the id of the message that says so."""

    EMPTY = "code.empty"
    TOO_LONG = "code.too_long"
    CHARACTERS = "code.characters"
    NOT_MERCHANT_CODE = "code.not_merchant_code"
    CHECKSUM = "code.checksum"
    STRUCTURE = "code.structure"
    DUPLICATE = "code.duplicate"
    MISSING = "code.missing"
    FORMAT = "code.format"
    ZERO_AMOUNT = "code.zero_amount"
    NOT_PAYNOW = "code.not_paynow"
    NOT_WECHAT = "code.not_wechat"
    NOT_ALIPAY = "code.not_alipay"
    NOT_DYNAMIC = "code.not_dynamic"
    WRONG_AMOUNT = "code.wrong_amount"
    AMOUNT_EDITABLE = "code.amount_editable"
    WRONG_CURRENCY = "code.wrong_currency"
    WRONG_COUNTRY = "code.wrong_country"
    WRONG_REFERENCE = "code.wrong_reference"
    UNREADABLE = "code.unreadable"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a code and where: ``62-01`` is sub-tag 01 of template 62."""

    fault: CodeFault
    tag: str = ""

    @property
    def message_id(self) -> str:
        """The id of the words for people."""
        return self.fault.value


class CodeError(ValueError):
    """A code is refused. It carries the problem and never the code's own text."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.fault.value} {problem.tag}".rstrip())
        self.problem = problem


def refuse(fault: CodeFault, tag: str = "") -> CodeError:
    """Return the exception for ``fault`` at ``tag``, ready to be raised."""
    return CodeError(Problem(fault, tag))

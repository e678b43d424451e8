"""The numbers a sale is known by: row, voucher, order and batch, each given out once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.moves import ReturnIdentity
from kpay_desktop.domain.sale import (
    VOUCHER_MAX,
    Method,
    QrMode,
    SaleIdentity,
    format_voucher,
    next_voucher,
)
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models import statements_day as day
from models.rows import time_text
from models.session import Session

# Each acquirer has a lane of batches: one settles a wallet, another all cards. Sales by the shop's
# own code and for cash are settled with nobody, and have lanes of their own.
ACQUIRERS = tuple(Acquirer)
_LANE_OF = {
    Method.CARD: Acquirer.CARDS,
    Method.CASH: Acquirer.CASH,
    Method.WECHAT: Acquirer.WECHAT,
    Method.PAYNOW: Acquirer.PAYNOW,
    Method.ALIPAY: Acquirer.ALIPAY,
}

STAN_MAX = 999_999

EPOCH_SETTING = "order_epoch"
EPOCH_MAX = 99
RUNNING_DIGITS = 12
_TERMINAL_ID = re.compile(r"[0-9A-Za-z]{1,11}")


@dataclass(frozen=True, slots=True)
class Lane:
    """What this till's numbers start from: its terminal id and the first batch number."""

    terminal_id: str
    first_batch_no: int = 1

    def __post_init__(self) -> None:
        if _TERMINAL_ID.fullmatch(self.terminal_id) is None:
            raise ValueError("a terminal id has 1 to 11 letters and digits")
        if not 1 <= self.first_batch_no <= VOUCHER_MAX:
            raise ValueError("batch numbers run from 1 to 999999")


@dataclass(frozen=True, slots=True)
class Last:
    """The last numbers given out, as of the last commit."""

    transaction_id: int
    attempt_id: int
    batch_id: int
    print_job_id: int
    voucher: int
    running: int
    epoch: int
    settlement_id: int = 0
    shift_id: int = 0
    move_id: int = 0


class Numbers:
    """Gives out numbers inside the caller's transaction.

    ``last`` moves on only when the caller says that the transaction has been committed, so a
    number of a sale that was not written is given out again.
    """

    def __init__(self, session: Session, lane: Lane) -> None:
        self._session = session
        self._lane = lane
        self.last = Last(0, 0, 0, 0, 0, 0, 1)

    def open(self, at: datetime) -> None:
        """Take up where the store stands; a new store's running number starts from the clock.

        A wiped data folder would otherwise begin again at 1, and the gateway would take new sales
        for old ones. Nobody sells a hundred times a second, so the clock stays ahead.
        """
        running = self._counter("order")
        if running is None:
            running = int(at.timestamp()) * 100
        epoch = self._session.row(sql.SETTING, (EPOCH_SETTING,))
        self.last = Last(
            # Returns are numbered in the same run: one number names one row of a batch.
            transaction_id=max(self._highest(sql.LAST_TRANSACTION), self._highest(day.LAST_RETURN)),
            attempt_id=self._highest(sql.LAST_ATTEMPT),
            batch_id=self._highest(sql.LAST_BATCH),
            print_job_id=self._highest(sql.LAST_PRINT_JOB),
            voucher=self._counter("voucher") or 0,
            running=running,
            epoch=1 if epoch is None else int(epoch[0]),
            settlement_id=self._highest(day.LAST_SETTLEMENT),
            shift_id=self._highest(day.LAST_SHIFT),
            move_id=self._highest(day.LAST_MOVE),
        )

    def new_sale(self, at: datetime, acquirer: str) -> tuple[SaleIdentity, int, Last]:
        """Return a sale's numbers, its batch's row, and what ``last`` is once it is committed.

        Writes the counters, and opens a batch of the acquirer if none is open.
        """
        batch_id, batch_no, last = self.open_batch(at, acquirer, self.last)
        last = replace(
            last,
            transaction_id=last.transaction_id + 1,
            attempt_id=last.attempt_id + 1,
            voucher=self.free_voucher(last.voucher),
            running=last.running + 1,
        )
        self._session.execute(sql.PUT_SALE_COUNTERS, (last.voucher, last.running))
        identity = SaleIdentity(
            sale_id=last.transaction_id,
            attempt_id=last.attempt_id,
            voucher=format_voucher(last.voucher),
            order_no=self._order_no(last),
            batch_no=batch_no,
        )
        return identity, batch_id, last

    def new_void(self, voucher: int, batch_no: int) -> tuple[ReturnIdentity, Last]:
        """Return the numbers of a void, whose voucher and batch are its sale's."""
        last = self.last
        last = replace(last, transaction_id=last.transaction_id + 1, running=last.running + 1)
        self._session.execute(sql.PUT_COUNTER, ("order", last.running))
        return self._return(last, voucher, batch_no), last

    def new_refund(self, at: datetime, acquirer: str) -> tuple[ReturnIdentity, int, Last]:
        """Return the numbers of a refund, which stands in the batch that is open now."""
        batch_id, batch_no, last = self.open_batch(at, acquirer, self.last)
        last = replace(
            last,
            transaction_id=last.transaction_id + 1,
            voucher=self.free_voucher(last.voucher),
            running=last.running + 1,
        )
        self._session.execute(sql.PUT_SALE_COUNTERS, (last.voucher, last.running))
        return self._return(last, last.voucher, batch_no), batch_id, last

    def _return(self, last: Last, voucher: int, batch_no: int) -> ReturnIdentity:
        return ReturnIdentity(
            return_id=last.transaction_id,
            voucher=format_voucher(voucher),
            batch_no=batch_no,
            number=self._order_no(last),
        )

    def _order_no(self, last: Last) -> str:
        return f"{self._lane.terminal_id}{last.epoch:02d}{last.running:0{RUNNING_DIGITS}d}"

    def new_stans(self, count: int) -> int:
        """Return the first of ``count`` trace numbers in a row (field 11 of ISO 8583).

        They run from 1 to :data:`STAN_MAX` and begin again; no row of them goes over the end.

        Raises:
            ValueError: there are not that many numbers.
        """
        if not 1 <= count <= STAN_MAX:
            raise ValueError("trace numbers run from 1 to 999999")
        last = self._counter("stan") or 0
        first = last + 1 if last + count <= STAN_MAX else 1
        self._session.execute(sql.PUT_COUNTER, ("stan", first + count - 1))
        return first

    def set_epoch(self, text: str) -> None:
        """Take up a changed epoch setting (after the commit)."""
        self.last = replace(self.last, epoch=int(text))

    def open_batch(self, at: datetime, acquirer: str, last: Last) -> tuple[int, int, Last]:
        """Return row and number of the acquirer's open batch; open one if there is none."""
        row = self._session.row(sql.OPEN_BATCH, (acquirer,))
        if row is not None:
            return row[0], row[1], last
        number = self.next_batch_no(acquirer)
        last = replace(last, batch_id=last.batch_id + 1)
        self._session.execute(sql.PUT_COUNTER, (f"batch:{acquirer}", number))
        self._session.execute(sql.INSERT_BATCH, (last.batch_id, acquirer, number, time_text(at)))
        return last.batch_id, number, last

    def next_batch_no(self, acquirer: str) -> int:
        """Return the number that the acquirer's next batch will have."""
        before = self._counter(f"batch:{acquirer}")
        return self._lane.first_batch_no if before is None else next_voucher(before)

    def voucher_is_free(self, number: int) -> bool:
        """True if no sale and no refund of an open batch has the number."""
        return self._session.row(sql.VOUCHER_IN_USE, (number, number)) is None

    def free_voucher(self, last: int) -> int:
        """Return the next number that no sale and no refund of an open batch has."""
        number = last
        for _ in range(VOUCHER_MAX):
            number = next_voucher(number)
            if self.voucher_is_free(number):
                return number
        raise StoreError(StoreErrorKind.OTHER, "every voucher number is in an open batch")

    def _counter(self, name: str) -> int | None:
        row = self._session.row(sql.COUNTER, (name,))
        return None if row is None else int(row[0])

    def _highest(self, statement: str) -> int:
        row = self._session.row(statement)
        return 0 if row is None or row[0] is None else int(row[0])


def acquirer_of(method: Method, mode: QrMode | None) -> Acquirer:
    """Return the acquirer whose batch the sales of ``method`` and ``mode`` stand in."""
    return Acquirer.OWN if mode is QrMode.OWN else _LANE_OF[method]


def check_epoch(text: str) -> None:
    """Refuse an epoch that order numbers cannot carry.

    Raises:
        ValueError: it is not 1 to 99.
    """
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= EPOCH_MAX:
        raise ValueError("an order epoch is a number from 1 to 99")

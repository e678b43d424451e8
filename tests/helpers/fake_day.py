"""What a fake world is asked of void, refund, settlement and the drawer: noted, never answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.flows.back_view import ReturnWanted


@dataclass(slots=True)
class FakeBack:
    """Void and refund."""

    note: Callable[..., None]
    wanted: list[tuple[ReturnWanted, str]] = field(default_factory=list)

    def find(self, request: int, voucher: str) -> None:
        self.note("back.find", str(request), voucher)

    def find_sale(self, request: int, sale_id: int) -> None:
        self.note("back.find_sale", str(request), str(sale_id))

    def begin(self, wanted: ReturnWanted, approval_no: str) -> None:
        self.note("back.begin", wanted.kind.value, str(wanted.sale_id), str(wanted.amount_minor))
        self.wanted.append((wanted, approval_no))

    def confirm(self, flow: str) -> None:
        self.note("back.confirm", flow)

    def cancel(self, flow: str) -> None:
        self.note("back.cancel", flow)

    def try_now(self, flow: str) -> None:
        self.note("back.try_now", flow)

    def reprint(self, return_id: int, copy: SlipCopy) -> None:
        self.note("back.reprint", str(return_id), copy.value)

    def lift_block(self, flow: str, approval_no: str) -> None:
        self.note("back.lift_block", flow, approval_no)


@dataclass(slots=True)
class FakeSettlement:
    """Settlement."""

    note: Callable[..., None]

    def look(self) -> None:
        self.note("settlement.look")

    def look_away(self) -> None:
        self.note("settlement.look_away")

    def settle(self) -> None:
        self.note("settlement.settle")

    def cancel(self, flow: str) -> None:
        self.note("settlement.cancel", flow)

    def try_now(self, flow: str) -> None:
        self.note("settlement.try_now", flow)

    def carry_over(self, flow: str, approval_no: str) -> None:
        self.note("settlement.carry_over", flow, approval_no)

    def put_off(self) -> None:
        self.note("settlement.put_off")

    def print_list(self) -> None:
        self.note("settlement.print_list")

    def past(self, request: int, before: int | None) -> None:
        self.note("settlement.past", str(request), "" if before is None else str(before))

    def print_again(self, settlement_id: int) -> None:
        self.note("settlement.print_again", str(settlement_id))


@dataclass(slots=True)
class FakeCash:
    """The drawer."""

    note: Callable[..., None]
    counts: list[DrawerCount] = field(default_factory=list)

    def look(self) -> None:
        self.note("cash.look")

    def open_shift(self, request: str, count: DrawerCount) -> None:
        self.note("cash.open_shift", request)
        self.counts.append(count)

    def close_shift(self, request: str, count: DrawerCount) -> None:
        self.note("cash.close_shift", request)
        self.counts.append(count)

    def pay_in(self, request: str, amount_minor: int, reason: str) -> None:
        self.note("cash.pay_in", request, str(amount_minor), reason)

    def pay_out(self, request: str, amount_minor: int, reason: str, approval_no: str) -> None:
        self.note("cash.pay_out", request, str(amount_minor), reason, approval_no)

    def open_drawer(self, request: str, reason: str, approval_no: str) -> None:
        self.note("cash.open_drawer", request, reason, approval_no)

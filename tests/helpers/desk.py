"""A simulated world in memory for the demo desk, slow or failing on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.ports import CodeReader
from kpay_desktop.simulation.paper.items import PaperFeed, PaperQr, PaperSlip, PaperText, Span
from tests.helpers.desk_scan import FakeScanning
from ui.demo.desk_port import (
    Account,
    BankState,
    Decision,
    HeldOrder,
    Line,
    OutcomeRow,
    Outturn,
    PaperState,
    PaperSwitch,
    Sighting,
)
from ui.demo.scan_port import PhoneOrder

ORDER = PhoneOrder("KP000138", Wallet.PAYNOW, "Orchid Tea House", 3080)
ACCOUNTS = (
    Account("1010", "Customer A ··1010", 99_996_920),
    Account("5454", "Customer B ··5454", 100_000_000),
    Account("0036", "Customer C ··0036", 100_000_000),
    Account("0002", "Customer D ··0002", 100_000_000),
    Account("0019", "Customer E ··0019", 500),
)
OUTCOMES = (
    OutcomeRow("approve", "shop"),
    OutcomeRow("decline", "shop", 91),
    OutcomeRow("payer_refuses", "shop", 92),
    OutcomeRow("pending", "shop", 93),
    OutcomeRow("late", "shop", 94),
    OutcomeRow("paid_twice", "shop", 96),
    OutcomeRow("never", "line", 81),
    OutcomeRow("lose_answer", "line", 82),
    OutcomeRow("slow", "line", 83),
    OutcomeRow("wrong_amount_code", "wrong", 71),
    OutcomeRow("bad_signature", "wrong", 74),
)
BANK = BankState(
    accounts=ACCOUNTS,
    shop_minor=128_460,
    outcomes=OUTCOMES,
    next_outcome="",
    stays=False,
    cents_table=True,
    line=Line.UP,
)


def text_line(
    text: str, align: str = "left", *, bold: bool = False, across: int = 1, down: int = 1
) -> PaperText:
    """Return a printed line of one style."""
    return PaperText((Span(text, bold, across, down),), align, max(30, 24 * down))


def slip(copy: str = "MERCHANT COPY") -> PaperSlip:
    """Return a slip as it would be read back."""
    rule = text_line("-" * 48)
    return PaperSlip(
        (
            text_line("ORCHID TEA HOUSE", "center", bold=True, down=2),
            text_line("1 Sample Street #01-01", "center"),
            rule,
            text_line(f"SALE{copy:>44}", bold=True),
            text_line(f"PayNow{'VOUCHER 000138':>42}"),
            text_line(f"AMOUNT{'SGD 28.00':>42}"),
            text_line(f"TIP{'SGD 2.80':>45}"),
            text_line(f"TOTAL{'SGD 30.80':>43}", bold=True, down=2),
            rule,
            PaperQr("KPAY:80010001:000138", 6, "M", "center"),
            PaperFeed(30),
            text_line("SIMULATED", "center"),
            PaperFeed(90),
        ),
        is_cut=True,
    )


@dataclass
class FakeDesk(FakeScanning):
    """Implements ``DeskPort``. ``reader`` finds the texts of a photograph."""

    bank: BankState = BANK
    paper: PaperState = field(default_factory=lambda: PaperState(1, (), frozenset()))
    texts: tuple[str, ...] = ("a code",)
    sighting: Sighting | None = field(
        default_factory=lambda: Sighting("payable", payable=True, order=ORDER)
    )
    outturn: Outturn | None = field(default_factory=lambda: Outturn("paid"))
    reader: CodeReader | None = None

    def photograph(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        self._note("photograph", len(pixels), width, height)
        if self.reader is not None:
            self.texts = tuple(self.reader.read_grey(pixels, width, height))
        return self.texts

    def scan(self, payload: str, deadline_s: float) -> Sighting | None:
        del deadline_s
        self._note("scan", payload)
        return None if self.unreachable else self.sighting

    def pay(
        self, handle: str, customer_id: str, decision: Decision, deadline_s: float
    ) -> Outturn | None:
        del deadline_s
        self._note("pay", handle, customer_id, decision)
        return None if self.unreachable else self.outturn

    def bank_state(self, deadline_s: float) -> BankState | None:
        del deadline_s
        self._note("bank_state")
        return None if self.unreachable else self.bank

    def set_outcome(self, outcome: str, deadline_s: float, *, stays: bool) -> BankState | None:
        del deadline_s
        self._note("set_outcome", outcome, stays)
        self.bank = replace(self.bank, next_outcome=outcome, stays=stays)
        return self.bank

    def set_cents_table(self, on: bool, deadline_s: float) -> BankState | None:
        del deadline_s
        self._note("set_cents_table", on)
        self.bank = replace(self.bank, cents_table=on)
        return self.bank

    def set_line(self, line: Line, deadline_s: float) -> BankState | None:
        del deadline_s
        self._note("set_line", line)
        self.bank = replace(self.bank, line=line)
        return self.bank

    def release(self, handle: str, deadline_s: float, *, settle: bool) -> BankState | None:
        del deadline_s
        self._note("release", handle, settle)
        kept = tuple(held for held in self.bank.held if held.handle != handle)
        self.bank = replace(self.bank, held=kept)
        return self.bank

    def hold_payment(self) -> None:
        """Put a payment under way."""
        self.bank = replace(self.bank, held=(HeldOrder("KP000139", Wallet.WECHAT, 2893),))

    def paper_state(self) -> PaperState:
        self._note("paper_state")
        return self.paper

    def print_slip(self, printed: PaperSlip) -> None:
        """Put a slip on the paper."""
        self.paper = replace(
            self.paper, version=self.paper.version + 1, slips=(printed, *self.paper.slips)
        )

    def set_paper(self, switch: PaperSwitch, on: bool) -> PaperState:
        self._note("set_paper", switch, on)
        changed = self.paper.switches | {switch} if on else self.paper.switches - {switch}
        self.paper = replace(self.paper, version=self.paper.version + 1, switches=changed)
        return self.paper

    def tear_off(self) -> PaperState:
        self._note("tear_off")
        self.paper = replace(self.paper, version=self.paper.version + 1, slips=())
        return self.paper

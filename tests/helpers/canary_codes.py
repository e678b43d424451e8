"""Customers' payment codes at a till without windows, which may not keep one anywhere.

``python -m tests.helpers.canary_codes DATA`` scans a code, types a code, and sells by codes in
every way that a sale can end; ``… DATA planted`` writes codes down where a search has to find them.
The log is the real one. Lines on standard output tell each code, how its sale ended, and where
memory still held it afterwards.
"""

from __future__ import annotations

import logging
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.logs import log_uncaught, start_logging
from kpay_desktop.bootstrap.process import forbid_core_dumps
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.hosts.wallets import scan_codec
from kpay_desktop.ports import ScanRequest
from kpay_desktop.ports_scan import CodeTold
from kpay_desktop.qr.payment_code import PaymentCode
from kpay_desktop.simulation.desk_client import DeskClient
from tests.helpers.canary_memory import cards_in_memory
from tests.helpers.canary_shapes import Canary
from tests.helpers.lone_scan_till import scan_settings
from tests.helpers.lone_till import NewsBox
from tests.helpers.mortal_store import say
from ui.backend import SupportSaved

log = logging.getLogger("kpay_desktop.planted")
CUSTOMER = "1010"
WALLETS = {"wechat": Method.WECHAT, "alipay": Method.ALIPAY}
MOMENT_S = 5.0
WORKING = {SaleState.OPEN, SaleState.CHECKING}
#: What the bank does, by a name of the sale; each with another wallet in turn.
SALES = (
    *("approve", "decline", "code_expired", "code_invalid", "userpaying_paid", "payerror_paid"),
    *("lose_answer", "garbage", "half_body", "http_500", "bad_signature", "uncertain"),
)


class CodesTill(NewsBox):
    """One run; a context in which the till is open."""

    def __init__(self, data: Path) -> None:
        super().__init__()
        folders = Folders(data)
        folders.make()
        start_logging(folders.logs, screen=sys.stderr)
        log_uncaught(folders.logs)
        quick = scan_settings()
        clock = replace(quick.scan_clock, wechat_limit_s=1.0, alipay_limit_s=1.0)
        command = (
            *(sys.executable, "-m", "kpay_desktop.simulation.bank", "--data", str(folders.bank)),
            "--no-cents-table",
        )
        self.view: SaleView | None = None
        self.told: list[CodeTold] = []
        self.has_support = False
        self._total_minor = 500
        self.world = World(
            replace(quick, scan_clock=clock),
            folders,
            self.put,
            version="test",
            parts=WorldParts(bank_command=command),
        )

    def __enter__(self) -> CodesTill:
        self.world.start()
        self.until("the bank", lambda: self.world.bank is not None)
        self.desk.set_scan_terms(earliest_cancel_s=0.0)
        return self

    def __exit__(self, *_: object) -> None:
        self.world.stop()

    def take_in(self, news: object) -> None:
        """Note what the world tells."""
        if isinstance(news, ChargeBegun) and isinstance(news.view, SaleView):
            self.view = news.view
        elif isinstance(news, SaleView) and self.view is not None:
            # Of sales that have ended there is news too.
            self.view = news if news.flow == self.view.flow else self.view
        elif isinstance(news, CodeTold):
            self.told.append(news)
        elif isinstance(news, SupportSaved):
            self.has_support = True

    @property
    def desk(self) -> DeskClient:
        """The bank's desk."""
        bank = self.world.bank
        assert bank is not None
        return DeskClient(bank.desk_url, bank.desk_token, 30.0)

    def code(self, wallet: str) -> str:
        """Let a customer's phone show a code."""
        code = self.desk.issue_code(CUSTOMER, wallet).code
        say(f"code {code}")
        return code

    def reads(self, wallet: str, how: str) -> str:
        """Have a code scanned by hand, or typed; return it."""
        code = self.code(wallet)
        self.told.clear()
        self.world.scan.open(WALLETS[wallet])
        if how == "typed":
            self.world.scan.typed(code)
        else:
            self.world.scan.scanned(code, code)
        self.until("the code", lambda: bool(self.told))
        found = self.told.pop().found
        assert isinstance(found, PaymentCode)
        self.world.scan.close()
        return code

    def sell(self, wallet: str, code: str, name: str) -> None:
        """Sell by a code, to the end of it and of its slips; then look into memory."""
        self.view = None
        self._total_minor += 100
        draft = SaleDraft(self._total_minor, 0, WALLETS[wallet], QrMode.SCAN, "01")
        self.world.charge(draft, name, (), code)
        self.until(f"the end of {name}", self._is_over)
        say(f"sold {name}: {self._state()}")
        for place in self._held(Canary(name, (code,))):
            say(f"held {place}")

    def _held(self, canary: Canary) -> list[str]:
        """Return where memory holds a code; a thread that has just told of its end may go on."""
        deadline = time.monotonic() + MOMENT_S
        while places := cards_in_memory({"world": self.world}, [canary]):
            if time.monotonic() > deadline:
                break
        return places

    def _state(self) -> str:
        """Return how the sale stands; nothing before it has begun."""
        return "" if self.view is None else self.view.sale.state.value

    def _is_over(self) -> bool:
        is_sold = self._state() not in {"", *WORKING}
        return is_sold and not self.world.waiting_slips()


def day(data: Path) -> None:
    """Sell in every way there is."""
    with CodesTill(data) as till:
        till.sell("wechat", till.reads("wechat", "scanned"), "scanned")
        till.sell("alipay", till.reads("alipay", "typed"), "typed")
        for number, outcome in enumerate(SALES):
            wallet = list(WALLETS)[number % len(WALLETS)]
            till.desk.set_next(outcome, delay_s=0.2)
            till.sell(wallet, till.code(wallet), outcome)
        failing(till)
        till.world.save_support()
        till.until("a support file", lambda: till.has_support)


def failing(till: CodesTill) -> None:
    """Let the client fail with the code in its words and in a local variable."""
    real = scan_codec.scan_fields

    def blurt(request: ScanRequest, description: str) -> NoReturn:
        told = request.code + description
        raise LookupError(told, request.code)

    vars(scan_codec)["scan_fields"] = blurt
    try:
        till.sell("wechat", till.code("wechat"), "failing")
    finally:
        vars(scan_codec)["scan_fields"] = real


def planted(data: Path) -> None:
    """Make mistakes that a search must find."""
    with CodesTill(data) as till:
        code = till.code("wechat")
        log.info("read text=%s", code)
        vars(scan_codec)["LAST"] = code
        till.sell("wechat", code, "planted")


def main(data: str, scenario: str = "day") -> int:
    """Run a scenario."""
    forbid_core_dumps()
    (planted if scenario == "planted" else day)(Path(data))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

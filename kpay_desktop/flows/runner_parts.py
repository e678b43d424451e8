"""What a runner of sales by wallet works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.sale_view import Observed
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import Clock, SerialExecutor, Store, Timers
from kpay_desktop.qr.symbol import Symbol
from kpay_desktop.settings_scan import ScanClockSettings
from kpay_desktop.settings_works import QrClockSettings

TIMER_EVENTS: Mapping[t.TimerName, t.Event] = {
    t.TimerName.POLL: t.PollDue(),
    t.TimerName.EXPIRY: t.ExpiryReached(),
    t.TimerName.RETRY: t.RetryDue(),
    t.TimerName.WATCH: t.WatchDue(),
}

Reply = Callable[[t.Event, Symbol | None], None]


@dataclass(frozen=True, slots=True)
class RunnerParts:
    """What a runner works with."""

    store: Store
    executor: SerialExecutor
    timers: Timers
    clock: Clock
    clocks: QrClockSettings
    authority: Authority
    perform: Callable[[t.Effect, Reply], None]
    observe: Callable[[Observed], None]
    print_wanted: Callable[[], None]
    repeat_warning_min: int = 15
    scan_clocks: ScanClockSettings = field(default_factory=ScanClockSettings)

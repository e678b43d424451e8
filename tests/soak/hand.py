"""The real program with a hand inside: ``python -m tests.soak.hand HANDLE [the till's arguments]``.

Windows, controller, world, store, hosts and log are the program's own, on Qt's offscreen platform.
The hand presses what people press, at the controller, and holds cards to the simulated reader. It
is told to by lines of JSON on the socket HANDLE, and tells by lines what stands on the screen
whenever that has changed.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QSocketNotifier

from hardware.card_reader.reader import ReaderState
from hardware.card_reader.sim import SimReader
from kpay_desktop.__main__ import main
from kpay_desktop.bootstrap import card_profile, cards, clock
from kpay_desktop.bootstrap import till as till_module
from kpay_desktop.bootstrap.till import Till
from kpay_desktop.domain.scanner import Scan
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.decision import to_refund_minor
from kpay_desktop.hosts.iso8583.profile import CardHostProfile, TimeSettings
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.simulation.cards import catalogue, make_card
from ui.back_state import shown_back
from ui.presenter import page_of
from ui.sale_state import has_ended
from ui.till_model import TillModel
from ui.views import Action, Press

WAIT_S = 30.0
SILENT_DNS_S = 4.0
#: How long a message to the card host may take: seconds, where a shop's host has half a minute.
MESSAGES = TimeSettings(connect_s=2.0, answer_s=1.5, overall_s=2.5)
UNFINISHED = (
    "SELECT (SELECT COUNT(*) FROM transactions"
    " WHERE state IN ('open', 'checking', 'reversing', 'refunding'))"
    " + (SELECT COUNT(*) FROM returns WHERE state IN ('open', 'pending'))"
    " + (SELECT COUNT(*) FROM settlements WHERE finished_at IS NULL)"
)
WAITING_SLIPS = "SELECT COUNT(*) FROM print_jobs WHERE state <> 'printed'"
_SPECS = {spec.key: spec for spec in catalogue()}

Line = dict[str, Any]


class Hand:
    """Does what it is told in the running program. Lives on the windows' thread."""

    def __init__(self, till: Till, line: socket.socket) -> None:
        self._till, self._line = till, line
        self._unread = b""
        self._told: Line = {}
        self._sending = threading.Lock()
        show = till.controller._changed

        def changed(model: TillModel) -> None:
            show(model)
            self._tell_model(model)

        vars(till.controller)["_changed"] = changed
        self._notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        data = self._line.recv(65_536)
        if not data:
            self._notifier.setEnabled(False)
            self._till.quit()
            return
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._do(json.loads(line))

    def _do(self, asked: Line) -> None:
        match asked["do"]:
            case "press":
                self._till.controller.press(Press(Action(asked["action"]), asked["value"]))
            case "scan":
                self._till.controller.scanned(Scan(asked["text"], asked["text"]))
            case "insert" | "hold" as how:
                card = make_card(_SPECS[asked["card"]])
                reader = self._reader()
                (reader.insert if how == "insert" else reader.hold)(card)
            case "swipe":
                self._till.on_swipe(asked["typed"])
            case "away":
                self._reader().take_away()
            case "reader":
                if asked["works"]:
                    self._reader().mend()
                else:
                    self._reader().break_down(ReaderState.ABSENT)
            case "clock":
                WRONGS.clock_by = timedelta(seconds=asked["by_s"])
            case "names":
                WRONGS.names = asked["how"]
            case "count":
                threading.Thread(target=self._count, args=(asked["ask"],), daemon=True).start()
        self._tell_model(self._till.controller.model)

    def _reader(self) -> SimReader:
        room = self._till.world.world.card_room
        assert room is not None
        assert room.reader is not None
        return room.reader

    # --- what is told -------------------------------------------------------------------------

    def _tell(self, line: Line) -> None:
        with self._sending:
            self._line.sendall(json.dumps(line).encode("ascii") + b"\n")

    def _tell_model(self, model: TillModel) -> None:
        line = told_of(model)
        if line != self._told:
            self._told = line
            self._tell({"tell": "screen", **line})

    def _count(self, ask: int) -> None:
        """Tell how much is left to do; nothing is told of a store that cannot be read now."""
        try:
            opened = self._till.world.world._opened
            if opened is None:
                return
            session = opened.store._session
            queries = (UNFINISHED, WAITING_SLIPS)
            sales, slips = opened.writer.call(
                lambda: [int(row[0]) for query in queries for row in session.rows(query)], WAIT_S
            )
        except (BusyError, StoreError, TimeoutError):
            return
        self._tell({"tell": "count", "ask": ask, "sales": sales, "slips": slips})


def told_of(model: TillModel) -> Line:
    """Return what of the screen matters to whoever works at it."""
    view = model.sale
    line: Line = {
        "page": page_of(model).value,
        "operator": "" if model.operator is None else model.operator.operator_id,
        "operators": len(model.operators),
        "busy": model.sign_in.busy or model.draft.charging,
        "problem": "" if model.sign_in.error is None else model.sign_in.error.id,
        "failed": "" if model.start_failed is None else model.start_failed.value,
        "refused": "" if model.refused is None else model.refused.value,
        "ways": sum(health.value == "ok" for _, health in model.card.ways or ()),
        "asks": model.authorise is not None and not model.authorise.entry.busy,
        "batch": [model.batch.batch_no, model.batch.count, model.batch.total_minor],
        "slips": [state.value for _, state in model.slips],
        "others": len(model.others),
        "inbox": [view.flow for view in model.inbox.views],
        "sold": "" if model.cash.sold is None else model.cash.sold.identity.voucher,
        "rows": [[r.identity.voucher, r.identity.sale_id] for r in model.search.rows[:3]],
        "back": _told_of_back(model),
        "settling": model.settle.asking,
        "runs": [[view.flow, view.state.phase.value] for view in model.settle.runs],
        "flow": "",
    }
    if view is not None:
        state = view.state
        line |= {
            "flow": view.flow,
            "order": view.sale.identity.order_no,
            "voucher": view.sale.identity.voucher,
            "total_minor": view.sale.total_minor,
            "sale_state": view.sale.state.value,
            "phase": state.phase.value,
            "ended": has_ended(view),
            "code": view.state.code_text if isinstance(view, SaleView) else "",
            "waits": 0,
            "trouble": "",
            "signing": "",
        }
        if isinstance(view, SaleView):
            line["waits"] = to_refund_minor(view.state)
        else:
            line["trouble"] = "" if view.state.problem is None else view.state.problem.value
            line["signing"] = view.state.signing.value
    return line


def _told_of_back(model: TillModel) -> Line:
    """Return what the Void page shows."""
    view = shown_back(model)
    return {
        "stage": model.void.stage.value,
        "problem": "" if model.void.problem is None else model.void.problem.id,
        "refunds": model.void.refunds,
        "flow": "" if view is None else view.flow,
        "phase": "" if view is None else view.state.phase.value,
    }


# --- clocks and names ---------------------------------------------------------------------------


@dataclass
class Wrongs:
    """What is wrong with this computer. ``names``: ``silent`` for long, in ``vain``, or well."""

    clock_by: timedelta = timedelta()
    names: str = ""


WRONGS = Wrongs()
_look_up = socket.getaddrinfo


def _now(_: clock.SystemClock) -> datetime:
    return datetime.now(UTC) + WRONGS.clock_by


def _getaddrinfo(*arguments: Any, **named: Any) -> Any:
    if WRONGS.names:
        if WRONGS.names == "silent":
            time.sleep(SILENT_DNS_S)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")
    return _look_up(*arguments, **named)


def _replace(owner: object, name: str, value: object) -> None:
    setattr(owner, name, value)


def run(arguments: Sequence[str]) -> int:
    """Be the program."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    handle, *rest = arguments
    line = socket.socket(fileno=int(handle))
    hands: list[Hand] = []
    take_over = till_module.take_over

    def take_over_with_hand(*parts: Any) -> Till:
        till = take_over(*parts)
        hands.append(Hand(till, line))
        return till

    read_profile = card_profile.host_profile

    def hurried_profile(*parts: Any) -> CardHostProfile:
        return replace(read_profile(*parts), times=MESSAGES)

    _replace(till_module, "take_over", take_over_with_hand)
    _replace(cards, "host_profile", hurried_profile)
    _replace(clock.SystemClock, "now", _now)
    _replace(socket, "getaddrinfo", _getaddrinfo)
    return main(list(rest))


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

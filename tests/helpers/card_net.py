"""What lies between a till and its card host in the scenario table: names, times, and an ear."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kpay_desktop.flows.card_work import LiveHost
from kpay_desktop.ports_cards import (
    CardSaleRequest,
    GivesWay,
    HostApproved,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    SaleAnswer,
)
from tests.helpers.batch_host import BatchPass
from tests.helpers.card_cases import Net

UNKNOWN, SILENT, SLOW = (f"cards.{kind}.example" for kind in ("unknown", "silent", "slow"))
SLOW_S: Final = 0.2
#: Far longer than an answer takes on a busy machine.
STEADY_S: Final = 1.5
HERE: Final = "127.0.0.1"

#: What the till's profile says by the net: the host's name, connect_s and answer_s.
PROFILES: Final = {
    Net.USUAL: (HERE, 30.0, 30.0),
    Net.QUICK: (HERE, 30.0, 0.2),
    Net.STEADY: (HERE, 30.0, STEADY_S),
    Net.SHORT: (HERE, 0.3, 30.0),
    Net.NO_NAME: (UNKNOWN, 30.0, 30.0),
    Net.SILENT_NAME: (SILENT, 0.3, 30.0),
    Net.SLOW_NAME: (SLOW, 30.0, 30.0),
}
ASKS_FOR_SIGN_ON: Final = frozenset({"A0", "77", "80"})


def make_profile(credentials: Path, folder: Path, net: Net) -> Path:
    """Write the bank's own profile once more with other times, its papers beside it."""
    place = folder / net.value
    if not place.exists():
        shutil.copytree(credentials, place)
        host, connect_s, answer_s = PROFILES[net]
        profile = place / "card_host.toml"
        text = profile.read_text("utf-8").replace(f'host = "{HERE}"', f'host = "{host}"')
        assert f'host = "{host}"' in text
        text += f"\n[times]\nconnect_s = {connect_s}\nanswer_s = {answer_s}\noverall_s = 60.0\n"
        profile.write_text(text, "utf-8")
    return place


class Names:
    """A name server in the system's place: one name never comes, one late, one is not known."""

    def __init__(self) -> None:
        self._system: Callable[..., object] = socket.getaddrinfo
        self._is_over = threading.Event()

    def look_up(self, host: str, *which: int | str, **how: int) -> object:
        """Stand for ``socket.getaddrinfo``."""
        if host == SILENT:
            self._is_over.wait()
        if host in {SILENT, UNKNOWN}:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        if host == SLOW:
            self._is_over.wait(SLOW_S)
        return self._system(HERE if host == SLOW else host, *which, **how)

    def end(self) -> None:
        """Answer whoever still waits."""
        self._is_over.set()


@dataclass(slots=True)
class Told:
    """What a till heard of its host, by trace number: a code, or why there was no answer.

    ``before_sale`` happens once, on the line's thread, before the next sale leaves.
    """

    sales: dict[int, list[str]] = field(default_factory=dict)
    reversals: dict[int, list[str]] = field(default_factory=dict)
    is_signed_on: bool = False
    before_sale: Callable[[], None] | None = None


class HeardHost(BatchPass):
    """Implements ``LiveHost`` around the real client and notes what comes back."""

    def __init__(self, host: LiveHost, told: Told) -> None:
        super().__init__(host)
        self._host, self._told = host, told

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        """See ``CardHost``."""
        before, self._told.before_sale = self._told.before_sale, None
        if before is not None:
            before()
        answer = self._host.sale(request, deadline_s)
        self._note(self._told.sales, request.stan, answer)
        return answer

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        """See ``CardHost``."""
        answer = self._host.reverse(request, deadline_s)
        self._note(self._told.reversals, request.stan, answer)
        return answer

    def _note(
        self, book: dict[int, list[str]], stan: int, answer: SaleAnswer | ReversalAnswer
    ) -> None:
        if isinstance(answer, NoHostAnswer):
            word = answer.reason.value
        else:
            word = "00" if isinstance(answer, HostApproved) else answer.code
        book.setdefault(stan, []).append(word)
        if word in ASKS_FOR_SIGN_ON:
            self._told.is_signed_on = False

    def sign_on(self, deadline_s: float) -> bool:
        """See ``CardHost``."""
        self._told.is_signed_on = self._host.sign_on(deadline_s)
        return self._told.is_signed_on

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        """See ``CardHost``."""
        return self._host.echo(deadline_s, gives_way)

    def listen(self) -> None:
        """See ``LiveHost``."""
        self._host.listen()

    def shut_down(self) -> None:
        """See ``LiveHost``."""
        self._host.shut_down()

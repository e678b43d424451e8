"""The card host as the desk's client sees it: its books, its scenarios and its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpay_desktop.simulation.desk_answers import (
    Json,
    flag,
    mapping,
    number,
    rows,
    text,
    texts,
    whole,
)
from kpay_desktop.simulation.desk_client import DeskClient


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A row of the card host's table.

    ``message_id`` is under what a desk finds its words; ``number`` is what the dollars of an
    amount that ends in .89 end in (None: only the desk), ``kinds`` what it can happen to.
    """

    message_id: str
    scenario: str
    number: int | None
    kinds: tuple[str, ...]
    group: str
    delay_s: float
    bank: str
    till: str


@dataclass(frozen=True, slots=True)
class ChosenScenario:
    """What is to happen to the next requests of a kind (``sale``, ``reversal``, ``network``)."""

    kind: str
    scenario: str
    code: str
    delay_s: float
    times: int
    sticky: bool


@dataclass(frozen=True, slots=True)
class CardAccount:
    """A card's account, in cents. ``refusal``: what it always answers."""

    code: str
    name: str
    last_four: str
    refusal: str
    opening_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True)
class CardSale:
    """A sale in the bank's books, in cents: ``approved declined reversed refused``.

    ``account`` is empty for a card that the bank does not know; ``reversals`` counts the messages.
    """

    terminal: str
    batch_no: int
    stan: str
    voucher: str
    account: str
    last_four: str
    entry: str
    amount_minor: int
    tip_minor: int
    approved_minor: int
    scenario: str
    code: str
    rrn: str
    approval_code: str
    state: str
    reversals: int


@dataclass(frozen=True, slots=True)
class CardReversal:
    """A reversal as it was last answered (``code``), after ``times`` messages."""

    terminal: str
    batch_no: int
    stan: str
    voucher: str
    amount_minor: int
    code: str
    times: int


@dataclass(frozen=True, slots=True)
class CardHostState:
    """The card host at one moment: the newest 50 sales and reversals, newest first."""

    line: str
    url: str
    cents_table: bool
    chosen: tuple[ChosenScenario, ...]
    accounts: tuple[CardAccount, ...]
    sales: tuple[CardSale, ...]
    reversals: tuple[CardReversal, ...]


class CardDeskClient(DeskClient):
    """The desk's side of the desk port, the card host with it. Thread-safe."""

    def card_state(self) -> CardHostState:
        """Return what the card host has in its books now."""
        body = self._get("/desk/card/state")
        chosen = mapping(body, "next")
        return CardHostState(
            line=text(body, "line"),
            url=text(body, "url"),
            cents_table=flag(body, "cents_table"),
            chosen=tuple(_chosen(kind, mapping(chosen, kind)) for kind in chosen),
            accounts=tuple(_account(row) for row in rows(body, "accounts")),
            sales=tuple(_sale(row) for row in rows(body, "sales")),
            reversals=tuple(_reversal(row) for row in rows(body, "reversals")),
        )

    def card_scenarios(self) -> tuple[ScenarioRow, ...]:
        """Return the table of scenarios."""
        return tuple(_row(row) for row in rows(self._get("/desk/card/scenarios"), "scenarios"))

    def set_next_card(
        self,
        scenario: str,
        *,
        kind: str = "sale",
        code: str = "",
        sticky: bool = False,
        delay_s: float | None = None,
        times: int | None = None,
    ) -> None:
        """Choose what happens to the next request of a kind; sticky: to all, until cleared.

        ``times``: to so many requests; with a row of the reversal, to so many of its reversals.
        """
        self._post(
            "/desk/card/next",
            {
                "kind": kind,
                "scenario": scenario,
                "code": code,
                "sticky": sticky,
                "delay_s": delay_s,
                "times": times,
            },
        )

    def clear_next_card(self, kind: str = "sale") -> None:
        """Let the card host answer a kind of request by itself again."""
        self._post("/desk/card/next", {"kind": kind, "scenario": None})

    def misbook(self, voucher: str, less_minor: int) -> int:
        """Let the bank book an approved sale with less than its till was told; its new cents."""
        body: dict[str, Json] = {"voucher": voucher, "less_minor": less_minor}
        return whole(self._post("/desk/card/misbook", body), "approved_minor")

    def set_card_line(self, line: str, for_s: float | None = None) -> None:
        """Change the line: ``up cut silent tls_broken tls_other_name tls_other_ca tls_expired``.

        With ``for_s`` it is up again by itself after that many seconds.
        """
        self._post("/desk/card/line", {"line": line, "for_s": for_s})


def _row(row: Mapping[str, Json]) -> ScenarioRow:
    return ScenarioRow(
        message_id=text(row, "id"),
        scenario=text(row, "scenario"),
        number=None if row.get("number") is None else whole(row, "number"),
        kinds=texts(row, "kinds"),
        group=text(row, "group"),
        delay_s=number(row, "delay_s"),
        bank=text(row, "bank"),
        till=text(row, "till"),
    )


def _chosen(kind: str, row: Mapping[str, Json]) -> ChosenScenario:
    return ChosenScenario(
        kind=kind,
        scenario=text(row, "scenario"),
        code=text(row, "code"),
        delay_s=number(row, "delay_s"),
        times=whole(row, "times"),
        sticky=flag(row, "sticky"),
    )


def _account(row: Mapping[str, Json]) -> CardAccount:
    return CardAccount(
        code=text(row, "code"),
        name=text(row, "name"),
        last_four=text(row, "last_four"),
        refusal=text(row, "refusal"),
        opening_minor=whole(row, "opening_minor"),
        balance_minor=whole(row, "balance_minor"),
    )


def _sale(row: Mapping[str, Json]) -> CardSale:
    return CardSale(
        terminal=text(row, "terminal"),
        batch_no=whole(row, "batch_no"),
        stan=text(row, "stan"),
        voucher=text(row, "voucher"),
        account=text(row, "account") if row.get("account") is not None else "",
        last_four=text(row, "last_four"),
        entry=text(row, "entry"),
        amount_minor=whole(row, "amount_minor"),
        tip_minor=whole(row, "tip_minor"),
        approved_minor=whole(row, "approved_minor"),
        scenario=text(row, "scenario"),
        code=text(row, "code"),
        rrn=text(row, "rrn"),
        approval_code=text(row, "approval_code"),
        state=text(row, "state"),
        reversals=whole(row, "reversals"),
    )


def _reversal(row: Mapping[str, Json]) -> CardReversal:
    return CardReversal(
        terminal=text(row, "terminal"),
        batch_no=whole(row, "batch_no"),
        stan=text(row, "stan"),
        voucher=text(row, "voucher"),
        amount_minor=whole(row, "amount_minor"),
        code=text(row, "code"),
        times=whole(row, "times"),
    )

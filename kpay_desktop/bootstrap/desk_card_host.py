"""The card host's staff at the demo desk: its next answer, its line, and its book."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from kpay_desktop.bootstrap.bank import BankReady
from kpay_desktop.simulation.card_desk_client import (
    CardDeskClient,
    CardHostState,
    ChosenScenario,
    ScenarioRow,
)
from kpay_desktop.simulation.desk_client import DeskError
from ui.demo.card_port import CardAnswer, CardBankState, CardLine, CardMessage

T = TypeVar("T")

_SALE: Final = "sale"
_APPROVE, _CODE, _SLOW = "approve", "code", "slow"
#: Response codes that a desk offers: those people ask for, and one of each kind that is no decline.
CODES: Final = ("51", "05", "01", "14", "54", "55", "61", "91", "96", "68", "A0")
#: What stands first, as the desk's staff want it.
USUAL: Final = ("code:51", "code:05", "code:01", "slow", "no_answer", "lose_answer", "bad_mac")
_USUAL_GROUP: Final = "usual"
#: An answer that a cashier waits for, and still gets.
SLOW_S: Final = 20.0
MOST_IN_BOOK: Final = 20


class CardHostAtDesk:
    """Asks the simulated bank about its card host, and tells it what to do. Thread-safe."""

    def __init__(self, bank: Callable[[], BankReady | None]) -> None:
        self._bank = bank
        self._answers: tuple[CardAnswer, ...] = ()

    def state(self, deadline_s: float) -> CardBankState | None:
        """Return the card host's next answer, its line and its book; None without an answer."""
        return self._ask(deadline_s, self._state)

    def set_answer(self, name: str, deadline_s: float, *, stays: bool) -> CardBankState | None:
        """Choose how the next sale is answered; "" leaves it to account and amount."""
        scenario, _, code = name.partition(":")

        def choose(desk: CardDeskClient) -> CardBankState:
            if scenario:
                delay_s = SLOW_S if scenario == _SLOW else None
                desk.set_next_card(scenario, code=code, sticky=stays, delay_s=delay_s)
            else:
                desk.clear_next_card()
            return self._state(desk)

        return self._ask(deadline_s, choose)

    def set_line(self, line: CardLine, deadline_s: float) -> CardBankState | None:
        """Cut the line between till and card host, silence it, spoil its TLS, or mend it."""

        def turn(desk: CardDeskClient) -> CardBankState:
            desk.set_card_line(line.value)
            return self._state(desk)

        return self._ask(deadline_s, turn)

    def _ask(self, deadline_s: float, call: Callable[[CardDeskClient], T]) -> T | None:
        bank = self._bank()
        if bank is None:
            return None
        try:
            return call(CardDeskClient(bank.desk_url, bank.desk_token, deadline_s))
        except DeskError:
            return None

    def _state(self, desk: CardDeskClient) -> CardBankState:
        host = desk.card_state()
        if not self._answers:
            self._answers = answers_of(desk.card_scenarios())
        chosen = next((one for one in host.chosen if one.kind == _SALE), None)
        return CardBankState(
            answers=self._answers,
            chosen=_name(chosen),
            stays=chosen is not None and chosen.sticky,
            line=CardLine(host.line),
            book=_book(host),
            cents_table=host.cents_table,
        )


def answers_of(table: tuple[ScenarioRow, ...]) -> tuple[CardAnswer, ...]:
    """Return the rows that a desk offers for sales: the usual ones first, then group by group."""
    rows: dict[str, CardAnswer] = {}
    for row in table:
        if _SALE not in row.kinds or row.scenario == _APPROVE:
            continue
        if row.scenario == _CODE:
            answers = [
                CardAnswer(_CODE, row.group, code, amount=_amount(code, "79")) for code in CODES
            ]
        else:
            delay_s = SLOW_S if row.scenario == _SLOW else row.delay_s
            number = "" if row.number is None else str(row.number)
            amount = _amount(number, "89")
            answers = [CardAnswer(row.scenario, row.group, delay_s=delay_s, amount=amount)]
        rows.update({answer.name: answer for answer in answers})
    usual = [_usual(rows.pop(name)) for name in USUAL if name in rows]
    return (*usual, *rows.values())


def _usual(row: CardAnswer) -> CardAnswer:
    return CardAnswer(row.scenario, _USUAL_GROUP, row.code, row.delay_s, row.amount)


def _amount(number: str, cents: str) -> str:
    return f"{int(number)}.{cents}" if number.isdecimal() else ""


def _name(chosen: ChosenScenario | None) -> str:
    if chosen is None or chosen.scenario == _APPROVE:
        return ""
    return f"{_CODE}:{chosen.code}" if chosen.scenario == _CODE else chosen.scenario


def _book(host: CardHostState) -> tuple[CardMessage, ...]:
    return tuple(
        CardMessage(
            terminal=sale.terminal,
            stan=sale.stan,
            voucher=sale.voucher,
            last_four=sale.last_four,
            amount_minor=sale.amount_minor,
            code=sale.code,
            state=sale.state,
            reversals=sale.reversals,
        )
        for sale in host.sales[:MOST_IN_BOOK]
    )

"""The card host on the desk's port: what it has in its books, and what it is to do next."""

from __future__ import annotations

from collections.abc import Callable

from kpay_desktop.simulation.bank import books as ledger
from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank import desk_values as values
from kpay_desktop.simulation.bank.books import Books, Transaction
from kpay_desktop.simulation.bank.cardhost import chosen, register
from kpay_desktop.simulation.bank.cardhost.host import CENTS_TABLE, CardHost
from kpay_desktop.simulation.bank.cardhost.port import CardLine, CardPort
from kpay_desktop.simulation.bank.cardhost.scenarios import (
    BY_SCENARIO,
    RULES,
    CardKind,
    CardPlan,
    Scenario,
    is_code,
    plan_of_code,
)
from kpay_desktop.simulation.bank.desk_values import DeskError, JsonObject, JsonValue

MAX_DELAY_S = 3600.0
MAX_TIMES = 1000
MOST_MISBOOKED_MINOR = 1_000_000
SHOWN = 50
MAX_ACCOUNTS = 1000

_ACCOUNTS = """
    SELECT accounts.*, substr(pan, -4) AS last_four, refusal
      FROM accounts JOIN card_accounts ON card_accounts.account = accounts.code
     ORDER BY accounts.code LIMIT ?
"""
_ACCOUNT_COLUMNS = ("code", "name", "last_four", "refusal", "opening_minor", "balance_minor")
_SALES = """
    SELECT card_sales.*, accounts.name AS title,
           (SELECT COALESCE(SUM(times), 0) FROM card_reversals
             WHERE card_reversals.terminal = card_sales.terminal
               AND card_reversals.batch_no = card_sales.batch_no
               AND card_reversals.stan = card_sales.stan) AS reversals
      FROM card_sales LEFT JOIN accounts ON accounts.code = card_sales.account
     ORDER BY card_sales.seq DESC LIMIT ?
"""
_SALE_COLUMNS = (
    *("terminal", "batch_no", "stan", "voucher", "account", "title", "last_four", "entry"),
    *("amount_minor", "tip_minor", "approved_minor", "scenario", "code", "rrn", "approval_code"),
    *("state", "reversals", "made_at", "reversed_at"),
)
_REVERSALS = "SELECT * FROM card_reversals ORDER BY seq DESC LIMIT ?"
_REVERSAL_COLUMNS = (
    *("terminal", "batch_no", "stan", "voucher", "account", "amount_minor", "code", "rrn"),
    *("times", "first_at", "last_at"),
)


class CardDesk:
    """Answers what the desk asks of the card host. Thread-safe."""

    def __init__(self, books: Books, host: CardHost, port: CardPort) -> None:
        self._books = books
        self._host = host
        self._port = port
        self.gets: dict[str, Callable[[], JsonObject]] = {
            "/desk/card/state": self._state,
            "/desk/card/scenarios": scenario_table,
        }
        self.posts: dict[str, Callable[[JsonObject], JsonObject]] = {
            "/desk/card/next": self._next,
            "/desk/card/line": self._line,
            "/desk/card/misbook": self._misbook,
        }

    def _state(self) -> JsonObject:
        self._host.open_accounts()
        with self._books.read() as tx:
            return {
                "line": self._port.card_line.value,
                "url": self._port.url,
                "cents_table": ledger.setting(tx, CENTS_TABLE, "on") == "on",
                "next": {
                    kind.value: {**_plan_json(plan), "sticky": sticky}
                    for kind, (plan, sticky) in chosen.chosen(tx).items()
                },
                "accounts": _rows(tx, _ACCOUNTS, _ACCOUNT_COLUMNS, MAX_ACCOUNTS),
                "sales": _rows(tx, _SALES, _SALE_COLUMNS),
                "reversals": _rows(tx, _REVERSALS, _REVERSAL_COLUMNS),
            }

    def _next(self, body: JsonObject) -> JsonObject:
        kind = values.choice(body, "kind", CardKind, CardKind.SALE)
        if body.get("scenario") is None:
            with self._books.write() as tx:
                chosen.clear(tx, kind)
            return {"kind": kind.value, "scenario": None}
        plan = _plan(body, kind)
        sticky = values.flag(body, "sticky", default=False)
        with self._books.write() as tx:
            chosen.set_next(tx, kind, plan, sticky=sticky)
        return {"kind": kind.value, **_plan_json(plan), "sticky": sticky}

    def _line(self, body: JsonObject) -> JsonObject:
        line = values.choice(body, "line", CardLine)
        for_s = values.number(body, "for_s", MAX_DELAY_S)
        if not self._port.set_card_line(line, for_s):
            raise DeskError(409, "the card host's port cannot be opened")
        return {"line": line.value}

    def _misbook(self, body: JsonObject) -> JsonObject:
        """Book a sale with less than its till was told: its batch will not agree."""
        voucher = values.text(body, "voucher", 6)
        less = values.number(body, "less_minor", MOST_MISBOOKED_MINOR)
        if not less:
            raise DeskError(422, "less_minor is not from 1 cent on")
        with self._books.write() as tx:
            booked = register.misbook(tx, voucher, int(less), clock.now())
        if booked is None:
            raise DeskError(404, "no approved sale of an open batch has that voucher")
        return {"voucher": voucher, "approved_minor": booked}


def scenario_table() -> JsonObject:
    """Return the table of scenarios as the desk's port gives it."""
    return {
        "scenarios": [
            {
                "id": rule.message_id,
                "scenario": rule.scenario.value,
                "number": rule.number,
                "kinds": [kind.value for kind in CardKind if kind in rule.kinds],
                "group": rule.group.value,
                "delay_s": rule.delay_s,
                "bank": rule.bank,
                "till": rule.till,
            }
            for rule in RULES
        ]
    }


def _plan(body: JsonObject, kind: CardKind) -> CardPlan:
    scenario = values.choice(body, "scenario", Scenario)
    if kind not in BY_SCENARIO[scenario].kinds:
        raise DeskError(422, f"{scenario.value} does not happen to a {kind.value}")
    plan = CardPlan(scenario)
    if scenario is Scenario.CODE:
        code = values.text(body, "code", 2)
        if not is_code(code):
            raise DeskError(422, "a code is two digits or capital letters")
        plan = plan_of_code(kind, code)
    times = values.number(body, "times", MAX_TIMES)
    return CardPlan(
        plan.scenario,
        plan.code,
        values.number(body, "delay_s", MAX_DELAY_S),
        1 if times is None else max(1, int(times)),
    )


def _plan_json(plan: CardPlan) -> JsonObject:
    return {
        "scenario": plan.scenario.value,
        "id": BY_SCENARIO[plan.scenario].message_id,
        "code": plan.code,
        "delay_s": plan.wait_s,
        "times": plan.times,
    }


def _rows(
    tx: Transaction, query: str, columns: tuple[str, ...], limit: int = SHOWN
) -> list[JsonValue]:
    return [{name: row[name] for name in columns} for row in tx.execute(query, (limit,))]

"""What the bank decides: sales, and reversals before, after and instead of them.

Every function works inside its caller's transaction. ``docs/bank.md`` says the rules in words.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import datetime

from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank.books import Transaction
from kpay_desktop.simulation.bank.cardhost import register
from kpay_desktop.simulation.bank.cardhost.issuers import Finding, Issuers, Script
from kpay_desktop.simulation.bank.cardhost.message import Message, decode, encode
from kpay_desktop.simulation.bank.cardhost.register import CardAccount, SaleState, Verdict
from kpay_desktop.simulation.bank.cardhost.requests import Card, ReversalRequest, SaleRequest
from kpay_desktop.simulation.bank.cardhost.scenarios import LATER, CardPlan, Scenario

APPROVED, PARTIAL, DUPLICATE, DOUBTFUL = "00", "10", "94", "98"
DECLINED, NO_CARD, INSERT_CHIP, NO_FUNDS, EXPIRED = "05", "14", "45", "51", "54"
PICK_UP, ORIGINAL_NOT_FOUND, FORMAT_ERROR = "43", "25", "30"

_CHIP_ON_CARD = {"2", "6"}
_SCRIPTS = {Scenario.SCRIPTS: Script.HARMLESS, Scenario.BLOCK_CARD: Script.BLOCK}


@dataclass(frozen=True, slots=True)
class Told:
    """What is answered: field 39 and what goes with it. ``amount_minor``: None as asked."""

    code: str
    rrn: str = ""
    approval_code: str = ""
    amount_minor: int | None = None
    for_card: bytes = field(default=b"", repr=False)


def answer(request: Message, told: Told, at: datetime) -> Message:
    """Return the message that tells ``told``, without a MAC."""
    local = at.astimezone(clock.GATEWAY_ZONE)
    texts = {n: request.texts[n] for n in (3, 4, 11, 24, 41, 42, 62) if n in request.texts}
    texts |= {12: f"{local:%H%M%S}", 13: f"{local:%m%d}", 39: told.code}
    if told.amount_minor is not None:
        texts[4] = f"{told.amount_minor:012d}"
    if told.rrn:
        texts[37] = told.rrn
    if told.approval_code:
        texts[38] = told.approval_code
    blobs = {55: told.for_card} if told.for_card else {}
    return Message(f"{int(request.kind) + 10:04d}", texts, blobs)


class Authoriser:
    """Decides over sales and reversals."""

    def __init__(self, issuers: Issuers) -> None:
        self._issuers = issuers

    def sale(
        self,
        tx: Transaction,
        message: Message,
        request: SaleRequest,
        plan: CardPlan,
        at: datetime,
    ) -> Message:
        """Decide over a sale, book it, and return the answer."""
        batch_no = register.batch_of(tx, request.terminal, at)
        account = register.account_of(tx, request.card.pan)
        code = None if account is None else account.code
        known = register.find_sale(tx, request.terminal, batch_no, request.stan)
        if known is not None:
            if _is_same(known, request, code):
                return decode(known.answer)
            return answer(message, Told(DUPLICATE), at)
        rrn = register.new_rrn(tx, at)
        if register.came_first(tx, request, batch_no, code):
            verdict = Verdict(SaleState.REFUSED, DECLINED, rrn)
        else:
            verdict = self._verdict(tx, request, account, plan, rrn, at)
        told = Told(
            code=DOUBTFUL if _hides(plan, verdict) else verdict.code,
            rrn=rrn,
            approval_code="" if _hides(plan, verdict) else verdict.approval_code,
            amount_minor=verdict.approved_minor if verdict.code == PARTIAL else None,
            for_card=self._for_card(request, verdict, plan),
        )
        said = answer(message, told, at)
        register.add_sale(tx, request, batch_no, code, verdict, encode(said), plan, at)
        return said

    def _verdict(
        self,
        tx: Transaction,
        request: SaleRequest,
        account: CardAccount | None,
        plan: CardPlan,
        rrn: str,
        at: datetime,
    ) -> Verdict:
        approved_minor = request.amount_minor
        if plan.scenario is Scenario.PARTIAL:
            approved_minor //= 2
        code = _commanded(plan) or self._objection(tx, request, account, approved_minor, at)
        if code:
            return Verdict(SaleState.DECLINED, code, rrn)
        return Verdict(
            SaleState.APPROVED,
            PARTIAL if plan.scenario is Scenario.PARTIAL and approved_minor else APPROVED,
            rrn,
            approved_minor or request.amount_minor,
            register.new_approval_code(tx),
        )

    def _objection(
        self,
        tx: Transaction,
        request: SaleRequest,
        account: CardAccount | None,
        amount_minor: int,
        at: datetime,
    ) -> str:
        """Return why the account does not pay, as a response code; empty if it does."""
        if account is None:
            return NO_CARD
        if account.refusal:
            return account.refusal
        if _has_expired(request.card, at):
            return EXPIRED
        if request.entry == "stripe" and request.card.service_code[:1] in _CHIP_ON_CARD:
            return INSERT_CHIP
        objection = self._chip_objection(tx, request, account)
        if not objection and account.balance_minor < amount_minor:
            return NO_FUNDS
        return objection

    def _chip_objection(self, tx: Transaction, request: SaleRequest, account: CardAccount) -> str:
        if not request.chip:
            return ""
        finding = self._issuers.check(request.card.pan, request.sequence, request.chip)
        if finding is Finding.INCOMPLETE:
            return FORMAT_ERROR
        is_good = finding is Finding.GOOD
        if not is_good or register.was_used(tx, account.code, request.cryptogram):
            return DECLINED
        return ""

    def _for_card(self, request: SaleRequest, verdict: Verdict, plan: CardPlan) -> bytes:
        """Return field 55: only a chip that is still in its reader listens, and only if the
        issuer knows it.
        """
        if request.entry != "chip" or plan.scenario is Scenario.NO_PROOF:
            return b""
        pan, sequence, chip = request.card.pan, request.sequence, request.chip
        if self._issuers.check(pan, sequence, chip) is not Finding.GOOD:
            return b""
        script = _SCRIPTS.get(plan.scenario, Script.NONE)
        code = APPROVED if verdict.code == PARTIAL else verdict.code
        data = self._issuers.answer(pan, sequence, chip, code, script)
        if plan.scenario is Scenario.WRONG_PROOF:
            # Tag 91, its length, then the proof: one bit of that.
            data = data[:2] + bytes((data[2] ^ 1,)) + data[3:]
        return data

    def reversal(
        self,
        tx: Transaction,
        message: Message,
        request: ReversalRequest,
        plan: CardPlan,
        at: datetime,
    ) -> Message:
        """Take a sale back, whether it is there or still to come, and return the answer."""
        batch_no = register.batch_of(tx, request.terminal, at)
        account = register.account_of(tx, request.card.pan)
        code = None if account is None else account.code
        sale = find_original(tx, request, at)
        if plan.scenario is Scenario.CODE and plan.code != APPROVED:
            return answer(message, Told(plan.code), at)
        if sale is None:
            told = Told(ORIGINAL_NOT_FOUND)
        else:
            register.reverse_sale(tx, sale, at)
            told = Told(APPROVED, sale.rrn)
        register.note_reversal(tx, request, batch_no, code, told.code, told.rrn, at)
        return answer(message, told, at)


def find_original(tx: Transaction, request: ReversalRequest, at: datetime) -> register.Sale | None:
    """Return the sale that a reversal means: all its numbers and its card are the same."""
    batch_no = register.batch_of(tx, request.terminal, at)
    sale = register.find_sale(tx, request.terminal, batch_no, request.stan)
    account = register.account_of(tx, request.card.pan)
    code = None if account is None else account.code
    same = sale is not None and (sale.voucher, sale.amount_minor, sale.account) == (
        request.voucher,
        request.amount_minor,
        code,
    )
    return sale if same else None


def later_plan(tx: Transaction, sale: register.Sale) -> CardPlan | None:
    """Return what a sale's scenario has in store for this reversal of it."""
    spoilt = register.spoil_reversal(tx, sale)
    if spoilt is None:
        return None
    scenario, code = LATER[spoilt[0]]
    return CardPlan(scenario, code, spoilt[1])


def _is_same(sale: register.Sale, request: SaleRequest, account: str | None) -> bool:
    """True if a request is the same one again, not another with the same number."""
    return (
        sale.voucher,
        sale.amount_minor,
        sale.tip_minor,
        sale.entry,
        sale.account,
        sale.last_four,
        sale.cryptogram,
    ) == (
        request.voucher,
        request.amount_minor,
        request.tip_minor,
        request.entry,
        account,
        request.card.pan[-4:],
        request.cryptogram,
    )


def _commanded(plan: CardPlan) -> str:
    """Return the code that a plan wants whatever the account says; empty if it wants none."""
    if plan.scenario is Scenario.BLOCK_CARD:
        return PICK_UP
    if plan.scenario is Scenario.CODE and plan.code != APPROVED:
        return plan.code
    return ""


def _hides(plan: CardPlan, verdict: Verdict) -> bool:
    return plan.scenario is Scenario.APPROVE_98 and verdict.state is SaleState.APPROVED


def _has_expired(card: Card, at: datetime) -> bool:
    """True after the last day of the month that a card names, in Singapore. ``YYMM``."""
    if len(card.expiry) != 4 or not 1 <= int(card.expiry[2:]) <= 12:
        return True
    year, month = 2000 + int(card.expiry[:2]), int(card.expiry[2:])
    last_day = calendar.monthrange(year, month)[1]
    today = at.astimezone(clock.GATEWAY_ZONE).date()
    return (today.year, today.month, today.day) > (year, month, last_day)

"""The table of sales by customers' codes: single faults, and faults two at a time.

Outcomes are written by hand from the rules of such sales (``docs/flows``, ``docs/bank.md``); none
is taken from the program.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kpay_desktop.domain.sale import SaleState, Wallet
from tests.helpers import scan_scripts as people
from tests.helpers.scan_cases import Ask, Case, Ends, Lane, Shown, Terms

#: A customer with little money.
POOR: Final = "0019"
SOON: Final = 0.2
#: How long the till waits for what never comes.
SHORT_S: Final = 0.4

APPROVED: Final = Ends(SaleState.APPROVED)
REFUSED, CANCELLED, TOO_LATE = "refused", "cancelled", "too_late"
#: The wallet's word for a failure after which money may have moved.
PAYERROR: Final = "PAYERROR"


def declined(code: str) -> Ends:
    """A definite no: nothing is charged, nothing to take back."""
    return Ends(SaleState.DECLINED, REFUSED, code, "3999")


def taken_back(reason: str, *undone: str, bank: str = "3050") -> Ends:
    """Not charged: the payment was taken back, or there was none to take."""
    return Ends(SaleState.CLOSED, reason, "", bank, undone or ("done",))


def failed(*undone: str, code: str = PAYERROR) -> Ends:
    """The wallet failed and may have taken money: declined, once that is taken back."""
    return Ends(SaleState.DECLINED, REFUSED, code, "3050", undone or ("done",))


def gives_up(wallet: Wallet) -> Ends:
    """The wallet itself lets the order go: WeChat Pay revokes it, the others let it expire."""
    status = "3050" if wallet is Wallet.WECHAT else "3054"
    return Ends(SaleState.CLOSED, TOO_LATE, "", status)


def every(case: Case) -> list[Case]:
    """Return a case for each wallet."""
    return [replace(case, name=f"{case.name}-{w.value}", wallet=w) for w in Wallet]


def hurried(case: Case) -> Case:
    """Return a case at a till whose customers have little time."""
    return replace(case, lane=Lane.HURRIED)


def told(outcome: str, kind: str = "sale", delay_s: float | None = None) -> Ask:
    """Return what the bank's desk is told."""
    return Ask(outcome, kind, delay_s)


#: A wallet that soon waits no more for a password.
GIVES_UP: Final = Terms(wechat_s=0.4, alipay_s=0.4, paynow_s=0.4)
PASSWORD: Final = told("userpaying")
NEVER: Final = told("never", delay_s=SOON)
#: The answer says nothing that can be believed; the money has moved.
SPOILT: Final = ("lose_answer", "garbage", "half_body", "bad_signature")
#: Likewise, of the answers that say that it was paid.
SPOILT_PAID: Final = (
    *("lose_paid_answer", "bad_signature_paid", "wrong_reference_paid", "replayed_paid"),
)
#: The bank's refusals and their words, in both spellings.
WORDS: Final = {
    "code_expired": ("AUTHCODEEXPIRE", "AUTH_CODE_EXPIRED"),
    "code_invalid": ("AUTH_CODE_INVALID", "AUTHCODE_INVALID"),
    "decline": ("NOTENOUGH", "BALANCE_NOT_ENOUGH"),
}


# --- one at a time --------------------------------------------------------------------------


def charged() -> list[Case]:
    """Return the cases in which the customer is charged and does nothing more for it."""
    slow = told("slow", delay_s=SOON)
    return [
        *every(Case("approve", APPROVED)),
        *every(Case("lose_answer", APPROVED, asks=(told("lose_answer"),))),
        *(Case(word, APPROVED, asks=(told(word),)) for word in (*SPOILT[1:], *SPOILT_PAID)),
        *every(Case("password-paid", APPROVED, asks=(told("userpaying_paid", delay_s=SOON),))),
        Case("slow", APPROVED, asks=(slow,)),
        Case("too-slow", APPROVED, asks=(told("slow", delay_s=2.0),), pay_s=SHORT_S),
        Case("uncertain", APPROVED, asks=(told("uncertain", delay_s=SOON),)),
        Case("pending", APPROVED, asks=(told("pending", delay_s=SOON),)),
        Case("pending-settled", APPROVED, asks=(told("pending"),), script=people.settles),
        Case("checked-often", APPROVED, script=people.presses_check),
        Case("cancelled-too-late", APPROVED, asks=(slow,), script=people.cancels_at_once),
        Case("wrong_amount_paid", APPROVED, asks=(told("wrong_amount_paid"),)).with_script(
            people.names_the_amount
        ),
    ]


def refused() -> list[Case]:
    """Return the definite refusals, in every spelling, and codes that cannot be paid with."""
    cases = []
    for outcome, (usual, other) in WORDS.items():
        cases += every(Case(outcome, declined(usual), asks=(told(outcome),)))
        case = Case(f"{outcome}-other", declined(other), asks=(told(outcome),))
        cases.append(replace(case, terms=Terms(spelling="other")))
    return [
        *cases,
        *every(Case("unknown-code", declined("AUTH_CODE_INVALID"), shown=Shown.UNKNOWN)),
        Case("old-code", declined("AUTHCODEEXPIRE"), shown=Shown.EXPIRED),
        Case("poor-customer", declined("NOTENOUGH"), customer=POOR),
    ]


def password() -> list[Case]:
    """Return what may become of a password's page."""
    back = taken_back(CANCELLED)
    page = Case("password", APPROVED, asks=(PASSWORD,))
    typed = [
        *every(replace(page, name="typed", script=people.types)),
        replace(page, name="typed-late", script=people.types_after_looks),
        replace(page, name="bank-dies-typed", script=people.bank_dies_then_types),
        replace(page, name="line-cut-typed", script=people.line_cut_then_types),
        replace(page, name="silent-typed", script=people.line_silent_then_types, query_s=SHORT_S),
        replace(page, name="typed-and-cancelled", script=people.types_then_cancelled),
    ]
    gave_up = replace(page, name="wallet-gave-up", terms=GIVES_UP)
    silent = replace(page, name="silent-cancelled", ends=back).with_patience(SHORT_S)
    return [
        *typed,
        *every(replace(page, name="cancelled", ends=back, script=people.cancels)),
        *every(replace(page, name="refused", ends=failed(code="3045"), script=people.refuses)),
        *every(hurried(replace(page, name="never-typed", ends=taken_back(TOO_LATE)))),
        *(replace(case, ends=gives_up(case.wallet)) for case in every(gave_up)),
        replace(page, name="bank-dies-cancelled", ends=back, script=people.bank_dies_then_cancels),
        replace(page, name="line-cut-cancelled", ends=back, script=people.line_cut_then_cancels),
        replace(silent, script=people.line_silent_then_cancels),
        Case("payer-refuses", failed(code="3045"), asks=(told("payer_refuses", delay_s=SOON),)),
        Case("given-back", taken_back(CANCELLED), asks=(told("pending"),)).with_script(
            people.gives_back_and_cancels
        ),
    ]


def taken_back_cases() -> list[Case]:
    """Return payments that have to be taken back, and those that never came."""
    nobody = taken_back(TOO_LATE, "not_found", bank="")
    unsure = taken_back(TOO_LATE, "unsure?", "done?")
    return [
        *every(Case("payerror", failed(), asks=(told("payerror"),))),
        *every(Case("payerror_paid", failed(), asks=(told("payerror_paid"),))),
        *every(hurried(Case("never", nobody, asks=(NEVER,), pay_s=SHORT_S))),
        hurried(Case("http_500", nobody, asks=(told("http_500"),))),
        hurried(Case("line-cut-before", nobody, line="cut", script=people.mends)),
        hurried(
            Case("silent-before", nobody, line="silent", script=people.mends, pay_s=SHORT_S)
        ).with_patience(SHORT_S),
        Case("reversal_paying", failed("not_now", "done?"), asks=(told("reversal_paying"),)),
        Case("reversal_lost", failed("silence?", "done?"), asks=(told("reversal_lost"),)),
        hurried(
            Case("reversal_refused", failed("refused", "done?"), asks=(told("reversal_refused"),))
        ).with_script(people.is_allowed_at_last),
        hurried(Case("pending-too-long", taken_back(TOO_LATE, "not_now", "done?")))
        .with_script(people.settles_while_taken_back)
        .with_asks(told("pending")),
        hurried(Case("uncertain-too-long", unsure, asks=(told("uncertain", delay_s=1.5),))),
        Case("typed-while-taken-back", taken_back(CANCELLED, "silence", "done?"), reverse_s=SHORT_S)
        .with_asks(PASSWORD, Ask("never", "cancel", SOON, sticky=True))
        .with_script(people.types_while_taken_back),
        Case("late-money", Ends(SaleState.PAID_LATE, TOO_LATE, undone=("done",)))
        .with_asks(told("late"))
        .with_script(people.money_comes_late)
        .on(Lane.WATCHFUL),
        Case("too-early", failed("refused", "done?"), asks=(told("payerror_paid"),)).with_terms(
            earliest_cancel_s=3.0
        ),
        Case("in-time", failed(), asks=(told("payerror_paid"),))
        .with_terms(earliest_cancel_s=0.5)
        .on(Lane.TIMELY),
    ]


# --- two at a time --------------------------------------------------------------------------

#: What becomes of the first message that takes a payment back, and how it ends at the till.
UNDO_FAULTS: Final = (
    (told("decline", "cancel"), ("refused", "done?")),
    (told("pending", "cancel"), ("not_now", "done?")),
    (told("never", "cancel", SOON), ("silence?", "done?")),
    (told("lose_answer", "cancel"), ("silence?", "done?")),
    (told("slow", "cancel", SOON), ("done",)),
    (told("http_500", "cancel"), ("silence", "done?")),
    (told("garbage", "cancel"), ("silence", "done?")),
    (told("half_body", "cancel"), ("silence", "done?")),
    (told("bad_signature", "cancel"), ("silence", "done?")),
)
QUERY_FAULTS: Final = (
    told("never", "query", SOON),
    told("slow", "query", SOON),
    *(told(word, "query") for word in ("http_500", *SPOILT)),
)


def undo_pairs() -> list[Case]:
    """Return each payment that is taken back with each fault of that."""
    cases = []
    for ask, undone in UNDO_FAULTS:
        for name in ("payerror", "payerror_paid"):
            asks = (told(name), ask)
            cases.append(Case(f"{name}+{ask.outcome}", failed(*undone), asks=asks))
        page = Case(f"cancelled+{ask.outcome}", taken_back(CANCELLED, *undone))
        cases.append(page.with_asks(PASSWORD, ask).with_script(people.cancels))
        if ask.outcome in {"decline", "lose_answer", "garbage"}:
            late = Case(f"never-typed+{ask.outcome}", taken_back(TOO_LATE, *undone))
            cases.append(hurried(late.with_asks(PASSWORD, ask)))
    return cases


def query_pairs() -> list[Case]:
    """Return sales that are only known by asking, with each fault of the first enquiry."""
    cases = []
    for ask in QUERY_FAULTS:
        lost = (told("lose_answer"), ask)
        cases.append(Case(f"lose_answer+query-{ask.outcome}", APPROVED, asks=lost))
        page = Case(f"typed+query-{ask.outcome}", APPROVED, asks=(PASSWORD, ask))
        cases.append(page.with_script(people.types))
        back = Case(f"payerror_paid+query-{ask.outcome}", failed("done"))
        cases.append(back.with_asks(told("payerror_paid"), ask))
    return cases


SINGLES: Final = (*charged(), *refused(), *password(), *taken_back_cases())
PAIRS: Final = (*undo_pairs(), *query_pairs())
CASES: Final = {case.name: case for case in (*SINGLES, *PAIRS)}

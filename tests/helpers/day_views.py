"""Sample views of the Void page, and how a window shows them and those of Settlement."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.returns import ReturnProblem
from kpay_desktop.flows.money_back.state import EndReason
from tests.helpers.pages import show
from ui.main.window import MainWindow
from ui.views import BAD, OK, PLAIN, WARN, Action, Button, Choice, Page, Press
from ui.views_settlement import SettlementView
from ui.views_void import (
    Facts,
    FieldView,
    RefundAmount,
    ReturnForm,
    ReturnKeys,
    ReturnOutcome,
    ReturnSale,
    VoidView,
)

MINIMUM = (960, 640)
SUPERVISORS = (
    Operator("s1", "Supervisor", Role.SUPERVISOR),
    Operator("m1", "Manager", Role.MANAGER),
)
TOTAL = "SGD 23.50"
KEEP = Button(Press(Action.BACK), Message("void.keep"), shortcut="Esc")
VOID = Button(Press(Action.VOID_SALE), message("void.void", total=TOTAL), danger=True)
NEW_SALE = Button(Press(Action.NEW_SALE), Message("void.new_sale"), primary=True)
ASK_NOW = Button(Press(Action.CHECK_NOW), Message("void.ask_now"))
REFUND_INSTEAD = Button(Press(Action.REFUND_INSTEAD), Message("void.instead_refund"), primary=True)
CONTACT = message("void.contact", phone="+65 6000 0000", email="help@kpay.example")


def show_day(
    window: MainWindow,
    view: VoidView | SettlementView,
    *,
    language: Language = Language.EN,
    theme: str = "light",
) -> None:
    """Show ``view`` and let it be laid out."""
    page = Page.VOID if isinstance(view, VoidView) else Page.SETTLEMENT
    show(window, page, view, language=language, theme=theme)


def fact(name: str, value: str) -> tuple[Message, Message]:
    """Return a fact of a sale."""
    return Message(f"void.fact_{name}"), message("void.fact_value", value=value)


CARD_FACTS: Facts = (
    fact("voucher", "000137"),
    (
        Message("void.fact_paid_with"),
        message("void.fact_card", scheme="@scheme.visa", last4="1010", entry="@entry.chip"),
    ),
    fact("time", "22 Nov 2026 14:26:41"),
    fact("approval", "204913"),
    fact("cashier", "Cashier 01"),
)
QR_FACTS: Facts = (
    fact("voucher", "000138"),
    (Message("void.fact_paid_with"), Message("method.wechat")),
    fact("time", "22 Nov 2026 14:26:41"),
    fact("order", "KP8001000100004200013800"),
    fact("cashier", "Cashier 01"),
)


def form(
    voucher: str = "000137", pin: int = 6, active: str = "", kind: str = "card", rule: str = "void"
) -> ReturnForm:
    """Return the form with so much of it filled."""
    kinds = tuple(
        Choice(Button(Press(Action.VOID_KIND, word), Message(f"void.kind_{word}")), word == kind)
        for word in ("card", "qr")
    )
    fields = tuple(
        FieldView(
            Button(Press(Action.VOID_FIELD, name), Message(f"void.field_{name}")),
            text,
            6,
            active == name,
            name == "pin",
        )
        for name, text in (("voucher", voucher), ("pin", "•" * pin))
    )
    return ReturnForm(Message("void.kind_prompt"), kinds, fields, Message(f"{rule}.rule"))


def keys(field: str = "voucher", problem: Message | None = None) -> ReturnKeys:
    """Return the keys of a field, perhaps after a mistake."""
    find = Button(Press(Action.VOID_FIND), Message("void.find"), primary=True, shortcut="Return")
    asks_pin = field == "pin"
    return ReturnKeys(
        Message(f"void.keys_{field}"),
        Message(f"void.keys_{field}_hint"),
        problem,
        supervisors=SUPERVISORS if asks_pin else (),
        selected_id="s1" if asks_pin else "",
        demo_pins=(("Supervisor", "888888"),) if asks_pin else (),
        find=replace(find, enabled=problem is None and not asks_pin),
    )


def question(facts: Facts = CARD_FACTS) -> ReturnSale:
    """Return the sale with the question of a void."""
    return ReturnSale(Message("void.question"), 2350, facts, None, (KEEP, VOID))


def problem_view(problem: ReturnProblem) -> VoidView:
    """Return what says why a sale cannot be voided or refunded."""
    told = message(problem.value, left="SGD 20.00")
    if problem.value.startswith("refund."):
        return refund_view(problem=told)
    view = keys("voucher", told)
    if problem in {ReturnProblem.SETTLED, ReturnProblem.REFUNDED_IN_PART}:
        view = replace(view, instead=REFUND_INSTEAD, find=None, problem_tone=WARN)
    return VoidView(form(active="voucher"), view)


def refund_view(amount_minor: int = 500, problem: Message | None = None) -> VoidView:
    """Return a sale of which a part is about to be refunded."""
    facts = (*CARD_FACTS, fact("refunded", "SGD 3.50"), fact("left", "SGD 20.00"))
    part = Button(Press(Action.REFUND_PART, "part"), Message("refund.part"))
    whole = Button(Press(Action.REFUND_PART, "whole"), message("refund.whole", left="SGD 20.00"))
    refund = Button(
        Press(Action.REFUND_SALE),
        message("refund.refund", total=format_sgd(amount_minor)),
        danger=True,
        enabled=problem is None,
    )
    amount = RefundAmount(
        Message("refund.question"),
        amount_minor,
        message("refund.left", left="SGD 20.00", total=TOTAL),
        (Choice(whole, amount_minor == 2000), Choice(part, amount_minor != 2000)),
        problem,
        (KEEP, refund),
    )
    return VoidView(ReturnSale(Message("refund.sale"), 2350, facts), amount)


def outcome(word: str, mark: str, tone: str, lines: tuple[Message, ...]) -> ReturnOutcome:
    """Return how a void went."""
    tones = {"ok": OK, "warn": WARN, "bad": BAD, "plain": PLAIN}
    title = message(f"{word}_title", total=TOTAL, voucher="000137")
    return ReturnOutcome(mark, tones[tone], title, lines, (NEW_SALE,))


def ended(right: ReturnOutcome, facts: Facts = CARD_FACTS) -> VoidView:
    """Return an outcome with its sale beside it."""
    return VoidView(ReturnSale(Message("refund.sale"), 2350, facts), right)


def unreadable_view() -> VoidView:
    """Return a record that cannot be read, of which nothing is known, with all there is to say."""
    lines = ("unreadable_body", "unreadable_cards", "no_leave")
    title = message("void.unreadable_title", name="money_back:1000042")
    lift = Button(Press(Action.LIFT_BLOCK), Message("authorise.lift_block"))
    told = tuple(Message(f"void.{line}") for line in lines)
    right = ReturnOutcome("alert", BAD, title, told, (lift, NEW_SALE), contact=CONTACT)
    return VoidView(form(), right)


def _outcomes() -> dict[str, VoidView]:
    stands = message("void.refused_stands", total=TOTAL)
    sending = tuple(Message(f"void.sending_{part}") for part in ("body", "leave"))
    pending = replace(
        outcome("void.sending", "wait", "warn", sending), busy=True, buttons=(NEW_SALE, ASK_NOW)
    )
    code = message("void.refused_code", code="SYSTEM_ERROR")
    again = Button(Press(Action.VOID_FIND), Message("void.try_again"))
    reprint = Button(Press(Action.PRINT_AGAIN), Message("void.print_again"))
    cancel = Button(Press(Action.BACK), Message("void.cancel"), shortcut="Esc")
    right_card = Button(Press(Action.CONFIRM_CARD), Message("void.card_is_right"), primary=True)
    card = {"scheme": "@scheme.visa", "last4": "1010"}
    made = {
        "reading": replace(
            outcome("void.reading", "wait", "plain", (Message("void.reading_body"),)),
            busy=True,
            buttons=(cancel,),
        ),
        "confirming": replace(
            outcome("void.confirming", "tick", "ok", (message("void.confirming_body", **card),)),
            buttons=(cancel, right_card),
        ),
        "pending": pending,
        "needs_person": replace(
            pending,
            busy=False,
            mark="alert",
            lines=(message("void.needs_person", voucher="000137"),),
            contact=CONTACT,
        ),
        "reversing": replace(
            outcome("void.reversing", "wait", "warn", (Message("void.reversing_body"),)), busy=True
        ),
        "done": replace(
            outcome(
                "void.done",
                "tick",
                "ok",
                (Message("void.done_card"), message("void.done_slip", voucher="000137")),
            ),
            buttons=(reprint, NEW_SALE),
        ),
        "refused": replace(
            outcome("void.refused", "cross", "bad", (stands, code)),
            buttons=(again, NEW_SALE),
            contact=CONTACT,
        ),
        "refused_wallet": replace(
            outcome("void.refused", "cross", "bad", (stands, Message("void.refused_wallet"))),
            buttons=(replace(NEW_SALE, primary=False), REFUND_INSTEAD),
        ),
        "undone": replace(
            outcome("void.undone", "alert", "warn", (message("void.undone_body", total=TOTAL),)),
            buttons=(again, NEW_SALE),
        ),
        "refunding": replace(
            outcome(
                "refund.sending",
                "wait",
                "warn",
                (Message("refund.sending_body"), Message("refund.sending_slow")),
            ),
            busy=True,
        ),
        "refunded": outcome(
            "refund.done",
            "tick",
            "ok",
            (
                message("refund.done_left", left="SGD 15.00"),
                message("refund.done_slip", voucher="000144"),
            ),
        ),
    }
    for end in EndReason:
        made[f"closed_{end.value}"] = outcome(
            "void.closed", "cross", "plain", (Message(f"void.end_{end.value}"),)
        )
    return {name: ended(view) for name, view in made.items()}


VOID_VIEWS: dict[str, VoidView] = {
    "empty": VoidView(form("", 0, "voucher"), keys()),
    "voucher": VoidView(form("0001", 0, "voucher"), keys()),
    "pin": VoidView(form(pin=4, active="pin"), keys("pin")),
    "wrong_pin": VoidView(form(pin=0, active="pin"), keys("pin", Message("signin.wrong_pin"))),
    "busy": VoidView(
        form(active="voucher"), replace(keys(), hint=Message("void.keys_busy"), busy=True)
    ),
    "question": VoidView(form(), question()),
    "question_qr": VoidView(form("000138", kind="qr"), question(QR_FACTS)),
    "refund": refund_view(),
    "refund_whole": refund_view(2000),
    "huge_refund": refund_view(99_999_999, message("refund.too_much", left="SGD 999,999.98")),
    **{problem.value: problem_view(problem) for problem in ReturnProblem},
    **_outcomes(),
    "unreadable": unreadable_view(),
}

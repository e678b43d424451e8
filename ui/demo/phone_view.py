"""What the phone shows after each look and each press. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QImage

from kpay_desktop.domain.message import Message, message
from ui.demo.desk_port import Outturn, Sighting
from ui.demo.lane import Lost
from ui.demo.scan_port import PhoneOrder
from ui.views import BAD, OK, PLAIN, WARN, Tone


class Stage(Enum):
    """What the phone's screen is about."""

    IDLE = "idle"
    LOOKING = "looking"
    UNSEEN = "unseen"
    UNPAYABLE = "unpayable"
    RECEIPT = "receipt"
    ASKING = "asking"
    PAYING = "paying"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PhoneView:
    """What the phone shows. ``photo`` is what its camera saw when it found no code.

    ``by_code``: the shop has read the phone's own code, and the bank waits for the password.
    ``lines`` are a receipt's.
    """

    stage: Stage
    title: Message
    body: Message
    mark: str = ""
    tone: Tone = PLAIN
    order: PhoneOrder | None = None
    photo: QImage | None = None
    by_code: bool = False
    lines: str = ""

    @property
    def can_decide(self) -> bool:
        """True while Pay, Refuse and Wait do something."""
        return self.stage is Stage.ASKING


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a look: the codes in the picture, and what the bank makes of the first."""

    photo: QImage
    texts: tuple[str, ...]
    sighting: Sighting | None = None


IDLE = PhoneView(Stage.IDLE, Message("demo.phone_idle"), Message("demo.phone_idle_body"))


def asking(order: PhoneOrder) -> PhoneView:
    """Return the screen that asks for the password of a payment by the phone's own code."""
    return PhoneView(
        Stage.ASKING,
        message("demo.pay_whom", merchant=order.merchant_name),
        Message("demo.password_question"),
        order=order,
        by_code=True,
    )


def is_receipt(text: str) -> bool:
    """True for what is no payment: a receipt's lines, or where one is fetched."""
    return "\n" in text or text.startswith("http://")


def _receipt(text: str) -> PhoneView:
    is_link = "\n" not in text
    body = Message("demo.receipt_link" if is_link else "demo.receipt_text")
    # A phone's screen is narrow, and an address is one long word.
    lines = text.replace("/r/", "\n/r/") if is_link else text
    return PhoneView(Stage.RECEIPT, Message("demo.receipt"), body, lines=lines)


def after_look(answer: object) -> PhoneView:
    """Return the screen after a look at the customer's window."""
    match answer:
        case Lost():
            return PhoneView(
                Stage.UNSEEN,
                Message(f"demo.lost_{answer.value}"),
                Message("demo.try_again"),
                "alert",
                WARN,
            )
        case Seen(photo=photo, texts=()):
            return PhoneView(
                Stage.UNSEEN,
                Message("demo.no_code"),
                Message("demo.no_code_body"),
                photo=photo,
            )
        case Seen(texts=(text, *_)) if is_receipt(text):
            return _receipt(text)
        case Seen(sighting=None):
            return PhoneView(
                Stage.UNSEEN, Message("demo.offline"), Message("demo.try_again"), "alert", WARN
            )
        case Seen(sighting=Sighting(payable=True, order=PhoneOrder() as order)):
            return PhoneView(
                Stage.ASKING,
                message("demo.pay_whom", merchant=order.merchant_name),
                Message("demo.pay_question"),
                order=order,
            )
        case Seen(sighting=Sighting(reason=reason, order=order)):
            return PhoneView(
                Stage.UNPAYABLE,
                Message("demo.cannot_pay"),
                Message(f"demo.sight_{reason}"),
                "cross",
                BAD,
                order,
            )
        case _:
            return IDLE


_RESULTS: dict[str, tuple[str, Tone]] = {
    "paid": ("tick", OK),
    "processing": ("wait", WARN),
    "refused": ("cross", PLAIN),
}


def after_press(before: PhoneView, answer: object) -> PhoneView:
    """Return the screen after Pay, Refuse or Wait."""
    order = before.order
    match answer:
        case Outturn(result="waiting"):
            waiting = Message("demo.outturn_waiting")
            return PhoneView(
                Stage.ASKING, before.title, waiting, order=order, by_code=before.by_code
            )
        case Outturn(result="not_paid", reason=reason):
            return PhoneView(
                Stage.DONE,
                Message("demo.outturn_not_paid"),
                Message(f"demo.sight_{reason}"),
                "cross",
                BAD,
                order,
            )
        case Outturn(result=result):
            mark, tone = _RESULTS.get(result, ("wait", WARN))
            return PhoneView(
                Stage.DONE,
                Message(f"demo.outturn_{result}"),
                Message(f"demo.outturn_{result}_body"),
                mark,
                tone,
                order,
            )
        case Lost():
            problem = Message(f"demo.lost_{answer.value}")
        case _:
            problem = Message("demo.offline")
    # Pressing again is safe: the bank takes one payment for one press it has answered.
    return PhoneView(
        Stage.ASKING, before.title, problem, order=order, tone=WARN, by_code=before.by_code
    )

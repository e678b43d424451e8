"""The table of outcomes: what the bank can be told to do with a sale, row by row.

``docs/bank.md`` prints it and a test compares the two.
"""

from __future__ import annotations

from kpay_desktop.simulation.bank.outcome_kinds import ALWAYS, Group, Kind, Outcome, Rule, Way

_SALE = frozenset({Kind.SALE})
_MONEY_BACK = frozenset({Kind.SALE, Kind.REFUND, Kind.CANCEL})
_ALL = frozenset(Kind)
_SHOWN = frozenset({Way.SHOW})
_READ = frozenset({Way.SCAN})

RULES: tuple[Rule, ...] = (
    Rule(
        Outcome.APPROVE,
        None,
        _ALL,
        Group.SHOP,
        "Makes the code; the customer pays; the money moves at once. A customer's code is charged "
        "at once, from the password's amount on after the password.",
        "Approved, one receipt.",
    ),
    Rule(
        Outcome.DECLINE,
        91,
        _MONEY_BACK,
        Group.SHOP,
        "Refuses the order (3999); no code, or NOTENOUGH for a customer's code. A refund or a "
        "reversal is refused (3999) and no money moves.",
        "Declined, not charged. Refund: refused.",
    ),
    Rule(
        Outcome.PAYER_REFUSES,
        92,
        _SALE,
        Group.SHOP,
        "Makes the code, or asks for the password; whatever the customer presses, the wallet "
        "refuses; query says 3045. On a password's page the customer presses by himself after the "
        "delay.",
        "Declined, not charged.",
        delay_s=3.0,
    ),
    Rule(
        Outcome.PENDING,
        93,
        _MONEY_BACK,
        Group.SHOP,
        "The customer's payment is under way (2008) until the delay is over or the desk decides; "
        "close and reversal are not done (2008). A refund stays 2000 and is done after the delay.",
        "Checking, then approved or paid late; not charged if the desk returns the money.",
        delay_s=300.0,
    ),
    Rule(
        Outcome.LATE,
        94,
        _SALE,
        Group.SHOP,
        "The customer pays, also a code that has expired or been closed; the gateway learns of it "
        "after the delay, by default 10 s after the code was closed or has expired. A reversal is "
        "answered as done, and the money comes all the same.",
        "Closed, then paid late: accept or refund. Approved if the delay ends before the close.",
        delay_s=10.0,
    ),
    Rule(
        Outcome.PAID_TWICE,
        96,
        _SALE,
        Group.SHOP,
        "The customer pays; after the delay a second customer pays the same code, with a wallet "
        "transaction number of its own.",
        "Approved by the first; the second goes to the refund inbox.",
        delay_s=2.0,
        ways=_SHOWN,
    ),
    Rule(
        Outcome.UNCERTAIN,
        97,
        _SALE,
        Group.SHOP,
        "The customer pays; query says 3088, close and reversal 3089 (funds may have moved) until "
        "the delay is over, then the payment is there.",
        "Checking, then approved or paid late; by a customer's code approved, or reversed.",
        delay_s=20.0,
    ),
    Rule(
        Outcome.DOUBLED_CALLBACK,
        98,
        _SALE,
        Group.SHOP,
        "The customer pays; the callback, if one was asked for, is sent twice.",
        "Approved, one receipt.",
        ways=_SHOWN,
    ),
    Rule(
        Outcome.WRONG_AMOUNT_PAID,
        99,
        _SALE,
        Group.WRONG,
        "The customer pays the right amount; query and callback name SGD 1.00 more, until the "
        "desk settles the order.",
        "Checking, no receipt; approved once the bank names the right amount.",
        times=ALWAYS,
    ),
    Rule(
        Outcome.NEVER,
        81,
        _ALL,
        Group.LINE,
        "Does nothing, says nothing, and breaks the connection after the delay.",
        "No answer, then query: order not found; not charged.",
        delay_s=30.0,
    ),
    Rule(
        Outcome.LOSE_ANSWER,
        82,
        _ALL,
        Group.LINE,
        "Does what was asked, durably, and breaks the connection instead of answering.",
        "No answer, then query and close; not charged, the code was never shown. By a customer's "
        "code: approved by the query.",
    ),
    Rule(
        Outcome.SLOW,
        83,
        _ALL,
        Group.LINE,
        "Does what was asked and answers after the delay.",
        "The code a little later; approved.",
        delay_s=5.0,
    ),
    Rule(
        Outcome.HTTP_500,
        84,
        _ALL,
        Group.LINE,
        "Does nothing and answers HTTP 500.",
        "No answer, then query: order not found; not charged.",
    ),
    Rule(
        Outcome.GARBAGE,
        86,
        _ALL,
        Group.LINE,
        "Does what was asked and answers HTTP 200 with bytes that are not JSON.",
        "No answer, then query and close; not charged, the code was never shown. By a customer's "
        "code: approved by the query.",
    ),
    Rule(
        Outcome.HALF_BODY,
        87,
        _ALL,
        Group.LINE,
        "Does what was asked and ends the connection in the middle of the answer.",
        "No answer, then query and close; not charged, the code was never shown. By a customer's "
        "code: approved by the query.",
    ),
    Rule(
        Outcome.LOSE_PAID_ANSWER,
        88,
        _SALE,
        Group.LINE,
        "The customer pays; the first answer that would say so is lost with its connection.",
        "One failed check, then approved.",
    ),
    Rule(
        Outcome.WRONG_AMOUNT_CODE,
        71,
        _SALE,
        Group.WRONG,
        "The code asks for SGD 1.00 more than the order. A code of WeChat Pay or Alipay does not "
        "show it: who pays it pays the wrong amount.",
        "PayNow: the code is never shown; closed, not charged. WeChat Pay, Alipay: checking, no "
        "receipt; a supervisor refunds or accepts what was paid.",
        ways=_SHOWN,
    ),
    Rule(
        Outcome.WRONG_REFERENCE_CODE,
        72,
        _SALE,
        Group.WRONG,
        "The code names an order that does not exist; a phone says so.",
        "PayNow: the code is never shown; closed, not charged. WeChat Pay, Alipay: expires; "
        "closed.",
        ways=_SHOWN,
    ),
    Rule(
        Outcome.BROKEN_CODE,
        73,
        _SALE,
        Group.WRONG,
        "The code's check digits are wrong (PayNow), or its link is cut off (WeChat Pay, Alipay).",
        "The code is never shown; closed, not charged.",
        ways=_SHOWN,
    ),
    Rule(
        Outcome.BAD_SIGNATURE,
        74,
        _ALL,
        Group.WRONG,
        "Does what was asked; the answer's signature is of something else.",
        "No answer, then query and close; not charged, the code was never shown. By a customer's "
        "code: approved by the query.",
    ),
    Rule(
        Outcome.BAD_SIGNATURE_PAID,
        76,
        _SALE,
        Group.WRONG,
        "The customer pays; the first two answers that say so have a wrong signature.",
        "Failed checks, then approved.",
        times=2,
    ),
    Rule(
        Outcome.WRONG_REFERENCE_PAID,
        77,
        _SALE,
        Group.WRONG,
        "The customer pays; the first two answers that say so name another order.",
        "Failed checks, then approved.",
        times=2,
    ),
    Rule(
        Outcome.REPLAYED_PAID,
        78,
        _SALE,
        Group.WRONG,
        "The customer pays; the first two answers that say so carry another request's randomstr.",
        "Failed checks, then approved.",
        times=2,
    ),
    Rule(
        Outcome.CODE_EXPIRED,
        71,
        _SALE,
        Group.CODE,
        "Says that the customer's code has expired (3999, AUTHCODEEXPIRE or AUTH_CODE_EXPIRED).",
        "Declined, not charged: a new code.",
        ways=_READ,
    ),
    Rule(
        Outcome.CODE_INVALID,
        None,
        _SALE,
        Group.CODE,
        "Says that it knows no such code (3999, AUTH_CODE_INVALID or AUTHCODE_INVALID).",
        "Declined, not charged: a new code.",
        ways=_READ,
    ),
    Rule(
        Outcome.USERPAYING,
        None,
        _SALE,
        Group.CODE,
        "Asks for the customer's password (2008), whatever the amount; the customer presses, or "
        "the wallet gives up at its limit.",
        "Approved once it is typed; declined if the customer refuses; else closed, not charged.",
        ways=_READ,
    ),
    Rule(
        Outcome.USERPAYING_PAID,
        79,
        _SALE,
        Group.CODE,
        "Asks for the customer's password (2008); the customer types it after the delay.",
        "Approved, one receipt.",
        delay_s=4.0,
        ways=_READ,
    ),
    Rule(
        Outcome.PAYERROR,
        72,
        _SALE,
        Group.CODE,
        "Says PAYERROR (3999), in the answer and to a query; no money moves.",
        "Reversed, then declined; not charged.",
        ways=_READ,
    ),
    Rule(
        Outcome.PAYERROR_PAID,
        73,
        _SALE,
        Group.CODE,
        "Says PAYERROR (3999), in the answer and to a query; the money has moved.",
        "Reversed (paid back), then declined.",
        ways=_READ,
    ),
    Rule(
        Outcome.REVERSAL_PAYING,
        96,
        _SALE,
        Group.CODE,
        "As `payerror_paid`; the first two reversals are not done (2008, 正在支付中不能发起撤销).",
        "Reversed at the third time (paid back), then declined.",
        times=2,
        ways=_READ,
    ),
    Rule(
        Outcome.REVERSAL_REFUSED,
        98,
        _SALE,
        Group.CODE,
        "As `payerror_paid`; reversals are refused (3999, REVERSE_REFUSED) until the desk decides.",
        "Reversing, and somebody is told; declined once the desk decides.",
        times=ALWAYS,
        ways=_READ,
    ),
    Rule(
        Outcome.REVERSAL_LOST,
        89,
        _SALE,
        Group.CODE,
        "As `payerror_paid`; the first reversal is done and the answer to it lost.",
        "Reversed (paid back), then declined.",
        ways=_READ,
    ),
)

"""The mistakes: where each is made, in which words, and what ought to find it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Catcher(StrEnum):
    """What looks for a mistake."""

    SIMULATOR = "simulator"
    DISK = "disk states"


@dataclass(frozen=True, slots=True)
class Edit:
    """A place in the tree: ``old`` stands there once, and ``new`` takes its place."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Plant:
    """A mistake. ``what`` says it for people; ``catcher`` is who has to find it.

    ``faults``: the days that are looked through have these alone; of the disk's states, what is
    done in their day. Empty: any, and everything.
    """

    name: str
    what: str
    edits: tuple[Edit, ...]
    catcher: Catcher = Catcher.SIMULATOR
    faults: tuple[str, ...] = ()


CARD_STEPPING: Final = "kpay_desktop/flows/card_stepping.py"
CARD_STEPS: Final = "kpay_desktop/flows/card_sale/steps.py"
SETTLE_STEPPING: Final = "kpay_desktop/flows/settle_stepping.py"
BATCH_DAY: Final = ("tap", "tap", "upload")
RUNNER: Final = "kpay_desktop/flows/runner.py"

PROGRAM: Final = (
    Plant(
        "synchronous-normal",
        "a commit returns before it is on the disk",
        (
            Edit(
                "models/dialect_sqlite.py",
                '("synchronous", "FULL")',
                '("synchronous", "NORMAL")',
            ),
            Edit("models/dialect_sqlite.py", '("synchronous", "2")', '("synchronous", "1")'),
        ),
        Catcher.DISK,
    ),
    Plant(
        "totals-before-commit",
        "a batch's totals and rows leave before the settlement has written their numbers",
        (
            Edit(
                SETTLE_STEPPING,
                "                self._parts.store.commit(written)\n",
                "                self.effects.perform(live, step.effects)\n"
                "                self._parts.store.commit(written)\n",
            ),
            Edit(
                SETTLE_STEPPING,
                "        self.effects.perform(live, step.effects)\n"
                "        if not table.is_open(step.state):",
                "        if not is_written:\n"
                "            self.effects.perform(live, step.effects)\n"
                "        if not table.is_open(step.state):",
            ),
        ),
        Catcher.DISK,
        BATCH_DAY,
    ),
    Plant(
        "settled-before-commit",
        "a page says settled before the batch is closed in the store",
        (
            Edit(
                SETTLE_STEPPING,
                "                self._parts.store.commit(written)\n",
                "                self._parts.observe(replace(live.view, state=step.state))\n"
                "                self._parts.store.commit(written)\n",
            ),
        ),
        Catcher.DISK,
        BATCH_DAY,
    ),
    Plant(
        "send-before-commit",
        "a card's message leaves before the step that arms its reversal is written",
        (
            Edit(
                CARD_STEPPING,
                "                self._parts.store.commit(replace(written, authorised=approval))\n",
                "                self.effects.perform(live, step.effects, held=False, shut=False)\n"
                "                self._parts.store.commit(replace(written, authorised=approval))\n",
            ),
            Edit(
                CARD_STEPPING,
                "        self.effects.perform(live, step.effects, held=held, shut=shut)\n"
                "        if step.print_requests:",
                "        if not is_written:\n"
                "            self.effects.perform(live, step.effects, held=held, shut=shut)\n"
                "        if step.print_requests:",
            ),
        ),
    ),
    Plant(
        "no-recovery",
        "sales by card that were in flight are not taken up at the next start",
        (
            Edit(
                "kpay_desktop/flows/card_runner.py",
                "            self._stepping.handle(live, t.Restarted())\n",
                "            continue\n",
            ),
        ),
    ),
    Plant(
        "no-recovery-wallets",
        "sales by wallet that were in flight are not taken up at the next start",
        (
            Edit(
                RUNNER,
                "            self._handle(live, t.Restarted(), None)\n",
                "            continue\n",
            ),
        ),
    ),
    Plant(
        "no-reversal",
        "a card sale without an answer is called declined",
        (
            Edit(
                CARD_STEPS,
                "    if event.sent or state.was_approved:\n        return _start_reversing",
                "    if state.was_approved:\n        return _start_reversing",
            ),
        ),
        faults=("answer-lost", "cut"),
    ),
    Plant(
        "no-matching",
        "the gateway's answer about another order is taken for this one's",
        (
            Edit(
                "kpay_desktop/flows/gateway_work.py",
                "    return answer if answer.order_no == order_no else",
                "    return answer if answer else",
            ),
        ),
        faults=("answer-of-another",),
    ),
    Plant(
        "new-stan",
        "a reversal goes out with a trace number of its own",
        (
            Edit(
                CARD_STEPS,
                "    return t.Reverse(\n        stan=state.stan,",
                "    return t.Reverse(\n        stan=state.stan + 1,",
            ),
        ),
    ),
    Plant(
        "totals-apart",
        "a voided sale stays in the totals of its batch",
        (
            Edit(
                "models/statements_day.py",
                "COUNTED_SALE: Final = \"state IN ('approved', 'by_hand')\"",
                "COUNTED_SALE: Final = \"state IN ('approved', 'by_hand', 'voided')\"",
            ),
        ),
    ),
    Plant(
        "success-early",
        "a page says approved before the sale is written",
        (
            Edit(
                RUNNER,
                "                self._parts.store.commit(replace(written, authorised=approval))\n",
                "                self._parts.observe(replace(live.view, state=step.state))\n"
                "                self._parts.store.commit(replace(written, authorised=approval))\n",
            ),
        ),
    ),
    Plant(
        "beside-a-reversal",
        "sales by card are begun and sent while a reversal is armed",
        (
            Edit(
                "kpay_desktop/flows/card_lane.py",
                "each for user in self._users.values() for each in user.armed() if not"
                " each.is_lifted",
                "each for user in self._users.values() for each in user.armed() if each.is_lifted",
            ),
        ),
    ),
    Plant(
        "unannounced-slip",
        "a slip leaves without a word in the store that it may be on paper",
        (
            Edit(
                "kpay_desktop/flows/printing.py",
                "        self._parts.store.set_print_state(job.job_id, PrintState.SENDING,"
                " duplicate=duplicate)\n        return replace",
                "        return replace",
            ),
        ),
        faults=("till-dies", "till-dies-before-a-commit"),
    ),
    Plant(
        "refund-unreserved",
        "what went back for a sale does not count as gone, neither in the rules nor in the store",
        (
            Edit(
                "models/day_store.py",
                '                raise _other("more would go back than is left of the sale")\n',
                "                pass\n",
            ),
            Edit(
                "kpay_desktop/domain/returns.py",
                "RESERVED: Final = frozenset({ReturnState.OPEN, ReturnState.PENDING,"
                " ReturnState.DONE})",
                "RESERVED: Final = frozenset({ReturnState.OPEN, ReturnState.PENDING})",
            ),
        ),
    ),
)

BANK: Final = (
    Plant(
        "bank-keeps-reversed",
        "the bank says that a sale is taken back, and keeps the money",
        (
            Edit(
                "tests/simulator/bank_cards.py",
                'self.moves.append(Move(sale.number, sale.amount_minor, f"reversal {sale.stan}"))',
                "pass",
            ),
        ),
    ),
    Plant(
        "bank-books-reversed",
        "the bank still has a sale that it took back",
        (
            Edit(
                "tests/simulator/bank_cards.py",
                "            sale.is_reversed = True\n",
                "            sale.is_reversed = False\n",
            ),
        ),
    ),
    Plant(
        "bank-refunds-twice",
        "the bank gives a refund by wallet twice",
        (
            Edit(
                "tests/simulator/bank.py",
                "self.moves.append(Move(account, request.amount_minor, f",
                "self.moves.append(Move(account, 2 * request.amount_minor, f",
            ),
        ),
    ),
    Plant(
        "bank-loses-row",
        "the bank's batch is short of a sale, and it says that the totals agree",
        (
            Edit(
                "tests/simulator/bank_cards.py",
                "        self.closed[self.batch_no] = totals\n",
                "        self.closed[self.batch_no] = Totals(0, 0, 0, 0)\n",
            ),
        ),
    ),
)

AUDITOR: Final = tuple(
    Plant(f"auditor-no-{name}", what, (Edit(file, old, new),))
    for name, what, file, old, new in (
        (
            "cards",
            "the auditor does not look at the card host's books",
            "tests/simulator/auditor.py",
            "        check_cards(tally, bank, books)\n",
            "",
        ),
        (
            "batches",
            "the auditor does not add batches up",
            "tests/simulator/auditor.py",
            "        check_batches(tally, bank, books, self._disk)\n",
            "",
        ),
        (
            "wire",
            "the auditor believes every message",
            "tests/simulator/auditor.py",
            "            Invariant.DURABLE_FIRST, is_so,",
            "            Invariant.DURABLE_FIRST, is_so or bool(sent),",
        ),
        (
            "accounts",
            "the auditor does not count what left the accounts",
            "tests/simulator/audit_books.py",
            "        gone[move.account] -= move.minor\n",
            "        gone[move.account] -= 0\n",
        ),
        (
            "second-slip",
            "the auditor takes a second unmarked slip for one",
            "tests/simulator/audit_paper.py",
            "count <= 1, words)",
            "count <= 2, words)",
        ),
        (
            "refunds",
            "the auditor lets any refund pass",
            "tests/simulator/audit_books.py",
            "tally.check(Invariant.REFUNDS, minor <= sale.total_minor, words)",
            "tally.check(Invariant.REFUNDS, minor >= 0, words)",
        ),
        (
            "tally",
            "the tally never notes a break",
            "tests/helpers/invariants.py",
            "        self._broken[invariant] += 1\n",
            "        return\n",
        ),
    )
)

NOTHING: Final = Plant("nothing", "the tree as it is, in which nothing may be found", ())
PLANTS: Final = {plant.name: plant for plant in (*PROGRAM, *BANK, *AUDITOR)}

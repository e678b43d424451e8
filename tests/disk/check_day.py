"""What must hold of the rest of a day in some state of the disk: money back, cash, settlement.

The books are the till's own, as its file has them; what had left the till stands in the marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from kpay_desktop.domain.ledger import PrintJob, ReturnRecord, SettlementRecord
from kpay_desktop.domain.records import PrintState, SaleRecord
from kpay_desktop.domain.returns import RESERVED, left_minor
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.back_parts import BackParts
from kpay_desktop.flows.back_runner import BackRunner
from kpay_desktop.flows.card_box import MemoryCardBox
from kpay_desktop.flows.money_back import table as money_back
from kpay_desktop.flows.money_back import values as b
from kpay_desktop.flows.settle_parts import CardSide, SettleParts
from kpay_desktop.flows.settle_runner import SettleRunner
from kpay_desktop.flows.settlement import table as settlement
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.security.keys import CARD_KEY_FILE
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings_day import SettleClockSettings
from models.database import OpenedStore
from tests.end2end.auditor import slips_of
from tests.helpers.batch_paper import KINDS, check_batch_slips, read_batch_slip
from tests.helpers.day_audit import audit_till
from tests.helpers.day_audit_values import PAID, Day
from tests.helpers.day_books import BankBooks, Row, TillBooks, read_money_slip
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers
from tests.helpers.invariants import Invariant, Tally
from tests.helpers.settle_line import CardLine

WAIT_S = 60.0
MOST_JOBS = 1_000
KNOWN_BACKS = frozenset({"done", "refused", "undone"})
Slip = tuple[str, int, str]
Check = Callable[[Invariant, bool, str], None]
Marks = Callable[[str], list[list[str]]]


def settlement_numbers(till: TillBooks) -> set[str]:
    """Return every trace number that a settlement wrote down before it sent it."""
    rows = (row for row in till.journal if row["flow"].startswith(f"{settlement.FLOW}:"))
    return {str(row["state"]["stan"]) for row in rows if row["state"]["stan"]}


# --- what pages and paper said --------------------------------------------------------------------


def check_told(till: TillBooks, marks: Marks, check: Check) -> None:
    """What a page said of money back and of a batch is so, and stays so."""
    backs = {str(row["id"]): row["state"] for row in till.returns}
    for told, number in marks("back"):
        now = backs.get(number, "nowhere")
        words = f"money back {number} was shown {told}, and is {now}"
        # Nothing was sent of one that is only begun: it may be gone, or have gone on.
        holds = now == told if told in KNOWN_BACKS else now != "nowhere"
        check(Invariant.HAS_ROW, holds, words)
    phases = {str(row["id"]): row for row in till.settlements}
    is_open = {row["id"]: row["is_open"] for row in till.batches}
    for told, number in marks("settlement"):
        row = phases.get(number)
        now = "nowhere" if row is None else row["phase"]
        holds = row is not None
        if row is not None and told in {"settled", "stopped"}:
            holds = now == told and bool(is_open[row["batch_id"]]) == (told == "stopped")
        check(Invariant.ONE_BATCH, holds, f"settlement {number} was shown {told}, and is {now}")


def check_paper(store: OpenedStore, till: TillBooks, paper: bytes, check: Check) -> None:
    """Whatever is on paper has happened, and would be marked the next time."""
    jobs = store.writer.call(lambda: store.store.print_jobs(MOST_JOBS), WAIT_S)
    queued = {_slip_of(job) for job in jobs if job.state is PrintState.QUEUED}
    sales = {row["voucher"]: row["state"] in PAID for row in till.sales}
    backs = {(r["kind"], r["voucher"]): r["state"] == "done" for r in till.returns}
    unmarked: Counter[Slip] = Counter()
    batches = []
    for text, is_cut in _slips_of(paper):
        slip = _money_slip(text)
        kind, voucher = slip["kind"], slip["voucher"]
        if kind and voucher:
            key = (kind, voucher, slip["copy"])
            unmarked[key] += not slip["duplicate"]
            words = f"the {kind} slip of {voucher} ({key[2]}) is on paper, and waits unmarked"
            check(Invariant.ONE_SLIP, key not in queued and unmarked[key] <= 1, words)
            holds = sales.get(voucher) if kind == "sale" else backs.get((kind, voucher))
            check(Invariant.HAS_ROW, bool(holds), f"a {kind} slip of {voucher}, which is not done")
        batch = read_batch_slip(text)
        if batch is not None:
            # What was torn off may end before the sum of all.
            batches.append(batch if is_cut else {**batch, "net_minor": None})
    tally = Tally()
    settled = check_batch_slips(till, batches, tally, is_settled=False)
    _pass_on(tally, check)
    for number, kind in settled:
        words = f"the {kind} of settlement {number} is on paper, and waits unmarked"
        check(Invariant.ONE_SLIP, (kind, number, "") not in queued, words)


# Most states have the paper of the one before.
@lru_cache(maxsize=2)
def _slips_of(paper: bytes) -> tuple[tuple[str, bool], ...]:
    return tuple(slips_of(paper))


@lru_cache(maxsize=1_024)
def _money_slip(text: str) -> Row:
    return read_money_slip(text)


def _slip_of(job: PrintJob) -> Slip:
    """Return what the slip of a job is known by on paper."""
    subject = job.subject
    if isinstance(subject, SaleRecord):
        return "sale", int(subject.identity.voucher), job.copy.value
    if isinstance(subject, ReturnRecord):
        return subject.kind.value, int(subject.identity.voucher), job.copy.value
    if isinstance(subject, SettlementRecord):
        assert job.kind.value in KINDS
        return job.kind.value, subject.identity.settlement_id, ""
    return job.kind.value, job.job_id, ""


def _pass_on(tally: Tally, check: Check) -> None:
    """Note what an auditor found with its own words."""
    for invariant in Invariant:
        words = [text for text in tally.broken if text.startswith(f"{invariant.value}: ")]
        for text in words:
            check(invariant, False, text)
        for _ in range(tally.times(invariant) - len(words)):
            check(invariant, True, "")


# --- what the books say ---------------------------------------------------------------------------


def check_books(store: OpenedStore, till: TillBooks, check: Check) -> None:
    """The books agree among themselves, and what is on its way back counts as gone."""
    tally = Tally()
    audit_till(Day.of(BankBooks(), till, (), is_settled=False), tally)
    _pass_on(tally, check)
    gone: Counter[int] = Counter()
    for row in till.returns:
        gone[row["sale_id"]] += row["amount_minor"] if row["state"] in set(RESERVED) else 0
    by_id = {row["id"]: row for row in till.sales}
    for sale_id, minor in gone.items():
        row = by_id[sale_id]
        found = store.writer.call(partial(store.store.candidate, sale_id), WAIT_S)
        left = -1 if found is None else left_minor(found.returnable)
        booked = row["refunded_minor"] + row["returning_minor"]
        words = f"{minor} of {row['order_no']} go back; {left} are left, {booked} are booked"
        check(Invariant.REFUNDS, (left, booked) == (row["total_minor"] - minor, minor), words)


def key_of_cards(files: Mapping[str, bytes]) -> str:
    """Return the key under which cards' numbers lie; any, before the till has made one."""
    return files.get(CARD_KEY_FILE, b"").decode("ascii").strip() or "00" * 32


def take_up(store: OpenedStore, till: TillBooks, card_key: str) -> list[str]:
    """Take up money back and settlements as a start does; return what is wrong. Nothing leaves."""
    clock = ManualClock()
    timers = ManualTimers(clock, InlineExecutor())
    sent: list[b.SendToGateway] = []
    backs = BackRunner(
        BackParts(
            store=store.store,
            executor=store.writer,
            timers=timers,
            clock=clock,
            authority=Authority(clock),
            signed_in=str,
            give_back=lambda effect, _: sent.append(effect),
            kick_drawer=lambda: None,
            observe=lambda _: None,
            print_wanted=lambda: None,
        )
    )
    line = CardLine()
    settling = SettleRunner(
        SettleParts(
            store=store.store,
            executor=store.writer,
            timers=timers,
            clock=clock,
            clocks=SettleClockSettings(),
            authority=Authority(clock),
            query=lambda *_: None,
            nudge=lambda _: None,
            observe=lambda _: None,
            print_wanted=lambda: None,
        )
    )
    stans = StanBook(store.store.reserve_stans, store.writer)
    settling.use_cards(CardSide(store.store, MemoryCardBox(), Vault(card_key), stans, line))
    known = settlement_numbers(till)
    found = (
        store.writer.call(backs.recover, WAIT_S),
        store.writer.call(settling.recover, WAIT_S),
    )
    open_flows = [
        (row["name"].partition(":")[0], row["state"]) for row in till.flows if row["is_open"]
    ]
    wanted = (
        sum(name == money_back.FLOW and state["way"] != "card" for name, state in open_flows),
        sum(name == settlement.FLOW for name, _ in open_flows),
    )
    wrong = (
        [] if found == wanted else [f"{found} were taken up of money back and batches: {wanted}"]
    )
    numbers = {row["number"] for row in till.returns}
    wrong += [f"{e.number} is sent, and no row has it" for e in sent if e.number not in numbers]
    was_sent = {s["stan"] for n, s in open_flows if n == settlement.FLOW and s["sent_at"]}
    for effect, _ in line.waiting:
        stan = getattr(effect, "stan", None)
        if was_sent and stan is not None and str(stan) not in known:
            wrong.append(f"a settlement that was under way goes on as {stan}")
    return wrong

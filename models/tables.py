"""The tables as peewee models, for reports. Migrations build them; a test holds the two together.

The models are not bound to a database: each query is executed on the connection of whoever asks.
"""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, Model, TextField


class SchemaVersion(Model):
    """A migration that has been applied."""

    version = IntegerField(primary_key=True)
    name = TextField()
    applied_at = TextField()

    class Meta:
        table_name = "schema_versions"


class Batch(Model):
    """The sales that are settled together with one acquirer."""

    id = IntegerField(primary_key=True)
    acquirer = TextField()
    number = IntegerField()
    is_open = IntegerField()
    opened_at = TextField()
    closed_at = TextField(null=True)

    class Meta:
        table_name = "batches"


class Transaction(Model):
    """A sale."""

    id = IntegerField(primary_key=True)
    attempt_id = IntegerField()
    batch_id = IntegerField()
    batch_open = IntegerField()
    voucher = IntegerField()
    created_at = TextField()
    amount_minor = BigIntegerField()
    tip_minor = BigIntegerField()
    method = TextField()
    mode = TextField()
    cashier_id = TextField()
    state = TextField()
    reason = TextField()
    wallet_txn_no = TextField()
    paid_at = TextField(null=True)
    finished_at = TextField(null=True)
    refunded_minor = BigIntegerField()
    returning_minor = BigIntegerField()

    class Meta:
        table_name = "transactions"


class Attempt(Model):
    """One order at the gateway for a sale."""

    id = IntegerField(primary_key=True)
    sale_id = IntegerField()
    order_no = TextField()
    flow = TextField()
    state = TextField()
    created_at = TextField()

    class Meta:
        table_name = "attempts"


class CardPayment(Model):
    """What the books hold of an attempt by card."""

    attempt_id = IntegerField(primary_key=True)
    handle = TextField()
    scheme = TextField()
    entry = TextField()
    first_six = TextField()
    last_four = TextField()
    label = TextField()
    aid = TextField()
    verification = TextField()
    tvr = TextField()
    tsi = TextField()
    cryptogram = TextField()
    stan = IntegerField()
    rrn = TextField()
    approval_code = TextField()
    host_code = TextField()
    signing = TextField()
    is_armed = IntegerField()
    contact = TextField()

    class Meta:
        table_name = "card_payments"


class SealedCardRow(Model):
    """A sealed card number."""

    handle = TextField(primary_key=True)
    sealed = TextField()
    fingerprint = TextField()

    class Meta:
        table_name = "vault"


class SignatureRow(Model):
    """A customer's signature."""

    sale_id = IntegerField(primary_key=True)
    strokes = TextField()

    class Meta:
        table_name = "signatures"


class Retry(Model):
    """A sale that is one of several tries at the same purchase."""

    sale_id = IntegerField(primary_key=True)
    first_sale_id = IntegerField()

    class Meta:
        table_name = "retries"


class Credit(Model):
    """Money that came in."""

    wallet_txn_no = TextField(primary_key=True)
    attempt_id = IntegerField()
    paid_minor = BigIntegerField()
    kind = TextField()
    state = TextField()
    refund_no = TextField(null=True)
    created_at = TextField()

    class Meta:
        table_name = "credits"


class CashPayment(Model):
    """What was due and handed over for a sale."""

    sale_id = IntegerField(primary_key=True)
    due_minor = BigIntegerField()
    handed_minor = BigIntegerField()

    class Meta:
        table_name = "cash_payments"


class Return(Model):
    """A void or refund."""

    id = IntegerField(primary_key=True)
    sale_id = IntegerField()
    flow = TextField()
    kind = TextField()
    batch_id = IntegerField()
    batch_open = IntegerField()
    voucher = IntegerField()
    number = TextField()
    amount_minor = BigIntegerField()
    given_minor = BigIntegerField(null=True)
    state = TextField()
    operator_id = TextField()
    approver_id = TextField()
    begun_at = TextField()
    finished_at = TextField(null=True)
    stan = IntegerField()
    rrn = TextField()
    approval_code = TextField()
    host_code = TextField()
    wallet_no = TextField()
    is_armed = IntegerField()
    handle = TextField(null=True)
    scheme = TextField(null=True)
    entry = TextField(null=True)
    first_six = TextField(null=True)
    last_four = TextField(null=True)
    label = TextField(null=True)
    aid = TextField(null=True)
    verification = TextField(null=True)
    tvr = TextField(null=True)
    tsi = TextField(null=True)
    cryptogram = TextField(null=True)

    class Meta:
        table_name = "returns"


class Settlement(Model):
    """The end of a batch, or a try at it."""

    id = IntegerField(primary_key=True)
    run_id = IntegerField()
    flow = TextField()
    acquirer = TextField()
    batch_id = IntegerField()
    phase = TextField()
    operator_id = TextField()
    is_automatic = IntegerField()
    begun_at = TextField()
    finished_at = TextField(null=True)
    carried = TextField()

    class Meta:
        table_name = "settlements"


class Shift(Model):
    """A shift at the drawer."""

    id = IntegerField(primary_key=True)
    began_at = TextField()
    is_open = IntegerField()
    opened_move_id = IntegerField(null=True)
    closed_move_id = IntegerField(null=True)

    class Meta:
        table_name = "shifts"


class DrawerMoveRow(Model):
    """A line of the drawer's book."""

    id = IntegerField(primary_key=True)
    shift_id = IntegerField()
    at = TextField()
    kind = TextField()
    amount_minor = BigIntegerField()
    operator_id = TextField()
    approver_id = TextField()
    reason = TextField()
    sale_id = IntegerField(null=True)
    return_id = IntegerField(null=True)
    pieces = TextField(null=True)
    expected_minor = BigIntegerField(null=True)

    class Meta:
        table_name = "drawer_moves"


class JournalRow(Model):
    """One step of a flow."""

    seq = IntegerField(primary_key=True)
    flow = TextField()
    at = TextField()
    event = TextField()
    state = TextField()
    is_open = IntegerField()
    body = TextField()
    hash = TextField()

    class Meta:
        table_name = "journal"


class Flow(Model):
    """A flow's newest state."""

    first_seq = IntegerField(primary_key=True)
    name = TextField()
    attempt_id = IntegerField(null=True)
    state = TextField()
    is_open = IntegerField()
    last_seq = IntegerField()

    class Meta:
        table_name = "flows"


class PrintJobRow(Model):
    """A slip in the queue."""

    id = IntegerField(primary_key=True)
    kind = TextField()
    subject_id = IntegerField()
    copy = TextField()
    is_reprint = IntegerField()
    duplicate = IntegerField()
    state = TextField()
    created_at = TextField()

    class Meta:
        table_name = "print_jobs"


class OperatorRow(Model):
    """Somebody who can sign in."""

    id = TextField(primary_key=True)
    name = TextField()
    role = TextField()
    pin_hash = TextField()
    failed_attempts = IntegerField()
    locked_until = TextField(null=True)

    class Meta:
        table_name = "operators"


class AuditRow(Model):
    """One row of the audit log."""

    seq = IntegerField(primary_key=True)
    at = TextField()
    operator_id = TextField()
    action = TextField()
    subject = TextField()
    detail = TextField()
    hash = TextField()

    class Meta:
        table_name = "audit"


class SettingRow(Model):
    """A setting that belongs to the data."""

    name = TextField(primary_key=True)
    value = TextField()
    changed_at = TextField()
    changed_by = TextField()

    class Meta:
        table_name = "settings"


class Counter(Model):
    """The last number given out."""

    name = TextField(primary_key=True)
    value = BigIntegerField()

    class Meta:
        table_name = "counters"


class Anchor(Model):
    """How far a chain has been checked."""

    chain = TextField(primary_key=True)
    seq = IntegerField()
    hash = TextField()

    class Meta:
        table_name = "anchors"


TABLES: tuple[type[Model], ...] = (
    SchemaVersion,
    Batch,
    Transaction,
    Attempt,
    CardPayment,
    SealedCardRow,
    SignatureRow,
    Retry,
    Credit,
    CashPayment,
    Return,
    Settlement,
    Shift,
    DrawerMoveRow,
    JournalRow,
    Flow,
    PrintJobRow,
    OperatorRow,
    AuditRow,
    SettingRow,
    Counter,
    Anchor,
)

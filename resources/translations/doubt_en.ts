<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>doubt</name>
    <message>
        <source>doubt.title_maybe</source>
        <translation>{total} may already be charged</translation>
    </message>
    <message>
        <source>doubt.title_paid</source>
        <translation>{total} is already paid</translation>
    </message>
    <message>
        <source>doubt.title_again</source>
        <translation>{total} once more?</translation>
    </message>
    <message>
        <source>doubt.is_open</source>
        <translation>Voucher {voucher} of {time} is for the same amount and is not finished. The customer may already have paid.</translation>
    </message>
    <message>
        <source>doubt.is_checking</source>
        <translation>Voucher {voucher} of {time} is for the same amount and is still being checked. The customer may already have paid.</translation>
    </message>
    <message>
        <source>doubt.is_paid_late</source>
        <translation>The money for voucher {voucher} of {time} came late and waits for a decision. It is the same amount.</translation>
    </message>
    <message>
        <source>doubt.is_refunding</source>
        <translation>The money for voucher {voucher} of {time} came in and is being refunded. It is the same amount.</translation>
    </message>
    <message>
        <source>doubt.is_approved</source>
        <translation>Voucher {voucher} of {time} was in doubt and is approved now. It is the same amount: this customer may have paid.</translation>
    </message>
    <message>
        <source>doubt.is_closed</source>
        <translation>Voucher {voucher} of {time} was in doubt a moment ago. It ended without a charge. It is the same amount.</translation>
    </message>
    <message>
        <source>doubt.is_declined</source>
        <translation>Voucher {voucher} of {time} was in doubt a moment ago. It was declined and not charged. It is the same amount.</translation>
    </message>
    <message>
        <source>doubt.is_refunded</source>
        <translation>The money for voucher {voucher} of {time} came late and has been refunded. It is the same amount.</translation>
    </message>
    <message>
        <source>doubt.more</source>
        <translation>{count} more of the same amount: {vouchers}.</translation>
    </message>
    <message>
        <source>doubt.ask</source>
        <translation>Same customer? Open voucher {voucher} first. Charge only if this is somebody else’s purchase.</translation>
    </message>
    <message>
        <source>doubt.armed</source>
        <translation>Press once more to charge. Your name is recorded with it.</translation>
    </message>
    <message>
        <source>doubt.charge_anyway</source>
        <translation>Charge {total} anyway</translation>
    </message>
    <message>
        <source>doubt.charge_now</source>
        <translation>Yes, charge {total}</translation>
    </message>
    <message>
        <source>doubt.open</source>
        <translation>Open voucher {voucher}</translation>
    </message>
    <message>
        <source>doubt.other_sale</source>
        <translation>The earlier sale</translation>
    </message>
    <message>
        <source>doubt.fact_state</source>
        <translation>State</translation>
    </message>
    <message>
        <source>doubt.notice</source>
        <translation>The money of {count} sales waits for a decision. Open the list.</translation>
    </message>
    <message>
        <source>doubt.inbox_title</source>
        <translation>Money that waits</translation>
    </message>
    <message>
        <source>doubt.inbox_count_one</source>
        <translation>{count} sale · {total}</translation>
    </message>
    <message>
        <source>doubt.inbox_count_many</source>
        <translation>{count} sales · {total}</translation>
    </message>
    <message>
        <source>doubt.inbox_note</source>
        <translation>Open a sale to accept or refund its money. A supervisor decides.</translation>
    </message>
    <message>
        <source>doubt.inbox_more</source>
        <translation>The oldest sales are shown; there are more. Open a sale to accept or refund its money.</translation>
    </message>
    <message>
        <source>doubt.inbox_empty</source>
        <translation>No money waits. Every payment has its sale.</translation>
    </message>
    <message>
        <source>doubt.inbox_loading</source>
        <translation>Looking it up…</translation>
    </message>
    <message>
        <source>doubt.why_late</source>
        <translation>Paid late</translation>
    </message>
    <message>
        <source>doubt.why_twice</source>
        <translation>Paid twice</translation>
    </message>
    <message>
        <source>doubt.why_other</source>
        <translation>Another amount</translation>
    </message>
    <message>
        <source>doubt.state_waits</source>
        <translation>Waits for a decision</translation>
    </message>
    <message>
        <source>doubt.state_refunding</source>
        <translation>Refund under way</translation>
    </message>
    <message>
        <source>doubt.state_refused</source>
        <translation>Refund refused by the bank ({code})</translation>
    </message>
    <message>
        <source>doubt.refund_refused</source>
        <translation>The bank refused to refund {total} (code {code}). The money is still here: try again, or contact us.</translation>
    </message>
    <message>
        <source>doubt.refund_partly</source>
        <translation>{back} went back to the customer; {left} did not.</translation>
    </message>
    <message>
        <source>doubt.is_voided</source>
        <translation>Voucher {voucher} of {time} was in doubt and has been voided since. It is the same amount.</translation>
    </message>
</context>
</TS>

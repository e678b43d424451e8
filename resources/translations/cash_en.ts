<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>cash</name>
    <message>
        <source>cash.start</source>
        <translation>Take cash</translation>
    </message>
    <message>
        <source>cash.method_hint</source>
        <translation>Opens the drawer, gives change</translation>
    </message>
    <message>
        <source>cash.title</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>cash.prompt</source>
        <translation>Key in what the customer hands over</translation>
    </message>
    <message>
        <source>cash.handed</source>
        <translation>Handed over</translation>
    </message>
    <message>
        <source>cash.no_such_coin</source>
        <translation>The smallest coin is 5 cents</translation>
    </message>
    <message>
        <source>cash.missing</source>
        <translation>{missing} is still missing</translation>
    </message>
    <message>
        <source>cash.exact</source>
        <translation>Exact</translation>
    </message>
    <message>
        <source>cash.change</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>cash.to_come</source>
        <translation>Still to come</translation>
    </message>
    <message>
        <source>cash.due</source>
        <translation>To pay in cash</translation>
    </message>
    <message>
        <source>cash.rounding</source>
        <translation>Rounding</translation>
    </message>
    <message>
        <source>cash.take</source>
        <translation>Take {due} in cash</translation>
    </message>
    <message>
        <source>cash.paid_title</source>
        <translation>Paid in cash · {due}</translation>
    </message>
    <message>
        <source>cash.paid_line</source>
        <translation>{handed} handed over · voucher {voucher}</translation>
    </message>
    <message>
        <source>cash.no_change</source>
        <translation>No change to give</translation>
    </message>
    <message>
        <source>cash.change_is</source>
        <translation>Change {change}</translation>
    </message>
    <message>
        <source>cash.notes</source>
        <translation>{count} × {name}</translation>
    </message>
    <message>
        <source>cash.coins</source>
        <translation>{count} × {name}</translation>
    </message>
    <message>
        <source>cash.slip_next</source>
        <translation>The receipt is printing…</translation>
    </message>
    <message>
        <source>cash.slip_printed</source>
        <translation>The receipt is printed.</translation>
    </message>
    <message>
        <source>cash.drawer_shut</source>
        <translation>The drawer did not open. Open it with its key: the sale is in the books.</translation>
    </message>
    <message>
        <source>cash.safe_paper</source>
        <translation>The sale is in the books. Its receipt waits for paper.</translation>
    </message>
    <message>
        <source>cash.safe_printer</source>
        <translation>The sale is in the books. Its receipt waits for the printer.</translation>
    </message>
    <message>
        <source>cash.state_paid</source>
        <translation>Paid</translation>
    </message>
</context>
<context>
    <name>customer</name>
    <message>
        <source>customer.cash_total</source>
        <translation>To pay in cash</translation>
    </message>
    <message>
        <source>customer.cash_due</source>
        <translation>Please pay our staff in cash.</translation>
    </message>
    <message>
        <source>customer.cash_rounded</source>
        <translation>{total}, rounded to 5 cents for cash</translation>
    </message>
    <message>
        <source>customer.change</source>
        <translation>Your change · {change}</translation>
    </message>
    <message>
        <source>customer.given</source>
        <translation>Paid {due} · you gave {handed}</translation>
    </message>
</context>
<context>
    <name>drawer</name>
    <message>
        <source>drawer.title</source>
        <translation>Cash drawer</translation>
    </message>
    <message>
        <source>drawer.hint</source>
        <translation>Open and close the shift, pay in and out</translation>
    </message>
    <message>
        <source>drawer.no_shift</source>
        <translation>No shift is open</translation>
    </message>
    <message>
        <source>drawer.shift_none</source>
        <translation>Count the money in the drawer to begin one. Cash sales also work without a shift; the count at the end then begins from nothing.</translation>
    </message>
    <message>
        <source>drawer.shift_not_told</source>
        <translation>Looking at the drawer’s book…</translation>
    </message>
    <message>
        <source>drawer.since</source>
        <translation>Shift open since {time}</translation>
    </message>
    <message>
        <source>drawer.since_day</source>
        <translation>Shift open since {day} {month} {time}</translation>
    </message>
    <message>
        <source>drawer.expected</source>
        <translation>Should be in the drawer</translation>
    </message>
    <message>
        <source>drawer.opening</source>
        <translation>Opening count</translation>
    </message>
    <message>
        <source>drawer.opening_by</source>
        <translation>{total} · {name}</translation>
    </message>
    <message>
        <source>drawer.not_counted</source>
        <translation>Not counted</translation>
    </message>
    <message>
        <source>drawer.sum</source>
        <translation>{count} · {total}</translation>
    </message>
    <message>
        <source>drawer.sum_sales</source>
        <translation>Cash sales</translation>
    </message>
    <message>
        <source>drawer.sum_returned</source>
        <translation>Given back</translation>
    </message>
    <message>
        <source>drawer.sum_paid_in</source>
        <translation>Paid in</translation>
    </message>
    <message>
        <source>drawer.sum_paid_out</source>
        <translation>Paid out</translation>
    </message>
    <message>
        <source>drawer.sum_no_sale</source>
        <translation>Opened without a sale</translation>
    </message>
    <message>
        <source>drawer.what</source>
        <translation>What do you want to do?</translation>
    </message>
    <message>
        <source>drawer.do_opened</source>
        <translation>Open the shift</translation>
    </message>
    <message>
        <source>drawer.do_paid_in</source>
        <translation>Pay in</translation>
    </message>
    <message>
        <source>drawer.do_paid_out</source>
        <translation>Pay out</translation>
    </message>
    <message>
        <source>drawer.do_no_sale</source>
        <translation>Open the drawer, no sale</translation>
    </message>
    <message>
        <source>drawer.do_closed</source>
        <translation>Count and close the shift</translation>
    </message>
    <message>
        <source>drawer.count_opened</source>
        <translation>Open the shift: what lies in the drawer?</translation>
    </message>
    <message>
        <source>drawer.count_closed</source>
        <translation>Close the shift: what lies in the drawer?</translation>
    </message>
    <message>
        <source>drawer.row</source>
        <translation>{name}: {count}</translation>
    </message>
    <message>
        <source>drawer.fact_counted</source>
        <translation>Counted</translation>
    </message>
    <message>
        <source>drawer.fact_should_be</source>
        <translation>Should be in the drawer</translation>
    </message>
    <message>
        <source>drawer.fact_difference</source>
        <translation>Difference</translation>
    </message>
    <message>
        <source>drawer.agrees</source>
        <translation>The drawer agrees</translation>
    </message>
    <message>
        <source>drawer.over</source>
        <translation>{total} too much in the drawer</translation>
    </message>
    <message>
        <source>drawer.short</source>
        <translation>{total} is missing from the drawer</translation>
    </message>
    <message>
        <source>drawer.how_many</source>
        <translation>How many of {name}?</translation>
    </message>
    <message>
        <source>drawer.count_body</source>
        <translation>Touch a line, or go on with Enter or the arrow keys.</translation>
    </message>
    <message>
        <source>drawer.next</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>drawer.leave</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>drawer.confirm_opened</source>
        <translation>Open with {total}</translation>
    </message>
    <message>
        <source>drawer.confirm_closed</source>
        <translation>Close with {total}</translation>
    </message>
    <message>
        <source>drawer.confirm_paid_in</source>
        <translation>Pay in {total}</translation>
    </message>
    <message>
        <source>drawer.confirm_paid_out</source>
        <translation>Pay out {total}</translation>
    </message>
    <message>
        <source>drawer.confirm_no_sale</source>
        <translation>Open the drawer</translation>
    </message>
    <message>
        <source>drawer.title_paid_in</source>
        <translation>Put money into the drawer</translation>
    </message>
    <message>
        <source>drawer.title_paid_out</source>
        <translation>Take money out of the drawer</translation>
    </message>
    <message>
        <source>drawer.title_no_sale</source>
        <translation>Open the drawer without a sale</translation>
    </message>
    <message>
        <source>drawer.reason</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>drawer.reason_typed</source>
        <translation>Or another reason</translation>
    </message>
    <message>
        <source>drawer.reason_hint</source>
        <translation>Why the drawer is opened</translation>
    </message>
    <message>
        <source>drawer.amount_paid_in</source>
        <translation>How much is put in?</translation>
    </message>
    <message>
        <source>drawer.amount_paid_out</source>
        <translation>How much is taken out?</translation>
    </message>
    <message>
        <source>drawer.amount_no_sale</source>
        <translation>A supervisor lets it open</translation>
    </message>
    <message>
        <source>drawer.body_paid_in</source>
        <translation>The drawer opens, and a slip prints.</translation>
    </message>
    <message>
        <source>drawer.body_paid_out</source>
        <translation>A supervisor’s PIN is asked for. The drawer opens, and a slip prints to be signed.</translation>
    </message>
    <message>
        <source>drawer.body_no_sale</source>
        <translation>Give the reason. A supervisor’s PIN is asked for; no money is booked, and a slip prints.</translation>
    </message>
    <message>
        <source>drawer.too_much</source>
        <translation>There should be no more than {total} in the drawer</translation>
    </message>
    <message>
        <source>drawer.no_leave</source>
        <translation>There was no leave for it. Ask the supervisor again.</translation>
    </message>
    <message>
        <source>drawer.shift_moved</source>
        <translation>The shift was opened or closed meanwhile. Go back and look again.</translation>
    </message>
    <message>
        <source>drawer.closed_title</source>
        <translation>Shift closed</translation>
    </message>
    <message>
        <source>drawer.done_opened</source>
        <translation>Shift open with {total}</translation>
    </message>
    <message>
        <source>drawer.done_closed</source>
        <translation>Shift closed with {total}</translation>
    </message>
    <message>
        <source>drawer.done_paid_in</source>
        <translation>{total} paid in</translation>
    </message>
    <message>
        <source>drawer.done_paid_out</source>
        <translation>{total} paid out</translation>
    </message>
    <message>
        <source>drawer.done_no_sale</source>
        <translation>The drawer is open</translation>
    </message>
    <message>
        <source>drawer.stayed_shut</source>
        <translation>The drawer did not open. Open it with its key.</translation>
    </message>
    <message>
        <source>drawer.slip_prints</source>
        <translation>The slip prints.</translation>
    </message>
    <message>
        <source>drawer.slip_waits</source>
        <translation>The slip prints when the printer is ready.</translation>
    </message>
    <message>
        <source>drawer.report_prints</source>
        <translation>The shift report prints.</translation>
    </message>
    <message>
        <source>drawer.report_waits</source>
        <translation>The shift report prints when the printer is ready.</translation>
    </message>
    <message>
        <source>drawer.to_drawer</source>
        <translation>The drawer</translation>
    </message>
    <message>
        <source>drawer.why_change</source>
        <translation>Change from the bank</translation>
    </message>
    <message>
        <source>drawer.why_float</source>
        <translation>More float</translation>
    </message>
    <message>
        <source>drawer.why_other_till</source>
        <translation>From or to another till</translation>
    </message>
    <message>
        <source>drawer.why_correction</source>
        <translation>Correction</translation>
    </message>
    <message>
        <source>drawer.why_bank</source>
        <translation>To the bank</translation>
    </message>
    <message>
        <source>drawer.why_supplier</source>
        <translation>A supplier is paid</translation>
    </message>
    <message>
        <source>drawer.why_change_notes</source>
        <translation>Change a note</translation>
    </message>
    <message>
        <source>drawer.why_look</source>
        <translation>Check the drawer</translation>
    </message>
    <message>
        <source>drawer.why_customer</source>
        <translation>Change was wrong</translation>
    </message>
    <message>
        <source>drawer.only_close</source>
        <translation>Cash is no longer taken at this till. Count the drawer and close its shift.</translation>
    </message>
</context>
<context>
    <name>card</name>
    <message>
        <source>card.take_qr</source>
        <translation>Take QR</translation>
    </message>
    <message>
        <source>card.take_cash</source>
        <translation>Take cash</translation>
    </message>
</context>
</TS>

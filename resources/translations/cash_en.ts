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
</context>
<context>
    <name>customer</name>
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
</TS>

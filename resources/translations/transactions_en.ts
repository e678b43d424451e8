<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>transactions</name>
    <message>
        <source>transactions.title</source>
        <translation>Transactions</translation>
    </message>
    <message>
        <source>transactions.voucher</source>
        <translation>Voucher number</translation>
    </message>
    <message>
        <source>transactions.voucher_hint</source>
        <translation>Voucher no., 6 digits</translation>
    </message>
    <message>
        <source>transactions.clear</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>transactions.today</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>transactions.all_days</source>
        <translation>All dates</translation>
    </message>
    <message>
        <source>transactions.day</source>
        <translation>{day}</translation>
    </message>
    <message>
        <source>transactions.all_methods</source>
        <translation>All methods</translation>
    </message>
    <message>
        <source>transactions.all_states</source>
        <translation>All states</translation>
    </message>
    <message>
        <source>transactions.all_cashiers</source>
        <translation>All cashiers</translation>
    </message>
    <message>
        <source>transactions.cashier</source>
        <translation>{name}</translation>
    </message>
    <message>
        <source>transactions.methods</source>
        <translation>Paid with</translation>
    </message>
    <message>
        <source>transactions.states</source>
        <translation>State</translation>
    </message>
    <message>
        <source>transactions.cashiers</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>transactions.month</source>
        <translation>{month} {year}</translation>
    </message>
    <message>
        <source>transactions.month_1</source>
        <translation>January</translation>
    </message>
    <message>
        <source>transactions.month_2</source>
        <translation>February</translation>
    </message>
    <message>
        <source>transactions.month_3</source>
        <translation>March</translation>
    </message>
    <message>
        <source>transactions.month_4</source>
        <translation>April</translation>
    </message>
    <message>
        <source>transactions.month_5</source>
        <translation>May</translation>
    </message>
    <message>
        <source>transactions.month_6</source>
        <translation>June</translation>
    </message>
    <message>
        <source>transactions.month_7</source>
        <translation>July</translation>
    </message>
    <message>
        <source>transactions.month_8</source>
        <translation>August</translation>
    </message>
    <message>
        <source>transactions.month_9</source>
        <translation>September</translation>
    </message>
    <message>
        <source>transactions.month_10</source>
        <translation>October</translation>
    </message>
    <message>
        <source>transactions.month_11</source>
        <translation>November</translation>
    </message>
    <message>
        <source>transactions.month_12</source>
        <translation>December</translation>
    </message>
    <message>
        <source>transactions.weekday_1</source>
        <translation>Mon</translation>
    </message>
    <message>
        <source>transactions.weekday_2</source>
        <translation>Tue</translation>
    </message>
    <message>
        <source>transactions.weekday_3</source>
        <translation>Wed</translation>
    </message>
    <message>
        <source>transactions.weekday_4</source>
        <translation>Thu</translation>
    </message>
    <message>
        <source>transactions.weekday_5</source>
        <translation>Fri</translation>
    </message>
    <message>
        <source>transactions.weekday_6</source>
        <translation>Sat</translation>
    </message>
    <message>
        <source>transactions.weekday_7</source>
        <translation>Sun</translation>
    </message>
    <message>
        <source>transactions.earlier</source>
        <translation>Earlier</translation>
    </message>
    <message>
        <source>transactions.later</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>transactions.column_voucher</source>
        <translation>Voucher</translation>
    </message>
    <message>
        <source>transactions.column_time</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>transactions.column_type</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>transactions.column_paid_with</source>
        <translation>Paid with</translation>
    </message>
    <message>
        <source>transactions.column_entry</source>
        <translation>Entry</translation>
    </message>
    <message>
        <source>transactions.column_amount</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>transactions.column_state</source>
        <translation>State</translation>
    </message>
    <message>
        <source>transactions.sale</source>
        <translation>Sale</translation>
    </message>
    <message>
        <source>transactions.entry_show</source>
        <translation>QR shown</translation>
    </message>
    <message>
        <source>transactions.entry_scan</source>
        <translation>Code scanned</translation>
    </message>
    <message>
        <source>transactions.entry_none</source>
        <translation>No card</translation>
    </message>
    <message>
        <source>transactions.entry_cash</source>
        <translation>Drawer</translation>
    </message>
    <message>
        <source>transactions.list</source>
        <translation>Sales found</translation>
    </message>
    <message>
        <source>transactions.fault</source>
        <translation>The transactions cannot be read</translation>
    </message>
    <message>
        <source>transactions.searching</source>
        <translation>Searching…</translation>
    </message>
    <message>
        <source>transactions.searching_body</source>
        <translation>Older sales take a moment.</translation>
    </message>
    <message>
        <source>transactions.show_all</source>
        <translation>Show all dates</translation>
    </message>
    <message>
        <source>transactions.back_to_list</source>
        <translation>Back to the list</translation>
    </message>
    <message>
        <source>transactions.no_voucher</source>
        <translation>No sale with voucher {voucher}</translation>
    </message>
    <message>
        <source>transactions.no_voucher_body</source>
        <translation>Check the six digits on the slip, or scan the code at its foot.</translation>
    </message>
    <message>
        <source>transactions.none_fits</source>
        <translation>Nothing found</translation>
    </message>
    <message>
        <source>transactions.none_fits_body</source>
        <translation>No sale fits these choices. Take one away, or show all dates.</translation>
    </message>
    <message>
        <source>transactions.none</source>
        <translation>No sales yet</translation>
    </message>
    <message>
        <source>transactions.none_body</source>
        <translation>Sales stand here as soon as they are charged.</translation>
    </message>
    <message>
        <source>transactions.none_today</source>
        <translation>No sales today</translation>
    </message>
    <message>
        <source>transactions.none_day</source>
        <translation>No sales on this day</translation>
    </message>
    <message>
        <source>transactions.none_day_body</source>
        <translation>Sales of other days are found by date or voucher number.</translation>
    </message>
    <message>
        <source>transactions.other_till</source>
        <translation>This slip is of another till (TID {terminal}).</translation>
    </message>
    <message>
        <source>transactions.reprint</source>
        <translation>Reprint receipt</translation>
    </message>
    <message>
        <source>transactions.reprint_merchant</source>
        <translation>Reprint merchant copy</translation>
    </message>
    <message>
        <source>transactions.marked</source>
        <translation>Reprints and PDFs are marked DUPLICATE.</translation>
    </message>
    <message>
        <source>transactions.not_queued</source>
        <translation>The receipt was not queued: nothing can be recorded on the disk. Try again.</translation>
    </message>
    <message>
        <source>transactions.printing</source>
        <translation>Printing, marked DUPLICATE…</translation>
    </message>
    <message>
        <source>transactions.printed</source>
        <translation>Printed, marked DUPLICATE.</translation>
    </message>
    <message>
        <source>transactions.waits</source>
        <translation>The receipt prints when the printer is ready.</translation>
    </message>
    <message>
        <source>transactions.open</source>
        <translation>Open this sale</translation>
    </message>
    <message>
        <source>transactions.about_open</source>
        <translation>The customer has not paid yet.</translation>
    </message>
    <message>
        <source>transactions.about_checking</source>
        <translation>The result is not known yet. Do not take a second payment.</translation>
    </message>
    <message>
        <source>transactions.about_reversing</source>
        <translation>Not charged. The bank is being told so until it confirms; you may take the payment again.</translation>
    </message>
    <message>
        <source>transactions.about_closed</source>
        <translation>Nothing was charged.</translation>
    </message>
    <message>
        <source>transactions.about_declined</source>
        <translation>Nothing was charged: the payment was declined.</translation>
    </message>
    <message>
        <source>transactions.about_paid_late</source>
        <translation>Money came after the sale had ended. A supervisor decides.</translation>
    </message>
    <message>
        <source>transactions.about_refunding</source>
        <translation>The money is on its way back to the customer.</translation>
    </message>
    <message>
        <source>transactions.about_refunded</source>
        <translation>The money went back to the customer.</translation>
    </message>
    <message>
        <source>transactions.fact_batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>transactions.fact_cashier</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>transactions.about_voided</source>
        <translation>The whole sale was voided: the customer has the money back.</translation>
    </message>
    <message>
        <source>transactions.refunded</source>
        <translation>{total} of it has been refunded.</translation>
    </message>
    <message>
        <source>transactions.returning</source>
        <translation>{total} of it is on its way back and not known yet.</translation>
    </message>
    <message>
        <source>transactions.void</source>
        <translation>Void…</translation>
    </message>
    <message>
        <source>transactions.refund</source>
        <translation>Refund…</translation>
    </message>
    <message>
        <source>transactions.reprint_void</source>
        <translation>Reprint void slip</translation>
    </message>
    <message>
        <source>transactions.reprint_refund</source>
        <translation>Reprint refund slip</translation>
    </message>
    <message>
        <source>transactions.chosen</source>
        <translation>{voucher} · {total}</translation>
    </message>
    <message>
        <source>transactions.fact_voided_at</source>
        <translation>Voided</translation>
    </message>
    <message>
        <source>transactions.fact_asked_by</source>
        <translation>Voided by</translation>
    </message>
    <message>
        <source>transactions.fact_approver</source>
        <translation>Approved by</translation>
    </message>
</context>
<context>
    <name>save</name>
    <message>
        <source>save.title_customer</source>
        <translation>Save the receipt as PDF</translation>
    </message>
    <message>
        <source>save.title_merchant</source>
        <translation>Save the merchant copy as PDF</translation>
    </message>
    <message>
        <source>save.title_test</source>
        <translation>Save the test slip as PDF</translation>
    </message>
    <message>
        <source>save.kind</source>
        <translation>PDF document</translation>
    </message>
    <message>
        <source>save.save</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>save.cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>save.folder</source>
        <translation>Folder:</translation>
    </message>
    <message>
        <source>save.file_name</source>
        <translation>File name:</translation>
    </message>
    <message>
        <source>save.file_kind</source>
        <translation>Type:</translation>
    </message>
    <message>
        <source>save.pdf</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>save.saving</source>
        <translation>Saving…</translation>
    </message>
    <message>
        <source>save.slow</source>
        <translation>Still saving: that folder answers slowly.</translation>
    </message>
    <message>
        <source>save.saved</source>
        <translation>Saved: {place}</translation>
    </message>
    <message>
        <source>save.busy</source>
        <translation>Not saved: the till has too much to do. Try again.</translation>
    </message>
    <message>
        <source>save.gone</source>
        <translation>Not saved: that folder is not there any more. Choose another.</translation>
    </message>
    <message>
        <source>save.full</source>
        <translation>Not saved: no room left there. Choose another place.</translation>
    </message>
    <message>
        <source>save.denied</source>
        <translation>Not saved: writing there is not allowed. Choose another folder.</translation>
    </message>
    <message>
        <source>save.in_use</source>
        <translation>Not saved: another program has that file open.</translation>
    </message>
    <message>
        <source>save.name</source>
        <translation>Not saved: a file cannot have that name.</translation>
    </message>
    <message>
        <source>save.store</source>
        <translation>Not saved: the till’s log cannot be written.</translation>
    </message>
    <message>
        <source>save.other</source>
        <translation>Not saved: the disk does not take the file.</translation>
    </message>
</context>
</TS>

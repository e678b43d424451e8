<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>contact</name>
    <message>
        <source>contact.phone</source>
        <translation>Phone {phone}</translation>
    </message>
    <message>
        <source>contact.whatsapp</source>
        <translation>WhatsApp {whatsapp}</translation>
    </message>
    <message>
        <source>contact.email</source>
        <translation>E-mail {email}</translation>
    </message>
    <message>
        <source>contact.in_doubt</source>
        <translation>If in doubt, contact us</translation>
    </message>
</context>
<context>
    <name>customer</name>
    <message>
        <source>customer.total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>customer.expires</source>
        <translation>Expires in {time}</translation>
    </message>
    <message>
        <source>customer.ways</source>
        <translation>Ways to pay: {ways}</translation>
    </message>
    <message>
        <source>customer.language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>customer.code</source>
        <translation>Code to pay {total} with {method}</translation>
    </message>
    <message>
        <source>customer.window_title</source>
        <translation>Customer screen</translation>
    </message>
    <message>
        <source>customer.welcome</source>
        <translation>Welcome</translation>
    </message>
    <message>
        <source>customer.please_wait</source>
        <translation>One moment, please.</translation>
    </message>
    <message>
        <source>customer.one_moment</source>
        <translation>One moment, please.</translation>
    </message>
    <message>
        <source>customer.making_code</source>
        <translation>Your code is being made</translation>
    </message>
    <message>
        <source>customer.scan_paynow</source>
        <translation>Scan with your bank’s app.</translation>
    </message>
    <message>
        <source>customer.scan_wechat</source>
        <translation>Scan with WeChat.</translation>
    </message>
    <message>
        <source>customer.scan_alipay</source>
        <translation>Scan with Alipay.</translation>
    </message>
    <message>
        <source>customer.paid</source>
        <translation>Paid · {total}</translation>
    </message>
    <message>
        <source>customer.thank_you</source>
        <translation>Thank you. Please take your receipt.</translation>
    </message>
    <message>
        <source>customer.not_charged</source>
        <translation>Not charged</translation>
    </message>
    <message>
        <source>customer.not_charged_closed</source>
        <translation>You have not paid anything.</translation>
    </message>
    <message>
        <source>customer.not_charged_declined</source>
        <translation>The payment was declined. You have not paid anything.</translation>
    </message>
    <message>
        <source>customer.checking</source>
        <translation>Checking your payment</translation>
    </message>
    <message>
        <source>customer.checking_body</source>
        <translation>Please do not pay again. One moment.</translation>
    </message>
    <message>
        <source>customer.paid_late</source>
        <translation>Your payment came in late</translation>
    </message>
    <message>
        <source>customer.paid_late_body</source>
        <translation>Please speak to our staff.</translation>
    </message>
    <message>
        <source>customer.refunded</source>
        <translation>Your payment was returned</translation>
    </message>
    <message>
        <source>customer.refunded_body</source>
        <translation>Please check your app.</translation>
    </message>
    <message>
        <source>customer.back_card</source>
        <translation>Please show the same card again</translation>
    </message>
    <message>
        <source>customer.back_card_body</source>
        <translation>{total} goes back to it. Nothing is charged.</translation>
    </message>
    <message>
        <source>customer.back_wait</source>
        <translation>{total} is going back to you</translation>
    </message>
    <message>
        <source>customer.back_done</source>
        <translation>{total} went back to you</translation>
    </message>
    <message>
        <source>customer.back_to_card</source>
        <translation>It shows on your card’s account in some days.</translation>
    </message>
    <message>
        <source>customer.back_to_wallet</source>
        <translation>Your wallet tells you so as well.</translation>
    </message>
    <message>
        <source>customer.back_to_cash</source>
        <translation>Please take the cash.</translation>
    </message>
</context>
<context>
    <name>device</name>
    <message>
        <source>device.host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>device.printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>device.customer_screen</source>
        <translation>Customer screen</translation>
    </message>
    <message>
        <source>device.sound</source>
        <translation>Sound</translation>
    </message>
</context>
<context>
    <name>frame</name>
    <message>
        <source>frame.simulated</source>
        <translation>SIMULATED 模拟</translation>
    </message>
    <message>
        <source>frame.desk</source>
        <translation>Open the demo desk</translation>
    </message>
    <message>
        <source>frame.identity</source>
        <translation>{merchant} · TID {terminal} · Batch {batch}</translation>
    </message>
    <message>
        <source>frame.identity_short</source>
        <translation>{merchant} · TID {terminal}</translation>
    </message>
    <message>
        <source>frame.window_title</source>
        <translation>KPay Desktop</translation>
    </message>
    <message>
        <source>frame.window_title_merchant</source>
        <translation>KPay Desktop · {merchant}</translation>
    </message>
    <message>
        <source>frame.window_title_page</source>
        <translation>{page} · {till}</translation>
    </message>
    <message>
        <source>frame.sign_in</source>
        <translation>Sign in</translation>
    </message>
    <message>
        <source>frame.rail</source>
        <translation>Pages</translation>
    </message>
    <message>
        <source>frame.clock</source>
        <translation>Time {time}</translation>
    </message>
    <message>
        <source>frame.sale</source>
        <translation>Sale</translation>
    </message>
    <message>
        <source>frame.more</source>
        <translation>More</translation>
    </message>
    <message>
        <source>frame.quit_again</source>
        <translation>A sale is under way. To close the till all the same, close its window again within {seconds} s.</translation>
    </message>
    <message>
        <source>frame.notice_checking</source>
        <translation>Voucher {voucher} is being checked. Open it to see how it stands.</translation>
    </message>
    <message>
        <source>frame.notice_paid_late</source>
        <translation>Voucher {voucher} was paid late. Open it to decide.</translation>
    </message>
    <message>
        <source>frame.notice_paid_twice</source>
        <translation>Voucher {voucher} was paid twice. Open it to return the second payment.</translation>
    </message>
    <message>
        <source>frame.notice_other_amount</source>
        <translation>Voucher {voucher}: another amount was paid. Open it to decide.</translation>
    </message>
    <message>
        <source>frame.notice_approved</source>
        <translation>Voucher {voucher} is approved. Open it to see the receipt.</translation>
    </message>
    <message>
        <source>frame.notice_not_charged</source>
        <translation>Voucher {voucher} was not charged. Open it to see why.</translation>
    </message>
    <message>
        <source>frame.notice_refunded</source>
        <translation>Voucher {voucher}: the money was returned to the customer.</translation>
    </message>
    <message>
        <source>frame.notice_back_pending</source>
        <translation>Voucher {voucher}: {total} is on its way back to the customer and not known yet.</translation>
    </message>
    <message>
        <source>frame.notice_back_needs_person</source>
        <translation>Voucher {voucher}: {total} on its way back cannot be confirmed. Look at it.</translation>
    </message>
    <message>
        <source>frame.notice_back_void</source>
        <translation>Voucher {voucher} is voided: {total} went back to the customer.</translation>
    </message>
    <message>
        <source>frame.notice_back_refund</source>
        <translation>Voucher {voucher}: {total} has been refunded.</translation>
    </message>
    <message>
        <source>frame.notice_back_not</source>
        <translation>Voucher {voucher}: {total} did not go back. The sale stands.</translation>
    </message>
    <message>
        <source>frame.notice_settles</source>
        <translation>Settlement begins by itself at {time}. Touch here to put it off: not now.</translation>
    </message>
    <message>
        <source>frame.notice_settling</source>
        <translation>Batches are being settled. See how far it is.</translation>
    </message>
    <message>
        <source>frame.notice_settle_held</source>
        <translation>A settlement waits for a decision. Open it.</translation>
    </message>
    <message>
        <source>frame.notice_settled</source>
        <translation>The batches are settled. See the totals.</translation>
    </message>
    <message>
        <source>frame.notice_not_settled</source>
        <translation>Not every batch was settled. Open it.</translation>
    </message>
    <message>
        <source>frame.notice_unreadable</source>
        <translation>{name} cannot be read and needs help. Look at it.</translation>
    </message>
</context>
<context>
    <name>host</name>
    <message>
        <source>host.online</source>
        <translation>Host online · {detail}</translation>
    </message>
    <message>
        <source>host.slow</source>
        <translation>Host slow · {detail}</translation>
    </message>
    <message>
        <source>host.offline</source>
        <translation>Host offline</translation>
    </message>
</context>
<context>
    <name>key</name>
    <message>
        <source>key.back</source>
        <translation>Delete the last figure</translation>
    </message>
    <message>
        <source>key.clear</source>
        <translation>Clear</translation>
    </message>
</context>
<context>
    <name>language</name>
    <message>
        <source>language.en</source>
        <translation>English</translation>
    </message>
    <message>
        <source>language.zh_CN</source>
        <translation>简体中文</translation>
    </message>
</context>
<context>
    <name>more</name>
    <message>
        <source>more.language</source>
        <translation>Language</translation>
    </message>
    <message>
        <source>more.theme</source>
        <translation>Appearance</translation>
    </message>
    <message>
        <source>more.about</source>
        <translation>About this till</translation>
    </message>
    <message>
        <source>more.theme_light</source>
        <translation>Light</translation>
    </message>
    <message>
        <source>more.theme_dark</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>more.theme_contrast</source>
        <translation>High contrast</translation>
    </message>
    <message>
        <source>more.sign_out</source>
        <translation>Sign out</translation>
    </message>
    <message>
        <source>more.about_version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>more.about_profile</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>more.about_merchant</source>
        <translation>Merchant</translation>
    </message>
    <message>
        <source>more.about_merchant_id</source>
        <translation>Merchant no. (MID)</translation>
    </message>
    <message>
        <source>more.about_terminal</source>
        <translation>Terminal no. (TID)</translation>
    </message>
    <message>
        <source>more.about_data</source>
        <translation>Data folder</translation>
    </message>
    <message>
        <source>more.about_database</source>
        <translation>Database</translation>
    </message>
    <message>
        <source>more.about_journal</source>
        <translation>Journal rows</translation>
    </message>
    <message>
        <source>more.about_value</source>
        <translation>{value}</translation>
    </message>
</context>
<context>
    <name>printer</name>
    <message>
        <source>printer.ready</source>
        <translation>Printer ready</translation>
    </message>
    <message>
        <source>printer.paper_low</source>
        <translation>Paper low</translation>
    </message>
    <message>
        <source>printer.no_drawer</source>
        <translation>No cash drawer</translation>
    </message>
    <message>
        <source>printer.line_slow</source>
        <translation>The printer’s line is too slow</translation>
    </message>
    <message>
        <source>printer.queue_stopped</source>
        <translation>The print queue is stopped</translation>
    </message>
    <message>
        <source>printer.queue_busy</source>
        <translation>The print queue does not go on</translation>
    </message>
    <message>
        <source>printer.file_fails</source>
        <translation>The slip’s file cannot be written</translation>
    </message>
    <message>
        <source>printer.paper_out</source>
        <translation>Out of paper</translation>
    </message>
    <message>
        <source>printer.cover_open</source>
        <translation>Printer cover open</translation>
    </message>
    <message>
        <source>printer.offline</source>
        <translation>Printer offline</translation>
    </message>
    <message>
        <source>printer.no_answer</source>
        <translation>Printer does not answer</translation>
    </message>
    <message>
        <source>printer.unreachable</source>
        <translation>Printer not connected</translation>
    </message>
    <message>
        <source>printer.none</source>
        <translation>No printer</translation>
    </message>
    <message>
        <source>printer.unknown</source>
        <translation>Looking for the printer</translation>
    </message>
</context>
<context>
    <name>role</name>
    <message>
        <source>role.cashier</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>role.supervisor</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>role.manager</source>
        <translation>Manager</translation>
    </message>
</context>
<context>
    <name>screen</name>
    <message>
        <source>screen.second</source>
        <translation>Customer screen ready</translation>
    </message>
    <message>
        <source>screen.windowed</source>
        <translation>Customer screen in a window</translation>
    </message>
    <message>
        <source>screen.none</source>
        <translation>No customer screen</translation>
    </message>
</context>
<context>
    <name>signin</name>
    <message>
        <source>signin.pin</source>
        <translation>PIN, {entered} of {length} entered</translation>
    </message>
    <message>
        <source>signin.demo</source>
        <translation>Demo mode</translation>
    </message>
    <message>
        <source>signin.busy</source>
        <translation>Checking the PIN…</translation>
    </message>
    <message>
        <source>signin.pick</source>
        <translation>Sign in as {name}</translation>
    </message>
    <message>
        <source>signin.good_morning</source>
        <translation>Good morning.
Who is at the counter?</translation>
    </message>
    <message>
        <source>signin.good_afternoon</source>
        <translation>Good afternoon.
Who is at the counter?</translation>
    </message>
    <message>
        <source>signin.good_evening</source>
        <translation>Good evening.
Who is at the counter?</translation>
    </message>
    <message>
        <source>signin.wrong_pin</source>
        <translation>Wrong PIN. Tries left: {left}.</translation>
    </message>
    <message>
        <source>signin.locked</source>
        <translation>Too many wrong PINs. Try again in {seconds} s.</translation>
    </message>
    <message>
        <source>signin.store</source>
        <translation>Signing in is not possible: the till’s data cannot be read.</translation>
    </message>
    <message>
        <source>signin.starting</source>
        <translation>The till is still starting. One moment.</translation>
    </message>
    <message>
        <source>signin.pin_is</source>
        <translation>PIN {pin}</translation>
    </message>
</context>
<context>
    <name>step</name>
    <message>
        <source>step.amount</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>step.method</source>
        <translation>Method</translation>
    </message>
    <message>
        <source>step.pay</source>
        <translation>Customer pays</translation>
    </message>
    <message>
        <source>step.receipt</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>step.position</source>
        <translation>Step {number} of {count}: {name}</translation>
    </message>
</context>
<context>
    <name>trouble</name>
    <message>
        <source>trouble.contact</source>
        <translation>Contact us</translation>
    </message>
    <message>
        <source>trouble.no_sale</source>
        <translation>This sale was not started</translation>
    </message>
    <message>
        <source>trouble.not_begun</source>
        <translation>Nothing was charged. No sale can be made until this is put right.</translation>
    </message>
    <message>
        <source>trouble.back</source>
        <translation>Back to the amount</translation>
    </message>
    <message>
        <source>trouble.full</source>
        <translation>The disk is full, so nothing can be recorded. Free some space, then try again.</translation>
    </message>
    <message>
        <source>trouble.read_only</source>
        <translation>The till’s data folder cannot be written. Check the disk and its permissions.</translation>
    </message>
    <message>
        <source>trouble.damaged</source>
        <translation>The till’s data is damaged. Do not delete it; contact us.</translation>
    </message>
    <message>
        <source>trouble.key_missing</source>
        <translation>The key of the till’s data is missing. Do not delete the data; contact us.</translation>
    </message>
    <message>
        <source>trouble.key_wrong</source>
        <translation>The key does not fit the till’s data. Do not delete the data; contact us.</translation>
    </message>
    <message>
        <source>trouble.engine</source>
        <translation>The database engine of this till is not the one it needs. Install the program again.</translation>
    </message>
    <message>
        <source>trouble.newer</source>
        <translation>The till’s data was written by a newer version. Install that version again.</translation>
    </message>
    <message>
        <source>trouble.in_use</source>
        <translation>Another till is running with the same data. Close it first.</translation>
    </message>
    <message>
        <source>trouble.other</source>
        <translation>The till’s data cannot be used at the moment. Restart the till; if it stays like this, contact us.</translation>
    </message>
    <message>
        <source>trouble.busy</source>
        <translation>The till is still busy with the sale before this one. Wait a moment, then try again.</translation>
    </message>
    <message>
        <source>trouble.quit</source>
        <translation>Close the till</translation>
    </message>
    <message>
        <source>trouble.cannot_start</source>
        <translation>The till cannot open</translation>
    </message>
    <message>
        <source>trouble.no_sales</source>
        <translation>Until this is put right no sale can be made.</translation>
    </message>
    <message>
        <source>trouble.try_again</source>
        <translation>Try again</translation>
    </message>
</context>
<context>
    <name>method</name>
    <message>
        <source>method.paynow</source>
        <translation>PayNow</translation>
    </message>
    <message>
        <source>method.wechat</source>
        <translation>WeChat Pay</translation>
    </message>
    <message>
        <source>method.alipay</source>
        <translation>Alipay+</translation>
    </message>
    <message>
        <source>method.card</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>method.cash</source>
        <translation>Cash</translation>
    </message>
</context>
<context>
    <name>date</name>
    <message>
        <source>date.day_and_time</source>
        <translation>{day} {month} {year} {clock}</translation>
    </message>
    <message>
        <source>date.full</source>
        <translation>{day} {month} {year} {time}</translation>
    </message>
    <message>
        <source>date.month_1</source>
        <translation>Jan</translation>
    </message>
    <message>
        <source>date.month_2</source>
        <translation>Feb</translation>
    </message>
    <message>
        <source>date.month_3</source>
        <translation>Mar</translation>
    </message>
    <message>
        <source>date.month_4</source>
        <translation>Apr</translation>
    </message>
    <message>
        <source>date.month_5</source>
        <translation>May</translation>
    </message>
    <message>
        <source>date.month_6</source>
        <translation>Jun</translation>
    </message>
    <message>
        <source>date.month_7</source>
        <translation>Jul</translation>
    </message>
    <message>
        <source>date.month_8</source>
        <translation>Aug</translation>
    </message>
    <message>
        <source>date.month_9</source>
        <translation>Sep</translation>
    </message>
    <message>
        <source>date.month_10</source>
        <translation>Oct</translation>
    </message>
    <message>
        <source>date.month_11</source>
        <translation>Nov</translation>
    </message>
    <message>
        <source>date.month_12</source>
        <translation>Dec</translation>
    </message>
</context>
<context>
    <name>refused</name>
    <message>
        <source>refused.cards_settling</source>
        <translation>The cards’ batch is being settled. Cards are taken again in a moment.</translation>
    </message>
    <message>
        <source>refused.batch_full</source>
        <translation>The card batch is full. Settle it first; then cards are taken again.</translation>
    </message>
    <message>
        <source>refused.settle</source>
        <translation>Settle first</translation>
    </message>
</context>
</TS>

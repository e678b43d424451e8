<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>demo</name>
    <message>
        <source>demo.window_title</source>
        <translation>KPay Desktop · Demo desk · Simulated</translation>
    </message>
    <message>
        <source>demo.title</source>
        <translation>Demo desk</translation>
    </message>
    <message>
        <source>demo.about</source>
        <translation>Stands in for the readers, the phone, the printer and the bank. No real money moves.</translation>
    </message>
    <message>
        <source>demo.phone</source>
        <translation>Customer’s phone</translation>
    </message>
    <message>
        <source>demo.phone_idle</source>
        <translation>Ready to pay</translation>
    </message>
    <message>
        <source>demo.phone_idle_body</source>
        <translation>Scan the code on the customer’s screen.</translation>
    </message>
    <message>
        <source>demo.scan</source>
        <translation>Scan the customer screen</translation>
    </message>
    <message>
        <source>demo.looking</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>demo.looking_body</source>
        <translation>The phone photographs the customer’s screen.</translation>
    </message>
    <message>
        <source>demo.no_code</source>
        <translation>No code to be seen</translation>
    </message>
    <message>
        <source>demo.no_code_body</source>
        <translation>This is what the camera sees. Perhaps the code is not there yet, or a window covers it.</translation>
    </message>
    <message>
        <source>demo.no_window</source>
        <translation>No customer’s screen</translation>
    </message>
    <message>
        <source>demo.no_window_body</source>
        <translation>The customer’s window is hidden or minimised. Show it and scan again.</translation>
    </message>
    <message>
        <source>demo.offline</source>
        <translation>The bank does not answer</translation>
    </message>
    <message>
        <source>demo.try_again</source>
        <translation>Nothing was paid. Try again in a moment.</translation>
    </message>
    <message>
        <source>demo.lost_late</source>
        <translation>That took too long</translation>
    </message>
    <message>
        <source>demo.lost_busy</source>
        <translation>The phone is still busy</translation>
    </message>
    <message>
        <source>demo.lost_failed</source>
        <translation>The phone could not do that</translation>
    </message>
    <message>
        <source>demo.pay_whom</source>
        <translation>Pay {merchant}</translation>
    </message>
    <message>
        <source>demo.pay_question</source>
        <translation>Pay this amount?</translation>
    </message>
    <message>
        <source>demo.cannot_pay</source>
        <translation>This code cannot be paid</translation>
    </message>
    <message>
        <source>demo.one_moment</source>
        <translation>One moment…</translation>
    </message>
    <message>
        <source>demo.pay</source>
        <translation>Pay</translation>
    </message>
    <message>
        <source>demo.pay_tip</source>
        <translation>Pay from this customer’s account</translation>
    </message>
    <message>
        <source>demo.refuse</source>
        <translation>Refuse</translation>
    </message>
    <message>
        <source>demo.refuse_tip</source>
        <translation>The customer refuses the payment</translation>
    </message>
    <message>
        <source>demo.wait</source>
        <translation>Wait</translation>
    </message>
    <message>
        <source>demo.wait_tip</source>
        <translation>Keep the page open and decide later</translation>
    </message>
    <message>
        <source>demo.sight_payable</source>
        <translation>Ready to be paid.</translation>
    </message>
    <message>
        <source>demo.sight_not_a_code</source>
        <translation>This is no payment code.</translation>
    </message>
    <message>
        <source>demo.sight_broken</source>
        <translation>The code is damaged: its check digits are wrong.</translation>
    </message>
    <message>
        <source>demo.sight_other_merchant</source>
        <translation>The code belongs to another shop.</translation>
    </message>
    <message>
        <source>demo.receipt</source>
        <translation>The receipt</translation>
    </message>
    <message>
        <source>demo.receipt_text</source>
        <translation>Kept on the phone.</translation>
    </message>
    <message>
        <source>demo.receipt_link</source>
        <translation>A phone in the shop’s network opens it here.</translation>
    </message>
    <message>
        <source>demo.sight_unknown</source>
        <translation>The bank knows no such order.</translation>
    </message>
    <message>
        <source>demo.sight_expired</source>
        <translation>The code has expired.</translation>
    </message>
    <message>
        <source>demo.sight_closed</source>
        <translation>The shop has closed this order.</translation>
    </message>
    <message>
        <source>demo.sight_paid</source>
        <translation>This code has been paid already.</translation>
    </message>
    <message>
        <source>demo.sight_processing</source>
        <translation>A payment of this code is under way.</translation>
    </message>
    <message>
        <source>demo.sight_refused</source>
        <translation>The payment of this code was refused.</translation>
    </message>
    <message>
        <source>demo.sight_no_funds</source>
        <translation>There is not enough money in this account.</translation>
    </message>
    <message>
        <source>demo.sight_no_customer</source>
        <translation>The bank does not know this customer.</translation>
    </message>
    <message>
        <source>demo.outturn_paid</source>
        <translation>Paid</translation>
    </message>
    <message>
        <source>demo.outturn_paid_body</source>
        <translation>The money has left this account.</translation>
    </message>
    <message>
        <source>demo.outturn_processing</source>
        <translation>Payment under way</translation>
    </message>
    <message>
        <source>demo.outturn_processing_body</source>
        <translation>The bank has the money and has not credited the shop yet.</translation>
    </message>
    <message>
        <source>demo.outturn_refused</source>
        <translation>Refused</translation>
    </message>
    <message>
        <source>demo.outturn_refused_body</source>
        <translation>Nothing was paid.</translation>
    </message>
    <message>
        <source>demo.outturn_waiting</source>
        <translation>The customer is thinking. Pay or refuse when ready.</translation>
    </message>
    <message>
        <source>demo.outturn_not_paid</source>
        <translation>Not paid</translation>
    </message>
    <message>
        <source>demo.customer_1010</source>
        <translation>Customer A ··1010</translation>
    </message>
    <message>
        <source>demo.customer_5454</source>
        <translation>Customer B ··5454</translation>
    </message>
    <message>
        <source>demo.customer_0036</source>
        <translation>Customer C ··0036</translation>
    </message>
    <message>
        <source>demo.customer_0002</source>
        <translation>Customer D ··0002</translation>
    </message>
    <message>
        <source>demo.customer_0019</source>
        <translation>Customer E ··0019</translation>
    </message>
    <message>
        <source>demo.printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>demo.printer_out</source>
        <translation>Out of paper</translation>
    </message>
    <message>
        <source>demo.printer_out_tip</source>
        <translation>Take the paper roll out of the printer</translation>
    </message>
    <message>
        <source>demo.printer_low</source>
        <translation>Paper low</translation>
    </message>
    <message>
        <source>demo.printer_low_tip</source>
        <translation>The paper roll is nearly at its end</translation>
    </message>
    <message>
        <source>demo.printer_cover</source>
        <translation>Cover open</translation>
    </message>
    <message>
        <source>demo.printer_cover_tip</source>
        <translation>Open the printer’s cover</translation>
    </message>
    <message>
        <source>demo.printer_offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>demo.printer_offline_tip</source>
        <translation>Switch the printer offline</translation>
    </message>
    <message>
        <source>demo.tear_off</source>
        <translation>Tear off</translation>
    </message>
    <message>
        <source>demo.tear_off_tip</source>
        <translation>Take the printed slips away</translation>
    </message>
    <message>
        <source>demo.slip</source>
        <translation>Slip {number}</translation>
    </message>
    <message>
        <source>demo.no_slips</source>
        <translation>No slips yet</translation>
    </message>
    <message>
        <source>demo.no_slips_body</source>
        <translation>Take a sale: its slips come out here, read back from the printer’s bytes.</translation>
    </message>
    <message>
        <source>demo.bank</source>
        <translation>Bank</translation>
    </message>
    <message>
        <source>demo.next_answer</source>
        <translation>Next answer</translation>
    </message>
    <message>
        <source>demo.cents</source>
        <translation>By cents</translation>
    </message>
    <message>
        <source>demo.cents_tip</source>
        <translation>The cents of the total choose the answer, as the table says</translation>
    </message>
    <message>
        <source>demo.stays</source>
        <translation>Stays</translation>
    </message>
    <message>
        <source>demo.stays_tip</source>
        <translation>The chosen answer holds for every sale, not only for the next</translation>
    </message>
    <message>
        <source>demo.by_cents</source>
        <translation>As the cents say, else approve</translation>
    </message>
    <message>
        <source>demo.always_approve</source>
        <translation>Approve every sale</translation>
    </message>
    <message>
        <source>demo.group_shop</source>
        <translation>Usual</translation>
    </message>
    <message>
        <source>demo.group_line</source>
        <translation>Line</translation>
    </message>
    <message>
        <source>demo.group_wrong</source>
        <translation>Wrong</translation>
    </message>
    <message>
        <source>demo.credit</source>
        <translation>Credit it</translation>
    </message>
    <message>
        <source>demo.credit_tip</source>
        <translation>End the wait: credit the shop</translation>
    </message>
    <message>
        <source>demo.give_back</source>
        <translation>Give it back</translation>
    </message>
    <message>
        <source>demo.give_back_tip</source>
        <translation>End the wait: give the customer the money back</translation>
    </message>
    <message>
        <source>demo.accounts</source>
        <translation>Accounts</translation>
    </message>
    <message>
        <source>demo.shop_account</source>
        <translation>The shop</translation>
    </message>
    <message>
        <source>demo.bank_lost</source>
        <translation>The bank does not answer. It starts again by itself.</translation>
    </message>
    <message>
        <source>demo.line_up</source>
        <translation>Line up</translation>
    </message>
    <message>
        <source>demo.line_cut</source>
        <translation>Line cut</translation>
    </message>
    <message>
        <source>demo.line_silent</source>
        <translation>Line silent</translation>
    </message>
    <message>
        <source>demo.line_unknown</source>
        <translation>Connecting</translation>
    </message>
    <message>
        <source>demo.cut</source>
        <translation>Cut the line</translation>
    </message>
    <message>
        <source>demo.cut_tip</source>
        <translation>Cut the line between the till and the bank</translation>
    </message>
    <message>
        <source>demo.silence</source>
        <translation>Silence it</translation>
    </message>
    <message>
        <source>demo.silence_tip</source>
        <translation>The bank takes connections and never answers</translation>
    </message>
    <message>
        <source>demo.mend</source>
        <translation>Mend the line</translation>
    </message>
    <message>
        <source>demo.mend_tip</source>
        <translation>Let the till reach the bank again</translation>
    </message>
    <message>
        <source>demo.code_title</source>
        <translation>{wallet} · payment code</translation>
    </message>
    <message>
        <source>demo.screen</source>
        <translation>The phone’s screen</translation>
    </message>
    <message>
        <source>demo.wallet_tip</source>
        <translation>Show a {wallet} payment code; again: a new one</translation>
    </message>
    <message>
        <source>demo.code_left</source>
        <translation>New code in {seconds} s</translation>
    </message>
    <message>
        <source>demo.code_used</source>
        <translation>Used · new code in {seconds} s</translation>
    </message>
    <message>
        <source>demo.code_expired</source>
        <translation>Expired</translation>
    </message>
    <message>
        <source>demo.code_none</source>
        <translation>Not a payment code</translation>
    </message>
    <message>
        <source>demo.hold</source>
        <translation>Hold to the camera</translation>
    </message>
    <message>
        <source>demo.hold_tip</source>
        <translation>Hold the phone to the till’s camera</translation>
    </message>
    <message>
        <source>demo.take_away</source>
        <translation>Take away</translation>
    </message>
    <message>
        <source>demo.take_away_tip</source>
        <translation>Take the phone away from the camera</translation>
    </message>
    <message>
        <source>demo.hand</source>
        <translation>Scanner</translation>
    </message>
    <message>
        <source>demo.hand_tip</source>
        <translation>Scan with the hand scanner</translation>
    </message>
    <message>
        <source>demo.eye_on</source>
        <translation>Camera on</translation>
    </message>
    <message>
        <source>demo.eye_off</source>
        <translation>Camera off</translation>
    </message>
    <message>
        <source>demo.eye_unplugged</source>
        <translation>Unplugged</translation>
    </message>
    <message>
        <source>demo.eye_busy</source>
        <translation>In use</translation>
    </message>
    <message>
        <source>demo.eye_frozen</source>
        <translation>Frozen</translation>
    </message>
    <message>
        <source>demo.show_code</source>
        <translation>Show the payment code</translation>
    </message>
    <message>
        <source>demo.show_code_tip</source>
        <translation>Go back to the phone’s own payment code</translation>
    </message>
    <message>
        <source>demo.options</source>
        <translation>Options</translation>
    </message>
    <message>
        <source>demo.options_tip</source>
        <translation>How the code is shown, what the camera suffers from, and wrong codes</translation>
    </message>
    <message>
        <source>demo.options_way</source>
        <translation>How the code is shown</translation>
    </message>
    <message>
        <source>demo.options_camera</source>
        <translation>The till’s camera</translation>
    </message>
    <message>
        <source>demo.options_what</source>
        <translation>What the phone shows</translation>
    </message>
    <message>
        <source>demo.trait_bars</source>
        <translation>Barcode</translation>
    </message>
    <message>
        <source>demo.trait_bars_tip</source>
        <translation>Show the code as bars (Code 128), not as a QR code</translation>
    </message>
    <message>
        <source>demo.trait_dark</source>
        <translation>Dark</translation>
    </message>
    <message>
        <source>demo.trait_dark_tip</source>
        <translation>Light on dark, as phones show it in dark mode</translation>
    </message>
    <message>
        <source>demo.trait_dim</source>
        <translation>Dim</translation>
    </message>
    <message>
        <source>demo.trait_dim_tip</source>
        <translation>Turn the brightness of the screen down</translation>
    </message>
    <message>
        <source>demo.trait_tilted</source>
        <translation>Tilted</translation>
    </message>
    <message>
        <source>demo.trait_tilted_tip</source>
        <translation>Hold the phone at an angle</translation>
    </message>
    <message>
        <source>demo.trait_small</source>
        <translation>Far</translation>
    </message>
    <message>
        <source>demo.trait_small_tip</source>
        <translation>Hold the phone further away</translation>
    </message>
    <message>
        <source>demo.camera_unplugged</source>
        <translation>Unplugged</translation>
    </message>
    <message>
        <source>demo.camera_unplugged_tip</source>
        <translation>Unplug the camera, or plug it in again</translation>
    </message>
    <message>
        <source>demo.camera_busy</source>
        <translation>In use elsewhere</translation>
    </message>
    <message>
        <source>demo.camera_busy_tip</source>
        <translation>Another program holds the camera</translation>
    </message>
    <message>
        <source>demo.camera_frozen</source>
        <translation>Frozen</translation>
    </message>
    <message>
        <source>demo.camera_frozen_tip</source>
        <translation>The camera is open and gives no pictures</translation>
    </message>
    <message>
        <source>demo.shown_code</source>
        <translation>The payment code</translation>
    </message>
    <message>
        <source>demo.shown_expired</source>
        <translation>An expired payment code</translation>
    </message>
    <message>
        <source>demo.shown_product</source>
        <translation>A product’s number</translation>
    </message>
    <message>
        <source>demo.shown_shop</source>
        <translation>The shop’s own code</translation>
    </message>
    <message>
        <source>demo.shown_link</source>
        <translation>A link</translation>
    </message>
    <message>
        <source>demo.password_question</source>
        <translation>The shop has scanned your code. Pay this amount?</translation>
    </message>
    <message>
        <source>demo.group_code</source>
        <translation>Scanned</translation>
    </message>
    <message>
        <source>demo.group_shop_tip</source>
        <translation>What a shop sees</translation>
    </message>
    <message>
        <source>demo.group_line_tip</source>
        <translation>A line that fails</translation>
    </message>
    <message>
        <source>demo.group_wrong_tip</source>
        <translation>A bank that is wrong</translation>
    </message>
    <message>
        <source>demo.group_code_tip</source>
        <translation>For codes that customers show</translation>
    </message>
</context>
<context>
    <name>bank</name>
    <message>
        <source>bank.outcome.approve</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>bank.outcome.decline</source>
        <translation>Decline the order</translation>
    </message>
    <message>
        <source>bank.outcome.payer_refuses</source>
        <translation>The wallet refuses</translation>
    </message>
    <message>
        <source>bank.outcome.pending</source>
        <translation>Payment stays under way</translation>
    </message>
    <message>
        <source>bank.outcome.late</source>
        <translation>Paid, known late</translation>
    </message>
    <message>
        <source>bank.outcome.uncertain</source>
        <translation>Cannot say if paid</translation>
    </message>
    <message>
        <source>bank.outcome.paid_twice</source>
        <translation>Paid twice</translation>
    </message>
    <message>
        <source>bank.outcome.doubled_callback</source>
        <translation>Paid, told twice</translation>
    </message>
    <message>
        <source>bank.outcome.wrong_amount_paid</source>
        <translation>Names a wrong amount</translation>
    </message>
    <message>
        <source>bank.outcome.never</source>
        <translation>Never answers</translation>
    </message>
    <message>
        <source>bank.outcome.lose_answer</source>
        <translation>Does it, loses the answer</translation>
    </message>
    <message>
        <source>bank.outcome.slow</source>
        <translation>Answers slowly</translation>
    </message>
    <message>
        <source>bank.outcome.http_500</source>
        <translation>Server error</translation>
    </message>
    <message>
        <source>bank.outcome.garbage</source>
        <translation>Answers nonsense</translation>
    </message>
    <message>
        <source>bank.outcome.half_body</source>
        <translation>Half an answer</translation>
    </message>
    <message>
        <source>bank.outcome.lose_paid_answer</source>
        <translation>Paid, one answer lost</translation>
    </message>
    <message>
        <source>bank.outcome.wrong_amount_code</source>
        <translation>Code of a wrong amount</translation>
    </message>
    <message>
        <source>bank.outcome.wrong_reference_code</source>
        <translation>Code of another order</translation>
    </message>
    <message>
        <source>bank.outcome.broken_code</source>
        <translation>Broken code</translation>
    </message>
    <message>
        <source>bank.outcome.bad_signature</source>
        <translation>Bad signature</translation>
    </message>
    <message>
        <source>bank.outcome.bad_signature_paid</source>
        <translation>Paid, bad signatures</translation>
    </message>
    <message>
        <source>bank.outcome.wrong_reference_paid</source>
        <translation>Paid, wrong order named</translation>
    </message>
    <message>
        <source>bank.outcome.replayed_paid</source>
        <translation>Paid, answers replayed</translation>
    </message>
    <message>
        <source>bank.outcome.code_expired</source>
        <translation>Code expired</translation>
    </message>
    <message>
        <source>bank.outcome.code_invalid</source>
        <translation>Code not known</translation>
    </message>
    <message>
        <source>bank.outcome.userpaying</source>
        <translation>Password asked for</translation>
    </message>
    <message>
        <source>bank.outcome.userpaying_paid</source>
        <translation>Password, then paid</translation>
    </message>
    <message>
        <source>bank.outcome.payerror</source>
        <translation>PAYERROR, not paid</translation>
    </message>
    <message>
        <source>bank.outcome.payerror_paid</source>
        <translation>PAYERROR, yet paid</translation>
    </message>
    <message>
        <source>bank.outcome.reversal_paying</source>
        <translation>Reversal put off twice</translation>
    </message>
    <message>
        <source>bank.outcome.reversal_refused</source>
        <translation>Reversal refused</translation>
    </message>
    <message>
        <source>bank.outcome.reversal_lost</source>
        <translation>Reversal’s answer lost</translation>
    </message>
</context>
</TS>

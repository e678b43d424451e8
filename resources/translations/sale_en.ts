<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>sale</name>
    <message>
        <source>sale.enter_amount</source>
        <translation>Please enter the amount</translation>
    </message>
    <message>
        <source>sale.enter_tip</source>
        <translation>Please enter the tip</translation>
    </message>
    <message>
        <source>sale.amount</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>sale.tip</source>
        <translation>Tip</translation>
    </message>
    <message>
        <source>sale.tip_none</source>
        <translation>None</translation>
    </message>
    <message>
        <source>sale.tip_percent</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>sale.tip_other</source>
        <translation>Other…</translation>
    </message>
    <message>
        <source>sale.tip_with_percent</source>
        <translation>Tip {percent}%</translation>
    </message>
    <message>
        <source>sale.total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>sale.charge</source>
        <translation>Charge {total} →</translation>
    </message>
    <message>
        <source>sale.hint_no_method</source>
        <translation>No way to pay is set up on this till</translation>
    </message>
    <message>
        <source>sale.hint_enter_amount</source>
        <translation>Enter an amount first</translation>
    </message>
    <message>
        <source>sale.hint_tip_too_large</source>
        <translation>The tip is more than {percent}% of the amount</translation>
    </message>
    <message>
        <source>sale.hint_over_ceiling</source>
        <translation>The most for one sale is {ceiling}</translation>
    </message>
    <message>
        <source>sale.this_batch</source>
        <translation>This batch</translation>
    </message>
    <message>
        <source>sale.batch_sum_one</source>
        <translation>{count} sale · {total}</translation>
    </message>
    <message>
        <source>sale.batch_sum_many</source>
        <translation>{count} sales · {total}</translation>
    </message>
    <message>
        <source>sale.batch_empty_title</source>
        <translation>No sales in this batch yet</translation>
    </message>
    <message>
        <source>sale.batch_empty_body</source>
        <translation>Enter an amount and press Charge. The sale then stands here.</translation>
    </message>
    <message>
        <source>sale.state_open</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>sale.state_checking</source>
        <translation>Checking</translation>
    </message>
    <message>
        <source>sale.state_approved</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>sale.state_closed</source>
        <translation>Not charged</translation>
    </message>
    <message>
        <source>sale.state_declined</source>
        <translation>Declined</translation>
    </message>
    <message>
        <source>sale.state_reversing</source>
        <translation>Not charged, being undone</translation>
    </message>
    <message>
        <source>sale.state_paid_late</source>
        <translation>Paid late</translation>
    </message>
    <message>
        <source>sale.state_refunding</source>
        <translation>Refunding</translation>
    </message>
    <message>
        <source>sale.state_refunded</source>
        <translation>Refunded</translation>
    </message>
    <message>
        <source>sale.back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>sale.total_to_pay</source>
        <translation>Total to pay</translation>
    </message>
    <message>
        <source>sale.method</source>
        <translation>Method</translation>
    </message>
    <message>
        <source>sale.voucher</source>
        <translation>Voucher no.</translation>
    </message>
    <message>
        <source>sale.show_qr</source>
        <translation>Show QR</translation>
    </message>
    <message>
        <source>sale.method_hint_show</source>
        <translation>Show a code on the customer’s screen</translation>
    </message>
    <message>
        <source>sale.change_amount</source>
        <translation>← Change amount</translation>
    </message>
    <message>
        <source>sale.confirm_title</source>
        <translation>Does the customer agree to this total?</translation>
    </message>
    <message>
        <source>sale.confirm_body</source>
        <translation>{method}: the code appears on the customer’s screen when you confirm.</translation>
    </message>
    <message>
        <source>sale.confirm_total</source>
        <translation>Confirm {total}</translation>
    </message>
    <message>
        <source>sale.waiting_payment</source>
        <translation>Waiting for payment</translation>
    </message>
    <message>
        <source>sale.making_code</source>
        <translation>Making the code</translation>
    </message>
    <message>
        <source>sale.qr_title</source>
        <translation>{method} code is on the customer’s screen</translation>
    </message>
    <message>
        <source>sale.qr_title_making</source>
        <translation>Making the {method} code</translation>
    </message>
    <message>
        <source>sale.qr_body</source>
        <translation>The sale completes by itself when the bank confirms. Do not hand over goods before the receipt prints.</translation>
    </message>
    <message>
        <source>sale.expires_in</source>
        <translation>Code expires in {clock}</translation>
    </message>
    <message>
        <source>sale.expires_checked</source>
        <translation>Code expires in {clock} · last checked {seconds} s ago</translation>
    </message>
    <message>
        <source>sale.check_now</source>
        <translation>Check now</translation>
    </message>
    <message>
        <source>sale.cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>sale.new_sale</source>
        <translation>New sale</translation>
    </message>
    <message>
        <source>sale.approved_title</source>
        <translation>Approved · {total}</translation>
    </message>
    <message>
        <source>sale.approved_line</source>
        <translation>{method} · voucher no. {voucher}
Reference no. {txn}</translation>
    </message>
    <message>
        <source>sale.accepted_other</source>
        <translation>The sale was for {total}. A supervisor accepted what was paid.</translation>
    </message>
    <message>
        <source>sale.slips_printed</source>
        <translation>Both copies are printed.</translation>
    </message>
    <message>
        <source>sale.slips_printing</source>
        <translation>The receipts are printing…</translation>
    </message>
    <message>
        <source>sale.slips_stalled</source>
        <translation>The receipts wait: nothing can be recorded on the disk. They print by themselves afterwards.</translation>
    </message>
    <message>
        <source>sale.merchant_printed</source>
        <translation>Merchant copy printed. Customer copy printing…</translation>
    </message>
    <message>
        <source>sale.slips_wait</source>
        <translation>The payment is safe. The receipt waits for the printer and prints by itself.</translation>
    </message>
    <message>
        <source>sale.fix_paper_out</source>
        <translation>Out of paper: open the cover, put a new roll in, close the cover.</translation>
    </message>
    <message>
        <source>sale.fix_cover_open</source>
        <translation>The printer’s cover is open: close it.</translation>
    </message>
    <message>
        <source>sale.fix_offline</source>
        <translation>The printer is offline: press its feed button or switch it off and on.</translation>
    </message>
    <message>
        <source>sale.fix_no_answer</source>
        <translation>The printer does not answer: switch it off and on.</translation>
    </message>
    <message>
        <source>sale.fix_unreachable</source>
        <translation>The printer cannot be reached: check its power and its cable.</translation>
    </message>
    <message>
        <source>sale.slip_held</source>
        <translation>The printer took the receipt several times and never said that it was printed: look whether it is on paper. “Print again” sends it once more, marked DUPLICATE.</translation>
    </message>
    <message>
        <source>sale.customer_copy</source>
        <translation>Customer copy</translation>
    </message>
    <message>
        <source>sale.paid_twice</source>
        <translation>This code was paid twice. The second payment waits to be refunded.</translation>
    </message>
    <message>
        <source>sale.refund_under_way</source>
        <translation>The refund is on its way.</translation>
    </message>
    <message>
        <source>sale.second_refunded</source>
        <translation>The second payment has been refunded.</translation>
    </message>
    <message>
        <source>sale.not_charged</source>
        <translation>Not charged</translation>
    </message>
    <message>
        <source>sale.not_charged_title</source>
        <translation>Not charged</translation>
    </message>
    <message>
        <source>sale.declined_title</source>
        <translation>Declined · Not charged</translation>
    </message>
    <message>
        <source>sale.not_charged_line</source>
        <translation>The customer has not been charged for this sale.</translation>
    </message>
    <message>
        <source>sale.end_expired</source>
        <translation>The code’s time was over before anybody paid.</translation>
    </message>
    <message>
        <source>sale.end_cancelled</source>
        <translation>The sale was cancelled.</translation>
    </message>
    <message>
        <source>sale.end_mismatch</source>
        <translation>The bank first reported another amount, and in the end no payment.</translation>
    </message>
    <message>
        <source>sale.end_restarted</source>
        <translation>The program started again while the code was open, so the code was closed.</translation>
    </message>
    <message>
        <source>sale.end_bad_code</source>
        <translation>The bank’s code was not the one that was asked for. It was never shown.</translation>
    </message>
    <message>
        <source>sale.end_no_answer</source>
        <translation>No usable answer came from the bank. The code was never shown.</translation>
    </message>
    <message>
        <source>sale.end_refused</source>
        <translation>The bank refused this payment.</translation>
    </message>
    <message>
        <source>sale.end_payer_refused</source>
        <translation>The customer’s app or bank refused the payment.</translation>
    </message>
    <message>
        <source>sale.try_again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>sale.checking_title</source>
        <translation>Checking · not known yet</translation>
    </message>
    <message>
        <source>sale.checking_body</source>
        <translation>The bank has not said yet whether the customer paid. It is asked again and again by itself.</translation>
    </message>
    <message>
        <source>sale.checking_no_second</source>
        <translation>Do not charge the customer again and do not hand over goods yet.</translation>
    </message>
    <message>
        <source>sale.doubt_body</source>
        <translation>The bank reports an amount that is not the one of this sale. It is asked again and again by itself.</translation>
    </message>
    <message>
        <source>sale.other_amount</source>
        <translation>The sale was for {total}, but the bank keeps saying that {paid} was paid. Refund it, or accept what was paid.</translation>
    </message>
    <message>
        <source>sale.next_customer</source>
        <translation>Next customer</translation>
    </message>
    <message>
        <source>sale.not_finished</source>
        <translation>The last transaction is not finished</translation>
    </message>
    <message>
        <source>sale.paid_late</source>
        <translation>Paid late</translation>
    </message>
    <message>
        <source>sale.paid_late_title</source>
        <translation>Paid late · {total}</translation>
    </message>
    <message>
        <source>sale.paid_late_body</source>
        <translation>The customer’s money came after this sale was closed. Accept it if the goods were handed over, or refund it.</translation>
    </message>
    <message>
        <source>sale.supervisor_decides</source>
        <translation>A supervisor decides: the till asks for their PIN.</translation>
    </message>
    <message>
        <source>sale.accept_refused</source>
        <translation>This sale has another payment, so the late one cannot be accepted. Refund it.</translation>
    </message>
    <message>
        <source>sale.not_authorised</source>
        <translation>Nothing was done: the sale had changed, or the approval had run out. Please look again.</translation>
    </message>
    <message>
        <source>sale.accept_late</source>
        <translation>Accept {total}</translation>
    </message>
    <message>
        <source>sale.refund_late</source>
        <translation>Refund {total}</translation>
    </message>
    <message>
        <source>sale.decide_later</source>
        <translation>Decide later</translation>
    </message>
    <message>
        <source>sale.refunded</source>
        <translation>Refunded</translation>
    </message>
    <message>
        <source>sale.refunded_title</source>
        <translation>Refunded · {total}</translation>
    </message>
    <message>
        <source>sale.refunded_body</source>
        <translation>The money is on its way back to the customer’s wallet. The sale stays closed.</translation>
    </message>
    <message>
        <source>sale.fact</source>
        <translation>{value}</translation>
    </message>
    <message>
        <source>sale.fact_voucher</source>
        <translation>Voucher no.</translation>
    </message>
    <message>
        <source>sale.fact_total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>sale.fact_paid_with</source>
        <translation>Method</translation>
    </message>
    <message>
        <source>sale.fact_time</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>sale.fact_order</source>
        <translation>Order no.</translation>
    </message>
    <message>
        <source>sale.fact_code</source>
        <translation>Bank’s code</translation>
    </message>
    <message>
        <source>sale.state_voided</source>
        <translation>Voided</translation>
    </message>
</context>
</TS>

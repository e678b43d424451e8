<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>void</name>
    <message>
        <source>void.title</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>void.kind_prompt</source>
        <translation>How was the original sale paid?</translation>
    </message>
    <message>
        <source>void.kind_card</source>
        <translation>Bank card</translation>
    </message>
    <message>
        <source>void.kind_qr</source>
        <translation>QR wallet</translation>
    </message>
    <message>
        <source>void.field_voucher</source>
        <translation>Voucher number of the original sale</translation>
    </message>
    <message>
        <source>void.field_pin</source>
        <translation>Supervisor PIN</translation>
    </message>
    <message>
        <source>void.rule</source>
        <translation>A void cancels the whole sale before settlement. After settlement, use Refund.</translation>
    </message>
    <message>
        <source>void.keys_voucher</source>
        <translation>Key in the voucher number</translation>
    </message>
    <message>
        <source>void.keys_voucher_hint</source>
        <translation>The six digits on the receipt. Scanning the receipt’s code works too.</translation>
    </message>
    <message>
        <source>void.keys_pin</source>
        <translation>A supervisor keys in the PIN</translation>
    </message>
    <message>
        <source>void.keys_pin_hint</source>
        <translation>The void is recorded with both names.</translation>
    </message>
    <message>
        <source>void.keys_busy</source>
        <translation>Looking for the sale…</translation>
    </message>
    <message>
        <source>void.find</source>
        <translation>Check the sale</translation>
    </message>
    <message>
        <source>void.question</source>
        <translation>Void this sale?</translation>
    </message>
    <message>
        <source>void.keep</source>
        <translation>Keep the sale</translation>
    </message>
    <message>
        <source>void.void</source>
        <translation>Void {total}</translation>
    </message>
    <message>
        <source>void.instead_refund</source>
        <translation>Refund instead</translation>
    </message>
    <message>
        <source>void.open_sale</source>
        <translation>See the sale</translation>
    </message>
    <message>
        <source>void.fact_voucher</source>
        <translation>Voucher no.</translation>
    </message>
    <message>
        <source>void.fact_paid_with</source>
        <translation>Paid with</translation>
    </message>
    <message>
        <source>void.fact_time</source>
        <translation>Date and time</translation>
    </message>
    <message>
        <source>void.fact_approval</source>
        <translation>Approval code</translation>
    </message>
    <message>
        <source>void.fact_order</source>
        <translation>Order no.</translation>
    </message>
    <message>
        <source>void.fact_cashier</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>void.fact_approver</source>
        <translation>Approved by</translation>
    </message>
    <message>
        <source>void.fact_refunded</source>
        <translation>Refunded so far</translation>
    </message>
    <message>
        <source>void.fact_left</source>
        <translation>Left to refund</translation>
    </message>
    <message>
        <source>void.fact_value</source>
        <translation>{value}</translation>
    </message>
    <message>
        <source>void.fact_card</source>
        <translation>{scheme} ··{last4} · {entry}</translation>
    </message>
    <message>
        <source>void.unknown_voucher</source>
        <translation>No sale with this voucher in the open batches. Check the six digits, or look in Transactions.</translation>
    </message>
    <message>
        <source>void.wrong_kind</source>
        <translation>This sale was paid another way. Choose the other kind above, then check again.</translation>
    </message>
    <message>
        <source>void.not_approved</source>
        <translation>This sale was never approved: the customer was not charged, and there is nothing to void.</translation>
    </message>
    <message>
        <source>void.settled</source>
        <translation>This sale’s batch is settled, so it can no longer be voided. Refund it instead.</translation>
    </message>
    <message>
        <source>void.already_voided</source>
        <translation>This sale has been voided already. Its slip can be printed again in Transactions.</translation>
    </message>
    <message>
        <source>void.pending</source>
        <translation>Money for this sale is already on its way back, and the result is not known yet. Wait for it.</translation>
    </message>
    <message>
        <source>void.refunded_in_part</source>
        <translation>Part of this sale has been refunded, so it cannot be voided. Refund the rest instead.</translation>
    </message>
    <message>
        <source>void.settling</source>
        <translation>This sale’s batch is being settled. Wait until that has ended, then try again.</translation>
    </message>
    <message>
        <source>void.reading_title</source>
        <translation>Ask for the card of the sale</translation>
    </message>
    <message>
        <source>void.reading_body</source>
        <translation>Tap, insert or swipe the same card once more. Nothing is charged to it.</translation>
    </message>
    <message>
        <source>void.confirming_title</source>
        <translation>The card was read</translation>
    </message>
    <message>
        <source>void.confirming_body</source>
        <translation>Compare it with the sale: {scheme} ··{last4}.</translation>
    </message>
    <message>
        <source>void.sending_title</source>
        <translation>Voucher {voucher} is being voided</translation>
    </message>
    <message>
        <source>void.sending_body</source>
        <translation>Not known yet. The till keeps asking by itself; do not void it a second time.</translation>
    </message>
    <message>
        <source>void.sending_leave</source>
        <translation>You can serve the next customer. The result is announced when it is known.</translation>
    </message>
    <message>
        <source>void.reversing_title</source>
        <translation>Voucher {voucher}: no answer to the void</translation>
    </message>
    <message>
        <source>void.reversing_body</source>
        <translation>The void itself is being taken back. Until that is known, the sale may be voided or not.</translation>
    </message>
    <message>
        <source>void.done_title</source>
        <translation>Voided: {total}</translation>
    </message>
    <message>
        <source>void.done_card</source>
        <translation>The customer’s card gets the whole amount back.</translation>
    </message>
    <message>
        <source>void.done_wallet</source>
        <translation>The customer’s wallet has the whole amount back.</translation>
    </message>
    <message>
        <source>void.done_slip</source>
        <translation>The void slip of voucher {voucher} prints.</translation>
    </message>
    <message>
        <source>void.refused_title</source>
        <translation>Not voided</translation>
    </message>
    <message>
        <source>void.refused_stands</source>
        <translation>The sale of {total} stands as before.</translation>
    </message>
    <message>
        <source>void.refused_code</source>
        <translation>The host said no: {code}.</translation>
    </message>
    <message>
        <source>void.refused_wallet</source>
        <translation>The wallet no longer voids this sale. A refund gives the money back.</translation>
    </message>
    <message>
        <source>void.undone_title</source>
        <translation>The void was taken back</translation>
    </message>
    <message>
        <source>void.undone_body</source>
        <translation>The host did not answer, so the void was taken back. The sale of {total} stands; you can try again.</translation>
    </message>
    <message>
        <source>void.closed_title</source>
        <translation>Nothing was sent</translation>
    </message>
    <message>
        <source>void.end_cancelled</source>
        <translation>It was cancelled before anything was sent. The sale stands.</translation>
    </message>
    <message>
        <source>void.end_no_card</source>
        <translation>No card was shown in time. The sale stands.</translation>
    </message>
    <message>
        <source>void.end_restarted</source>
        <translation>The till was restarted before it had ended. The sale stands.</translation>
    </message>
    <message>
        <source>void.end_not_sent</source>
        <translation>It could not be sent. The sale stands.</translation>
    </message>
    <message>
        <source>void.end_not_written</source>
        <translation>The answer could not be written down, and it was taken back. The sale stands.</translation>
    </message>
    <message>
        <source>void.end_host_said_no</source>
        <translation>The host said no. The sale stands.</translation>
    </message>
    <message>
        <source>void.end_no_answer</source>
        <translation>No answer came, and it was taken back. The sale stands.</translation>
    </message>
    <message>
        <source>void.end_unclear_answer</source>
        <translation>The answer was not clear, and it was taken back. The sale stands.</translation>
    </message>
    <message>
        <source>void.needs_person</source>
        <translation>The till can do nothing more by itself. Call the acquirer and name voucher {voucher}.</translation>
    </message>
    <message>
        <source>void.contact</source>
        <translation>Questions? {phone} · {email}</translation>
    </message>
    <message>
        <source>void.ask_now</source>
        <translation>Ask now</translation>
    </message>
    <message>
        <source>void.try_again</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>void.print_again</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>void.new_void</source>
        <translation>Void another sale</translation>
    </message>
    <message>
        <source>void.new_sale</source>
        <translation>New sale</translation>
    </message>
    <message>
        <source>void.cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>void.card_is_right</source>
        <translation>It is this card</translation>
    </message>
    <message>
        <source>void.kind_cash</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>void.reading_in</source>
        <translation>A card is in the reader. Leave it there.</translation>
    </message>
    <message>
        <source>void.note_cash</source>
        <translation>The drawer opens. The money is handed to the customer.</translation>
    </message>
    <message>
        <source>void.note_by_hand</source>
        <translation>The shop’s own PayNow code was used: the till cannot send money back. A supervisor gives it back by hand.</translation>
    </message>
    <message>
        <source>void.done_by_hand</source>
        <translation>Give {total} back to the customer by hand: the till cannot send it.</translation>
    </message>
    <message>
        <source>void.blocked</source>
        <translation>Voucher {voucher} is being reversed first. Wait until that has ended, then try again.</translation>
    </message>
    <message>
        <source>void.no_leave</source>
        <translation>The approval has run out. Key in the supervisor PIN again.</translation>
    </message>
    <message>
        <source>void.lifted</source>
        <translation>Cards are taken again beside it. It stays named until the acquirer has said how it ended.</translation>
    </message>
    <message>
        <source>void.unreadable_title</source>
        <translation>One transaction cannot be read: {name}</translation>
    </message>
    <message>
        <source>void.unreadable_body</source>
        <translation>What is stored of it is damaged. Nothing of it is sent again, and what it had set aside stays so. Call for help and name it.</translation>
    </message>
    <message>
        <source>void.unreadable_cards</source>
        <translation>It may have to be taken back at the bank, so cards wait until a supervisor lets them.</translation>
    </message>
    <message>
        <source>void.blocked_unreadable</source>
        <translation>{name} cannot be read, and it may have to go first. Look at it in the bar above.</translation>
    </message>
    <message>
        <source>void.fact_record</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>void.drawer_short</source>
        <translation>There should be less than that in the drawer. Pay cash in first: More, Cash drawer.</translation>
    </message>
    <message>
        <source>void.no_card_host</source>
        <translation>No card can be asked about at this till now, so nothing goes back to one. Take cards again in the profile, or call the acquirer.</translation>
    </message>
    <message>
        <source>void.no_gateway</source>
        <translation>This till has no gateway for wallets any more, so nothing goes back by one. Call the acquirer.</translation>
    </message>
    <message>
        <source>void.is_refund</source>
        <translation>{refund} is a refund of {sale}. Type {sale}.</translation>
    </message>
</context>
<context>
    <name>refund</name>
    <message>
        <source>refund.title</source>
        <translation>Refund</translation>
    </message>
    <message>
        <source>refund.sale</source>
        <translation>The sale</translation>
    </message>
    <message>
        <source>refund.question</source>
        <translation>How much goes back?</translation>
    </message>
    <message>
        <source>refund.left</source>
        <translation>{left} of {total} can still be refunded.</translation>
    </message>
    <message>
        <source>refund.whole</source>
        <translation>All of it: {left}</translation>
    </message>
    <message>
        <source>refund.part</source>
        <translation>A part</translation>
    </message>
    <message>
        <source>refund.refund</source>
        <translation>Refund {total}</translation>
    </message>
    <message>
        <source>refund.rule</source>
        <translation>A refund gives money back after settlement, in part or whole, the way it was paid.</translation>
    </message>
    <message>
        <source>refund.nothing_left</source>
        <translation>Everything of this sale has been refunded already. Nothing is left to give back.</translation>
    </message>
    <message>
        <source>refund.too_much</source>
        <translation>That is more than is left. Key in {left} or less.</translation>
    </message>
    <message>
        <source>refund.too_old</source>
        <translation>This sale is too old for a refund by the till. Contact the acquirer.</translation>
    </message>
    <message>
        <source>refund.too_many</source>
        <translation>This sale has been refunded as often as is allowed. Contact the acquirer.</translation>
    </message>
    <message>
        <source>refund.no_amount</source>
        <translation>Key in how much goes back.</translation>
    </message>
    <message>
        <source>refund.sending_title</source>
        <translation>{total} of voucher {voucher} is being refunded</translation>
    </message>
    <message>
        <source>refund.sending_body</source>
        <translation>Not known yet. The till keeps asking by itself; do not refund it a second time.</translation>
    </message>
    <message>
        <source>refund.sending_slow</source>
        <translation>A PayNow refund can take some minutes.</translation>
    </message>
    <message>
        <source>refund.done_title</source>
        <translation>Refunded: {total}</translation>
    </message>
    <message>
        <source>refund.done_left</source>
        <translation>{left} of the sale can still be refunded.</translation>
    </message>
    <message>
        <source>refund.done_all</source>
        <translation>Nothing is left of the sale.</translation>
    </message>
    <message>
        <source>refund.done_slip</source>
        <translation>The refund slip {voucher} prints.</translation>
    </message>
    <message>
        <source>refund.done_cash</source>
        <translation>Take {total} out of the drawer and hand it to the customer.</translation>
    </message>
    <message>
        <source>refund.refused_title</source>
        <translation>Not refunded</translation>
    </message>
    <message>
        <source>refund.done_card</source>
        <translation>The customer’s card gets the money back.</translation>
    </message>
    <message>
        <source>refund.done_wallet</source>
        <translation>The customer’s wallet has the money back.</translation>
    </message>
    <message>
        <source>refund.reversing_title</source>
        <translation>Voucher {voucher}: no answer to the refund</translation>
    </message>
    <message>
        <source>refund.reversing_body</source>
        <translation>The refund itself is being taken back. Until that is known, the money may have gone back or not.</translation>
    </message>
    <message>
        <source>refund.undone_title</source>
        <translation>The refund was taken back</translation>
    </message>
    <message>
        <source>refund.undone_body</source>
        <translation>The host did not answer, so the refund was taken back. The sale of {total} stands; you can try again.</translation>
    </message>
</context>
</TS>

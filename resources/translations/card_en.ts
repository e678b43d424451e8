<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>card</name>
    <message>
        <source>card.start</source>
        <translation>Start card payment</translation>
    </message>
    <message>
        <source>card.method_hint</source>
        <translation>Tap, insert or swipe</translation>
    </message>
    <message>
        <source>card.method_waits</source>
        <translation>A reversal goes first: cards wait until the bank confirms it.</translation>
    </message>
    <message>
        <source>card.method_off</source>
        <translation>No card can be taken at the moment: Devices says why. Codes work.</translation>
    </message>
    <message>
        <source>card.total_body</source>
        <translation>When you confirm, the readers wait for the customer’s card.</translation>
    </message>
    <message>
        <source>card.time_left</source>
        <translation>Time left</translation>
    </message>
    <message>
        <source>card.all_title</source>
        <translation>Tap, insert or swipe</translation>
    </message>
    <message>
        <source>card.all_body</source>
        <translation>Hold the card or phone on the reader, insert the chip, or swipe the stripe.</translation>
    </message>
    <message>
        <source>card.tap_chip_title</source>
        <translation>Tap or insert</translation>
    </message>
    <message>
        <source>card.tap_chip_body</source>
        <translation>Hold the card or phone on the reader, or insert the chip.</translation>
    </message>
    <message>
        <source>card.tap_swipe_title</source>
        <translation>Tap or swipe</translation>
    </message>
    <message>
        <source>card.tap_swipe_body</source>
        <translation>Hold the card or phone on the reader, or swipe the stripe.</translation>
    </message>
    <message>
        <source>card.chip_swipe_title</source>
        <translation>Insert or swipe</translation>
    </message>
    <message>
        <source>card.chip_swipe_body</source>
        <translation>Insert the chip, or swipe the stripe.</translation>
    </message>
    <message>
        <source>card.tap_title</source>
        <translation>Tap the card or phone</translation>
    </message>
    <message>
        <source>card.tap_body</source>
        <translation>Hold the card or phone on the reader for a moment.</translation>
    </message>
    <message>
        <source>card.chip_title</source>
        <translation>Insert the card</translation>
    </message>
    <message>
        <source>card.chip_body</source>
        <translation>Insert the chip and leave the card in.</translation>
    </message>
    <message>
        <source>card.swipe_title</source>
        <translation>Swipe the card</translation>
    </message>
    <message>
        <source>card.swipe_body</source>
        <translation>Pull the stripe through the reader in one go.</translation>
    </message>
    <message>
        <source>card.no_reader_title</source>
        <translation>No card reader works at the moment</translation>
    </message>
    <message>
        <source>card.no_reader_body</source>
        <translation>Check the readers’ cables, or cancel and take another way to pay.</translation>
    </message>
    <message>
        <source>card.seen_title</source>
        <translation>Reading the card</translation>
    </message>
    <message>
        <source>card.seen_body</source>
        <translation>Leave the card where it is.</translation>
    </message>
    <message>
        <source>card.seen_tap_title</source>
        <translation>Reading the card</translation>
    </message>
    <message>
        <source>card.seen_tap_body</source>
        <translation>Keep the card or phone on the reader.</translation>
    </message>
    <message>
        <source>card.way_tap_ready</source>
        <translation>Tap ready</translation>
    </message>
    <message>
        <source>card.way_tap_off</source>
        <translation>Tap not ready</translation>
    </message>
    <message>
        <source>card.way_tap_starting</source>
        <translation>Tap starting</translation>
    </message>
    <message>
        <source>card.way_chip_ready</source>
        <translation>Chip ready</translation>
    </message>
    <message>
        <source>card.way_chip_off</source>
        <translation>Chip not ready</translation>
    </message>
    <message>
        <source>card.way_chip_starting</source>
        <translation>Chip starting</translation>
    </message>
    <message>
        <source>card.way_swipe_ready</source>
        <translation>Swipe ready</translation>
    </message>
    <message>
        <source>card.way_swipe_off</source>
        <translation>Swipe not ready</translation>
    </message>
    <message>
        <source>card.way_swipe_starting</source>
        <translation>Swipe starting</translation>
    </message>
    <message>
        <source>card.problem_fallback</source>
        <translation>Chip not readable. Swipe the stripe.</translation>
    </message>
    <message>
        <source>card.problem_insert_chip</source>
        <translation>This card has a chip. Insert it.</translation>
    </message>
    <message>
        <source>card.problem_swipe</source>
        <translation>The chip cannot be used here. Swipe the stripe.</translation>
    </message>
    <message>
        <source>card.problem_try_again</source>
        <translation>The card was not read. Try again.</translation>
    </message>
    <message>
        <source>card.problem_bad_stripe</source>
        <translation>The stripe was not read. Swipe again, evenly, or insert the chip.</translation>
    </message>
    <message>
        <source>card.problem_expired</source>
        <translation>This card has expired. Ask for another card.</translation>
    </message>
    <message>
        <source>card.problem_pin_needed</source>
        <translation>This card needs a PIN, which this till cannot take. Ask for another card.</translation>
    </message>
    <message>
        <source>card.problem_cash_only</source>
        <translation>This card is for cash machines only. Ask for another card.</translation>
    </message>
    <message>
        <source>card.problem_no_application</source>
        <translation>The shop does not take this kind of card. Ask for another card.</translation>
    </message>
    <message>
        <source>card.problem_card_blocked</source>
        <translation>This card is blocked. Ask for another card.</translation>
    </message>
    <message>
        <source>card.problem_not_chosen</source>
        <translation>No application was chosen. Show the card again, or another one.</translation>
    </message>
    <message>
        <source>card.problem_over_limit</source>
        <translation>Too much for a tap. Insert the chip.</translation>
    </message>
    <message>
        <source>card.problem_removed</source>
        <translation>The card was taken out too early. Insert it again and leave it in.</translation>
    </message>
    <message>
        <source>card.problem_bad_card</source>
        <translation>The card does not answer as it should. Try again, or another card.</translation>
    </message>
    <message>
        <source>card.problem_another_card</source>
        <translation>Two cards were there at once. Show one card alone.</translation>
    </message>
    <message>
        <source>card.problem_declined_by_card</source>
        <translation>The card declined. Ask for another card.</translation>
    </message>
    <message>
        <source>card.choose_title</source>
        <translation>Which application does the customer want?</translation>
    </message>
    <message>
        <source>card.choose_body</source>
        <translation>The card has several. The customer can also choose on their own screen.</translation>
    </message>
    <message>
        <source>card.choice</source>
        <translation>{number}  {name}</translation>
    </message>
    <message>
        <source>card.none_of_them</source>
        <translation>None of these</translation>
    </message>
    <message>
        <source>card.confirm_title</source>
        <translation>Check the card’s details</translation>
    </message>
    <message>
        <source>card.confirm_body</source>
        <translation>Compare them with the card in hand.</translation>
    </message>
    <message>
        <source>card.confirm</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>card.leave_in</source>
        <translation>Leave the card in.</translation>
    </message>
    <message>
        <source>card.asking_title</source>
        <translation>Asking the bank…</translation>
    </message>
    <message>
        <source>card.completing_title</source>
        <translation>Finishing with the card…</translation>
    </message>
    <message>
        <source>card.remove</source>
        <translation>Remove the card.</translation>
    </message>
    <message>
        <source>card.sign_title</source>
        <translation>The customer signs</translation>
    </message>
    <message>
        <source>card.sign_there</source>
        <translation>Approved. The customer signs on their own screen; the slips print then.</translation>
    </message>
    <message>
        <source>card.sign_here</source>
        <translation>Approved. Turn the screen to the customer; the slips print once it is signed.</translation>
    </message>
    <message>
        <source>card.sign_on_paper</source>
        <translation>Sign on paper instead</translation>
    </message>
    <message>
        <source>card.signed</source>
        <translation>The customer has signed.</translation>
    </message>
    <message>
        <source>card.signs_on_paper</source>
        <translation>The customer signs the merchant copy.</translation>
    </message>
    <message>
        <source>card.approved_line</source>
        <translation>{scheme} ··{last} · voucher {voucher} · approval {code}</translation>
    </message>
    <message>
        <source>card.short</source>
        <translation>{scheme} ··{last}</translation>
    </message>
    <message>
        <source>card.short_entry</source>
        <translation>{scheme} ··{last} · {entry}</translation>
    </message>
    <message>
        <source>card.detail</source>
        <translation>{scheme} ··{last} · STAN {stan}</translation>
    </message>
    <message>
        <source>card.end_cancelled</source>
        <translation>The sale was cancelled before anything was sent.</translation>
    </message>
    <message>
        <source>card.end_no_card</source>
        <translation>No card was shown, or confirmed, in time.</translation>
    </message>
    <message>
        <source>card.end_restarted</source>
        <translation>The till was restarted before anything was sent.</translation>
    </message>
    <message>
        <source>card.end_not_written</source>
        <translation>The till could not record the bank’s answer, so this payment is being undone.</translation>
    </message>
    <message>
        <source>card.end_card_said_no</source>
        <translation>Declined by the card.</translation>
    </message>
    <message>
        <source>card.end_host_said_no</source>
        <translation>The bank declined.</translation>
    </message>
    <message>
        <source>card.end_host_said_no_code</source>
        <translation>{words} (code {code}).</translation>
    </message>
    <message>
        <source>card.end_host_out_of_reach</source>
        <translation>The bank could not be reached: the card was not sent.</translation>
    </message>
    <message>
        <source>card.end_no_answer</source>
        <translation>The line broke before the bank answered, so this payment is being undone.</translation>
    </message>
    <message>
        <source>card.end_unclear_answer</source>
        <translation>The bank’s answer settles nothing, so this payment is being undone.</translation>
    </message>
    <message>
        <source>card.end_card_failed_after_approval</source>
        <translation>The card was taken out or failed at the last step, so this payment is being undone.</translation>
    </message>
    <message>
        <source>card.next_other_card</source>
        <translation>Ask for another card, or take another way to pay.</translation>
    </message>
    <message>
        <source>card.next_other_way</source>
        <translation>Try again in a moment, or take another way to pay.</translation>
    </message>
    <message>
        <source>card.reversed_title</source>
        <translation>Undone. Nothing was charged.</translation>
    </message>
    <message>
        <source>card.reversed_body</source>
        <translation>The bank has confirmed the reversal. Nothing is held on the card.</translation>
    </message>
    <message>
        <source>card.was_no_answer</source>
        <translation>The bank had not answered in time.</translation>
    </message>
    <message>
        <source>card.was_unclear_answer</source>
        <translation>The bank’s answer had settled nothing.</translation>
    </message>
    <message>
        <source>card.was_card_failed_after_approval</source>
        <translation>The card had been taken out or had failed at the last step.</translation>
    </message>
    <message>
        <source>card.was_not_written</source>
        <translation>The till could not record the bank’s answer.</translation>
    </message>
    <message>
        <source>card.cards_again</source>
        <translation>Cards can be taken again.</translation>
    </message>
    <message>
        <source>card.another_waits</source>
        <translation>Another reversal goes first: cards wait until the bank confirms it.</translation>
    </message>
    <message>
        <source>card.go_on</source>
        <translation>Go on with {total}</translation>
    </message>
    <message>
        <source>card.reversing_title</source>
        <translation>Not charged. The reversal is on its way</translation>
    </message>
    <message>
        <source>card.reversing_body</source>
        <translation>The customer pays nothing for it; a hold may show in their app until the bank confirms.</translation>
    </message>
    <message>
        <source>card.cards_wait</source>
        <translation>The reversal is not complete; the till keeps trying. Cards wait for it, other ways work now.</translation>
    </message>
    <message>
        <source>card.blocked</source>
        <translation>The reversal is not complete; the till keeps trying. It goes before the next card, other ways work now.</translation>
    </message>
    <message>
        <source>card.needs_person</source>
        <translation>The bank keeps on refusing the reversal (code {code}). Call the service below; the till goes on trying.</translation>
    </message>
    <message>
        <source>card.needs_number</source>
        <translation>The card’s number is not at hand any more, so the till cannot take this payment back by itself. Call the service below.</translation>
    </message>
    <message>
        <source>card.attempt_next</source>
        <translation>Attempt {attempt} · next in {seconds} s</translation>
    </message>
    <message>
        <source>card.attempt_now</source>
        <translation>Attempt {attempt} · asking the bank now</translation>
    </message>
    <message>
        <source>card.try_now</source>
        <translation>Try now</translation>
    </message>
    <message>
        <source>card.contact_note</source>
        <translation>Note the customer’s contact</translation>
    </message>
    <message>
        <source>card.contact_change</source>
        <translation>Change the contact</translation>
    </message>
    <message>
        <source>card.contact_label</source>
        <translation>How can the customer be reached?</translation>
    </message>
    <message>
        <source>card.contact_hint</source>
        <translation>Name and telephone, or e-mail</translation>
    </message>
    <message>
        <source>card.contact_save</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>card.contact_leave</source>
        <translation>Do not save</translation>
    </message>
    <message>
        <source>card.other_way</source>
        <translation>Take cash or QR</translation>
    </message>
    <message>
        <source>card.unfinished</source>
        <translation>The last transaction is not finished</translation>
    </message>
    <message>
        <source>card.settling_sends</source>
        <translation>Signing in again also sends it, once the bank answers.</translation>
    </message>
    <message>
        <source>card.fact_scheme</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>card.fact_number</source>
        <translation>Card number</translation>
    </message>
    <message>
        <source>card.fact_label</source>
        <translation>App label</translation>
    </message>
    <message>
        <source>card.fact_holder</source>
        <translation>Holder</translation>
    </message>
    <message>
        <source>card.fact_expiry</source>
        <translation>Valid until</translation>
    </message>
    <message>
        <source>card.fact_entry</source>
        <translation>Read by</translation>
    </message>
    <message>
        <source>card.fact_approval</source>
        <translation>Approval code</translation>
    </message>
    <message>
        <source>card.fact_rrn</source>
        <translation>Reference no.</translation>
    </message>
    <message>
        <source>card.fact_stan</source>
        <translation>STAN</translation>
    </message>
    <message>
        <source>card.fact_code</source>
        <translation>Bank’s code</translation>
    </message>
    <message>
        <source>card.fact_reversal_code</source>
        <translation>Reversal’s code</translation>
    </message>
    <message>
        <source>card.fact_contact</source>
        <translation>Customer’s contact</translation>
    </message>
</context>
<context>
    <name>scheme</name>
    <message>
        <source>scheme.visa</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>scheme.mastercard</source>
        <translation>Mastercard</translation>
    </message>
    <message>
        <source>scheme.unionpay</source>
        <translation>UnionPay</translation>
    </message>
    <message>
        <source>scheme.jcb</source>
        <translation>JCB</translation>
    </message>
    <message>
        <source>scheme.amex</source>
        <translation>American Express</translation>
    </message>
    <message>
        <source>scheme.other</source>
        <translation>Card</translation>
    </message>
</context>
<context>
    <name>entry</name>
    <message>
        <source>entry.chip</source>
        <translation>Chip</translation>
    </message>
    <message>
        <source>entry.tap</source>
        <translation>Tap</translation>
    </message>
    <message>
        <source>entry.swipe</source>
        <translation>Swipe</translation>
    </message>
    <message>
        <source>entry.fallback</source>
        <translation>Swipe, chip not readable</translation>
    </message>
</context>
<context>
    <name>customer</name>
    <message>
        <source>customer.remove_card</source>
        <translation>Please remove your card.</translation>
    </message>
    <message>
        <source>customer.leave_card</source>
        <translation>Please leave your card in.</translation>
    </message>
    <message>
        <source>customer.hold_card</source>
        <translation>Please keep your card or phone on the reader.</translation>
    </message>
    <message>
        <source>customer.not_charged_reversing</source>
        <translation>You have not paid anything. A hold may show on your card until your bank confirms.</translation>
    </message>
    <message>
        <source>customer.choose_title</source>
        <translation>Which one would you like to use?</translation>
    </message>
    <message>
        <source>customer.choose_body</source>
        <translation>Touch it here, or tell the cashier.</translation>
    </message>
    <message>
        <source>customer.choose_tell</source>
        <translation>Please tell the cashier.</translation>
    </message>
    <message>
        <source>customer.sign_title</source>
        <translation>Please sign</translation>
    </message>
    <message>
        <source>customer.sign_clear</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>customer.sign_done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>customer.sign_pad</source>
        <translation>Field for your signature</translation>
    </message>
    <message>
        <source>customer.sign_at_till</source>
        <translation>Please sign on the cashier’s screen.</translation>
    </message>
</context>
<context>
    <name>frame</name>
    <message>
        <source>frame.notice_reversing</source>
        <translation>Voucher {voucher} is not charged; its reversal is not complete. Open it.</translation>
    </message>
    <message>
        <source>frame.notice_reversed</source>
        <translation>Voucher {voucher}: undone. Nothing was charged.</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>help.card</source>
        <translation>Take a card payment</translation>
    </message>
    <message>
        <source>help.card_title</source>
        <translation>Take a payment by card</translation>
    </message>
    <message>
        <source>help.card_1</source>
        <translation>Choose Sale, key in the amount, press Charge, choose Card, confirm the total.</translation>
    </message>
    <message>
        <source>help.card_2</source>
        <translation>The customer taps the card or phone, inserts the chip, or swipes the stripe.</translation>
    </message>
    <message>
        <source>help.card_3</source>
        <translation>After an insert or a swipe, check the details and confirm. A chip stays in until the till asks for it.</translation>
    </message>
    <message>
        <source>help.card_4</source>
        <translation>If a signature is asked for: on the screen, or on the merchant copy.</translation>
    </message>
    <message>
        <source>help.card_5</source>
        <translation>Approved and both copies printed: the sale is finished.</translation>
    </message>
    <message>
        <source>help.card_note</source>
        <translation>A reversal is on its way? Take another way to pay until the bank confirms.</translation>
    </message>
</context>
<context>
    <name>sound</name>
    <message>
        <source>sound.name_remove_card</source>
        <translation>Card left</translation>
    </message>
</context>
</TS>

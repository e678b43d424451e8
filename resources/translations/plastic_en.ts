<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>plastic</name>
    <message>
        <source>plastic.cards</source>
        <translation>Cards</translation>
    </message>
    <message>
        <source>plastic.faults</source>
        <translation>Faults</translation>
    </message>
    <message>
        <source>plastic.faults_tip</source>
        <translation>Choose what is wrong with the next card</translation>
    </message>
    <message>
        <source>plastic.faults_about</source>
        <translation>Happens to the next card that is used, once.</translation>
    </message>
    <message>
        <source>plastic.next_card</source>
        <translation>Next card: {fault}</translation>
    </message>
    <message>
        <source>plastic.no_fault</source>
        <translation>Nothing wrong</translation>
    </message>
    <message>
        <source>plastic.new_cards</source>
        <translation>Lay out new cards</translation>
    </message>
    <message>
        <source>plastic.new_cards_tip</source>
        <translation>Nothing blocked any more, all counters from the start</translation>
    </message>
    <message>
        <source>plastic.command_earlier</source>
        <translation>One command earlier</translation>
    </message>
    <message>
        <source>plastic.command_later</source>
        <translation>One command later</translation>
    </message>
    <message>
        <source>plastic.trouble</source>
        <translation>The card could not be used. Try again.</translation>
    </message>
    <message>
        <source>plastic.pile_usual</source>
        <translation>Usual</translation>
    </message>
    <message>
        <source>plastic.pile_usual_tip</source>
        <translation>The cards wanted most</translation>
    </message>
    <message>
        <source>plastic.pile_refused</source>
        <translation>Refused</translation>
    </message>
    <message>
        <source>plastic.pile_refused_tip</source>
        <translation>Cards that are declined, blocked or expired</translation>
    </message>
    <message>
        <source>plastic.pile_faulty</source>
        <translation>Broken</translation>
    </message>
    <message>
        <source>plastic.pile_faulty_tip</source>
        <translation>Cards with something wrong in them</translation>
    </message>
    <message>
        <source>plastic.pile_other</source>
        <translation>Other</translation>
    </message>
    <message>
        <source>plastic.pile_other_tip</source>
        <translation>Phones, cards with a stripe alone, and the rest</translation>
    </message>
    <message>
        <source>plastic.tap</source>
        <translation>Tap</translation>
    </message>
    <message>
        <source>plastic.insert</source>
        <translation>Insert</translation>
    </message>
    <message>
        <source>plastic.swipe</source>
        <translation>Swipe</translation>
    </message>
    <message>
        <source>plastic.tap_tip</source>
        <translation>Hold it to the reader until it was read</translation>
    </message>
    <message>
        <source>plastic.insert_tip</source>
        <translation>Put it into the reader; it stays until it is pulled out</translation>
    </message>
    <message>
        <source>plastic.swipe_tip</source>
        <translation>Pull its stripe through the stripe reader</translation>
    </message>
    <message>
        <source>plastic.card_no_tap</source>
        <translation>This card has no antenna</translation>
    </message>
    <message>
        <source>plastic.card_no_insert</source>
        <translation>This card has no chip</translation>
    </message>
    <message>
        <source>plastic.card_no_swipe</source>
        <translation>This card has no stripe</translation>
    </message>
    <message>
        <source>plastic.phone_no_tap</source>
        <translation>This phone cannot be tapped</translation>
    </message>
    <message>
        <source>plastic.phone_no_insert</source>
        <translation>A phone does not go into the reader</translation>
    </message>
    <message>
        <source>plastic.phone_no_swipe</source>
        <translation>A phone has no stripe</translation>
    </message>
    <message>
        <source>plastic.unlock</source>
        <translation>Unlock</translation>
    </message>
    <message>
        <source>plastic.unlock_tip</source>
        <translation>The owner’s finger, face or code, for the next taps</translation>
    </message>
    <message>
        <source>plastic.lock</source>
        <translation>Lock</translation>
    </message>
    <message>
        <source>plastic.lock_tip</source>
        <translation>The phone asks for its owner again</translation>
    </message>
    <message>
        <source>plastic.is_in</source>
        <translation>In the reader</translation>
    </message>
    <message>
        <source>plastic.is_at</source>
        <translation>On the reader</translation>
    </message>
    <message>
        <source>plastic.pull_out</source>
        <translation>Pull out</translation>
    </message>
    <message>
        <source>plastic.take_away</source>
        <translation>Take away</translation>
    </message>
    <message>
        <source>plastic.pull_out_tip</source>
        <translation>At any moment, also while it is being read</translation>
    </message>
    <message>
        <source>plastic.title_visa_debit</source>
        <translation>Visa Debit</translation>
    </message>
    <message>
        <source>plastic.title_mastercard</source>
        <translation>Mastercard</translation>
    </message>
    <message>
        <source>plastic.title_unionpay</source>
        <translation>UnionPay</translation>
    </message>
    <message>
        <source>plastic.title_visa_no_funds</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_mastercard_broken</source>
        <translation>Mastercard</translation>
    </message>
    <message>
        <source>plastic.title_jcb</source>
        <translation>JCB</translation>
    </message>
    <message>
        <source>plastic.title_amex</source>
        <translation>American Express</translation>
    </message>
    <message>
        <source>plastic.title_unionpay_debit</source>
        <translation>UnionPay Debit</translation>
    </message>
    <message>
        <source>plastic.title_visa_sda</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_two_applications</source>
        <translation>Visa Debit and Credit</translation>
    </message>
    <message>
        <source>plastic.title_mastercard_refused</source>
        <translation>Mastercard</translation>
    </message>
    <message>
        <source>plastic.title_visa_expired</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_visa_needs_pin</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_visa_declines</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_mastercard_declines_late</source>
        <translation>Mastercard</translation>
    </message>
    <message>
        <source>plastic.title_mastercard_blocked</source>
        <translation>Mastercard</translation>
    </message>
    <message>
        <source>plastic.title_visa_application_blocked</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_mastercard_not_genuine</source>
        <translation>Mastercard</translation>
    </message>
    <message>
        <source>plastic.title_visa_silent</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_visa_garbage</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_visa_pulled_out</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_jcb_malformed</source>
        <translation>JCB</translation>
    </message>
    <message>
        <source>plastic.title_amex_malformed</source>
        <translation>American Express</translation>
    </message>
    <message>
        <source>plastic.title_unionpay_malformed</source>
        <translation>UnionPay</translation>
    </message>
    <message>
        <source>plastic.title_phone_visa</source>
        <translation>Visa on a phone</translation>
    </message>
    <message>
        <source>plastic.title_phone_mastercard</source>
        <translation>Mastercard on a phone</translation>
    </message>
    <message>
        <source>plastic.title_phone_visa_locked</source>
        <translation>Visa on a phone</translation>
    </message>
    <message>
        <source>plastic.title_phone_mastercard_locked</source>
        <translation>Mastercard on a phone</translation>
    </message>
    <message>
        <source>plastic.title_visa_stripe</source>
        <translation>Visa</translation>
    </message>
    <message>
        <source>plastic.title_mastercard_stripe</source>
        <translation>Mastercard</translation>
    </message>
    <message>
        <source>plastic.shows_approves</source>
        <translation>Approves</translation>
    </message>
    <message>
        <source>plastic.shows_no_signature_under_200</source>
        <translation>Approves, no signature under SGD 200</translation>
    </message>
    <message>
        <source>plastic.shows_asks_signature</source>
        <translation>Approves, asks for a signature</translation>
    </message>
    <message>
        <source>plastic.shows_insufficient_funds</source>
        <translation>Host declines: 51 insufficient funds</translation>
    </message>
    <message>
        <source>plastic.shows_account_refused</source>
        <translation>Host declines: 05 do not honour</translation>
    </message>
    <message>
        <source>plastic.shows_expired</source>
        <translation>Has expired</translation>
    </message>
    <message>
        <source>plastic.shows_chip_fails</source>
        <translation>Chip fails, falls back to the stripe</translation>
    </message>
    <message>
        <source>plastic.shows_chip_silent</source>
        <translation>Chip is mute, falls back to the stripe</translation>
    </message>
    <message>
        <source>plastic.shows_chip_garbage</source>
        <translation>Chip talks nonsense, stripe works</translation>
    </message>
    <message>
        <source>plastic.shows_two_applications</source>
        <translation>Two applications, the customer chooses</translation>
    </message>
    <message>
        <source>plastic.shows_pulled_out</source>
        <translation>Is pulled out while it is read</translation>
    </message>
    <message>
        <source>plastic.shows_malformed</source>
        <translation>Its chip holds malformed data</translation>
    </message>
    <message>
        <source>plastic.shows_card_blocked</source>
        <translation>Is blocked</translation>
    </message>
    <message>
        <source>plastic.shows_application_blocked</source>
        <translation>Its application is blocked</translation>
    </message>
    <message>
        <source>plastic.shows_card_declines</source>
        <translation>The card itself declines</translation>
    </message>
    <message>
        <source>plastic.shows_card_declines_late</source>
        <translation>Declines after the host approved</translation>
    </message>
    <message>
        <source>plastic.shows_not_genuine</source>
        <translation>A copy that cannot prove itself</translation>
    </message>
    <message>
        <source>plastic.shows_needs_pin</source>
        <translation>Insists on a PIN</translation>
    </message>
    <message>
        <source>plastic.shows_phone</source>
        <translation>Verified by its owner, also over 200</translation>
    </message>
    <message>
        <source>plastic.shows_phone_asks</source>
        <translation>Asks for its owner first</translation>
    </message>
    <message>
        <source>plastic.shows_stripe_only</source>
        <translation>Stripe alone, no chip</translation>
    </message>
    <message>
        <source>plastic.fault_pulled_out</source>
        <translation>Pulled out at command {command}</translation>
    </message>
    <message>
        <source>plastic.fault_no_atr</source>
        <translation>Chip is dead</translation>
    </message>
    <message>
        <source>plastic.fault_no_answers</source>
        <translation>Chip is mute</translation>
    </message>
    <message>
        <source>plastic.fault_garbage</source>
        <translation>Chip talks nonsense</translation>
    </message>
    <message>
        <source>plastic.fault_card_blocked</source>
        <translation>Card is blocked</translation>
    </message>
    <message>
        <source>plastic.fault_application_blocked</source>
        <translation>Application is blocked</translation>
    </message>
    <message>
        <source>plastic.fault_conditions</source>
        <translation>Refuses to begin (6985)</translation>
    </message>
    <message>
        <source>plastic.fault_aac_first</source>
        <translation>Declines at once</translation>
    </message>
    <message>
        <source>plastic.fault_aac_second</source>
        <translation>Declines after the host</translation>
    </message>
    <message>
        <source>plastic.fault_issuer_refused</source>
        <translation>Does not believe its issuer</translation>
    </message>
    <message>
        <source>plastic.fault_wrong_cryptogram</source>
        <translation>Wrong cryptogram</translation>
    </message>
    <message>
        <source>plastic.fault_options_garbage</source>
        <translation>Malformed options (GPO)</translation>
    </message>
    <message>
        <source>plastic.fault_record_cut_off</source>
        <translation>Record cut off</translation>
    </message>
    <message>
        <source>plastic.fault_element_twice</source>
        <translation>A data element twice</translation>
    </message>
    <message>
        <source>plastic.fault_pan_missing</source>
        <translation>No card number</translation>
    </message>
    <message>
        <source>plastic.fault_ca_key_unknown</source>
        <translation>Key of an unknown authority</translation>
    </message>
    <message>
        <source>plastic.fault_issuer_expired</source>
        <translation>Issuer certificate expired</translation>
    </message>
    <message>
        <source>plastic.fault_static_data</source>
        <translation>Data changed after signing</translation>
    </message>
    <message>
        <source>plastic.fault_dynamic_signature</source>
        <translation>Wrong dynamic signature</translation>
    </message>
    <message>
        <source>plastic.fault_bad_swipe</source>
        <translation>Swipe cannot be read</translation>
    </message>
    <message>
        <source>plastic.fault_half_swipe</source>
        <translation>Half a swipe</translation>
    </message>
    <message>
        <source>plastic.tab_card_bank</source>
        <translation>Cards</translation>
    </message>
    <message>
        <source>plastic.tab_card_bank_tip</source>
        <translation>How the card host answers</translation>
    </message>
    <message>
        <source>plastic.tab_qr</source>
        <translation>QR codes</translation>
    </message>
    <message>
        <source>plastic.tab_qr_tip</source>
        <translation>How the wallets’ gateway answers</translation>
    </message>
    <message>
        <source>plastic.tab_cards</source>
        <translation>Cards</translation>
    </message>
    <message>
        <source>plastic.tab_cards_tip</source>
        <translation>The customers’ cards</translation>
    </message>
    <message>
        <source>plastic.tab_phone</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>plastic.tab_phone_tip</source>
        <translation>The customer’s phone</translation>
    </message>
    <message>
        <source>plastic.approve_tip</source>
        <translation>The account decides. Amounts ending in .79 and .89 choose an answer of their own.</translation>
    </message>
    <message>
        <source>plastic.stays_tip</source>
        <translation>The chosen answer holds for every card sale, not only for the next</translation>
    </message>
    <message>
        <source>plastic.cut_tip</source>
        <translation>Cut the line between the till and the card host</translation>
    </message>
    <message>
        <source>plastic.group_usual</source>
        <translation>Next answer</translation>
    </message>
    <message>
        <source>plastic.group_issuer</source>
        <translation>Other answers</translation>
    </message>
    <message>
        <source>plastic.group_line</source>
        <translation>On the line</translation>
    </message>
    <message>
        <source>plastic.group_wrong</source>
        <translation>Answers that do not match</translation>
    </message>
    <message>
        <source>plastic.group_card</source>
        <translation>For the card</translation>
    </message>
    <message>
        <source>plastic.group_reversal</source>
        <translation>Lost, and its reversal too</translation>
    </message>
    <message>
        <source>plastic.group_tls</source>
        <translation>What answers instead of the host</translation>
    </message>
    <message>
        <source>plastic.book</source>
        <translation>Card sales at the bank</translation>
    </message>
    <message>
        <source>plastic.no_sales</source>
        <translation>None yet. Take a card at the till.</translation>
    </message>
    <message>
        <source>plastic.state_approved</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>plastic.state_declined</source>
        <translation>Declined</translation>
    </message>
    <message>
        <source>plastic.state_reversed</source>
        <translation>Reversed</translation>
    </message>
    <message>
        <source>plastic.state_refused</source>
        <translation>Refused</translation>
    </message>
    <message>
        <source>plastic.reversals</source>
        <translation>Reversal messages: {count}</translation>
    </message>
    <message>
        <source>plastic.line_up</source>
        <translation>Line up</translation>
    </message>
    <message>
        <source>plastic.line_cut</source>
        <translation>Line cut</translation>
    </message>
    <message>
        <source>plastic.line_silent</source>
        <translation>Line silent</translation>
    </message>
    <message>
        <source>plastic.line_spoilt</source>
        <translation>Line spoilt</translation>
    </message>
    <message>
        <source>plastic.line_unknown</source>
        <translation>Line unknown</translation>
    </message>
    <message>
        <source>plastic.line_tls_broken</source>
        <translation>Something without TLS</translation>
    </message>
    <message>
        <source>plastic.line_tls_other_name</source>
        <translation>Another host’s name</translation>
    </message>
    <message>
        <source>plastic.line_tls_other_ca</source>
        <translation>An unknown authority</translation>
    </message>
    <message>
        <source>plastic.line_tls_expired</source>
        <translation>An expired certificate</translation>
    </message>
</context>
<context>
    <name>bank</name>
    <message>
        <source>bank.card.approve</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>bank.card.code</source>
        <translation>Answer {code}</translation>
    </message>
    <message>
        <source>bank.card.code_51</source>
        <translation>Decline · 51 insufficient funds</translation>
    </message>
    <message>
        <source>bank.card.code_05</source>
        <translation>Decline · 05 do not honour</translation>
    </message>
    <message>
        <source>bank.card.code_01</source>
        <translation>Referral · 01 call the issuer</translation>
    </message>
    <message>
        <source>bank.card.code_14</source>
        <translation>14 · invalid card</translation>
    </message>
    <message>
        <source>bank.card.code_54</source>
        <translation>54 · expired card</translation>
    </message>
    <message>
        <source>bank.card.code_55</source>
        <translation>55 · PIN required</translation>
    </message>
    <message>
        <source>bank.card.code_61</source>
        <translation>61 · limit exceeded</translation>
    </message>
    <message>
        <source>bank.card.code_91</source>
        <translation>91 · issuer unavailable</translation>
    </message>
    <message>
        <source>bank.card.code_96</source>
        <translation>96 · system fault</translation>
    </message>
    <message>
        <source>bank.card.code_68</source>
        <translation>68 · timed out</translation>
    </message>
    <message>
        <source>bank.card.code_a0</source>
        <translation>A0 · MAC error</translation>
    </message>
    <message>
        <source>bank.card.partial</source>
        <translation>10 · approve a half</translation>
    </message>
    <message>
        <source>bank.card.approve_98</source>
        <translation>98 · though approved</translation>
    </message>
    <message>
        <source>bank.card.no_answer</source>
        <translation>Never answer</translation>
    </message>
    <message>
        <source>bank.card.lose_answer</source>
        <translation>Approve, lose the answer</translation>
    </message>
    <message>
        <source>bank.card.late</source>
        <translation>Too late, after {seconds} s</translation>
    </message>
    <message>
        <source>bank.card.slow</source>
        <translation>Answer after {seconds} s</translation>
    </message>
    <message>
        <source>bank.card.overtaken</source>
        <translation>Sale held up {seconds} s</translation>
    </message>
    <message>
        <source>bank.card.cut_before</source>
        <translation>Cut before the sale</translation>
    </message>
    <message>
        <source>bank.card.cut_after</source>
        <translation>Approve, then cut</translation>
    </message>
    <message>
        <source>bank.card.half_frame</source>
        <translation>Half an answer</translation>
    </message>
    <message>
        <source>bank.card.pieces</source>
        <translation>Byte by byte</translation>
    </message>
    <message>
        <source>bank.card.glued</source>
        <translation>Two answers glued</translation>
    </message>
    <message>
        <source>bank.card.doubled</source>
        <translation>Answer twice</translation>
    </message>
    <message>
        <source>bank.card.corrupt</source>
        <translation>Answer corrupted</translation>
    </message>
    <message>
        <source>bank.card.refuse</source>
        <translation>Refuse, for {seconds} s</translation>
    </message>
    <message>
        <source>bank.card.tls_failure</source>
        <translation>TLS fails, for {seconds} s</translation>
    </message>
    <message>
        <source>bank.card.wrong_stan</source>
        <translation>Another STAN</translation>
    </message>
    <message>
        <source>bank.card.wrong_amount</source>
        <translation>Another amount</translation>
    </message>
    <message>
        <source>bank.card.wrong_terminal</source>
        <translation>Another terminal</translation>
    </message>
    <message>
        <source>bank.card.wrong_merchant</source>
        <translation>Another merchant</translation>
    </message>
    <message>
        <source>bank.card.wrong_code</source>
        <translation>Another processing code</translation>
    </message>
    <message>
        <source>bank.card.bad_mac</source>
        <translation>Approve, wrong MAC</translation>
    </message>
    <message>
        <source>bank.card.no_mac</source>
        <translation>No MAC</translation>
    </message>
    <message>
        <source>bank.card.mac_refused</source>
        <translation>A0 · our MAC refused</translation>
    </message>
    <message>
        <source>bank.card.wrong_proof</source>
        <translation>Wrong issuer’s proof</translation>
    </message>
    <message>
        <source>bank.card.no_proof</source>
        <translation>No issuer’s proof</translation>
    </message>
    <message>
        <source>bank.card.scripts</source>
        <translation>Approve, send scripts</translation>
    </message>
    <message>
        <source>bank.card.block_card</source>
        <translation>Decline, block the card</translation>
    </message>
    <message>
        <source>bank.card.reversal_lost</source>
        <translation>Reversal lost</translation>
    </message>
    <message>
        <source>bank.card.reversal_answer_lost</source>
        <translation>Reversal’s answer lost</translation>
    </message>
    <message>
        <source>bank.card.reversal_late</source>
        <translation>Reversal after {seconds} s</translation>
    </message>
    <message>
        <source>bank.card.reversal_25</source>
        <translation>Reversal answered 25</translation>
    </message>
    <message>
        <source>bank.card.reversal_12</source>
        <translation>Reversal answered 12</translation>
    </message>
    <message>
        <source>bank.card.reversal_96</source>
        <translation>Reversal answered 96</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>scanpay</name>
    <message>
        <source>scanpay.scan_code</source>
        <translation>Scan code</translation>
    </message>
    <message>
        <source>scanpay.own_code</source>
        <translation>Show our own code</translation>
    </message>
    <message>
        <source>scanpay.hint_scan</source>
        <translation>Scan the code that the customer shows</translation>
    </message>
    <message>
        <source>scanpay.hint_both</source>
        <translation>Show or scan a code</translation>
    </message>
    <message>
        <source>scanpay.hint_own</source>
        <translation>The shop’s own code: a supervisor confirms by hand</translation>
    </message>
    <message>
        <source>scanpay.confirm_body</source>
        <translation>{method}: the camera opens when you confirm, and reads the code that the customer shows.</translation>
    </message>
    <message>
        <source>scanpay.confirm_own</source>
        <translation>{method}: the shop’s own code appears on the customer’s screen when you confirm. No bank tells the till whether it is paid.</translation>
    </message>
    <message>
        <source>scanpay.title</source>
        <translation>Scan the customer’s {method} code</translation>
    </message>
    <message>
        <source>scanpay.prompt</source>
        <translation>Point the customer’s {method} code at the camera</translation>
    </message>
    <message>
        <source>scanpay.prompt_other</source>
        <translation>Scan the customer’s {method} code with the hand scanner, or type it</translation>
    </message>
    <message>
        <source>scanpay.sending</source>
        <translation>One moment: the sale begins</translation>
    </message>
    <message>
        <source>scanpay.read</source>
        <translation>The code was read</translation>
    </message>
    <message>
        <source>scanpay.rests</source>
        <translation>The camera is closed</translation>
    </message>
    <message>
        <source>scanpay.rests_body</source>
        <translation>No code was shown for two minutes. Nothing has been charged.</translation>
    </message>
    <message>
        <source>scanpay.open_camera</source>
        <translation>Open the camera</translation>
    </message>
    <message>
        <source>scanpay.camera_named</source>
        <translation>Camera: {name}</translation>
    </message>
    <message>
        <source>scanpay.camera_name</source>
        <translation>{name}</translation>
    </message>
    <message>
        <source>scanpay.camera_rests</source>
        <translation>Camera closed</translation>
    </message>
    <message>
        <source>scanpay.camera_seeing</source>
        <translation>Camera ready</translation>
    </message>
    <message>
        <source>scanpay.camera_opening</source>
        <translation>Camera opens…</translation>
    </message>
    <message>
        <source>scanpay.camera_slow</source>
        <translation>Camera opens slowly</translation>
    </message>
    <message>
        <source>scanpay.camera_absent</source>
        <translation>No camera</translation>
    </message>
    <message>
        <source>scanpay.camera_busy</source>
        <translation>Camera in use</translation>
    </message>
    <message>
        <source>scanpay.camera_lost</source>
        <translation>Camera unplugged</translation>
    </message>
    <message>
        <source>scanpay.camera_blind</source>
        <translation>Camera without picture</translation>
    </message>
    <message>
        <source>scanpay.camera_not_set</source>
        <translation>No camera set up</translation>
    </message>
    <message>
        <source>scanpay.scanner_ready</source>
        <translation>Hand scanner ready</translation>
    </message>
    <message>
        <source>scanpay.scanner_gone</source>
        <translation>Hand scanner not connected</translation>
    </message>
    <message>
        <source>scanpay.other_camera</source>
        <translation>Other camera</translation>
    </message>
    <message>
        <source>scanpay.cameras</source>
        <translation>Which camera?</translation>
    </message>
    <message>
        <source>scanpay.type_code</source>
        <translation>Type the code</translation>
    </message>
    <message>
        <source>scanpay.type_label</source>
        <translation>The figures under the customer’s {method} code</translation>
    </message>
    <message>
        <source>scanpay.type_hint</source>
        <translation>For example 1312 3456 7890 1234 56</translation>
    </message>
    <message>
        <source>scanpay.use_code</source>
        <translation>Use this code</translation>
    </message>
    <message>
        <source>scanpay.close</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>scanpay.show_instead</source>
        <translation>Show our QR instead</translation>
    </message>
    <message>
        <source>scanpay.ask</source>
        <translation>This is a code of {method}. Charge {total} by {method}?</translation>
    </message>
    <message>
        <source>scanpay.ask_yes</source>
        <translation>Charge by {method}</translation>
    </message>
    <message>
        <source>scanpay.ask_no</source>
        <translation>No, wait for {method}</translation>
    </message>
    <message>
        <source>scanpay.card_in_phone</source>
        <translation>That is a card’s code in a phone, which this till does not take. Take the payment by card instead.</translation>
    </message>
    <message>
        <source>scanpay.not_taken</source>
        <translation>That is a code of {method}, which this shop does not scan. Ask for another way to pay.</translation>
    </message>
    <message>
        <source>scanpay.elsewhere</source>
        <translation>A code was scanned, but none is awaited here. Nothing was charged or typed.</translation>
    </message>
    <message>
        <source>scanpay.sent_badge</source>
        <translation>Sent to the bank</translation>
    </message>
    <message>
        <source>scanpay.sent_title</source>
        <translation>The code is with the bank</translation>
    </message>
    <message>
        <source>scanpay.sent_body</source>
        <translation>The sale completes by itself when the bank answers. Do not hand over goods before the receipt prints.</translation>
    </message>
    <message>
        <source>scanpay.confirming_badge</source>
        <translation>Waiting for the customer</translation>
    </message>
    <message>
        <source>scanpay.confirming_title</source>
        <translation>The customer confirms on the phone</translation>
    </message>
    <message>
        <source>scanpay.confirming_body</source>
        <translation>The wallet may ask the customer for a password. Cancel asks the bank once more and takes the payment back.</translation>
    </message>
    <message>
        <source>scanpay.time_left</source>
        <translation>{clock} left to confirm</translation>
    </message>
    <message>
        <source>scanpay.time_left_checked</source>
        <translation>{clock} left to confirm · last checked {seconds} s ago</translation>
    </message>
    <message>
        <source>scanpay.scan_instead</source>
        <translation>Scan instead</translation>
    </message>
    <message>
        <source>scanpay.switching_title</source>
        <translation>Taking the code off…</translation>
    </message>
    <message>
        <source>scanpay.switching_body</source>
        <translation>The bank is asked whether the code was paid. If it was not, the customer’s code can be scanned at once.</translation>
    </message>
    <message>
        <source>scanpay.switching_facts</source>
        <translation>The code that was shown</translation>
    </message>
    <message>
        <source>scanpay.scan_again</source>
        <translation>Scan another code</translation>
    </message>
    <message>
        <source>scanpay.end_expired</source>
        <translation>The time to pay was over before the customer had confirmed.</translation>
    </message>
    <message>
        <source>scanpay.end_too_late</source>
        <translation>The customer did not confirm on the phone in time.</translation>
    </message>
    <message>
        <source>scanpay.end_cancelled</source>
        <translation>The sale was cancelled.</translation>
    </message>
    <message>
        <source>scanpay.end_restarted</source>
        <translation>The program started again while the customer was paying.</translation>
    </message>
    <message>
        <source>scanpay.end_bad_code</source>
        <translation>The code could not be used.</translation>
    </message>
    <message>
        <source>scanpay.end_no_answer</source>
        <translation>No usable answer came from the bank.</translation>
    </message>
    <message>
        <source>scanpay.end_mismatch</source>
        <translation>The bank reported another amount, and in the end no payment.</translation>
    </message>
    <message>
        <source>scanpay.refused_expired</source>
        <translation>The customer’s code had expired. Ask for a new one: it changes every minute.</translation>
    </message>
    <message>
        <source>scanpay.refused_invalid</source>
        <translation>The wallet does not know this code. Ask the customer to open the payment code again.</translation>
    </message>
    <message>
        <source>scanpay.refused_funds</source>
        <translation>There is not enough money in the customer’s wallet. Ask for another way to pay.</translation>
    </message>
    <message>
        <source>scanpay.refused_error</source>
        <translation>The customer’s wallet could not make the payment. It was taken back.</translation>
    </message>
    <message>
        <source>scanpay.refused_other</source>
        <translation>The bank or the wallet refused this payment.</translation>
    </message>
    <message>
        <source>scanpay.reversing_title</source>
        <translation>Checking · being taken back</translation>
    </message>
    <message>
        <source>scanpay.reversing_body</source>
        <translation>The payment is being taken back, again and again by itself. It is no longer taken for this sale, and the customer gets back whatever was paid.</translation>
    </message>
    <message>
        <source>scanpay.reversing_goods</source>
        <translation>Do not hand over goods, and do not charge the customer again yet.</translation>
    </message>
    <message>
        <source>scanpay.stuck</source>
        <translation>It takes unusually long. Please ring the service and name the voucher number; the till keeps trying.</translation>
    </message>
    <message>
        <source>scanpay.back_expired</source>
        <translation>The customer’s time to confirm was over.</translation>
    </message>
    <message>
        <source>scanpay.back_too_late</source>
        <translation>The customer did not confirm on the phone in time.</translation>
    </message>
    <message>
        <source>scanpay.back_cancelled</source>
        <translation>The sale was cancelled.</translation>
    </message>
    <message>
        <source>scanpay.back_restarted</source>
        <translation>The program started again while the customer was paying.</translation>
    </message>
    <message>
        <source>scanpay.back_bad_code</source>
        <translation>The code could not be used.</translation>
    </message>
    <message>
        <source>scanpay.back_no_answer</source>
        <translation>No usable answer came from the bank.</translation>
    </message>
    <message>
        <source>scanpay.back_refused</source>
        <translation>The wallet reported a failure that may have moved money.</translation>
    </message>
    <message>
        <source>scanpay.back_mismatch</source>
        <translation>The bank reported another amount.</translation>
    </message>
    <message>
        <source>scanpay.late</source>
        <translation>The money came while the payment was being taken back, so it cannot be accepted. Refund it.</translation>
    </message>
</context>
<context>
    <name>camera</name>
    <message>
        <source>camera.off</source>
        <translation>The camera is closed</translation>
    </message>
    <message>
        <source>camera.opening</source>
        <translation>Opening the camera…</translation>
    </message>
    <message>
        <source>camera.slow</source>
        <translation>The camera takes its time</translation>
    </message>
    <message>
        <source>camera.seeing</source>
        <translation>The camera is ready</translation>
    </message>
    <message>
        <source>camera.absent</source>
        <translation>No camera was found</translation>
    </message>
    <message>
        <source>camera.busy</source>
        <translation>Another program uses the camera</translation>
    </message>
    <message>
        <source>camera.lost</source>
        <translation>The camera was unplugged</translation>
    </message>
    <message>
        <source>camera.blind</source>
        <translation>The camera gives no picture</translation>
    </message>
    <message>
        <source>camera.not_set</source>
        <translation>No camera is set up</translation>
    </message>
    <message>
        <source>camera.slow_body</source>
        <translation>It goes on by itself. The hand scanner and typing work meanwhile.</translation>
    </message>
    <message>
        <source>camera.absent_body</source>
        <translation>Plug it in: it opens by itself. Or use the hand scanner, type the code, or show ours.</translation>
    </message>
    <message>
        <source>camera.busy_body</source>
        <translation>Close that program: the camera opens by itself. Or use the hand scanner, or type the code.</translation>
    </message>
    <message>
        <source>camera.lost_body</source>
        <translation>Plug it in again: it opens by itself. Or use the hand scanner, type the code, or show ours.</translation>
    </message>
    <message>
        <source>camera.blind_body</source>
        <translation>Open its cover, or plug it in again. Or use the hand scanner, or type the code.</translation>
    </message>
    <message>
        <source>camera.not_set_body</source>
        <translation>Use the hand scanner, type the code, or show ours.</translation>
    </message>
</context>
<context>
    <name>hint</name>
    <message>
        <source>hint.too_dark</source>
        <translation>It is too dark: turn up the brightness of the phone</translation>
    </message>
    <message>
        <source>hint.glare</source>
        <translation>The screen reflects light: tilt the phone a little</translation>
    </message>
    <message>
        <source>hint.blurred</source>
        <translation>Blurred: hold the phone still</translation>
    </message>
    <message>
        <source>hint.closer</source>
        <translation>Hold the phone closer to the camera</translation>
    </message>
</context>
<context>
    <name>device</name>
    <message>
        <source>device.camera</source>
        <translation>Camera</translation>
    </message>
    <message>
        <source>device.scanner</source>
        <translation>Hand scanner</translation>
    </message>
</context>
<context>
    <name>state</name>
    <message>
        <source>state.camera_off</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.camera_opening</source>
        <translation>Opens…</translation>
    </message>
    <message>
        <source>state.camera_slow</source>
        <translation>Slow</translation>
    </message>
    <message>
        <source>state.camera_seeing</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.camera_absent</source>
        <translation>Not found</translation>
    </message>
    <message>
        <source>state.camera_busy</source>
        <translation>In use</translation>
    </message>
    <message>
        <source>state.camera_lost</source>
        <translation>Unplugged</translation>
    </message>
    <message>
        <source>state.camera_blind</source>
        <translation>No picture</translation>
    </message>
    <message>
        <source>state.camera_not_set</source>
        <translation>Not set up</translation>
    </message>
    <message>
        <source>state.scanner_keyboard</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.scanner_simulated</source>
        <translation>Simulated</translation>
    </message>
    <message>
        <source>state.scanner_ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.scanner_absent</source>
        <translation>Not connected</translation>
    </message>
    <message>
        <source>state.scanner_busy</source>
        <translation>In use</translation>
    </message>
    <message>
        <source>state.scanner_forbidden</source>
        <translation>Not allowed</translation>
    </message>
    <message>
        <source>state.scanner_wrong_path</source>
        <translation>Wrong path</translation>
    </message>
</context>
<context>
    <name>by_hand</name>
    <message>
        <source>by_hand.own_badge</source>
        <translation>Nobody confirms it to the till</translation>
    </message>
    <message>
        <source>by_hand.own_title</source>
        <translation>Our own PayNow code is on the customer’s screen</translation>
    </message>
    <message>
        <source>by_hand.own_making</source>
        <translation>Making our own PayNow code</translation>
    </message>
    <message>
        <source>by_hand.own_body</source>
        <translation>No bank tells the till about this payment. Look into the shop’s banking app: when the money is there, a supervisor confirms by hand.</translation>
    </message>
    <message>
        <source>by_hand.confirm</source>
        <translation>Confirm {total} by hand</translation>
    </message>
    <message>
        <source>by_hand.title</source>
        <translation>Confirmed by hand · {total}</translation>
    </message>
    <message>
        <source>by_hand.line</source>
        <translation>Our own PayNow code · voucher no. {voucher} · a supervisor has seen the money; no bank confirmed it.</translation>
    </message>
    <message>
        <source>by_hand.ended_title</source>
        <translation>Ended · not confirmed</translation>
    </message>
    <message>
        <source>by_hand.ended_facts</source>
        <translation>Not confirmed</translation>
    </message>
    <message>
        <source>by_hand.ended_line</source>
        <translation>Nobody here knows whether it was paid. If the money shows on the shop’s statement, a supervisor can still confirm by hand.</translation>
    </message>
    <message>
        <source>by_hand.end_expired</source>
        <translation>The code’s time was over.</translation>
    </message>
    <message>
        <source>by_hand.end_cancelled</source>
        <translation>The sale was cancelled.</translation>
    </message>
    <message>
        <source>by_hand.end_restarted</source>
        <translation>The program started again while the code was shown.</translation>
    </message>
    <message>
        <source>by_hand.end_bad_code</source>
        <translation>Our own code could not be drawn. It was never shown.</translation>
    </message>
    <message>
        <source>by_hand.end_no_answer</source>
        <translation>The code was never shown.</translation>
    </message>
    <message>
        <source>by_hand.end_refused</source>
        <translation>The code was never shown.</translation>
    </message>
    <message>
        <source>by_hand.end_mismatch</source>
        <translation>The code was never shown.</translation>
    </message>
    <message>
        <source>by_hand.end_too_late</source>
        <translation>The code’s time was over.</translation>
    </message>
    <message>
        <source>by_hand.authorise_body</source>
        <translation>You say that the money is in the shop’s account. The sale then stands as confirmed by hand, apart from what banks approved.</translation>
    </message>
    <message>
        <source>by_hand.about</source>
        <translation>A supervisor confirmed by hand that the money came. No bank did.</translation>
    </message>
    <message>
        <source>by_hand.about_closed</source>
        <translation>Nobody confirmed that it was paid. If the money shows on the shop’s statement, ask the service how to book it.</translation>
    </message>
    <message>
        <source>by_hand.paid_already</source>
        <translation>Nothing was done: another try at this purchase is paid or still open.</translation>
    </message>
    <message>
        <source>by_hand.batch_one</source>
        <translation>By hand: {count} sale · {total}</translation>
    </message>
    <message>
        <source>by_hand.batch_many</source>
        <translation>By hand: {count} sales · {total}</translation>
    </message>
</context>
<context>
    <name>authorise</name>
    <message>
        <source>authorise.confirm_by_hand</source>
        <translation>Confirm {total} by hand</translation>
    </message>
    <message>
        <source>authorise.title_confirm_by_hand</source>
        <translation>Confirm by hand</translation>
    </message>
</context>
<context>
    <name>sale</name>
    <message>
        <source>sale.state_by_hand</source>
        <translation>By hand</translation>
    </message>
    <message>
        <source>sale.end_too_late</source>
        <translation>The customer did not pay in time.</translation>
    </message>
</context>
<context>
    <name>transactions</name>
    <message>
        <source>transactions.about_by_hand</source>
        <translation>A supervisor confirmed by hand that the money came. No bank did.</translation>
    </message>
    <message>
        <source>transactions.entry_own</source>
        <translation>Own code</translation>
    </message>
</context>
<context>
    <name>doubt</name>
    <message>
        <source>doubt.is_by_hand</source>
        <translation>Voucher {voucher} of {time} was confirmed by hand. It is the same amount: this customer may have paid.</translation>
    </message>
</context>
<context>
    <name>frame</name>
    <message>
        <source>frame.notice_by_hand</source>
        <translation>Voucher no. {voucher} was confirmed by hand</translation>
    </message>
</context>
<context>
    <name>sound</name>
    <message>
        <source>sound.name_code_read</source>
        <translation>Code</translation>
    </message>
</context>
<context>
    <name>customer</name>
    <message>
        <source>customer.show_code</source>
        <translation>Please show your payment code</translation>
    </message>
    <message>
        <source>customer.show_code_body</source>
        <translation>Hold your {method} code to the camera or the scanner.</translation>
    </message>
    <message>
        <source>customer.on_phone</source>
        <translation>Please confirm on your phone</translation>
    </message>
    <message>
        <source>customer.on_phone_body</source>
        <translation>Your wallet may ask for your password.</translation>
    </message>
    <message>
        <source>customer.taken_back</source>
        <translation>Your payment is being taken back</translation>
    </message>
    <message>
        <source>customer.taken_back_body</source>
        <translation>If anything was paid, it comes back to you. Please wait at the counter.</translation>
    </message>
    <message>
        <source>customer.scan_own</source>
        <translation>Scan with your bank’s app.</translation>
    </message>
    <message>
        <source>customer.by_hand</source>
        <translation>Confirmed by the shop</translation>
    </message>
    <message>
        <source>customer.by_hand_body</source>
        <translation>{total} · Thank you</translation>
    </message>
    <message>
        <source>customer.own_ended</source>
        <translation>The code has gone</translation>
    </message>
    <message>
        <source>customer.own_ended_body</source>
        <translation>If you have paid, please tell the cashier.</translation>
    </message>
</context>
<context>
    <name>lamp</name>
    <message>
        <source>lamp.card_reader</source>
        <translation>Card</translation>
    </message>
    <message>
        <source>lamp.scanner</source>
        <translation>Scanner</translation>
    </message>
</context>
<context>
    <name>more</name>
    <message>
        <source>more.camera_auto</source>
        <translation>the computer’s first camera</translation>
    </message>
    <message>
        <source>more.camera_simulated</source>
        <translation>the demo’s phone</translation>
    </message>
    <message>
        <source>more.camera_detail</source>
        <translation>{name} · {path}</translation>
    </message>
    <message>
        <source>more.camera_path</source>
        <translation>{path}</translation>
    </message>
    <message>
        <source>more.camera_see</source>
        <translation>See the picture</translation>
    </message>
    <message>
        <source>more.camera_hide</source>
        <translation>Close the picture</translation>
    </message>
    <message>
        <source>more.camera_read</source>
        <translation>A code was read at {time}: {method}. Nothing was charged.</translation>
    </message>
    <message>
        <source>more.scanner_keyboard</source>
        <translation>types like a keyboard</translation>
    </message>
    <message>
        <source>more.scanner_prefix</source>
        <translation>types like a keyboard · prefix {prefix}</translation>
    </message>
    <message>
        <source>more.scanner_simulated</source>
        <translation>the demo’s phone</translation>
    </message>
    <message>
        <source>more.scanner_test</source>
        <translation>Scan a code</translation>
    </message>
    <message>
        <source>more.scanner_wait</source>
        <translation>Scan any code now…</translation>
    </message>
</context>
<context>
    <name>slipscan</name>
    <message>
        <source>slipscan.open</source>
        <translation>Scan with the camera</translation>
    </message>
    <message>
        <source>slipscan.title</source>
        <translation>Scan the receipt’s code</translation>
    </message>
    <message>
        <source>slipscan.prompt</source>
        <translation>Hold the code at the foot of the receipt to the camera</translation>
    </message>
    <message>
        <source>slipscan.close</source>
        <translation>Close the camera</translation>
    </message>
    <message>
        <source>slipscan.help</source>
        <translation>It opens by itself as soon as that is possible.</translation>
    </message>
    <message>
        <source>slipscan.prompt_other</source>
        <translation>Use a hand scanner, or key in the voucher number</translation>
    </message>
    <message>
        <source>slipscan.hint_too_dark</source>
        <translation>It is too dark for the camera here</translation>
    </message>
    <message>
        <source>slipscan.hint_glare</source>
        <translation>The paper reflects light: tilt it a little</translation>
    </message>
    <message>
        <source>slipscan.hint_blurred</source>
        <translation>Blurred: hold the receipt still</translation>
    </message>
    <message>
        <source>slipscan.hint_closer</source>
        <translation>Hold the receipt closer to the camera</translation>
    </message>
    <message>
        <source>slipscan.payment_code</source>
        <translation>That is a customer’s payment code. Nothing was charged. Scan the code at the foot of the receipt.</translation>
    </message>
    <message>
        <source>slipscan.no_slip</source>
        <translation>That is not the code of a receipt. Scan the code at its foot, or key in the voucher number.</translation>
    </message>
</context>
</TS>

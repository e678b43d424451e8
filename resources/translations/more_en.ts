<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>more</name>
    <message>
        <source>more.devices</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>more.devices_hint</source>
        <translation>How the printer, the customer screen and the bank are. Test each.</translation>
    </message>
    <message>
        <source>more.help</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>more.help_hint</source>
        <translation>How to take a payment, change the paper, and what to do in doubt.</translation>
    </message>
    <message>
        <source>more.contact</source>
        <translation>Contact us</translation>
    </message>
    <message>
        <source>more.contact_hint</source>
        <translation>Telephone, WhatsApp, e‑mail, and a support file.</translation>
    </message>
    <message>
        <source>more.language_hint</source>
        <translation>Of this screen and of the customer’s.</translation>
    </message>
    <message>
        <source>more.theme_hint</source>
        <translation>Light, dark or high contrast.</translation>
    </message>
    <message>
        <source>more.demo</source>
        <translation>Demo desk</translation>
    </message>
    <message>
        <source>more.demo_hint</source>
        <translation>The customer’s phone, the printer and the bank of the demo.</translation>
    </message>
    <message>
        <source>more.about_hint</source>
        <translation>Version, terminal and data folder.</translation>
    </message>
    <message>
        <source>more.sign_out_hint</source>
        <translation>The next cashier signs in with a PIN.</translation>
    </message>
    <message>
        <source>more.back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>more.language_clerk</source>
        <translation>This screen</translation>
    </message>
    <message>
        <source>more.language_customer</source>
        <translation>Customer screen</translation>
    </message>
    <message>
        <source>more.language_note_title</source>
        <translation>Changes at once</translation>
    </message>
    <message>
        <source>more.language_note</source>
        <translation>Customers can also change their screen’s language themselves, until the next sale begins. Receipts keep the shop’s languages.</translation>
    </message>
    <message>
        <source>more.theme_note_title</source>
        <translation>For every light</translation>
    </message>
    <message>
        <source>more.theme_note</source>
        <translation>QR codes stay black on white in every appearance, so that phones can read them.</translation>
    </message>
    <message>
        <source>more.about_note_title</source>
        <translation>Talking to the service?</translation>
    </message>
    <message>
        <source>more.about_note</source>
        <translation>Have the version and the terminal no. (TID) ready.</translation>
    </message>
    <message>
        <source>more.device</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>more.state</source>
        <translation>State</translation>
    </message>
    <message>
        <source>more.printer</source>
        <translation>Receipt printer</translation>
    </message>
    <message>
        <source>more.printer_detail</source>
        <translation>{path} · {paper} mm</translation>
    </message>
    <message>
        <source>more.printer_simulated</source>
        <translation>Simulated</translation>
    </message>
    <message>
        <source>more.printer_test</source>
        <translation>Print a test slip</translation>
    </message>
    <message>
        <source>more.test_sent</source>
        <translation>The test slip is at the printer…</translation>
    </message>
    <message>
        <source>more.test_printed</source>
        <translation>Test slip printed at {time}</translation>
    </message>
    <message>
        <source>more.test_failed</source>
        <translation>Test slip not printed: {reason}</translation>
    </message>
    <message>
        <source>more.test_unconfirmed</source>
        <translation>The printer has not confirmed the test slip: {reason}</translation>
    </message>
    <message>
        <source>more.test_busy</source>
        <translation>The printer has too much to do. Try again.</translation>
    </message>
    <message>
        <source>more.drawer</source>
        <translation>Cash drawer</translation>
    </message>
    <message>
        <source>more.drawer_detail</source>
        <translation>Printer’s plug · pin {pin}</translation>
    </message>
    <message>
        <source>more.drawer_open</source>
        <translation>Open the drawer</translation>
    </message>
    <message>
        <source>more.drawer_supervisor</source>
        <translation>Only a supervisor opens it here: ask one to sign in.</translation>
    </message>
    <message>
        <source>more.drawer_sent</source>
        <translation>The pulse is on its way…</translation>
    </message>
    <message>
        <source>more.drawer_opened</source>
        <translation>The printer gave the pulse at {time}. Is the drawer open?</translation>
    </message>
    <message>
        <source>more.drawer_failed</source>
        <translation>Drawer not opened: {reason}</translation>
    </message>
    <message>
        <source>more.drawer_unconfirmed</source>
        <translation>The printer has not confirmed the pulse: {reason}. See whether the drawer is open.</translation>
    </message>
    <message>
        <source>more.drawer_unnoted</source>
        <translation>Drawer not opened: the audit log cannot be written.</translation>
    </message>
    <message>
        <source>more.screen_full</source>
        <translation>Screen {name}</translation>
    </message>
    <message>
        <source>more.screen_window</source>
        <translation>A window beside the till’s</translation>
    </message>
    <message>
        <source>more.screen_identify</source>
        <translation>Identify</translation>
    </message>
    <message>
        <source>more.identify_title</source>
        <translation>Customer screen</translation>
    </message>
    <message>
        <source>more.host</source>
        <translation>Bank host</translation>
    </message>
    <message>
        <source>more.host_gateway</source>
        <translation>Wallet gateway</translation>
    </message>
    <message>
        <source>more.host_trip</source>
        <translation>Round trip</translation>
    </message>
    <message>
        <source>more.host_answer</source>
        <translation>Last answer</translation>
    </message>
    <message>
        <source>more.host_none</source>
        <translation>None yet</translation>
    </message>
    <message>
        <source>more.host_ask</source>
        <translation>Ask now</translation>
    </message>
    <message>
        <source>more.host_asking</source>
        <translation>Asking…</translation>
    </message>
    <message>
        <source>more.call</source>
        <translation>Call us</translation>
    </message>
    <message>
        <source>more.call_hint</source>
        <translation>Scan to call</translation>
    </message>
    <message>
        <source>more.whatsapp</source>
        <translation>Write on WhatsApp</translation>
    </message>
    <message>
        <source>more.whatsapp_hint</source>
        <translation>Scan to open a chat</translation>
    </message>
    <message>
        <source>more.email</source>
        <translation>Send an e-mail</translation>
    </message>
    <message>
        <source>more.email_hint</source>
        <translation>Scan to write</translation>
    </message>
    <message>
        <source>more.support</source>
        <translation>Support file</translation>
    </message>
    <message>
        <source>more.support_body</source>
        <translation>Log, settings, versions and the store’s report, for the service. There is no PIN, no key and no database in it.</translation>
    </message>
    <message>
        <source>more.support_save</source>
        <translation>Save a support file</translation>
    </message>
    <message>
        <source>more.support_saving</source>
        <translation>Saving…</translation>
    </message>
    <message>
        <source>more.support_saved</source>
        <translation>Saved in the data folder as {name}</translation>
    </message>
    <message>
        <source>more.support_failed</source>
        <translation>The file could not be saved. Is the disk full?</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>help.guide</source>
        <translation>How it is done</translation>
    </message>
    <message>
        <source>help.questions</source>
        <translation>Questions</translation>
    </message>
    <message>
        <source>help.in_doubt</source>
        <translation>Anything else?</translation>
    </message>
    <message>
        <source>help.sale</source>
        <translation>Take a payment</translation>
    </message>
    <message>
        <source>help.sale_title</source>
        <translation>Take a payment by showing a QR code</translation>
    </message>
    <message>
        <source>help.sale_1</source>
        <translation>Choose Sale and key in the amount, and the tip if there is one. Then press Charge.</translation>
    </message>
    <message>
        <source>help.sale_2</source>
        <translation>Choose the way to pay and confirm the total.</translation>
    </message>
    <message>
        <source>help.sale_3</source>
        <translation>The code stands on the customer’s screen and on this one. The customer scans it and pays.</translation>
    </message>
    <message>
        <source>help.sale_4</source>
        <translation>When the till says Approved, both copies print by themselves. The sale is finished.</translation>
    </message>
    <message>
        <source>help.sale_note</source>
        <translation>Only a successful sale prints a receipt.</translation>
    </message>
    <message>
        <source>help.find</source>
        <translation>Find and reprint</translation>
    </message>
    <message>
        <source>help.find_title</source>
        <translation>Find a transaction, print its receipt again</translation>
    </message>
    <message>
        <source>help.find_1</source>
        <translation>Choose Transactions. Pick the sale in the list, or key in the six digits of its voucher and press Enter.</translation>
    </message>
    <message>
        <source>help.find_2</source>
        <translation>Scanning the code at the foot of the slip opens its sale too.</translation>
    </message>
    <message>
        <source>help.find_3</source>
        <translation>Press Reprint receipt. What is printed again is marked DUPLICATE.</translation>
    </message>
    <message>
        <source>help.find_note</source>
        <translation>A sale that was not charged has no receipt.</translation>
    </message>
    <message>
        <source>help.void</source>
        <translation>Void or refund</translation>
    </message>
    <message>
        <source>help.void_title</source>
        <translation>Void a sale, or refund it</translation>
    </message>
    <message>
        <source>help.void_1</source>
        <translation>Choose Void, and say how the sale was paid.</translation>
    </message>
    <message>
        <source>help.void_2</source>
        <translation>Key in its voucher number, and let a supervisor key in the PIN.</translation>
    </message>
    <message>
        <source>help.void_3</source>
        <translation>Check the sale that is shown, then press Void.</translation>
    </message>
    <message>
        <source>help.void_4</source>
        <translation>The slip prints by itself, and the sale is called Voided.</translation>
    </message>
    <message>
        <source>help.void_note</source>
        <translation>Once its batch is settled, a sale is refunded instead, in whole or in part.</translation>
    </message>
    <message>
        <source>help.settle</source>
        <translation>Settle the day</translation>
    </message>
    <message>
        <source>help.settle_title</source>
        <translation>Settle at the end of the day</translation>
    </message>
    <message>
        <source>help.settle_1</source>
        <translation>Choose Settlement and look through what is open.</translation>
    </message>
    <message>
        <source>help.settle_2</source>
        <translation>Press Settle. The totals are compared with those of the host.</translation>
    </message>
    <message>
        <source>help.settle_3</source>
        <translation>The settlement slip and the transaction list print by themselves.</translation>
    </message>
    <message>
        <source>help.settle_note</source>
        <translation>Settle every day, so that the accounts agree and the batch has room.</translation>
    </message>
    <message>
        <source>help.paper</source>
        <translation>Change the paper roll</translation>
    </message>
    <message>
        <source>help.paper_title</source>
        <translation>Change the paper roll</translation>
    </message>
    <message>
        <source>help.paper_note</source>
        <translation>Payments are safe while there is no paper. The receipts wait, and print by themselves afterwards.</translation>
    </message>
    <message>
        <source>help.doubt</source>
        <translation>When the till says Checking</translation>
    </message>
    <message>
        <source>help.doubt_title</source>
        <translation>When the till says Checking</translation>
    </message>
    <message>
        <source>help.doubt_1</source>
        <translation>It is not known yet whether the customer was charged. Do not take the payment a second time, and do not hand over goods yet.</translation>
    </message>
    <message>
        <source>help.doubt_2</source>
        <translation>The till goes on asking the bank by itself. Check now asks at once.</translation>
    </message>
    <message>
        <source>help.doubt_3</source>
        <translation>You can serve the next customer meanwhile. The bar at the top of the page leads back to the sale.</translation>
    </message>
    <message>
        <source>help.doubt_4</source>
        <translation>If it stays so, contact us and tell us the voucher no.</translation>
    </message>
    <message>
        <source>help.doubt_note</source>
        <translation>A sale is approved, not charged, or being checked, and nothing in between.</translation>
    </message>
    <message>
        <source>help.faq1</source>
        <translation>Did it succeed?</translation>
    </message>
    <message>
        <source>help.faq1_title</source>
        <translation>1. How do I know that a sale succeeded?</translation>
    </message>
    <message>
        <source>help.faq1_1</source>
        <translation>The till says Approved and prints the receipt. An approved sale is a success even while its receipt waits for paper.</translation>
    </message>
    <message>
        <source>help.faq1_2</source>
        <translation>If you have any doubt about a sale, contact the customer service, so that no customer pays twice.</translation>
    </message>
    <message>
        <source>help.faq2</source>
        <translation>What is a reversal?</translation>
    </message>
    <message>
        <source>help.faq2_title</source>
        <translation>2. Is a sale a success when its reversal succeeded?</translation>
    </message>
    <message>
        <source>help.faq2_1</source>
        <translation>No. Whether a reversal is done or fails, the sale has failed: the customer was not charged. Take the payment again until it is approved. Note the customer’s contact, or take cash for now.</translation>
    </message>
    <message>
        <source>help.faq2_2</source>
        <translation>Reversals belong to cards. A payment with a code has none: its order is closed with the bank, and only then does the till say Not charged.</translation>
    </message>
    <message>
        <source>help.faq3</source>
        <translation>Settle every day?</translation>
    </message>
    <message>
        <source>help.faq3_title</source>
        <translation>3. Do I have to settle every day?</translation>
    </message>
    <message>
        <source>help.faq3_1</source>
        <translation>The guide asks merchants to settle at the end of each business day, for their accounts and to keep room in the terminal’s memory.</translation>
    </message>
    <message>
        <source>help.faq3_2</source>
        <translation>This version has no settlement. The sale page shows the batch’s count and total to compare with the bank’s. Sales stay on this computer’s disk.</translation>
    </message>
    <message>
        <source>help.faq4</source>
        <translation>A sale is not finished?</translation>
    </message>
    <message>
        <source>help.faq4_title</source>
        <translation>4. The last transaction is not finished: what do I do?</translation>
    </message>
    <message>
        <source>help.faq4_1</source>
        <translation>The till finishes it by itself: at every start, and while it runs, it asks the bank what became of the sale.</translation>
    </message>
    <message>
        <source>help.faq4_2</source>
        <translation>Press the bar at the top of the page to see how it stands. If it stays, contact us and tell us the voucher no.</translation>
    </message>
    <message>
        <source>help.faq5</source>
        <translation>The till closes itself?</translation>
    </message>
    <message>
        <source>help.faq5_title</source>
        <translation>5. The till closes or crashes again and again: what do I do?</translation>
    </message>
    <message>
        <source>help.faq5_1</source>
        <translation>Start it again and sign in. Nothing is lost: sales that were under way are taken up by themselves.</translation>
    </message>
    <message>
        <source>help.faq5_2</source>
        <translation>If it happens again, save a support file on the page Contact us and send it to us.</translation>
    </message>
</context>
<context>
    <name>paper</name>
    <message>
        <source>paper.safe_paper</source>
        <translation>The payment is safe. The receipt waits for paper.</translation>
    </message>
    <message>
        <source>paper.safe_printer</source>
        <translation>The payment is safe. The receipt waits for the printer.</translation>
    </message>
    <message>
        <source>paper.by_itself</source>
        <translation>It prints by itself when the printer is ready.</translation>
    </message>
    <message>
        <source>paper.open</source>
        <translation>Open the cover</translation>
    </message>
    <message>
        <source>paper.roll</source>
        <translation>Drop the roll in, printable side up, end towards the gear</translation>
    </message>
    <message>
        <source>paper.close</source>
        <translation>Close the cover</translation>
    </message>
    <message>
        <source>paper.picture_open</source>
        <translation>Picture: the printer’s cover is lifted</translation>
    </message>
    <message>
        <source>paper.picture_roll</source>
        <translation>Picture: the roll lies in the printer</translation>
    </message>
    <message>
        <source>paper.picture_close</source>
        <translation>Picture: the cover is closed, paper comes out</translation>
    </message>
    <message>
        <source>paper.picture_power</source>
        <translation>Picture: the printer with its switch</translation>
    </message>
    <message>
        <source>paper.print_again</source>
        <translation>Print again</translation>
    </message>
</context>
<context>
    <name>state</name>
    <message>
        <source>state.printer_ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.printer_paper_low</source>
        <translation>Paper low</translation>
    </message>
    <message>
        <source>state.printer_no_drawer</source>
        <translation>No cash drawer</translation>
    </message>
    <message>
        <source>state.printer_line_slow</source>
        <translation>Line too slow</translation>
    </message>
    <message>
        <source>state.printer_queue_stopped</source>
        <translation>Queue stopped</translation>
    </message>
    <message>
        <source>state.printer_queue_busy</source>
        <translation>Queue stuck</translation>
    </message>
    <message>
        <source>state.printer_file_fails</source>
        <translation>File cannot be written</translation>
    </message>
    <message>
        <source>state.printer_paper_out</source>
        <translation>Out of paper</translation>
    </message>
    <message>
        <source>state.printer_cover_open</source>
        <translation>Cover open</translation>
    </message>
    <message>
        <source>state.printer_offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>state.printer_no_answer</source>
        <translation>Does not answer</translation>
    </message>
    <message>
        <source>state.printer_unreachable</source>
        <translation>Not connected</translation>
    </message>
    <message>
        <source>state.printer_unknown</source>
        <translation>Looking for it</translation>
    </message>
    <message>
        <source>state.drawer_ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.drawer_waits</source>
        <translation>Needs the printer</translation>
    </message>
    <message>
        <source>state.drawer_no_printer</source>
        <translation>No printer</translation>
    </message>
    <message>
        <source>state.screen_second</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.screen_windowed</source>
        <translation>In a window</translation>
    </message>
    <message>
        <source>state.host_online</source>
        <translation>Online</translation>
    </message>
    <message>
        <source>state.host_slow</source>
        <translation>Slow</translation>
    </message>
    <message>
        <source>state.host_offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>state.unknown</source>
        <translation>Not seen yet</translation>
    </message>
</context>
<context>
    <name>lamp</name>
    <message>
        <source>lamp.printer_paper_low</source>
        <translation>Printer · paper low</translation>
    </message>
    <message>
        <source>lamp.printer_line_slow</source>
        <translation>Printer · slow line</translation>
    </message>
    <message>
        <source>lamp.printer_queue_stopped</source>
        <translation>Printer · queue stopped</translation>
    </message>
    <message>
        <source>lamp.printer_queue_busy</source>
        <translation>Printer · queue busy</translation>
    </message>
    <message>
        <source>lamp.printer_file_fails</source>
        <translation>Printer · file fails</translation>
    </message>
    <message>
        <source>lamp.printer_paper_out</source>
        <translation>Printer · no paper</translation>
    </message>
    <message>
        <source>lamp.printer_cover_open</source>
        <translation>Printer · cover open</translation>
    </message>
    <message>
        <source>lamp.printer_offline</source>
        <translation>Printer · offline</translation>
    </message>
    <message>
        <source>lamp.printer_no_answer</source>
        <translation>Printer · no answer</translation>
    </message>
    <message>
        <source>lamp.printer_unreachable</source>
        <translation>Printer · not connected</translation>
    </message>
    <message>
        <source>lamp.host_offline</source>
        <translation>Host · offline</translation>
    </message>
</context>
<context>
    <name>trouble</name>
    <message>
        <source>trouble.other_profile</source>
        <translation>The till’s data belong to another kind of profile, such as training. Give this profile a name or a data folder of its own.</translation>
    </message>
</context>
</TS>

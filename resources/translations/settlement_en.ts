<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>settlement</name>
    <message>
        <source>settlement.title</source>
        <translation>Settlement</translation>
    </message>
    <message>
        <source>settlement.batch</source>
        <translation>Batch {batch}</translation>
    </message>
    <message>
        <source>settlement.batches</source>
        <translation>Open batches</translation>
    </message>
    <message>
        <source>settlement.opened_one</source>
        <translation>opened {day} {month} {year} {time} · 1 transaction</translation>
    </message>
    <message>
        <source>settlement.opened_many</source>
        <translation>opened {day} {month} {year} {time} · {count} transactions</translation>
    </message>
    <message>
        <source>settlement.head_paid_with</source>
        <translation>Paid with</translation>
    </message>
    <message>
        <source>settlement.head_sales</source>
        <translation>Sales</translation>
    </message>
    <message>
        <source>settlement.head_sgd</source>
        <translation>SGD</translation>
    </message>
    <message>
        <source>settlement.head_refunds</source>
        <translation>Refunds</translation>
    </message>
    <message>
        <source>settlement.head_net</source>
        <translation>Net SGD</translation>
    </message>
    <message>
        <source>settlement.head_totals</source>
        <translation>Totals</translation>
    </message>
    <message>
        <source>settlement.head_voucher</source>
        <translation>Voucher no.</translation>
    </message>
    <message>
        <source>settlement.head_what</source>
        <translation>What</translation>
    </message>
    <message>
        <source>settlement.head_in_sgd</source>
        <translation>{name} SGD</translation>
    </message>
    <message>
        <source>settlement.total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>settlement.cards</source>
        <translation>Cards</translation>
    </message>
    <message>
        <source>settlement.own</source>
        <translation>Own PayNow code</translation>
    </message>
    <message>
        <source>settlement.cash</source>
        <translation>Cash</translation>
    </message>
    <message>
        <source>settlement.lane_batch</source>
        <translation>batch {batch}</translation>
    </message>
    <message>
        <source>settlement.lane_full</source>
        <translation>batch {batch} · {count} rows</translation>
    </message>
    <message>
        <source>settlement.lane_settled</source>
        <translation>settled</translation>
    </message>
    <message>
        <source>settlement.lane_now</source>
        <translation>being settled</translation>
    </message>
    <message>
        <source>settlement.lane_later</source>
        <translation>waits its turn</translation>
    </message>
    <message>
        <source>settlement.lane_held</source>
        <translation>held</translation>
    </message>
    <message>
        <source>settlement.all_final</source>
        <translation>Every transaction has a final result. The batch can be settled.</translation>
    </message>
    <message>
        <source>settlement.not_final_one</source>
        <translation>Voucher {vouchers} is not known yet. It is asked for once more before settling.</translation>
    </message>
    <message>
        <source>settlement.not_final_many</source>
        <translation>{count} transactions are not known yet: {vouchers}. They are asked for once more before settling.</translation>
    </message>
    <message>
        <source>settlement.nearly_full</source>
        <translation>The card batch has {count} of {most} rows. Settle today; a full batch takes no more cards.</translation>
    </message>
    <message>
        <source>settlement.full</source>
        <translation>The card batch is full: {count} rows. Settle now to take cards again.</translation>
    </message>
    <message>
        <source>settlement.empty_title</source>
        <translation>Nothing to settle</translation>
    </message>
    <message>
        <source>settlement.empty_body</source>
        <translation>The batch is empty. Sales that are approved from now on will stand here.</translation>
    </message>
    <message>
        <source>settlement.will_happen</source>
        <translation>What will happen</translation>
    </message>
    <message>
        <source>settlement.happens</source>
        <translation>Settling</translation>
    </message>
    <message>
        <source>settlement.happened</source>
        <translation>What happened</translation>
    </message>
    <message>
        <source>settlement.step_compare</source>
        <translation>1. Totals are compared with the host.</translation>
    </message>
    <message>
        <source>settlement.step_upload</source>
        <translation>2. If they differ, every transaction is sent again and compared once more.</translation>
    </message>
    <message>
        <source>settlement.step_print</source>
        <translation>3. The settlement slip and the transaction list print.</translation>
    </message>
    <message>
        <source>settlement.step_next</source>
        <translation>4. Batch {batch} opens.</translation>
    </message>
    <message>
        <source>settlement.step_is_to_do</source>
        <translation>Not yet.</translation>
    </message>
    <message>
        <source>settlement.step_is_doing</source>
        <translation>Now.</translation>
    </message>
    <message>
        <source>settlement.step_is_done</source>
        <translation>Done.</translation>
    </message>
    <message>
        <source>settlement.step_is_failed</source>
        <translation>Not done.</translation>
    </message>
    <message>
        <source>settlement.settle</source>
        <translation>Settle {total}</translation>
    </message>
    <message>
        <source>settlement.print_list</source>
        <translation>Print list only</translation>
    </message>
    <message>
        <source>settlement.earlier</source>
        <translation>Earlier settlements</translation>
    </message>
    <message>
        <source>settlement.cancel</source>
        <translation>Stop settling</translation>
    </message>
    <message>
        <source>settlement.try_now</source>
        <translation>Try now</translation>
    </message>
    <message>
        <source>settlement.without_one</source>
        <translation>Settle without voucher {voucher}</translation>
    </message>
    <message>
        <source>settlement.without_many</source>
        <translation>Settle without these {count}</translation>
    </message>
    <message>
        <source>settlement.print_slip</source>
        <translation>Print settlement slip</translation>
    </message>
    <message>
        <source>settlement.print_rows</source>
        <translation>Print transaction list</translation>
    </message>
    <message>
        <source>settlement.print_again</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>settlement.back</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>settlement.newer</source>
        <translation>Newer</translation>
    </message>
    <message>
        <source>settlement.older</source>
        <translation>Older</translation>
    </message>
    <message>
        <source>settlement.phase_waiting</source>
        <translation>Waits until nothing is under way at the counter.</translation>
    </message>
    <message>
        <source>settlement.waits_sale</source>
        <translation>Waits for voucher {voucher}: its customer is paying.</translation>
    </message>
    <message>
        <source>settlement.waits_back</source>
        <translation>Waits for voucher {voucher}: money is about to go back for it.</translation>
    </message>
    <message>
        <source>settlement.waits_cards</source>
        <translation>Waits for the card host: cards are not ready at this till.</translation>
    </message>
    <message>
        <source>settlement.waits_unknown</source>
        <translation>Sends and asks for once more what is not known yet: {vouchers}</translation>
    </message>
    <message>
        <source>settlement.phase_clearing</source>
        <translation>Sends what is unfinished, and asks for what is not known.</translation>
    </message>
    <message>
        <source>settlement.phase_held</source>
        <translation>Some transactions are not known. A supervisor decides.</translation>
    </message>
    <message>
        <source>settlement.phase_totals</source>
        <translation>Totals are on their way to the host.</translation>
    </message>
    <message>
        <source>settlement.phase_signing_on</source>
        <translation>The host has another batch number. Signing on again.</translation>
    </message>
    <message>
        <source>settlement.phase_uploading</source>
        <translation>Totals differ. Transaction {done} of {rows} is sent.</translation>
    </message>
    <message>
        <source>settlement.phase_ending</source>
        <translation>All transactions were sent. Totals are compared once more.</translation>
    </message>
    <message>
        <source>settlement.phase_comparing</source>
        <translation>Order {done} of {rows} is compared with the wallet.</translation>
    </message>
    <message>
        <source>settlement.phase_settled</source>
        <translation>The batch is settled.</translation>
    </message>
    <message>
        <source>settlement.phase_stopped</source>
        <translation>The batch was not settled. Sales go on in it.</translation>
    </message>
    <message>
        <source>settlement.repeats</source>
        <translation>No answer yet. Asked {tries} times; it goes on by itself.</translation>
    </message>
    <message>
        <source>settlement.needs_person</source>
        <translation>The host keeps refusing: {code}. It is asked again by itself; call the acquirer and name batch {batch}.</translation>
    </message>
    <message>
        <source>settlement.ours</source>
        <translation>Ours</translation>
    </message>
    <message>
        <source>settlement.theirs</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>settlement.theirs_wallet</source>
        <translation>Wallet</translation>
    </message>
    <message>
        <source>settlement.theirs_nobody</source>
        <translation>Nobody to compare with</translation>
    </message>
    <message>
        <source>settlement.row_sales</source>
        <translation>Sales</translation>
    </message>
    <message>
        <source>settlement.row_sales_sgd</source>
        <translation>Sales SGD</translation>
    </message>
    <message>
        <source>settlement.row_refunds</source>
        <translation>Refunds</translation>
    </message>
    <message>
        <source>settlement.row_refunds_sgd</source>
        <translation>Refunds SGD</translation>
    </message>
    <message>
        <source>settlement.row_net_sgd</source>
        <translation>Net SGD</translation>
    </message>
    <message>
        <source>settlement.agree</source>
        <translation>TOTALS AGREE</translation>
    </message>
    <message>
        <source>settlement.uploaded</source>
        <translation>TOTALS AGREE after every transaction was sent again</translation>
    </message>
    <message>
        <source>settlement.differ</source>
        <translation>Settled, but these vouchers differ. Report them to the acquirer.</translation>
    </message>
    <message>
        <source>settlement.ours_alone</source>
        <translation>Counted by this till alone. Compare it with your bank statement.</translation>
    </message>
    <message>
        <source>settlement.differ_now</source>
        <translation>Totals differ. Every transaction is sent again.</translation>
    </message>
    <message>
        <source>settlement.differ_rows</source>
        <translation>These vouchers differ</translation>
    </message>
    <message>
        <source>settlement.held_rows</source>
        <translation>These vouchers are not known</translation>
    </message>
    <message>
        <source>settlement.carried</source>
        <translation>Voucher {vouchers} goes on in the next batch.</translation>
    </message>
    <message>
        <source>settlement.more_rows</source>
        <translation>and {count} more; the transaction list names every one.</translation>
    </message>
    <message>
        <source>settlement.row_missing</source>
        <translation>the host did not have it</translation>
    </message>
    <message>
        <source>settlement.row_amount</source>
        <translation>another amount</translation>
    </message>
    <message>
        <source>settlement.row_refused</source>
        <translation>refused by the bank (code {code})</translation>
    </message>
    <message>
        <source>settlement.row_not_sent</source>
        <translation>not sent: its card’s number is no longer kept</translation>
    </message>
    <message>
        <source>settlement.row_unanswered</source>
        <translation>no answer about it</translation>
    </message>
    <message>
        <source>settlement.row_unknown</source>
        <translation>asked {time}: not known yet</translation>
    </message>
    <message>
        <source>settlement.row_reversing</source>
        <translation>reversal not confirmed</translation>
    </message>
    <message>
        <source>settlement.held</source>
        <translation>{count} transactions cannot be cleared now. Try again, or let a supervisor settle without them.</translation>
    </message>
    <message>
        <source>settlement.held_note</source>
        <translation>Nothing is lost: they are worked on, and counted, in the next batch.</translation>
    </message>
    <message>
        <source>settlement.settled_line</source>
        <translation>Batch {batch} is settled. Batch {next} is open.</translation>
    </message>
    <message>
        <source>settlement.stopped_title</source>
        <translation>Not settled</translation>
    </message>
    <message>
        <source>settlement.stop_cancelled</source>
        <translation>Settling was stopped by a person. The batch stays open, and nothing is lost.</translation>
    </message>
    <message>
        <source>settlement.stop_refused</source>
        <translation>The host did not settle: {code}. The batch stays open. Try again, or call the acquirer.</translation>
    </message>
    <message>
        <source>settlement.stop_batch_unknown</source>
        <translation>The host does not know batch {batch} ({code}), also after signing on again. Call the acquirer.</translation>
    </message>
    <message>
        <source>settlement.stop_differs_still</source>
        <translation>Totals still differ after every transaction was sent. The batch stays open. Call the acquirer.</translation>
    </message>
    <message>
        <source>settlement.state_agree</source>
        <translation>Agrees</translation>
    </message>
    <message>
        <source>settlement.state_uploaded</source>
        <translation>Agrees, sent again</translation>
    </message>
    <message>
        <source>settlement.state_differ</source>
        <translation>Differs</translation>
    </message>
    <message>
        <source>settlement.state_ours_alone</source>
        <translation>Own count</translation>
    </message>
    <message>
        <source>settlement.past_title</source>
        <translation>{day} {month} {year} {time} · batch {batch}</translation>
    </message>
    <message>
        <source>settlement.past_about_one</source>
        <translation>{lane} · 1 transaction · {name}</translation>
    </message>
    <message>
        <source>settlement.past_about_many</source>
        <translation>{lane} · {count} transactions · {name}</translation>
    </message>
    <message>
        <source>settlement.by_itself</source>
        <translation>settled by itself</translation>
    </message>
    <message>
        <source>settlement.past_note</source>
        <translation>Slip and list print as they did, marked as duplicates.</translation>
    </message>
    <message>
        <source>settlement.past_empty_title</source>
        <translation>No settlement yet</translation>
    </message>
    <message>
        <source>settlement.past_empty_body</source>
        <translation>Settlements of this till will stand here, to be printed again.</translation>
    </message>
    <message>
        <source>settlement.automatic</source>
        <translation>Settles by itself at {time}, in {minutes} min.</translation>
    </message>
    <message>
        <source>settlement.automatic_soon</source>
        <translation>Settles by itself in {seconds} s, once the counter is idle.</translation>
    </message>
    <message>
        <source>settlement.not_today</source>
        <translation>Not today</translation>
    </message>
    <message>
        <source>settlement.nothing_open</source>
        <translation>no transactions yet</translation>
    </message>
    <message>
        <source>settlement.fault_title</source>
        <translation>The batches cannot be read</translation>
    </message>
    <message>
        <source>settlement.looking_title</source>
        <translation>Looking…</translation>
    </message>
    <message>
        <source>settlement.looking_body</source>
        <translation>The open batches are being added up.</translation>
    </message>
    <message>
        <source>settlement.wallets</source>
        <translation>Wallets</translation>
    </message>
    <message>
        <source>settlement.lane_stopped</source>
        <translation>not settled</translation>
    </message>
    <message>
        <source>settlement.lane_rows_one</source>
        <translation>{lane} · 1 transaction</translation>
    </message>
    <message>
        <source>settlement.lane_rows_many</source>
        <translation>{lane} · {count} transactions</translation>
    </message>
    <message>
        <source>settlement.row_not_known</source>
        <translation>Not known whether it was paid</translation>
    </message>
    <message>
        <source>settlement.row_void_not_known</source>
        <translation>Its void is not known</translation>
    </message>
    <message>
        <source>settlement.row_refund_not_known</source>
        <translation>Its refund is not known</translation>
    </message>
    <message>
        <source>settlement.step_next_all</source>
        <translation>4. The next batches open.</translation>
    </message>
    <message>
        <source>settlement.done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>settlement.next_lane</source>
        <translation>See {lane}</translation>
    </message>
    <message>
        <source>settlement.state_stopped</source>
        <translation>Not settled</translation>
    </message>
    <message>
        <source>settlement.not_now</source>
        <translation>Not now</translation>
    </message>
    <message>
        <source>settlement.held_one</source>
        <translation>One transaction cannot be cleared now. Try again, or let a supervisor settle without it.</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>authorise</name>
    <message>
        <source>authorise.heading</source>
        <translation>Supervisor PIN</translation>
    </message>
    <message>
        <source>authorise.pick</source>
        <translation>{name} authorises</translation>
    </message>
    <message>
        <source>authorise.nobody</source>
        <translation>This till has no supervisor, so nobody can authorise this.</translation>
    </message>
    <message>
        <source>authorise.not_allowed</source>
        <translation>This operator may not authorise it.</translation>
    </message>
    <message>
        <source>authorise.store</source>
        <translation>Nothing was authorised: the till’s data cannot be written.</translation>
    </message>
    <message>
        <source>authorise.busy</source>
        <translation>The till is busy. Please enter the PIN again.</translation>
    </message>
    <message>
        <source>authorise.cancel</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>authorise.title_accept_late</source>
        <translation>Accept this payment?</translation>
    </message>
    <message>
        <source>authorise.title_refund_late</source>
        <translation>Refund this payment?</translation>
    </message>
    <message>
        <source>authorise.accept_late</source>
        <translation>Accept {total}</translation>
    </message>
    <message>
        <source>authorise.refund_late</source>
        <translation>Refund {total}</translation>
    </message>
    <message>
        <source>authorise.body_accept</source>
        <translation>The sale becomes approved, and its receipts print.</translation>
    </message>
    <message>
        <source>authorise.body_accept_other</source>
        <translation>The sale was for {total}. It becomes approved with the {paid} that was paid, and the receipts say so.</translation>
    </message>
    <message>
        <source>authorise.body_refund_late</source>
        <translation>The money goes back to the customer’s wallet, and the sale stays closed.</translation>
    </message>
    <message>
        <source>authorise.body_refund_doubt</source>
        <translation>What was paid goes back to the customer’s wallet, and the sale is closed.</translation>
    </message>
    <message>
        <source>authorise.body_refund_second</source>
        <translation>The second payment goes back to the customer’s wallet. The sale stays approved.</translation>
    </message>
    <message>
        <source>authorise.fact_asked</source>
        <translation>Asked for</translation>
    </message>
    <message>
        <source>authorise.fact_asked_by</source>
        <translation>Requested by</translation>
    </message>
    <message>
        <source>authorise.note</source>
        <translation>Both names are recorded. {name} stays signed in.</translation>
    </message>
    <message>
        <source>authorise.title_void</source>
        <translation>Void this sale?</translation>
    </message>
    <message>
        <source>authorise.void</source>
        <translation>Void {total}</translation>
    </message>
    <message>
        <source>authorise.body_void</source>
        <translation>The whole sale is taken back before its batch is settled.</translation>
    </message>
    <message>
        <source>authorise.title_refund</source>
        <translation>Refund this sale?</translation>
    </message>
    <message>
        <source>authorise.refund</source>
        <translation>Refund {total}</translation>
    </message>
    <message>
        <source>authorise.body_refund</source>
        <translation>The money goes back the way it was paid. The sale itself stays in its batch.</translation>
    </message>
    <message>
        <source>authorise.title_carry_over</source>
        <translation>Settle without what is not known?</translation>
    </message>
    <message>
        <source>authorise.carry_over</source>
        <translation>Settle without them</translation>
    </message>
    <message>
        <source>authorise.body_carry_over</source>
        <translation>What is not known goes on in the next batch, under its own voucher. Nothing of it is forgotten.</translation>
    </message>
    <message>
        <source>authorise.title_lift_block</source>
        <translation>Take cards again?</translation>
    </message>
    <message>
        <source>authorise.lift_block</source>
        <translation>Take cards again</translation>
    </message>
    <message>
        <source>authorise.body_lift_block</source>
        <translation>The reversal of this sale cannot be confirmed. Cards are taken again beside it; the sale stays “not known” and stays named until the acquirer has said how it ended.</translation>
    </message>
    <message>
        <source>authorise.title_paid_out</source>
        <translation>Take cash out of the drawer?</translation>
    </message>
    <message>
        <source>authorise.paid_out</source>
        <translation>Pay out {total}</translation>
    </message>
    <message>
        <source>authorise.body_paid_out</source>
        <translation>The drawer opens, and the drawer’s book names both people and the reason.</translation>
    </message>
    <message>
        <source>authorise.title_no_sale</source>
        <translation>Open the drawer without a sale?</translation>
    </message>
    <message>
        <source>authorise.no_sale</source>
        <translation>Open the drawer</translation>
    </message>
    <message>
        <source>authorise.body_no_sale</source>
        <translation>Nothing is sold. The drawer’s book names both people and the reason.</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>hostcode</name>
    <message>
        <source>hostcode.approved</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>hostcode.call_issuer</source>
        <translation>Call the card issuer</translation>
    </message>
    <message>
        <source>hostcode.not_set_up</source>
        <translation>Merchant or terminal not set up</translation>
    </message>
    <message>
        <source>hostcode.card_not_accepted</source>
        <translation>Card not accepted, customer to contact the issuer</translation>
    </message>
    <message>
        <source>hostcode.declined</source>
        <translation>Declined</translation>
    </message>
    <message>
        <source>hostcode.invalid_transaction</source>
        <translation>Invalid transaction</translation>
    </message>
    <message>
        <source>hostcode.invalid_amount</source>
        <translation>Invalid amount</translation>
    </message>
    <message>
        <source>hostcode.invalid_card</source>
        <translation>Invalid card</translation>
    </message>
    <message>
        <source>hostcode.original_not_found</source>
        <translation>Original not found</translation>
    </message>
    <message>
        <source>hostcode.format_error</source>
        <translation>Format error, contact service</translation>
    </message>
    <message>
        <source>hostcode.insert_chip</source>
        <translation>Stripe refused, insert the chip</translation>
    </message>
    <message>
        <source>hostcode.no_funds</source>
        <translation>Insufficient funds</translation>
    </message>
    <message>
        <source>hostcode.card_expired</source>
        <translation>Card expired</translation>
    </message>
    <message>
        <source>hostcode.pin_required</source>
        <translation>PIN required, use another card</translation>
    </message>
    <message>
        <source>hostcode.not_permitted</source>
        <translation>Not permitted</translation>
    </message>
    <message>
        <source>hostcode.limit_exceeded</source>
        <translation>Limit exceeded</translation>
    </message>
    <message>
        <source>hostcode.timed_out</source>
        <translation>No answer in time, being reversed</translation>
    </message>
    <message>
        <source>hostcode.batch_differs</source>
        <translation>Batch number differs, sign on again</translation>
    </message>
    <message>
        <source>hostcode.unavailable</source>
        <translation>Issuer or system unavailable</translation>
    </message>
    <message>
        <source>hostcode.duplicate</source>
        <translation>Duplicate</translation>
    </message>
    <message>
        <source>hostcode.totals_differ</source>
        <translation>Totals differ, sending the batch</translation>
    </message>
    <message>
        <source>hostcode.mac_error</source>
        <translation>MAC error, sign on again</translation>
    </message>
    <message>
        <source>hostcode.card_declined</source>
        <translation>Declined by the card</translation>
    </message>
    <message>
        <source>hostcode.cannot_go_online</source>
        <translation>Cannot go online</translation>
    </message>
    <message>
        <source>hostcode.not_known</source>
        <translation>Not known yet, being reversed ({code})</translation>
    </message>
</context>
</TS>

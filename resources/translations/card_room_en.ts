<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>host</name>
    <message>
        <source>host.cards_slow</source>
        <translation>Card host is slow · {detail}</translation>
    </message>
    <message>
        <source>host.cards_offline</source>
        <translation>Card host out of reach</translation>
    </message>
</context>
<context>
    <name>reader</name>
    <message>
        <source>reader.off_key</source>
        <translation>Cards are off: the key of card numbers cannot be had ({detail})</translation>
    </message>
    <message>
        <source>reader.off_host</source>
        <translation>Cards are off: the card host’s profile is wrong ({detail})</translation>
    </message>
    <message>
        <source>reader.off_papers</source>
        <translation>Cards are off: the acquirer’s card data are wrong ({detail})</translation>
    </message>
    <message>
        <source>reader.off_readers</source>
        <translation>Cards are off: no such reader ({detail})</translation>
    </message>
</context>
<context>
    <name>more</name>
    <message>
        <source>more.about_card_host</source>
        <translation>Card host</translation>
    </message>
    <message>
        <source>more.about_readers</source>
        <translation>Readers’ approval</translation>
    </message>
    <message>
        <source>more.about_no_approval</source>
        <translation>None: for demo, training and lab only</translation>
    </message>
    <message>
        <source>more.about_kernel</source>
        <translation>EMV kernel</translation>
    </message>
    <message>
        <source>more.about_kernel_words</source>
        <translation>The till’s own; not assessed or certified</translation>
    </message>
    <message>
        <source>more.about_bank_host</source>
        <translation>The simulated bank’s</translation>
    </message>
</context>
</TS>

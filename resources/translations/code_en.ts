<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>code</name>
    <message>
        <source>code.empty</source>
        <translation>The code is empty.</translation>
    </message>
    <message>
        <source>code.too_long</source>
        <translation>The code is too long.</translation>
    </message>
    <message>
        <source>code.characters</source>
        <translation>The code has characters that do not belong in one.</translation>
    </message>
    <message>
        <source>code.not_merchant_code</source>
        <translation>This is not a payment code of a shop.</translation>
    </message>
    <message>
        <source>code.checksum</source>
        <translation>The code is damaged: its checksum is wrong.</translation>
    </message>
    <message>
        <source>code.structure</source>
        <translation>The code is damaged: its fields do not fit.</translation>
    </message>
    <message>
        <source>code.duplicate</source>
        <translation>The code says the same thing twice.</translation>
    </message>
    <message>
        <source>code.missing</source>
        <translation>The code lacks something that it must have.</translation>
    </message>
    <message>
        <source>code.format</source>
        <translation>Something in the code is not written as it must be.</translation>
    </message>
    <message>
        <source>code.zero_amount</source>
        <translation>The code asks for nothing.</translation>
    </message>
    <message>
        <source>code.not_paynow</source>
        <translation>This is not a PayNow code.</translation>
    </message>
    <message>
        <source>code.not_wechat</source>
        <translation>This is not a WeChat Pay code.</translation>
    </message>
    <message>
        <source>code.not_alipay</source>
        <translation>This is not an Alipay code.</translation>
    </message>
    <message>
        <source>code.not_dynamic</source>
        <translation>The code was not made for this sale.</translation>
    </message>
    <message>
        <source>code.wrong_amount</source>
        <translation>The code asks for another amount.</translation>
    </message>
    <message>
        <source>code.amount_editable</source>
        <translation>The customer could change the amount of this code.</translation>
    </message>
    <message>
        <source>code.wrong_currency</source>
        <translation>The code asks for another currency.</translation>
    </message>
    <message>
        <source>code.wrong_country</source>
        <translation>The code is for another country.</translation>
    </message>
    <message>
        <source>code.wrong_reference</source>
        <translation>The code belongs to another order.</translation>
    </message>
    <message>
        <source>code.unreadable</source>
        <translation>The code could not be read back.</translation>
    </message>
</context>
<context>
    <name>gateway</name>
    <message>
        <source>gateway.url</source>
        <translation>The gateway's address is not usable.</translation>
    </message>
    <message>
        <source>gateway.url_not_encrypted</source>
        <translation>The gateway's address must begin with https.</translation>
    </message>
    <message>
        <source>gateway.notify_url</source>
        <translation>The address for callbacks is not usable.</translation>
    </message>
    <message>
        <source>gateway.numbers</source>
        <translation>The merchant or application number is missing or wrong.</translation>
    </message>
    <message>
        <source>gateway.key_missing</source>
        <translation>The key file is missing.</translation>
    </message>
    <message>
        <source>gateway.key_unreadable</source>
        <translation>The key file cannot be read.</translation>
    </message>
    <message>
        <source>gateway.key_not_rsa</source>
        <translation>The key file holds no RSA key.</translation>
    </message>
    <message>
        <source>gateway.key_too_short</source>
        <translation>The key is too short: at least 2048 bits.</translation>
    </message>
    <message>
        <source>gateway.ca_file</source>
        <translation>The file of certificate authorities cannot be used.</translation>
    </message>
</context>
<context>
    <name>reason</name>
    <message>
        <source>reason.offline</source>
        <translation>The bank could not be reached.</translation>
    </message>
    <message>
        <source>reason.timeout</source>
        <translation>The bank did not answer in time.</translation>
    </message>
    <message>
        <source>reason.signature</source>
        <translation>The bank’s answer was not genuine.</translation>
    </message>
    <message>
        <source>reason.mismatch</source>
        <translation>The bank’s answer was for something else.</translation>
    </message>
    <message>
        <source>reason.malformed</source>
        <translation>The bank’s answer could not be read.</translation>
    </message>
    <message>
        <source>reason.server</source>
        <translation>The bank reported a fault of its own.</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>scan</name>
    <message>
        <source>scan.empty</source>
        <translation>Nothing was read. Please scan again.</translation>
    </message>
    <message>
        <source>scan.too_long</source>
        <translation>That is too long for a payment code. Ask the customer to open the payment code in the wallet.</translation>
    </message>
    <message>
        <source>scan.not_text</source>
        <translation>That could not be read as a code. Please scan again.</translation>
    </message>
    <message>
        <source>scan.incomplete</source>
        <translation>The code was not read whole. Please scan again.</translation>
    </message>
    <message>
        <source>scan.caps_lock</source>
        <translation>Caps Lock is on and changes the code. Turn it off and scan again.</translation>
    </message>
    <message>
        <source>scan.input_method</source>
        <translation>An input method is on and changes the code. Switch to English and scan again.</translation>
    </message>
    <message>
        <source>scan.too_slow</source>
        <translation>The scanner types too slowly for the till. Scan again, or choose a faster speed on the scanner.</translation>
    </message>
    <message>
        <source>scan.shop_code</source>
        <translation>That is a code for paying a shop. Ask the customer to show their own payment code.</translation>
    </message>
    <message>
        <source>scan.link</source>
        <translation>That is a link or a contact, not a payment code. Ask the customer to show their payment code.</translation>
    </message>
    <message>
        <source>scan.product</source>
        <translation>That is the barcode of a product, not a payment code.</translation>
    </message>
    <message>
        <source>scan.own_slip</source>
        <translation>That is the code on a receipt of this till. Scan it on the Transactions page to open the sale.</translation>
    </message>
    <message>
        <source>scan.member</source>
        <translation>That is a member card or a coupon, not a payment code.</translation>
    </message>
    <message>
        <source>scan.card_number</source>
        <translation>That is a card’s number, not a payment code. Take the payment by card instead.</translation>
    </message>
    <message>
        <source>scan.card_code</source>
        <translation>That is a bank card’s code. Ask for a wallet’s payment code, or take the payment by card.</translation>
    </message>
    <message>
        <source>scan.card_code_damaged</source>
        <translation>The card’s code on the phone is damaged. Ask the customer to open it again.</translation>
    </message>
    <message>
        <source>scan.card_code_unknown</source>
        <translation>The card’s code on the phone is of a kind that this till does not know.</translation>
    </message>
    <message>
        <source>scan.expired</source>
        <translation>The code has expired. Ask the customer to open a new one.</translation>
    </message>
    <message>
        <source>scan.same_again</source>
        <translation>This code was scanned a moment ago.</translation>
    </message>
    <message>
        <source>scan.unknown</source>
        <translation>That is not a payment code. Ask the customer to open the payment code in the wallet.</translation>
    </message>
</context>
</TS>

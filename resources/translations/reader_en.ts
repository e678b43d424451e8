<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>reader</name>
    <message>
        <source>reader.ready</source>
        <translation>Card readers ready</translation>
    </message>
    <message>
        <source>reader.card_in</source>
        <translation>A card is in the reader</translation>
    </message>
    <message>
        <source>reader.starting</source>
        <translation>Card reader: looking for it</translation>
    </message>
    <message>
        <source>reader.absent</source>
        <translation>The card reader is not connected</translation>
    </message>
    <message>
        <source>reader.no_service</source>
        <translation>This computer’s card service is not running</translation>
    </message>
    <message>
        <source>reader.no_library</source>
        <translation>The card reader’s software is not installed</translation>
    </message>
    <message>
        <source>reader.busy</source>
        <translation>Another program is using the card reader</translation>
    </message>
    <message>
        <source>reader.failing</source>
        <translation>The card reader does not work</translation>
    </message>
    <message>
        <source>reader.none</source>
        <translation>No card reader is set up</translation>
    </message>
</context>
<context>
    <name>device</name>
    <message>
        <source>device.card_reader</source>
        <translation>Card reader</translation>
    </message>
</context>
</TS>

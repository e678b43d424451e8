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
<context>
    <name>state</name>
    <message>
        <source>state.reader_ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.reader_card_in</source>
        <translation>A card is in</translation>
    </message>
    <message>
        <source>state.reader_starting</source>
        <translation>Looking for it</translation>
    </message>
    <message>
        <source>state.reader_absent</source>
        <translation>Not connected</translation>
    </message>
    <message>
        <source>state.reader_no_service</source>
        <translation>Service off</translation>
    </message>
    <message>
        <source>state.reader_no_library</source>
        <translation>No software</translation>
    </message>
    <message>
        <source>state.reader_busy</source>
        <translation>In use</translation>
    </message>
    <message>
        <source>state.reader_failing</source>
        <translation>Fails</translation>
    </message>
    <message>
        <source>state.reader_none</source>
        <translation>Not set up</translation>
    </message>
</context>
<context>
    <name>more</name>
    <message>
        <source>more.readers_1</source>
        <translation>{one}</translation>
    </message>
    <message>
        <source>more.readers_2</source>
        <translation>{one} · {two}</translation>
    </message>
    <message>
        <source>more.readers_3</source>
        <translation>{one} · {two} · {three}</translation>
    </message>
    <message>
        <source>more.readers_none</source>
        <translation>No way to read cards works</translation>
    </message>
</context>
</TS>

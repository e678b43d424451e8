<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>receipt</name>
    <message>
        <source>receipt.show</source>
        <translation>Receipt as QR</translation>
    </message>
    <message>
        <source>receipt.hide</source>
        <translation>Hide receipt QR</translation>
    </message>
    <message>
        <source>receipt.yours</source>
        <translation>Your receipt</translation>
    </message>
    <message>
        <source>receipt.yours_back</source>
        <translation>Receipt for your money back</translation>
    </message>
    <message>
        <source>receipt.scan_text</source>
        <translation>Scan to keep your receipt</translation>
    </message>
    <message>
        <source>receipt.scan_link</source>
        <translation>Join our Wi-Fi and scan for your receipt</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>host</name>
    <message>
        <source>host.none</source>
        <translation>No bank host in this profile</translation>
    </message>
</context>
<context>
    <name>scanner</name>
    <message>
        <source>scanner.keyboard</source>
        <translation>Ready: scans come as keys</translation>
    </message>
    <message>
        <source>scanner.simulated</source>
        <translation>The demo’s</translation>
    </message>
    <message>
        <source>scanner.ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>scanner.absent</source>
        <translation>Not connected ({detail})</translation>
    </message>
    <message>
        <source>scanner.busy</source>
        <translation>Another program uses it ({detail})</translation>
    </message>
    <message>
        <source>scanner.forbidden</source>
        <translation>This user may not open it ({detail})</translation>
    </message>
    <message>
        <source>scanner.wrong_path</source>
        <translation>No such scanner: {detail}</translation>
    </message>
</context>
<context>
    <name>more</name>
    <message>
        <source>more.about_own_code</source>
        <translation>Own PayNow account</translation>
    </message>
</context>
</TS>

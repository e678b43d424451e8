<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>lock</name>
    <message>
        <source>lock.title</source>
        <translation>Screen locked</translation>
    </message>
    <message>
        <source>lock.signed_in</source>
        <translation>{name} is signed in</translation>
    </message>
    <message>
        <source>lock.notices_one</source>
        <translation>1 notice waits</translation>
    </message>
    <message>
        <source>lock.notices_many</source>
        <translation>{count} notices wait</translation>
    </message>
    <message>
        <source>lock.prompt</source>
        <translation>Your PIN brings you back to where you were</translation>
    </message>
    <message>
        <source>lock.signs_out</source>
        <translation>{name} will be signed out</translation>
    </message>
    <message>
        <source>lock.goes_on</source>
        <translation>{name} stays signed in</translation>
    </message>
    <message>
        <source>lock.for_owner</source>
        <translation>Unlock for {name}</translation>
    </message>
    <message>
        <source>lock.instead</source>
        <translation>Sign in instead</translation>
    </message>
    <message>
        <source>lock.entry</source>
        <translation>Lock screen</translation>
    </message>
    <message>
        <source>lock.entry_hint</source>
        <translation>While you are away. Your PIN brings everything back.</translation>
    </message>
</context>
<context>
    <name>help</name>
    <message>
        <source>help.away</source>
        <translation>Leave the counter</translation>
    </message>
    <message>
        <source>help.away_title</source>
        <translation>When you leave the counter</translation>
    </message>
    <message>
        <source>help.away_1</source>
        <translation>Press Ctrl+L, or choose More and Lock screen. The till also locks by itself when nobody has touched it for a while, but never while a customer pays.</translation>
    </message>
    <message>
        <source>help.away_2</source>
        <translation>Your PIN brings you back to where you were. Sales that are under way go on behind the lock.</translation>
    </message>
    <message>
        <source>help.away_3</source>
        <translation>Another cashier can sign in with a PIN of their own; you are signed out then. A supervisor can unlock the screen for you.</translation>
    </message>
    <message>
        <source>help.away_note</source>
        <translation>You hear three short notes when somebody has to look. The page Sounds makes them louder, or turns them off.</translation>
    </message>
</context>
</TS>

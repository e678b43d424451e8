<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>comfort</name>
    <message>
        <source>comfort.full_screen</source>
        <translation>Window</translation>
    </message>
    <message>
        <source>comfort.full_screen_off</source>
        <translation>Normal</translation>
    </message>
    <message>
        <source>comfort.full_screen_on</source>
        <translation>Full screen</translation>
    </message>
    <message>
        <source>comfort.keyboard</source>
        <translation>On-screen keyboard</translation>
    </message>
    <message>
        <source>comfort.keyboard_auto</source>
        <translation>Automatic</translation>
    </message>
    <message>
        <source>comfort.keyboard_on</source>
        <translation>Always</translation>
    </message>
    <message>
        <source>comfort.keyboard_off</source>
        <translation>Never</translation>
    </message>
    <message>
        <source>comfort.start</source>
        <translation>Start with the computer</translation>
    </message>
    <message>
        <source>comfort.start_on</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>comfort.start_off</source>
        <translation>No</translation>
    </message>
    <message>
        <source>comfort.start_waiting</source>
        <translation>Changing it…</translation>
    </message>
    <message>
        <source>comfort.start_switched_off</source>
        <translation>The computer’s own settings keep it from starting.</translation>
    </message>
    <message>
        <source>comfort.start_denied</source>
        <translation>This computer does not allow the till to be entered there.</translation>
    </message>
    <message>
        <source>comfort.start_full</source>
        <translation>The disk is full: the till could not be entered.</translation>
    </message>
    <message>
        <source>comfort.start_too_long</source>
        <translation>The till’s folder has too long a name for Windows to start it from there.</translation>
    </message>
    <message>
        <source>comfort.start_failed</source>
        <translation>This could not be changed. Please try again, or contact us.</translation>
    </message>
    <message>
        <source>comfort.supervisor</source>
        <translation>A supervisor can change this.</translation>
    </message>
    <message>
        <source>comfort.supervisor_sign_in</source>
        <translation>A supervisor can change full screen: please sign in first.</translation>
    </message>
    <message>
        <source>comfort.note_title</source>
        <translation>On a touch screen</translation>
    </message>
    <message>
        <source>comfort.note</source>
        <translation>“Automatic” brings up keys to touch where a touch screen is attached and no keyboard. F11 goes to full screen and back.</translation>
    </message>
    <message>
        <source>comfort.key_done</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>comfort.key_space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>comfort.key_shift</source>
        <translation>Capital letters</translation>
    </message>
    <message>
        <source>comfort.key_back</source>
        <translation>Backspace</translation>
    </message>
    <message>
        <source>comfort.key_letters</source>
        <translation>Letters</translation>
    </message>
    <message>
        <source>comfort.key_signs</source>
        <translation>Figures and signs</translation>
    </message>
    <message>
        <source>comfort.key_more</source>
        <translation>More signs</translation>
    </message>
    <message>
        <source>comfort.keys</source>
        <translation>Keyboard on the screen</translation>
    </message>
</context>
</TS>

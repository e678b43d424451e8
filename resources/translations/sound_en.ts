<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>sound</name>
    <message>
        <source>sound.ready</source>
        <translation>Sounds ready</translation>
    </message>
    <message>
        <source>sound.simulated</source>
        <translation>Sounds are simulated</translation>
    </message>
    <message>
        <source>sound.none</source>
        <translation>No sound: this computer has no program that plays it</translation>
    </message>
    <message>
        <source>sound.fails</source>
        <translation>The sound could not be played</translation>
    </message>
    <message>
        <source>sound.hangs</source>
        <translation>The sound’s player did not answer and was stopped</translation>
    </message>
    <message>
        <source>sound.file_fails</source>
        <translation>The sound’s file cannot be written</translation>
    </message>
    <message>
        <source>sound.device</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>sound.speaker</source>
        <translation>This computer’s loudspeaker</translation>
    </message>
    <message>
        <source>sound.played_by</source>
        <translation>Played by {player}</translation>
    </message>
    <message>
        <source>sound.test</source>
        <translation>Play a sound</translation>
    </message>
    <message>
        <source>sound.playing</source>
        <translation>Playing…</translation>
    </message>
    <message>
        <source>sound.played</source>
        <translation>Played at {time}</translation>
    </message>
    <message>
        <source>sound.noted</source>
        <translation>Noted at {time}: simulated sounds are not heard</translation>
    </message>
    <message>
        <source>sound.not_played</source>
        <translation>Not played: {reason}</translation>
    </message>
    <message>
        <source>sound.title</source>
        <translation>Sounds</translation>
    </message>
    <message>
        <source>sound.hint</source>
        <translation>On or off, how loud, and try each.</translation>
    </message>
    <message>
        <source>sound.on</source>
        <translation>On</translation>
    </message>
    <message>
        <source>sound.off</source>
        <translation>Off</translation>
    </message>
    <message>
        <source>sound.volume</source>
        <translation>Volume</translation>
    </message>
    <message>
        <source>sound.percent</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>sound.keys</source>
        <translation>A click for each key</translation>
    </message>
    <message>
        <source>sound.try</source>
        <translation>Try</translation>
    </message>
    <message>
        <source>sound.name_approved</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>sound.name_failed</source>
        <translation>Not charged</translation>
    </message>
    <message>
        <source>sound.name_attention</source>
        <translation>Attention</translation>
    </message>
    <message>
        <source>sound.name_key</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>sound.note_title</source>
        <translation>What they mean</translation>
    </message>
    <message>
        <source>sound.note</source>
        <translation>Two notes up: approved. Two notes down: not charged. Three short ones: somebody has to look, at a sale or at the printer. Four high ones: a card is still in the reader. The page counts: nothing depends on a sound.</translation>
    </message>
</context>
<context>
    <name>state</name>
    <message>
        <source>state.sound_ready</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.sound_simulated</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>state.sound_none</source>
        <translation>No sound</translation>
    </message>
    <message>
        <source>state.sound_fails</source>
        <translation>Cannot play</translation>
    </message>
    <message>
        <source>state.sound_hangs</source>
        <translation>Does not answer</translation>
    </message>
    <message>
        <source>state.sound_file_fails</source>
        <translation>Cannot be written</translation>
    </message>
    <message>
        <source>state.sound_off</source>
        <translation>Off</translation>
    </message>
</context>
</TS>

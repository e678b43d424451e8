"""The bank's card host: ISO 8583 over TLS, card accounts, and every way in which a host can fail.

It has a codec, a MAC and field checks of its own and shares no line with the till. Its dialect, its
rules and the table of its scenarios: ``docs/bank.md``.
"""

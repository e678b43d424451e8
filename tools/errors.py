"""What set-up tells a person when it cannot go on."""

from __future__ import annotations


class SetupError(Exception):
    """Set-up cannot go on; the message is whole sentences for the person at the terminal."""

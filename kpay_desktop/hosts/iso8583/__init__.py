"""The card host's client: ISO 8583 messages by profile, over one kept connection."""

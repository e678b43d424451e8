"""The bank, the phone and the paper of the demo, sharing no code with the till."""

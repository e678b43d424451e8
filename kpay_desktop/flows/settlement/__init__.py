"""Settling one acquirer's batch, in steps of which each can be repeated after a crash."""

"""Clients of the hosts that the till talks to."""

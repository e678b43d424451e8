"""Drivers of devices: blocking, free of Qt, each beside its simulated twin."""

"""Mistakes planted on purpose, one by one, in a copy of the tree: each has to be found.

``python3 run.py plants`` runs it. Mistakes that a running till makes in its own memory, for the
trials of its system calls, stand in :mod:`tests.faults.plants`.
"""

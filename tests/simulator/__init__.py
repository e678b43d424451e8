"""A deterministic simulator: whole days of the till by seed, in one process and virtual time.

The flows, their workers, the store and the print queue are the program's own. Swapped are clock and
threads (:mod:`~tests.simulator.threads`), the line to the bank (:mod:`~tests.simulator.line`), and
what the disk answers (:mod:`~tests.simulator.disk`). ``python3 run.py simulate`` runs it.
"""

"""A till without windows whose system calls fail, one after another; see docs/reliability.md."""

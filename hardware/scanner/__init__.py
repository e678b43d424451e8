"""Hand scanners on a line of their own."""

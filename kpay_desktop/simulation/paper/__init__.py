"""Paper of a simulated printer: reads ESC/POS back, with code of its own."""

"""What run.py is made of (the standard library only), and scripts that make resources."""

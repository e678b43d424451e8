"""Icons, fonts, sounds, translations and themes, read through importlib.resources."""

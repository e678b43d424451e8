"""The camera and what is read from its frames."""

"""Inputs that nobody thought of: coverage-guided fuzzing of whatever reads foreign bytes."""

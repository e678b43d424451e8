"""The till's sounds: made by the till itself, played by what the computer has."""

"""What stands on each slip, as documents of rows: neither bytes nor pixels."""

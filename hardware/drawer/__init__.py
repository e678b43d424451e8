"""The cash drawer, which hangs on the receipt printer's own plug."""

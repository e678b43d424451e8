"""The cashier's window and its pages."""

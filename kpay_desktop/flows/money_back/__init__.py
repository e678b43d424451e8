"""Void and refund: money on its way back to a customer, one flow for each."""

"""Customers' receipts, served to the phones in the shop's own network."""

"""The show-QR sale: the shop shows a code, the customer pays it."""

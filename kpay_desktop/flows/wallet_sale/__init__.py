"""The sale by wallet: the shop shows a code or the customer does, and the customer pays."""

"""The demo desk: stands in for the customer's phone, the paper and the bank's staff."""

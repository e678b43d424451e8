"""The card sale: tap, insert or swipe, authorised by a host that can fail."""

"""One file a flow: states, events, effects and the table that joins them."""

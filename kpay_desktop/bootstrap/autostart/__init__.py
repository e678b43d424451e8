"""Starting with the computer: an entry where each system keeps those of the person logged in."""

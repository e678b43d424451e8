"""Every state in which a power cut could leave a day's files, opened as the till opens them."""

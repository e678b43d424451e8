"""Days of sales by the real program, while everything around it fails and it is killed."""

"""What people can type and touch with: touch screens and keyboards that are attached."""

"""Widgets that every window shares: painted from the theme, knowing no flow."""

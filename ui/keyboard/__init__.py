"""The keyboard on the screen: its keys, and where and for which field it stands."""

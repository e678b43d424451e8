"""Everything that imports PySide6: windows, pages and widgets."""

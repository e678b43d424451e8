"""Everything that imports PySide6: windows, pages and widgets."""

from ui.references import keep_singletons

keep_singletons()

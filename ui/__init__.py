"""The window: all PySide6 code."""

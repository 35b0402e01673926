"""The window: all PySide6 code."""

from ui.none_reference import keep_none

keep_none()

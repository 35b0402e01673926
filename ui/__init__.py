"""The window: all PySide6 code."""

from ui.immortal import keep_constants

keep_constants()

"""Dialogs that are asked something once."""

from PySide6.QtWidgets import QDialog


def run(dialog: QDialog) -> int:
    """Show it until it is left, then let it go: a dialog that stays is dressed and told of everything for ever."""
    result = dialog.exec()
    dialog.deleteLater()
    return result

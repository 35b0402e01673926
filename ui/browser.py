"""Addresses that the system's browser or mail program is asked to open."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from ui.translation import _

Open = Callable[[str], bool]
"""Asks for an address to be opened; False: nothing started."""


def open_address(address: str) -> bool:
    """Ask the system to open the address; tells whether something started."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    return QDesktopServices.openUrl(QUrl(address))


def copied_instead(address: str) -> str:
    """Nothing started: put the address on the clipboard; returns the sentence that says so."""
    QGuiApplication.clipboard().setText(address)
    return _("No browser started. The address is copied: {address}").format(address=address)

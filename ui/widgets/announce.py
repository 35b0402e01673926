"""Words for screen readers that no widget shows."""

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, text: str, *, at_once: bool = False) -> None:
    """Say it politely, or, for a lost connection or a call, at once."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    wanted = QAccessible.AnnouncementPoliteness
    event.setPoliteness(wanted.Assertive if at_once else wanted.Polite)
    QAccessible.updateAccessibility(event)

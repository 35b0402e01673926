"""The banner: one fact at a time, offline before an update before the trial."""

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.client.port import Link, LinkStatus
from ui.bridge.desk_bridge import DeskBridge
from ui.translation import _, ngettext
from ui.widgets.announce import announce
from ui.widgets.banner import Banner

_SECOND_MS = 1_000
_CLOCK_SKEW_MS = 300_000
"""Five minutes (sync.md, 2.8)."""


class Notices(QObject):
    """Keeps the banner true to the connection."""

    changes_requested = Signal()
    """"Show changes" was pressed."""

    sign_in_requested = Signal()
    """The session ended and the operator wants to sign in."""

    def __init__(self, bridge: DeskBridge, banner: Banner) -> None:
        super().__init__(banner)
        self._bridge = bridge
        self._banner = banner
        self._shown: tuple[object, ...] = ()
        self._timer = QTimer(self, interval=_SECOND_MS)
        self._timer.timeout.connect(self._on_tick)
        banner.pressed.connect(self._on_pressed)
        bridge.status_changed.connect(self.show_status)
        self.show_status(bridge.status)

    @Slot(object)
    def show_status(self, status: LinkStatus) -> None:
        """Show, change or hide the banner."""
        shown = (status.link, status.portal, status.unsent, abs(status.skew_ms) > _CLOCK_SKEW_MS)
        if shown == self._shown:
            self._on_tick()
            return
        was_offline = bool(self._shown) and self._shown[0] is Link.OFFLINE
        self._shown = shown
        self._timer.stop()
        if status.link is Link.OFFLINE:
            self._show_offline(status)
            if not was_offline:
                announce(self._banner, self._banner.accessibleName(), at_once=True)
        elif not self._show_other(status):
            self._banner.hide()

    def retranslate(self) -> None:
        """Say it again in the window's language."""
        self._shown = ()
        self.show_status(self._bridge.status)

    def _show_offline(self, status: LinkStatus) -> None:
        fact = _("This network asks you to sign in to it") if status.portal else _("Working offline")
        if status.unsent:
            sent = ngettext("{count} change will be sent", "{count} changes will be sent", status.unsent)
            fact = f"{fact} — {sent.format(count=status.unsent)}"
        more = _("You can keep reading and replying. Everything goes out when the connection is back.")
        if status.portal:
            more = _("Open any page in a browser and follow it. Until then you work offline, nothing is lost.")
        self._banner.show_fact("warning", "cloud-off", fact, more)
        buttons = [("changes", _("Show changes"), "")] if status.unsent or status.attention else []
        self._banner.set_buttons([*buttons, ("retry", _("Retry now"), "refresh-cw")])
        self._banner.show()
        self._timer.start()
        self._on_tick()

    def _show_other(self, status: LinkStatus) -> bool:
        if status.link is Link.SIGNED_OUT:
            more = _("You can keep reading. What you write waits here until you sign in.")
            self._banner.show_fact("danger", "key-round", _("Your session has ended"), more)
            self._banner.set_buttons([("sign-in", _("Sign in"), "")])
        elif status.link is Link.UPGRADE:
            more = _("Your changes are still sent. New requests come after the update.")
            self._banner.show_fact("warning", "circle-alert", _("Deskhand must be updated"), more)
            self._banner.set_buttons([])
        elif abs(status.skew_ms) > _CLOCK_SKEW_MS:
            more = _("Deadlines are counted by the server's time. Set the clock of this computer.")
            self._banner.show_fact("warning", "clock", _("The clock of this computer is wrong"), more)
            self._banner.set_buttons([])
        else:
            return False
        self._banner.show()
        return True

    @Slot()
    def _on_tick(self) -> None:
        status = self._bridge.status
        if status.link is not Link.OFFLINE or status.retry_at is None:
            return
        left = max(timedelta(), status.retry_at - self._bridge.now())
        minutes, seconds = divmod(int(left.total_seconds()), 60)
        text = _("Retry in {time}").format(time=f"{minutes}:{seconds:02}") if left else _("Retry now")
        self._banner.set_button_text("retry", text)

    @Slot(str)
    def _on_pressed(self, key: str) -> None:
        if key == "retry":
            self._bridge.desk.sync_now()
        elif key == "changes":
            self.changes_requested.emit()
        elif key == "sign-in":
            self.sign_in_requested.emit()

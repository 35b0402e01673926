"""The foot of the window: the connection, what is unsent, the next promise, the trial's addresses, one's state."""

from datetime import UTC, datetime, tzinfo

from PySide6.QtCore import QEvent, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStatusBar, QWidget

from app.client.port import Link, LinkStatus, Person
from ui.browser import Open, open_address
from ui.shell.left_cell import LeftCell
from ui.shell.trial_cells import TrialCells
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.announce import announce
from ui.widgets.base import follow
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.foreign import tooltip
from ui.widgets.key_badge import named_with
from ui.widgets.status_cell import StatusCell

_BAD = frozenset({Link.OFFLINE, Link.SIGNED_OUT, Link.UPGRADE})

SAID_MS, SAID_LONG_MS = 6_000, 20_000
"""How long a sentence stands in the bar: one that only confirms, and one that tells what to do."""


def clock(at: datetime) -> str:
    """Hours and minutes as they stand in ``at``."""
    return f"{at:%H:%M}"


def link_words(status: LinkStatus, zone: tzinfo) -> str:
    """The connection in words."""
    if status.portal and status.link is Link.OFFLINE:
        return _("This network asks you to sign in to it")
    if status.catching_up and status.link is Link.CONNECTING:
        return _("Catching up…")
    since = clock(status.synced_at.astimezone(zone)) if status.synced_at else ""
    if status.link is Link.POLLING and since:
        return _("Online, looking every 15 s · {time}").format(time=since)
    if status.link in (Link.LIVE, Link.POLLING):
        return _("Online · synced {time}").format(time=since) if since else _("Online")
    return {
        Link.CONNECTING: _("Connecting…"),
        Link.OFFLINE: _("Server unreachable"),
        Link.SIGNED_OUT: _("Signed out"),
        Link.UPGRADE: _("An update is needed"),
    }[status.link]


def copy_words(synced_at: datetime, now: datetime, zone: tzinfo) -> str:
    """How old the copy is."""
    from ui.wording import moment_text  # its zones are not wanted before the first paint

    return _("Local copy from {time}").format(time=moment_text(synced_at, now, zone))


def promise_words(promise_at: datetime, now: datetime, zone: tzinfo) -> str:
    """When the next promise falls due."""
    from ui.wording import due_text

    return _("Next promise {time}").format(time=due_text(promise_at, now, zone))


def unsent_words(count: int) -> str:
    """How many changes wait."""
    return ngettext("{count} change waiting", "{count} changes waiting", count).format(count=count)


class StatusBar(QStatusBar):
    """Cells with separators; those that open something can be pressed and reached by Tab.

    A sentence that is being said takes the place of cells that can wait, never of what is unsent or needs attention.
    """

    changes_requested = Signal()
    """The operator wants to see what is unsent or needs attention."""

    inbox_requested = Signal()
    """The operator wants to see what is the matter with a mailbox."""

    bell_requested = Signal()
    """The operator wants to see what they were told."""

    state_requested = Signal()
    """The operator wants to be in another state."""

    def __init__(self, parent: QWidget | None = None, *, browser: Open = open_address) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setSizeGripEnabled(False)
        self._status = LinkStatus(Link.CONNECTING)
        self._person: Person | None = None
        self._zone: tzinfo = UTC
        self._promise_at: datetime | None = None
        self._now: datetime | None = None
        self._unseen, self._quiet, self._state = 0, "", ("", "", False)
        self._saying = QTimer(self, singleShot=True)
        self._saying.timeout.connect(self._on_said)
        self.said = ElidedLabel(step="meta", role="text.primary")
        self._place = QWidget()
        row = QHBoxLayout(self._place)
        row.setContentsMargins(theme().space(5), 0, 0, 0)
        row.addWidget(self.said)
        self._place.hide()
        self.link, self.copy_age = StatusCell(first=True), StatusCell()
        self.unsent, self.attention, self.left, self.inbox = StatusCell(), StatusCell(), LeftCell(), StatusCell()
        self._trial = TrialCells(browser, self)
        self._trial.done.connect(self.say)
        self._trial.failed.connect(self._on_failed)
        self.chat, self.mail = self._trial.chat, self._trial.mail
        self.promise, self.bell, self.presence = StatusCell(), StatusCell(), StatusCell()
        for cell in (self.link, self.copy_age, self.unsent, self.attention, self.left, self.inbox):
            self.addWidget(cell)
        self.addWidget(self._place, 1)
        for cell in (self.chat, self.mail, self.promise, self.bell, self.presence):
            self.addPermanentWidget(cell)
        acts = dict.fromkeys((self.unsent, self.attention, self.left), self.changes_requested)
        acts |= {self.bell: self.bell_requested, self.presence: self.state_requested, self.inbox: self.inbox_requested}
        for cell, act in acts.items():
            cell.set_pressable(True)
            cell.clicked.connect(act)
        self.left.changed.connect(self._make_room)
        self.left.revoked.connect(self.say)
        self.restyle()
        self.retranslate()

    def say(self, sentence: str, ms: int = SAID_MS) -> None:
        """Say something for so long; screen readers hear it too."""
        self.said.set_text(sentence)
        self._saying.start(ms)
        self._make_room()
        announce(self, sentence)

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.say(sentence, SAID_LONG_MS)

    @property
    def sentence(self) -> str:
        """What is being said; empty when nothing is."""
        return self.said.text if self._saying.isActive() else ""

    @Slot()
    def _on_said(self) -> None:
        self.said.set_text("")
        self._make_room()

    def _make_room(self) -> None:
        """Every cell that has something to tell is shown, but for those a sentence needs the place of."""
        person, told = self._person, bool(self.sentence)
        shown = {
            self.link: True,
            self.copy_age: self._status.link in _BAD and self._status.synced_at is not None,
            self.unsent: self._status.unsent > 0,
            self.attention: self._status.attention > 0,
            self.left: bool(self.left.text()),
            self.inbox: bool(self.inbox.text()),
            self.chat: bool(person and person.chat_url),
            self.mail: bool(person and person.mail_address),
            self.promise: self._promise_at is not None,
            self.bell: person is not None,
            self.presence: person is not None,
        }
        left = self.width() - 3 * theme().space(5) - (self.said.sizeHint().width() if told else 0)
        left -= sum(cell.sizeHint().width() for cell, wanted in shown.items() if wanted)
        can_wait: tuple[StatusCell, ...] = (self.mail, self.chat, self.promise)
        if told:
            can_wait = (self.copy_age, self.link, self.promise, self.chat, self.mail)
        for cell in can_wait:
            if left < 0 and shown[cell]:
                shown[cell] = False
                left += cell.sizeHint().width()
        for cell, wanted in shown.items():
            cell.setVisible(wanted)
        self._place.setVisible(told)

    def show_status(self, status: LinkStatus, now: datetime | None = None) -> None:
        """The connection or the counts changed. ``now``: the copy's age is told by the day when it is not of today."""
        self._status, self._now = status, now or self._now
        bad = status.link in _BAD
        words = link_words(status, self._zone)
        if status.link is Link.CONNECTING:
            self.link.show_text(words, dot="border.control")
        elif bad:
            self.link.show_text(words, icon="cloud-off", role="warning")
        else:
            self.link.show_text(words, dot="success.solid")
        if bad and (age := status.synced_at) is not None:
            self.copy_age.show_text(copy_words(age, self._now or age, self._zone))
        self.unsent.show_text(unsent_words(status.unsent), icon="cloud-upload")
        needs = ngettext("{count} needs attention", "{count} need attention", status.attention)
        self.attention.show_text(needs.format(count=status.attention), icon="triangle-alert", role="danger")
        self._make_room()

    def show_person(self, person: Person | None) -> None:
        """Who works here, and where a trial takes letters and chats."""
        self._person = person
        if person is None:
            self._zone = UTC
            self._make_room()
            return
        from ui.zone import zone_of

        self._zone = zone_of(person.timezone)
        self.show_state(*self._state)
        self._trial.show_person(person)
        self._make_room()

    def show_state(self, words: str, lasted: str, is_away: bool) -> None:
        """What the person does now, and for how long; before that is known, who it is."""
        self._state = words, lasted, is_away
        name = self._person.user_name if self._person is not None else ""
        dot = "warning.solid" if is_away else "success.solid"
        self.presence.show_text(words or name, dot=dot, role="text.primary", tail=lasted)
        self.presence.setAccessibleName(", ".join(it for it in (name, words, lasted) if it))
        offered = " · ".join(it for it in (name, _("Change my state")) if it)
        self.presence.setToolTip(tooltip(named_with(offered, "F12")))
        self._make_room()

    def show_inbox(self, words: str, more: str = "") -> None:
        """Which mailbox is not read; empty when all are. ``more`` is what is kept and what to do."""
        self.inbox.show_text(words, icon="triangle-alert" if words else "", role="warning")
        self.inbox.setToolTip(tooltip(more))
        self.inbox.setAccessibleDescription(more)
        self._make_room()

    def show_bell(self, unseen: int, *, quiet: str = "") -> None:
        """How many notices were not seen; ``quiet``: until when one is not to be disturbed, in words."""
        self._unseen, self._quiet = unseen, quiet
        role = "accent.text" if unseen else "text.secondary"
        self.bell.show_text(str(unseen) if unseen else "", icon="bell-off" if quiet else "bell", role=role)
        told = ngettext("{count} not seen", "{count} not seen", unseen).format(count=unseen) if unseen else ""
        self.bell.setAccessibleName(", ".join(part for part in (_("Notifications"), told, quiet) if part))
        self.bell.setToolTip(named_with(self.bell.accessibleName(), "Shift+F12"))
        self._make_room()

    def show_promise(self, promise_at: datetime | None, now: datetime | None = None) -> None:
        """The next promise; hidden when there is none. ``now``: of another day it is told with its day."""
        self._promise_at, self._now = promise_at, now or self._now
        if promise_at is not None:
            self.promise.show_text(promise_words(promise_at, self._now or promise_at, self._zone))
        self._make_room()

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "presence"):
            follow(self, event)
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be more room, or less."""
        super().resizeEvent(event)
        self._make_room()

    def restyle(self) -> None:
        """Sizes of now."""
        self.setFixedHeight(theme().size("status.bar"))

    def retranslate(self) -> None:
        """All cells anew."""
        self.setAccessibleName(_("Status bar"))
        self.show_bell(self._unseen, quiet=self._quiet)
        self.show_status(self._status)
        self.show_person(self._person)
        self.show_promise(self._promise_at)

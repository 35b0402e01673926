"""One inbox: its state in plain words, the import of older letters, and what can be done."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.client.inbox import InboxRow, WayOutTrouble
from app.domain.channel import Channel
from ui.channels.way_out import out_standing
from ui.channels.words import import_words, is_broken, standing
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.wording import channel_name, moment_text


class InboxDetail(QWidget):
    """Values in, wishes out."""

    mend_requested = Signal()
    """Another password, or another sign-in."""
    settings_requested = Signal()
    """What it says to customers, whose mail is whose, which sites, hours."""
    pause_requested = Signal(bool)
    """Leave the mailbox alone (True) or go on."""
    import_requested = Signal(str)
    """``start``, ``stop`` or ``undo``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.where, self.short = QLabel(), QLabel(), QLabel()
        self.state, self.said, self.older = QLabel(), QLabel(), QLabel()
        self.out_short, self.out_state = QLabel(), QLabel()
        out = (self.out_short, self.out_state)
        for label in (self.title, self.where, self.short, self.state, *out, self.said, self.older):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for label, role in ((self.where, "secondary"), (self.said, "tertiary")):
            label.setProperty("role", role)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.settings, self.mend, self.pause = Button(), Button(), Button()
        self.stop, self.resume, self.undo = Button(), Button(), Button()
        self._row: InboxRow | None = None
        self._lay_out()
        self.settings.clicked.connect(self.settings_requested)
        self.mend.clicked.connect(self.mend_requested)
        self.pause.clicked.connect(self._on_pause_clicked)
        for button, act in ((self.stop, "stop"), (self.resume, "start"), (self.undo, "undo")):
            button.setProperty("act", act)
            button.clicked.connect(self._on_import_clicked)

    def _lay_out(self) -> None:
        look = theme()
        older = QHBoxLayout()
        older.addWidget(self.progress, 1)
        for button in (self.stop, self.resume, self.undo):
            older.addWidget(button)
        acts = QHBoxLayout()
        acts.addWidget(self.settings)
        acts.addWidget(self.mend)
        acts.addWidget(self.pause)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space(3))
        for label in (self.title, self.where):
            column.addWidget(label)
        column.addSpacing(look.space(4))
        for label in (self.short, self.state, self.out_short, self.out_state, self.said):
            column.addWidget(label)
        column.addSpacing(look.space(3))
        column.addLayout(acts)
        column.addSpacing(look.space(5))
        column.addWidget(self.older)
        column.addLayout(older)
        column.addStretch(1)
        self.title.setFont(look.font("title"))
        for label in (self.short, self.out_short):
            label.setFont(look.font("bodyStrong"))
        self.out_short.setProperty("role", "danger")
        self.out_short.setContentsMargins(0, look.space(3), 0, 0)
        self.said.setFont(look.font("meta"))

    def show_inbox(self, row: InboxRow, now: datetime, *, may_change: bool, shut: WayOutTrouble | None = None) -> None:
        """Everything of it; ``shut``: why no letter leaves by it."""
        self._row = row
        told = standing(row)
        self.title.setText(row.name)
        place = _("{channel} · fills the queue “{queue}”")
        self.where.setText(f"{row.address}\n" + place.format(channel=channel_name(row.channel), queue=row.queue_name))
        self.short.setText(told.short)
        self.short.setProperty(
            "role", "danger" if is_broken(row) else "success" if row.state != "paused" else "warning"
        )
        self.short.style().unpolish(self.short)
        self.short.style().polish(self.short)
        self.state.setText(told.whole)
        self._show_way_out(shut)
        self.said.setText(self._small_print(row, now, shut))
        self.said.setVisible(bool(self.said.text()))
        self._show_acts(row, may_change)
        self._show_older(row, may_change)

    def _show_way_out(self, shut: WayOutTrouble | None) -> None:
        for label in (self.out_short, self.out_state):
            label.setVisible(shut is not None)
        if shut is None:
            return
        told = out_standing(shut)
        self.out_short.setText(told.short)
        self.out_state.setText(told.whole)

    def _small_print(self, row: InboxRow, now: datetime, shut: WayOutTrouble | None) -> str:
        parts = []
        if shut is not None and shut.since_at is not None and now.tzinfo is not None:
            parts.append(
                _("Letters have not left since {time}.").format(time=moment_text(shut.since_at, now, now.tzinfo))
            )
        if is_broken(row) and row.said:
            parts.append(_("The mail server said: {said}").format(said=row.said))
        if row.checked_at is not None and now.tzinfo is not None:
            parts.append(_("Last looked into {time}.").format(time=moment_text(row.checked_at, now, now.tzinfo)))
        if row.sent_state:
            parts.append(_("Copies of our letters do not reach the folder of sent mail."))
        return "\n".join(parts)

    def _show_acts(self, row: InboxRow, may_change: bool) -> None:
        mail = row.channel is Channel.EMAIL and bool(row.settings.get("imap_host"))
        by_browser = row.settings.get("auth") == "xoauth2"
        self.settings.setText(_("Settings…"))
        self.settings.setEnabled(may_change)
        self.mend.setText(_("Sign in again…") if by_browser else _("Password and servers…"))
        self.pause.setText(_("Go on") if row.settings.get("paused") else _("Pause"))
        for button in (self.mend, self.pause):
            button.setVisible(row.channel is Channel.EMAIL and (mail or button is self.mend))
            button.setEnabled(may_change)

    def _show_older(self, row: InboxRow, may_change: bool) -> None:
        words = import_words(row)
        running = row.import_state == "running"
        self.older.setText(words)
        self.older.setVisible(bool(words))
        self.progress.setVisible(row.import_state in {"running", "stopped", "undoing"})
        self.progress.setRange(0, row.import_total if row.import_state != "undoing" else 0)
        self.progress.setValue(min(row.import_done, row.import_total))
        self.progress.setAccessibleName(words)
        for button, text, shown in (
            (self.stop, _("Stop"), running),
            (self.resume, _("Go on bringing in"), row.import_state in {"stopped", "undone"}),
            (self.undo, _("Take them out again"), row.import_state in {"running", "stopped", "done"}),
        ):
            button.setText(text)
            button.setVisible(shown)
            button.setEnabled(may_change)

    def _on_pause_clicked(self) -> None:
        if self._row is not None:
            self.pause_requested.emit(not self._row.settings.get("paused"))

    def _on_import_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.import_requested.emit(str(sender.property("act")))

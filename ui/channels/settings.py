"""The settings of one channel, made from their declarations, and the opening hours of its queue."""

from contextlib import suppress
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.client.inbox import Declined, InboxRow
from app.domain.inbox_setting import GROUPS, groups_of, laid, options, shown, stored
from app.protocol.inbox import ChangeInbox
from ui.bridge.asking import ask
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import Unfinished, keep_fields
from ui.channels.fields import SettingField
from ui.channels.hours import HoursField
from ui.channels.words import declined_words
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button


class ChannelSettings(QDialog):
    """Saves what was changed, all or nothing of each part; what the server refuses stays in its field."""

    def __init__(self, bridge: DeskBridge, row: InboxRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("channel_settings")
        self.setWindowTitle(_("Settings of “{name}”").format(name=row.name))
        self._bridge, self._row = bridge, row
        self.fields: list[SettingField] = []
        self.hours = HoursField(row, bridge.now())
        self.notice = QLabel()
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setWordWrap(True)
        self.notice.setProperty("role", "danger")
        self.notice.hide()
        self.save, self.leave = Button(_("Save"), look="primary"), Button(_("Cancel"))
        self._lay_out()
        self.save.setDefault(True)  # Enter in a line must not cancel
        self.leave.setAutoDefault(False)
        self.save.clicked.connect(self._on_save_clicked)
        self.leave.clicked.connect(self.reject)
        texts = {".".join(it.option.place): it.field for it in self.fields if not isinstance(it.field, QCheckBox)}
        keep_fields(bridge, f"inbox:{row.id}", self, texts)
        self._keep_hours()

    def _keep_hours(self) -> None:
        """Hours and days off are lines of typing, too; whose they are goes with them."""
        unfinished = Unfinished(self._bridge, f"hours:{self._row.id}", self, self.hours.unsaved)
        left = unfinished.left()
        if isinstance(left, dict):
            with suppress(ValueError):
                self.hours.put_back(left)
        self.hours.edited.connect(unfinished.touch)

    def _lay_out(self) -> None:
        look = theme()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, look.space(4), 0)
        column.setSpacing(look.space(5))
        for group in groups_of(self._row.channel):
            column.addWidget(_title(_(GROUPS[group])))
            for name, option, default in options(group):
                made = SettingField(name, option, shown(option, default, self._row.settings))
                self.fields.append(made)
                column.addWidget(made)
        column.addWidget(_title(_("Opening hours")))
        column.addWidget(self.hours)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QDialogButtonBox()  # in the order of the system
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.leave, QDialogButtonBox.ButtonRole.RejectRole)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(*([look.space(6)] * 4))
        whole.addWidget(self.notice)
        whole.addWidget(area, 1)
        whole.addWidget(buttons)
        self.resize(look.size("dialog"), look.size("dialog"))

    def say(self, words: str) -> None:
        """What is wrong; an empty text takes it away."""
        self.notice.setText(words)
        self.notice.setVisible(bool(words))

    @Slot()
    def _on_save_clicked(self) -> None:
        try:
            values = {it.option.place: stored(it.option, it.value) for it in self.fields if it.is_changed}
            hours = self.hours.wish()
        except ValueError as wrong:
            self.say(_("This line cannot be read: “{line}”. Nothing was changed.").format(line=wrong))
            return
        patch = laid(self._row.settings, values)
        if not patch and hours is None:
            self.accept()
            return
        self.say("")
        self.save.setEnabled(False)
        office, inbox_id = self._bridge.desk.inboxes, self._row.id

        def work() -> Any:
            answer = office.change(inbox_id, ChangeInbox(settings=patch)) if patch else None
            if isinstance(answer, Declined) or hours is None:
                return answer
            return office.set_hours(inbox_id, hours)

        ask(self._bridge, work, self._on_answered)

    @Slot(object)
    def _on_answered(self, answer: object) -> None:
        self.save.setEnabled(True)
        if isinstance(answer, Declined):
            self.say(declined_words(answer))
            return
        self._bridge.desk.sync_now()
        self.accept()


def _title(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(theme().font("bodyStrong"))
    return label

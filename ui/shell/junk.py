"""Say that a request is no customer's: this one, its sender's, or its whole domain's."""

from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.client.row import ConversationCard, SenderCard
from app.commands.junk import MarkJunk
from app.domain.sender import DOUBTFUL, is_pattern
from app.domain.status import Status, may_follow
from ui.bridge.desk_bridge import DeskBridge
from ui.conversation_list.pane import ConversationListPane
from ui.shell.frame import Frame
from ui.shell.navigator import Navigator
from ui.theme.tokens import theme
from ui.translation import _, ngettext
from ui.widgets.toast import UNDO_MS
from ui.wording import button_text


def mark_junk(bridge: DeskBridge, card: ConversationCard, pattern: str, other_ids: tuple[UUID, ...]) -> bool:
    """Set the request aside, with a few seconds to undo it. False: it could not be stored."""
    command = MarkJunk(card.row.id, bridge.new_id(), card.status_rev, pattern, list(other_ids))
    return bridge.submit(command, undo_ms=UNDO_MS) is not None


class JunkActs(QObject):
    """What is said of the open request's sender, by one key or with a choice: on one side only each makes sense."""

    def __init__(self, bridge: DeskBridge, navigator: Navigator, pane: ConversationListPane, window: Frame) -> None:
        super().__init__(window)
        self._bridge, self._navigator, self._pane, self._window = bridge, navigator, pane, window

    def mark(self) -> None:
        """Ctrl+L: the open request, its sender from now on, and what else is open of that address; then the next."""
        card, sender = self._open()
        if card is None or sender is None:
            return
        known = is_pattern(sender.address)
        pattern, others = (sender.address, sender.same_address) if known else ("", ())
        if mark_junk(self._bridge, card, pattern, others):
            self._pane.solved(card.row.id)

    def ask(self) -> None:
        """Choose how much of the sender it is said of; the list then goes on to the next one."""
        card, sender = self._open()
        if card is None or sender is None:
            return
        dialog = JunkDialog(self._bridge, card, sender, self._window)
        dialog.exec()
        if dialog.marked:
            self._pane.solved(card.row.id)

    def _open(self) -> tuple[ConversationCard | None, SenderCard | None]:
        """The open request and its sender; nothing when it may not go to the junk."""
        card = self._navigator.card()
        if card is None or not may_follow(card.row.status, Status.SPAM):
            return None, None
        return card, self._bridge.queries.sender(card.row.id)

    def enable(self, card: ConversationCard | None) -> None:
        """As the status of the open request allows."""
        is_junk = card is not None and card.row.status is Status.SPAM
        allowed = card is not None and may_follow(card.row.status, Status.SPAM)
        self._window.shortcuts.set_enabled(("junk", "junk-choose"), allowed and not is_junk)
        doubtful = card is not None and card.row.machine in DOUBTFUL and card.row.status is not Status.CLOSED
        self._window.shortcuts.set_enabled(("customer-after-all",), is_junk or doubtful)


class JunkDialog(QDialog):
    """Three choices, the address chosen; Enter does it. ``marked`` tells whether it was done."""

    def __init__(
        self, bridge: DeskBridge, card: ConversationCard, sender: SenderCard, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("junk_dialog")
        self.setWindowTitle(_("Not a customer"))
        self._bridge, self._card, self._sender = bridge, card, sender
        self.marked = False
        self._choices = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setSpacing(theme().space(4))
        words = QLabel(_("Letters like this go to “Not customers”: without a deadline, and nobody is answered."))
        words.setWordWrap(True)
        column.addWidget(words)
        for pattern, text in self._patterns():
            column.addWidget(self._choice(pattern, text))
        self.others = QCheckBox()
        column.addWidget(self.others)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Not a customer"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.setMinimumWidth(theme().size("toast"))
        self._choices.buttonToggled.connect(self._show_others)
        chosen = self._choices.buttons()[min(1, len(self._choices.buttons()) - 1)]
        chosen.setChecked(True)
        chosen.setFocus()

    @property
    def pattern(self) -> str:
        """What is said from now on: an address, ``@domain``, or nothing."""
        button = self._choices.checkedButton()
        return str(button.property("pattern")) if button is not None else ""

    def accept(self) -> None:
        """Do it."""
        others = self._others() if self.others.isChecked() and not self.others.isHidden() else ()
        self.marked = mark_junk(self._bridge, self._card, self.pattern, others)
        super().accept()

    def _patterns(self) -> list[tuple[str, str]]:
        found = [("", _("Only this request"))]
        if self._sender.address:
            found.append((self._sender.address, _("Everything from {address}").format(address=self._sender.address)))
        if self._sender.domain:
            domain = self._sender.domain
            found.append((f"@{domain}", _("Everything from the domain {domain}").format(domain=domain)))
        return found

    def _choice(self, pattern: str, text: str) -> QRadioButton:
        button = QRadioButton(button_text(text))
        button.setProperty("pattern", pattern)
        button.setAccessibleName(text)
        self._choices.addButton(button)
        return button

    def _others(self) -> tuple[UUID, ...]:
        if not self.pattern:
            return ()
        return self._sender.same_domain if self.pattern.startswith("@") else self._sender.same_address

    def _show_others(self) -> None:
        """How many more of that sender are open now."""
        count = len(self._others())
        text = ngettext(
            "Also {count} other open request of this sender", "Also {count} other open requests of this sender", count
        ).format(count=count)
        self.others.setText(text)
        self.others.setAccessibleName(text)
        self.others.setChecked(count > 0)
        self.others.setVisible(count > 0)

"""What only the server has, a conversation or all that a customer ever asked: read here, kept nowhere."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.client.inbox import Declined
from app.client.search import EntryThere, Hit, PastLine, PastThere, TalkThere
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.latest import Latest
from ui.search.words import SearchWords, declined_text
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.wording import channel_name, status_name


class TherePane(QWidget):
    """Shows one conversation as plain text; the server writes down that it was looked at."""

    left = Signal()
    """Back to what was found."""

    def __init__(self, bridge: DeskBridge, words: SearchWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._words = bridge, words
        self.title, self.note, self.text = QLabel(), QLabel(), QPlainTextEdit()
        self.back = Button(_("Back to the results"))
        self.back.setAutoDefault(False)
        self._reading = Latest(bridge.desk.lookup.talk, self)
        self._looking = Latest(bridge.desk.lookup.past, self)
        for label in (self.title, self.note):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.note.setProperty("role", "secondary")
        self.title.setFont(theme().font("title"))
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Conversation"))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(self.text, 1)
        self.back.clicked.connect(self.left)
        self._reading.done.connect(self._on_read)
        self._looking.done.connect(self._on_past)

    def show_hit(self, hit: Hit) -> None:
        """Ask the server for all of it."""
        self.title.setText(" · ".join(it for it in (one_line(hit.customer_name), self._words.title(hit)) if it))
        self.note.setText(_("Asking the server…"))
        self.text.setPlainText(hit.text)
        self._looking.forget()
        self._reading.ask(hit.conversation_id)

    def show_past(self, customer_id: UUID, name: str) -> None:
        """Ask the server for every request of a customer."""
        self.title.setText(_("All requests of {name}").format(name=one_line(name)))
        self.note.setText(_("Asking the server…"))
        self.text.setPlainText("")
        self._reading.forget()
        self._looking.ask(customer_id)

    def stop(self) -> None:
        """The desk is leaving."""
        self._reading.stop()
        self._looking.stop()

    @Slot(object, object)
    def _on_read(self, _wish: object, answer: "TalkThere | Declined") -> None:
        if isinstance(answer, Declined):
            self.note.setText(declined_text(answer))
            return
        self.note.setText(f"{status_name(answer.status)} · {answer.queue_name}\n{_not_kept()}")
        self.text.setPlainText("\n\n".join(map(self._entry, answer.entries)))

    @Slot(object, object)
    def _on_past(self, _wish: object, answer: "PastThere | Declined") -> None:
        if isinstance(answer, Declined):
            self.note.setText(declined_text(answer))
            return
        self.note.setText(_not_kept())
        self.text.setPlainText("\n".join(map(self._past_line, answer.lines)))

    def _past_line(self, line: PastLine) -> str:
        """Of a queue that is not granted only when, how, where and with what result."""
        number = f"№ {line.number}" if line.number else ""
        parts = (
            self._words.day_and_time(line.at), channel_name(line.channel), line.queue_name, status_name(line.status),
            number, one_line(line.subject),
        )  # fmt: skip
        return " · ".join(part for part in parts if part)

    def _entry(self, entry: EntryThere) -> str:
        who = entry.author_name or (_("Customer") if entry.by_customer else _("We"))
        return f"{one_line(who)} · {self._words.day_and_time(entry.at)}\n{entry.text}"


def _not_kept() -> str:
    return _("Not kept on this computer. That you looked at it is in the audit log.")

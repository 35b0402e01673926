"""The texts to reuse as they are written, with their files: one's own, those of a team, those of the workspace."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from app.client.handout import Handout
from app.client.port import Touched
from app.client.row import TemplateRow
from app.commands.template import RemoveTemplate, SaveTemplate
from app.domain.channel import Channel
from app.domain.role import SHARE_TEXTS
from app.language.template import TemplateProblem, check
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import Unfinished
from ui.composer.gap_row import GapRow
from ui.composer.text_files import TextEdit, TextFiles
from ui.composer.text_kept import PLACE, kept_text, told_of
from ui.composer.text_list import ROW_ROLE, TextList
from ui.composer.text_question import ask_removal, ask_unsaved
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button
from ui.widgets.choice import Choice
from ui.widgets.form import space_out
from ui.wording import channel_name

_CHANNELS = (Channel.EMAIL, Channel.CHAT)


class TemplateDialog(QDialog):
    """A list and a form; every change is a command of its own, so that it works without a connection too.

    What is written and not saved is never left without a question. Enter in a line saves, Ctrl+Enter also in the text.
    """

    def __init__(
        self,
        bridge: DeskBridge,
        parent: QWidget | None = None,
        handout: Handout | None = None,
        *,
        chosen: UUID | None = None,
    ) -> None:
        """``handout``: where copies of files lie for other programs; ``chosen``: the text to begin with."""
        super().__init__(parent)
        self.setObjectName("template_dialog")
        self.setWindowTitle(_("Texts to reuse"))
        self._bridge = bridge
        self._open: UUID | None = None
        self._is_new = True
        self._shown: tuple[object, ...] = ()
        self.question: QMessageBox | None = None
        """What is being asked."""
        self.list, self.title, self.body = TextList(), QLineEdit(), TextEdit()
        self.language, self.channel, self.scope = Choice(), Choice(), Choice()
        self.gaps, self.said = GapRow(self.body), QLabel(wordWrap=True)
        self.files = TextFiles(bridge, self.body, handout)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.files.said.connect(self.said.setText)
        self.new, self.save, self.remove = Button(_("New text")), Button(_("Save"), look="primary"), Button(_("Delete"))
        self._scopes = _fill_choices(bridge, self.language, self.channel, self.scope)
        self._lay_out()
        self.list.currentItemChanged.connect(self._on_chosen)
        self.new.clicked.connect(partial(self._leave_text, self._begin))
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)
        bridge.troubled.connect(self._on_troubled)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(Qt.Modifier.CTRL | key), self, self.save.click)
        bridge.touched.connect(self._on_touched)
        self._kept = Unfinished(bridge, PLACE, self, self._unsaved)
        self._begin()
        self._show_list(chosen)
        self._on_chosen(self.list.currentItem())
        self._take_up()
        for changed in (self.title.textChanged, self.body.textChanged):
            changed.connect(self._kept.touch)

    def _lay_out(self) -> None:
        look = theme()
        buttons, right, row = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        form = self._form = QFormLayout()
        row.setSpacing(look.space(6))
        space_out(form)
        self.body.setProperty("field", True)
        for words, field in (
            (_("Name"), self.title), (_("Text"), self.body), ("", self.gaps), (_("Files"), self.files),
            (_("Language"), self.language), (_("Channel"), self.channel), (_("For whom"), self.scope),
        ):  # fmt: skip
            form.addRow(words, field)
            field.setAccessibleName(words)
        close = _closing(self.reject)
        self.save.setDefault(True)
        for part in (self.new, self.remove, self.save, close):
            buttons.addWidget(part)
        right.addLayout(form)
        right.addWidget(self.said)
        right.addLayout(buttons)
        self.list.setAccessibleName(_("Texts to reuse"))
        row.addWidget(self.list, 2)
        row.addLayout(right, 3)
        self.resize(look.size("dialog") * 3 // 2, look.size("dialog"))

    def _show_list(self, chosen: UUID | None) -> None:
        if self.list.show_texts(self._bridge.queries.templates(), chosen) is None:
            self._begin()

    def _read_list(self) -> None:
        """The form stays as it is: what was saved or deleted comes into the list, and out of it, a moment later."""
        self.list.show_texts(self._bridge.queries.templates(), None if self._is_new else self._open)

    def _on_touched(self, touched: Touched) -> None:
        if touched.workspace or touched.everything:
            self._read_list()

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        row = item.data(ROW_ROLE) if item is not None else None
        if isinstance(row, TemplateRow):
            self._leave_text(partial(self._go_to, row))

    def _go_to(self, row: TemplateRow) -> None:
        self.list.mark(row.id)
        self._show(row)

    def _show(self, row: TemplateRow, *, is_new: bool = False) -> None:
        self._open, self._is_new = row.id, is_new
        self.title.setText(row.title)
        self.body.setPlainText(row.body)
        scope = ("own", None) if row.owner_id else ("team", row.team_id) if row.team_id else ("all", None)
        mine = self._choose_scope(row, scope)
        _choose(self.language, row.locale)
        _choose(self.channel, row.channel)
        self.files.show_files(row.id, row.files, may_change=mine)
        self._form.setRowVisible(self.files, mine or bool(row.files))
        for text in (self.title, self.body):
            text.setReadOnly(not mine)
        for part in (self.language, self.channel, self.scope, self.save, self.gaps.insert):
            part.setEnabled(mine)
        self.remove.setEnabled(mine and not is_new)
        self.said.setText("" if mine else _("Team leads change the texts of a team and of everybody."))
        self._shown = self._written()
        self._kept.touch()

    def _choose_scope(self, row: TemplateRow, scope: tuple[str, UUID | None]) -> bool:
        """Show for whom a text is; tell whether this person may change it."""
        while self.scope.count() > self._scopes:
            self.scope.removeItem(self._scopes)
        at = next((it for it in range(self._scopes) if self.scope.itemData(it) == scope), self._scopes)
        if at == self._scopes:
            team = dict(self._bridge.queries.teams()).get(row.team_id, "…") if row.team_id else ""
            self.scope.addItem(_("Team {name}").format(name=team) if team else _("Everybody"), scope)
        self.scope.setCurrentIndex(at)
        return at < self._scopes

    def _unsaved(self) -> object:
        """What a crash must not take."""
        return [] if self._written() == self._shown else told_of(self._open, self.title.text(), self.body.toPlainText())

    def _take_up(self) -> None:
        """Go on with what was written and not saved when the program ended."""
        if (kept := kept_text(self._kept)) is None:
            return
        row = next((it for it in self._bridge.queries.templates() if it.id == kept.text_id), None)
        self._begin() if row is None else self._go_to(row)
        if not self.title.isReadOnly():
            self.title.setText(kept.title)
            self.body.setPlainText(kept.body)
            self.said.setText(_("This was not saved when the program ended."))

    def _written(self) -> tuple[object, ...]:
        """All that stands in the form."""
        chosen = (it.currentData() for it in (self.language, self.channel, self.scope))
        files = tuple(it.id for it in self.files.named())
        return (self.title.text(), self.body.toPlainText(), files, *chosen)

    def reject(self) -> None:
        """Esc, the close button and the window's own."""
        self._leave_text(super().reject)

    def _leave_text(self, go_on: Callable[[], object], _checked: bool = False) -> None:
        """Do it at once, or after a question while something is written that is not saved."""
        if self._written() == self._shown:
            go_on()
            return
        self.question = ask_unsaved(self.title.text(), lambda: self._save() and go_on(), go_on, self._stay, self)
        self._stay()
        self.question.open()

    def _stay(self) -> None:
        self.list.mark(self._open)

    def _begin(self) -> None:
        self.list.mark(None)
        mine = TemplateRow(self._bridge.new_id(), "", "", "", "", owner_id=self._bridge.desk.person.user_id)
        self._show(mine, is_new=True)
        self.title.setFocus()

    def _save(self) -> bool:
        """Tell whether it is saved; if not, why is said under the form."""
        title, body = self.title.text().strip(), self.body.toPlainText().strip()
        mistake = _mistake(title, body) or self.files.obstacle
        if mistake or self._open is None:
            self.said.setText(mistake)
            return False
        kind, team_id = self.scope.currentData()
        values = (self.language.currentData(), self.channel.currentData(), kind != "own", team_id)
        if self._bridge.submit(SaveTemplate(self._open, title, body, *values, self.files.named())) is None:
            return False
        self._shown, self._is_new = self._written(), False
        self._kept.touch()
        self._read_list()
        self.remove.setEnabled(True)
        self.said.setText(_("Saved."))
        return True

    def _on_troubled(self, _command: object, sentence: str) -> None:
        self.said.setText(sentence)

    def _remove(self) -> None:
        is_shared = self.scope.currentData()[0] != "own"
        self.question = ask_removal(self.title.text(), self._remove_now, is_shared=is_shared, parent=self)
        self.question.open()

    def _remove_now(self) -> None:
        if self._open is not None:
            self._bridge.submit(RemoveTemplate(self._open))
            self._begin()
            self._read_list()
            self.said.setText(_("Deleted."))


def _mistake(title: str, body: str) -> str:
    """Why such a text cannot be kept, in words; empty when it can."""
    if not title or not body:
        return _("A text needs a name and words.")
    try:
        check(body)
    except TemplateProblem:
        return _("A gap in it is not closed, or is none: look at the curly brackets.")
    return ""


def _fill_choices(bridge: DeskBridge, language: Choice, channel: Choice, scope: Choice) -> int:
    """Offer what a text may be for; for how many people this person may choose."""
    for words, value in ((_("Any language"), ""), ("Русский", "ru"), ("English", "en")):
        language.addItem(words, value)
    for words, value in ((_("Any channel"), ""), *((channel_name(it), it.value) for it in _CHANNELS)):
        channel.addItem(words, value)
    scope.addItem(_("Only me"), ("own", None))
    if bridge.queries.may(SHARE_TEXTS):
        for team_id, name in bridge.queries.teams():
            scope.addItem(_("Team {name}").format(name=name), ("team", team_id))
        scope.addItem(_("Everybody"), ("all", None))
    return scope.count()


def _choose(field: Choice, value: object) -> None:
    field.setCurrentIndex(next((it for it in range(field.count()) if field.itemData(it) == value), -1))


def _closing(close: Callable[[], None]) -> QDialogButtonBox:
    """The button that leaves; Enter is not for it."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    button = box.button(QDialogButtonBox.StandardButton.Close)
    button.setText(_("Close"))
    button.setAutoDefault(False)
    box.rejected.connect(close)
    return box


def open_templates(
    bridge: DeskBridge, parent: QWidget, handout: Handout | None = None, *, chosen: UUID | None = None
) -> TemplateDialog:
    """Show them beside the window, ``chosen`` open."""
    dialog = TemplateDialog(bridge, parent, handout, chosen=chosen)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog

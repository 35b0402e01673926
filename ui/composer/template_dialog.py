"""The texts to reuse as they are written, with their files: one's own, those of a team, those of the workspace."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from app.client.handout import Handout
from app.client.port import Touched
from app.client.row import TemplateRow
from app.commands.template import RemoveTemplate
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import Unfinished
from ui.composer.text_form import TextForm
from ui.composer.text_kept import PLACE, kept_text, told_of
from ui.composer.text_list import ROW_ROLE, TextList
from ui.composer.text_question import ask_removal, ask_unsaved
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.button import Button


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
        self.list, self.form, self.said = TextList(), TextForm(bridge, handout), QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.form.files.said.connect(self.said.setText)
        self.new, self.save, self.remove = Button(_("New text")), Button(_("Save"), look="primary"), Button(_("Delete"))
        self._kept = Unfinished(bridge, PLACE, self, self._unsaved)
        self._lay_out()
        self.list.currentItemChanged.connect(self._on_chosen)
        self.new.clicked.connect(partial(self._leave_text, self._begin))
        self.save.clicked.connect(self._save)
        self.remove.clicked.connect(self._remove)
        bridge.troubled.connect(self._on_troubled)
        bridge.touched.connect(self._on_touched)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(Qt.Modifier.CTRL | key), self, self.save.click)
        self._begin()
        self._show_list(chosen)
        self._on_chosen(self.list.currentItem())
        self._take_up()
        for changed in (self.form.title.textChanged, self.form.body.textChanged):
            changed.connect(self._kept.touch)

    def _lay_out(self) -> None:
        look = theme()
        buttons, right, row = QHBoxLayout(), QVBoxLayout(), QHBoxLayout(self)
        row.setSpacing(look.space(6))
        close = _closing(self.reject)
        self.save.setDefault(True)
        for part in (self.new, self.remove, self.save, close):
            buttons.addWidget(part)
        right.addWidget(self.form)
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
        mine = self.form.show_text(row)
        self.save.setEnabled(mine)
        self.remove.setEnabled(mine and not is_new)
        self.said.setText("" if mine else _("Team leads change the texts of a team and of everybody."))
        self._shown = self.form.written()
        self._kept.touch()

    def _unsaved(self) -> object:
        """What a crash must not take."""
        form = self.form
        return [] if self._is_saved() else told_of(self._open, form.title.text(), form.body.toPlainText())

    def _take_up(self) -> None:
        """Go on with what was written and not saved when the program ended."""
        if (kept := kept_text(self._kept)) is None:
            return
        row = next((it for it in self._bridge.queries.templates() if it.id == kept.text_id), None)
        self._begin() if row is None else self._go_to(row)
        if self.form.write(kept.title, kept.body):
            self.said.setText(_("This was not saved when the program ended."))

    def _is_saved(self) -> bool:
        return bool(self.form.written() == self._shown)

    def reject(self) -> None:
        """Esc, the close button and the window's own."""
        self._leave_text(super().reject)

    def _leave_text(self, go_on: Callable[[], object], _checked: bool = False) -> None:
        """Do it at once, or after a question while something is written that is not saved."""
        if self._is_saved():
            go_on()
            return
        self.question = ask_unsaved(self.form.title.text(), lambda: self._save() and go_on(), go_on, self._stay, self)
        self._stay()
        self.question.open()

    def _stay(self) -> None:
        self.list.mark(self._open)

    def _begin(self) -> None:
        self.list.mark(None)
        mine = TemplateRow(self._bridge.new_id(), "", "", "", "", owner_id=self._bridge.desk.person.user_id)
        self._show(mine, is_new=True)
        self.form.title.setFocus()

    def _save(self) -> bool:
        """Tell whether it is saved; if not, why is said under the form."""
        mistake = self.form.mistake()
        if mistake or self._open is None:
            self.said.setText(mistake)
            return False
        if self._bridge.submit(self.form.saving(self._open)) is None:
            return False
        self._shown, self._is_new = self.form.written(), False
        self._kept.touch()
        self._read_list()
        self.remove.setEnabled(True)
        self.said.setText(_("Saved."))
        return True

    def _on_troubled(self, _command: object, sentence: str) -> None:
        self.said.setText(sentence)

    def _remove(self) -> None:
        name, is_shared = self.form.title.text(), self.form.is_shared
        self.question = ask_removal(name, self._remove_now, is_shared=is_shared, parent=self)
        self.question.open()

    def _remove_now(self) -> None:
        if self._open is not None:
            self._bridge.submit(RemoveTemplate(self._open))
            self._begin()
            self._read_list()
            self.said.setText(_("Deleted."))


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

"""The text fields of the composer: one for the customer, one for colleagues; plain text, 3 to 12 lines."""

from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from app.language.gap import gaps
from app.language.spacing import spaced
from ui.composer.gaps import select_gap
from ui.composer.pasted import MOST_PASTED, Pasted, has_content, pasted_from
from ui.theme.tokens import theme
from ui.widgets.key_badge import is_asked

FEWEST_LINES = 3
MOST_LINES = 12
_SEND, _SEND_WITH_STATUS = "Ctrl+Return", "Alt+Return"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MessageEditor(QTextEdit):
    """Grows with its text. Says what its keys ask for; sends nothing itself."""

    typed = Signal()
    """The text changed by hand or by an insertion."""
    left = Signal()
    """The keyboard went elsewhere."""
    focus_changed = Signal()
    """The keyboard came or went."""
    send_pressed = Signal()
    """The key that sends, or Enter where the channel sends by it."""
    menu_pressed = Signal()
    """The key that sends and lets choose the status."""
    given = Signal(object)
    """Something was pasted or dropped. Carries ``Pasted``; its text is written already."""
    slash_pressed = Signal()
    """A slash where a word begins was written: a reusable text may be wanted in its place."""

    def __init__(self, name: str, fill: str, parent: QWidget | None = None, *, takes_files: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._fill = fill
        self.sends_by_enter = False
        self.takes_files = takes_files
        self.takes_marks = False
        """Is it a letter, which can be bold?"""
        self._fewest = FEWEST_LINES
        self._quiet = False
        self._known = ""
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._on_text_changed)
        self.restyle()

    @property
    def text(self) -> str:
        """The whole text."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Put another text in, without it counting as typed; the cursor goes to its end, nothing before comes back."""
        if text != self.text or _can_be_undone(self.document()):
            self._quiet = True
            self.setPlainText(text)
            self._set_lines()
            self.document().clearUndoRedoStacks()
            self._quiet = False
            self._grow()
        self.moveCursor(QTextCursor.MoveOperation.End)

    def insert(self, text: str) -> None:
        """Put a text where the cursor is."""
        self.textCursor().insertText(text)
        self.ensureCursorVisible()

    def add(self, sentence: str) -> None:
        """Put a sentence where the cursor is, a space away from words beside it; its first gap is to be filled in."""
        cursor = self.textCursor()
        start = cursor.selectionStart()
        self.insert(spaced(sentence, *around(cursor)))
        if gaps(sentence):
            select_gap(self, start)

    def prepend(self, text: str) -> None:
        """Put a text before all that is written; the cursor goes to the end."""
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.insert(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def next_gap(self, *, from_start: bool = False) -> bool:
        """Select the next gap to be filled in; False: there is none."""
        return select_gap(self, 0 if from_start else self.textCursor().selectionEnd())

    def set_fewest_lines(self, lines: int) -> None:
        """How high it is while empty: 3, or 2 in a low window."""
        self._fewest = lines
        self._grow()

    def restyle(self) -> None:
        """Font, colours and height of now."""
        look = theme()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, look.color(self._fill))
        palette.setColor(QPalette.ColorRole.Text, look.color("text.primary"))
        palette.setColor(QPalette.ColorRole.PlaceholderText, look.color("text.tertiary"))
        self.setPalette(palette)
        # the application's sheet gives the viewport a palette of its own, which does not follow the editor's
        self.viewport().setPalette(palette)
        self.setFont(look.font("reading"))
        self.document().setDefaultFont(look.font("reading"))
        self.document().setDocumentMargin(0)
        self.setViewportMargins(look.space(5), look.space(4), look.space(5), look.space(2))
        self._set_lines()
        self._grow()

    def sizeHint(self) -> QSize:
        """As many lines as there are, between the fewest and twelve."""
        look = theme()
        line = look.line("reading")
        lines = max(self._fewest, min(MOST_LINES, ceil(self.document().size().height() / line)))
        return QSize(look.size("conversation.min"), lines * line + look.space(4) + look.space(2))

    def minimumSizeHint(self) -> QSize:
        """The fewest lines."""
        look = theme()
        return QSize(look.space(10), self._fewest * look.line("reading") + look.space(4) + look.space(2))

    def resizeEvent(self, event: object) -> None:
        """Another width, other lines."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that send or open; a slash opens only where a word begins, not within dates and paths."""
        if event.key() in _ENTER and self._enter(event):
            return
        offers = event.text() == "/" and _is_between_words(self.textCursor())
        super().keyPressEvent(event)
        if offers:
            self.slash_pressed.emit()

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Tab goes to the next gap as long as there is one."""
        return (is_next and self.next_gap()) or super().focusNextPrevChild(is_next)

    def _enter(self, event: QKeyEvent) -> bool:
        """Was this Enter more than a new line?"""
        is_bare = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if is_asked(event, _SEND) or (is_bare and self.sends_by_enter):
            self.send_pressed.emit()
        elif is_asked(event, _SEND_WITH_STATUS):
            self.menu_pressed.emit()
        else:
            return False
        return True

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text, and where files are taken also those; elsewhere it is said that they are not."""
        return has_content(source) if self.takes_files else source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Write what is text, no more than any message may be long; say what else there is."""
        pasted = pasted_from(source, with_marks=self.takes_marks)
        if not self.takes_files and not pasted.paths:
            pasted = Pasted(text=source.text()[:MOST_PASTED])
        if pasted.text:
            self.textCursor().insertText(pasted.text)
        if self.takes_files or pasted.paths:
            self.given.emit(pasted)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The frame shows it."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The draft is saved at once."""
        super().focusOutEvent(event)
        self.focus_changed.emit()
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and hasattr(self, "_fewest") and not self._quiet:
            self._quiet = True
            self.restyle()
            self._quiet = False

    def _on_text_changed(self) -> None:
        """Marks and formats are no typing: only another text is told."""
        self._grow()
        before, self._known = self._known, self.text
        if not self._quiet and self._known != before:
            self.typed.emit()

    def _set_lines(self) -> None:
        quiet, self._quiet = self._quiet, True
        line = QTextBlockFormat()
        line.setLineHeight(theme().line("reading"), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(line)
        self._quiet = quiet

    def _grow(self) -> None:
        if self.sizeHint().height() != self.height():
            self.updateGeometry()


def around(cursor: QTextCursor) -> tuple[str, str]:
    """What stands before and after a cursor or its selection in the same line."""
    before, after = QTextCursor(cursor), QTextCursor(cursor)
    before.setPosition(cursor.selectionStart())
    after.setPosition(cursor.selectionEnd())
    before.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
    after.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    return before.selectedText(), after.selectedText()


def _can_be_undone(document: QTextDocument) -> bool:
    """Was anything done in it since its text was put in?"""
    return document.isUndoAvailable() or document.isRedoAvailable()


def _is_between_words(cursor: QTextCursor) -> bool:
    line, at = cursor.block().text(), cursor.positionInBlock()
    return not cursor.hasSelection() and not line[max(0, at - 1) : at + 1].strip()

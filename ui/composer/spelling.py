"""Misspelled words while one writes: a wavy line, proposals in the menu and by a key, words of one's own."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu

from app.client.customer_row import CustomerCard
from app.client.own_words import OwnWords
from app.client.port import Person, Touched
from app.client.row import ConversationCard
from app.language.latin import name_for
from app.language.marked import spans
from app.language.spelled import Names, Word, words_in
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.spelling import SpellingThread
from ui.composer.editor import MessageEditor
from ui.theme.tokens import theme
from ui.translation import _
from ui.wording import called_as

_KEPT = 4_000
"""Verdicts kept; a shift's words are fewer."""


class SpellMarks(QSyntaxHighlighter):
    """Draws the wavy lines of one editor; the word that is being typed is left alone until it is finished."""

    def __init__(self, editor: MessageEditor, is_wrong: Callable[[Word], bool]) -> None:
        super().__init__(editor.document())
        self._editor = editor
        self._is_wrong = is_wrong
        self._open = -1
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._close)
        editor.cursorPositionChanged.connect(self._on_moved)

    def highlightBlock(self, text: str) -> None:
        """Mark what is wrong in a paragraph."""
        if not text:
            return
        self._draw_marks(text)
        cursor = self._editor.textCursor()
        inside = cursor.position() - self.currentBlock().position() if self._editor.hasFocus() else -1
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(theme().color("danger"))
        for word in words_in(text):
            length = len(word.text)
            if word.start + length == inside:
                self._open = self.currentBlock().blockNumber()
            elif self._is_wrong(word):
                marked = QTextCharFormat(self.format(word.start))
                marked.merge(wave)
                self.setFormat(word.start, length, marked)

    def _draw_marks(self, text: str) -> None:
        """A letter shows what will be bold, italic or a link."""
        if not self._editor.takes_marks:
            return
        for start, length, kind in spans(text):
            look = QTextCharFormat()
            if kind == "bold":
                look.setFont(theme().font("reading", weight=600))
            elif kind == "italic":
                look.setFontItalic(True)
            else:
                look.setForeground(theme().color("accent.text"))
            self.setFormat(start, length, look)

    def _on_moved(self) -> None:
        """In the midst of an edit nothing may be drawn anew."""
        if self._open >= 0:
            self._later.start()

    def _close(self) -> None:
        """The cursor may have left the word it was at."""
        block, self._open = self.document().findBlockByNumber(self._open), -1
        if block.isValid():
            self.rehighlightBlock(block)


class Spelling(QObject):
    """Judges the words of both editors; dictionaries are read with the first letter, never at the start."""

    none_left = Signal()
    """The next mistake was asked for, and there is none."""

    def __init__(self, bridge: DeskBridge, editors: Sequence[MessageEditor]) -> None:
        super().__init__(editors[0])
        self._own: OwnWords = bridge.desk.own_words
        self._worker = SpellingThread(self)
        self._person = bridge.desk.person
        self._about: tuple[ConversationCard | None, CustomerCard | None] = None, None
        self._names: Names | None = None
        self._queries = bridge.queries
        self._colleagues: Names | None = None
        self._verdicts: dict[str, bool] = {}
        self._asked: set[Word] = set()
        self._editors = editors
        self._marks: list[SpellMarks] = []
        self._menu: QMenu | None = None
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._draw_now)
        self._asking = QTimer(self, interval=0, singleShot=True)
        self._asking.timeout.connect(self._ask)
        self._wanted: MessageEditor | None = None
        self.popup: Callable[[QMenu, QPoint], object] = QMenu.popup
        bridge.touched.connect(self._on_touched)
        self._worker.judged.connect(self._on_judged)
        self._worker.proposed.connect(self._on_proposed)
        for editor in editors:
            editor.typed.connect(self._begin)
            editor.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            editor.customContextMenuRequested.connect(partial(self._on_menu, editor))

    def show_for(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """Names that occur here are no mistakes."""
        self._about, self._names = (card, customer), None
        self._draw()

    def next_mistake(self, editor: MessageEditor) -> None:
        """Select the next misspelled word and offer what it may be, as soon as all words are judged."""
        self._begin()
        words, at = list(words_in(editor.text)), editor.textCursor().selectionEnd()
        wrong = [it for it in words if self._is_wrong(it)]
        if self._asked:
            self._wanted = editor
            return
        if not wrong:
            self.none_left.emit()
            return
        word = next((it for it in wrong if it.start >= at), wrong[0])
        cursor = editor.textCursor()
        cursor.setPosition(word.start)
        cursor.setPosition(word.start + len(word.text), QTextCursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)
        place = editor.cursorRect().bottomLeft()
        self._show_menu(editor, word, cursor, place)

    # ------------------------------------------------------------------ judging

    def _begin(self) -> None:
        if not self._marks:
            self._marks = [SpellMarks(editor, self._is_wrong) for editor in self._editors]

    def _is_wrong(self, word: Word) -> bool:
        if self._names is None:
            self._names = _names_of(self._person, *self._about)
        if self._colleagues is None:
            self._colleagues = Names(it.name for it in self._queries.users())
        if word.text in self._names or word.text in self._colleagues or word.text in self._own:
            return False
        verdict = self._verdicts.get(word.text)
        if verdict is None:
            self._asked.add(word)
            self._asking.start()
        return bool(verdict)

    @Slot(object)
    def _on_touched(self, touched: Touched) -> None:
        if touched.workspace or touched.everything:
            self._colleagues = None  # whom a note names is no mistake: they may be others now

    def _ask(self) -> None:
        unknown = {it for it in self._asked if it.text not in self._verdicts}
        self._asked.clear()
        if unknown:
            self._worker.judge(unknown)

    def _on_judged(self, verdicts: dict[str, bool]) -> None:
        if len(self._verdicts) > _KEPT:
            self._verdicts.clear()
        self._verdicts.update(verdicts)
        if any(verdicts.values()):
            self._draw()
        if self._wanted is not None:
            editor, self._wanted = self._wanted, None
            self.next_mistake(editor)

    def _draw(self) -> None:
        """With the next turn of the loop: news may come in the midst of an edit."""
        self._later.start()

    def _draw_now(self) -> None:
        for marks in self._marks:
            marks.rehighlight()

    # ------------------------------------------------------------------ the menu

    def _on_menu(self, editor: MessageEditor, place: QPoint) -> None:
        cursor = editor.cursorForPosition(place)
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        start, text = cursor.selectionStart(), cursor.selectedText()
        word = next((Word(start, it.text, it.language) for it in words_in(text) if it.text == text), None)
        self._show_menu(editor, word if word is not None and self._is_wrong(word) else None, cursor, place)

    def _show_menu(self, editor: MessageEditor, word: Word | None, cursor: QTextCursor, place: QPoint) -> None:
        menu = editor.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if word is not None:
            self._menu = menu
            first = menu.actions()[0]
            waits = QAction(_("Looking for proposals…"), menu)
            waits.setEnabled(False)
            waits.setData((word.text, cursor, editor))
            learn = QAction(_("Add “{word}” to my dictionary").format(word=word.text), menu)
            learn.triggered.connect(partial(self.learn, word.text))
            menu.insertActions(first, [waits, learn])
            menu.insertSeparator(first)
            menu.setActiveAction(learn)
            menu.destroyed.connect(self._on_menu_gone)
            self._worker.propose(word.language, word.text)
        self.popup(menu, editor.viewport().mapToGlobal(place))

    def _on_proposed(self, word: str, proposals: Sequence[str]) -> None:
        menu = self._menu
        waits = menu.actions()[0] if menu is not None else None
        if menu is None or waits is None or not waits.data() or waits.data()[0] != word:
            return
        _word, cursor, editor = waits.data()
        actions = []
        for text in proposals:
            action = QAction(text, menu)
            action.triggered.connect(partial(_replace, editor, cursor, text))
            actions.append(action)
        menu.insertActions(waits, actions)
        waits.setText(_("No proposals"))
        waits.setVisible(not actions)
        if actions:
            menu.setActiveAction(actions[0])

    def _on_menu_gone(self) -> None:
        self._menu = None

    def learn(self, word: str) -> None:
        """It is right from now on."""
        self._own.add(word)
        self._draw()


def _replace(editor: MessageEditor, cursor: QTextCursor, text: str) -> None:
    cursor.insertText(text)
    editor.setTextCursor(cursor)


def _names_of(person: Person, card: ConversationCard | None, customer: CustomerCard | None) -> Names:
    texts = [
        person.user_name,
        name_for(person.user_name, "en"),
        person.workspace,
        *person.names.values(),
    ]
    if card is not None:
        texts += [card.row.customer_name, card.row.subject, card.queue_name, card.assignee_name]
    if customer is not None:
        texts += [customer.name, customer.header_name, customer.city, customer.organisation]
        texts += [order.title for order in customer.orders]
        texts += [it.value for it in customer.preferences if it.key == "call_me"]
        texts += [name_for(customer.name, "en"), called_as(customer, "ru"), called_as(customer, "en")]
    return Names(texts)

"""The gallery's second page: what is chosen from, what says or asks something within a screen, and a call."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLabel, QListView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from app.client.handover import HandoverRow, HandoversRead
from app.domain.attachment import MAIL_BYTES
from ui.composer.file_bar import FileBar
from ui.composer.line import ComposerLine
from ui.conversation.ask_line import AskLine
from ui.conversation.handover_card import HandoverCard
from ui.conversation.promise_button import PromiseButton
from ui.conversation.trouble_line import TroubleLine
from ui.customer.sparkline import Scores
from ui.gallery.call import calls
from ui.gallery.drawn import Keys, MarkedWords
from ui.gallery.file import FILES, LARGE
from ui.gallery.row import add_columns, row_of
from ui.theme.tokens import theme
from ui.widgets.beside import BesideOrBelow
from ui.widgets.button import Button
from ui.widgets.choice import Choice
from ui.widgets.fact import SectionHeader
from ui.widgets.few_lines import FewLines
from ui.widgets.field import FilterField
from ui.widgets.owed_line import OwedLine
from ui.widgets.pill import Pill, PillButton, PillKind
from ui.widgets.quiet_table import quieten
from ui.widgets.scrolled import Scrolled
from ui.widgets.tag_row import TagRow
from ui.widgets.toast import TOAST_MS, Toast, UndoBar
from ui.widgets.two_lines import TwoLines

_LONG = "Номер курьера пришлём до 17:30, а если он опоздает, позвоним сами и назовём новое время доставки."
_TAGS = ("Доставка", "Брак", "Замена", "Казань-2", "Повторно")
_SIZE = Qt.ItemDataRole.SizeHintRole
_MIDDLE = 12
"""A width of samples in lines of reading: they grow with the text."""


class Lines(QWidget):
    """Not part of the product: designers and tests look at it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("gallery_lines")
        self.setProperty("surface", "conversation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme().space(6), 0, theme().space(6))
        add_columns(column, ((_choices, 3), (_lines, 4), (calls, 4)))


def _narrow(part: QWidget, lines: int) -> QWidget:
    part.setFixedWidth(lines * theme().line("reading"))
    return part


def _choices(column: QVBoxLayout) -> None:
    column.addWidget(SectionHeader("Выбор"))
    whole, short, off = Choice(), Choice(), Choice()
    short.may_be_narrow()
    off.setEnabled(False)
    for choice in (whole, short, off):
        choice.addItems(["Вопрос решён", "Клиент не ответил"])
    column.addLayout(row_of(whole, _narrow(short, 5), off))
    found = FilterField("плаф")
    found.setClearButtonEnabled(True)
    column.addWidget(found)
    column.addWidget(SectionHeader("Метки"))
    for lines in (0, _MIDDLE, 3):
        tags = TagRow()
        column.addLayout(row_of(_narrow(tags, lines) if lines else tags))
        tags.set_tags(_TAGS[: None if lines else 2])
    channel = PillButton(Pill("Чат на сайте", PillKind.ACCENT, "message-circle", "chevron-down"), size="pill.lg")
    owed = PromiseButton()
    column.addLayout(row_of(channel, owed))
    owed.show_promise("Дата замены до 15:00")
    column.addWidget(SectionHeader("Слова"))
    for words in ("Пришлём номер курьера", _LONG):
        text, width = FewLines(words), _MIDDLE * theme().line("reading")
        text.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        text.setFixedSize(width, text.height_in(width))
        column.addWidget(text)
    column.addWidget(MarkedWords("Замена плафона, заказ 48-20917", ((7, 14), (22, 30))))
    column.addWidget(Keys("Ctrl+Return", "F7", "Ctrl+M"))
    for lines in (_MIDDLE, 7):
        told = QLabel("Сервер не отвечает")
        column.addLayout(row_of(_narrow(BesideOrBelow(told, Button("Повторить", look="small"), is_read=True), lines)))
    low = Scrolled(_wrapped(_LONG))
    low.setFixedHeight(2 * theme().line("reading"))
    column.addWidget(low)
    _rows(column)


def _wrapped(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    return label


def _rows(column: QVBoxLayout) -> None:
    """A list of two lines each, and a table."""
    column.addWidget(SectionHeader("Списки"))
    view, table, line = QListView(), QTableView(), theme().line("reading")
    view.setItemDelegate(TwoLines(view))
    view.setModel(_model(view, [["Ответ Марине Соколовой\nПисьмо, ждёт сети"], ["Заметка"]]))
    for row in range(view.model().rowCount()):
        view.model().setData(view.model().index(row, 0), QSize(0, theme().size("row.listCompact")), _SIZE)
    view.setCurrentIndex(view.model().index(0, 0))
    view.setFixedHeight(2 * theme().size("row.listCompact"))
    table.setModel(_model(table, [["Ответ", "Ctrl+R"], ["Заметка", "F4"]], ["Действие", "Клавиши"]))
    quieten(table)
    table.resizeColumnsToContents()
    table.setFixedHeight(5 * line)
    for shown in (view, table):
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(shown)


def _model(owner: QWidget, rows: Sequence[Sequence[str]], heads: Sequence[str] = ()) -> QStandardItemModel:
    model = QStandardItemModel(owner)
    for row in rows:
        model.appendRow([QStandardItem(words) for words in row])
    model.setHorizontalHeaderLabels(list(heads))
    return model


def _nothing() -> None:
    """No answer of a sample does anything."""


def _lines(column: QVBoxLayout) -> None:
    column.addWidget(SectionHeader("Что просит ответа"))
    for several in (False, True):
        owed = OwedLine("owed_sample")
        column.addWidget(owed)
        owed.ask("Обещано: назвать дату замены до 15:00. Что с обещанием?", several=several)
    asked, quiet, trouble = AskLine("ask_sample", "forward"), ComposerLine("quiet_sample", "history"), TroubleLine()
    guard = ComposerLine("guard_sample", "triangle-alert", fill="warning.subtle", role="warning")
    for line in (asked, guard, quiet, trouble):
        column.addWidget(line)
    asked.ask("Письмо переслано. Автор: Игорь Лапин.", "Он клиент", "Оставить")
    guard.ask("Марина написала, пока вы писали. Ответ ей ещё подходит?", [("Отправить", _nothing), ("Нет", _nothing)])
    quiet.ask("Черновик до передачи обращения.", [("Вернуть", _nothing)])
    trouble.say("На диске нет места: черновик не сохранён. Освободите место и наберите ещё букву.")
    _hand_over(column)
    _files(column)
    column.addWidget(SectionHeader("Оценки клиента"))
    for scores in ((("NPS", (7, 8, 8, 7, 9, 9)), ("CSAT", (4.8, 4.2, 4.6))), (("CSAT", (4.6,)),), (("NPS", (9, 6)),)):
        shown = Scores()
        column.addWidget(shown)
        shown.set_scores(scores)
    column.addWidget(_ToastPlace())


def _hand_over(column: QVBoxLayout) -> None:
    card = HandoverCard(HandoversRead(lambda: "", lambda _ids: None))
    column.addWidget(card)
    at = datetime(2025, 11, 12, 11, 6, tzinfo=UTC)
    given = HandoverRow(FILES[0].id, "Олег Титов", at, "Склад отложил плафон, осталось назвать время.", to_me=True)
    card.show_handover(given, at, UTC)


def _files(column: QVBoxLayout) -> None:
    """Within the limit, over it, and one that the server has not."""
    column.addWidget(SectionHeader("Файлы"))
    whole, large, missing = (FileBar(is_flush=True) for _ in range(3))
    for bar in (whole, large, missing):
        column.addWidget(bar)
    whole.show_files(FILES, MAIL_BYTES)
    large.show_files((LARGE,), MAIL_BYTES)
    missing.show_files(FILES[:1], MAIL_BYTES)
    missing.tell_missing([FILES[1].name])


class _ToastPlace(QWidget):
    """A toast and the bar of undo over it, as they stand over a window's foot; time stands still."""

    def __init__(self) -> None:
        super().__init__()
        told, undo = Toast(self), UndoBar(self)
        told.show_text("Файл сохранён: плафон-1.jpg", "Открыть", milliseconds=TOAST_MS)
        undo.offer("Письмо для Марины Соколовой уходит")
        undo.stand([told])
        self.setFixedHeight(told.needed_height() + undo.needed_height() + 2 * theme().space(7))
        for timer in self.findChildren(QTimer):
            timer.stop()

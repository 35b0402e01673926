"""The rows of the timeline with sample words, painted by the timeline's own painter."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid5

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent

from app.client.port import Person
from app.client.query import Queries
from app.client.row import EntryRow, FileRow
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from ui.conversation.document import Documents
from ui.conversation.entry_text import TimelineWords
from ui.conversation.item import Item
from ui.conversation.timeline_layout import measure
from ui.conversation.timeline_painter import RowPainter
from ui.theme.tokens import theme
from ui.widgets.base import Painted

_NOBODY = UUID(int=0)
_NOW = datetime(2025, 11, 12, 11, 32, tzinfo=UTC)
_PHOTO = FileRow(_NOBODY, "плафон-1.jpg", "image/jpeg", 4_258_291, "", "", inline=False, local=True)
_MAIL = "Здравствуйте! Заказ обещали привезти 11 ноября до 18:00, а на плафоне «Полярис» трещина."
_NOTE = "Плафон есть на Казань-2, 3 шт. @Анна, отложил один, курьер поедет с 18:30."
_MARINA, _OLEG, _ANNA = "Марина Соколова", "Олег Титов", "Анна Ким"


def _entry(kind: EntryKind, author: str, payload: dict[str, Any], **more: Any) -> EntryRow:
    ours = AuthorKind.CUSTOMER if author == _MARINA else AuthorKind.USER
    return EntryRow(uuid5(_NOBODY, f"{kind} {payload}"), _NOBODY, 1204, 1, kind, ours, author, _NOW, payload, **more)


def _entries() -> Iterator[EntryRow]:
    yield _entry(EntryKind.SURVEY, _MARINA, {"number": 1180, "score": 4, "of": 5})
    letter = {"channel": "email", "text": _MAIL, "to": "help@domisvet.example"}
    yield _entry(EntryKind.MESSAGE_IN, _MARINA, letter, files=(_PHOTO,))
    yield _entry(EntryKind.PROMISE, _ANNA, {"text": "Назвать дату замены", "due_at": "2025-11-12T12:00:00+00:00"})
    yield _entry(EntryKind.NOTE, _OLEG, {"text": _NOTE})
    yield _entry(EntryKind.MESSAGE_IN, _MARINA, {"channel": "chat", "text": "Добрый день! Есть новости по замене?"})
    answer = {"channel": "chat", "text": "Курьер приедет сегодня до 20:30."}
    yield _entry(EntryKind.MESSAGE_OUT, _ANNA, answer, delivery=DeliveryState.QUEUED)
    lost = {"channel": "email", "text": "Номер курьера пришлём до 17:30.", "to": "m.sokolova@example.org"}
    yield _entry(EntryKind.MESSAGE_OUT, _ANNA, lost, delivery=DeliveryState.FAILED, delivery_reason="ящик переполнен")


class TimelineSample(Painted):
    """One of each row, from top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        person = Person(_NOBODY, _NOBODY, "Дом и Свет", _NOBODY, _ANNA)
        words = TimelineWords(person, cast(Queries, SimpleNamespace(users=tuple)), lambda: _NOW)
        self._documents = Documents(lambda _digest: None, lambda _digest: None)
        self._rows = RowPainter(self._documents, words)
        self._items = [Item(_NOW.date()), *(Item(_NOW.date(), entry) for entry in _entries())]

    def restyle(self) -> None:
        """Texts are laid out in the fonts of now."""
        self._documents.clear()
        super().restyle()

    def sizeHint(self) -> QSize:
        """Room for all."""
        return QSize(theme().size("list.max"), 26 * theme().line("reading"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each row below the one before."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for item in self._items:
            lies = measure(item, self.width(), self._documents)
            self._rows.paint(painter, item, lies)
            painter.translate(0, lies.height)

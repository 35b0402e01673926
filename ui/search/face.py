"""The search window as it looks: a field, filters, a list or what is said in its place, and a foot."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QListView, QStackedLayout, QVBoxLayout, QWidget

from ui.bridge.desk_bridge import DeskBridge
from ui.search.delegate import SearchDelegate
from ui.search.filter_row import FilterRow
from ui.search.model import SearchModel
from ui.search.there import TherePane
from ui.search.words import SearchWords
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.selection import FollowedSelection


class SearchFace(QDialog):
    """The parts and their places; ``SearchWindow`` makes them work."""

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_window")
        self.words = SearchWords(bridge.now)
        self.field, self.list, self.told = QLineEdit(), QListView(), QLabel()
        self.model = SearchModel(self.words, self)
        self.filters = FilterRow(self.field, bridge.desk.finder, self)
        self.there = TherePane(bridge, self.words)
        self.empty = EmptyState("search")
        self.past = Button("", look="link")
        self.past.setAutoDefault(False)
        self._build()
        self.retranslate()
        self.restyle()

    def _build(self) -> None:
        self.field.setObjectName("search_text")
        self.field.setProperty("large", True)
        self.field.setClearButtonEnabled(True)
        self.list.setObjectName("search_list")
        self.list.setModel(self.model)
        self.list.setItemDelegate(SearchDelegate(self.words, self.list))
        FollowedSelection(self.list)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.told.setProperty("role", "secondary")
        body = QWidget()
        self.pages = QStackedLayout(body)
        for page in (self.list, self.empty, self.there):
            self.pages.addWidget(page)
        self._column = QVBoxLayout(self)
        for part, stretch in ((self.field, 0), (self.filters, 0), (body, 1)):
            self._column.addWidget(part, stretch)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.past)
        self._column.addLayout(foot)
        self.resize(theme().size("dialog") + theme().size("list.min"), theme().size("dialog"))

    def move_by(self, steps: int) -> None:
        """Choose a line further down or up; headings are passed over."""
        row = self.list.currentIndex().row()
        for _step in range(abs(steps)):
            row = self.model.step(row, 1 if steps > 0 else -1)
        self.list.setCurrentIndex(self.model.index(row))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.setWindowTitle(_("Search everything"))
        self.field.setPlaceholderText(_("Name, words, number, phone…"))
        self.field.setAccessibleName(_("Search everything"))
        self.list.setAccessibleName(_("What was found"))
        self.past.setText(_("All requests of this customer"))

    def restyle(self) -> None:
        """Distances of now."""
        look = theme()
        self._column.setContentsMargins(*([look.space(6)] * 4))
        self._column.setSpacing(look.space(4))
        self.told.setFont(look.font("meta"))

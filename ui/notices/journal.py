"""What was told on this computer and by which way, or why not: the journal as a table."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.client.notice.journal import Told
from ui.notices.words import event_title, outcome_words, way_name
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.quiet_table import quieten
from ui.wording import clock_text, short_day


class JournalDialog(QDialog):
    """Seven days of this computer, the newest first."""

    def __init__(self, lines: Sequence[Told], now: datetime, zone: tzinfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("journal_dialog")
        self.setWindowTitle(_("What was told, and why not"))
        about = QLabel(_("On this computer, in the last seven days. It holds no names and no texts."))
        about.setProperty("role", "secondary")
        about.setWordWrap(True)
        self.table = QTableWidget(len(lines), 4)
        self.table.setAccessibleName(self.windowTitle())
        self.table.setHorizontalHeaderLabels([_("When"), _("What"), _("By which way"), _("What became of it")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        quieten(self.table)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        for place, line in enumerate(lines):
            when = (
                f"{short_day(line.at.astimezone(zone).date(), now.astimezone(zone).date())} {clock_text(line.at, zone)}"
            )
            words = (when, event_title(line.event), way_name(line.way), outcome_words(line.outcome))
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(place, column, item)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        column_box = QVBoxLayout(self)
        for part in (about, self.table, buttons):
            column_box.addWidget(part)
        look = theme()
        column_box.setContentsMargins(*([look.space(6)] * 4))
        column_box.setSpacing(look.space(5))
        self.resize(look.size("palette") + 3 * look.space(10), look.size("dialog"))
        if lines:
            self.table.setCurrentCell(0, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

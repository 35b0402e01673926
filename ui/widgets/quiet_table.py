"""A table without a grid: rows under a low header, words below each other."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from ui.theme.tokens import theme


def quieten(table: QTableView) -> None:
    """Rows are chosen whole, Tab leaves it; again after another text size."""
    look, header = theme(), table.horizontalHeader()
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(look.size("row.rail"))
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    header.setFont(look.font("meta", weight=500))
    header.setFixedHeight(look.size("table.header"))

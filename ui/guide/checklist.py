"""Steps to tick under a header that counts them."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.fact import ChecklistRow, SectionHeader


class Checklist(QWidget):
    """Ticks follow what was said until the operator decides otherwise."""

    def __init__(self, steps: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {step: ChecklistRow() for step in steps}
        self._header, self._title = SectionHeader(near=True), ""
        self._covered: Collection[str] = frozenset()
        self._decided: dict[str, bool] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        self._lines = {step: QHBoxLayout() for step in self.rows}
        for step, row in self.rows.items():
            self._lines[step].addWidget(row, 1)
            column.addLayout(self._lines[step])
            row.clicked.connect(lambda checked, kept=step: self._on_clicked(kept, checked))

    def put_beside(self, step: str, part: QWidget) -> None:
        """Something at the right of a step."""
        self._lines[step].addWidget(part)

    def forget(self) -> None:
        """Another talk: nothing is decided."""
        self._decided = {}

    def set_words(self, title: str, names: Mapping[Any, str]) -> None:
        """The header and what each step is called."""
        self._title = title
        for step, name in names.items():
            self.rows[step].setText(name)

    def cover(self, steps: Collection[str]) -> None:
        """These have been said, or need not be."""
        self._covered = steps
        for step, row in self.rows.items():
            row.setChecked(self._decided.get(step, step in steps))
        asked = [row.isChecked() for row in self.rows.values() if not row.isHidden()]
        self._header.set_text(self._title, f"{sum(asked)} / {len(asked)}")

    def _on_clicked(self, step: str, checked: bool) -> None:
        self._decided[step] = checked
        self.cover(self._covered)

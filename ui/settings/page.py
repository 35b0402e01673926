"""One page of the settings: a row for each declared setting of its group."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from app.client.policy import Policy
from app.client.settings import Option, Settings
from app.language.match import Typed
from ui.settings.field import make_field, name_values, show_value
from ui.settings.words import all_words
from ui.theme.tokens import theme
from ui.translation import _, language


@dataclass(frozen=True, slots=True)
class SettingRow:
    """The parts of one setting."""

    name: str
    option: Option
    label: QLabel
    field: QWidget
    hint: QLabel

    def set_visible(self, visible: bool) -> None:
        """Show or hide all of it."""
        self.label.setVisible(visible)
        self.field.setVisible(visible)
        self.hint.setVisible(visible and bool(self.hint.text()))


class SettingsPage(QWidget):
    """Rows made of declarations; ``extra`` lies below them."""

    changed = Signal(str, object)
    """A setting was changed. Carries its name and the new value."""

    def __init__(
        self, declared: Sequence[tuple[str, Option]], settings: Settings, policy: Policy, extra: QWidget | None = None
    ) -> None:
        super().__init__()
        self.setProperty("surface", "conversation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._policy = policy
        self._title = QLabel()
        self.extra = extra
        self.rows: list[SettingRow] = []
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addLayout(self._grid)
        for name, option in declared:
            self._add(name, option, getattr(settings, name))
        if extra is not None:
            self._column.addWidget(extra, 1)
        else:
            self._column.addStretch(1)
        self.restyle()
        self.retranslate()

    def name_it(self, title: str) -> None:
        """The group's name."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def show_settings(self, settings: Settings) -> None:
        """Changed elsewhere, as the text size by its keys."""
        for row in self.rows:
            show_value(row.field, getattr(settings, row.name))

    def narrow(self, text: str) -> bool:
        """Show what fits these letters; tells whether anything does, or the page itself is called so."""
        typed = Typed(text)
        fitting = [row for row in self.rows if typed.match(all_words(row.option)) is not None]
        whole = not text.strip()
        for row in self.rows:
            row.set_visible(whole or row in fitting)
        is_called_so = not self.rows and typed.match(self._title.text()) is not None
        return whole or bool(fitting) or is_called_so

    def retranslate(self) -> None:
        """All words; what is decided by the company says so."""
        for row in self.rows:
            locked = self._policy.locks(row.name)
            words = [_(row.option.help) if row.option.help else ""]
            if locked:
                words.append(_("Set by your company.") + f" {self._policy.why(language())}")
            title = _(row.option.title)
            row.label.setText("" if isinstance(row.field, QCheckBox) else title)
            if isinstance(row.field, QCheckBox):
                row.field.setText(title)
            row.hint.setText(" ".join(it.strip() for it in words if it))
            row.hint.setVisible(bool(row.hint.text()) and not row.field.isHidden())
            row.field.setEnabled(not locked)
            row.field.setAccessibleName(title)
            row.field.setAccessibleDescription(row.hint.text())
            name_values(row.field, row.option)

    def restyle(self) -> None:
        """Sizes of now."""
        look = theme()
        self._column.setContentsMargins(look.space(8), look.space(6), look.space(8), look.space(6))
        self._column.setSpacing(look.space(6))
        self._grid.setHorizontalSpacing(look.space(6))
        self._grid.setVerticalSpacing(look.space(3))
        self._title.setFont(look.font("heading"))
        for row in self.rows:
            row.hint.setFont(look.font("meta"))

    def _add(self, name: str, option: Option, value: Any) -> None:
        field = make_field(option, value, partial(self.changed.emit, name))
        field.setObjectName(f"setting_{name}")
        label, hint = QLabel(), QLabel()
        label.setBuddy(field)
        hint.setWordWrap(True)
        hint.setTextFormat(Qt.TextFormat.PlainText)
        hint.setProperty("role", "tertiary")
        at = self._grid.rowCount()
        self._grid.addWidget(label, at, 0)
        self._grid.addWidget(field, at, 1)
        self._grid.addWidget(hint, at + 1, 1)
        self.rows.append(SettingRow(name, option, label, field, hint))

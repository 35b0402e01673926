"""Settings, generated from their declarations; each takes effect at once."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from app.client.settings import Option, Settings, options
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.choice import Choice

_STEP = 10


class SettingsDialog(QDialog):
    """A field for every declared setting."""

    changed = Signal(object)
    """A setting was changed. Carries the new ``Settings``."""

    def __init__(self, settings: Settings, parent: QWidget | None = None, *, channels: QAction | None = None) -> None:
        """``channels``: the way to the mailboxes and chat pages, which are settings of the whole workspace."""
        super().__init__(parent)
        self.setObjectName("settings_dialog")
        self._settings = settings
        self._rows: list[tuple[str, Option, QLabel, QWidget, QLabel]] = []
        self._form = QFormLayout()
        for name, option in options():
            self._add(name, option)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.rejected.connect(self.reject)
        self.channels = self._buttons.addButton("", QDialogButtonBox.ButtonRole.HelpRole)
        self.channels.setAutoDefault(False)
        self.channels.setVisible(channels is not None and channels.isEnabled())
        if channels is not None:
            self.channels.clicked.connect(channels.trigger)
        column = QVBoxLayout(self)
        column.addLayout(self._form)
        column.addStretch(1)
        column.addWidget(self._buttons)
        look = theme()
        column.setContentsMargins(look.space(7), look.space(7), look.space(7), look.space(6))
        self._form.setVerticalSpacing(look.space(3))
        self._form.setHorizontalSpacing(look.space(6))
        self.resize(look.size("dialog"), look.size("toast"))
        self.retranslate()

    def field(self, name: str) -> QWidget:
        """The field of a setting."""
        return next(field for known, _option, _label, field, _hint in self._rows if known == name)

    def _add(self, name: str, option: Option) -> None:
        label, hint = QLabel(), QLabel()
        hint.setProperty("role", "tertiary")
        hint.setFont(theme().font("meta"))
        field = self._choice(name, option) if option.choices else self._number(name, option)
        field.setObjectName(f"setting_{name}")
        label.setBuddy(field)
        self._form.addRow(label, field)
        if option.help:
            self._form.addRow(QLabel(), hint)
        else:
            hint.setParent(self)
            hint.hide()
        self._rows.append((name, option, label, field, hint))

    def _choice(self, name: str, option: Option) -> Choice:
        box = Choice()
        for value in option.choices:
            box.addItem("", value)
        box.setCurrentIndex(box.findData(getattr(self._settings, name)))
        box.activated.connect(self._on_chosen)
        return box

    def _number(self, name: str, option: Option) -> QSpinBox:
        box = QSpinBox()
        box.setRange(option.low, option.high)
        box.setSingleStep(_STEP if option.unit == "%" else 1)
        box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        box.setValue(getattr(self._settings, name))
        box.setKeyboardTracking(False)
        box.lineEdit().setTextMargins(theme().space(4), 0, 0, 0)
        box.valueChanged.connect(self._on_counted)
        return box

    def _on_chosen(self, row: int) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self._change(box.objectName(), box.itemData(row))

    def _on_counted(self, value: int) -> None:
        box = self.sender()
        if isinstance(box, QSpinBox):
            self._change(box.objectName(), value)

    def _change(self, object_name: str, value: object) -> None:
        changes: dict[str, object] = {object_name.removeprefix("setting_"): value}
        self._settings = replace(self._settings, **changes)  # type: ignore[arg-type]
        self.changed.emit(self._settings)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language: it is changed right here."""
        if event.type() is QEvent.Type.LanguageChange and hasattr(self, "_buttons"):
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words."""
        self.setWindowTitle(_("Settings"))
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        self.channels.setText(_("Channels…"))
        for _name, option, label, field, hint in self._rows:
            label.setText(_(option.title))
            hint.setText(_(option.help))
            field.setAccessibleName(label.text())
            field.setAccessibleDescription(hint.text())
            if isinstance(field, QSpinBox) and option.unit:
                field.setSuffix(f" {_('s')}" if option.unit == "s" else f" {option.unit}")
            if isinstance(field, QComboBox):
                for row, words in enumerate(option.choices.values()):
                    field.setItemText(row, _(words))

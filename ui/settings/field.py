"""The field of one setting: a choice, a tick, a number or a text, as its declaration wants it."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from app.client.settings import Option
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.choice import Choice

_STEP = 10
Change = Callable[[Any], None]


def make_field(option: Option, value: Any, change: Change) -> QWidget:
    """A field that shows ``value`` and calls ``change`` with each new one."""
    if option.choices:
        return _choice(option, value, change)
    if isinstance(value, bool):
        tick = QCheckBox()
        tick.setChecked(value)
        tick.toggled.connect(change)
        return tick
    if isinstance(value, int):
        return _number(option, value, change)
    line = QLineEdit(value)
    line.editingFinished.connect(lambda: change(line.text()))
    return line


def show_value(field: QWidget, value: Any) -> None:
    """Another value, without a change being told."""
    field.blockSignals(True)
    if isinstance(field, QComboBox):
        field.setCurrentIndex(field.findData(value))
    elif isinstance(field, QCheckBox):
        field.setChecked(value)
    elif isinstance(field, QSpinBox):
        field.setValue(value)
    elif isinstance(field, QLineEdit):
        field.setText(value)
    field.blockSignals(False)


def name_values(field: QWidget, option: Option) -> None:
    """Words of choices and units, in the window's language."""
    if isinstance(field, QSpinBox) and option.unit:
        field.setSuffix(f" {_unit(option.unit)}")
    if isinstance(field, QComboBox):
        for row, words in enumerate(option.choices.values()):
            field.setItemText(row, _(words))


def _choice(option: Option, value: Any, change: Change) -> QWidget:
    box = Choice()
    for known in option.choices:
        box.addItem("", known)
    box.setCurrentIndex(box.findData(value))
    box.activated.connect(lambda row: change(box.itemData(row)))
    return box


def _number(option: Option, value: int, change: Change) -> QWidget:
    box = QSpinBox()
    box.setRange(option.low, option.high)
    box.setSingleStep(_STEP if option.unit == "%" else 1)
    box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
    box.setValue(value)
    box.setKeyboardTracking(False)
    box.lineEdit().setTextMargins(theme().space(4), 0, 0, 0)
    box.valueChanged.connect(change)
    return box


def _unit(unit: str) -> str:
    return {"s": _("s"), "min": _("min"), "h": _("h")}.get(unit, unit)

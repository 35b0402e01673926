"""What Qt has made is asked for each time, never kept: PySide may let go of it while it lives (0092)."""

import ast
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from tests.house.sizes import ROOT

MADE_BY_QT = {
    "button", "lineEdit", "viewport", "horizontalHeader", "verticalHeader", "horizontalScrollBar",
    "verticalScrollBar", "calendarWidget", "tabBar", "nextInFocusChain", "previousInFocusChain",
    "titleBar", "windowHandle",
}  # fmt: skip
"""Methods that give widgets nobody here has made."""


def kept(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and method of each ``self.name = something.method(...)``."""
    for it in ast.walk(tree):
        targets = it.targets if isinstance(it, ast.Assign) else [it.target] if isinstance(it, ast.AnnAssign) else []
        call = getattr(it, "value", None)
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr in MADE_BY_QT and any(isinstance(target, ast.Attribute) for target in targets):
            yield it.lineno, call.func.attr


def test_a_kept_one_is_found():
    assert list(kept(ast.parse("class A:\n  def b(self):\n    self.ok = self.box.button(OK)"))) == [(3, "button")]


def test_nothing_that_qt_made_is_kept():
    found = {str(it.relative_to(ROOT)): list(kept(ast.parse(it.read_text("utf-8")))) for it in ROOT.glob("ui/**/*.py")}
    assert not {name: lines for name, lines in found.items() if lines}


@pytest.mark.usefixtures("qapp")
def test_pyside_still_lets_go_of_what_lives():
    """When this fails, the rule and its test can go."""
    window = QWidget()
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok, window)
    kept_button = box.button(QDialogButtonBox.StandardButton.Ok)
    field = QLineEdit(window)
    assert field.previousInFocusChain() is kept_button  # from here on it is taken for the field's child
    field.setParent(None)
    shiboken6.delete(field)
    assert not shiboken6.isValid(kept_button)
    box.button(QDialogButtonBox.StandardButton.Ok).setText("asked for anew, it is there")
    window.deleteLater()

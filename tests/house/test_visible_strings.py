"""Nothing a person can see is written outside the catalogue."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sizes import ROOT

SHOWING = {
    "setText", "setToolTip", "setStatusTip", "setWindowTitle", "setPlaceholderText", "setAccessibleName",
    "setAccessibleDescription", "setTitle", "setLabelText", "setInformativeText", "setSuffix", "setPrefix",
    "setItemText", "setHtml", "setPlainText", "addItem", "addItems", "insertItem", "addAction", "addMenu", "addTab",
    "addRow", "addButton", "showMessage", "setWhatsThis", "announce", "set_text", "set_name", "set_label", "set_hint",
    "set_words", "set_title", "set_placeholder", "show_problem", "say", "offer", "question", "warning", "information",
    "critical", "about", "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getText", "drawText", "draw_elided",
    "QLabel", "QPushButton", "QAction", "QCheckBox", "QRadioButton", "QGroupBox", "QListWidgetItem", "QTableWidgetItem",
    "QTreeWidgetItem", "QMenu", "Button", "PrimaryButton", "IconButton", "ElidedLabel", "LabelledField", "EmptyState",
    "Banner", "Segment", "Pill", "QStandardItem",
}  # fmt: skip
"""Functions and classes whose plain text arguments end on the screen or are spoken."""

NAME = re.compile(r"^[*]?[.]?[a-z0-9][a-zA-Z0-9.@-]*$")
"""Icons, roles, keys of segments, addresses and endings of files: for programs, not for people."""

WORD = re.compile(r"[A-Za-zА-Яа-яЁё]{2}")
KEY = re.compile(r"^[\t (]*((Ctrl|Alt|Shift)\+)*(F\d+|Return|Esc|[A-Z@/.,;=-])\)?$")
NAMES = {"Deskhand"}
"""The same in every language."""

PICTURED = ROOT / "ui" / "gallery"
"""Shows parts with samples; no customer of ours opens it."""

RUSSIAN_BY_NATURE = {"Русский", "Марина", "сегодня", "вчера"}
"""A language's own name, a sample of the self-test, words one may type into a search in either language."""

KEPT_WITHIN = (ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.IfExp, ast.BoolOp, ast.List, ast.Tuple, ast.Constant)


def shown_literals(node: ast.expr) -> Iterator[str]:
    """Words written right in an argument; what a function is called with inside it is another matter."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and WORD.search(node.value):
            yield node.value
    elif isinstance(node, KEPT_WITHIN):
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.expr) and not (isinstance(node, ast.IfExp) and inner is node.test):
                yield from shown_literals(inner)


def modules() -> list[Path]:
    """What the window is made of."""
    return [it for it in sorted((ROOT / "ui").rglob("*.py")) if not it.is_relative_to(PICTURED)]


def is_sentence(text: str) -> bool:
    """Would a person read it as words?"""
    return text not in NAMES and not NAME.match(text) and not KEY.match(text)


def written_outside(path: Path) -> Iterator[str]:
    """Each with its place, and what it is given to."""
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in SHOWING:
            for text in filter(is_sentence, (text for it in node.args for text in shown_literals(it))):
                yield f"{path.name}:{node.lineno} {name}: {text!r}"


def test_every_visible_sentence_comes_from_the_catalogue():
    found = [it for path in modules() for it in written_outside(path)]
    assert not found, "\n".join(found)


def test_no_russian_is_written_in_the_window():
    """Russian stands in ``resources/i18n/ru.po`` alone; docstrings may quote it."""
    found = []
    for path in modules():
        tree = ast.parse(path.read_text("utf8"))
        said = {id(it.value) for it in ast.walk(tree) if isinstance(it, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                is_russian = re.search("(?<![-A-Z])[А-Яа-яЁё]{3}", node.value)
                if is_russian and node.value not in RUSSIAN_BY_NATURE:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}")
    assert not found, "\n".join(found)


def test_a_sentence_beside_the_catalogue_is_noticed(tmp_path):
    page = tmp_path / "page.py"
    page.write_text(
        'label.setText("Nobody is here")\nlabel.setText(_("Fine"))\nQLabel(f"{n} people")\nIconButton("x", key)'
    )
    assert [it.partition(": ")[2] for it in written_outside(page)] == ["'Nobody is here'", "' people'"]

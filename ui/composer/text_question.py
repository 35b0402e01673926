"""What is asked about a text to reuse before it is left or goes: one question at a time, over its window."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.language.plain_text import one_line
from ui.translation import _

_SHOWN = 80


def ask_unsaved(
    title: str, save: Callable[[], object], drop: Callable[[], object], stay: Callable[[], object], parent: QWidget
) -> QMessageBox:
    """It is written on and not saved: keep that, lose it, or stay."""
    box = _question("unsaved_question", _("“{name}” is not saved.").format(name=_named(title)), parent)
    keep = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
    lose = box.addButton(_("Do not save"), QMessageBox.ButtonRole.DestructiveRole)
    back = box.addButton(_("Go on writing"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(back)
    keep.clicked.connect(lambda: save())  # noqa: PLW0108  it takes no tick
    lose.clicked.connect(lambda: drop())  # noqa: PLW0108
    back.clicked.connect(lambda: stay())  # noqa: PLW0108
    return box


def ask_removal(title: str, remove: Callable[[], object], *, is_shared: bool, parent: QWidget) -> QMessageBox:
    """It cannot be taken back, and of a shared one others are robbed, too."""
    words = (_("Delete “{name}”? Nobody will be offered it any more.") if is_shared else _("Delete “{name}”?")).format(
        name=_named(title)
    )
    box = _question("removal_question", words, parent)
    act = box.addButton(_("Delete"), QMessageBox.ButtonRole.AcceptRole)
    keep = box.addButton(_("Keep the text"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    act.clicked.connect(lambda: remove())  # noqa: PLW0108
    return box


def _question(name: str, words: str, parent: QWidget) -> QMessageBox:
    box = QMessageBox(QMessageBox.Icon.Question, _("Texts to reuse"), "", parent=parent)
    box.setObjectName(name)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    box.finished.connect(box.deleteLater)
    return box


def _named(title: str) -> str:
    return one_line(title, _SHOWN) or _("New text")

"""People in a list, with a word beside the name: what finds or names them stays the name alone."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.icon import icon
from ui.theme.tokens import theme

_SAID_ROLE = Qt.ItemDataRole.UserRole + 11
_SIGN_ROLE = Qt.ItemDataRole.UserRole + 12


class SaidDelegate(QStyledItemDelegate):
    """Paints the word of an item behind its text, and its icon no larger than letters are: no row grows by it."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Both as one text: what is too long is cut at its end."""
        super().initStyleOption(option, index)
        side = theme().size("icon.sm")
        option.decorationSize = QSize(side, side)
        option.text = beside(option.text, index.data(_SAID_ROLE) or "")


def say_beside(item: QListWidgetItem, word: str, sign: str) -> None:
    """Show that word and icon at an item, heard after its text too; empty: none. The same again costs nothing."""
    if item.data(_SAID_ROLE) == word and item.data(_SIGN_ROLE) == sign:
        return
    item.setData(_SIGN_ROLE, sign)
    item.setData(_SAID_ROLE, word)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(it for it in (item.text(), word) if it))
    item.setData(Qt.ItemDataRole.DecorationRole, icon(sign) if sign else None)


def beside(name: str, word: str) -> str:
    """A name with what is said of it, as one line."""
    return f"{name} · {word}" if word else name

"""Searches under a name: kept, changed, renamed, thrown away."""

from uuid import UUID

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.client.view import SavedViewRow, View, ViewKind, filter_data, search_of
from ui.bridge.desk_bridge import DeskBridge
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.field import LabelledField


class Keeping:
    """Gives the commands; whoever shows places hears of it as of any other change."""

    def __init__(self, bridge: DeskBridge, parent: QWidget) -> None:
        self._bridge = bridge
        self._parent = parent

    def keep(self, view: View) -> UUID | None:
        """Ask for a name and keep it, or keep what is under a name as it is now; None: it was called off."""
        row = self._row(view)
        if row is not None:
            self._save(row.id, row.name, view, row.position)
            return row.id
        name = ask_name(_("Keep as a search"), view.filter, self._parent)
        if not name:
            return None
        saved_id = self._bridge.new_id()
        self._save(saved_id, name, search_of(view, self._bridge.desk.person.user_id), len(self._rows()))
        return saved_id

    def rename(self, view: View) -> None:
        """Ask for another name."""
        row = self._row(view)
        if row is not None and (name := ask_name(_("Rename the search"), row.name, self._parent)):
            self._save(row.id, name, row.view, row.position)

    def remove(self, view: View) -> bool:
        """Keep it no longer; it can be kept again by the same chips."""
        from app.commands.saved_view import RemoveView

        row = self._row(view)
        return row is not None and self._bridge.submit(RemoveView(row.id)) is not None

    def _save(self, saved_id: UUID, name: str, view: View, position: int) -> None:
        from app.commands.saved_view import SaveView

        self._bridge.submit(SaveView(saved_id, name, filter_data(view), view.sort.value, position))

    def _row(self, view: View) -> SavedViewRow | None:
        if view.kind is not ViewKind.SAVED:
            return None
        return next((it for it in self._rows() if it.id == view.saved_id), None)

    def _rows(self) -> list[SavedViewRow]:
        return list(self._bridge.queries.saved_views())


class NameDialog(QDialog):
    """One name; an empty one cannot be given."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        from app.commands.saved_view import NAME_LIMIT

        super().__init__(parent)
        self.setObjectName("name_dialog")
        self.setWindowTitle(title)
        self.name = LabelledField(_("Name in the list of sections"))
        self.name.field.setMaxLength(NAME_LIMIT)
        self.name.field.setText(name)
        self.name.field.selectAll()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Save"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.name.field.textChanged.connect(self._enable)
        column = QVBoxLayout(self)
        column.setSpacing(theme().space(4))
        column.addWidget(self.name)
        column.addWidget(self.buttons)
        self.setMinimumWidth(theme().size("toast"))
        self._enable()

    @property
    def text(self) -> str:
        """The name without blanks around it."""
        return " ".join(self.name.field.text().split())

    def _enable(self) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(self.text))


def ask_name(title: str, name: str, parent: QWidget) -> str:
    """The name that was given; empty: it was called off."""
    dialog = NameDialog(title, name, parent)
    given = dialog.text if dialog.exec() else ""
    dialog.deleteLater()
    return given

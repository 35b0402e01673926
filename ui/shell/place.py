"""Where a person was: kept at every step, so that the next start, also after a crash, goes on there."""

from uuid import UUID

from PySide6.QtCore import QObject, QSettings, QTimer, Slot

from app.client.row import DraftKind
from app.client.view import Sort, Tab, View, ViewKind
from ui.bridge.desk_bridge import DeskBridge
from ui.shell.navigator import Navigator
from ui.shell.workspace import Workspace
from ui.translation import _, ngettext

REST_MS = 1_500


class Place(QObject):
    """One person's place in the window's settings file; ``running`` in it is true while the desk is open."""

    def __init__(
        self, bridge: DeskBridge, settings: QSettings, workspace: Workspace, navigator: Navigator, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._settings = settings
        self._workspace = workspace
        self._navigator = navigator
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self.write)
        self._group = f"place/{bridge.desk.person.user_id.hex}"
        self.was_cut_off = self._value("running") == "yes"
        """The desk did not end by itself the last time."""
        self._set("running", "yes")
        settings.sync()  # a process that is killed writes nothing more

    def restore(self) -> None:
        """Go where one was, else to the most urgent conversation; from now on each step is kept."""
        pane = self._workspace.list_pane
        sort = self._value("sort")
        pane.narrowing.look_as(
            Sort(sort) if sort in set(Sort) else Sort.DEADLINE, compact=self._value("compact") == "yes"
        )
        if not self._go_back():
            self._navigator.open_first()
        for changed in (self._navigator.opened, pane.header.sorted, pane.header.compacted):
            changed.connect(self.keep)
        self.keep(self._navigator.open_id)

    def _go_back(self) -> bool:
        view = self._view()
        if view is None or self._workspace.rail.model.row_of(view) < 0:
            return False
        self._workspace.rail.show_view(view)
        self._workspace.list_pane.set_view(view)
        conversation_id = _uuid(self._value("conversation"))
        if conversation_id is None or self._bridge.queries.card(conversation_id) is None:
            return False
        self._navigator.open(conversation_id)
        return True

    def recovered(self) -> str:
        """What to say after a crash; empty when there was none."""
        if not self.was_cut_off:
            return ""
        drafts = drafts_kept(self._bridge)
        restored = ngettext("{count} draft was restored.", "{count} drafts were restored.", drafts)
        words = _("Deskhand did not end by itself the last time. You are where you were.")
        return f"{words} {restored.format(count=drafts)}" if drafts else words

    @Slot(object)
    def keep(self, _news: object) -> None:
        """Something else is open, or the list looks otherwise; written when one rests: a file at each step is felt."""
        self._rest.start()

    @Slot()
    def write(self) -> None:
        """Write where one is now."""
        self._rest.stop()
        view = self._workspace.list_pane.model.view
        self._set("view", f"{view.kind}:{view.queue_id or ''}:{view.tab}")
        if view.kind is not ViewKind.SAVED:  # a kept search has an order of its own
            self._set("sort", view.sort)
        self._set("compact", "yes" if self._workspace.list_pane.header.is_compact else "no")
        self._set("conversation", str(self._navigator.open_id or ""))

    def leave(self) -> None:
        """The desk ends by itself."""
        self.write()
        self._set("running", "no")
        self._settings.sync()

    def _view(self) -> View | None:
        kind, _colon, rest = self._value("view").partition(":")
        queue, _colon, tab = rest.partition(":")
        if kind not in set(ViewKind) or tab not in set(Tab):
            return None
        return View(ViewKind(kind), _uuid(queue), Tab(tab))

    def _value(self, name: str) -> str:
        return str(self._settings.value(f"{self._group}/{name}", ""))

    def _set(self, name: str, value: str) -> None:
        self._settings.setValue(f"{self._group}/{name}", value)


def drafts_kept(bridge: DeskBridge) -> int:
    """How many unsent texts of this person lie on this computer."""
    return sum(len(bridge.queries.drafts(kind)) for kind in DraftKind)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

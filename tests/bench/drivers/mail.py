"""Shows the queue nobody works yet, filtered, and tells each subject when its row is painted."""

from typing import Any

WORD = "benchmail"


def install(watch: Any, tell: Any) -> None:
    """After the panes came: the second place of the rail, filtered by the word all measured mails carry."""
    told: set[str] = set()

    def look(view: Any) -> None:
        model = view.model()
        for at in range(model.rowCount()):
            row = model.value_at(at)
            if row is not None and WORD in row.subject and row.subject not in told:
                told.add(row.subject)
                tell("row", subject=row.subject)

    def show() -> None:
        from PySide6.QtCore import QTimer

        view = watch.window.desk_view
        view.workspace.rail.go_to(2)
        view.workspace.list_pane.open_filter(WORD)
        beat = QTimer(watch.window, interval=50)

        def is_live() -> None:
            if view.bridge.status.link.value == "live":
                beat.stop()
                tell("live", mail=view.bridge.desk.person.mail_address)

        beat.timeout.connect(is_live)
        beat.start()

    watch.on_list, watch.on_attached = look, show

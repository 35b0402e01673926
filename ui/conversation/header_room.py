"""The room of the header's second line, given by importance: the promise, then fields, then tags."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.conversation.field_pills import FieldPills
from ui.conversation.promise_button import PromiseButton
from ui.widgets.tag_row import TagRow


def share_room(line: QHBoxLayout, width: int, promise: PromiseButton, pills: FieldPills, tags: TagRow) -> None:
    """Give each what it can use of ``width``: what does not fit whole leaves its room to others."""
    items = [line.itemAt(at) for at in range(line.count())]
    placed = [it.widget() for it in items if it is not None]
    parts = [it for it in placed if it is not None and not it.isHidden()]
    sharing = [it for it in (promise, pills, tags) if it in parts]
    kept = sum(it.sizeHint().width() for it in parts if it not in sharing)
    room = width - kept - line.spacing() * (len(parts) - 1)
    for part in sharing:
        others = sum(_least(it) for it in sharing[sharing.index(part) + 1 :])
        given = max(_least(part), room - others)
        used = min(part.sizeHint().width(), given) if isinstance(part, PromiseButton) else part.used(given)
        part.setMaximumWidth(used)
        room -= used


def _least(part: QWidget) -> int:
    return part.minimumSizeHint().width()

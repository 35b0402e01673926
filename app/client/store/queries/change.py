"""The list of unsent and refused changes."""

from collections.abc import Sequence

from app.client.row import ChangeRow, ChangeState
from app.client.store.queries.source import Source


def changes(source: Source) -> Sequence[ChangeRow]:
    """Unsent and refused changes, oldest first."""
    return [
        ChangeRow(
            it.change_id,
            it.name.partition("@")[0],
            it.args,
            it.conversation_id,
            it.subject,
            it.server_at,
            ChangeState(it.state),
            it.code,
            it.detail,
        )
        for it in source.outbox.changes()
        if not it.name.startswith("mark_read@")
    ]

"""An outbox as it holds requests that are only begun: how one is given up with its draft."""

from datetime import datetime

from app.client.drafting import USUAL
from app.client.row import DraftKind
from app.client.store.addressing import write_addressing
from app.client.store.begun import is_opening, request_of, with_opening
from app.client.store.change import Change, mark_dismissed
from app.client.store.cipher import transaction
from app.client.store.discarded import mark_discarded
from app.client.store.draft import write_draft, write_past
from app.client.store.outbox_number import NumberedOutbox
from app.client.store.outgoing_file import write_draft_files


class BegunOutbox(NumberedOutbox):
    """An outbox with requests nobody else knows of yet. Any thread."""

    def discard_begun(self, opening: Change, at: datetime) -> Change | None:
        """Give the request up with what was done in it; its texts are earlier texts then, its files are gone.

        None: it is no opening, or a message is leaving there.
        """
        if not is_opening(opening.name) or any(it.conversation_id == request_of(opening) for it in self.changes()):
            return None
        gone, request_id = with_opening(opening, self.begun()), request_of(opening)
        with transaction(self._connection, self._lock) as cursor:
            for it in gone:
                mark_dismissed(cursor, it.change_id, at)
            mark_discarded(cursor, opening.change_id, at)
            for kind in DraftKind:
                if text := self.draft(request_id, kind):
                    write_past(cursor, (request_id, kind), text, at)
                write_draft(cursor, request_id, "", at, kind)
            write_draft_files(cursor, request_id, ())
            write_addressing(cursor, request_id, USUAL)
        for it in gone:
            self._refresh(it.change_id)
        for kind in DraftKind:
            self._mirror_draft(request_id, kind, "")
        self._mirror_files(request_id, ())
        return opening

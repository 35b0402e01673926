"""Files that are added to what one writes: kept at once, deleted when nothing names them any more."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from app.client.row import OutgoingFile
from app.client.store.outbox import Outbox
from app.client.store.shelf import Shelf


class DraftFiles:
    """The files of drafts: their bytes on the shelf, their names in the outbox."""

    def __init__(self, outbox: Outbox, files: Shelf) -> None:
        self._outbox = outbox
        self._files = files

    def keep(self, name: str, content_type: str, content: bytes) -> OutgoingFile:
        """Keep the bytes. Any thread. Raises ``Trouble``: ``DISK_FULL``."""
        from app.client.identifier import new_id

        sha256 = hashlib.sha256(content).hexdigest()
        if not self._files.unsent.has(sha256):
            self._files.unsent.put(sha256, content)
        return OutgoingFile(new_id(), name, content_type, len(content), sha256)

    def save(self, conversation_id: UUID, files: Sequence[OutgoingFile]) -> None:
        """Keep which files belong to a draft. Raises ``Trouble``: ``DISK_FULL``; nothing was changed."""
        before = {it.blob for it in self._outbox.draft_files(conversation_id)}
        self._outbox.save_draft_files(conversation_id, files)
        for sha256 in before - {it.blob for it in files}:
            if not self._outbox.needs_file(sha256):
                self._files.unsent.delete(sha256)

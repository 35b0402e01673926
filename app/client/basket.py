"""What was given up and can still be had back: a text becomes the draft of its conversation once more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.client.drafting import addressing_in
from app.client.row import DraftKind
from app.client.store.addressing import AddressingBook
from app.client.store.begun import is_opening, request_of
from app.client.store.outbox import Change, Outbox
from app.client.store.outgoing_file import files_in
from app.client.store.shelf import Shelf


class Basket:
    """The given-up changes of an outbox. What is taken out is a copy: it stays in here until its 30 days are over."""

    def __init__(
        self,
        outbox: Outbox,
        files: Shelf,
        wall: Callable[[], datetime],
        is_known: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """``is_known``: whether the server has a file that this person may send without its bytes."""
        self._is_known = is_known
        self._outbox = outbox
        self._files = files
        self._wall = wall
        self._addressing = AddressingBook(outbox)

    def find(self, change_id: UUID) -> Change | None:
        """One of them."""
        return next((it for it, _ in self._outbox.discarded() if it.change_id == change_id), None)

    def as_draft(self, change: Change) -> bool:
        """Add its text and files to the draft of its conversation; False: it is no text. Twice is once.

        The files are the copy's own: the message they were of may have left after all, or be copied once more.

        Raises:
            Trouble: ``DISK_FULL``; what could not be kept is in the basket still.
        """
        from app.model.identifier import new_id

        kind, conversation_id = _draft_kind(change), change.conversation_id
        if kind is None or conversation_id is None:
            return False
        text, draft = (
            str(change.args.get("marked") or change.args.get("body", "")),
            self._outbox.draft(conversation_id, kind),
        )
        if text and text not in draft:
            self._outbox.save_draft(conversation_id, f"{draft}\n\n{text}" if draft else text, self._wall(), kind)
        if kind is DraftKind.REPLY:
            self._addressing.join(conversation_id, addressing_in(change.args))
        kept = self._outbox.draft_files(conversation_id)
        known = {it.content for it in kept}
        more = [it for it in files_in(change.args) if it.content not in known and self._kept(it.blob)]
        if more:
            self._outbox.save_draft_files(conversation_id, (*kept, *(replace(it, id=new_id()) for it in more)))
        return True

    def bring_texts(self, change: Change) -> None:
        """Of a request that is begun once more: what was written in it when it was given up is its draft again.

        Raises:
            Trouble: ``DISK_FULL``; it is an earlier text still.
        """
        if not is_opening(change.name):
            return
        request_id = request_of(change)
        for kind in DraftKind:
            past = self._outbox.past((request_id, kind))
            if past and not self._outbox.draft(request_id, kind):
                self._outbox.save_draft(request_id, past[0][0], self._wall(), kind)

    def _kept(self, sha256: str) -> bool:
        """Whether it can be sent: its bytes are here, whoever else was sent them meanwhile, or the server has them."""
        if self._files.unsent.has(sha256):
            return True
        content = self._files.get(sha256)
        if content is not None:
            self._files.unsent.put(sha256, content)
        return content is not None or self._is_known(sha256)


def _draft_kind(change: Change) -> DraftKind | None:
    return next((kind for kind in DraftKind if change.name.startswith(f"{kind}@")), None)

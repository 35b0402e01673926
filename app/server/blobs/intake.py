"""A user's bytes have come whole: verified, kept, and the messages that waited for them go on."""

from collections.abc import Callable, Iterable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update

from app.commands.base import SYSTEM
from app.domain.delivery import AWAITING_FILES, DeliveryState
from app.domain.erasure import SWEEP
from app.model.conversation import Attachment, Delivery
from app.model.sync import Effect
from app.server.blobs.access import note_upload
from app.server.blobs.store import BlobStore, OtherContent
from app.server.blobs.text_file import hold_arrived
from app.server.blobs.upload import Upload, UploadStore
from app.server.errors import Denied
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork


class FileKeeper:
    """Keeps what users send. Safe from any thread."""

    def __init__(
        self,
        uow: UnitOfWork,
        blobs: BlobStore,
        uploads: UploadStore,
        wake: Callable[[], None],
        verdict: Callable[[UUID, str], str],
    ) -> None:
        """``wake``: messages that waited for a file are due now. ``verdict``: what the virus scanner says of one."""
        self._uow = uow
        self._blobs = blobs
        self._uploads = uploads
        self._wake = wake
        self._verdict = verdict

    def keep_upload(self, upload: Upload) -> None:
        """All pieces are here. Raises ``Denied`` like ``keep``; the pieces are then gone."""
        try:
            self.keep(upload, self._uploads.read(upload))
        except InvalidTag as error:
            raise Denied(400, "other_content") from error
        finally:
            self._uploads.drop(upload)

    def keep(self, upload: Upload, chunks: Iterable[bytes]) -> None:
        """Keep bytes that a user sent, and let go what waited for them.

        Raises:
            Denied: 400 ``other_content``: they have another hash; nothing was kept. 422 ``infected``: nobody gets them.
        """
        try:
            self._blobs.put_chunks(upload.ws, chunks, expected=upload.sha256)
        except OtherContent as error:
            raise Denied(400, "other_content") from error
        self.accept(upload)

    def accept(self, upload: Upload) -> None:
        """Count bytes that are here as sent by a user, who sent them or may read them; let go what waited for them.

        Raises:
            Denied: 422 ``infected``: nobody gets them.
        """
        if self._verdict(upload.ws, upload.sha256) == "infected":
            self._uow.run(upload.ws, SYSTEM, lambda tx: _let_go(tx, upload.sha256))
            raise Denied(422, "infected")
        self._uow.run(upload.ws, SYSTEM, lambda tx: _arrived(tx, upload.sha256, upload.user_id))
        self._wake()


def _arrived(tx: ServerTx, sha256: str, user_id: UUID) -> None:
    note_upload(tx, sha256, user_id)
    hold_arrived(tx, sha256, user_id)
    release_waiting(tx, sha256)


def _let_go(tx: ServerTx, sha256: str) -> None:
    """Bytes that nobody will get go off the disk, unless a customer's message has them too."""
    tx.effect(SWEEP, key=f"{SWEEP}:{tx.mint()}", payload={"blobs": [sha256], "refused": True})


def release_waiting(tx: ServerTx, sha256: str) -> None:
    """Messages that wait for this file are tried at once, and as if for the first time."""
    waiting = (
        select(Attachment.entry_id)
        .join(Delivery, (Delivery.ws == Attachment.ws) & (Delivery.entry_id == Attachment.entry_id))
        .where(Attachment.ws == tx.ws, Attachment.blob == sha256)
        .where(Delivery.state == DeliveryState.QUEUED, Delivery.reason.in_(AWAITING_FILES))
    )
    keys = [f"deliver:{entry_id}" for entry_id in tx.session.scalars(waiting)]
    mine = (Effect.ws == tx.ws) & Effect.dedupe_key.in_(keys) & (Effect.state == "waiting")
    if keys:
        tx.session.execute(update(Effect).where(mine).values(not_before=tx.now, attempts=0))

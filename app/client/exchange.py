"""Puts the engine of one desk together: what it pushes and pulls with, and how its files go up and down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from app.client.clock import Clock, ServerTime
from app.client.port import Touched
from app.client.store.apply import CacheWriter
from app.client.store.blob_store import BlobStore
from app.client.store.change import NewChange
from app.client.store.database import StoreFiles
from app.client.store.file_book import FileBook
from app.client.store.outbox import Change, Outbox
from app.client.store.outgoing_file import Upload
from app.client.store.shelf import Shelf
from app.client.store.writer import Closed, Writer
from app.client.sync.age import Ages
from app.client.sync.download import Downloader
from app.client.sync.engine import EngineParts, SyncEngine
from app.client.sync.transport import Transport
from app.client.sync.upload import Uploader
from app.client.transfer import Transfers
from app.commands.file import GiveUpFile
from app.commands.template import GiveUpTextFile
from app.model.identifier import new_id
from app.protocol.command import to_wire

E = TypeVar("E", bound=SyncEngine)


@dataclass(frozen=True, slots=True)
class Reach:
    """What the engine reaches of the desk: its stores and clocks, its writer and cache, what it tells and gives."""

    outbox: Outbox
    files: Shelf
    transfers: Transfers
    clock: Clock
    time: ServerTime
    writer: Writer
    cache: Callable[[], CacheWriter]
    ages: Ages
    touched: Callable[[Touched], None]
    show: Callable[[Change], None]


def reach_of_errand(
    outbox: Outbox, files: StoreFiles, clock: Clock, time: ServerTime, touched: Callable[[Touched], None]
) -> Reach:
    """Of a profile that nobody has open: the outbox and its files, and no copy to write to."""
    shelf = Shelf(BlobStore(files.blobs, files.cache_key), BlobStore(files.unsent, files.outbox_key, synced=True))
    nobody = Writer(clock, lambda: None, lambda: None)
    nobody.stop(0)
    return Reach(
        outbox, shelf, Transfers(), clock, time, nobody, _no_copy, Ages(outbox, clock, time), touched, _shown_later
    )


def _no_copy() -> CacheWriter:
    raise Closed


def _shown_later(_change: Change) -> None:
    """Its author's desk plays it on its copy when it is opened."""


def make_engine(transport: Transport, client: UUID, reach: Reach, kind: type[E] = SyncEngine) -> E:  # type: ignore[assignment]
    """The engine of a desk, or another kind of it."""

    def lost(upload: Upload, reason: str) -> None:
        """A file will never reach the server: its message fails there, so that its author is asked what to do."""
        name, args = to_wire(_giving_up(upload, reason))
        now, skew_ms = reach.clock.wall(), reach.time.skew_ms
        about = None if upload.is_of_text else upload.conversation_id
        new = NewChange(new_id(), new_id(), name, args, now, skew_ms, about)
        reach.show(reach.outbox.add(new))

    book, files = FileBook(reach.outbox), reach.files
    made = EngineParts(
        transport=transport,
        outbox=reach.outbox,
        writer=reach.writer,
        cache=reach.cache,
        blobs=files,
        downloads=Downloader(transport, files, reach.transfers, reach.clock),
        uploads=Uploader(transport, book, files, reach.transfers, reach.clock, lost),
        clock=reach.clock,
        time=reach.time,
        ages=reach.ages,
        touched=reach.touched,
    )
    return kind(made, client)


def _giving_up(upload: Upload, reason: str) -> GiveUpFile | GiveUpTextFile:
    if upload.is_of_text:
        return GiveUpTextFile(upload.entry_id, upload.sha256, reason)
    return GiveUpFile(upload.conversation_id, upload.entry_id, reason)

"""Types under one long conversation and goes to old messages in it; prints what each took, in ms, as JSON."""

import json
import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.client.clock import ServerTime
from app.client.port import Touched
from app.client.row import DraftKind
from app.client.store.apply import CacheWriter
from app.client.store.blob_store import BlobStore
from app.client.store.database import StoreFiles, open_cache, open_outbox, open_writer
from app.client.store.outbox import Outbox
from app.client.store.queries.screen import ScreenQueries
from app.client.store.queries.source import Source
from app.client.store.shelf import Shelf
from app.commands.base import Actor
from app.domain.entry import AuthorKind, EntryKind
from app.protocol.pull import LogSlice
from tests.bench.desktop import memory_mb
from tests.builders import wire
from tests.fakes.clock import DrivenClock
from tests.fakes.desk import FakeDesk
from tests.living import live

TALK, PERSON = UUID(int=10), UUID(int=20)
TEXT = "Здравствуйте, плафон уже на складе, курьер привезёт его завтра. The parcel will arrive tomorrow. "
PAGE = 200


class StoreDesk(FakeDesk):
    """Reads a real cache, keeps drafts in a real outbox, and tells of it as the engine does."""

    def __init__(self, folder: Path, messages: int) -> None:
        super().__init__()
        files = StoreFiles(folder, b"o" * 32, b"c" * 32)
        self._box = Outbox(open_outbox(files))
        connection, _ = open_cache(files)
        cache = CacheWriter(open_writer(files), wire.WS, Actor(AuthorKind.USER, wire.ME), self._box)
        _fill(cache, messages)
        shelf = Shelf(BlobStore(files.blobs, files.cache_key), BlobStore(files.unsent, files.outbox_key))
        source = Source(connection, wire.WS.bytes, wire.ME, self._box, shelf)
        self.queries = ScreenQueries(source, ServerTime(DrivenClock()).now)

    def save_draft(self, conversation_id: UUID, text: str, kind: DraftKind = DraftKind.REPLY) -> bool:
        self._box.save_draft(conversation_id, text, wire.START, kind)
        for listener in self._touched:
            listener(Touched(conversations=frozenset({conversation_id})))
        return True


def _fill(cache: CacheWriter, messages: int) -> None:
    talk = wire.conversation(TALK, PERSON, log_head=messages, rev=1)
    wire.apply(cache, wire.put("queue", wire.queue(), "w"), wire.put("customer", wire.customer(PERSON, "Марина")))
    wire.apply(cache, wire.put("conversation", talk))
    for first in range(1, messages + 1, PAGE):
        entries = [_entry(seq, messages) for seq in range(first, min(first + PAGE, messages + 1))]
        wire.apply(cache, logs={TALK: LogSlice(from_seq=first, entries=entries)})


def _entry(seq: int, messages: int) -> dict[str, Any]:
    at = wire.START - timedelta(minutes=messages - seq)
    kind = EntryKind.MESSAGE_IN
    return wire.entry(TALK, seq, TEXT * (1 + seq % 4), at=at, kind=kind, author_kind=AuthorKind.CUSTOMER)


def _gone(pane: Any, bridge: Any, messages: int, jumps: int) -> list[float]:
    """Messages all over the talk are gone to, the first one first; every other time from its end."""
    from tests.bench.drivers.large import took

    entries = [it.entry_id for it in bridge.queries.timeline(TALK, messages)]
    view, gone = pane.timeline, []
    for turn in range(jumps):
        if turn % 2 == 0:
            view.to_end()
            live(30)
        wanted = entries[turn * 1_237 % (messages - 100)]
        gone.append(took(lambda: pane.show_entry(wanted), pane.timeline.model().modelReset, view.viewport()))  # noqa: B023
        live(30)
    return gone


def main(messages: int, keys: int, jumps: int) -> None:
    """Open, type, go back, tell."""
    from PySide6.QtWidgets import QApplication

    from tests.bench.drivers.large import took
    from ui.bridge.desk_bridge import DeskBridge
    from ui.collector import look_here
    from ui.composer.composer import Composer
    from ui.conversation.pane import ConversationPane
    from ui.theme.controller import Look, ThemeController

    application = QApplication([])
    look_here(application)  # as the program does: rubbish is looked for between two acts, not within one
    controller = ThemeController(application)
    controller.set_look(Look.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        bridge = DeskBridge(StoreDesk(Path(folder), messages))
        pane = ConversationPane(bridge)
        composer = Composer(bridge)
        pane.set_composer(composer)
        pane.resize(900, 800)
        pane.show()
        pane.open(TALK)
        live(500)
        composer.reply()
        editor = composer.reply_editor
        before = memory_mb(os.getpid())
        editor.insert(TEXT)
        live(6_000)  # both dictionaries are read
        spelling = memory_mb(os.getpid()) - before
        typed = []
        for turn in range(keys):
            letter = TEXT[turn % len(TEXT)]
            typed.append(took(lambda: editor.insert(letter), editor.document().contentsChanged, editor.viewport()))  # noqa: B023
            live(350 if turn % 10 == 9 else 30)  # a pause saves the draft
        told = {"typed": typed, "gone": _gone(pane, bridge, messages, jumps), "spelling_mb": spelling}
        print(json.dumps(told))
        sys.stdout.flush()
        pane.close()


if __name__ == "__main__":
    main(*(int(it) for it in sys.argv[1:]))

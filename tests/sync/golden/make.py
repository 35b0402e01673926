"""Makes this release's outbox, once before it is released: ``python -m tests.sync.golden.make 0.1.0``.

Never make the file of an old release anew: that a later version opens what the old one wrote is what it is for.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from app.client.row import DraftKind
from app.client.store.database import StoreFiles, open_outbox
from app.client.store.outbox import NewChange, Outbox, Outcome
from app.commands.conversation import SetStatus
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.domain.status import Status
from app.protocol.command import to_wire

HERE = Path(__file__).parent
KEY = bytes(range(32))
CLIENT, TALK = (UUID(f"019a0000-0000-7000-8000-00000000000{it}") for it in (1, 2))
AT = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
HELD_TEXT, DRAFT, NOTE = "Уже не нужно?", "Черновик из прошлой версии", "Спросить на складе."
"""What the test looks for."""


def _given() -> list[object]:
    ids = [UUID(f"019a0000-0000-7000-8000-0000000000{it:02x}") for it in range(16, 32)]
    return [
        Reply(TALK, ids[0], HELD_TEXT, Channel.CHAT, 0),
        WriteNote(TALK, ids[1], NOTE),
        SetStatus(TALK, ids[2], Status.ON_HOLD, 0),
    ]


def make(path: Path) -> None:
    """One held reply, a note and a status that wait, two drafts."""
    with TemporaryDirectory() as folder:
        files = StoreFiles(Path(folder), KEY, b"")
        outbox = Outbox(open_outbox(files))
        outbox.set_meta("client", str(CLIENT))
        for number, command in enumerate(_given()):
            name, args = to_wire(command)
            made = [UUID(f"019a0000-0000-7000-8000-000000000{kind}{number:02x}") for kind in ("a", "b")]
            at = AT + timedelta(seconds=number)
            outbox.add(NewChange(made[0], made[1], name, args, at, conversation_id=TALK, subject="Плафон"))
        outbox.settle([Outcome(1, "held", "newer_messages", {"seqs": [1], "log_head": 1})], AT)
        outbox.save_draft(TALK, DRAFT, AT)
        outbox.save_draft(TALK, "Заметка", AT, DraftKind.NOTE)
        outbox.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        outbox.connection.execute("PRAGMA journal_mode = DELETE")
        outbox.close()
        path.write_bytes(files.outbox.read_bytes())


if __name__ == "__main__":
    make(HERE / f"outbox-{sys.argv[1]}.db")

"""What one does on a desk as a change of its outbox: with its subject, on what is known now, or given anew."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.client.clock import Clock, ServerTime
from app.client.row import DraftKind
from app.client.store.begun import is_opening, request_of, waits
from app.client.store.change import Change, NewChange
from app.client.store.codec import key
from app.client.store.outgoing_file import files_in
from app.client.store.queries import draft
from app.client.store.queries.change import confirmed_seq
from app.client.store.queries.source import Source


def new_change(
    source: Source, clock: Clock, time: ServerTime, *, name: str, args: dict[str, Any], send_at: datetime | None
) -> NewChange:
    """A change by its wire name and arguments, with the subject it is listed under."""
    from app.model.identifier import new_id

    conversation = args.get("conversation_id")
    conversation_id = UUID(conversation) if conversation else None
    return NewChange(
        change_id=new_id(),
        command_id=new_id(),
        name=name,
        args=args,
        at=clock.wall(),
        skew_ms=time.skew_ms,
        conversation_id=conversation_id,
        subject=str(args.get("subject", "")) if is_opening(name) else _subject(source, conversation_id),
        send_at=send_at,
        begun=is_opening(name) or _waits(source, name, args),
    )


def draft_in(source: Source, new: NewChange) -> DraftKind | None:
    """The draft that leaves with a message: its text and files are in it. Another one, as beside a warning, stays."""
    kind = next((it for it in DraftKind if new.name.startswith(f"{it}@")), None)
    kind = DraftKind.REPLY if new.name.startswith("send_later@") else kind
    if kind is None or new.conversation_id is None:
        return None
    text = draft.text(source, (new.conversation_id, kind)).strip()
    files = () if kind is DraftKind.NOTE else source.outbox.draft_files(new.conversation_id)
    leaves = text in str(new.args.get("marked") or new.args.get("body", "")) and {it.id for it in files} <= {
        it.id for it in files_in(new.args)
    }
    return kind if leaves else None


def seen(change: Change) -> frozenset[UUID]:
    """The conversation it is about, as the views are told of it."""
    talk = request_of(change) if is_opening(change.name) else change.conversation_id
    return frozenset() if talk is None else frozenset({talk})


def renewed(source: Source, change: Change) -> dict[str, Any]:
    """The arguments on the base of what this computer holds now; confirmed is only what was shown."""
    args = dict(change.args)
    if "confirmed_seq" in args:
        args["confirmed_seq"] = confirmed_seq(source, change) or args["confirmed_seq"]
    row = source.one(
        "SELECT status_rev, assignee_id FROM conversation WHERE ws = ? AND id = ?",
        source.ws,
        change.conversation_id.bytes if change.conversation_id else b"",
    )
    if row is None:
        return args
    if "expected_status_rev" in args:
        args["expected_status_rev"] = row[0]
    if "expected_assignee_id" in args:
        args["expected_assignee_id"] = None if row[1] is None else str(key(row[1]))
    return args


def anew(args: dict[str, Any]) -> dict[str, Any]:
    """The same as another entry with files of its own: what was given up keeps its own."""
    from app.model.identifier import new_id

    if "entry_id" not in args:
        return args
    files = {"files": [it | {"id": str(new_id())} for it in args["files"]]} if args.get("files") else {}
    return args | files | {"entry_id": str(new_id())}


def _subject(source: Source, conversation_id: UUID | None) -> str:
    if conversation_id is None:
        return ""
    row = source.one("SELECT subject FROM conversation WHERE ws = ? AND id = ?", source.ws, conversation_id.bytes)
    return "" if row is None else str(row[0])


def _waits(source: Source, name: str, args: dict[str, Any]) -> bool:
    """Whether it says nothing to anybody, and is about a request that is only begun, or a customer known only by it."""
    begun = source.outbox.begun()
    if not waits(name, args, begun):
        return False
    if (customer_id := args.get("customer_id")) is None:
        return True
    query = "SELECT id FROM conversation WHERE ws = ? AND customer_id = ?"
    talks = {key(it) for (it,) in source.all(query, source.ws, UUID(customer_id).bytes)}
    return talks <= source.begun().keys()

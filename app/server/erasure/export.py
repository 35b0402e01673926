"""All data of one person as a ZIP: readable in any browser, and as JSON for another program."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import IO, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.later import SENT
from app.domain.entry import EntryKind
from app.language.catalogue import Catalogue, marked
from app.model.conversation import Attachment, Conversation, LogEntry, Promise
from app.model.customer import Customer, Identity, Order, Preference
from app.model.draft import Draft
from app.model.later_message import LaterMessage
from app.model.workspace import Workspace
from app.protocol.row import to_plain
from app.server.blobs.store import BlobStore
from app.server.erasure.elsewhere import elsewhere

_KINDS = {
    EntryKind.MESSAGE_IN: marked("From you"),
    EntryKind.MESSAGE_OUT: marked("From us"),
    EntryKind.NOTE: marked("Internal note"),
    EntryKind.CALL: marked("Call"),
    EntryKind.SURVEY: marked("Survey"),
    EntryKind.PROMISE: marked("Promise"),
}
"""Entries that say something about the person; who of us wrote them is left out: that is the data of others."""

_PUT_OFF, _DRAFT = marked("Answer for a later time"), marked("Draft")
_OURS = frozenset(
    {"id", "ws", "customer_id", "conversation_id", "author_id", "owner_id", "assignee_id", "legal_hold", "hold_reason",
     "watcher_ids", "tag_ids", "erased", "organisation_id", "queue_id", "inbox_id", "linked_id"}
)  # fmt: skip
_STYLE = (
    "body{font:16px sans-serif;max-width:50em;margin:2em auto}pre{white-space:pre-wrap;font:inherit}"
    "td{padding:.2em 1em}"
)
_UNSAFE = re.compile(r"[^\w.() -]+")


@dataclass(frozen=True, slots=True)
class Export:
    """What is known of a person, and in which language to say it; ``files``: path in the ZIP and hash."""

    language: str
    data: dict[str, Any]
    files: list[tuple[str, str]]


def collect(session: Session, ws: UUID, customer_id: UUID, *, notes: bool = True) -> Export | None:
    """Read all of it in one snapshot; None: there is no such customer."""
    customer = session.get(Customer, (ws, customer_id))
    if customer is None:
        return None

    def of(model: Any) -> list[dict[str, Any]]:
        rows = session.scalars(select(model).where(model.ws == ws, model.customer_id == customer_id))
        return [_plain(row) for row in rows]

    files: list[tuple[str, str]] = []
    mine = select(Conversation).where(Conversation.ws == ws, Conversation.customer_id == customer_id)
    talks = [
        _plain(it)
        | {"entries": list(_entries(session, it, files, notes=notes))}
        | {"put_off": _put_off(session, it, files), "drafts": _drafts(session, it, notes=notes)}
        for it in session.scalars(mine.order_by(Conversation.created_at))
    ]
    data = {
        "customer": _plain(customer), "addresses": of(Identity), "facts": of(Preference), "orders": of(Order),
        "promises": of(Promise), "conversations": talks,
        "in_requests_of_others": list(_elsewhere(session, ws, customer_id, files)),
    }  # fmt: skip
    workspace = session.get(Workspace, (ws, ws))
    return Export(customer.locale or (workspace.locale if workspace else "en"), data, files)


def write_zip(export: Export, out: IO[bytes], ws: UUID, blobs: BlobStore, catalogue: Catalogue, now: datetime) -> None:
    """Write the ZIP; a file that is missing on the disk is left out."""
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("index.html", _page(export.data, catalogue, now))
        zipped.writestr("data.json", json.dumps(export.data, ensure_ascii=False, indent=1))
        for path, sha256 in export.files:
            if blobs.has(ws, sha256):
                with zipped.open(path, "w", force_zip64=True) as file:
                    for chunk in blobs.read(ws, sha256):
                        file.write(chunk)


def _entries(
    session: Session, talk: Conversation, files: list[tuple[str, str]], *, notes: bool
) -> Iterator[dict[str, Any]]:
    query = select(LogEntry).where(LogEntry.ws == talk.ws, LogEntry.conversation_id == talk.id).order_by(LogEntry.seq)
    mine = (Attachment.ws == talk.ws) & (Attachment.conversation_id == talk.id)
    attached = _attached(session, mine)
    for entry in session.scalars(query):
        if entry.kind in _KINDS and (notes or entry.kind is not EntryKind.NOTE):
            yield _entry(entry, attached.get(entry.entry_id, ()), files)


def _elsewhere(session: Session, ws: UUID, customer_id: UUID, files: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """What they wrote in requests of others; the rest of those is the data of others."""
    written = [it for it in elsewhere(session, ws, customer_id).written if it.kind in _KINDS]
    ids = [it.entry_id for it in written]
    attached = _attached(session, (Attachment.ws == ws) & Attachment.entry_id.in_(ids))
    for entry in written:
        yield _entry(entry, attached.get(entry.entry_id, ()), files)


def _attached(session: Session, which: Any) -> dict[UUID, list[Attachment]]:
    found: dict[UUID, list[Attachment]] = {}
    for it in session.scalars(select(Attachment).where(which)):
        found.setdefault(it.entry_id, []).append(it)
    return found


def _entry(entry: LogEntry, attached: Iterable[Attachment], files: list[tuple[str, str]]) -> dict[str, Any]:
    names = [_filed(files, it.name, it.blob) for it in attached]
    if "raw" in entry.payload:
        names.append(_filed(files, "letter.eml", str(entry.payload["raw"])))
    payload = {name: it for name, it in entry.payload.items() if name not in ("raw", "html", "body")}
    return {"kind": entry.kind.value, "at": entry.at.isoformat(), **payload, "files": names}


def _put_off(session: Session, talk: Conversation, files: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Answers for a later time that have not left: what has left stands in the log."""
    mine = (LaterMessage.ws == talk.ws) & (LaterMessage.conversation_id == talk.id) & (LaterMessage.state != SENT)
    found = []
    for it in session.scalars(select(LaterMessage).where(mine).order_by(LaterMessage.send_at, LaterMessage.id)):
        content = {name: value for name, value in it.content.items() if name not in ("files", "body") and value}
        names = [_filed(files, file["name"], file["blob"]) for file in it.content.get("files", ())]
        head = {"at": it.send_at.isoformat(), "state": it.state, "text": it.content["body"]}
        found.append(head | content | {"files": names})
    return found


def _drafts(session: Session, talk: Conversation, *, notes: bool) -> list[dict[str, Any]]:
    """What is being written, and what stood there before."""
    mine = (Draft.ws == talk.ws) & (Draft.conversation_id == talk.id)
    found = []
    for it in session.scalars(select(Draft).where(mine).order_by(Draft.at, Draft.id)):
        if it.kind != "note" or notes:
            texts = [(it.at.isoformat(), it.text), *((past["at"], past["text"]) for past in it.earlier)]
            found += [{"kind": it.kind, "at": at, "text": text} for at, text in texts if text]
    return found


def _filed(files: list[tuple[str, str]], name: str, sha256: str) -> str:
    """Where a file lies in the ZIP: a number makes it the only one of that name, and no path comes from outside."""
    path = f"files/{len(files) + 1:04}-{_UNSAFE.sub('_', name)[-100:] or 'file'}"
    files.append((path, sha256))
    return path


def _plain(row: Any) -> dict[str, Any]:
    return {name: value for name, value in to_plain(row).items() if name not in _OURS and value not in ("", {}, [])}


def _page(data: dict[str, Any], catalogue: Catalogue, now: datetime) -> str:
    title = catalogue.gettext("What we know about you")
    parts = [f"<h1>{escape(title)}</h1><p>{now:%Y-%m-%d %H:%M} UTC</p>", _table([data["customer"]])]
    for name, rows in (
        (catalogue.gettext("Addresses"), data["addresses"]),
        (catalogue.gettext("Facts, and where they come from"), data["facts"]),
        (catalogue.gettext("Orders"), data["orders"]),
        (catalogue.gettext("Promises"), data["promises"]),
    ):
        if rows:
            parts.append(f"<h2>{escape(name)}</h2>{_table(rows)}")
    for talk in data["conversations"]:
        parts.append(f"<h2>{escape(str(talk.get('subject', '')))}</h2>")
        parts += [_said(it, catalogue.gettext(_KINDS[EntryKind(it["kind"])])) for it in talk["entries"]]
        parts += [_said(it, catalogue.gettext(_PUT_OFF)) for it in talk["put_off"]]
        parts += [_said(it, catalogue.gettext(_DRAFT)) for it in talk["drafts"]]
    if data["in_requests_of_others"]:
        parts.append(f"<h2>{escape(catalogue.gettext('What you wrote in requests of others'))}</h2>")
        parts += [_said(it, catalogue.gettext(_KINDS[EntryKind(it["kind"])])) for it in data["in_requests_of_others"]]
    head = f'<!doctype html><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return head + "\n".join(parts)


def _said(text: dict[str, Any], what: str) -> str:
    head = f"{text['at'][:16].replace('T', ' ')} · {what}"
    links = " ".join(f'<a href="{escape(it)}">{escape(it)}</a>' for it in text.get("files", ()))
    return f"<h4>{escape(head)}</h4><pre>{escape(str(text.get('text', '')))}</pre><p>{links}</p>"


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [f"<tr><td>{escape(name)}<td>{escape(str(value))}" for row in rows for name, value in row.items()]
    return f"<table>{''.join(lines)}</table>"

"""Texts to reuse, with the files that go with them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.client.row import OutgoingFile, TemplateRow, TextFile
from app.client.store.codec import data, key, maybe_key
from app.client.store.queries.source import Source


def templates(source: Source) -> Sequence[TemplateRow]:
    """Texts to reuse, by title."""
    rows = source.all(
        "SELECT id, title, body, locale, channel, team_id, owner_id, files FROM template WHERE ws = ? ORDER BY title",
        source.ws,
    )
    return [
        TemplateRow(
            key(row[0]), row[1], row[2], row[3], row[4], maybe_key(row[5]), maybe_key(row[6]),
            tuple(_file(source, it) for it in data(row[7])),
        )
        for row in rows
    ]  # fmt: skip


def is_held_by_text(source: Source, sha256: str) -> bool:
    """Whether a text here has the file at the server: whoever sees the text needs no bytes to send it."""
    found = source.one(
        "SELECT 1 FROM template, json_each(template.files) AS file WHERE template.ws = ?"
        " AND json_extract(file.value, '$.blob') = ? AND json_extract(file.value, '$.waits_for') IS NULL LIMIT 1",
        source.ws,
        sha256,
    )
    return found is not None


def _file(source: Source, value: dict[str, Any]) -> TextFile:
    file = OutgoingFile(UUID(value["id"]), value["name"], value["content_type"], value["size"], value["blob"])
    if "waits_for" not in value:
        return TextFile(file)
    return TextFile(file, coming=True, lost=value.get("lost", ""), local=source.blobs.has(file.blob))

"""What the outbox holds words about, by the names under which the server lists what is erased."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app.client.drafting import FACT
from app.client.store.codec import key
from app.client.store.erased import CODE, TABLES, Erased
from app.domain.erasure import Target, subject_of

AT_ONCE = 100
"""Commands that are read together: some milliseconds."""

Row = tuple[int, str, bytes | None, str]

_COMMANDS = "SELECT seq, name, conversation_id, args FROM command WHERE code <> ? AND seq > ? ORDER BY seq LIMIT ?"
_ABOUT_TALKS = " UNION ".join(f"SELECT conversation_id FROM {table}" for table in TABLES)
_OTHERS = (
    (Target.CONVERSATION, f"{_ABOUT_TALKS} UNION SELECT about FROM unfinished"),
    (Target.ENTRY, "SELECT entry_id FROM upload"),
    (Target.CUSTOMER, f"SELECT substr(name, {len(FACT) + 1}) FROM unfinished WHERE name LIKE '{FACT}%'"),
    (Target.ATTACHMENT, "SELECT id FROM draft_file"),
)


def read_commands(cursor: Any, after: int) -> Sequence[Row]:
    """``AT_ONCE`` of those after that ``seq``, the first of each row; with words to lose, those done among them."""
    rows: Sequence[Row] = cursor.execute(_COMMANDS, (CODE, after, AT_ONCE)).fetchall()
    return rows


def subjects_of(commands: Iterable[Row]) -> set[str]:
    """Of ``read_commands``; what they are about is told as ``forget_erased`` looks for it."""
    found: set[str] = set()
    for _, name, talk, stored in commands:
        args = json.loads(stored)
        person = None if name.startswith("redact@") else args.get("customer_id") or args.get("person_id")
        named = [(Target.CONVERSATION, talk), (Target.CONVERSATION, args.get("request_id"))]
        named += [(Target.ENTRY, args.get("entry_id")), (Target.CUSTOMER, person)]
        named += [(Target.ATTACHMENT, it["id"]) for it in args.get("files", ())]
        found |= {_subject(target, it) for target, it in named if it}
    return found


def other_subjects(cursor: Any) -> set[str]:
    """Of drafts, of files, of words that are not finished."""
    return {_subject(target, row[0]) for target, query in _OTHERS for row in cursor.execute(query).fetchall() if row[0]}


def _subject(target: Target, it: bytes | str) -> str:
    return subject_of(target, key(it) if isinstance(it, bytes) else it)


def erased_of(subjects: Iterable[str]) -> Erased:
    """What these of the subjects mean."""
    found = Erased()
    of_target = {
        Target.CONVERSATION: found.conversations,
        Target.ENTRY: found.entries,
        Target.CUSTOMER: found.customers,
        Target.ATTACHMENT: found.files,
    }
    for it in subjects:
        target, _, subject_id = it.partition(":")
        of_target[Target(target)].add(UUID(subject_id))
    return found

"""What the outbox holds words about, by the names under which the server lists what is erased."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from app.client.drafting import FACT
from app.client.store.codec import key
from app.client.store.erased import CODE, OF_CUSTOMER, OF_ENTRY, OF_FILE, OPENED, TABLES, Erased
from app.domain.erasure import Target, subject_of

_COMMANDS = f"FROM command WHERE code <> '{CODE}'"
_ABOUT_TALKS = " UNION ".join(f"SELECT conversation_id FROM {table}" for table in TABLES)
_SUBJECTS = (
    (
        Target.CONVERSATION,
        f"SELECT conversation_id {_COMMANDS} UNION {_ABOUT_TALKS} UNION SELECT about FROM unfinished",
    ),
    (Target.CONVERSATION, f"SELECT {OPENED} {_COMMANDS}"),
    (Target.ENTRY, f"SELECT {OF_ENTRY} {_COMMANDS} UNION SELECT entry_id FROM upload"),
    (Target.CUSTOMER, f"SELECT {OF_CUSTOMER} {_COMMANDS}"),
    (Target.CUSTOMER, f"SELECT substr(name, {len(FACT) + 1}) FROM unfinished WHERE name LIKE '{FACT}%'"),
    (Target.ATTACHMENT, f"SELECT {OF_FILE} FROM command, json_each(args, '$.files') AS file WHERE code <> '{CODE}'"),
    (Target.ATTACHMENT, "SELECT id FROM draft_file"),
)


def subjects_in(cursor: Any) -> set[str]:
    """Subjects of commands, those that are done among them, of drafts, of files, of words that are not finished."""
    found = set()
    for target, query in _SUBJECTS:
        ids = [row[0] for row in cursor.execute(query).fetchall() if row[0]]
        found |= {subject_of(target, key(it) if isinstance(it, bytes) else it) for it in ids}
    return found


def erased_of(subjects: Iterable[str]) -> Erased:
    """What these of ``subjects_in`` mean."""
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

"""A profile with thousands of messages, written through the real store, its keys in the real keyring."""

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.client.port import Person, Profile
from app.client.store.apply import CacheWriter
from app.client.store.database import StoreFiles, open_cache, open_outbox, open_writer
from app.client.store.outbox import Outbox
from app.commands.base import Actor
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.protocol.pull import LogSlice
from tests.builders import wire

MESSAGES_EACH = 10
PAGE = 256
"""Rows of one cache transaction (sync.md 2.5)."""

_NAMES = ("Марина Соколова", "Пётр Королёв", "Emma Clarke", "Иван Ли", "Olga Schmidt", "Анна Гончарова", "Tom Baker")
_SUBJECTS = (
    "Замена плафона",
    "Order 10482 has not arrived",
    "Возврат за люстру",
    "Invoice for October",
    "Сборка стола",
)
_VOCABULARY = (
    "здравствуйте заказ доставка курьер завтра плафон треснул упаковка возврат деньги карта адрес этаж lamp order "
    "parcel courier refund address thank you please photo receipt склад когда приедет мастер спасибо"
)
_WORDS = _VOCABULARY.split()
_STATUSES = (Status.NEW, Status.OPEN, Status.OPEN, Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_CUSTOMER,
             Status.RESOLVED, Status.RESOLVED, Status.RESOLVED, Status.CLOSED)  # fmt: skip


def fill(folder: Path, keys: tuple[bytes, bytes], messages: int) -> StoreFiles:
    """Both files of a profile; ten messages a conversation, four in ten of them open, a quarter mine."""
    folder.mkdir(parents=True, exist_ok=True)
    files = StoreFiles(folder, *keys)
    outbox = Outbox(open_outbox(files))
    connection, _ = open_cache(files)
    connection.close()
    cache = CacheWriter(open_writer(files), wire.WS, Actor(AuthorKind.USER, wire.ME), outbox)
    wire.apply(cache, *_workspace())
    for ops, logs in pages(messages // MESSAGES_EACH):
        wire.apply(cache, *ops, logs=logs)
    cache.close()
    outbox.close()
    return files


def pages(
    conversations: int, start: datetime | None = None, *, first: int = 1
) -> Iterator[tuple[list[list[Any]], dict[UUID, LogSlice]]]:
    """Pages as a server sends them: conversation, customer and log together, at most 256 rows each.

    ``first``: the number of the first conversation.
    """
    dice, now = random.Random(7), start or datetime.now(UTC)
    ops: list[list[Any]] = []
    logs: dict[UUID, LogSlice] = {}
    for number in range(first, first + conversations):
        talk, person = UUID(int=10**6 + number), UUID(int=10**5 + number)
        at = now - timedelta(minutes=dice.randrange(1, 60 * 24 * 90))
        ops.append(wire.put("customer", wire.customer(person, dice.choice(_NAMES))))
        ops.append(wire.put("conversation", _talk(talk, person, at, dice)))
        logs[talk] = LogSlice(from_seq=1, entries=_log(talk, at, dice))
        if len(ops) + len(logs) * MESSAGES_EACH > PAGE - 12:
            yield ops, logs
            ops, logs = [], {}
    if ops:
        yield ops, logs


def _workspace() -> list[list[Any]]:
    from app.domain.role import RoleCode
    from app.model.workspace import QueueTeam, Role, Team, TeamMember, User, UserRole

    team, role = UUID(int=11), UUID(int=12)
    rows = {
        "user": User(ws=wire.WS, id=wire.ME, name="Анна Смирнова", active=True),
        "team": Team(ws=wire.WS, id=team, name="Поддержка"),
        "team_member": TeamMember(ws=wire.WS, id=UUID(int=13), team_id=team, user_id=wire.ME),
        "queue_team": QueueTeam(ws=wire.WS, id=UUID(int=14), team_id=team, queue_id=wire.QUEUE),
        "role": Role(ws=wire.WS, id=role, code=RoleCode.OPERATOR, title="Operator"),
        "user_role": UserRole(ws=wire.WS, id=UUID(int=15), user_id=wire.ME, role_id=role),
    }
    return [wire.put("queue", wire.queue(), "w"), *(wire.put(kind, wire.plain(row), "w") for kind, row in rows.items())]


def _talk(talk: UUID, person: UUID, at: datetime, dice: random.Random) -> dict[str, Any]:
    status = dice.choice(_STATUSES)
    is_open = status in (Status.NEW, Status.OPEN)
    return wire.conversation(
        talk, person, subject=dice.choice(_SUBJECTS), preview=_text(dice, 14), status=status, log_head=MESSAGES_EACH,
        preview_author=AuthorKind.CUSTOMER, rev=1, status_rev=1, last_message_at=at, updated_at=at,
        assignee_id=wire.ME if dice.random() < 0.25 else None, waiting_since=at if is_open else None,
        reply_due_at=at + timedelta(days=60) if is_open else None, reply_target_s=3_600,
        closed_at=at if status is Status.CLOSED else None,
    )  # fmt: skip


def _log(talk: UUID, at: datetime, dice: random.Random) -> list[dict[str, Any]]:
    entries = []
    for seq in range(1, MESSAGES_EACH + 1):
        mine = seq % 2 == 0
        entries.append(
            wire.entry(
                talk,
                seq,
                _text(dice, dice.randrange(5, 60)),
                at=at - timedelta(minutes=MESSAGES_EACH - seq),
                kind=EntryKind.MESSAGE_OUT if mine else EntryKind.MESSAGE_IN,
                author_kind=AuthorKind.USER if mine else AuthorKind.CUSTOMER,
                author_id=wire.ME if mine else None,
            )
        )
    return entries


def _text(dice: random.Random, words: int) -> str:
    return " ".join(dice.choices(_WORDS, k=words)).capitalize() + "."


def make(messages: int, server_url: str) -> Profile:
    """The profile of this environment's person: folder, files, keys in this environment's keyring."""
    from app.client.credentials import KeyringVault, cache_name, outbox_name, raw_keys, refresh_name
    from app.client.profile import Stored, profile_key, user_folders, write_profile

    server = UUID(int=99)
    key = profile_key(server, wire.WS, wire.ME)
    person = Person(server, wire.WS, "Дом и Свет", wire.ME, "Анна Смирнова")
    profile = Profile(key, user_folders().profiles / key, server_url, person)
    vault = KeyringVault()
    keys = [raw_keys(vault, name(key), 1, create=True) for name in (outbox_name, cache_name)]
    assert keys[0] is not None
    assert keys[1] is not None
    vault.set(refresh_name(key), "of a server that is gone")
    fill(profile.folder, (keys[0][0], keys[1][0]), messages)
    write_profile(Stored(profile, UUID(int=98)))
    return profile


if __name__ == "__main__":
    made = make(int(sys.argv[1]), sys.argv[2])
    print(json.dumps({"key": made.key, "folder": str(made.folder)}))

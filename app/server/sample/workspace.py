"""Making the sample workspace: one transaction of ordinary rows, the same for the same seed and moment."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.commands.base import SYSTEM
from app.model.account import Blob
from app.model.base import Base
from app.model.identifier import derived_id
from app.model.sync import Counter
from app.model.workspace import Workspace
from app.server.auth.password import hash_password
from app.server.blobs.store import BlobStore
from app.server.errors import Trouble
from app.server.sample.house import house_rows
from app.server.sample.people import people_rows
from app.server.sample.script import Frame, content_of, distance, read
from app.server.sample.shop import Shop
from app.server.sample.talk import Replay
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

TALKS = ("talks_mine", "talks_open", "talks_solved", "talks_past")
SEED = 7


@dataclass(frozen=True, slots=True)
class SampleWorkspace:
    """What was made: how to sign in as its operator (all its people share the password), and how customers reach it."""

    ws: UUID
    name: str
    user_id: UUID
    email: str
    password: str
    mail_address: str
    chat_slug: str


def build(
    uow: UnitOfWork,
    *,
    seed: int = SEED,
    now: datetime | None = None,
    blobs: BlobStore | None = None,
    outgoing: Mapping[str, Any] | None = None,
) -> SampleWorkspace:
    """Write the sample workspace in one short transaction; rows and texts depend on ``seed`` and ``now`` alone.

    ``now``: the moment all its past is counted from; the clock's when None. ``blobs``: where files of messages and
    texts go; without it they are left out. ``outgoing``: settings by which its mailbox sends. The password is new each
    time.

    Raises:
        Trouble: a sample workspace of this seed is already there.
    """
    password = secrets.token_urlsafe(9)
    password_hash = hash_password(password)
    ws = derived_id("sample", seed, "workspace")
    content = _content()
    files = {} if blobs is None else {name: _keep(blobs, ws, name) for name in content["files"]}

    moment = now or uow.run(ws, SYSTEM, lambda tx: tx.now)
    frame = Frame(ws, seed, moment, ZoneInfo(content["house"]["workspace"]["timezone"]))
    rows = [*people_rows(frame, content["people"]), *_talk_rows(frame, content, files)]

    def work(tx: ServerTx) -> SampleWorkspace:
        if tx.find(Workspace, ws) is not None:
            raise Trouble("The sample workspace is already here. Nothing was changed.")
        for row in [*house_rows(frame, content["house"], password_hash, outgoing or {}, files), *rows]:
            tx.put(row)
        return _made(frame, content["house"], password)

    return uow.run(ws, SYSTEM, work)


def _content() -> dict[str, Any]:
    talks = [talk for name in TALKS for talk in read(name)]
    talks.sort(key=lambda talk: distance(talk["log"][0][0]))
    house = read("house")
    photos = {name for talk in talks for step in talk["log"] for name in _files(step)}
    leaflets = {name for text in house["templates"] for _, name in text.get("files", ())}
    return {"house": house, "people": read("people"), "talks": talks, "files": sorted(photos | leaflets)}


def _files(step: list[Any]) -> list[str]:
    """Files in the resources that go with this step."""
    return [file for _, file in step[3].get("files", [])] if step[1] == "in" and len(step) > 3 else []


def _keep(blobs: BlobStore, ws: UUID, name: str) -> tuple[str, int]:
    data = content_of(name)
    return blobs.put(ws, data), len(data)


def _talk_rows(frame: Frame, content: Mapping[str, Any], files: Mapping[str, tuple[str, int]]) -> Iterator[Base]:
    """Conversations in the order they were opened, numbered without a hole."""
    house = content["house"]
    shop = Shop(
        frame,
        {it["key"]: it for it in content["people"]["customers"]},
        {it["key"]: it["reply_target_min"] * 60 for it in house["queues"]},
        _address(house, "email"),
        files,
    )
    number = house["workspace"]["first_number"] - 1
    for script in content["talks"]:
        number += 1
        yield from Replay(shop, script, number).rows()
        yield from _blobs(frame, script, files)
    yield Counter(name="conversation", value=number)


def _blobs(frame: Frame, script: Mapping[str, Any], files: Mapping[str, tuple[str, int]]) -> Iterator[Base]:
    for name in dict.fromkeys(name for step in script["log"] for name in _files(step) if name in files):
        blob, size = files[name]
        conversation_id = frame.id("conversation", script["key"])
        yield Blob(sha256=blob, size=size, conversation_id=conversation_id, created_at=frame.now)


def _made(frame: Frame, house: Mapping[str, Any], password: str) -> SampleWorkspace:
    operator = house["users"][0]
    return SampleWorkspace(
        ws=frame.ws,
        name=house["workspace"]["name"],
        user_id=frame.id("user", operator["key"]),
        email=operator["email"],
        password=password,
        mail_address=_address(house, "email"),
        chat_slug=_address(house, "chat"),
    )


def _address(house: Mapping[str, Any], channel: str) -> str:
    return next(str(it["address"]) for it in house["inboxes"] if it["channel"] == channel)

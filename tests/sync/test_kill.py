"""Killed at any named step, a desk and a server go on where they were: nothing given is lost, nothing is done twice."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.client.desk import ProfileDesk
from app.client.machine import FORKED_MARK
from app.client.port import Profile
from app.client.start import open_desk
from app.client.sync import courier
from app.client.sync.backoff import Backoff
from app.commands.message import FileOfMessage, Reply, WriteNote
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.model.conversation import Delivery, LogEntry
from app.model.identifier import new_id
from app.model.sync import CommandResult, Effect
from app.server.blobs.service import missing_blobs
from tests.services.apart import killed, start_apart
from tests.sync.conftest import wait_for
from tests.sync.dying import DRAFT, FILE, LEAVING, WITH_FILE, Computer, live
from tests.sync.real_server import ServerApart
from tests.sync.steps import DESK, SERVER, Step

FORKED, LOGS = "numbered anew, shown as before", "logs are here, not written"
FAULT = re.compile(r'_fault\("([^"]+)"\)')
ROOT = Path(__file__).resolve().parents[2]
EARLY = [it for it in DESK if it.early]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerApart]:
    made = ServerApart(tmp_path / "server")
    made.start()
    yield made
    made.close()


def entries(server: ServerApart, talk: UUID) -> list[LogEntry]:
    with server.parts.database.read() as session:
        query = select(LogEntry).where(LogEntry.conversation_id == talk).order_by(LogEntry.seq)
        return list(session.scalars(query))


def nothing_twice(server: ServerApart) -> None:
    """I2, I3, I8: one outcome a command, no hole in a log, one effect a message."""
    with server.parts.database.read() as session:
        doubled = select(CommandResult.command_id).group_by(CommandResult.command_id).having(func.count() > 1)
        assert session.execute(doubled).all() == []
        keys = session.scalars(select(Effect.dedupe_key).where(Effect.kind == "deliver")).all()
        seqs: dict[UUID, list[int | None]] = {}
        for it in session.scalars(select(LogEntry).order_by(LogEntry.seq)):
            seqs.setdefault(it.conversation_id, []).append(it.seq)
    assert max(Counter(keys).values(), default=1) == 1
    assert all(found == list(range(1, len(found) + 1)) for found in seqs.values())


def nothing_is_lost(server: ServerApart, computer: Computer, talk: UUID, step: Step) -> None:
    """What was given is at the server once, and the next desk shows exactly what the server has."""
    found, there = computer.found(talk), entries(server, talk)
    kept, begun = computer.given(talk)
    texts = Counter(it.payload["text"] for it in there)
    drafts = kept & {DRAFT} | (kept & {LEAVING} if LEAVING not in texts else set())  # what had not left is a draft
    assert all(it in found["draft"] for it in drafts), step.name
    assert {it: texts[it] for it in kept - drafts} == dict.fromkeys(kept - drafts, 1), step.name
    assert all(texts[it] <= 1 for it in begun), step.name
    assert found["entries"] == sorted([it.entry_id.hex, it.seq] for it in there), step.name
    assert not found["attention"], step.name
    for it in there:
        if it.payload["text"] == WITH_FILE:
            assert missing_blobs(server.parts.database, server.parts.blobs, server.ws, it.entry_id) == 0, step.name


def lives(computer: Computer, profile: Profile, before: UUID | None, talk: UUID, step: Step | None) -> None:
    """One life of the desk, to the death that it was to have."""
    log = computer.folder / "log"
    process = start_apart(log, live, computer, profile, before, talk, step)
    if step is not None:
        assert killed(process, 60), f"{step.name} was not met\n{log.read_text()[-3_000:]}"
        return
    process.join(60)
    assert process.exitcode == 0, log.read_text()[-3_000:]


def test_a_desk_killed_anywhere_loses_and_doubles_nothing(server: ServerApart, tmp_path: Path) -> None:
    computer, before = Computer(tmp_path / "computer"), None
    profile = computer.sign_in(server.url)
    steps = [it for it in DESK if not it.early]
    for last, step in zip([None, *steps], [*steps, None], strict=True):
        talk = server.write(f"customer {step}", "Где заказ?")
        lives(computer, profile, before, talk, step)
        if last is not None and before is not None:
            nothing_is_lost(server, computer, before, last)
        before = talk
    nothing_twice(server)


@pytest.mark.parametrize("step", EARLY, ids=[it.name for it in EARLY])
def test_a_desk_killed_while_it_starts_loses_and_doubles_nothing(
    server: ServerApart, tmp_path: Path, step: Step
) -> None:
    computer, talk = Computer(tmp_path / "computer"), server.write("Марина", "Где заказ?")
    for number in range(60 if step.name == LOGS else 0):  # more than comes with the first page
        server.write("", f"вопрос {number}", talk)
    profile = computer.sign_in(server.url)
    if step.name == FORKED:
        profile = counts_anew(computer, profile, server, talk)
    lives(computer, profile, None, talk, step)
    lives(computer, profile, talk, talk, None)
    nothing_is_lost(server, computer, talk, step)
    nothing_twice(server)


def counts_anew(computer: Computer, profile: Profile, server: ServerApart, talk: UUID) -> Profile:
    """The computer has sent something, holds more that is unsent, and is registered under another id now."""
    desk = open_desk(profile, around=computer.around)
    for number in range(5):
        desk.submit(WriteNote(talk, new_id(), f"sent {number}"))
    wait_for(lambda: len(entries(server, talk)) == 6 and not desk.queries.changes(), "sent")
    wait_for(lambda: desk.queries.card(talk) and desk.queries.card(talk).seen_seq == 6, "seen")
    desk.close()
    desk = open_desk(profile, around=computer.around, held=True)
    for number in range(3):
        text = f"kept {number}"
        computer.note(talk, text, lambda: desk.submit(WriteNote(talk, new_id(), text)))  # noqa: B023
    desk.close()
    (profile.folder / FORKED_MARK).touch()
    return computer.sign_in(server.url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)])
def dying(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServerApart]:
    """A server that will die, and not only once."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres")
    made = ServerApart(tmp_path / "server", url)
    yield made
    made.close()


def test_a_server_killed_anywhere_is_started_again_and_everything_comes_once(
    dying: ServerApart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer = Computer(tmp_path / "computer")
    dying.start(dies_at=SERVER[0])
    monkeypatch.setattr(courier, "Backoff", partial(Backoff, base=0.02, cap=0.5))
    desk = open_desk(computer.sign_in(dying.url), around=computer.around)
    try:
        for step, following in zip(SERVER, [*SERVER[1:], None], strict=True):
            talk = dying.write(step.name, "Где заказ?")
            wait_for(lambda: is_whole(desk, talk, 1), step.name)  # noqa: B023
            dying.arm()
            works_without_server(desk, talk, step)
            assert killed(dying.process, 60), f"{step.name} was not met\n{dying.log.read_text()[-3_000:]}"
            dying.start(dies_at=following)
            desk.sync_now()
            wait_for(lambda: not desk.queries.changes() and not desk._parts.outbox.files_waiting(), step.name)
            wait_for(lambda: is_delivered(dying, talk), step.name)  # noqa: B023
            wait_for(lambda: is_whole(desk, talk, 4), step.name)  # noqa: B023
            texts = sorted(it.payload["text"] for it in entries(dying, talk)[1:])
            assert texts == sorted(["заметка 1", "заметка 2", WITH_FILE]), step.name
        nothing_twice(dying)
    finally:
        desk.close()


def works_without_server(desk: ProfileDesk, talk: UUID, step: Step) -> None:
    """A reply with a file and two notes; and what only time would bring about."""
    file = desk.keep_file("смета.bin", "application/octet-stream", FILE + talk.bytes)
    named = [FileOfMessage(file.id, file.name, file.content_type, file.size, file.blob)]
    desk.submit(Reply(talk, new_id(), WITH_FILE, Channel.CHAT, 1, files=named))
    for number in (1, 2):
        desk.submit(WriteNote(talk, new_id(), f"заметка {number}"))
    if "tokens" in step.name:  # as after fifteen minutes
        desk._machine._transport._access = "long over"
    if "hello" in step.name:  # as when the network changes
        desk._machine._courier._stream.stop()


def is_whole(desk: ProfileDesk, talk: UUID, length: int) -> bool:
    card = desk.queries.card(talk)
    return card is not None and card.seen_seq == card.log_head == length


def is_delivered(server: ServerApart, talk: UUID) -> bool:
    with server.parts.database.read() as session:
        states = session.scalars(select(Delivery.state).where(Delivery.conversation_id == talk)).all()
    return states == [DeliveryState.SENT]


def test_every_step_of_the_mail_channel_is_one_that_a_test_dies_at() -> None:
    named = {it for path in (ROOT / "app").rglob("*.py") for it in FAULT.findall(path.read_text("utf-8"))}
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests" / "server" / "email").rglob("test_*.py"))
    assert len(named) >= 9
    assert [it for it in sorted(named) if f'"{it}"' not in tests] == []

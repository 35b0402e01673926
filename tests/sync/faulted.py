"""So many commands of three desks through a faulty proxy to a server process, and what of them is lost or doubled.

``python -m tests.sync.faulted [COUNT] [SEED]`` prints the tally.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.client.desk import ProfileDesk
from app.client.store.change import OK
from app.client.sync import courier, engine
from app.client.sync.backoff import Backoff
from app.commands.conversation import AssignConversation, MarkRead
from app.commands.message import Reply, WriteNote
from app.domain.channel import Channel
from app.model.conversation import LogEntry
from app.model.identifier import new_id
from app.model.sync import CommandResult, Effect
from tests.services.faulty_proxy import BAD, Fate, FaultyProxy, running_faulty_proxy
from tests.sync.conftest import Station
from tests.sync.real_server import ServerApart

AT_ONCE = 10
"""Commands of one push: many small requests meet more than few large ones."""

ACCESS_S = 8.0
"""Tokens are renewed all the time, so that their answers get lost too."""

UNSENT_AT_MOST = 150
PATIENCE_S = 120.0
PEOPLE = ("anna", "denis", "anna")


@dataclass
class Tally:
    """What became of the commands. ``differing``: entries that a desk and the server do not both show at the end."""

    commands: int
    outcomes: Counter[str] = field(default_factory=Counter)
    met: Counter[Fate] = field(default_factory=Counter)
    lost: int = 0
    doubled: int = 0
    differing: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        faults = self.met.total() - self.met[Fate.PASSED]
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(self.outcomes.items()))
        kinds = "".join(f"\n  {count:>8,}  {fate}" for fate, count in self.met.most_common())
        return (
            f"{self.commands:,} commands ({told}) in {self.seconds:.0f} s, {faults:,} of {self.met.total():,} requests"
            f" faulted:{kinds}\nlost {self.lost}, doubled {self.doubled}, differing {self.differing}"
        )


@dataclass(frozen=True)
class Given:
    """A command as it was given; ``entry_id`` and ``text`` of what it must leave, if anything."""

    desk: ProfileDesk
    change_id: UUID
    command_id: UUID
    entry_id: UUID | None
    text: str


def play(count: int, folder: Path, *, seed: int = 1, database: str = "") -> Tally:
    """Give ``count`` commands while the network is bad, let it heal, count.

    Raises:
        AssertionError: something was still unsent long after the network had healed.
    """
    began = time.monotonic()
    with ExitStack() as stack:
        quick = stack.enter_context(pytest.MonkeyPatch.context())
        quick.setattr(engine, "MAX_COMMANDS", AT_ONCE)
        quick.setattr(courier, "Backoff", partial(Backoff, base=0.02, cap=0.5))
        server = ServerApart(folder / "server", database)
        stack.callback(server.close)
        server.start(access_s=ACCESS_S)
        proxy = stack.enter_context(running_faulty_proxy(server.port, seed))
        stations: list[Any] = [Station(folder / f"{at}", proxy, name) for at, name in enumerate(PEOPLE)]  # type: ignore[arg-type]
        for it in stations:
            stack.callback(it.close)
        desks: list[ProfileDesk] = [it.open() for it in stations]
        room = Room(server, proxy, desks, random.Random(seed))
        room.opens(2 * len(desks) + count // 1_000)
        try:
            given = room.works(count)
            room.rests()
        except AssertionError as error:
            raise AssertionError(f"{error}\n{room.standing()}\n{server.log.read_text()[-4_000:]}") from error
        tally = counted(server, given)
        tally.met, tally.differing = proxy.met, room.differing()
        tally.seconds = time.monotonic() - began
        return tally


class Room:
    """Three desks at work behind the proxy. What they tell while they work goes to standard error."""

    def __init__(self, server: ServerApart, proxy: FaultyProxy, desks: list[ProfileDesk], dice: random.Random) -> None:
        self._server, self._proxy, self._desks, self._dice = server, proxy, desks, dice
        self._talks: list[UUID] = []

    def opens(self, talks: int) -> None:
        """Customers have written, every desk shows it, and the network turns bad."""
        self._talks = [self._server.write(f"customer {number}", "Где заказ?") for number in range(talks)]
        _until(lambda: all(it.queries.card(talk) for it in self._desks for talk in self._talks), "all requests")
        self._proxy.percent = BAD

    def works(self, count: int) -> list[Given]:
        """Everybody gives commands; now and then a customer writes in between."""
        given: list[Given] = []
        while len(given) < count:
            desk = self._desks[len(given) % len(self._desks)]
            _until(lambda: len(desk._parts.outbox.waiting()) < UNSENT_AT_MOST, "fewer unsent commands")  # noqa: B023
            given += [
                self._gives(desk, len(given) + at) for at in range(min(count - len(given), self._dice.randint(1, 9)))
            ]
            if len(given) // 1_000 > (len(given) - 9) // 1_000:
                print(f"{len(given):,} of {count:,}", file=sys.stderr, flush=True)
            if self._dice.random() < 0.05:
                with suppress(DBAPIError):  # SQLite, another process: the server writes without a pause
                    self._server.write("", "Ещё вопрос", self._dice.choice(self._talks))
        return given

    def rests(self) -> None:
        """The network heals; in the end nothing is unsent and nothing is behind."""
        self._proxy.percent = {}
        for desk in self._desks:
            desk.sync_now()
        _until(lambda: not any(it._parts.outbox.waiting() for it in self._desks), "everything to be sent")
        _until(lambda: not self.differing(), "everybody to see everything")

    def standing(self) -> str:
        """How every desk stands."""
        return "\n".join(
            f"{it.person.user_name}: {it._status}, unsent {[(c.mid, c.name) for c in it._parts.outbox.waiting()[:3]]},"
            f" problems {it.problems()}"
            for it in self._desks
        )

    def differing(self) -> int:
        """How many entries a desk and the server do not both have, over all desks."""
        with self._server.parts.database.read() as session:
            query = select(LogEntry.entry_id).where(LogEntry.conversation_id.in_(self._talks))
            theirs = set(session.scalars(query))
        return sum(len(theirs ^ self._shown(desk)) for desk in self._desks)

    def _shown(self, desk: ProfileDesk) -> set[UUID]:
        rows = desk._parts.source.all("SELECT entry_id FROM log_entry WHERE seq IS NOT NULL")
        return {UUID(bytes=row[0]) for row in rows}

    def _gives(self, desk: ProfileDesk, number: int) -> Given:
        own = self._talks[self._desks.index(desk) :: len(self._desks)]
        talk = self._dice.choice(own if self._dice.random() < 0.8 else self._talks)
        card = desk.queries.card(talk)
        assert card is not None
        entry, text, kind = new_id(), f"№{number}", self._dice.random()
        command: object
        if kind < 0.4:
            command = Reply(talk, entry, text, Channel.CHAT, card.seen_seq)
        elif kind < 0.8:
            command = WriteNote(talk, entry, text)
        elif kind < 0.9:
            command, text = AssignConversation(talk, entry, desk.person.user_id, card.row.assignee_id), ""
        else:
            command, text = MarkRead(talk, card.seen_seq), ""
        change_id = desk.submit(command)
        change = desk._parts.outbox._read(change_id.bytes)
        return Given(desk, change_id, change.command_id, entry if text else None, text)


def counted(server: ServerApart, given: list[Given]) -> Tally:
    """I0, I2, I8 (sync.md 2.9): each command has one stored outcome that its desk knows, and its effect iff ``ok``."""
    tally = Tally(len(given))
    with server.parts.database.read() as session:
        results = session.execute(select(CommandResult.command_id, CommandResult.status)).all()
        entries = session.execute(select(LogEntry.entry_id, LogEntry.payload)).all()
        effects = Counter(session.scalars(select(Effect.dedupe_key).where(Effect.kind == "deliver")))
    stored: dict[UUID, list[str]] = {}
    for command_id, status in results:
        stored.setdefault(command_id, []).append(status)
    texts = Counter(payload.get("text") for _, payload in entries)
    known = {entry_id for entry_id, _ in entries}
    for it in given:
        outcomes = stored.get(it.command_id, [])
        outcome = outcomes[0] if outcomes else "nothing"
        tally.outcomes[outcome] += 1
        told = it.desk._parts.outbox._read(it.change_id.bytes).state
        tally.lost += told != outcome or (outcome == OK and it.entry_id is not None and it.entry_id not in known)
        tally.doubled += max(0, len(outcomes) - 1)
        if it.text:
            tally.doubled += max(0, texts[it.text] - (outcome == OK))
    tally.doubled += sum(count - 1 for count in effects.values())
    return tally


def _until(condition: Any, what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def main(argv: list[str]) -> int:
    """0 when nothing was lost, doubled or seen differently."""
    count, seed = int(argv[0]) if argv else 1_000, int(argv[1]) if argv[1:] else os.getpid()
    with tempfile.TemporaryDirectory() as folder:
        tally = play(count, Path(folder), seed=seed)
    print(f"seed {seed}: {tally}")
    return 1 if tally.lost or tally.doubled or tally.differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

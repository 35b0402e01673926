"""What must hold in the world of the model, by the names of sync.md 2.9."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from app.client.store.change import DISMISSED, OK, REFUSED
from app.domain.erasure import REDACTED
from app.protocol.cursor import Cursor, unseal
from tests.sync.model.desk import SteppedDesk
from tests.sync.model.world import World, rows_of

_ENDS = {"kept", "withdrawn"}
_GIVEN_UP = {DISMISSED}
SETTLED = {OK, DISMISSED, *REFUSED}
SHOWN = ("conversation", "log_entry", "delivery", "customer", "read_mark", "preference", "promise")


class Given(NamedTuple):
    """A command as it was given, the log entry it must leave, if any, and the conversation it is about.

    ``seen``: of a letter, up to where its author had seen the talk.
    """

    command_id: UUID
    entry_id: UUID | None
    talk: UUID
    seen: int | None = None


def granted_only(world: World, desk: SteppedDesk) -> None:
    """I4: after a whole round a desk holds rows of granted feeds only."""
    extra = desk.feeds() - world.feeds_of(desk.device.user_id)
    assert not extra, f"I4: {desk.device.name} still holds {extra}"


def never_back(before: Cursor | None, desk: SteppedDesk) -> Cursor | None:
    """I6: within an epoch no feed's cursor goes down; a feed may leave and begin anew. Returns where it stands."""
    text = desk.cache.position().cursor
    now = None if text is None else unseal(text)
    if now is not None and before is not None and now.epoch == before.epoch:
        for feed, version in now.feeds.items():
            assert version >= before.feeds.get(feed, 0), f"I6: {feed} fell to {version}"
    return now


def base_and_replay(desk: SteppedDesk) -> None:
    """I5: what is shown is the server's rows and, on top, what is pending."""
    shown = desk.rows(*SHOWN)
    desk.cache.rebase()
    again = desk.rows(*SHOWN)
    assert shown == again, f"I5: {desk.device.name} showed something else than base + replay(pending)"


def same_as_server(world: World, desk: SteppedDesk) -> None:
    """I1: at rest, the cache is the server's view of that user, logs included."""
    (mine, my_logs), (theirs, their_logs) = rows_of(desk, world.ws), world.view_of(desk.device.user_id)
    assert mine.keys() == theirs.keys(), f"I1: {desk.device.name}: {mine.keys() ^ theirs.keys()}"
    for key, row in theirs.items():
        assert mine[key] == row, f"I1: {desk.device.name}: {key}: {_differing(mine[key], row)}"
    assert my_logs == their_logs, f"I1: {desk.device.name}: another log"


def one_effect_or_refusal(world: World, given: Mapping[UUID, Given], given_up: AbstractSet[UUID]) -> None:
    """I0, I2, I3, I8: each command has one stored outcome that its desk knows, and its effect iff that is ``ok``.

    A desk forgets a change when it is done, a month after it was ``given_up``, or when what it was about is erased;
    that the server did it stays true.
    """
    logs, outcomes, erased, gone = world.logs(), world.outcomes(), world.refused_as_erased(), world.erased_talks()
    entries = [UUID(it["entry_id"]) for log in logs.values() for it in log]
    assert len(entries) == len(set(entries)), "I2: an entry twice"
    took: set[UUID] = set()
    refused: set[UUID] = set()
    for change_id, it in given.items():
        is_refused = it.talk in gone and outcomes.get(it.command_id) != OK  # erased long after it was given
        forgotten = DISMISSED if is_refused or change_id in given_up or it.command_id in erased else OK
        for command_id, state in _held(world, change_id) or [(it.command_id, forgotten)]:
            assert state in SETTLED, f"I2: {state} at rest"
            stored = outcomes.get(command_id)
            assert stored is not None or state in _GIVEN_UP, f"I0: {state} without a stored outcome"
            assert state in _GIVEN_UP or stored == state, f"I2: the server said {stored}, the desk knows {state}"
            if it.entry_id is not None:
                (took if (stored or state) == OK else refused).add(it.entry_id)
    assert took <= set(entries), "I2: acknowledged, but without an effect"
    assert not (refused - took) & set(entries), "I2: refused, but with an effect"
    effects, answers = world.deliveries()
    assert effects == answers, f"I8: {effects ^ answers}"


def letters_pass_over_nothing(world: World, given: Mapping[UUID, Given]) -> None:
    """No letter stands behind a message of the customer that its author had not seen, wherever the customer wrote."""
    seen = {str(it.entry_id): it.seen for it in given.values() if it.seen is not None}
    for log in world.logs().values():
        for letter in (it for it in log if it["entry_id"] in seen):
            over = [it["seq"] for it in log if it["author_kind"] == "customer" and it["kind"] == "message_in"]
            over = [it for it in over if seen[letter["entry_id"]] < it < letter["seq"]]
            assert not over, f"a letter left over {over}: {letter}"


def promises_as_told(world: World) -> None:
    """What was promised in a log is there, settled at most once, and as the log says it was moved and settled."""
    rows, owed = world.promises(), dict[UUID, list[str]]()
    for talk, log in world.logs().items():
        lines = [it["payload"] for it in log if it["kind"] == "promise" and not it["payload"].get(REDACTED)]
        for promise_id in {it["promise_id"] for it in lines}:
            told = [it for it in lines if it["promise_id"] == promise_id]
            row = rows.get(UUID(promise_id))
            assert row is not None, f"a promise vanished: {told}"
            assert told[0]["state"] == "open", "it was made first"
            assert [it["before"] for it in told if "before" in it] == [
                earlier["due_at"] for earlier, later in pairwise(told) if "before" in later
            ], f"moved from a time it did not have: {told}"
            ends = [it["state"] for it in told if it["state"] in _ENDS]
            assert len(ends) <= 1, f"settled twice: {told}"
            assert row == (talk, ends[0] if ends else "open", told[-1]["due_at"]), f"{row} is not what was told: {told}"
            if not ends:
                owed.setdefault(talk, []).append(row[2])
    assert world.next_promises() == {talk: min(due) for talk, due in owed.items()}, "another promise is due first"


def nothing_erased(world: World, desks: Iterable[SteppedDesk]) -> None:
    """I10: nobody's files hold a word of what was erased, whatever was restored or pushed since."""
    if world.erased:
        for name, text in [("the server", world.held()), *((it.device.name, it.held()) for it in desks)]:
            left = [it for it in world.erased if it in text]
            assert not left, f"I10: {name} still holds {left}"


def _held(world: World, change_id: UUID) -> list[tuple[UUID, str]]:
    """Command id and state of a change in every outbox that holds it: clones hold it twice."""
    query = "SELECT command_id, state FROM command WHERE change_id = ?"
    rows = [row for it in world.desks for row in it.outbox._connection.execute(query, (change_id.bytes,)).fetchall()]
    return [(UUID(bytes=row[0]), row[1]) for row in rows]


def _differing(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    names = mine.keys() | theirs.keys()
    return {it: (mine.get(it), theirs.get(it)) for it in names if mine.get(it) != theirs.get(it)}

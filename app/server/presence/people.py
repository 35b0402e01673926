"""What people do, by their own word: kept beside the signs of life of their desks, counted only as long as those."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.domain.work_state import Word, WorkState, is_word, state_among, with_word
from app.model.presence import DeskSeen
from app.protocol.poke import Doing, Here, People
from app.server.auth.token import Bearer
from app.server.presence.book import SILENT
from app.server.ready import Ask, Ready, ask

_KEPT = Ready(
    select(DeskSeen.said)
    .where(DeskSeen.ws == bindparam("ws"), DeskSeen.user_id == bindparam("user"))
    .with_for_update()
)  # fmt: skip
_HEARD = Ready(
    select(DeskSeen.user_id, DeskSeen.said).where(DeskSeen.ws == bindparam("ws"), DeskSeen.at > bindparam("since"))
)


def said_by(session: Session, who: Bearer, wish: Here, now: datetime) -> dict[str, Any] | None:
    """What a user's desks say once this one was heard, to be kept; None: it says nothing, as older ones do."""
    if wish.state is None or not is_word(wish.state):
        return None
    found = ask(session.connection(), [Ask(_KEPT, {"ws": who.ws, "user": who.user_id})])[0]
    words = _words(found[0][0]) if found else {}
    heard = with_word(words, who.client.hex, wish.state, wish.acts, now.timestamp())
    return {desk: list(word) for desk, word in heard.items()}


def states(session: Session, ws: UUID, now: datetime) -> dict[UUID, str]:
    """What everybody does whose desk is heard of. Whose desk falls silent is gone, whatever it said before."""
    since = now - SILENT
    since_s = since.timestamp()
    found = ask(session.connection(), [Ask(_HEARD, {"ws": ws, "since": since})])[0]
    return {user_id: state_among(_words(said).values(), since_s) for user_id, said in found}


def told_of(people: Mapping[UUID, str]) -> People:
    """The message, the same for the same people; who is at work takes the fewest bytes."""
    return People(people=[_doing(it, state) for it, state in sorted(people.items())])


def _doing(user_id: UUID, state: str) -> Doing:
    return Doing(user_id=user_id) if state == WorkState.AVAILABLE else Doing(user_id=user_id, state=state)


def _words(kept: Mapping[str, Any] | None) -> dict[str, Word]:
    return {desk: Word(*word) for desk, word in kept.items()} if kept else {}

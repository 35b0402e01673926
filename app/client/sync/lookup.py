"""Asks the server for what this computer does not hold; what comes back is shown and kept nowhere.

Made when a desk opens, so its libraries are imported on first use.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.client.inbox import Declined
from app.client.query import LIMIT
from app.domain.entry import AuthorKind

if TYPE_CHECKING:
    from app.client.search import FoundThere, Hit, PastThere, Saved, TalkThere
    from app.client.sync.transport import Transport
    from app.language.search.wanted import Search
    from app.protocol.search import FoundTalk


class ServerLookup:
    """Implements ``app.client.search.Lookup``. Any thread but the main one: it waits for the answer."""

    def __init__(
        self,
        transport: "Callable[[], Transport | None]",
        zone: str,
        now: Callable[[], datetime],
        want: Callable[[UUID], None],
    ) -> None:
        """``transport``: None while the desk's threads have not started."""
        self.want = want
        self._transport = transport
        self._zone = zone
        self._now = now

    def find(self, typed: str, limit: int = LIMIT) -> "FoundThere | Declined":
        """Conversations of any age that this operator is granted, newest first."""
        from app.client.search import FoundThere
        from app.language.search.query import read
        from app.protocol.search import SEARCH_PATH, FoundTalks, LookFor

        today = self._now().astimezone(_zone(self._zone)).date()
        wish = LookFor(typed=typed, today=today, zone=self._zone, limit=limit)
        answer = self._ask("POST", SEARCH_PATH, wish, FoundTalks)
        if isinstance(answer, Declined):
            return answer
        search = read(typed, today)
        return FoundThere([_hit(it, search) for it in answer.found], answer.more)

    def talk(self, conversation_id: UUID) -> "TalkThere | Declined":
        """One conversation; the server writes down that it was looked at."""
        from app.client.search import EntryThere, TalkThere
        from app.protocol.search import TALK_PATH, SeenTalk

        answer = self._ask("GET", f"{TALK_PATH}{conversation_id}", None, SeenTalk)
        if isinstance(answer, Declined):
            return answer
        entries = [
            EntryThere(it.entry_id, it.kind, it.author_kind is AuthorKind.CUSTOMER, it.author_name, it.at, it.text)
            for it in answer.entries
        ]
        return TalkThere(answer.conversation_id, answer.status, answer.queue_name, entries, answer.more)

    def past(self, customer_id: UUID) -> "PastThere | Declined":
        """All conversations of a customer; the server writes down that they were looked at."""
        from app.client.search import PastLine, PastThere
        from app.protocol.search import PAST_PATH, PastTalks

        answer = self._ask("GET", f"{PAST_PATH}{customer_id}", None, PastTalks)
        if isinstance(answer, Declined):
            return answer
        lines = [
            PastLine(it.at, it.channel, it.queue_name, it.status, it.conversation_id, it.number, it.subject)
            for it in answer.talks
        ]
        return PastThere(lines, answer.more)

    def export(self, customer_id: UUID, file: Path, *, notes: bool) -> "Saved | Declined":
        """All data of a customer as a ZIP; the server writes down that it was taken."""
        from app.client.sync.export import export_to

        return export_to(file, self._transport(), customer_id, notes=notes)

    def _ask(self, method: str, path: str, message: Any, kind: Any) -> Any:
        from app.client.sync.office import ask

        return ask(self._transport(), method, path, message, kind)


def _hit(it: "FoundTalk", search: "Search") -> "Hit":
    from app.client.search import Hit
    from app.language.search.spot import spots

    return Hit(
        it.conversation_id, it.entry_id, it.number, it.customer_id, it.customer_name, it.subject, it.text, it.author,
        it.at, it.channel, it.status, it.queue_id,
        tuple(spots(it.text, search)), tuple(spots(it.subject, search)), tuple(spots(it.customer_name, search)),
    )  # fmt: skip


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")

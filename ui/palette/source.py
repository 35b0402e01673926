"""What the palette finds in the data of this computer: customers, requests, texts to reuse."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from uuid import UUID

from app.client.row import ConversationRow, TemplateRow
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.palette.entry import SHOWN_ALONE, Entry, Group, Question
from ui.translation import _
from ui.wording import channel_icon, status_name

_LOOKED_AT = 4 * SHOWN_ALONE
"""Requests looked up: several may be of one customer."""
_FEW = 16
"""The same while all groups are shown."""


class PeopleAndRequests:
    """Customers and requests, by one look-up."""

    def __init__(self, bridge: DeskBridge, open_request: Callable[[UUID], object]) -> None:
        self._bridge = bridge
        self._open = open_request

    def entries(self, question: Question) -> Iterable[Entry]:
        """Of nothing typed there are too many: none."""
        wanted = question.groups & {Group.CUSTOMER, Group.CONVERSATION}
        if not wanted or not question.text:
            return []
        queries = self._bridge.queries
        ids = queries.look_up(question.text, _LOOKED_AT if question.alone else _FEW)
        rows = queries.conversation_rows(ids)
        customers = self._customers(rows, question.text) if Group.CUSTOMER in wanted else ()
        requests = map(self._request, rows) if Group.CONVERSATION in wanted else ()
        return [*customers, *requests]

    def _customers(self, rows: Sequence[ConversationRow], text: str) -> Iterator[Entry]:
        """By name; by an address or phone, which the line does not show, whoever was found."""
        reached = "@" in text or not any(letter.isalpha() for letter in text)
        newest = {row.customer_id: row for row in reversed(rows)}
        for row in sorted(newest.values(), key=lambda it: it.last_message_at, reverse=True):
            yield Entry(
                Group.CUSTOMER, one_line(row.customer_name), lambda row=row: self._open(row.id),  # type: ignore[misc]
                more=one_line(row.subject), icon="crown" if row.vip else "user-round", found=reached,
            )  # fmt: skip

    def _request(self, row: ConversationRow) -> Entry:
        number = f"№ {row.number}" if row.number else ""
        more = " · ".join(part for part in (number, status_name(row.status)) if part)
        title = " · ".join(part for part in (one_line(row.customer_name), one_line(row.subject)) if part)
        return Entry(
            Group.CONVERSATION, title, lambda: self._open(row.id), more=more, icon=channel_icon(row.channel),
            also=str(row.number or ""), found=True,
        )  # fmt: skip


class Texts:
    """Quick replies: chosen, they are put into the answer."""

    def __init__(self, bridge: DeskBridge, insert: Callable[[TemplateRow], object]) -> None:
        self._bridge = bridge
        self._insert = insert

    def entries(self, question: Question) -> Iterable[Entry]:
        """By title and by what they say."""
        if Group.TEXT not in question.groups or not (question.text or question.alone):
            return []
        return [self._entry(it) for it in self._bridge.queries.templates()]

    def _entry(self, template: TemplateRow) -> Entry:
        return Entry(
            Group.TEXT, one_line(template.title), lambda: self._insert(template), more=one_line(template.body),
            icon="zap", tail=_("insert"), also=one_line(template.body),
        )  # fmt: skip

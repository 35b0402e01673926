"""What a change holds, in words: whom, where to, which, by when; and what the server has in its place."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from app.client.query import Queries
from app.client.row import ChangeRow, ChangeState
from app.domain.call import CallResult
from app.domain.status import Status, may_follow
from app.language.plain_text import one_line
from ui.field_words import field_name, field_value
from ui.outbox.change_names import name_of
from ui.promises import promised_in
from ui.translation import _, language
from ui.wording import call_result_name, clock_text, short_day, status_name

_REFUSED = (ChangeState.CONFLICT, ChangeState.REJECTED)


class Content:
    """Words for the changes of one look at the outbox; what has only an id gets the name this computer knows.

    ``now``: in the zone in which times are told.
    """

    def __init__(self, queries: Queries, now: datetime) -> None:
        self._queries, self._now = queries, now
        self._words: Mapping[str, Callable[[ChangeRow], str]] = {
            "assign": lambda it: self._user(it.args.get("assignee_id")),
            "change_queue": lambda it: self._queue(it.args.get("queue_id")),
            "tag": self._tags,
            "set_field": self._field,
            "resolve": lambda _it: status_name(Status.RESOLVED),
            "set_status": lambda it: _status(it.args.get("status")),
            "follow_up": lambda it: self._moment(it.args.get("until")) or _("No longer put aside"),
            "make_promise": self._promise,
            "settle_promise": self._settled,
            "move_promise": self._promise,
            "change_later": lambda it: self._moment(it.args.get("send_at")),
            "merge": lambda it: self._request(it.args.get("target_id")),
            "link": lambda it: self._request(it.args.get("target_id")),
            "move_entries": lambda it: it.args.get("subject") or self._request(it.args.get("target_id")),
            "edit_customer": self._facts,
            "log_call": self._call,
            "save_template": lambda it: _lines((it.args.get("title"), it.args.get("body"))),
        }

    def own(self, change: ChangeRow) -> str:
        """What the operator wrote or chose."""
        told = self._words[change.name](change) if change.name in self._words else ""
        named = ("body", "text", "value", "pattern", "name", "reason")
        return told or _lines(change.args.get(it) for it in named) or name_of(change.name)

    def obstacle(self, change: ChangeRow) -> str:
        """Why a status that was refused cannot be given again: what is there now does not lead to it; empty: it can."""
        if change.name != "set_status" or change.conversation_id is None or change.state not in _REFUSED:
            return ""
        card, wanted = self._queries.card(change.conversation_id), change.args.get("status")
        if (
            card is None
            or not isinstance(wanted, str)
            or wanted not in set(Status)
            or may_follow(card.row.status, Status(wanted))
        ):
            return ""
        words = _("“{now}” does not become “{wanted}”: open the request and choose what fits, or give yours up.")
        return words.format(now=status_name(card.row.status), wanted=_status(wanted))

    def along(self, change: ChangeRow) -> str:
        """What goes with a text, or becomes of it: files, copies, the time it leaves, the status after it."""
        args = change.args
        if not args.get("body"):
            return ""
        files = ", ".join(one_line(str(it.get("name", ""))) for it in args.get("files") or ())
        copies, later = ", ".join(args.get("cc") or ()), self._moment(args.get("send_at"))
        more = [
            _("Files: {names}").format(names=files) if files else "",
            _("To: {address}").format(address=one_line(str(to))) if (to := args.get("to")) else "",
            _("Copies: {names}").format(names=one_line(copies)) if copies else "",
            _("To leave: {time}").format(time=later) if later else "",
            _("Status after it: {status}").format(status=_status(it)) if (it := args.get("then_status")) else "",
        ]
        return " · ".join(part for part in more if part)

    def theirs(self, change: ChangeRow) -> str:
        """What stands on the server's side, with whoever set it as far as it is known; empty when nothing was said."""
        detail = change.detail
        parts = [_message(it) for it in detail.get("messages", ())]
        value = self._theirs(detail)
        by, at = one_line(str(detail.get("by") or "")), detail.get("by_at")
        if value and by:
            who = f"{by}, {self._moment(at)}" if at else by
            value = f"{who}: {value}"
        return "\n\n".join(part for part in (*parts, value) if part)

    def _theirs(self, detail: Mapping[str, Any]) -> str:
        known = {
            "text": lambda it: str(it or ""),
            "status": _status,
            "assignee_id": lambda it: str(detail.get("assignee_name") or "") if it else _("Unassigned"),
            "queue_id": self._queue,
            "due_at": self._moment,
            "state": _promise_state,
            "customer_id": self._customer,
        }
        return _lines(words(detail[name]) for name, words in known.items() if name in detail)

    # ------------------------------------------------------------------ what has only an id

    @cached_property
    def _names(self) -> dict[UUID, str]:
        named = {it.id: it.name for it in self._queries.users()}
        named |= {it.id: it.names.get(language()) or it.name for it in self._queries.queues()}
        return named | {it.id: it.names.get(language()) or it.name for it in self._queries.tags()}

    def _named(self, number: object, unknown: str) -> str:
        found = _id(number)
        return unknown if found is None else one_line(self._names.get(found, "")) or unknown

    def _user(self, number: object) -> str:
        return self._named(number, _("somebody of the team")) if number else _("Unassigned")

    def _queue(self, number: object) -> str:
        return self._named(number, _("Another queue"))

    def _request(self, number: object) -> str:
        found = _id(number)
        card = None if found is None else self._queries.card(found)
        if card is None:
            return ""
        told = _("№ {number}").format(number=card.row.number) if card.row.number else ""
        return " ".join(it for it in (told, one_line(card.row.subject)) if it)

    def _customer(self, number: object) -> str:
        found = _id(number)
        customer = None if found is None else self._queries.customer(found)
        return "" if customer is None else one_line(customer.name)

    # ------------------------------------------------------------------ single kinds

    def _tags(self, change: ChangeRow) -> str:
        sides = (("+", change.args.get("add")), ("\N{MINUS SIGN}", change.args.get("remove")))
        unknown = _("a tag")
        return ", ".join(f"{sign} {self._named(it, unknown)}" for sign, ids in sides for it in ids or ())

    def _field(self, change: ChangeRow) -> str:
        name = str(change.args.get("name", ""))
        return f"{field_name(name)}: {field_value(name, str(change.args.get('value', '')))}"

    def _promise(self, change: ChangeRow) -> str:
        text = one_line(str(change.args.get("text") or "")) or self._promised(change)
        due = self._moment(change.args.get("due_at"))
        return _("{promise}, by {time}").format(promise=text, time=due) if text and due else text or due

    def _settled(self, change: ChangeRow) -> str:
        state, reason = _promise_state(change.args.get("state")), str(change.args.get("reason") or "")
        return _lines((self._promised(change), f"{state}: {reason}" if reason else state))

    def _promised(self, change: ChangeRow) -> str:
        wanted = _id(change.args.get("promise_id"))
        there = () if change.conversation_id is None else promised_in(self._queries, change.conversation_id)
        return next((one_line(it.text) for it in there if it.id == wanted), "")

    def _facts(self, change: ChangeRow) -> str:
        args = change.args
        vip = "" if args.get("vip") is None else _("VIP") if args["vip"] else _("Not VIP")
        return _lines((args.get("name"), args.get("city"), vip))

    def _call(self, change: ChangeRow) -> str:
        result = str(change.args.get("result") or "")
        named = call_result_name(CallResult(result)) if result in set(CallResult) else ""
        return _lines((change.args.get("number"), named, change.args.get("notes")))

    def _moment(self, at: object) -> str:
        """``14:30`` today, else ``2 Dec, 09:00``."""
        if isinstance(at, str):
            with suppress(ValueError):
                at = datetime.fromisoformat(at)
        if not isinstance(at, datetime):
            return ""
        zone = self._now.tzinfo or UTC
        day, today = at.astimezone(zone).date(), self._now.astimezone(zone).date()
        return clock_text(at, zone) if day == today else f"{short_day(day, today)}, {clock_text(at, zone)}"


def _id(number: object) -> UUID | None:
    with suppress(ValueError):
        return UUID(str(number))
    return None


def _lines(parts: Iterable[object]) -> str:
    return "\n".join(str(part) for part in parts if part)


def _status(code: object) -> str:
    return status_name(Status(str(code))) if code in set(Status) else str(code or "")


def _promise_state(code: object) -> str:
    return {"kept": _("Promise kept"), "withdrawn": _("Promise withdrawn")}.get(str(code), "")


def _message(message: Mapping[str, Any]) -> str:
    """One message that stands against the change: who wrote it, and its words."""
    text, author = str(message.get("text", "")), str(message.get("author", ""))
    return f"{author}: {text}" if author and text else text

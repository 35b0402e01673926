"""The past of one conversation, replayed step by step through the shared handlers."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from app.commands.base import SYSTEM, Actor
from app.commands.conversation import AssignConversation, SetStatus, assign, set_status
from app.commands.message import IncomingMessage, Reply, WriteNote, note, preview, receive, reply
from app.commands.promise import MakePromise, make_promise
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.entry import AuthorKind, EntryKind
from app.domain.status import Status
from app.model.account import MailMessage
from app.model.base import Base
from app.model.conversation import Attachment, Delivery, LogEntry, Promise, ReadMark
from app.model.identifier import derived_id
from app.server.sample.memory import MemoryTx
from app.server.sample.script import distance
from app.server.sample.shop import Script, Shop

_RECENT: Final = timedelta(days=1)
"""Younger steps happen exactly at their distance from now; older ones a few minutes off, in working hours."""


class Replay:
    """Writes one conversation; a step of its script is ``[distance from now, name, arguments …]``."""

    def __init__(self, shop: Shop, script: Script, number: int) -> None:
        frame = self._frame = shop.frame
        self._shop, self._script = shop, script
        self._locale = shop.locale(script)
        self._shift = -timedelta(seconds=Random(f"{frame.seed}:{script['key']}").randrange(540))
        if all(distance(step[0]) <= -_RECENT for step in script["log"]):
            self._shift += frame.to_midday
        self._tx = MemoryTx(frame.ws, self._at(script["log"][0][0]))
        self._conversation = shop.opened(script, number, self._tx.now)
        self._tx.put(self._conversation)
        self._steps: dict[str, Callable[..., None]] = {
            "in": self._in, "out": self._out, "note": self._note, "call": self._call, "to": self._to,
            "status": self._status, "survey": self._survey, "promise": self._promise,
            "kept": self._kept, "broken": self._broken,
        }  # fmt: skip

    def rows(self) -> list[Base]:
        """Take all steps; all rows they made. Call it once."""
        for at, step, *arguments in self._script["log"]:
            self._tx.now = self._at(at)
            self._tx.actor = SYSTEM
            self._steps[step](*arguments)
        if "due" in self._script:
            self._conversation.reply_due_at = self._frame.at(self._script["due"])
        self._marks()
        return list(self._tx.rows.values())

    def _at(self, text: str) -> datetime:
        return self._frame.at(text) + (self._shift if distance(text) <= -_RECENT else timedelta())

    def _entry_id(self) -> UUID:
        return self._frame.id("entry", self._script["key"], self._conversation.log_head + 1)

    def _user(self, key: str) -> Actor:
        return Actor(AuthorKind.USER, self._frame.id("user", key))

    def _customer(self) -> Actor:
        return Actor(AuthorKind.CUSTOMER, self._conversation.customer_id)

    def _words(self, text: str) -> str:
        return self._frame.words(text, self._locale)

    def _in(self, text: str, more: Mapping[str, Any] | None = None) -> None:
        """The customer writes."""
        more = more or {}
        channel, entry_id = Channel(more.get("channel", self._conversation.channel)), self._entry_id()
        payload: dict[str, Any] = {"channel": channel.value, "text": self._words(text)}
        if channel is Channel.EMAIL:
            payload |= {
                "subject": self._conversation.subject, "from": self._shop.address(self._script),
                "to": self._shop.mailbox,
            }  # fmt: skip
        machine = self._conversation.machine
        if machine:
            payload["machine"] = machine
        receive(IncomingMessage(entry_id, payload, channel, self._tx.now, machine), self._conversation, self._tx)
        self._files(entry_id, more.get("files", ()))
        if channel is Channel.EMAIL:
            self._mailed(entry_id, payload["text"], outgoing=False)

    def _files(self, entry_id: UUID, names: Iterable[tuple[str, str]]) -> None:
        for name, file in names:
            if file in self._shop.photos:
                blob, size = self._shop.photos[file]
                self._tx.put(
                    Attachment(
                        id=self._frame.id("attachment", entry_id, name), conversation_id=self._conversation.id,
                        entry_id=entry_id, name=name, content_type="image/jpeg", size=size, blob=blob,
                        content_id="", inline=False,
                    )
                )  # fmt: skip

    def _out(self, who: str, text: str, then: str = "", failed: str = "") -> None:
        """An operator answers, in the channel of the customer's last message."""
        self._tx.actor, entry_id, talk = self._user(who), self._entry_id(), self._conversation
        command = Reply(
            talk.id, entry_id, self._words(text), talk.channel, talk.log_head, Status(then) if then else None,
            talk.status_rev,
        )  # fmt: skip
        reply(command, self._tx)
        delivery = self._tx.get(Delivery, entry_id)
        delivery.state = DeliveryState.SENT if talk.channel is Channel.EMAIL else DeliveryState.DELIVERED
        delivery.reason = failed
        if failed:
            delivery.state = DeliveryState.FAILED
        if talk.channel is Channel.EMAIL:
            self._mailed(entry_id, command.body, outgoing=True)

    def _mailed(self, entry_id: UUID, text: str, *, outgoing: bool) -> None:
        """How a later mail finds its way into this conversation."""
        host = self._shop.mailbox if outgoing else self._shop.address(self._script)
        self._tx.rows[(MailMessage, entry_id)] = MailMessage(
            id=entry_id, message_id=f"{entry_id.hex}@{host.partition('@')[2]}",
            inbox_id=self._frame.id("inbox", "email"), digest=hashlib.sha256(text.encode()).hexdigest(),
            conversation_id=self._conversation.id, entry_id=entry_id, outgoing=outgoing,
        )  # fmt: skip

    def _note(self, who: str, text: str) -> None:
        self._tx.actor = self._user(who)
        note(WriteNote(self._conversation.id, self._entry_id(), self._words(text)), self._tx)

    def _call(self, direction: str, who: str, seconds: int, text: str) -> None:
        """A call; a missed one waits for an answer, any other was one."""
        talk, text = self._conversation, self._words(text)
        author = self._user(who) if direction == "out" else self._customer()
        payload = {"direction": direction, "seconds": seconds, "text": text}
        self._tx.append_log(talk, self._entry_id(), EntryKind.CALL, payload, author)
        talk.last_message_at, talk.preview, talk.preview_author = self._tx.now, preview(text), author.kind
        talk.status_rev += 1
        if direction != "missed":
            talk.waiting_since = talk.reply_due_at = None
        elif talk.waiting_since is None:
            talk.waiting_since = self._tx.now
            talk.reply_due_at = self._tx.now + timedelta(seconds=talk.reply_target_s)

    def _to(self, who: str, by: str = "") -> None:
        """Somebody, or the rules of the queue, gives the conversation to an operator."""
        talk = self._conversation
        if by:
            self._tx.actor = self._user(by)
        assign(AssignConversation(talk.id, self._entry_id(), self._frame.id("user", who), talk.assignee_id), self._tx)

    def _status(self, who: str, status: str) -> None:
        if who:
            self._tx.actor = self._user(who)
        talk = self._conversation
        set_status(SetStatus(talk.id, self._entry_id(), Status(status), talk.status_rev), self._tx)

    def _survey(self, score: int, text: str) -> None:
        talk, text = self._conversation, self._words(text)
        payload = {"score": score, "of": 5, "text": text}
        self._tx.append_log(talk, self._entry_id(), EntryKind.SURVEY, payload, self._customer())
        opening = "Опрос: {} из 5" if self._locale == "ru" else "Survey: {} of 5"
        quoted = ("«{}»" if self._locale == "ru" else "“{}”").format(text)
        talk.preview = preview(", ".join([opening.format(score), *([quoted] if text else [])]))
        talk.preview_author, talk.last_message_at = AuthorKind.CUSTOMER, self._tx.now

    def _promise(self, who: str, text: str, due: str) -> None:
        self._tx.actor, entry_id = self._user(who), self._entry_id()
        promise_id = derived_id("promise", entry_id)
        due_at = self._at(due)
        make_promise(MakePromise(self._conversation.id, entry_id, promise_id, self._words(text), due_at), self._tx)

    def _kept(self) -> None:
        self._settle("kept")

    def _broken(self) -> None:
        self._settle("broken")

    def _settle(self, state: str) -> None:
        """The promise due first is settled."""
        talk, open_ones = self._conversation, self._open_promises()
        promise = open_ones.pop(0)
        promise.state, promise.settled_at = state, self._tx.now
        talk.promise_due_at = open_ones[0].due_at if open_ones else None
        payload = {
            "promise_id": str(promise.id), "text": promise.text, "due_at": promise.due_at.isoformat(), "state": state
        }  # fmt: skip
        self._tx.append_log(talk, self._entry_id(), EntryKind.PROMISE, payload)

    def _open_promises(self) -> list[Promise]:
        found = [row for row in self._tx.rows.values() if isinstance(row, Promise) and row.state == "open"]
        return sorted(found, key=lambda row: row.due_at)

    def _marks(self) -> None:
        """Everybody who works here has read it, but for what the script calls unread."""
        entries = [row for row in self._tx.rows.values() if isinstance(row, LogEntry)]
        by_customer = [row.seq or 0 for row in entries if row.author_kind is AuthorKind.CUSTOMER]
        seen = min(self._script.get("seen", self._conversation.log_head), self._conversation.log_head)
        if self._script.get("unread"):
            seen = min(seen, max(by_customer, default=1) - 1)
        for user_id in {self._frame.id("user", "anna"), self._conversation.assignee_id} - {None}:
            if seen and user_id is not None:
                mark_id = derived_id("read", user_id, self._conversation.id)  # as the command ``mark_read``
                self._tx.put(ReadMark(id=mark_id, user_id=user_id, conversation_id=self._conversation.id, seq=seen))

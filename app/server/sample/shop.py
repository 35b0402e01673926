"""What a conversation of the sample is written against: the frame, the customers, the queues, the photos."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.channel import Channel
from app.domain.entry import AuthorKind
from app.domain.status import Kind, Priority, Status
from app.model.conversation import Conversation
from app.server.sample.script import Frame

Script = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shop:
    """``targets``: reply target in seconds by queue; ``photos``: hash and size by the file's name in the resources."""

    frame: Frame
    customers: Mapping[str, Script]
    targets: Mapping[str, int]
    mailbox: str
    photos: Mapping[str, tuple[str, int]]

    def opened(self, script: Script, number: int, at: datetime) -> Conversation:
        """The conversation as a channel opens it, still without a log."""
        frame, channel = self.frame, Channel(script.get("opened_by", script["channel"]))
        return Conversation(
            id=frame.id("conversation", script["key"]), number=number, rev=0,
            subject=frame.words(script["subject"], self.locale(script)), kind=Kind(script.get("kind", "question")),
            status=Status.NEW, status_rev=0, priority=Priority(script.get("priority", "normal")), channel=channel,
            inbox_id=frame.id("inbox", channel.value), queue_id=frame.id("queue", script["queue"]),
            customer_id=frame.id("customer", script["who"]), assignee_id=None, watcher_ids=[],
            tag_ids=[str(frame.id("tag", key)) for key in script.get("tags", ())],
            log_head=0, redact_rev=0, machine=script.get("machine", ""), linked_id=None, preview="",
            preview_author=AuthorKind.CUSTOMER, reply_target_s=self.targets[script["queue"]], created_at=at,
            updated_at=at, last_message_at=at,
        )  # fmt: skip

    def locale(self, script: Script) -> str:
        """The customer's language."""
        return str(self.customers[script["who"]]["locale"])

    def address(self, script: Script) -> str:
        """The customer's mail address; empty when none is known."""
        addresses = self.customers[script["who"]]["addresses"]
        return next((shown for channel, shown in addresses if channel == "email"), "")

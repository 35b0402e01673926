"""Messages between a joined channel and the server. Ids of the other side are texts of its own choice."""

from datetime import datetime
from uuid import UUID

from app.protocol.wire import Message


class ChannelSender(Message, frozen=True):
    """Who wrote; ``id`` is what their messenger calls them for ever."""

    id: str
    name: str = ""
    locale: str = ""


class ChannelMessage(Message, frozen=True):
    """One message of a customer. The same ``id`` twice is one; without it ``Idempotency-Key`` stands for it.

    ``conversation``: messages of one go into one request of ours, until that is closed.
    """

    conversation: str
    sender: ChannelSender
    text: str
    id: str = ""


class ChannelAccepted(Message, frozen=True):
    """The message is stored. ``id`` is ours, for files; ``repeated``: it was before."""

    id: UUID
    number: int
    repeated: bool = False


class ChannelFile(Message, frozen=True):
    """A file of a message."""

    id: UUID
    name: str
    content_type: str
    size: int
    url: str = ""  # path on this server, with the inbox's key


class ChannelAnswer(Message, frozen=True):
    """What a webhook carries: an operator's answer. Of one ``id`` there is one message, however often it comes."""

    id: UUID
    inbox: UUID
    conversation: str
    text: str
    at: datetime
    author: str = ""
    files: list[ChannelFile] = []


class ChannelState(Message, frozen=True):
    """How far an answer got on the other side: ``delivered``, ``read`` or ``failed`` with a ``reason``."""

    id: UUID
    state: str
    reason: str = ""

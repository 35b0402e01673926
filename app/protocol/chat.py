"""Messages between the hosted chat page and the server. The page is a stranger: nothing internal is in here."""

from datetime import datetime
from uuid import UUID

from app.protocol.wire import Message

NEWS = "news"
"""The only event of a visitor's stream: there may be something to fetch; also its heartbeat."""


class OpenSession(Message, frozen=True):
    """Begin or go on; ``token`` is what the browser kept from last time, empty for somebody new."""

    slug: str
    token: str = ""
    identity: str = ""  # a SiteUser as the site's own server wrote and signed it, byte for byte
    signature: str = ""  # HMAC-SHA256 of ``identity`` under the inbox's secret, hex


class SiteUser(Message, frozen=True):
    """A user of the site that embeds the chat; ``at``: when it was signed, Unix seconds."""

    id: str
    at: int
    name: str = ""
    email: str = ""


class ChatSession(Message, frozen=True):
    """The visitor's token; ``resumed`` tells whether it is the one the page sent."""

    token: str
    resumed: bool = False
    verified: bool = False  # the site's signature was right
    consent: str = ""  # version of the policy to be agreed to before the first message
    wait_s: int | None = None  # what others usually waited for an answer; None: not known
    blocked_until: datetime | None = None  # nothing is taken from this visitor before
    closed: bool = False  # nobody is there now: what is left by the form is answered by mail
    opens_at: datetime | None = None


class ChatFileShown(Message, frozen=True):
    """A file of a message. ``url``: where this visitor's browser gets it, for an hour or two; empty while it is not
    to be had (``blocked``: it holds a virus or is not checked yet)."""

    id: UUID
    name: str
    content_type: str
    size: int
    url: str = ""
    image: bool = False  # a picture the page may show as such
    blocked: bool = False


class WriteMessage(Message, frozen=True):
    """One message of the visitor. ``id`` is made by the page and becomes the entry's: the same one twice is one.

    ``files``: ids that the upload endpoint gave; with some, ``text`` may be empty.
    """

    id: UUID
    text: str
    name: str = ""
    locale: str = ""
    utc_offset_minutes: int | None = None
    files: list[UUID] = []
    consent: str = ""  # version of the policy the visitor has ticked
    page: str = ""  # address of the embedding page, when it told
    referrer: str = ""


class LeaveMessage(Message, frozen=True):
    """A message left while nobody is there: the answer goes to ``email``, or to ``phone`` when there is no such.

    ``id`` as in ``WriteMessage``.
    """

    id: UUID
    text: str
    email: str = ""
    phone: str = ""
    name: str = ""
    locale: str = ""
    consent: str = ""


class Written(Message, frozen=True):
    """The message is stored; ``number`` is the request it belongs to."""

    id: UUID
    number: int
    at: datetime


class ChatMessage(Message, frozen=True):
    """One message as both sides see it; ``author`` is empty for the visitor's own."""

    id: UUID
    text: str
    at: datetime
    number: int
    own: bool = False
    author: str = ""
    taken: bool = False  # a page has told that it shows this answer
    read: bool = False  # an answer: the visitor has seen it; a message: an operator has, where that may be known
    files: list[ChatFileShown] = []


class History(Message, frozen=True):
    """Messages in order. ``cursor`` goes into the next question; ``more``: ask again at once."""

    messages: list[ChatMessage]
    cursor: str
    agent: str = ""  # full name of who answers now
    more: bool = False
    read_to: UUID | None = None  # the visitor's newest message an operator has read, where that may be known
    promised_at: datetime | None = None  # by when they were promised to hear of us; not of what has passed


class Taken(Message, frozen=True):
    """The page shows these answers; ``read``: before somebody's eyes, not in a window behind others."""

    ids: list[UUID]
    read: bool = False


TYPING = "typing"
"""Event of a visitor's stream: an operator is writing to them."""


class Typing(Message, frozen=True):
    """Somebody is writing; gone again after ``seconds`` unless it is said again. ``name``: the operator's first."""

    name: str = ""
    seconds: int = 6

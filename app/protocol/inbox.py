"""Messages about inboxes: how an administrator finds, tests, adds and changes them. Secrets only ever go up."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.protocol.wire import Message

INBOXES_PATH = "/v1/inboxes"
FIND_PATH = INBOXES_PATH + "/find"
TEST_PATH = INBOXES_PATH + "/test"
PROVIDERS_PATH = INBOXES_PATH + "/providers"
SIGN_IN_PATH = INBOXES_PATH + "/oauth"
CALLBACK_PATH = SIGN_IN_PATH + "/callback"
IDEMPOTENCY_HEADER = "Idempotency-Key"


class FindInbox(Message, frozen=True):
    """Which provider an address belongs to, and how it is reached."""

    address: str


class FoundInbox(Message, frozen=True):
    """What is known before anybody signed in. ``provider`` is empty when the hosts were only guessed from the domain.

    ``settings`` lacks hosts that nobody answers on. ``password``: ``app``, ``own`` or ``none``. ``sign_in``: the
    provider lets programs in by a browser, and this server is registered there.
    """

    provider: str = ""
    title: str = ""
    settings: dict[str, Any] = {}
    password: str = "own"
    password_url: str = ""
    access_url: str = ""
    sign_in: bool = False
    sign_in_known: bool = False  # the provider could, but this server is not registered there


class TestInbox(Message, frozen=True):
    """Try settings before they are kept; the rest is that of ``inbox_id`` and of the finished ``sign_in_id``."""

    address: str = ""
    settings: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    inbox_id: UUID | None = None
    sign_in_id: UUID | None = None
    since: date | None = None


class Verdict(Message, frozen=True):
    """How one server answered: an empty code is a yes, ``not_tried`` there was none to ask; ``said``: its own words."""

    code: str = ""
    said: str = ""


class TestedInbox(Message, frozen=True):
    """What was found."""

    imap: Verdict
    smtp: Verdict
    folders: list[str] = []
    sent_folder: str = ""
    count: int = 0
    newer: int = 0  # from ``since`` on
    oldest: date | None = None
    newest: date | None = None


class AddInbox(Message, frozen=True):
    """A new inbox. ``queue_id``: None is the first queue."""

    channel: str
    name: str
    address: str
    queue_id: UUID | None = None
    settings: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    sign_in_id: UUID | None = None


class ChangeInbox(Message, frozen=True):
    """What is to be another; None stays. Of ``settings`` and ``secrets`` a null or empty value takes a key away."""

    name: str | None = None
    queue_id: UUID | None = None
    settings: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    sign_in_id: UUID | None = None


class PauseInbox(Message, frozen=True):
    """Whether the mailbox is left alone for now."""

    paused: bool


class ImportOld(Message, frozen=True):
    """What to do with mail from before the inbox was connected: ``start``, ``stop`` or ``undo``."""

    act: str


class InboxShown(Message, frozen=True):
    """An inbox with its state. ``secrets``: names of what is kept, never the values.

    ``days_off``: how many its hours have; None: this server keeps none. ``outgoing``: why no letter leaves by it, a
    reason as of a delivery, with what its sentence needs; empty: letters leave.
    """

    id: UUID
    channel: str
    name: str
    address: str
    queue_id: UUID
    settings: dict[str, Any] = {}
    secrets: list[str] = []
    state: str = ""
    said: str = ""
    since_at: datetime | None = None
    checked_at: datetime | None = None
    import_state: str = ""
    import_total: int = 0
    import_done: int = 0
    days_off: int | None = None
    outgoing: str = ""
    outgoing_data: dict[str, str] = {}
    outgoing_since_at: datetime | None = None


class InboxList(Message, frozen=True):
    """Every inbox of the workspace, by name."""

    inboxes: list[InboxShown]


class InboxSettings(Message, frozen=True):
    """The settings of one inbox, of whichever channel; written as a patch: a null takes a key away."""

    settings: dict[str, Any]


class SetHours(Message, frozen=True):
    """Opening hours: of the inbox's queue alone (``own``), or of everybody; an empty week: somebody is always there.

    ``week``: ``{"mon": ["09:00-18:00"]}``. ``holidays``: days off; None: they stay as they are. ``special``: days with
    other hours, ``{"2026-12-31": ["09:00-15:00"]}``; None: they stay, too.
    """

    week: dict[str, list[str]]
    own: bool = False
    holidays: list[date] | None = None
    special: dict[str, list[str]] | None = None


class ProviderShown(Message, frozen=True):
    """A provider one can sign in at. ``client_id`` is empty while this server is not registered there."""

    code: str
    title: str
    client_id: str = ""
    redirect: str = CALLBACK_PATH


class ProviderList(Message, frozen=True):
    """Providers with a sign-in."""

    providers: list[ProviderShown]


class RegisterAtProvider(Message, frozen=True):
    """How this workspace is registered at a provider; an empty ``client_id`` forgets it."""

    client_id: str
    client_secret: str = ""


class BeginSignIn(Message, frozen=True):
    """Sign in at a provider in a browser. ``server_url``: how the desk reaches this server, for the way back."""

    provider: str
    address: str
    server_url: str


class SignInBegun(Message, frozen=True):
    """Open ``url``; then ask for the state of ``id``."""

    id: UUID
    url: str


class SignInState(Message, frozen=True):
    """``begun``, ``answered``, ``done``, ``refused`` (``said``: why) or ``expired``."""

    state: str
    said: str = ""
